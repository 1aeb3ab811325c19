import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { findKept, lockSource } from '#src/visits/call-log/call-log.store.ts'
import { applyWaiting, type CorrectLog } from '#src/visits/call-log/correct-commands.ts'
import { microsOf } from '#src/visits/call-log/log-commands.ts'
import { reasonHolds } from '#src/visits/call-log/event-commands.ts'
import { CLOCK_SLACK } from '#src/visits/call-log/take-rows.ts'
import { insertEarly, listRowsCome, listWaiting } from '#src/visits/early-corrections/early-correction.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'

export type EarlyRefusal =
  | 'the row has come'
  | 'waits already'
  | 'no reason given'
  | 'no such reason'
  | 'nothing changes'
  | 'in the future'
  | 'out before in'

/** Keeps a correction whose row has not come: systems send events in any order, and none is lost. */
export const keepEarly = (shell: Shell, actor: Actor, input: CorrectLog, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'keep-early-correction',
    async (tx): Promise<Result<number, EarlyRefusal>> => {
      const checked = await checkEarly(tx, input)
      if (!checked.ok) return checked
      const { source, logRef, reasonCode } = input
      const said = {
        ...{ source, logRef, reasonCode, reason: input.reason.trim(), evidence: input.evidence?.trim() || null },
        ...{ workerRef: input.workerRef ?? null, in: input.in ?? null, out: input.out ?? null },
      }
      const same = (await listWaiting(tx, source, logRef)).some(
        (one) => one.workerRef === said.workerRef && one.in === said.in && one.out === said.out,
      )
      if (same) return refuse('waits already')
      const number = await insertEarly(tx, said)
      tx.record({
        type: 'visits.early-correction-kept',
        about: [`call-log:${source}`],
        data: { source, logRef, number, reasonCode, reason: said.reason },
      } satisfies VisitsFact)
      return ok(number)
    },
    options,
  )

async function checkEarly(tx: Write, input: CorrectLog): Promise<Result<true, EarlyRefusal>> {
  if (input.reason.trim() === '') return refuse('no reason given')
  if (!(await reasonHolds(tx, input.reasonCode))) return refuse('no such reason')
  const { workerRef, in: timeIn, out } = input
  if (workerRef === undefined && timeIn === undefined && out === undefined) return refuse('nothing changes')
  const latest = microsOf(tx) + CLOCK_SLACK
  if ((timeIn ?? 0) > latest || (out ?? 0) > latest) return refuse('in the future')
  if (timeIn !== undefined && out !== undefined && out < timeIn) return refuse('out before in')
  await lockSource(tx, input.source)
  return (await findKept(tx, input.source, input.logRef)) ? refuse('the row has come') : ok(true)
}

const AT_A_TIME = 50

/** Applies what waits to the rows that have come since; answers with to how many rows. Cut off anywhere it goes on where it was. */
export async function applyEarly(shell: Shell, council: number): Promise<number> {
  let applied = 0
  for (;;) {
    const clerk = systemActor(council)
    const come = await shell.read(clerk, (tx) => listRowsCome(tx, AT_A_TIME))
    const before = applied
    for (const { source, logRef, byName } of come) {
      const done = await shell.command({ ...clerk, name: byName }, 'apply-early-corrections', async (tx) => {
        await lockSource(tx, source)
        const settled = await applyWaiting(tx, source, logRef)
        if (settled.length === 0) return refuse('nothing waits')
        tx.record({
          type: 'visits.early-corrections-settled',
          about: [`call-log:${source}`],
          data: { source, logRef, day: dayOf(tx.now), outcomes: settled },
        } satisfies VisitsFact)
        return ok(settled.length)
      })
      if (done.ok) applied += 1
    }
    if (come.length < AT_A_TIME || applied === before) return applied
  }
}
