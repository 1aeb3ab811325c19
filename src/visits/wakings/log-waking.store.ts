import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { NewRow } from '#src/visits/call-log/call-log.store.ts'

/** What rows that are kept said of their nights. */
export async function listLogWakings(
  tx: Read,
  source: string,
  logRefs: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = await rows(
    tx,
    sql<{ logRef: string; minutes: number[] }>`select log_ref as "logRef", minutes from visits.log_waking
      where council_id = ${tx.council} and log_source = ${source} and log_ref = any (${[...logRefs]}::text[])`,
  )
  return new Map(found.map(({ logRef, minutes }) => [logRef, minutes]))
}

/** Keeps what new rows say of their nights; answers with those that do. */
export async function insertLogWakings(tx: Write, source: string, news: readonly NewRow[]): Promise<readonly NewRow[]> {
  const nights = news.filter(({ row }) => row.wakings !== undefined)
  for (const { row, day, organisationRef } of nights)
    await rows(
      tx,
      sql`insert into visits.log_waking (council_id, day, log_source, log_ref, organisation_ref, person_ref, minutes)
        values (${tx.council}, ${day}, ${source}, ${row.logRef}, ${organisationRef ?? null}, ${row.personRef},
          ${json(row.wakings)}::jsonb)`,
    )
  return nights
}
