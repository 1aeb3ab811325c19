import { dayOf, type Instant } from '#src/base/day.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Described, DirectoryEntry, Price, PriceUnit, Room } from '#src/providers/directory/directory.ts'

type PriceColumns = {
  readonly priceUnit: PriceUnit | null
  readonly fromPence: number | null
  readonly toPence: number | null
}

const withPrice = <Row extends PriceColumns>({ priceUnit, fromPence, toPence, ...row }: Row) => ({
  ...row,
  price:
    priceUnit === null || fromPence === null || toPence === null
      ? undefined
      : ({ unit: priceUnit, fromPence, toPence } satisfies Price),
})

/** What a provider says of its services; one that it says nothing of is not there. */
export async function listDescribed(tx: Read, organisationRef: string): Promise<Described[]> {
  const found = await rows(
    tx,
    sql<Omit<Described, 'price'> & PriceColumns>`select location_ref as "locationRef", description, phone, email,
        takes_self_funders as "takesSelfFunders", price_unit as "priceUnit", from_pence as "fromPence", to_pence as "toPence",
        price_note as "priceNote"
      from providers.described where council_id = ${tx.council} and organisation_ref = ${organisationRef} order by location_ref`,
  )
  return found.map(withPrice)
}

export async function saveDescribed(tx: Write, organisationRef: string, said: Described): Promise<void> {
  const { locationRef, description, phone, email, takesSelfFunders, price, priceNote } = said
  await rows(
    tx,
    sql`insert into providers.described (council_id, location_ref, organisation_ref, description, phone, email, takes_self_funders,
        price_unit, from_pence, to_pence, price_note, told_at, told_by)
      values (${tx.council}, ${locationRef}, ${organisationRef}, ${description}, ${phone}, ${email}, ${takesSelfFunders},
        ${price?.unit ?? null}, ${price?.fromPence ?? null}, ${price?.toPence ?? null}, ${priceNote}, ${tx.now}, ${tx.actor.name})
      on conflict (council_id, location_ref) do update set description = excluded.description, phone = excluded.phone,
        email = excluded.email, takes_self_funders = excluded.takes_self_funders, price_unit = excluded.price_unit,
        from_pence = excluded.from_pence, to_pence = excluded.to_pence, price_note = excluded.price_note,
        told_at = excluded.told_at, told_by = excluded.told_by`,
  )
}

/** A provider ends: what it has free is nobody's to count on. */
export const noteLeaving = (tx: Write, organisationRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into providers.leaving (council_id, organisation_ref, since) values (${tx.council}, ${organisationRef}, ${tx.now})
      on conflict (council_id, organisation_ref) do nothing`,
  )

/** It stays after all, or has gone and come back. */
export const noteStaying = (tx: Write, organisationRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`delete from providers.leaving where council_id = ${tx.council} and organisation_ref = ${organisationRef}`,
  )

/** Of these, whose end was noted here. */
export async function listNotedLeaving(tx: Read, organisationRefs: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await rows(
    tx,
    sql<{ ref: string }>`select organisation_ref as ref from providers.leaving
      where council_id = ${tx.council} and organisation_ref = any(${[...organisationRefs]}::text[])`,
  )
  return new Set(found.map(({ ref }) => ref))
}

const PLACED_WITH = (tx: Write) => sql`s.standing = 'approved' and not exists (select from providers.leaving g
  where g.council_id = ${tx.council} and g.organisation_ref = o.organisation_ref)`

/**
 * Makes the directory anew. In it stands each registered location of the areas that the policy names, and of every provider that
 * the council approved or suspended; of whom it does not place with, or who leaves, room is not told. Answers with how many there are.
 */
export async function saveDirectory(tx: Write): Promise<number> {
  const today = dayOf(tx.now)
  const [{ areas }, { staleDays }] = [await getPolicy(tx, 'directory', today), await getPolicy(tx, 'capacity', today)]
  const zones = await listZones(tx)
  const fresh: Instant = tx.now.subtract({ hours: staleDays * 24 })
  await rows(tx, sql`delete from providers.directory where council_id = ${tx.council}`)
  const made = await rows(
    tx,
    sql`insert into providers.directory (council_id, location_ref, organisation_ref, name, organisation_name, services, care_home, address,
        postcode, latitude, longitude, phone, email, website, rating, rated_on, description, takes_self_funders, price_unit, from_pence,
        to_pence, price_note, room_in, beds_free, room_told_on, updated_at)
      with z as (select * from unnest(${zones.map(({ zone }) => zone)}::text[], ${zones.map(({ name }) => name)}::text[]) as z (zone, name))
      select ${tx.council}, l.location_ref, o.organisation_ref, coalesce(l.name, o.name, l.location_ref), coalesce(o.name, o.organisation_ref),
        array(select s.service from providers.location_service s where s.location_ref = l.location_ref order by 1),
        coalesce(l.care_home, false), l.address, l.postcode, l.latitude, l.longitude, coalesce(d.phone, l.phone), d.email,
        coalesce(l.website, o.website), r.rating, r.rated_on, coalesce(d.description, ''), d.takes_self_funders, d.price_unit, d.from_pence,
        d.to_pence, coalesce(d.price_note, ''), h.room_in, b.beds, greatest(h.told_on, b.told_on), ${tx.now}
      from providers.location l
        join providers.organisation o on o.organisation_ref = l.organisation_ref
        left join lateral (select s.standing from providers.standing s
          where s.council_id = ${tx.council} and s.organisation_ref = o.organisation_ref order by s.from_at desc limit 1) s on true
        left join providers.described d on d.council_id = ${tx.council} and d.location_ref = l.location_ref
        left join providers.current_rating r on r.subject_kind = 'location' and r.subject_ref = l.location_ref
          and r.service_group = 'Overall' and r.key_question = 'Overall'
        left join lateral (
          select coalesce(array_agg(distinct z.name order by z.name) filter (where c.weekly_minutes > 0), '{}') as room_in,
            (max(c.told_at) at time zone 'Europe/London')::date as told_on
          from providers.capacity c join z on z.zone = c.zone
          where c.council_id = ${tx.council} and c.organisation_ref = o.organisation_ref and c.told_at >= ${fresh}
            and ${PLACED_WITH(tx)} and not coalesce(l.care_home, false) having count(*) > 0) h on true
        left join lateral (
          select sum(b.vacant)::int as beds, (max(b.told_at) at time zone 'Europe/London')::date as told_on from providers.beds b
          where b.council_id = ${tx.council} and b.location_ref = l.location_ref and b.told_at >= ${fresh} and ${PLACED_WITH(tx)}
          having count(*) > 0) b on true
      where l.status = 'registered'
        and (s.standing in ('approved', 'suspended') or l.local_authority = any(${areas}::text[]))
      returning location_ref`,
  )
  return made.length
}

export type DirectorySearch = {
  readonly words?: string | undefined
  readonly kinds: readonly ('home care' | 'care home')[]
  readonly ratings: readonly string[]
  readonly rooms: readonly Room[]
  readonly selfFunders?: boolean
}

const ENTRY = sql`location_ref as "locationRef", organisation_ref as "organisationRef", name, organisation_name as "organisationName", services,
  care_home as "careHome", address, postcode, latitude, longitude, phone, email, website, rating, rated_on as "ratedOn", description,
  takes_self_funders as "takesSelfFunders", price_unit as "priceUnit", from_pence as "fromPence", to_pence as "toPence",
  price_note as "priceNote", room_in as "roomIn", beds_free as "bedsFree", room_told_on as "roomToldOn", updated_at as "updatedAt"`

type Row = Omit<DirectoryEntry, 'price'> & PriceColumns & { readonly total: number }

const ROOM = sql`case when room_in is null and beds_free is null then 'not known'
  when cardinality(room_in) > 0 or beds_free > 0 then 'has room' else 'is full' end`

/** A page of the directory, by name. */
export async function listDirectory(
  tx: Read,
  { words, kinds, ratings, rooms, selfFunders = false }: DirectorySearch,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ entries: DirectoryEntry[]; total: number }> {
  const like = `%${(words ?? '').replace(/[\\%_]/g, String.raw`\$&`)}%`
  const homes = kinds.map((kind) => kind === 'care home')
  const found = await rows(
    tx,
    sql<Row>`select ${ENTRY}, count(*) over () as total from providers.directory where council_id = ${tx.council}
        and (${words === undefined} or name ilike ${like} or organisation_name ilike ${like} or postcode ilike ${like} or description ilike ${like})
        and (${homes.length} = 0 or care_home = any(${homes}::boolean[]))
        and (${ratings.length} = 0 or rating = any(${[...ratings]}::text[]))
        and (${rooms.length} = 0 or ${ROOM} = any(${[...rooms]}::text[]))
        and (not ${selfFunders} or takes_self_funders)
      order by name, location_ref limit ${page.limit} offset ${page.offset}`,
  )
  return { entries: found.map(({ total: _, ...row }) => withPrice(row)), total: found[0]?.total ?? 0 }
}

export async function findEntry(tx: Read, locationRef: string): Promise<DirectoryEntry | undefined> {
  const [found] = await rows(
    tx,
    sql<Row>`select ${ENTRY} from providers.directory where council_id = ${tx.council} and location_ref = ${locationRef}`,
  )
  return found && withPrice(found)
}

/** The references of all that stand in the directory: some hundreds, some thousands in a great county. */
export async function listRefs(tx: Read): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{
      ref: string
    }>`select location_ref as ref from providers.directory where council_id = ${tx.council} order by 1`,
  )
  return found.map(({ ref }) => ref)
}
