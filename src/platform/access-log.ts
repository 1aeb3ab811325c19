import type { Instant } from '#src/base/day.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type AccessLine = {
  readonly at: Instant
  readonly actorKind: Actor['kind']
  readonly actorId: string
  readonly actorName: string
}

/** Who looked at a record, latest first, and how often in all. */
export async function accessLog(
  tx: Read,
  record: RecordKey,
  page: { offset: number; limit: number },
): Promise<{ lines: AccessLine[]; total: number }> {
  const found = await rows(
    tx,
    sql<AccessLine & { total: number }>`
      select at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", count(*) over () as total
      from audit.access where council_id = ${tx.council} and record = ${record}
      order by at desc, actor_id offset ${page.offset} limit ${page.limit}`,
  )
  return { lines: found, total: found[0]?.total ?? 0 }
}
