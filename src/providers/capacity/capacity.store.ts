import { dayOf, type Instant } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { BedCell, Beds, Capacity, CapacityCell } from '#src/providers/capacity/capacity.ts'

export type CapacitySearch = {
  readonly organisationRefs?: readonly string[]
  readonly zone?: string
  /** Also what was told too long ago to plan with. */
  readonly stale?: boolean
}

/** What providers could take on, by what they told last; what is stale by the council's policy only where it is asked for. */
export async function listCapacity(tx: Read, search: CapacitySearch = {}): Promise<Capacity[]> {
  return rows(
    tx,
    sql<Capacity>`select organisation_ref as "organisationRef", zone, part, weekly_minutes as "weeklyMinutes",
        told_at as "toldAt", told_by as "toldBy"
      from providers.capacity where council_id = ${tx.council} and ${narrowed(search)} and told_at >= ${await since(tx, search)}
      order by organisation_ref, zone, part`,
  )
}

/** Beds that stand free, as homes told last. */
export async function listBeds(tx: Read, search: Omit<CapacitySearch, 'zone'> = {}): Promise<Beds[]> {
  return rows(
    tx,
    sql<Beds>`select organisation_ref as "organisationRef", location_ref as "locationRef", bed_type as "bedType", vacant,
        told_at as "toldAt", told_by as "toldBy",
        (select l.name from providers.location l where l.location_ref = beds.location_ref) as home,
        (select l.postcode from providers.location l where l.location_ref = beds.location_ref) as postcode
      from providers.beds where council_id = ${tx.council} and ${narrowed(search)} and told_at >= ${await since(tx, search)}
      order by organisation_ref, location_ref, bed_type`,
  )
}

const narrowed = ({ organisationRefs, zone }: CapacitySearch) =>
  sql.join(
    [
      sql`true`,
      ...(organisationRefs ? [sql`organisation_ref = any(${[...organisationRefs]}::text[])`] : []),
      ...(zone === undefined ? [] : [sql`zone = ${zone}`]),
    ],
    sql` and `,
  )

async function since(tx: Read, { stale }: CapacitySearch): Promise<Instant> {
  if (stale) return Temporal.Instant.fromEpochMilliseconds(0)
  const { staleDays } = await getPolicy(tx, 'capacity', dayOf(tx.now))
  return tx.now.subtract({ hours: staleDays * 24 })
}

/** Providers whose last word on hours and beds is older than a moment, the oldest first. */
export const listStaleProviders = (
  tx: Read,
  before: Instant,
): Promise<{ organisationRef: string; toldAt: Instant }[]> =>
  rows(
    tx,
    sql<{
      organisationRef: string
      toldAt: Instant
    }>`select organisation_ref as "organisationRef", max(told_at) as "toldAt"
      from (select organisation_ref, told_at from providers.capacity where council_id = ${tx.council}
        union all select organisation_ref, told_at from providers.beds where council_id = ${tx.council}) told
      group by organisation_ref having max(told_at) < ${before} order by 2, 1 limit 500`,
  )

/** Keeps what was told over what was told before; a zone that is not told of keeps its last word, and its age. */
export async function saveCapacity(tx: Write, organisationRef: string, cells: readonly CapacityCell[]): Promise<void> {
  await rows(
    tx,
    sql`insert into providers.capacity (council_id, organisation_ref, zone, part, weekly_minutes, told_at, told_by)
      select ${tx.council}, ${organisationRef}, zone, part, minutes, ${tx.now}, ${tx.actor.name}
      from unnest(${cells.map(({ zone }) => zone)}::text[], ${cells.map(({ part }) => part)}::text[],
        ${cells.map(({ weeklyMinutes }) => weeklyMinutes)}::int[]) as told (zone, part, minutes)
      on conflict (council_id, organisation_ref, zone, part)
        do update set weekly_minutes = excluded.weekly_minutes, told_at = excluded.told_at, told_by = excluded.told_by`,
  )
}

export async function saveBeds(tx: Write, organisationRef: string, beds: readonly BedCell[]): Promise<void> {
  await rows(
    tx,
    sql`insert into providers.beds (council_id, organisation_ref, location_ref, bed_type, vacant, told_at, told_by)
      select ${tx.council}, ${organisationRef}, location, type, vacant, ${tx.now}, ${tx.actor.name}
      from unnest(${beds.map(({ locationRef }) => locationRef)}::text[], ${beds.map(({ bedType }) => bedType)}::text[],
        ${beds.map(({ vacant }) => vacant)}::int[]) as told (location, type, vacant)
      on conflict (council_id, organisation_ref, location_ref, bed_type)
        do update set vacant = excluded.vacant, told_at = excluded.told_at, told_by = excluded.told_by`,
  )
}
