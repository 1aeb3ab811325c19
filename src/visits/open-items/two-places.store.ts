import type { Day } from '#src/base/day.ts'
import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** A worker's two visits at one time: which they are, and when the worker was at both. */
export type TwoPlaces = {
  readonly workerRef: string
  readonly places: readonly { readonly day: Day; readonly visitRef: string; readonly personRef: string }[]
  readonly from: Instant
  readonly to: Instant
}

export async function findTwoPlaces(tx: Read, day: Day, itemRef: string): Promise<TwoPlaces | undefined> {
  const [found] = await rows(
    tx,
    sql<TwoPlaces>`select c.worker_ref as "workerRef", jsonb_build_array(
          jsonb_build_object('day', c.day, 'visitRef', c.visit_ref, 'personRef', c.person_ref),
          jsonb_build_object('day', c.other_day, 'visitRef', c.other_visit_ref, 'personRef', c.other_person_ref)) as places,
        greatest(a.in_at, b.in_at) as from, least(a.out_at, b.out_at) as to
      from visits.clash c
      join visits.attendance a on a.council_id = c.council_id and a.day = c.day and a.visit_ref = c.visit_ref
        and a.worker_ref = c.worker_ref
      join visits.attendance b on b.council_id = c.council_id and b.day = c.other_day and b.visit_ref = c.other_visit_ref
        and b.worker_ref = c.worker_ref and b.in_at < a.out_at and a.in_at < b.out_at
      where c.council_id = ${tx.council} and c.day = ${day}::date
        and c.visit_ref || ' ' || c.worker_ref || ' ' || c.other_visit_ref = ${itemRef}`,
  )
  return found
}

/** Nothing of the worker's time at both counts at one of them alone any more; answers with whether something did. */
export async function removeElsewhere(tx: Write, { workerRef, places }: TwoPlaces): Promise<boolean> {
  const refs = places.map(({ visitRef }) => visitRef)
  const removed = await rows(
    tx,
    sql`delete from visits.time_elsewhere where council_id = ${tx.council} and worker_ref = ${workerRef}
      and visit_ref = any (${refs}::text[]) and counts_at = any (${refs}::text[]) returning 1`,
  )
  return removed.length > 0
}

export const saveElsewhere = (
  tx: Write,
  { workerRef, from, to }: TwoPlaces,
  { day, visitRef, countsAt, words }: { day: Day; visitRef: string; countsAt: string; words: string },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into visits.time_elsewhere (council_id, day, visit_ref, worker_ref, counts_at, from_at, to_at, words, by_name, at)
      values (${tx.council}, ${day}, ${visitRef}, ${workerRef}, ${countsAt}, ${from}, ${to}, ${words}, ${tx.actor.name}, ${tx.now})`,
  )
