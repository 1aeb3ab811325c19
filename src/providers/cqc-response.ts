import type { Day } from '#src/base/day.ts'
import { ratingFrom } from '#src/providers/cqc-layouts.ts'
import { FAULTS, type Fault, type Row, type RowContext, rowOf } from '#src/providers/cqc-row.ts'
import {
  joinAddress,
  readBrand,
  readCharityNumber,
  readCompanyNumber,
  readCount,
  readCqcId,
  readDate,
  readDegrees,
  readKeyQuestion,
  readOdsCode,
  readPhone,
  readPostcode,
  readRegion,
  readServiceType,
  readSpecialism,
  readUprn,
  readWebAddress,
  readYesNo,
  WHOLE_LOCATION,
} from '#src/providers/cqc-values.ts'
import type {
  LocationEntry,
  OrganisationEntry,
  RatingEntry,
  Registration,
  Succession,
} from '#src/providers/register.ts'
import type { RowRead } from '#src/providers/cqc-layouts.ts'

// Answers of the CQC API, of /locations/{id} and /providers/{id}, as they come: older ones have currentRatings and
// historicRatings, some without reportLinkId and reportDate; newer ones have assessment with ratings by service group.

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectIn = (object: Json, key: string): Json => (isObject(object[key]) ? object[key] : {})
const objectsIn = (object: Json, key: string): Json[] => {
  const value = object[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}
const cellIn = (object: Json, key: string): string | number | undefined => {
  const value = object[key]
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
const textIn = (object: Json, key: string): string | undefined => {
  const value = cellIn(object, key)
  return value === undefined ? undefined : String(value)
}
const namesIn = (object: Json, key: string, read: (name: string) => string = (name) => name): string[] | undefined =>
  key in object
    ? objectsIn(object, key).flatMap(({ name }) => (typeof name === 'string' ? [read(name)] : []))
    : undefined

/** Reads one answer of the API; `item` is its place in the file, for the list of what was wrong. */
export function readResponse(value: unknown, item: number): RowRead {
  const context: RowContext = { ref: null }
  const row = rowOf(new Map(), [], item, context)
  const rejected = (field: string, text: string | null, reason: string, cure: string): RowRead => ({
    issues: [{ kind: 'rejected', line: item, ref: context.ref, field, value: text, reason, cure }],
  })
  if (!isObject(value))
    return rejected('item', null, 'this is not a JSON object', 'give answers of /locations/{id} or /providers/{id}')
  const field = 'locationId' in value ? 'locationId' : 'providerId'
  const typed = textIn(value, field) ?? null
  if (typed === null)
    return rejected(
      field,
      null,
      'the answer has neither locationId nor providerId',
      'give whole answers of /locations/{id} or /providers/{id}',
    )
  const ref = readCqcId(typed)
  if (!ref)
    return rejected(field, typed, 'this is not an ID of the CQC', 'give the ID from the register, such as 1-108384875')
  context.ref = ref
  if (!textIn(value, 'name'))
    return rejected(
      'name',
      null,
      'the answer has no name',
      "entries of the API's list hold too little: fetch each one by its ID",
    )
  const read = field === 'locationId' ? readLocation(row, value, ref) : readProvider(row, value, ref)
  return { entry: { line: item, ...read }, issues: row.issues }
}

const check = <T>(
  row: Row,
  object: Json,
  key: string,
  read: (text: string) => T | undefined,
  fault: Fault,
): T | null | undefined => row.check(key, cellIn(object, key), read, fault)

function registrationOf(row: Row, answer: Json): Registration {
  const endedOn = check(row, answer, 'deregistrationDate', readDate, FAULTS.date) ?? null
  const status = textIn(answer, 'registrationStatus')?.toLowerCase()
  if (status === 'deregistered' || (status === undefined && endedOn)) return { status: 'deregistered', endedOn }
  return status === 'registered' ? { status: 'registered' } : {}
}

/** What locations and providers have alike. */
const commonOf = (row: Row, answer: Json) => ({
  name: textIn(answer, 'name') ?? null,
  alsoKnownAs: textIn(answer, 'alsoKnownAs'),
  brandRef: textIn(answer, 'brandId'),
  brandName: textIn(answer, 'brandName') === undefined ? undefined : readBrand(textIn(answer, 'brandName') ?? ''),
  odsCode: check(row, answer, 'odsCode', readOdsCode, FAULTS.ods),
  phone: check(row, answer, 'mainPhoneNumber', readPhone, FAULTS.phone),
  website: check(row, answer, 'website', readWebAddress, FAULTS.website),
  address: addressOf(answer),
  postcode: check(row, answer, 'postalCode', readPostcode, FAULTS.postcode),
  region: textIn(answer, 'region') === undefined ? undefined : readRegion(textIn(answer, 'region') ?? ''),
  localAuthority: textIn(answer, 'localAuthority'),
  uprn: check(row, answer, 'uprn', readUprn, FAULTS.uprn),
  latitude: check(row, answer, 'onspdLatitude', (text) => readDegrees(text, 49, 61), FAULTS.place),
  longitude: check(row, answer, 'onspdLongitude', (text) => readDegrees(text, -9, 2.5), FAULTS.place),
  registeredFrom: check(row, answer, 'registrationDate', readDate, FAULTS.date),
  ...registrationOf(row, answer),
})

const addressOf = (answer: Json): string | undefined =>
  joinAddress(
    ['postalAddressLine1', 'postalAddressLine2', 'postalAddressTownCity', 'postalAddressCounty'].flatMap(
      (key) => textIn(answer, key) ?? [],
    ),
  ) || undefined

function readLocation(row: Row, answer: Json, locationRef: string) {
  const organisationRef = check(row, answer, 'providerId', readCqcId, FAULTS.provider)
  const [primary] = objectsIn(answer, 'inspectionCategories').filter((category) => category['primary'] === 'true')
  const location: LocationEntry = {
    locationRef,
    ...commonOf(row, answer),
    organisationRef,
    careHome: check(row, answer, 'careHome', readYesNo, FAULTS.yesNo),
    beds: check(row, answer, 'numberOfBeds', readCount, FAULTS.number),
    dormant: check(row, answer, 'dormancy', readYesNo, FAULTS.yesNo),
    category: primary ? textIn(primary, 'name') : undefined,
    lastChecked: check(row, objectIn(answer, 'lastInspection'), 'date', readDate, FAULTS.date),
    services: namesIn(answer, 'gacServiceTypes', readServiceType),
    specialisms: namesIn(answer, 'specialisms', readSpecialism),
    activities: namesIn(answer, 'regulatedActivities'),
  }
  return {
    location,
    ratings: ratingsOf(row, answer, 'location', locationRef),
    successions: successionsOf(answer, locationRef),
  }
}

function readProvider(row: Row, answer: Json, organisationRef: string) {
  const organisation: OrganisationEntry = {
    organisationRef,
    ...commonOf(row, answer),
    companyNumber: check(row, answer, 'companiesHouseNumber', readCompanyNumber, FAULTS.company),
    charityNumber: check(row, answer, 'charityNumber', readCharityNumber, FAULTS.charity),
    ownership: textIn(answer, 'ownershipType'),
    sector: textIn(answer, 'type'),
  }
  return { organisation, ratings: ratingsOf(row, answer, 'organisation', organisationRef), successions: [] }
}

/** A re-registered location names the one that it follows, and the other way round. */
const successionsOf = (answer: Json, locationRef: string): Succession[] =>
  objectsIn(answer, 'relationships').flatMap((relationship) => {
    const other = readCqcId(textIn(relationship, 'relatedLocationId') ?? '')
    const type = (textIn(relationship, 'type') ?? '').toLowerCase()
    if (!other || other === locationRef) return []
    if (type.includes('predecessor')) return [{ earlierRef: other, laterRef: locationRef, basis: 'register' as const }]
    if (type.includes('successor')) return [{ earlierRef: locationRef, laterRef: other, basis: 'register' as const }]
    return []
  })

type Subject = { kind: RatingEntry['kind']; ref: string }
type Report = { ratedOn: Day | undefined; organisationId: string | undefined; url: string | null }

function ratingsOf(row: Row, answer: Json, kind: RatingEntry['kind'], ref: string): RatingEntry[] {
  const subject = { kind, ref }
  const current = objectIn(answer, 'currentRatings')
  const lastReport = check(row, objectIn(answer, 'lastReport'), 'publicationDate', readDate, FAULTS.date) ?? undefined
  const report = reportOf(row, current, { ratedOn: lastReport, organisationId: undefined, url: null })
  const ratings = [
    ...groupRatings(row, subject, WHOLE_LOCATION, objectIn(current, 'overall'), report),
    ...objectsIn(current, 'serviceRatings').flatMap((group) =>
      groupRatings(row, subject, groupName(group), group, report),
    ),
    ...objectsIn(answer, 'historicRatings').flatMap((past) => historicRatings(row, subject, past)),
    ...objectsIn(answer, 'assessment').flatMap((assessment) => assessmentRatings(row, subject, assessment)),
  ]
  // The current rating comes again among the historic ones.
  const byKey = new Map(
    ratings.map((rating) => [`${rating.serviceGroup}|${rating.keyQuestion}|${rating.ratedOn}`, rating]),
  )
  return [...byKey.values()]
}

const groupName = (group: Json): string => {
  const name = textIn(group, 'name')
  return name === undefined || name.toLowerCase() === 'overall' ? WHOLE_LOCATION : name
}

function historicRatings(row: Row, subject: Subject, past: Json): RatingEntry[] {
  const report = reportOf(row, past, { ratedOn: undefined, organisationId: undefined, url: null })
  return [
    ...groupRatings(row, subject, WHOLE_LOCATION, objectIn(past, 'overall'), report),
    ...objectsIn(past, 'serviceRatings').flatMap((group) =>
      groupRatings(row, subject, groupName(group), group, report),
    ),
  ]
}

function assessmentRatings(row: Row, subject: Subject, assessment: Json): RatingEntry[] {
  const published = check(row, assessment, 'assessmentPlanPublishedDateTime', readDate, FAULTS.date) ?? undefined
  const ratings = objectIn(assessment, 'ratings')
  const report: Report = { ratedOn: published, organisationId: undefined, url: null }
  const overall = [...objectsIn(ratings, 'overall'), ...(isObject(ratings['overall']) ? [ratings['overall']] : [])]
  return [
    ...overall.flatMap((group) => groupRatings(row, subject, WHOLE_LOCATION, group, report)),
    ...objectsIn(ratings, 'asgRatings').flatMap((group) => {
      const assessedOn = check(row, group, 'assessmentDate', readDate, FAULTS.date) ?? undefined
      return groupRatings(row, subject, groupName(group), group, { ...report, ratedOn: published ?? assessedOn })
    }),
  ]
}

function reportOf(row: Row, object: Json, above: Report): Report {
  const link = textIn(object, 'reportLinkId')
  return {
    ratedOn: check(row, object, 'reportDate', readDate, FAULTS.date) ?? above.ratedOn,
    organisationId: textIn(object, 'organisationId') ?? above.organisationId,
    url:
      link === undefined ? above.url : `https://api.service.cqc.org.uk/public/v1/reports/${encodeURIComponent(link)}`,
  }
}

/** The overall rating of a service group and its key questions; a key question without a date has that of its report. */
function groupRatings(row: Row, subject: Subject, serviceGroup: string, group: Json, above: Report): RatingEntry[] {
  const report = reportOf(row, group, above)
  const published = (own: Report) => ({
    ...subject,
    serviceGroup,
    ratedOn: own.ratedOn,
    // A rating that was given to another registration is inherited from it.
    inherited: own.organisationId === undefined ? null : own.organisationId.toUpperCase() !== subject.ref,
    reportUrl: own.url,
  })
  const questions = objectsIn(group, 'keyQuestionRatings').flatMap((rated) => {
    const question = row.check(
      'keyQuestionRatings.name',
      cellIn(rated, 'name') ?? null,
      readKeyQuestion,
      FAULTS.question,
    )
    return question
      ? ratingFrom(row, `rating of ${question}`, rated['rating'], question, published(reportOf(row, rated, report)))
      : []
  })
  return [...ratingFrom(row, 'rating', group['rating'], 'Overall', published(report)), ...questions]
}
