import type { Day, Instant } from '#src/base/day.ts'
import type { Tiers } from '#src/contracts/tiers/tiers.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type KeptTiers = Tiers & {
  readonly number: number
  readonly note: string
  readonly byName: string
  readonly at: Instant
}

const TIERS = sql`number, from_day as "fromDay", tiers, retier_percent as "retierPercent", retier_weeks as "retierWeeks", note,
  by_name as "byName", at from contracts.tiers`

/** Above what a contract has in its life. */
const MOST = 200

/** All tiers of a contract, the last entered first. */
export const listTiers = (tx: Read, contractRef: string): Promise<KeptTiers[]> =>
  rows(
    tx,
    sql<KeptTiers>`select ${TIERS} where council_id = ${tx.council} and contract_ref = ${contractRef} order by number desc limit ${MOST}`,
  )

/** The tiers of a contract that hold on a day; undefined where it has none. */
export async function tiersOn(tx: Read, contractRef: string, day: Day): Promise<KeptTiers | undefined> {
  const [found] = await rows(
    tx,
    sql<KeptTiers>`select ${TIERS} where council_id = ${tx.council} and contract_ref = ${contractRef} and from_day <= ${day}::date
      order by from_day desc, number desc limit 1`,
  )
  return found
}

export const insertTiers = (
  tx: Write,
  contractRef: string,
  number: number,
  { fromDay, tiers, retierPercent, retierWeeks, note }: Tiers & { readonly note: string },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.tiers (council_id, contract_ref, number, from_day, tiers, retier_percent, retier_weeks, note, by_name, at)
      values (${tx.council}, ${contractRef}, ${number}, ${fromDay}, ${json(tiers)}::jsonb, ${retierPercent}, ${retierWeeks}, ${note},
        ${tx.actor.name}, ${tx.now})`,
  )
