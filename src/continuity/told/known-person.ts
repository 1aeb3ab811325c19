/** People whom a provider serves and the council does not buy care for, as we were told of them: by page, by file, by the provider. */
import { counted } from '#src/base/counted.ts'
import { parsePounds, type Pence } from '#src/base/money.ts'
import type { Day, Instant } from '#src/base/day.ts'
import { bedsOf, serviceName } from '#src/brokerage/index.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const WHO_PAYS = ['direct_payment', 'self_funder', 'other_council'] as const
export type WhoPays = (typeof WHO_PAYS)[number]

export const PAYS_WORDS: Readonly<Record<WhoPays | 'council', string>> = {
  council: 'The council',
  direct_payment: 'A direct payment',
  self_funder: 'The person',
  other_council: 'Another council',
}

/** The care that people have whom the council does not pay for; nobody knows their contracts. */
export const TOLD_SERVICES = [
  ...(['home_care', 'live_in', 'extra_care', 'supported_living', 'shared_lives'] as const),
  ...(['care_home', 'nursing_home'] as const),
] as const

/** Whether somebody lives where they are cared for: a bed, and nobody comes to visit. */
export const livesThere = (service: string): boolean => bedsOf({ service, needs: [] }) !== undefined

export const DECIDES = ['yes', 'no', 'not known'] as const
/** Whether the person can decide about their care alone. */
export type Decides = (typeof DECIDES)[number]

/** A visit of the day, made on so many days a week. */
export type UsualVisit = { readonly start: string; readonly minutes: number; readonly days: number }

export type KnownPerson = {
  readonly knownRef: string
  readonly organisationRef: string
  readonly pays: WhoPays
  readonly name: string
  readonly personRef: string | null
  readonly service: string
  readonly zone: string
  readonly visits: readonly UsualVisit[]
  readonly doubleHanded: boolean
  readonly timeCritical: boolean
  readonly insulin: boolean
  readonly livesAlone: boolean | null
  readonly helpedByCarer: boolean | null
  readonly decides: Decides
  readonly keySafe: boolean
  /** Whom to ring. */
  readonly contact: string
  readonly weeklyPence: Pence | null
  /** Who told us: "The provider", "Hereford Council", "Her daughter". */
  readonly toldBy: string
  readonly toldByName: string
  readonly toldAt: Instant
  readonly goneDay: Day | null
}

export type ToldPerson = Omit<KnownPerson, 'knownRef' | 'organisationRef' | 'toldByName' | 'toldAt' | 'goneDay'>

export const TOLD_FIELDS = [
  'name',
  'pays',
  'service',
  'zone',
  'visits',
  'double_handed',
  'time_critical',
  'insulin',
  'lives_alone',
  'helped_by_carer',
  'decides',
  'key_safe',
  'contact',
  'weekly_price',
  'person_ref',
  'told_by',
] as const
export type ToldField = (typeof TOLD_FIELDS)[number]

export const isToldField = (text: string): text is ToldField => TOLD_FIELDS.some((field) => field === text)

/** Visits may be left empty of somebody who lives in a home; without a service it is home care. */
export const NEEDED: readonly ToldField[] = ['name', 'pays', 'zone', 'visits']

export type TypedTold = Partial<Readonly<Record<ToldField, string>>>
export type ToldFault = { readonly field: ToldField; readonly message: string }

const VISIT = /^([01]?\d|2[0-3]):([0-5]\d)\/(\d{1,3})(?:\/([1-7]))?$/
const MOST_VISITS = 12
const LONGEST = 120

/** "08:00/30, 18:00/45/5": starts, minutes, and days a week where they are not seven. */
export function readVisits(text: string): UsualVisit[] | undefined {
  const parts = text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0 || parts.length > MOST_VISITS) return undefined
  const visits: UsualVisit[] = []
  for (const part of parts) {
    const [, hour = '', minute = '', minutes = '', days = '7'] = VISIT.exec(part) ?? []
    if (hour === '' || Number(minutes) < 5 || Number(minutes) > 720) return undefined
    visits.push({ start: `${hour.padStart(2, '0')}:${minute}`, minutes: Number(minutes), days: Number(days) })
  }
  return visits.sort((a, b) => (a.start < b.start ? -1 : 1))
}

export const visitsAsTyped = (visits: readonly UsualVisit[]): string =>
  visits.map(({ start, minutes, days }) => `${start}/${minutes}${days === 7 ? '' : `/${days}`}`).join(', ')

/** "08:00 for 30 minutes; 18:00 for 45 minutes on 5 days a week" */
export const visitsInWords = (visits: readonly UsualVisit[]): string =>
  visits.length === 0
    ? 'Lives there'
    : visits
        .map(
          ({ start, minutes, days }) =>
            `${start} for ${minutes} minutes${days === 7 ? '' : ` on ${counted(days, 'day')} a week`}`,
        )
        .join('; ')

const ANSWERS: Readonly<Record<string, boolean>> = { yes: true, no: false, y: true, n: false, true: true, false: false }

/** Reads what was typed or stood in a row of a file; every fault is named with its field and its cure. */
export function readTold(typed: TypedTold, zones: readonly string[], teller: string): Result<ToldPerson, ToldFault[]> {
  const faults: ToldFault[] = []
  const text = (field: ToldField): string => {
    const words = (typed[field] ?? '').trim()
    if (words.length > LONGEST && field !== 'visits')
      faults.push({ field, message: `Use ${LONGEST} characters or fewer` })
    return words
  }
  const answer = (field: ToldField): boolean | null => {
    const words = text(field).toLowerCase()
    if (words === '' || words === 'not known') return null
    const said = ANSWERS[words]
    if (said === undefined) faults.push({ field, message: 'Say yes or no, or leave it empty' })
    return said ?? null
  }
  const name = text('name')
  if (name === '') faults.push({ field: 'name', message: 'Enter the person’s name' })
  const pays = WHO_PAYS.find((each) => each === text('pays').toLowerCase().replaceAll(' ', '_'))
  if (!pays) faults.push({ field: 'pays', message: `Say who pays: ${WHO_PAYS.join(', ')}` })
  const zone = zones.find((each) => each === text('zone').toLowerCase())
  if (!zone) faults.push({ field: 'zone', message: `Give one of the zones: ${zones.join(', ')}` })
  const service = TOLD_SERVICES.find(
    (each) => each === (text('service').toLowerCase().replaceAll(' ', '_') || 'home_care'),
  )
  if (!service)
    faults.push({ field: 'service', message: `Say which care it is: ${TOLD_SERVICES.map(serviceName).join(', ')}` })
  const visits = service && livesThere(service) && text('visits') === '' ? [] : readVisits(text('visits'))
  if (!visits)
    faults.push({
      field: 'visits',
      message: 'Give each visit’s start and minutes, such as 08:00/30, 18:00/45/5 for the second on five days a week',
    })
  const decides = DECIDES.find((each) => each === (text('decides').toLowerCase() || 'not known'))
  if (!decides) faults.push({ field: 'decides', message: 'Say yes, no or not known' })
  const price = text('weekly_price')
  const weeklyPence = price === '' ? null : parsePounds(price)
  if (weeklyPence === undefined) faults.push({ field: 'weekly_price', message: 'Enter pounds a week, such as 310.50' })
  const personRef = text('person_ref').toUpperCase()
  if (personRef !== '' && !/^P-\d+$/.test(personRef))
    faults.push({ field: 'person_ref', message: 'A person’s reference is such as P-1001' })
  const flags = {
    doubleHanded: answer('double_handed') ?? false,
    timeCritical: answer('time_critical') ?? false,
    insulin: answer('insulin') ?? false,
    livesAlone: answer('lives_alone'),
    helpedByCarer: answer('helped_by_carer'),
    keySafe: answer('key_safe') ?? false,
  }
  const contact = text('contact')
  const toldBy = text('told_by') || teller
  if (faults.length > 0 || !pays || !service || !zone || !visits || !decides) return refuse(faults)
  const rest = { decides, contact, weeklyPence: weeklyPence ?? null, toldBy, personRef: personRef || null }
  return ok({ name, pays, service, zone, visits, ...flags, ...rest })
}

const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ')

/** Told of before: by their reference, or by the same name with the same care. */
export const isSamePerson = (one: ToldPerson, other: ToldPerson): boolean =>
  one.personRef !== null && other.personRef !== null
    ? one.personRef === other.personRef
    : plain(one.name) === plain(other.name) &&
      one.service === other.service &&
      one.zone === other.zone &&
      visitsAsTyped(one.visits) === visitsAsTyped(other.visits)

/** Who would be planned for twice, and take the room of somebody else. */
export const toldBefore = (ref: string): ToldFault => ({
  field: 'name',
  message: `${ref} is this person already. Where it is another, say so in the name`,
})
