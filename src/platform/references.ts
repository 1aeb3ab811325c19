import type { Write } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'

/** Marks the references of a kind up to a number as taken: a bulk load brings its own, and `nextRef` goes on after them. */
export async function reserveRefs(tx: Write, prefix: string, upTo: number): Promise<void> {
  await rows(
    tx,
    sql`insert into audit.counter (council_id, prefix, next) values (${tx.council}, ${prefix}, ${upTo + 1})
      on conflict (council_id, prefix) do update set next = greatest(counter.next, ${upTo + 1})`,
  )
}
