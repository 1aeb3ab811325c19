import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { startPace } from '#src/platform/pace.ts'
import { matchingOn } from '#src/visits/call-log/log-commands.ts'
import { lockDue, noteSeated, readTouched } from '#src/visits/call-log/seating-due.store.ts'
import { reseat } from '#src/visits/call-log/seating.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'

/** Rows that one transaction seats. */
const FEWEST_ROWS = 1_000
const MOST_ROWS = 5_000

/**
 * Seats every row of a council that is kept and waits. Cut off anywhere it begins again where it was, and seating what is seated
 * changes nothing; the order of the chunks does not matter. Answers with how many rows it went over.
 */
export async function seatDue(shell: Shell, council: number): Promise<number> {
  const pace = startPace(shell.database.engine, FEWEST_ROWS, MOST_ROWS)
  let count = 0
  for (;;) {
    const step = await pace.step((rows) => seatNext(shell, council, rows))
    if (!step.ok) return count
    count += step.value
  }
}

const seatNext = (shell: Shell, council: number, rows: number) =>
  shell.command(systemActor(council), 'seat-log-rows', async (tx) => {
    const due = await lockDue(tx)
    if (!due) return refuse('nothing is due')
    const piece = await readTouched(tx, due, rows)
    const { changed } = await reseat(tx, piece.touched, await matchingOn(tx, dayOf(tx.now)))
    await noteSeated(tx, due.chunk, piece.last)
    tx.record({
      type: 'visits.log-seated',
      about: [`call-log:${due.chunk}`],
      data: {
        ...{ chunk: due.chunk, rows: piece.count, people: piece.touched.size, visits: changed.size },
        ...{ afterPerson: due.after, throughPerson: piece.last ?? null },
      },
    } satisfies VisitsFact)
    return ok(piece.count)
  })
