import type { HourTiers, KeptHourTiers } from '#src/contracts/tiers/hour-tiers.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** Above what a contract has in its life. */
const MOST = 200

/** The tiers of an hour of some contracts, the last entered first. */
export async function listHourTiersOf(
  tx: Read,
  contractRefs: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptHourTiers[]>> {
  const found = await rows(
    tx,
    sql<
      KeptHourTiers & { contractRef: string }
    >`select contract_ref as "contractRef", number, from_day as "fromDay", tiers, note,
        by_name as "byName", at
      from contracts.hour_tiers where council_id = ${tx.council} and contract_ref = any (${[...contractRefs]}::text[])
      order by contract_ref, number desc limit ${MOST * Math.max(1, contractRefs.length)}`,
  )
  return Map.groupBy(found, ({ contractRef }) => contractRef)
}

export const insertHourTiers = (
  tx: Write,
  contractRef: string,
  number: number,
  { fromDay, tiers, note }: HourTiers & { readonly note: string },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.hour_tiers (council_id, contract_ref, number, from_day, tiers, note, by_name, at)
      values (${tx.council}, ${contractRef}, ${number}, ${fromDay}, ${json(tiers)}::jsonb, ${note}, ${tx.actor.name}, ${tx.now})`,
  )
