import { type Day, type Instant, parseDay } from '#src/base/day.ts'
import { type NhsNumber, parseNhsNumber } from '#src/base/nhs-number.ts'
import { type Postcode, parsePostcode } from '#src/base/postcode.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { ClosedCase } from '#src/people/closing/closing.ts'

export type Contact = {
  readonly contactNo: number
  readonly name: string
  readonly relationship: string
  readonly phone?: string
  readonly email?: string
  /** To be called in an emergency. */
  readonly emergency: boolean
}

/** What may be wrong about a person and is corrected. */
export type PersonDetails = {
  readonly title?: string
  readonly givenName: string
  readonly familyName: string
  readonly knownAs?: string
  readonly birthDay: Day
  readonly addressLines: readonly string[]
  readonly postcode: Postcode
  readonly zone: string
  readonly phone?: string
  readonly nhsNumber?: NhsNumber
  readonly language: string
  readonly interpreter: boolean
  /** Undefined: not known. */
  readonly livesAlone?: boolean
}

export type Person = PersonDetails & {
  readonly personRef: string
  /** Goes up with every correction. */
  readonly version: number
  /** The officer who looks after the person's case. */
  readonly workerRef?: string
  readonly addedAt: Instant
  readonly contacts: readonly Contact[]
  /** Undefined while the case is open. */
  readonly closed?: ClosedCase
}

type Named = Pick<PersonDetails, 'givenName' | 'familyName'>

/** "Margaret Hughes" */
export const personName = (person: Named): string => `${person.givenName} ${person.familyName}`

/** Whole years on a day; a birthday of 29 February falls on 1 March in other years. */
export function ageOn(birthDay: Day, on: Day): number {
  const years = Number(on.slice(0, 4)) - Number(birthDay.slice(0, 4))
  return on.slice(5) < birthDay.slice(5) ? years - 1 : years
}

/** A person's details as somebody typed or sent them. */
export type TypedPerson = { readonly [K in keyof PersonDetails]?: string | readonly string[] | boolean }
export type Fault = { readonly field: string; readonly message: string }

const LONGEST = 100
const PHONE = /^\+?[0-9][0-9 ()-]{6,20}$/

/** Reads the details of a person, or says of every field what is wrong with it and the cure. An empty zone is left to the postcode. */
export function readPerson(
  typed: TypedPerson,
  today: Day,
): Result<Omit<PersonDetails, 'zone'> & { zone?: string }, Fault[]> {
  const faults: Fault[] = []
  const fault = (field: keyof PersonDetails, message: string): undefined => {
    faults.push({ field, message })
  }
  const text = (field: keyof PersonDetails): string => {
    const value = typed[field]
    const words = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : ''
    if (words.length > LONGEST) fault(field, `${LABELS[field] ?? field} must be ${LONGEST} characters or fewer`)
    return words
  }
  const optional = (field: keyof PersonDetails): string | undefined => text(field) || undefined
  const needed = (field: keyof PersonDetails, message: string): string => text(field) || (fault(field, message) ?? '')
  const title = optional('title')
  const givenName = needed('givenName', 'Enter the first name')
  const familyName = needed('familyName', 'Enter the last name')
  const knownAs = optional('knownAs')
  const birthDay = readBirthDay(text('birthDay'), today, (message) => fault('birthDay', message))
  const nhsText = text('nhsNumber')
  const nhsNumber = parseNhsNumber(nhsText)
  if (nhsText !== '' && nhsNumber === undefined)
    fault(
      'nhsNumber',
      'Check the NHS number: it has 10 digits, such as 943 476 5919, and the last one does not fit the others',
    )
  const addressLines = linesOf(typed.addressLines)
  if (addressLines.length === 0) fault('addressLines', 'Enter the address, without the postcode')
  if (addressLines.length > 5 || addressLines.some((line) => line.length > LONGEST))
    fault('addressLines', `The address must have 5 lines or fewer, each of ${LONGEST} characters or fewer`)
  const postcode = parsePostcode(text('postcode'))
  if (postcode === undefined) fault('postcode', 'Enter a full postcode, such as WB1 4QT')
  const phone = optional('phone')
  if (phone !== undefined && !PHONE.test(phone)) fault('phone', 'Enter a telephone number, such as 01632 960 001')
  const language = needed('language', 'Enter the language that the person speaks best')
  const zone = optional('zone')
  if (faults.length > 0) return refuse(faults)
  const details = {
    title,
    givenName,
    familyName,
    knownAs,
    birthDay: birthDay ?? '',
    addressLines,
    postcode: postcode ?? '',
  }
  const rest = {
    zone,
    phone,
    nhsNumber,
    language,
    interpreter: isYes(typed.interpreter) === true,
    livesAlone: isYes(typed.livesAlone),
  }
  return ok(withoutUndefined({ ...details, ...rest }))
}

const LABELS: Partial<Record<keyof PersonDetails, string>> = {
  title: 'Title',
  givenName: 'First name',
  familyName: 'Last name',
  knownAs: 'Known as',
  language: 'Language',
}

function readBirthDay(text: string, today: Day, fault: (message: string) => undefined): Day | undefined {
  if (text === '') return fault('Enter the date of birth')
  const day = parseDay(text)
  if (day === undefined) return fault('The date of birth must be a real date, such as 27 3 1941')
  if (day > today) return fault('The date of birth must be in the past')
  return ageOn(day, today) > 120 ? fault('Check the year of birth: nobody is older than 120') : day
}

const linesOf = (value: TypedPerson['addressLines']): string[] =>
  (typeof value === 'string' ? value.split(/\r?\n/) : Array.isArray(value) ? (value as readonly string[]) : [])
    .map((line) => line.trim())
    .filter((line) => line !== '')

const isYes = (value: string | readonly string[] | boolean | undefined): boolean | undefined =>
  value === true || value === 'yes' ? true : value === false || value === 'no' ? false : undefined

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

export const DETAIL_FIELDS = [
  'title',
  'givenName',
  'familyName',
  'knownAs',
  'birthDay',
  'addressLines',
  'postcode',
  'zone',
  'phone',
  'nhsNumber',
  'language',
  'interpreter',
  'livesAlone',
] as const satisfies readonly (keyof PersonDetails)[]

/** The names of the details that differ. */
export const changedFields = (before: PersonDetails, after: PersonDetails): (keyof PersonDetails)[] =>
  DETAIL_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))

/** Why a person to be added may be somebody whom we know. */
export type LookAlike = { readonly personRef: string; readonly by: 'NHS number' | 'name and date of birth' }

const FIELD_WORDS: Record<(typeof DETAIL_FIELDS)[number], string> = {
  title: 'title',
  givenName: 'first name',
  familyName: 'last name',
  knownAs: 'known as',
  birthDay: 'date of birth',
  addressLines: 'address',
  postcode: 'postcode',
  zone: 'zone',
  phone: 'telephone',
  nhsNumber: 'NHS number',
  language: 'language',
  interpreter: 'interpreter',
  livesAlone: 'lives alone',
}

/** "date of birth" of `birthDay` */
export const fieldWords = (field: string): string =>
  Object.hasOwn(FIELD_WORDS, field) ? FIELD_WORDS[field as keyof typeof FIELD_WORDS] : field
