import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, rows, sql } from '#src/platform/database.ts'
import type { Visit } from '#src/visits/plan-visits.ts'
import { type KeptVisit, VISIT, visitOf, type VisitRow } from '#src/visits/visit.store.ts'

/** A visit about whose night somebody speaks; who speaks at the same moment waits. */
export async function lockNight(
  tx: Write,
  visitRef: string,
): Promise<{ visit: KeptVisit; isAttended: boolean; number: number } | undefined> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`waking ${tx.council} ${visitRef}`}, 0))`)
  const [row] = await rows(
    tx,
    sql<VisitRow & { isAttended: boolean; number: number }>`select ${VISIT},
        exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref) as "isAttended",
        (select coalesce(max(w.number), 0) + 1 from visits.waking w
          where w.council_id = v.council_id and w.day = v.day and w.visit_ref = v.visit_ref) as number
      from visits.visit v where v.council_id = ${tx.council} and v.visit_ref = ${visitRef}`,
  )
  if (!row) return undefined
  const { isAttended, number, ...visit } = row
  return { visit: visitOf(visit), isAttended, number }
}

export async function insertWakings(
  tx: Write,
  {
    day,
    visitRef,
    organisationRef,
    personRef,
  }: Pick<Visit, 'visitRef' | 'organisationRef' | 'personRef'> & { day: Day },
  said: { readonly number: number; readonly minutes: readonly number[]; readonly note: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.waking (council_id, day, visit_ref, number, organisation_ref, person_ref, minutes, note, by_name, at)
      values (${tx.council}, ${day}, ${visitRef}, ${said.number}, ${organisationRef}, ${personRef}, ${json(said.minutes)}::jsonb,
        ${said.note}, ${tx.actor.name}, ${tx.now})`,
  )
}
