import type { Instant } from '#src/base/day.ts'
import type { PersonState } from '#src/continuity/affected/affected.ts'
import type { Band } from '#src/continuity/affected/triage.ts'
import { STEP_KINDS, type Step, type StepKind } from '#src/continuity/desk/step.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const STEP = sql`s.step, s.due_at as "dueAt", s.done_at as "doneAt", s.done_by as "doneBy", s.note`

export const listSteps = (tx: Read, exitRef: string, line: number): Promise<Step[]> =>
  rows(
    tx,
    sql<Step>`select ${STEP} from continuity.step s
      where s.council_id = ${tx.council} and s.exit_ref = ${exitRef} and s.line = ${line} order by s.due_at, s.step`,
  )

/** New steps; of one that is there and not done the time is changed. */
export async function setSteps(
  tx: Write,
  exitRef: string,
  steps: readonly { readonly line: number; readonly step: StepKind; readonly dueAt: Instant }[],
): Promise<void> {
  if (steps.length === 0) return
  await rows(
    tx,
    sql`insert into continuity.step (council_id, exit_ref, line, step, due_at)
      select ${tx.council}, ${exitRef}, r.line, r.step, r."dueAt"
      from jsonb_to_recordset(${json(steps.map((one) => ({ ...one, dueAt: one.dueAt.toString() })))}::jsonb)
        as r(line int, step text, "dueAt" timestamptz)
      on conflict (council_id, exit_ref, line, step) do update set due_at = excluded.due_at where step.done_at is null`,
  )
}

/** Steps of a move that fell, or some of them: what was done stays known, what was not is asked anew with the next. */
export const dropOpenSteps = (
  tx: Write,
  exitRef: string,
  line: number,
  steps: readonly StepKind[] = STEP_KINDS,
): Promise<unknown> =>
  rows(
    tx,
    sql`delete from continuity.step s
      where s.council_id = ${tx.council} and s.exit_ref = ${exitRef} and s.line = ${line} and s.done_at is null
        and s.step = any (${[...steps]}::text[])`,
  )

/** Of a new proposal the choice is the person's anew. */
export const reopenChoice = (tx: Write, exitRef: string, lines: readonly number[]): Promise<unknown> =>
  rows(
    tx,
    sql`delete from continuity.step s where s.council_id = ${tx.council} and s.exit_ref = ${exitRef}
      and s.line = any (${[...lines]}::int[]) and s.step in ('choice', 'advocate')`,
  )

export const saveDone = (tx: Write, exitRef: string, line: number, step: Step): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.step set done_at = ${step.doneAt}, done_by = ${step.doneBy}, note = ${step.note}
      where council_id = ${tx.council} and exit_ref = ${exitRef} and line = ${line} and step = ${step.step}`,
  )

export type DueStep = Pick<Step, 'step' | 'dueAt' | 'doneAt'> & {
  readonly exitRef: string
  readonly line: number
  readonly name: string
  readonly band: Band
  readonly state: PersonState
}

/** What is still to be done, the soonest first: of one exit, or of all that are open. */
export async function listDue(
  tx: Read,
  search: { readonly exitRef?: string; readonly offset: number; readonly limit: number },
): Promise<{ steps: DueStep[]; total: number }> {
  const exitRef = search.exitRef ?? null
  const found = await rows(
    tx,
    sql<
      DueStep & { total: number }
    >`select count(*) over () as total, ${STEP}, s.exit_ref as "exitRef", s.line, a.name, a.band, a.state
      from continuity.step s
      join continuity.affected a on a.council_id = s.council_id and a.exit_ref = s.exit_ref and a.line = s.line
      join continuity.exit e on e.council_id = s.council_id and e.exit_ref = s.exit_ref
      where s.council_id = ${tx.council} and s.done_at is null and a.state <> 'left' and e.state = 'open'
        and (${exitRef}::text is null or s.exit_ref = ${exitRef})
      order by s.due_at, a.points desc, s.line, s.step offset ${search.offset} limit ${search.limit}`,
  )
  return { steps: found.map(({ total: _, ...step }) => step), total: found[0]?.total ?? 0 }
}

export type StepCount = { readonly step: StepKind; readonly done: number; readonly open: number; readonly late: number }

export const countSteps = (tx: Read, exitRef: string): Promise<StepCount[]> =>
  rows(
    tx,
    sql<StepCount>`select s.step, count(s.done_at) as done, count(*) filter (where s.done_at is null) as open,
        count(*) filter (where s.done_at is null and s.due_at < ${tx.now}) as late
      from continuity.step s
      join continuity.affected a on a.council_id = s.council_id and a.exit_ref = s.exit_ref and a.line = s.line
      where s.council_id = ${tx.council} and s.exit_ref = ${exitRef} and (a.state <> 'left' or s.done_at is not null) group by s.step`,
  )
