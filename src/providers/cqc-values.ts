import { type Day, parseDay } from '#src/base/day.ts'
import { parsePostcode } from '#src/base/postcode.ts'

// The values of the Care Quality Commission's files as they come, made into the values that are kept. A reader answers with
// `undefined` when a text is not what its column is for; blank texts never reach it.

export const RATINGS = ['Outstanding', 'Good', 'Requires improvement', 'Inadequate'] as const
export type Rating = (typeof RATINGS)[number]

/** "Overall" stands beside the five key questions (L-44) because the regulator publishes it as a rating of its own. */
export const KEY_QUESTIONS = ['Overall', 'Safe', 'Effective', 'Caring', 'Responsive', 'Well-led'] as const
export type KeyQuestion = (typeof KEY_QUESTIONS)[number]

/** The service group of a rating that is given to a location as a whole. */
export const WHOLE_LOCATION = 'Overall'

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

const RATINGS_BY_PLAIN_NAME = new Map<string, Rating>(RATINGS.map((rating) => [plain(rating), rating]))
const QUESTIONS_BY_PLAIN_NAME = new Map<string, KeyQuestion>(KEY_QUESTIONS.map((name) => [plain(name), name]))

// labels that say there is no rating.
const UNRATED = [
  'inspected but not rated',
  'no published rating',
  'insufficient evidence to rate',
  'evidence requirements partially scored',
  'evidence requirements not yet scored',
  'evidence requirements partially not yet scored',
  'no approved rating',
  'not rated',
  'not applicable',
  'not yet rated',
  'unrated',
]

/** A rating in either spelling; null for the labels that mean "none", which are kept apart from a rating. */
export function readRating(text: string): Rating | null | undefined {
  const name = plain(text)
  const rating = RATINGS_BY_PLAIN_NAME.get(name)
  if (rating) return rating
  return UNRATED.includes(name) || name.startsWith('evidence requirements') ? null : undefined
}

/** "Well led", "well-led" and "Is the service well-led?" name the same key question. */
export function readKeyQuestion(text: string): KeyQuestion | undefined {
  const name = plain(text).replace(/^is (the|this) service /, '')
  return QUESTIONS_BY_PLAIN_NAME.get(name)
}

/** Ids are text, upper case: `1-` and digits, or an older code of letters and digits such as RXX01. */
export function readCqcId(text: string): string | undefined {
  const id = text.trim().toUpperCase()
  return /^(1-\d{5,12}|[A-Z][A-Z0-9]{2,9})$/.test(id) ? id : undefined
}

/** A telephone number as digits with its leading 0, which spreadsheets drop, and without the ".0" that they add. */
export function readPhone(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/\.0$/, '')
    .replace(/^(\+|00)44\s*(\(0\))?/, '0')
    .replace(/[\s().-]/g, '')
  if (/^0\d{9,10}$/.test(digits)) return digits
  return /^[1-9]\d{8,9}$/.test(digits) ? `0${digits}` : undefined
}

/** An http or https address and nothing else: a text with script in it is not mended but refused. */
export function readWebAddress(text: string): string | undefined {
  const typed = text.trim()
  if (/[\s<>"'{}|\\^`]/.test(typed) || /(java|vb)script:|data:/i.test(typed)) return undefined
  const match = /^(?:(https?):\/\/)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,})(:\d{1,5})?(\/.*|\?.*)?$/i.exec(typed)
  if (!match) return undefined
  const [, scheme = 'https', host = '', port = '', rest = ''] = match
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${port}${rest === '/' ? '' : rest}`
}

/** A property number of up to 12 digits. One that a spreadsheet turned into `1.00071E+11` has lost digits: it is refused. */
export function readUprn(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/\.0$/, '')
    .replace(/^0+(?=\d)/, '')
  return /^\d{1,12}$/.test(digits) ? digits : undefined
}

/** Companies House numbers are eight characters; spreadsheets drop their leading zeros. */
export function readCompanyNumber(text: string): string | undefined {
  const number = text.trim().toUpperCase()
  if (/^\d{1,8}$/.test(number)) return number.padStart(8, '0')
  return /^[A-Z]{2}\d{5}[\dA-Z]$/.test(number) ? number : undefined
}

export const readCharityNumber = (text: string): string | undefined =>
  /^\d{6,7}(-\d{1,2})?$/.test(text.trim()) ? text.trim() : undefined

export const readOdsCode = (text: string): string | undefined =>
  /^[A-Z0-9]{3,10}$/.test(text.trim().toUpperCase()) ? text.trim().toUpperCase() : undefined

/** An ONS area code: a letter and eight digits. */
export const readAreaCode = (text: string): string | undefined =>
  /^[EWSNK]\d{8}$/.test(text.trim()) ? text.trim() : undefined

export const readPostcode = (text: string): string | undefined => parsePostcode(text)

export function readCount(text: string): number | undefined {
  const match = /^(\d{1,4})(\.0)?$/.exec(text.trim())
  return match ? Number(match[1]) : undefined
}

/** A latitude or longitude within the United Kingdom, kept as text so that no digit changes. */
export function readDegrees(text: string, least: number, most: number): number | undefined {
  if (!/^-?\d{1,3}(\.\d+)?$/.test(text.trim())) return undefined
  const degrees = Number(text)
  return degrees >= least && degrees <= most ? degrees : undefined
}

/** "Y", "Yes", "true" and "1", and their opposites. */
export function readYesNo(text: string): boolean | undefined {
  const answer = text.trim().toLowerCase()
  if (['y', 'yes', 'true', '1'].includes(answer)) return true
  return ['n', 'no', 'false', '0'].includes(answer) ? false : undefined
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A day as the files write it: 2025-08-15, 2025-08-15T12:26:12Z, 09/Jan/2018 - 00:00, 19/05/2022, 16 September 2026. */
export function readDate(text: string): Day | undefined {
  const typed = text.trim()
  const iso = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(typed)
  if (iso) return parseDay(iso[1] ?? '')
  const written = /^(\d{1,2})[/ -]([A-Za-z]{3,9}|\d{1,2})[/ -](\d{4})(?:\s.*)?$/.exec(typed)
  if (!written) return undefined
  const [, date = '', name = '', year = ''] = written
  const month = /\d/.test(name) ? Number(name) : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
  return parseDay(`${year}-${String(month).padStart(2, '0')}-${date.padStart(2, '0')}`)
}

/**
 * Days counted from 1 January 1960, as statistical packages count. The published inspections history is documented as counting
 * from 1970, but then its registrations begin in October 2020 and end as late as 2034; from 1960 the first, 18,536, is
 * 1 October 2010, the day on which registration under the Health and Social Care Act 2008 began.
 */
export function readDayNumber(text: string): Day | undefined {
  if (!/^\d{1,5}$/.test(text.trim())) return undefined
  return Temporal.PlainDate.from('1960-01-01')
    .add({ days: Number(text) })
    .toString()
}

// The register's own names of service types, by the names that directories use.
const SERVICES: Record<string, string> = {
  'homecare agencies': 'Domiciliary care service',
  'home care agencies': 'Domiciliary care service',
  'nursing homes': 'Care home service with nursing',
  'residential homes': 'Care home service without nursing',
  'supported living': 'Supported living service',
  'supported housing': 'Extra care housing services',
  'extra care housing': 'Extra care housing services',
  'shared lives': 'Shared Lives',
  dentist: 'Dental service',
  'rehabilitation illness injury': 'Rehabilitation services',
  'diagnosis screening': 'Diagnostic and/or screening service',
}
const REGISTER_SERVICES = [
  'Domiciliary care service',
  'Supported living service',
  'Extra care housing services',
  'Shared Lives',
  'Care home service with nursing',
  'Care home service without nursing',
]
export const HOME_CARE = 'Domiciliary care service'
const SERVICES_BY_PLAIN_NAME = new Map([
  ...Object.entries(SERVICES),
  ...REGISTER_SERVICES.map((name) => [plain(name), name] as const),
])

/** A service type under its name in the register; one that is not known here keeps the name it came with. */
export const readServiceType = (text: string): string => SERVICES_BY_PLAIN_NAME.get(plain(text)) ?? text.trim()

// Specialisms of the API and service user bands of the files are one list under two sets of names.
const SPECIALISMS: Record<string, string> = {
  'older people': 'Caring for adults over 65 yrs',
  'younger adults': 'Caring for adults under 65 yrs',
  'children 0 18 years': 'Caring for children (0 - 18yrs)',
  'caring for children': 'Caring for children (0 - 18yrs)',
  'mental health': 'Mental health conditions',
  'physical disability': 'Physical disabilities',
  'sensory impairment': 'Sensory impairments',
  'learning disabilities or autistic spectrum disorder': 'Learning disabilities',
  'people who misuse drugs and alcohol': 'Substance misuse problems',
  'people with an eating disorder': 'Eating disorders',
  'people detained under the mental health act':
    'Caring for people whose rights are restricted under the Mental Health Act',
  'whole population': 'Services for everyone',
}

export const readSpecialism = (text: string): string => SPECIALISMS[plain(text)] ?? text.trim()

const REGIONS: Record<string, string> = {
  'yorkshire humberside': 'Yorkshire and The Humber',
  'yorkshire and the humber': 'Yorkshire and The Humber',
  east: 'East of England',
}

export const readRegion = (text: string): string => REGIONS[plain(text)] ?? text.trim()

/** "BRAND Care UK" is the brand Care UK; "-" is no brand. */
export function readBrand(text: string): string | null {
  const brand = text.trim().replace(/^BRAND\s+/, '')
  return brand === '-' || brand === '' ? null : brand
}

/** An address on one line, however its lines were joined. */
export const joinAddress = (lines: readonly string[]): string =>
  lines
    .flatMap((line) => line.split(','))
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '')
    .join(', ')

/** A name as it is compared: case, spaces, "Ltd" and punctuation make no difference. */
export const comparableName = (name: string): string =>
  plain(name.replaceAll('&', ' and '))
    .replace(/\bltd\b/g, 'limited')
    .replace(/\bthe\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
