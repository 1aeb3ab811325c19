import { type Day, firstOfMonth } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { ROUTES } from '#src/tendering/tenders/route.ts'
import { ROUTE_NAMES } from '#src/tendering/tenders/spec.ts'

const FRAMEWORKS = ROUTE_NAMES.filter((route) => ROUTES[route].framework)

/** A package that was placed, and under which contract. */
export type PlacedPackage = {
  readonly service: string
  readonly zone: string
  readonly contractRef: string
  readonly day: Day
}

/**
 * Brokerage tells of every package that is placed: each framework in force that might have taken it counts it, and whether one of its
 * own providers did.
 */
export async function notePlacedShare(tx: Write, { service, zone, contractRef, day }: PlacedPackage): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.placed_share as s (council_id, tender_ref, month, packages, placed)
      select t.council_id, t.tender_ref, ${firstOfMonth(day)}::date, 1,
        case when exists (select from tendering.award a
          join tendering.awarded_lot l on l.council_id = a.council_id and l.award_ref = a.award_ref
          where a.council_id = t.council_id and a.tender_ref = t.tender_ref and l.contract_ref = ${contractRef}) then 1 else 0 end
      from tendering.tender t
      where t.council_id = ${tx.council} and t.status = 'awarded' and t.route = any(${[...FRAMEWORKS]}::text[])
        and t.spec ->> 'fromDay' <= ${day} and t.spec ->> 'toDay' > ${day}
        and exists (select from jsonb_array_elements(t.spec -> 'lots') as lot
          where lot ->> 'service' = ${service} and lot -> 'zones' @> to_jsonb(${zone}::text))
      on conflict (council_id, tender_ref, month)
        do update set packages = s.packages + 1, placed = s.placed + excluded.placed`,
  )
}

export const listSharesOf = (
  tx: Read,
  tenderRef: string,
): Promise<{ month: Day; packages: number; placed: number }[]> =>
  rows(
    tx,
    sql<{ month: Day; packages: number; placed: number }>`select month, packages, placed from tendering.placed_share
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by month desc limit 24`,
  )
