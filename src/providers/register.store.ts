import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { HOME_CARE } from '#src/providers/cqc-values.ts'
import {
  blankLocation,
  blankOrganisation,
  type Listed,
  type LocationRecord,
  type OrganisationRecord,
  providerName,
  type Succession,
} from '#src/providers/register.ts'

const snake = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

// The columns are the fields of the records: one list serves reading and writing.
const ORGANISATION_FIELDS = Object.keys(blankOrganisation(''))

const LOCATION_FIELDS = Object.keys(blankLocation('')).filter((field) => field !== 'services')

const selected = (fields: readonly string[]) =>
  sql.raw(fields.map((field) => `t.${snake(field)} as "${field}"`).join(', '))

const ORGANISATION_COLUMNS = selected(ORGANISATION_FIELDS)

const LOCATION_COLUMNS = selected(LOCATION_FIELDS)

const SERVICES = sql`array(select s.service from providers.location_service s where s.location_ref = t.location_ref order by s.service) as services`

export async function findOrganisation(tx: Read, organisationRef: string): Promise<OrganisationRecord | undefined> {
  const [found] = await listOrganisations(tx, [organisationRef])
  return found
}

export async function getOrganisation(tx: Read, organisationRef: string): Promise<OrganisationRecord> {
  const found = await findOrganisation(tx, organisationRef)
  if (!found) throw new Error(`no organisation ${organisationRef}`)
  return found
}

/** Organisations by their references, in the order of their names. */
export const listOrganisations = (tx: Read, refs: readonly string[]): Promise<OrganisationRecord[]> =>
  refs.length === 0
    ? Promise.resolve([])
    : rows(
        tx,
        sql<OrganisationRecord>`select ${ORGANISATION_COLUMNS} from providers.organisation t
          where t.organisation_ref = any(${[...refs]}::text[]) order by t.name, t.organisation_ref`,
      )

/** The names of organisations by their references, in the order of the names. */
export async function providerNames(tx: Read, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<{ organisationRef: string; name: string | null }>`select organisation_ref as "organisationRef", name
      from providers.organisation where organisation_ref = any(${[...new Set(refs)]}::text[]) order by name, organisation_ref`,
  )
  return new Map(found.map((one) => [one.organisationRef, providerName(one)]))
}

/** Registered organisations by their names in small letters; a name that two have is nobody's. */
export async function organisationsNamed(tx: Read, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<{
      name: string
      organisationRef: string
    }>`select lower(name) as name, min(organisation_ref) as "organisationRef"
      from providers.organisation where lower(name) = any(${[...new Set(names)]}::text[]) and status = 'registered'
      group by lower(name) having count(*) = 1`,
  )
  return new Map(found.map((one) => [one.name, one.organisationRef]))
}

export const isReference = (typed: string): boolean => /^1-\d+$/.test(typed)

/**
 * The reference of the provider that somebody typed, by its reference or its name; of the name only as much is needed as one registered
 * provider has. What names none, or several, is answered as it was typed.
 */
export async function providerTyped(tx: Read, typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined || isReference(typed)) return typed
  const words = typed.toLowerCase()
  const exact = (await organisationsNamed(tx, [words])).get(words)
  if (exact !== undefined) return exact
  const [only, ...others] = await rows(
    tx,
    sql<{ ref: string }>`select organisation_ref as ref from providers.organisation
      where status = 'registered' and strpos(lower(name), ${words}) > 0 limit 2`,
  )
  return only && others.length === 0 ? only.ref : typed
}

const LIKE_THIS = 10

/** Registered providers that have in their name what somebody typed, the first by name; none where nothing, or a reference, was typed. */
export async function providersNamedLike(
  tx: Read,
  typed: string | undefined,
): Promise<{ organisationRef: string; name: string }[]> {
  if (typed === undefined || typed.trim() === '' || isReference(typed)) return []
  return rows(
    tx,
    sql<{ organisationRef: string; name: string }>`select organisation_ref as "organisationRef", name
      from providers.organisation where status = 'registered' and strpos(lower(name), ${typed.toLowerCase()}) > 0
      order by name collate "und-x-icu", organisation_ref limit ${LIKE_THIS}`,
  )
}

export async function findLocation(tx: Read, locationRef: string): Promise<LocationRecord | undefined> {
  const [found] = await rows(
    tx,
    sql<LocationRecord>`select ${LOCATION_COLUMNS}, ${SERVICES} from providers.location t where t.location_ref = ${locationRef}`,
  )
  return found
}

/** An organisation's locations, those that run first. */
export const listLocations = (tx: Read, organisationRef: string, limit = 500): Promise<LocationRecord[]> =>
  rows(
    tx,
    sql<LocationRecord>`select ${LOCATION_COLUMNS}, ${SERVICES} from providers.location t
      where t.organisation_ref = ${organisationRef} order by t.status desc, t.name, t.location_ref limit ${limit}`,
  )

export const lockOrganisations = (tx: Write, refs: readonly string[]): Promise<OrganisationRecord[]> =>
  rows(
    tx,
    sql<OrganisationRecord>`select ${ORGANISATION_COLUMNS} from providers.organisation t
      where t.organisation_ref = any(${[...refs]}::text[]) order by t.organisation_ref for update`,
  )

export const lockLocations = (tx: Write, refs: readonly string[]): Promise<LocationRecord[]> =>
  rows(
    tx,
    sql<LocationRecord>`select ${LOCATION_COLUMNS}, ${SERVICES} from providers.location t
      where t.location_ref = any(${[...refs]}::text[]) order by t.location_ref for update`,
  )

const snaked = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [snake(field), value]))

const overwrite = (fields: readonly string[], key: string) =>
  sql.raw(
    fields
      .filter((field) => field !== key)
      .map((field) => `${snake(field)} = excluded.${snake(field)}`)
      .join(', '),
  )

export async function saveOrganisations(tx: Write, records: readonly OrganisationRecord[]): Promise<void> {
  if (records.length === 0) return
  await rows(
    tx,
    sql`insert into providers.organisation select * from jsonb_populate_recordset(null::providers.organisation, ${json(records.map(snaked))}::jsonb)
      on conflict (organisation_ref) do update set ${overwrite(ORGANISATION_FIELDS, 'organisationRef')}`,
  )
}

export async function saveLocations(tx: Write, records: readonly LocationRecord[]): Promise<void> {
  if (records.length === 0) return
  await rows(
    tx,
    sql`insert into providers.location select * from jsonb_populate_recordset(null::providers.location, ${json(records.map(snaked))}::jsonb)
      on conflict (location_ref) do update set ${overwrite(LOCATION_FIELDS, 'locationRef')}`,
  )
  const services = records.flatMap(({ locationRef, services }) =>
    services.map((service) => ({ location_ref: locationRef, service })),
  )
  await rows(
    tx,
    sql`delete from providers.location_service where location_ref = any(${records.map(({ locationRef }) => locationRef)}::text[])`,
  )
  await rows(
    tx,
    sql`insert into providers.location_service (location_ref, service)
      select location_ref, service from jsonb_to_recordset(${json(services)}::jsonb) as s(location_ref text, service text)`,
  )
}

export async function saveSuccessions(tx: Write, successions: readonly Succession[]): Promise<Succession[]> {
  if (successions.length === 0) return []
  return rows(
    tx,
    sql<Succession>`insert into providers.succession (earlier_ref, later_ref, basis)
      select distinct on (earlier_ref, later_ref) earlier_ref, later_ref, basis
      from jsonb_to_recordset(${json(successions.map(snaked))}::jsonb) as s(earlier_ref text, later_ref text, basis text)
      order by earlier_ref, later_ref
      on conflict do nothing returning earlier_ref as "earlierRef", later_ref as "laterRef", basis`,
  )
}

export type Succeeded = Succession & {
  earlierName: string | null
  laterName: string | null
  laterOrganisationRef: string | null
}

/** What some locations follow, and what follows them. */
export const listSuccessions = (tx: Read, refs: readonly string[]): Promise<Succeeded[]> =>
  rows(
    tx,
    sql<Succeeded>`select s.earlier_ref as "earlierRef", s.later_ref as "laterRef", s.basis, e.name as "earlierName", l.name as "laterName",
        l.organisation_ref as "laterOrganisationRef"
      from providers.succession s
      left join providers.location e on e.location_ref = s.earlier_ref left join providers.location l on l.location_ref = s.later_ref
      where s.earlier_ref = any(${[...refs]}::text[]) or s.later_ref = any(${[...refs]}::text[])`,
  )

export async function saveListings(
  tx: Write,
  layout: string,
  listed: readonly { locationRef: string; area: string }[],
  asOf: Day,
): Promise<void> {
  if (listed.length === 0) return
  await rows(
    tx,
    sql`insert into providers.listing (layout, location_ref, area, listed_on)
      select distinct on (location_ref) ${layout}, location_ref, area, ${asOf}::date
      from jsonb_to_recordset(${json(listed.map(snaked))}::jsonb) as l(location_ref text, area text) order by location_ref
      on conflict (layout, location_ref) do update set area = excluded.area, listed_on = excluded.listed_on where listing.listed_on < excluded.listed_on`,
  )
}

/** Locations that earlier extracts of a layout listed in these areas and that are still held to be registered. */
export const listListedBefore = (tx: Read, layout: string, areas: readonly string[], asOf: Day): Promise<Listed[]> =>
  rows(
    tx,
    sql<Listed>`select p.location_ref as "locationRef", p.name, p.postcode
      from providers.listing l join providers.location p on p.location_ref = l.location_ref
      where l.layout = ${layout} and l.area = any(${[...areas]}::text[]) and l.listed_on <= ${asOf}::date and p.status = 'registered' and p.as_of <= ${asOf}::date`,
  )

/** Whether any extract of a layout in these areas is newer than a day: then that one decides what is gone. */
export async function newerListing(tx: Read, layout: string, areas: readonly string[], asOf: Day): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from providers.listing where layout = ${layout} and area = any(${[...areas]}::text[]) and listed_on > ${asOf}::date limit 1`,
  )
  return found.length > 0
}

/** Ended registrations at some postcodes that nothing is known to follow. */
export const listEndedAt = (tx: Read, postcodes: readonly string[]): Promise<Listed[]> =>
  rows(
    tx,
    sql<Listed>`select p.location_ref as "locationRef", p.name, p.postcode from providers.location p
      where p.status = 'deregistered' and p.postcode = any(${[...postcodes]}::text[])
        and not exists (select from providers.succession s where s.earlier_ref = p.location_ref)`,
  )

export const listByRef = (
  tx: Read,
  refs: readonly string[],
): Promise<(Listed & { organisationRef: string | null })[]> =>
  rows(
    tx,
    sql<
      Listed & { organisationRef: string | null }
    >`select location_ref as "locationRef", name, postcode, organisation_ref as "organisationRef"
      from providers.location where location_ref = any(${[...refs]}::text[])`,
  )

export async function markGone(tx: Write, refs: readonly string[], asOf: Day): Promise<void> {
  await rows(
    tx,
    sql`update providers.location set status = 'deregistered', ended_on = ${asOf}::date, as_of = ${asOf}::date where location_ref = any(${[...refs]}::text[])`,
  )
}

const REGISTERED = sql`from providers.location p where p.status = 'registered'
  and ('Personal care' = any(p.activities) or (p.activities = '{}' and exists (select from providers.location_service s
    where s.location_ref = p.location_ref and s.service = ${HOME_CARE})))`

/**
 * Which of these organisations have a registered location for the regulated activity of personal care. An extract that has no column of
 * activities tells by the service type.
 */
export async function listRegisteredForPersonalCare(
  tx: Read,
  organisationRefs: readonly string[],
): Promise<Set<string>> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string }>`select distinct p.organisation_ref as "organisationRef" ${REGISTERED}
      and p.organisation_ref = any(${[...organisationRefs]}::text[])`,
  )
  return new Set(found.map(({ organisationRef }) => organisationRef))
}

export type Registered = { readonly name: string; readonly forPersonalCare: boolean }

/** What organisations are called, and whether they are registered for personal care, in one reading. */
export async function listRegistered(tx: Read, refs: readonly string[]): Promise<Map<string, Registered>> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string; name: string | null; forPersonalCare: boolean }>`
      select o.organisation_ref as "organisationRef", o.name, exists (select ${REGISTERED} and p.organisation_ref = o.organisation_ref)
          as "forPersonalCare"
      from providers.organisation o where o.organisation_ref = any(${[...new Set(refs)]}::text[]) order by o.name, o.organisation_ref`,
  )
  return new Map(
    found.map((one) => [one.organisationRef, { name: providerName(one), forPersonalCare: one.forPersonalCare }]),
  )
}

export type Named = { readonly organisationRef: string; readonly name: string }

/** Organisations with a registered location that provides a service type, of one council area or anywhere. */
export const listServing = (
  tx: Read,
  asked: { service: string; localAuthority?: string; limit?: number },
): Promise<Named[]> =>
  rows(
    tx,
    sql<Named>`select o.organisation_ref as "organisationRef", coalesce(o.name, o.organisation_ref) as name from providers.organisation o
      where exists (
        select from providers.location p join providers.location_service s on s.location_ref = p.location_ref
        where p.organisation_ref = o.organisation_ref and p.status = 'registered' and s.service = ${asked.service}
          and (${asked.localAuthority ?? null}::text is null or p.local_authority = ${asked.localAuthority ?? null}))
      order by o.name, o.organisation_ref limit ${asked.limit ?? 500}`,
  )
