/** What officers decided about the seat of one log row, and which of it is in force. */
import type { SeatDecided } from '#src/visits/call-log/seating.ts'

export type SeatDecision = {
  readonly number: number
  readonly verb: 'seat' | 'take off' | 'undo'
  readonly visitRef: string
  /** With `undo`, the number of the decision that no longer counts. */
  readonly undoes: number | undefined
}

/** Which decisions of a row are in force, in their order: those that no later one undid. An undoing is final. */
export function inForce<D extends SeatDecision>(decisions: readonly D[]): D[] {
  const undone = new Set(decisions.flatMap(({ undoes }) => undoes ?? []))
  return decisions.filter(({ verb, number }) => verb !== 'undo' && !undone.has(number))
}

/** The later of two decisions about one visit counts, and of two visits on which a row is to sit the later. */
export function decidedSeat(decisions: readonly SeatDecision[]): SeatDecided | undefined {
  let pin: string | undefined
  const bans = new Set<string>()
  for (const { verb, visitRef } of inForce(decisions.toSorted((a, b) => a.number - b.number))) {
    if (verb === 'seat') {
      pin = visitRef
      bans.delete(visitRef)
    } else {
      if (pin === visitRef) pin = undefined
      bans.add(visitRef)
    }
  }
  return pin === undefined && bans.size === 0 ? undefined : { pin, bans: [...bans].sort() }
}
