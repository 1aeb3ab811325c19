import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { inLanes, startPace } from '#src/platform/pace.ts'
import { matchingOn } from '#src/visits/call-log/log-commands.ts'
import { divideDue, readTouched, takeSeatingPiece } from '#src/visits/call-log/seating-due.store.ts'
import { reseat } from '#src/visits/call-log/seating.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'

/** Rows that one transaction seats, about: it holds the one connection of the embedded store. */
const ROWS_A_PIECE = { pglite: 1_000, postgres: 4_000 } as const

/**
 * Seats every row of a council that is kept and waits. Cut off anywhere it goes on with the pieces that are left, and seating what is
 * seated changes nothing; the order of the pieces does not matter. Answers with how many rows it went over.
 */
export async function seatDue(shell: Shell, council: number): Promise<number> {
  const { engine } = shell.database
  const rowsAtOnce = ROWS_A_PIECE[engine.kind]
  const pace = startPace(engine, rowsAtOnce, rowsAtOnce)
  let count = 0
  for (;;) {
    await inLanes(engine, async () => {
      for (;;) {
        const step = await pace.step(() => seatNext(shell, council))
        if (!step.ok) return
        count += step.value
      }
    })
    const divided = await pace.step(() => divide(shell, council, rowsAtOnce))
    if (!divided.ok) return count
  }
}

const divide = (shell: Shell, council: number, rowsAtOnce: number) =>
  shell.command(systemActor(council), 'seat-log-rows', async (tx) => {
    const { chunks, pieces } = await divideDue(tx, rowsAtOnce)
    if (chunks.length === 0) return refuse('nothing is due')
    tx.record({
      type: 'visits.seating-divided',
      about: chunks.map((chunk) => `call-log:${chunk}` as const),
      data: { chunks, pieces },
    } satisfies VisitsFact)
    return ok(pieces)
  })

const seatNext = (shell: Shell, council: number) =>
  shell.command(systemActor(council), 'seat-log-rows', async (tx) => {
    const piece = await takeSeatingPiece(tx)
    if (!piece) return refuse('nothing is due')
    const { chunks, afterPerson, throughPerson } = piece
    const { touched, named, count } = await readTouched(tx, piece)
    const { changed } = await reseat(tx, touched, await matchingOn(tx, dayOf(tx.now)), named)
    tx.record({
      type: 'visits.log-seated',
      about: chunks.length === 1 ? [`call-log:${chunks[0]}`] : [],
      data: { chunks, rows: count, people: touched.size, visits: changed.size, afterPerson, throughPerson },
    } satisfies VisitsFact)
    return ok(count)
  })
