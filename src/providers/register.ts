import type { Day } from '#src/base/day.ts'
import { comparableName, type KeyQuestion, type Rating } from '#src/providers/cqc-values.ts'

/** What the register says of an organisation that provides care. Null is a blank; a field that a file has no column for is absent. */
export type OrganisationFields = {
  name: string | null
  alsoKnownAs: string | null
  brandRef: string | null
  brandName: string | null
  companyNumber: string | null
  charityNumber: string | null
  odsCode: string | null
  ownership: string | null
  sector: string | null
  phone: string | null
  website: string | null
  address: string | null
  postcode: string | null
  region: string | null
  localAuthority: string | null
  uprn: string | null
  latitude: number | null
  longitude: number | null
  registeredFrom: Day | null
}

/** What the register says of a place from which care is provided: for home care, the office. */
export type LocationFields = {
  name: string | null
  alsoKnownAs: string | null
  organisationRef: string | null
  organisationName: string | null
  brandRef: string | null
  brandName: string | null
  careHome: boolean | null
  beds: number | null
  dormant: boolean | null
  odsCode: string | null
  ownership: string | null
  category: string | null
  phone: string | null
  website: string | null
  address: string | null
  postcode: string | null
  region: string | null
  localAuthority: string | null
  district: string | null
  areaCode: string | null
  uprn: string | null
  latitude: number | null
  longitude: number | null
  registeredFrom: Day | null
  lastChecked: Day | null
  services: string[]
  specialisms: string[]
  activities: string[]
}

export type RegistrationStatus = 'registered' | 'deregistered'

/** Whether a file says that a registration runs, or that it ended and when. */
export type Registration = { status?: RegistrationStatus; endedOn?: Day | null }

export type OrganisationEntry = { organisationRef: string } & Partial<OrganisationFields> & Registration
export type LocationEntry = { locationRef: string } & Partial<LocationFields> & Registration

/** A published rating. It is kept as it was published and never worked out from others. */
export type RatingEntry = {
  kind: 'location' | 'organisation'
  ref: string
  serviceGroup: string
  keyQuestion: KeyQuestion
  /** Undefined when the file gives no date: then the day on which it was first seen stands in for it. */
  ratedOn: Day | undefined
  rating: Rating | null
  unratedLabel: string | null
  inherited: boolean | null
  reportUrl: string | null
}

/** Two registrations of one service, one after the other. */
export type Succession = { earlierRef: string; laterRef: string; basis: 'register' | 'same name and postcode' }

export type RegisterEntry = {
  readonly line: number
  readonly location?: LocationEntry
  readonly organisation?: OrganisationEntry
  readonly ratings: readonly RatingEntry[]
  readonly successions: readonly Succession[]
}

export type IssueKind = 'rejected' | 'repeated' | 'warning'

/** What was wrong with a row, and its cure. A rejected row is left out; a warning leaves out one value and keeps the row. */
export type Issue = {
  readonly kind: IssueKind
  readonly line: number
  readonly ref: string | null
  readonly field: string | null
  readonly value: string | null
  readonly reason: string
  readonly cure: string
}

export type Change = { readonly field: string; readonly from: unknown; readonly to: unknown }

export type Merged<T> = { readonly next: T; readonly changes: readonly Change[] }

export type OrganisationRecord = OrganisationFields & {
  organisationRef: string
  status: RegistrationStatus
  endedOn: Day | null
  asOf: Day | null
}
export type LocationRecord = LocationFields & {
  locationRef: string
  status: RegistrationStatus
  endedOn: Day | null
  asOf: Day | null
}

const ORGANISATION: OrganisationFields = {
  name: null,
  alsoKnownAs: null,
  brandRef: null,
  brandName: null,
  companyNumber: null,
  charityNumber: null,
  odsCode: null,
  ownership: null,
  sector: null,
  phone: null,
  website: null,
  address: null,
  postcode: null,
  region: null,
  localAuthority: null,
  uprn: null,
  latitude: null,
  longitude: null,
  registeredFrom: null,
}

const LOCATION: LocationFields = {
  name: null,
  alsoKnownAs: null,
  organisationRef: null,
  organisationName: null,
  brandRef: null,
  brandName: null,
  careHome: null,
  beds: null,
  dormant: null,
  odsCode: null,
  ownership: null,
  category: null,
  phone: null,
  website: null,
  address: null,
  postcode: null,
  region: null,
  localAuthority: null,
  district: null,
  areaCode: null,
  uprn: null,
  latitude: null,
  longitude: null,
  registeredFrom: null,
  lastChecked: null,
  services: [],
  specialisms: [],
  activities: [],
}

export const blankOrganisation = (organisationRef: string): OrganisationRecord => ({
  organisationRef,
  ...ORGANISATION,
  status: 'registered',
  endedOn: null,
  asOf: null,
})

export const blankLocation = (locationRef: string): LocationRecord => ({
  locationRef,
  ...LOCATION,
  status: 'registered',
  endedOn: null,
  asOf: null,
})

/** What an extract says, laid over what is known: a newer extract wins, an older one only fills blanks. */
export const mergeOrganisation = (known: OrganisationRecord, said: OrganisationEntry, asOf: Day) =>
  merge(known, said, asOf, Object.keys(ORGANISATION) as (keyof OrganisationFields)[])

export const mergeLocation = (known: LocationRecord, said: LocationEntry, asOf: Day) =>
  merge(known, said, asOf, Object.keys(LOCATION) as (keyof LocationFields)[])

type Known = Registration & { status: RegistrationStatus; endedOn: Day | null; asOf: Day | null }

function merge<T extends Known>(
  known: T,
  said: Registration & Partial<T>,
  asOf: Day,
  fields: readonly (keyof T)[],
): Merged<T> {
  const newer = known.asOf === null || asOf >= known.asOf
  const next = { ...known }
  const changes: Change[] = []
  for (const field of fields) {
    const value = tidy(said[field])
    if (value === undefined || same(value, known[field])) continue
    if (!newer && !isBlank(known[field])) continue
    next[field] = value as T[typeof field]
    changes.push({ field: String(field), from: known[field], to: value })
  }
  const { status, endedOn } = registrationAfter(known, said, asOf, newer)
  if (status !== known.status) changes.push({ field: 'status', from: known.status, to: status })
  if (endedOn !== known.endedOn) changes.push({ field: 'endedOn', from: known.endedOn, to: endedOn })
  return { next: { ...next, status, endedOn, asOf: newer ? asOf : known.asOf }, changes }
}

/** A registration's end is believed when it came after the last extract in which the registration was seen running. */
function registrationAfter(known: Known, said: Registration, asOf: Day, newer: boolean): Known {
  if (said.status === 'deregistered') {
    const endedOn = said.endedOn ?? known.endedOn ?? null
    const believed = newer || (endedOn !== null && known.asOf !== null && endedOn >= known.asOf)
    return believed ? { status: 'deregistered', endedOn, asOf } : known
  }
  if (said.status === 'registered' && newer) return { status: 'registered', endedOn: null, asOf }
  return known
}

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

const tidy = <V>(value: V): V => (Array.isArray(value) ? ([...new Set(value)].sort() as V) : value)

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, at) => item === b[at]) : a === b

/** Several rows of one file may speak of one organisation or location: what any of them says counts, the last one first. */
export function joinEntries<T extends object>(entries: readonly T[]): T {
  const joined: Record<string, unknown> = {}
  for (const entry of entries)
    for (const [field, value] of Object.entries(entry)) if (value !== undefined) joined[field] = value
  return joined as T
}

export type Listed = { readonly locationRef: string; readonly name: string | null; readonly postcode: string | null }

/**
 * The locations that an extract no longer lists. Only an extract that lists everything in its areas can say so, and one that
 * lacks more than three in ten of what the last one listed is taken for a part of the register, not for a wave of closures.
 */
export function goneFrom(
  listedBefore: readonly Listed[],
  listedNow: ReadonlySet<string>,
): Listed[] | 'looks like a part' {
  const gone = listedBefore.filter(({ locationRef }) => !listedNow.has(locationRef))
  return gone.length * 10 > listedBefore.length * 3 ? 'looks like a part' : gone
}

/** A new registration with the name and postcode of one that has ended is the same service under a new id. */
export function successionsAmong(gone: readonly Listed[], arrived: readonly Listed[]): Succession[] {
  const sign = ({ name, postcode }: Listed) => (name && postcode ? `${comparableName(name)} ${postcode}` : undefined)
  const goneBySign = Map.groupBy(gone, sign)
  const arrivedBySign = Map.groupBy(arrived, sign)
  return [...arrivedBySign].flatMap(([signed, later]) => {
    const earlier = signed === undefined ? [] : (goneBySign.get(signed) ?? [])
    const [one] = earlier
    const [other] = later
    // Two of a kind on either side leave it open which followed which: a person has to say.
    if (!one || !other || earlier.length > 1 || later.length > 1) return []
    return [{ earlierRef: one.locationRef, laterRef: other.locationRef, basis: 'same name and postcode' as const }]
  })
}

/** The name under which a provider or location is shown; its reference where no file has named it yet. */
export const providerName = (
  record: { name: string | null; organisationRef?: string | null } & { locationRef?: string },
): string => record.name ?? record.locationRef ?? record.organisationRef ?? ''
