import type { Instant } from '#src/base/day.ts'
import type { StepKind } from '#src/continuity/desk/step.ts'
import type { ExitCause } from '#src/continuity/exits/exit.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type ExitAtHand = {
  readonly exitRef: string
  readonly organisationName: string
  readonly what: string
  readonly cause: ExitCause | null
  readonly signalledAt: Instant
  readonly openedAt: Instant | null
  readonly classedAt: Instant | null
  readonly listedAt: Instant | null
  /** People who have neither settled nor left the list. */
  readonly unsettled: number
  /** Of them whom nobody has asked yet, or who wait for another plan. */
  readonly waiting: number
}

export type StepAtHand = {
  readonly exitRef: string
  readonly line: number
  readonly name: string
  readonly step: StepKind
  readonly dueAt: Instant
}

/** What waits in exits that are not over: the newest exits, and the soonest steps of those that are open, in one reading. */
export async function listWork(
  tx: Read,
  most: { readonly exits: number; readonly steps: number },
): Promise<{ exits: ExitAtHand[]; steps: StepAtHand[] }> {
  const found = await rows(
    tx,
    sql<(ExitAtHand & { line: null }) | StepAtHand>`
      (select e.exit_ref as "exitRef", coalesce(o.name, e.organisation_ref) as "organisationName", e.what, e.cause,
        e.signalled_at as "signalledAt", e.opened_at as "openedAt", e.classed_at as "classedAt", e.listed_at as "listedAt", (select count(*)::int from continuity.affected a
          where a.council_id = e.council_id and a.exit_ref = e.exit_ref and a.state not in ('settled', 'left')) as unsettled,
        (select count(*)::int from continuity.affected a
          where a.council_id = e.council_id and a.exit_ref = e.exit_ref and a.state = 'listed') as waiting,
        null::int as line, null as name, null as step, null::timestamptz as "dueAt"
      from continuity.exit e left join providers.v_name o on o.organisation_ref = e.organisation_ref
      where e.council_id = ${tx.council} and e.state in ('signalled', 'open')
      order by e.signalled_at desc, e.exit_ref desc limit ${most.exits})
      union all
      (select s.exit_ref, null, null, null, null, null, null, null, null, null, s.line, a.name, s.step, s.due_at
      from continuity.step s
      join continuity.affected a on a.council_id = s.council_id and a.exit_ref = s.exit_ref and a.line = s.line
      join continuity.exit e on e.council_id = s.council_id and e.exit_ref = s.exit_ref
      where s.council_id = ${tx.council} and s.done_at is null and a.state <> 'left' and e.state = 'open'
      order by s.due_at, a.points desc, s.line, s.step limit ${most.steps})`,
  )
  return {
    exits: found.filter((one): one is ExitAtHand & { line: null } => one.line === null),
    steps: found.filter((one): one is StepAtHand => one.line !== null),
  }
}
