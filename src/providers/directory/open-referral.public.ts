/** The directory as Open Referral UK 3.0: one service a location, whole in every answer. */
import { createHash } from 'node:crypto'
import { formatPence } from '#src/base/money.ts'
import { download, notFound, type OpenVisit, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { pageAsked } from '#src/platform/pages/queue.ts'
import { type DirectoryEntry, priceWords, roomWords } from '#src/providers/directory/directory.ts'
import { findEntry, listDirectory, listRefs } from '#src/providers/directory/directory.store.ts'

/** Services in one answer. */
const FEED_SIZE = 50

type Uuid = string

/**
 * The standard asks for UUIDs where we have references: the same reference always has the same one (RFC 9562, version 8: the
 * first bits of a digest of the name).
 */
export function uuidOf(...names: readonly string[]): Uuid {
  const digest = createHash('sha256').update(names.join('\u0000')).digest('hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
}

export type OpenReferralService = Readonly<Record<string, unknown>> & { readonly id: Uuid; readonly name: string }

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  )

/** Only what is an address as the standard wants one: the register has some without "https". */
function addressOf(website: string | null): string | undefined {
  if (website === null) return undefined
  const text = /^https?:\/\//i.test(website) ? website : `https://${website}`
  return URL.canParse(text) ? text : undefined
}

/** A service of the directory, as the standard has it. */
export function openReferralService(entry: DirectoryEntry, pageAddress: string): OpenReferralService {
  const { locationRef, organisationRef } = entry
  const id = uuidOf('service', locationRef)
  const organisationId = uuidOf('organisation', organisationRef)
  return {
    id,
    name: entry.name,
    status: 'active',
    ...given({
      organization_id: organisationId,
      description: entry.description,
      url: pageAddress,
      email: entry.email,
      fees: entry.price && [priceWords(entry.price), entry.priceNote].filter((part) => part !== '').join('. '),
      accreditations: entry.rating && `Rated ${entry.rating} by the Care Quality Commission`,
      alert: entry.roomToldOn === null ? undefined : roomWords(entry),
      last_modified: entry.updatedAt.toString(),
    }),
    organization: {
      id: organisationId,
      name: entry.organisationName,
      description: `Registered with the Care Quality Commission as ${organisationRef}`,
      organization_identifiers: [
        {
          id: uuidOf('identifier', organisationRef),
          ...{ organization_id: organisationId, identifier_type: 'CQC provider ID', identifier: organisationRef },
        },
      ],
    },
    service_at_locations: [serviceAtLocation(entry, id)],
    service_areas: (entry.roomIn ?? []).map((name) => ({
      id: uuidOf('area', locationRef, name),
      ...{ service_id: id, name },
    })),
    cost_options: costOptions(entry, id),
    contacts: contactsOf(entry, id),
    attributes: entry.services.map((service) => attributeOf(service, id)),
  }
}

function serviceAtLocation(entry: DirectoryEntry, service: Uuid) {
  const { locationRef } = entry
  const id = uuidOf('location', locationRef)
  return {
    id: uuidOf('service at location', locationRef),
    ...{ service_id: service, location_id: id },
    location: {
      id,
      ...{ location_type: 'physical', name: entry.name },
      ...given({ url: addressOf(entry.website), latitude: entry.latitude, longitude: entry.longitude }),
      ...{ external_identifier: locationRef, external_identifier_type: 'CQC location ID' },
      addresses:
        entry.address === null
          ? []
          : [
              {
                id: uuidOf('address', locationRef),
                ...{ location_id: id, address_1: entry.address, city: '', state_province: '' },
                ...{ postal_code: entry.postcode ?? '', country: 'GB', address_type: 'physical' },
              },
            ],
    },
  }
}

const costOptions = ({ locationRef, price }: DirectoryEntry, service: Uuid) =>
  price
    ? [
        {
          id: uuidOf('cost', locationRef),
          ...{ service_id: service, option: `From, for each ${price.unit}`, currency: 'GBP' },
          amount: price.fromPence / 100,
          amount_description: `${formatPence(price.fromPence)} to ${formatPence(price.toPence)} for each ${price.unit}`,
        },
      ]
    : []

function contactsOf({ locationRef, phone }: DirectoryEntry, service: Uuid) {
  if (phone === null) return []
  const id = uuidOf('contact', locationRef)
  return [{ id, service_id: service, phones: [{ id: uuidOf('phone', locationRef), contact_id: id, number: phone }] }]
}

/** The register's own names of services, as terms of a taxonomy. */
const attributeOf = (name: string, service: Uuid) => ({
  id: uuidOf('attribute', service, name),
  ...{ link_id: service, link_type: 'service', taxonomy_term_id: uuidOf('service type', name) },
  taxonomy_term: {
    id: uuidOf('service type', name),
    ...{ name, code: name, description: `${name}, as the Care Quality Commission names it` },
    ...{ taxonomy: 'Care Quality Commission service types' },
  },
})

/** A page of services, as the standard's `GET /services` answers. */
const openReferralPage = (
  contents: readonly OpenReferralService[],
  { total, page, size }: { readonly total: number; readonly page: number; readonly size: number },
) => {
  const pages = Math.max(1, Math.ceil(total / size))
  return {
    ...{ total_items: total, total_pages: pages, page_number: page, size: contents.length },
    ...{ first_page: page === 1, last_page: page >= pages, empty: contents.length === 0, contents },
  }
}

const EVERYTHING = { kinds: [], ratings: [], rooms: [] }
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

const json = (document: unknown, status?: 'service'): Reply =>
  download(`${status ?? 'services'}.json`, 'application/json; charset=utf-8', `${JSON.stringify(document)}\n`)

const pageAddress = (path: string, entry: DirectoryEntry, { site }: OpenVisit): string =>
  `${site}${path}/services/${entry.locationRef}`

/** `GET …/open-referral/services?page=2`: the standard's list of services. */
export async function openReferralServices(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const number = pageAsked(visit.query)
  const asked = { offset: (number - 1) * FEED_SIZE, limit: FEED_SIZE }
  const { entries, total } = await visit.shell.read(visitor.actor, (tx) => listDirectory(tx, EVERYTHING, asked))
  const services = entries.map((entry) => openReferralService(entry, pageAddress(visitor.path, entry, visit)))
  return json(openReferralPage(services, { total, page: number, size: FEED_SIZE }))
}

/** `GET …/open-referral/services/<id>`: one service, by the UUID that the list gave or by the register's reference. */
export async function openReferralOne(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const id = visit.params['id'] ?? ''
  const entry = await visit.shell.read(visitor.actor, async (tx) => {
    if (!UUID.test(id)) return findEntry(tx, id)
    return findEntry(tx, (await listRefs(tx)).find((ref) => uuidOf('service', ref) === id.toLowerCase()) ?? '')
  })
  return entry ? json(openReferralService(entry, pageAddress(visitor.path, entry, visit)), 'service') : notFound()
}
