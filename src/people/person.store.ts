import type { Kysely, RawBuilder } from 'kysely'
import type { Day, Instant } from '#src/base/day.ts'
import { parseNhsNumber } from '#src/base/nhs-number.ts'
import { type Contact, type LookAlike, type Person, type PersonDetails, personName } from '#src/people/person.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

type PersonRow = {
  council_id: number
  person_ref: string
  version: number
  title: string | null
  given_name: string
  family_name: string
  known_as: string | null
  birth_day: Day
  address_lines: string
  postcode: string
  zone: string
  phone: string | null
  nhs_number: string | null
  language: string
  interpreter: boolean
  lives_alone: boolean | null
  worker_ref: string | null
  added_at: string
  added_by: string
  chunk: string | null
}

type ContactRow = {
  council_id: number
  person_ref: string
  contact_no: number
  name: string
  relationship: string
  phone: string | null
  email: string | null
  emergency: boolean
}

type PersonTables = {
  'people.person': PersonRow
  'people.contact': ContactRow
  'people.earlier_detail': {
    council_id: number
    person_ref: string
    version: number
    field: string
    earlier: string
    changed_at: Instant
    changed_by: string
  }
  'people.key_safe': { council_id: number; person_ref: string; place: string; code: string; changed_at: Instant }
}

export const into = (tx: Write): Kysely<PersonTables> => tx.writer

const CONTACTS = sql`(
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('contactNo', c.contact_no, 'name', c.name, 'relationship', c.relationship,
    'phone', c.phone, 'email', c.email, 'emergency', c.emergency)) order by c.contact_no), '[]'::jsonb)
  from people.contact c where c.council_id = p.council_id and c.person_ref = p.person_ref) as contacts`

const PERSON = sql`
  p.person_ref as "personRef", p.version, p.title, p.given_name as "givenName", p.family_name as "familyName", p.known_as as "knownAs",
  p.birth_day as "birthDay", p.address_lines as "addressLines", p.postcode, p.zone, p.phone, p.nhs_number as "nhsNumber", p.language,
  p.interpreter, p.lives_alone as "livesAlone", p.worker_ref as "workerRef", p.added_at as "addedAt", ${CONTACTS},
  (select jsonb_build_object('day', c.day, 'why', c.why) from people.closed_case c
    where c.council_id = p.council_id and c.person_ref = p.person_ref) as closed`

export const personOf = (row: object): Person =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Person

export async function findPerson(tx: Read, personRef: string): Promise<Person | undefined> {
  const [row] = await rows(
    tx,
    sql<object>`select ${PERSON} from people.person p where p.council_id = ${tx.council} and p.person_ref = ${personRef}`,
  )
  return row && personOf(row)
}

/** A person `p`, with one thing more about them in the same reading. */
export async function findPersonAnd<T>(
  tx: Read,
  personRef: string,
  more: RawBuilder<unknown>,
): Promise<{ person: Person; more: T } | undefined> {
  const [row] = await rows(
    tx,
    sql<{ more: T }>`select ${PERSON}, ${more} as more from people.person p
      where p.council_id = ${tx.council} and p.person_ref = ${personRef}`,
  )
  if (!row) return undefined
  const { more: found, ...person } = row
  return { person: personOf(person), more: found }
}

export async function getPerson(tx: Read, personRef: string): Promise<Person> {
  const person = await findPerson(tx, personRef)
  if (!person) throw new Error(`no such person: ${personRef}`)
  return person
}

/** The people of some references; those that are not there are left out. */
export async function listPeopleByRef(tx: Read, personRefs: readonly string[]): Promise<Person[]> {
  if (personRefs.length === 0) return []
  const found = await rows(
    tx,
    sql<object>`select ${PERSON} from people.person p
      where p.council_id = ${tx.council} and p.person_ref in (${sql.join([...new Set(personRefs)])})`,
  )
  return found.map(personOf)
}

export async function lockPerson(tx: Write, personRef: string): Promise<Person | undefined> {
  await into(tx)
    .selectFrom('people.person')
    .select('person_ref')
    .where('council_id', '=', tx.council)
    .where('person_ref', '=', personRef)
    .forUpdate()
    .execute()
  return findPerson(tx, personRef)
}

export const PEOPLE_SORTS = ['name', 'ref', 'birth', 'zone'] as const

export type PeopleWanted = {
  words?: string | undefined
  zones?: readonly string[]
  workerRef?: string | undefined
  sort: { key: (typeof PEOPLE_SORTS)[number]; descending: boolean }
  offset: number
  limit: number
}

const ORDERS = {
  name: (way: string) => `p.family_name ${way}, p.given_name ${way}, p.person_ref`,
  ref: (way: string) => `length(p.person_ref) ${way}, p.person_ref ${way}`,
  birth: (way: string) => `p.birth_day ${way}, p.person_ref`,
  zone: (way: string) => `p.zone ${way}, p.family_name, p.given_name, p.person_ref`,
}

const likeStart = (words: string): string => `${words.replace(/[\\%_]/g, '\\$&')}%`

/** What typed words mean: a reference, an NHS number, the start of a postcode, or names in either order. */
function meaning(words: string | undefined) {
  const text = (words ?? '').trim().replace(/\s+/g, ' ')
  if (text === '') return sql`true`
  const nhsNumber = parseNhsNumber(text)
  if (nhsNumber !== undefined) return sql`p.nhs_number = ${nhsNumber}`
  if (/^[a-z]{1,2}-\d+$/i.test(text)) return sql`p.person_ref = ${text.toUpperCase()}`
  const postcode = /^[a-z]{1,2}\d/i.test(text) ? text.replaceAll(' ', '').toUpperCase() : undefined
  if (postcode !== undefined) return sql`replace(p.postcode, ' ', '') like ${likeStart(postcode)}`
  const name = likeStart(text)
  return sql`(p.family_name ilike ${name} or p.given_name ilike ${name} or p.known_as ilike ${name}
    or p.given_name || ' ' || p.family_name ilike ${name} or p.known_as || ' ' || p.family_name ilike ${name}
    or p.family_name || ' ' || p.given_name ilike ${name} or p.family_name || ', ' || p.given_name ilike ${name})`
}

/** People who fit, a page at a time, and how many in all. */
export async function findPeople(tx: Read, wanted: PeopleWanted): Promise<{ people: Person[]; total: number }> {
  const zones = wanted.zones ?? []
  const found = await rows(
    tx,
    sql<{ total: number }>`select ${PERSON}, count(*) over () as total from people.person p
      where p.council_id = ${tx.council} and ${meaning(wanted.words)}
        and ${zones.length === 0 ? sql`true` : sql`p.zone in (${sql.join([...zones])})`}
        and ${wanted.workerRef === undefined ? sql`true` : sql`p.worker_ref = ${wanted.workerRef}`}
      order by ${sql.raw(ORDERS[wanted.sort.key](wanted.sort.descending ? 'desc' : 'asc'))}
      offset ${wanted.offset} limit ${wanted.limit}`,
  )
  return { people: found.map(({ total: _, ...row }) => personOf(row)), total: found[0]?.total ?? 0 }
}

/** People after a reference, for machines that read them all. */
export async function listPeopleAfter(tx: Read, after: string, limit: number): Promise<Person[]> {
  const found = await rows(
    tx,
    sql<object>`select ${PERSON} from people.person p
      where p.council_id = ${tx.council} and (length(p.person_ref), p.person_ref) > (${after.length}, ${after})
      order by length(p.person_ref), p.person_ref limit ${limit}`,
  )
  return found.map(personOf)
}

/**
 * Whom somebody about to be added may already be: the same NHS number, or the same name and date of birth.
 * Until the transaction ends, nobody else adds a person with that date of birth.
 */
export async function lockLookAlikes(tx: Write, details: Omit<PersonDetails, 'zone'>): Promise<LookAlike[]> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} born ${details.birthDay}`}, 0))`)
  return listLookAlikes(tx, details)
}

export const listLookAlikes = (tx: Read, details: Omit<PersonDetails, 'zone'>): Promise<LookAlike[]> => {
  const names = [details.givenName, ...(details.knownAs === undefined ? [] : [details.knownAs])].map((name) =>
    name.toLowerCase(),
  )
  return rows(
    tx,
    sql<LookAlike>`select p.person_ref as "personRef",
        case when p.nhs_number = ${details.nhsNumber ?? null} then 'NHS number' else 'name and date of birth' end as by
      from people.person p where p.council_id = ${tx.council} and (p.nhs_number = ${details.nhsNumber ?? null}
        or (p.birth_day = ${details.birthDay}::date and lower(p.family_name) = ${details.familyName.toLowerCase()}
          and (lower(p.given_name) in (${sql.join(names)}) or lower(p.known_as) in (${sql.join(names)}))))
      order by p.person_ref limit 10`,
  )
}

export type NewPerson = PersonDetails & {
  personRef: string
  workerRef?: string
  addedAt: Instant
  addedBy: string
}

const detailCells = (details: PersonDetails) => ({
  title: details.title ?? null,
  given_name: details.givenName,
  family_name: details.familyName,
  known_as: details.knownAs ?? null,
  birth_day: details.birthDay,
  address_lines: json(details.addressLines),
  postcode: details.postcode,
  zone: details.zone,
  phone: details.phone ?? null,
  nhs_number: details.nhsNumber ?? null,
  language: details.language,
  interpreter: details.interpreter,
  lives_alone: details.livesAlone ?? null,
})

/** The row that adding a person leaves, one at a time or in bulk. */
export const personRow = (council: number, person: NewPerson, chunk: string | null): PersonRow => ({
  council_id: council,
  person_ref: person.personRef,
  version: 1,
  ...detailCells(person),
  worker_ref: person.workerRef ?? null,
  added_at: person.addedAt.toString(),
  added_by: person.addedBy,
  chunk,
})

export const insertPerson = (tx: Write, person: NewPerson) =>
  into(tx)
    .insertInto('people.person')
    .values(personRow(tx.council, person, null))
    .execute()

export const contactRow = (council: number, personRef: string, contact: Contact): ContactRow => ({
  council_id: council,
  person_ref: personRef,
  contact_no: contact.contactNo,
  name: contact.name,
  relationship: contact.relationship,
  phone: contact.phone ?? null,
  email: contact.email ?? null,
  emergency: contact.emergency,
})

export const insertContact = (tx: Write, personRef: string, contact: Contact) =>
  into(tx)
    .insertInto('people.contact')
    .values(contactRow(tx.council, personRef, contact))
    .execute()

export const deleteContact = (tx: Write, personRef: string, contactNo: number) =>
  into(tx)
    .deleteFrom('people.contact')
    .where('council_id', '=', tx.council)
    .where('person_ref', '=', personRef)
    .where('contact_no', '=', contactNo)
    .execute()

/** The details as they now are; what they were goes to a table of its own, out of the audit trail. */
export async function saveCorrection(
  tx: Write,
  person: Person,
  details: PersonDetails,
  fields: readonly (keyof PersonDetails)[],
): Promise<void> {
  const version = person.version + 1
  await into(tx)
    .updateTable('people.person')
    .set({ ...detailCells(details), version })
    .where('council_id', '=', tx.council)
    .where('person_ref', '=', person.personRef)
    .execute()
  await into(tx)
    .insertInto('people.earlier_detail')
    .values(
      fields.map((field) => ({
        council_id: tx.council,
        person_ref: person.personRef,
        version,
        field,
        earlier: json(person[field] ?? null),
        changed_at: tx.now,
        changed_by: tx.actor.name,
      })),
    )
    .execute()
  await refreshShares(tx, person.personRef, details)
}

export type EarlierDetail = {
  readonly version: number
  readonly field: keyof PersonDetails
  readonly earlier: unknown
  readonly changedAt: Instant
  readonly changedBy: string
}

export const listEarlierDetails = (tx: Read, personRef: string): Promise<EarlierDetail[]> =>
  rows(
    tx,
    sql<EarlierDetail>`select version, field, earlier, changed_at as "changedAt", changed_by as "changedBy" from people.earlier_detail
      where council_id = ${tx.council} and person_ref = ${personRef} order by version desc, field`,
  )

export const saveWorker = (tx: Write, personRef: string, officerRef: string) =>
  into(tx)
    .updateTable('people.person')
    .set({ worker_ref: officerRef })
    .where('council_id', '=', tx.council)
    .where('person_ref', '=', personRef)
    .execute()

export type KeySafe = { readonly place: string; readonly code: string; readonly changedAt: Instant }

export async function findKeySafe(tx: Read, personRef: string): Promise<KeySafe | undefined> {
  const [row] = await rows(
    tx,
    sql<KeySafe>`select place, code, changed_at as "changedAt" from people.key_safe
      where council_id = ${tx.council} and person_ref = ${personRef}`,
  )
  return row
}

export async function saveKeySafe(tx: Write, personRef: string, { place, code }: Omit<KeySafe, 'changedAt'>) {
  const details = { place, code, changed_at: tx.now }
  await into(tx)
    .insertInto('people.key_safe')
    .values({ council_id: tx.council, person_ref: personRef, ...details })
    .onConflict((conflict) => conflict.columns(['council_id', 'person_ref']).doUpdateSet(details))
    .execute()
}

async function refreshShares(tx: Write, personRef: string, details: PersonDetails): Promise<void> {
  await rows(
    tx,
    sql`update people.shared_person set name = ${personName(details)}, address_lines = ${json(details.addressLines)}::jsonb,
        postcode = ${details.postcode}, phone = ${details.phone ?? null}, language = ${details.language},
        interpreter = ${details.interpreter}
      where council_id = ${tx.council} and person_ref = ${personRef}`,
  )
}
