import type { Day } from '#src/base/day.ts'
import { FAULTS, plainColumn, type Row, type RowContext, rowOf } from '#src/providers/cqc-row.ts'
import {
  joinAddress,
  type KeyQuestion,
  readAreaCode,
  readBrand,
  readCharityNumber,
  readCompanyNumber,
  readCount,
  readCqcId,
  readDate,
  readDayNumber,
  readDegrees,
  readKeyQuestion,
  readOdsCode,
  readPhone,
  readPostcode,
  readRating,
  readRegion,
  readServiceType,
  readSpecialism,
  readUprn,
  readWebAddress,
  readYesNo,
  WHOLE_LOCATION,
} from '#src/providers/cqc-values.ts'
import type { Issue, LocationEntry, OrganisationEntry, RatingEntry, RegisterEntry } from '#src/providers/register.ts'

export type LayoutKey =
  | 'cqc-api'
  | 'cqc-latest-ratings'
  | 'cqc-locations'
  | 'cqc-directory'
  | 'homecare-agencies'
  | 'care-homes'
  | 'borough-care-homes'
  | 'inspections-history'

export type Layout = {
  readonly key: LayoutKey
  readonly name: string
  /** The columns by which the layout is known; all must be there, others may. */
  readonly columns: readonly string[]
  /** Whether such a file lists every location in the areas that it speaks of, so that a missing one is gone. */
  readonly complete: boolean
  /** The day that such a file describes where neither it nor its name says: one-off publications have one. */
  readonly day?: Day
  /** A location may stand on many rows, one a rating. */
  readonly rowForEach: 'location' | 'rating'
  readonly read: (row: Row, locationRef: string, context: RowContext) => Omit<RegisterEntry, 'line'>
}

const CARE_HOMES = ['Care home service with nursing', 'Care home service without nursing']

const listOf = (
  text: string | null | undefined,
  separator: RegExp,
  read: (item: string) => string,
): string[] | undefined =>
  text === undefined
    ? undefined
    : (text ?? '')
        .split(separator)
        .map((item) => read(item.trim()))
        .filter((item) => item !== '')

const isCareHome = (services: readonly string[] | undefined): boolean | undefined =>
  services?.some((service) => CARE_HOMES.includes(service))

const addressOf = (...lines: (string | null | undefined)[]): string | null =>
  joinAddress(lines.filter((line): line is string => typeof line === 'string')) || null

const latitudeOf = (row: Row, column: string) => row.take(column, (text) => readDegrees(text, 49, 61), FAULTS.place)
const longitudeOf = (row: Row, column: string) => row.take(column, (text) => readDegrees(text, -9, 2.5), FAULTS.place)
const regionOf = (text: string | null | undefined) => (typeof text === 'string' ? readRegion(text) : text)
const brandOf = (text: string | null | undefined) => (typeof text === 'string' ? readBrand(text) : text)

type Published = Pick<RatingEntry, 'kind' | 'ref' | 'serviceGroup' | 'ratedOn' | 'inherited' | 'reportUrl'>

/** A rating as a file writes it; blank gives none, a label of Q-06 gives null with the label. */
export function ratingFrom(
  row: Row,
  field: string,
  text: unknown,
  keyQuestion: KeyQuestion,
  published: Published,
): RatingEntry[] {
  if (text === undefined || text === null || text === '') return []
  const rating = row.check(field, text, readRatingOrLabel, FAULTS.rating)
  return rating ? [{ ...published, keyQuestion, ...rating }] : []
}

function readRatingOrLabel(text: string): Pick<RatingEntry, 'rating' | 'unratedLabel'> | undefined {
  const rating = readRating(text)
  return rating === undefined ? undefined : { rating, unratedLabel: rating === null ? text.trim() : null }
}

const QUESTION_COLUMNS: readonly [string, KeyQuestion][] = [
  ['cqc_rating_overall', 'Overall'],
  ['cqc_rating_safe', 'Safe'],
  ['cqc_rating_effective', 'Effective'],
  ['cqc_rating_caring', 'Caring'],
  ['cqc_rating_responsive', 'Responsive'],
  ['cqc_rating_well_led', 'Well-led'],
]

const ACTIVITIES: Record<string, string> = {
  personal_care: 'Personal care',
  treatment_disease: 'Treatment of disease, disorder or injury',
  diagnostic_screening: 'Diagnostic and screening procedures',
  nursing_care: 'Nursing care',
  surgical_procedures: 'Surgical procedures',
}

type JsonObject = Record<string, unknown>

const readObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
const textsIn = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined
const textIn = (object: JsonObject, key: string): string | null => {
  const value = object[key]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

const careHomes: Layout = {
  key: 'care-homes',
  name: 'Care homes with ratings by key question',
  columns: [
    'cqc_location_id',
    'name',
    'provider_name',
    'provider_id',
    'cqc_rating_overall',
    'service_types',
    'location_context',
  ],
  complete: true,
  rowForEach: 'location',
  read(row, locationRef) {
    const json = (column: string) => row.take(column, readObject, FAULTS.json) ?? {}
    const context = json('location_context')
    const building = json('building_info')
    const source = json('source_metadata')
    const services = textsIn(json('service_types')['services'])?.map(readServiceType)
    const organisationRef = row.take('provider_id', readCqcId, FAULTS.provider)
    const brandName = brandOf(row.cell('brand_name'))
    const published: Published = {
      kind: 'location',
      ref: locationRef,
      serviceGroup: WHOLE_LOCATION,
      ratedOn: row.take('cqc_last_inspection_date', readDate, FAULTS.date) ?? undefined,
      inherited: typeof source['inherited_rating'] === 'boolean' ? source['inherited_rating'] : null,
      reportUrl: row.take('cqc_latest_report_url', readWebAddress, FAULTS.website) ?? null,
    }
    const location: LocationEntry = {
      locationRef,
      name: row.cell('name') ?? null,
      organisationRef,
      organisationName: row.cell('provider_name'),
      brandName,
      careHome: isCareHome(services),
      beds: row.take('beds_total', readCount, FAULTS.number),
      dormant: row.take('is_dormant', readYesNo, FAULTS.yesNo),
      odsCode: row.take('location_ods_code', readOdsCode, FAULTS.ods),
      category: textIn(source, 'primary_inspection_category'),
      phone: row.take('telephone', readPhone, FAULTS.phone),
      website: row.take('website', readWebAddress, FAULTS.website),
      address: addressOf(
        textIn(building, 'street_address'),
        textIn(building, 'address_line_2'),
        row.cell('city'),
        row.cell('county'),
      ),
      postcode: row.take('postcode', readPostcode, FAULTS.postcode),
      region: regionOf(row.cell('region')),
      localAuthority: row.cell('local_authority'),
      uprn: row.check('location_context.uprn_id', context['uprn_id'] ?? null, readUprn, FAULTS.uprn),
      latitude: latitudeOf(row, 'latitude'),
      longitude: longitudeOf(row, 'longitude'),
      services,
      specialisms: textsIn(json('service_user_bands')['bands'])?.map(readSpecialism),
      activities: textsIn(json('regulated_activities')['activities'])?.map((code) => ACTIVITIES[code] ?? code),
      lastChecked: published.ratedOn ?? null,
      status: 'registered',
    }
    return {
      location,
      ...(organisationRef ? { organisation: careHomeOwner(row, organisationRef, brandName, building, source) } : {}),
      ratings: QUESTION_COLUMNS.flatMap(([column, question]) =>
        ratingFrom(row, column, row.cell(column), question, published),
      ),
      successions: [],
    }
  },
}

const careHomeOwner = (
  row: Row,
  organisationRef: string,
  brandName: string | null | undefined,
  building: JsonObject,
  source: JsonObject,
): OrganisationEntry => ({
  organisationRef,
  name: row.cell('provider_name'),
  brandName,
  companyNumber: row.check(
    'source_metadata.provider_companies_house_number',
    source['provider_companies_house_number'],
    readCompanyNumber,
    FAULTS.company,
  ),
  charityNumber: row.check(
    'source_metadata.provider_charity_number',
    source['provider_charity_number'],
    readCharityNumber,
    FAULTS.charity,
  ),
  ownership: textIn(source, 'provider_ownership_type'),
  sector: textIn(source, 'provider_type_sector'),
  phone: row.take('provider_telephone_number', readPhone, FAULTS.phone),
  address: addressOf(
    textIn(building, 'provider_street_address'),
    textIn(building, 'provider_address_line_2'),
    textIn(building, 'provider_city'),
    textIn(building, 'provider_county'),
  ),
  postcode: row.check('building_info.provider_postcode', building['provider_postcode'], readPostcode, FAULTS.postcode),
  registeredFrom: row.take('provider_hsca_start_date', readDate, FAULTS.date),
  status: 'registered',
})

const boroughCareHomes: Layout = {
  key: 'borough-care-homes',
  name: 'Care homes of one area, from the CQC directory',
  columns: ['name', 'cqc_id', 'type', 'address', 'postcode', 'provider', 'inspection_date', 'area_name', 'area_code'],
  complete: true,
  rowForEach: 'location',
  read(row, locationRef) {
    const services = listOf(row.cell('type'), /\|/, readServiceType)
    return {
      location: {
        locationRef,
        name: row.cell('name') ?? null,
        organisationName: row.cell('provider'),
        careHome: isCareHome(services),
        phone: row.take('telephone', readPhone, FAULTS.phone),
        website: row.take('website', readWebAddress, FAULTS.website),
        address: addressOf(row.cell('address')),
        postcode: row.take('postcode', readPostcode, FAULTS.postcode),
        localAuthority: row.cell('area_name'),
        areaCode: row.take('area_code', readAreaCode, FAULTS.areaCode),
        latitude: latitudeOf(row, 'lat'),
        longitude: longitudeOf(row, 'lon'),
        lastChecked: row.take('inspection_date', readDate, FAULTS.date),
        services,
        status: 'registered',
      },
      ratings: [],
      successions: [],
    }
  },
}

const homecareAgencies: Layout = {
  key: 'homecare-agencies',
  name: 'Home-care agencies with ratings and districts',
  columns: [
    'Name',
    'Address 1',
    'CQC Provider ID (for office use only)',
    'CQC Location ID (for office use only)',
    'Local authority',
    'Service types',
    'CQC_Rating',
    'ladcd',
    'ladnm',
  ],
  complete: false,
  rowForEach: 'location',
  read(row, locationRef) {
    const services = listOf(row.cell('Service types'), /,/, readServiceType)
    const organisationRef = row.take('CQC Provider ID (for office use only)', readCqcId, FAULTS.provider)
    const ratedOn = row.take('Report publication date', readDate, FAULTS.date) ?? undefined
    const published: Published = {
      kind: 'location',
      ref: locationRef,
      serviceGroup: WHOLE_LOCATION,
      ratedOn,
      inherited: null,
      reportUrl: row.take('URL', readWebAddress, FAULTS.website) ?? null,
    }
    return {
      location: {
        locationRef,
        name: row.cell('Name') ?? null,
        alsoKnownAs: row.cell('Also known as'),
        organisationRef,
        organisationName: row.cell('Provider name'),
        careHome: isCareHome(services),
        phone: row.take('Phone number', readPhone, FAULTS.phone),
        website: row.take('Website', readWebAddress, FAULTS.website),
        address: addressOf(row.cell('Address 1'), row.cell('Address 2'), row.cell('Town/City'), row.cell('County')),
        postcode: row.take('Postcode', readPostcode, FAULTS.postcode),
        region: regionOf(row.cell('Region')),
        // The council that commissions; the district inside it is another area, and the postal county a third.
        localAuthority: row.cell('Local authority'),
        district: row.cell('ladnm'),
        areaCode: row.take('ladcd', readAreaCode, FAULTS.areaCode),
        services,
        specialisms: listOf(row.cell('Specialisms/services'), /,(?!\s)/, readSpecialism),
        status: 'registered',
      },
      ...(organisationRef
        ? { organisation: { organisationRef, name: row.cell('Provider name'), status: 'registered' as const } }
        : {}),
      ratings: ratingFrom(row, 'CQC_Rating', row.cell('CQC_Rating'), 'Overall', published),
      successions: [],
    }
  },
}

const directory: Layout = {
  key: 'cqc-directory',
  name: 'CQC directory of places that provide care',
  columns: [
    'Name',
    'Address',
    'Postcode',
    'Service types',
    'Date of latest check',
    'Provider name',
    'Local authority',
    'CQC Location ID (for office use only)',
    'CQC Provider ID (for office use only)',
  ],
  complete: true,
  rowForEach: 'location',
  read(row, locationRef) {
    const services = listOf(row.cell('Service types'), /\|/, readServiceType)
    const organisationRef = row.take('CQC Provider ID (for office use only)', readCqcId, FAULTS.provider)
    return {
      location: {
        locationRef,
        name: row.cell('Name') ?? null,
        alsoKnownAs: row.cell('Also known as'),
        organisationRef,
        organisationName: row.cell('Provider name'),
        careHome: isCareHome(services),
        phone: row.take('Phone number', readPhone, FAULTS.phone),
        website: row.take("Service's website (if available)", readWebAddress, FAULTS.website),
        address: addressOf(row.cell('Address')),
        postcode: row.take('Postcode', readPostcode, FAULTS.postcode),
        region: regionOf(row.cell('Region')),
        localAuthority: row.cell('Local authority'),
        lastChecked: row.take('Date of latest check', readDate, FAULTS.date),
        services,
        specialisms: listOf(row.cell('Specialisms/services'), /\|/, readSpecialism),
        status: 'registered',
      },
      ...(organisationRef
        ? { organisation: { organisationRef, name: row.cell('Provider name'), status: 'registered' as const } }
        : {}),
      ratings: [],
      successions: [],
    }
  },
}

const inspectionsHistory: Layout = {
  key: 'inspections-history',
  name: 'History of inspections with overall ratings',
  // Its registrations stand as they did at the start of 2025, as its columns are named.
  day: '2025-01-01',
  columns: ['reportdate', 'overall', 'ownership', 'locationid', 'location_start_2025', 'location_end_2025'],
  complete: false,
  rowForEach: 'rating',
  read(row, locationRef) {
    const registeredFrom = row.take('location_start_2025', readDayNumber, FAULTS.date)
    const endedOn = row.take('location_end_2025', readDayNumber, FAULTS.date)
    const ratedOn = row.take('reportdate', readDate, FAULTS.date) ?? undefined
    return {
      location: {
        locationRef,
        ownership: row.cell('ownership'),
        registeredFrom,
        ...(endedOn ? { status: 'deregistered' as const, endedOn } : {}),
      },
      ratings: ratingFrom(row, 'overall', row.cell('overall'), 'Overall', {
        kind: 'location',
        ref: locationRef,
        serviceGroup: WHOLE_LOCATION,
        ratedOn,
        // A report from before this registration was about the one that it follows.
        inherited: ratedOn && registeredFrom ? ratedOn < registeredFrom : null,
        reportUrl: null,
      }),
      successions: [],
    }
  },
}

const flagged = (row: Row, prefix: string): string[] =>
  row
    .columns(prefix)
    .filter((column) => readYesNo(row.cell(column) ?? '') === true)
    .map((column) => column.slice(prefix.length).trim())
    .map((name) => name.charAt(0).toUpperCase() + name.slice(1))

const hscaLocations: Layout = {
  key: 'cqc-locations',
  name: 'CQC register of locations (active or deactivated)',
  columns: [
    'Location ID',
    'Location Name',
    'Care home?',
    'Location Local Authority',
    'Location Postal Code',
    'Provider ID',
    'Provider Name',
  ],
  complete: true,
  rowForEach: 'location',
  read(row, locationRef) {
    const organisationRef = row.take('Provider ID', readCqcId, FAULTS.provider)
    const endedOn = row.take('Location HSCA End Date', readDate, FAULTS.date)
    const registration = endedOn ? { status: 'deregistered' as const, endedOn } : { status: 'registered' as const }
    const column = row.has('Location Latest Overall Rating')
      ? 'Location Latest Overall Rating'
      : 'Latest Overall Rating'
    return {
      location: {
        locationRef,
        name: row.cell('Location Name') ?? null,
        organisationRef,
        organisationName: row.cell('Provider Name'),
        brandRef: row.cell('Brand ID'),
        brandName: brandOf(row.cell('Brand Name')),
        careHome: row.take('Care home?', readYesNo, FAULTS.yesNo),
        beds: row.take('Care homes beds', readCount, FAULTS.number),
        dormant: row.take('Dormant (Y/N)', readYesNo, FAULTS.yesNo),
        odsCode: row.take('Location ODS Code', readOdsCode, FAULTS.ods),
        category: row.cell('Location Primary Inspection Category'),
        phone: row.take('Location Telephone Number', readPhone, FAULTS.phone),
        website: row.take('Location Web Address', readWebAddress, FAULTS.website),
        address: addressOf(
          row.cell('Location Street Address'),
          row.cell('Location Address Line 2'),
          row.cell('Location City'),
          row.cell('Location County'),
        ),
        postcode: row.take('Location Postal Code', readPostcode, FAULTS.postcode),
        region: regionOf(row.cell('Location Region')),
        localAuthority: row.cell('Location Local Authority'),
        uprn: row.take('Location UPRN ID', readUprn, FAULTS.uprn),
        latitude: latitudeOf(row, 'Location Latitude'),
        longitude: longitudeOf(row, 'Location Longitude'),
        registeredFrom: row.take('Location HSCA start date', readDate, FAULTS.date),
        services:
          row.columns('Service type - ').length > 0 ? flagged(row, 'Service type - ').map(readServiceType) : undefined,
        specialisms:
          row.columns('Service user band - ').length > 0
            ? flagged(row, 'Service user band - ').map(readSpecialism)
            : undefined,
        activities: row.columns('Regulated activity - ').length > 0 ? flagged(row, 'Regulated activity - ') : undefined,
        ...registration,
      },
      ...(organisationRef ? { organisation: hscaProvider(row, organisationRef) } : {}),
      ratings: ratingFrom(row, column, row.cell(column), 'Overall', {
        kind: 'location',
        ref: locationRef,
        serviceGroup: WHOLE_LOCATION,
        ratedOn: row.take('Publication Date', readDate, FAULTS.date) ?? undefined,
        inherited: row.take('Inherited Rating (Y/N)', readYesNo, FAULTS.yesNo) ?? null,
        reportUrl: null,
      }),
      successions: [],
    }
  },
}

const hscaProvider = (row: Row, organisationRef: string): OrganisationEntry => ({
  organisationRef,
  name: row.cell('Provider Name'),
  brandRef: row.cell('Brand ID'),
  brandName: brandOf(row.cell('Brand Name')),
  companyNumber: row.take('Provider Companies House Number', readCompanyNumber, FAULTS.company),
  charityNumber: row.take('Provider Charity Number', readCharityNumber, FAULTS.charity),
  ownership: row.cell('Provider Ownership Type'),
  sector: row.cell('Provider Type/Sector'),
  phone: row.take('Provider Telephone Number', readPhone, FAULTS.phone),
  website: row.take('Provider Web Address', readWebAddress, FAULTS.website),
  address: row.has('Provider Street Address')
    ? addressOf(
        row.cell('Provider Street Address'),
        row.cell('Provider Address Line 2'),
        row.cell('Provider City'),
        row.cell('Provider County'),
      )
    : undefined,
  postcode: row.take('Provider Postal Code', readPostcode, FAULTS.postcode),
  registeredFrom: row.take('Provider HSCA start date', readDate, FAULTS.date),
})

const latestRatings: Layout = {
  key: 'cqc-latest-ratings',
  name: 'CQC latest ratings, a row for each service group and key question',
  columns: [
    'Location ID',
    'Location Name',
    'Service / Population Group',
    'Domain',
    'Latest Rating',
    'Publication Date',
  ],
  complete: false,
  rowForEach: 'rating',
  read(row, locationRef) {
    const organisationRef = row.take('Provider ID', readCqcId, FAULTS.provider)
    const keyQuestion = row.take('Domain', readKeyQuestion, FAULTS.question)
    return {
      location: {
        locationRef,
        name: row.cell('Location Name') ?? null,
        organisationRef,
        organisationName: row.cell('Provider Name'),
        brandRef: row.cell('Brand ID'),
        brandName: brandOf(row.cell('Brand Name')),
        careHome: row.take('Care Home?', readYesNo, FAULTS.yesNo),
        odsCode: row.take('Location ODS Code', readOdsCode, FAULTS.ods),
        category: row.cell('Location Primary Inspection Category'),
        address: addressOf(
          row.cell('Location Street Address'),
          row.cell('Location Address Line 2'),
          row.cell('Location City'),
        ),
        postcode: row.take('Location Post Code', readPostcode, FAULTS.postcode),
        region: regionOf(row.cell('Location Region')),
        localAuthority: row.cell('Location Local Authority'),
      },
      ...(organisationRef
        ? {
            organisation: {
              organisationRef,
              name: row.cell('Provider Name'),
              brandName: brandOf(row.cell('Brand Name')),
            },
          }
        : {}),
      ratings: keyQuestion
        ? ratingFrom(row, 'Latest Rating', row.cell('Latest Rating'), keyQuestion, {
            kind: 'location',
            ref: locationRef,
            serviceGroup: row.cell('Service / Population Group') ?? WHOLE_LOCATION,
            ratedOn: row.take('Publication Date', readDate, FAULTS.date) ?? undefined,
            inherited: row.take('Inherited Rating (Y/N)', readYesNo, FAULTS.yesNo) ?? null,
            reportUrl: row.take('URL', readWebAddress, FAULTS.website) ?? null,
          })
        : [],
      successions: [],
    }
  },
}

export const LAYOUTS: readonly Layout[] = [
  latestRatings,
  hscaLocations,
  homecareAgencies,
  directory,
  careHomes,
  boroughCareHomes,
  inspectionsHistory,
]

const ID_COLUMNS: Record<string, string> = {
  'cqc-latest-ratings': 'Location ID',
  'cqc-locations': 'Location ID',
  'homecare-agencies': 'CQC Location ID (for office use only)',
  'cqc-directory': 'CQC Location ID (for office use only)',
  'care-homes': 'cqc_location_id',
  'borough-care-homes': 'cqc_id',
  'inspections-history': 'locationid',
}

export type Columns = ReadonlyMap<string, number>

export const columnsOf = (header: readonly string[]): Columns =>
  new Map(header.map((column, at) => [plainColumn(column), at] as const).filter(([column]) => column !== ''))

/** The layout whose columns are all in a header, or undefined: then the row is not a header of ours. */
export function layoutOf(header: readonly string[]): Layout | undefined {
  const columns = columnsOf(header)
  return LAYOUTS.find((layout) => layout.columns.every((column) => columns.has(plainColumn(column))))
}

/** Why a file with these first rows cannot be taken, in words. */
export function unknownLayout(firstRows: readonly (readonly string[])[]): string {
  const columns = new Set(firstRows.flat().map(plainColumn))
  if (columns.has('ladnm') && columns.has('total_agencies'))
    return 'This file counts agencies by district. It lists no locations, so there is nothing to import from it.'
  const [best] = LAYOUTS.map((layout) => ({
    layout,
    missing: layout.columns.filter((column) => !columns.has(plainColumn(column))),
  })).sort((a, b) => a.missing.length / a.layout.columns.length - b.missing.length / b.layout.columns.length)
  if (best && best.missing.length < best.layout.columns.length / 2)
    return `This looks like "${best.layout.name}", but these columns are missing: ${best.missing.join(', ')}. Take the file from the Care Quality Commission again and do not change its first rows.`
  return `None of the first 20 rows is the header of a file that Almoner can read. It reads: ${LAYOUTS.map(({ name }) => name).join('; ')}; and answers of the CQC API as JSON.`
}

export type RowRead = { readonly entry?: RegisterEntry; readonly issues: readonly Issue[] }

/** Reads one row. A row that cannot be tied to a location is rejected; a bad value alone costs only itself. */
export function readRow(
  layout: Layout,
  columns: Columns,
  cells: readonly string[],
  line: number,
  width: number,
): RowRead {
  const context: RowContext = { ref: null }
  const row = rowOf(columns, cells, line, context)
  const idColumn = ID_COLUMNS[layout.key] ?? ''
  const typed = row.cell(idColumn) ?? null
  const rejected = (field: string, value: string | null, reason: string, cure: string): RowRead => ({
    issues: [{ kind: 'rejected', line, ref: context.ref, field, value, reason, cure }],
  })
  const locationRef = typed === null ? undefined : readCqcId(typed)
  // Known before anything is refused: a location on a bad row is still listed.
  context.ref = locationRef ?? null
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== ''))
    return rejected(
      'row',
      typed,
      `the row has ${cells.length} cells and the header ${width}`,
      'check the row for a missing or stray comma or quotation mark',
    )
  if (typed === null)
    return rejected(idColumn, null, 'the row has no location ID', 'give the CQC location ID, such as 1-108384875')
  if (!locationRef)
    return rejected(
      idColumn,
      typed,
      'this is not a CQC location ID',
      'give the ID from the register, such as 1-108384875',
    )
  const read = layout.read(row, locationRef, context)
  if (layout.rowForEach === 'location' && !read.location?.name)
    return rejected('name', null, 'the location has no name', 'give the name under which it is registered')
  if (layout.key === 'inspections-history' && read.ratings.every(({ ratedOn }) => !ratedOn))
    return rejected(
      'reportdate',
      row.cell('reportdate') ?? null,
      'the inspection has no rating or no date',
      'give the rating and the date of the report',
    )
  return { entry: { line, ...read }, issues: row.issues }
}

/** The day that an extract describes: from the words above its header, or its file name. */
export function extractDay(preamble: readonly string[], fileName: string): Day | undefined {
  for (const text of preamble) {
    const written = /(\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{1,2}\/\d{1,2}\/\d{4}|\d{4}-\d{2}-\d{2})/.exec(text)?.[1]
    const day = written && readDate(written)
    if (day) return day
  }
  const named = /(\d{1,2})_([A-Z][a-z]{2,8})_(\d{4})/.exec(fileName)
  if (named) return readDate(`${named[1]} ${named[2]} ${named[3]}`)
  const day = /(?<!\d)(20\d{2}-\d{2}-\d{2})(?!\d)/.exec(fileName)?.[1]
  if (day) return readDate(day)
  const month = /(?<![\d-])(20\d{2}-(?:0[1-9]|1[0-2]))(?![\d-])/.exec(fileName)?.[1]
  return month && readDate(`${month}-01`)
}
