import type { Day } from '#src/base/day.ts'
import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** One of the two visits, as it was planned and logged. */
export type Place = {
  readonly day: Day
  readonly visitRef: string
  readonly personRef: string
  readonly start: Instant
  readonly minutes: number
  readonly in: Instant
  readonly out: Instant
}

/** A worker's two visits at one time: which they are, and when the worker was at both. */
export type TwoPlaces = {
  readonly workerRef: string
  readonly places: readonly Place[]
  readonly from: Instant
  readonly to: Instant
}

export async function findTwoPlaces(tx: Read, day: Day, itemRef: string): Promise<TwoPlaces | undefined> {
  const found = await rows(
    tx,
    sql<
      Place & { workerRef: string }
    >`with clash as (select * from visits.clash where council_id = ${tx.council} and day = ${day}::date
        and visit_ref || ' ' || worker_ref || ' ' || other_visit_ref = ${itemRef}),
      place as (select council_id, worker_ref, 1 as turn, day, visit_ref from clash
        union all select council_id, worker_ref, 2, other_day, other_visit_ref from clash)
      select a.worker_ref as "workerRef", v.day, v.visit_ref as "visitRef", v.person_ref as "personRef", v.start_at as start, v.minutes,
        a.in_at as in, a.out_at as out
      from place p
      join visits.visit v on v.council_id = p.council_id and v.day = p.day and v.visit_ref = p.visit_ref
      join visits.attendance a on a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref
        and a.worker_ref = p.worker_ref and a.out_at is not null
      order by p.turn`,
  )
  const [one, other] = found
  if (!one || !other) return undefined
  const from = Temporal.Instant.compare(one.in, other.in) < 0 ? other.in : one.in
  const to = Temporal.Instant.compare(one.out, other.out) < 0 ? one.out : other.out
  return Temporal.Instant.compare(from, to) < 0
    ? { workerRef: one.workerRef, places: [one, other], from, to }
    : undefined
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
