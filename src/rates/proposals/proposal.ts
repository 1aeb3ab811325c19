import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** A version of a rate card that waits for a second officer, or what became of it. */
export type CardProposal = {
  readonly proposalRef: string
  readonly cardRef: string
  readonly name: string
  readonly from: Day
  /** The card in the open format, as it was proposed. */
  readonly text: string
  readonly reason: string | null
  readonly state: 'proposed' | 'approved' | 'refused'
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
  readonly settledWhy: string | null
}

export type SettleRefusal = 'not waiting' | 'proposed by the same officer' | 'no reason given'

/** Prices change by two people, as uplifts do: who proposed a version never approves it. */
export function decideCardApproval(
  proposal: Pick<CardProposal, 'state' | 'madeBy'>,
  officer: string,
): Result<true, Exclude<SettleRefusal, 'no reason given'>> {
  if (proposal.state !== 'proposed') return refuse('not waiting')
  return proposal.madeBy === officer ? refuse('proposed by the same officer') : ok(true)
}

/** Who proposed it may take it back, and another may refuse it: with a reason. */
export function decideCardRefusal(
  proposal: Pick<CardProposal, 'state'>,
  why: string,
): Result<true, Exclude<SettleRefusal, 'proposed by the same officer'>> {
  if (proposal.state !== 'proposed') return refuse('not waiting')
  return why.trim() === '' ? refuse('no reason given') : ok(true)
}
