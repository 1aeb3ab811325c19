import type { ClosedCase } from '#src/people/closing/closing.ts'
import type { Write } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'

export const insertClosed = (
  tx: Write,
  personRef: string,
  { day, why, planRef }: ClosedCase & { readonly planRef: string | undefined },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into people.closed_case (council_id, person_ref, day, why, plan_ref, closed_at)
      values (${tx.council}, ${personRef}, ${day}, ${why}, ${planRef ?? null}, ${tx.now})`,
  )

/** Opens a case again, and puts the plan that ended with it back in force; answers with the plan. */
export async function deleteClosed(tx: Write, personRef: string): Promise<string | undefined> {
  const [closed] = await rows(
    tx,
    sql<{ planRef: string | null }>`delete from people.closed_case
      where council_id = ${tx.council} and person_ref = ${personRef} returning plan_ref as "planRef"`,
  )
  const planRef = closed?.planRef ?? undefined
  if (planRef !== undefined)
    await rows(
      tx,
      sql`update people.plan set status = 'current', ended_day = null where council_id = ${tx.council} and plan_ref = ${planRef}`,
    )
  return planRef
}
