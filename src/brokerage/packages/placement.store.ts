import { type Day, dayOf } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Placement } from '#src/brokerage/packages/care-package.ts'
import { into, lean, placementRow } from '#src/brokerage/packages/rows.store.ts'

/** Care in place as it runs today: as it was placed, or as it was changed since. */
const placementOn = (today: Day) => sql`
  p.package_ref as "packageRef", p.person_ref as "personRef", p.person_name as "personName",
  p.organisation_ref as "organisationRef", p.organisation_name as "organisationName", p.contract_ref as "contractRef",
  p.card_ref as "cardRef", p.service, p.zone, p.start_day as "startDay", p.end_day as "endDay",
  coalesce(c.pattern, p.pattern) as pattern, coalesce(c.weekly_pence, p.weekly_pence) as "weeklyPence",
  coalesce(c.weekly_minutes, p.weekly_minutes) as "weeklyMinutes", p.placed_at as "placedAt", p.end_reason as "endReason"
  from brokerage.placement p
  left join lateral (select c.pattern, c.weekly_pence, c.weekly_minutes from brokerage.care_change c
    where c.council_id = p.council_id and c.package_ref = p.package_ref and c.state = 'agreed' and c.from_day <= ${today}::date
    order by c.number desc limit 1) c on true`

const toPlacement = (row: Placement): Placement => ({ ...lean<Placement>(row), endDay: row.endDay })

export async function findPlacement(tx: Read, packageRef: string): Promise<Placement | undefined> {
  const [row] = await rows(
    tx,
    sql<Placement>`select ${placementOn(dayOf(tx.now))} where p.council_id = ${tx.council} and p.package_ref = ${packageRef}`,
  )
  return row && toPlacement(row)
}

export async function getPlacement(tx: Read, packageRef: string): Promise<Placement> {
  const placement = await findPlacement(tx, packageRef)
  if (!placement) throw new Error(`no placement of ${packageRef}`)
  return placement
}

export type PlacementSearch = {
  readonly organisationRef?: string
  readonly personRef?: string
  readonly contractRef?: string
  /** Care runs on this day. */
  readonly on?: Day
  /** By name or reference, of the person or the package. */
  readonly words?: string
  readonly offset?: number
  readonly limit?: number
}

/** Placements by the person's name; a page of 500 unless said. */
export async function searchPlacements(
  tx: Read,
  search: PlacementSearch,
): Promise<{ placements: Placement[]; total: number }> {
  const like = search.words === undefined ? null : `%${search.words.replace(/[\\%_]/g, '\\$&')}%`
  const found = await rows(
    tx,
    sql<
      Placement & { total: number }
    >`select count(*) over () as total, ${placementOn(dayOf(tx.now))} where p.council_id = ${tx.council}
      and (${search.organisationRef ?? null}::text is null or p.organisation_ref = ${search.organisationRef ?? null})
      and (${search.personRef ?? null}::text is null or p.person_ref = ${search.personRef ?? null})
      and (${search.contractRef ?? null}::text is null or p.contract_ref = ${search.contractRef ?? null})
      and (${like}::text is null or p.person_name ilike ${like} or p.package_ref ilike ${like} or p.person_ref ilike ${like})
      and (${search.on ?? null}::date is null
        or (p.start_day <= ${search.on ?? null}::date and (p.end_day is null or p.end_day > ${search.on ?? null}::date)))
      order by p.person_name, p.package_ref limit ${search.limit ?? 500} offset ${search.offset ?? 0}`,
  )
  return { placements: found.map(({ total: _, ...row }) => toPlacement(row)), total: found[0]?.total ?? 0 }
}

export const listPlacements = async (tx: Read, search: PlacementSearch = {}): Promise<Placement[]> =>
  (await searchPlacements(tx, search)).placements

/** What was placed stays as it was placed: its changes are versions of their own. */
export async function savePlacement(tx: Write, placement: Placement): Promise<void> {
  const row = placementRow(tx.council, placement)
  const { pattern: _pattern, weekly_pence: _pence, weekly_minutes: _minutes, ...changing } = row
  await into(tx)
    .insertInto('brokerage.placement')
    .values(row)
    .onConflict((conflict) => conflict.columns(['council_id', 'package_ref']).doUpdateSet(changing))
    .execute()
}
