import { counted } from '#src/base/counted.ts'
import { formatDay, parseDay } from '#src/base/day.ts'
import type { ProviderFact, ProviderFactType } from '#src/providers/facts.ts'
import type { Change } from '#src/providers/register.ts'

const FIELDS: Record<string, string> = {
  alsoKnownAs: 'other name',
  organisationRef: 'provider',
  organisationName: "provider's name",
  brandRef: 'brand',
  brandName: 'brand',
  careHome: 'care home',
  odsCode: 'ODS code',
  phone: 'telephone',
  website: 'web address',
  localAuthority: 'council area',
  areaCode: 'area code',
  uprn: 'property number',
  registeredFrom: 'registered from',
  lastChecked: 'last checked',
  activities: 'regulated activities',
  endedOn: 'end of registration',
  companyNumber: 'Companies House number',
  charityNumber: 'charity number',
  contactName: 'contact',
  contactEmail: "contact's email",
  contactPhone: "contact's telephone",
  supplierNumber: 'supplier number',
}

/** The name of a field as people read it. */
export const fieldWords = (field: string): string => FIELDS[field] ?? field

/** A value of a change as people read it. */
export const valueWords = (value: unknown): string => {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return 'nothing'
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' && parseDay(value) !== undefined) return formatDay(value)
  return String(value)
}

const listed = (changes: readonly Change[]): string =>
  [...new Set(changes.map(({ field }) => fieldWords(field)))].join(', ')

const STANDINGS = { approved: 'Approved', suspended: 'Suspended from new work', 'not used': 'No longer used' } as const

const TOLD_BY = { page: '', file: ' by a file', machine: ' by its own system' } as const

type Words = { [T in ProviderFactType]: (data: Extract<ProviderFact, { type: T }>['data']) => string }

/** Each fact as a phrase of the timeline. */
export const words: Words = {
  'providers.import-started': ({ fileName }) => `Import of ${fileName} started`,
  'providers.imported-chunk': ({ rows }) => `${counted(rows, 'row')} imported`,
  'providers.imported': ({ fileName, locationsNew, locationsChanged, locationsGone }) =>
    `${fileName} imported: ${locationsNew} new locations, ${locationsChanged} changed, ${locationsGone} gone`,
  'providers.import-failed': ({ failure }) => `Import stopped: ${failure}`,
  'providers.location-changed': ({ name, locationRef, changes }) =>
    `CQC register: ${name ?? locationRef} changed (${listed(changes)})`,
  'providers.location-gone': ({ name, locationRef, asOf }) =>
    `CQC register: ${name ?? locationRef} is no longer listed, extract of ${formatDay(asOf)}`,
  'providers.location-re-registered': ({ name, earlierRef, laterRef }) =>
    `CQC register: ${name ?? laterRef} registered anew as ${laterRef}, before that ${earlierRef}`,
  'providers.rating-published': ({ name, locationRef, serviceGroup, rating, before, ratedOn }) =>
    `CQC rated ${name ?? locationRef}${serviceGroup === 'Overall' ? '' : ` (${serviceGroup})`} ${rating} on ${formatDay(ratedOn)}, before that ${before ?? 'no rating'}`,
  'providers.standing-decided': ({ standing, reason }) => `${STANDINGS[standing]}: ${reason}`,
  'providers.capacity-told': ({ weeklyMinutes, zones, by }) =>
    `Capacity told${TOLD_BY[by]}: ${weeklyMinutes / 60} hours a week in ${zones.length === 1 ? 'one zone' : `${zones.length} zones`}`,
  'providers.beds-told': ({ vacant, homes, by }) =>
    `Vacancies told${TOLD_BY[by]}: ${counted(vacant, 'bed')} in ${homes === 1 ? 'one home' : `${homes} homes`}`,
  'providers.abilities-told': ({ yes, no, by }) =>
    `Skills, languages and genders of workers told${TOLD_BY[by]}: ${yes} yes, ${no} no`,
  'providers.service-described': () => 'Said what the public reads of a service',
  'providers.directory-published': ({ entries }) => `Public directory made anew: ${counted(entries, 'service')}`,
  'providers.capacity-reminded': ({ mails }) =>
    `Reminded that its capacity is out of date, by ${mails === 1 ? 'one mail' : `${mails} mails`}`,
  'providers.contact-changed': ({ fields }) => `Council's details changed (${fields.map(fieldWords).join(', ')})`,
  'providers.loaded': ({ organisations, locations }) =>
    `${counted(organisations, 'provider')} and ${counted(locations, 'location')} loaded`,
}
