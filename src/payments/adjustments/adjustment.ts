/** What is posted for a visit after its line, because what is known of it changed (M-50 to M-56): the difference, with its cause. */
import { formatDay, type Day } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import type { LineOutcome, PayLine } from '#src/payments/pay-runs/pay-run.ts'

/** What was last posted for a visit - its line, or the last adjustment to it - and all that was posted together. */
export type Posted = {
  readonly day: Day
  readonly visitRef: string
  readonly outcome: LineOutcome
  readonly actualMinutes: number | null
  readonly workersPaid: number
  readonly cardFrom: Day | null
  readonly postedPence: Pence
  /** How many adjustments it has had. */
  readonly turn: number
}

export const CAUSES = {
  late_log: 'Logged late',
  corrected_time: 'Times corrected',
  set_aside: 'Log set aside',
  cancelled: 'Cancelled',
  restored: 'Cancellation withdrawn',
  back_dated_rate: 'Back-dated rate',
  balance: 'Balance of the period',
  reconciled: 'Settled by what was delivered',
  block_hours: 'Block hours',
  described_anew: 'Described anew',
} as const
export type Cause = keyof typeof CAUSES

export type Adjustment = PayLine & {
  readonly turn: number
  readonly cause: Cause
  readonly postedPence: Pence
  readonly owedPence: Pence
}

/** What is known of a visit beside its rating. */
export type Standing = {
  readonly isCancelled: boolean
  /** By the rule of its card other visits may change what this one is paid. */
  readonly isBalanced: boolean
  /** Its prices changed, in the version of the card that it was rated by or by another. */
  readonly isRepriced: boolean
}

/** The difference between what is owed for a visit as it stands and what was posted; undefined when there is none. */
export function adjustmentOf(posted: Posted, owed: PayLine, standing: Standing): Adjustment | undefined {
  const { postedPence } = posted
  if (owed.amountPence === postedPence) return undefined
  const cause = causeOf(posted, owed, standing)
  return {
    ...owed,
    turn: posted.turn + 1,
    cause,
    postedPence,
    owedPence: owed.amountPence,
    amountPence: owed.amountPence - postedPence,
    reason: `${because(cause, owed)}: ${formatPence(owed.amountPence)} is due and ${formatPence(postedPence)} was paid. ${owed.reason}`,
  }
}

const isAttended = (outcome: LineOutcome): boolean => outcome === 'paid' || outcome === 'one_worker'

/** Read from the two ratings themselves as far as they tell, so that it is right whatever else was told of the visit. */
export function causeOf(posted: Posted, owed: PayLine, { isCancelled, isBalanced, isRepriced }: Standing): Cause {
  if (owed.outcome === 'block') return 'block_hours'
  if (isCancelled) return 'cancelled'
  if (posted.outcome === 'on_account') return 'reconciled'
  if (posted.outcome === 'cancelled') return 'restored'
  if (isAttended(owed.outcome) !== isAttended(posted.outcome))
    return isAttended(owed.outcome) ? 'late_log' : 'set_aside'
  if (owed.actualMinutes !== posted.actualMinutes || owed.workersPaid !== posted.workersPaid) return 'corrected_time'
  if (owed.cardFrom !== posted.cardFrom) return 'back_dated_rate'
  if (isBalanced) return 'balance'
  return isRepriced ? 'back_dated_rate' : 'described_anew'
}

function because(cause: Cause, owed: PayLine): string {
  switch (cause) {
    case 'late_log':
      return 'Logged after the statement'
    case 'corrected_time':
      return 'The times were corrected after the statement'
    case 'set_aside':
      return 'The log of this visit was set aside after the statement'
    case 'cancelled':
      return 'Cancelled after the statement'
    case 'restored':
      return 'The cancellation was withdrawn'
    case 'back_dated_rate':
      return owed.cardFrom === null ? 'The rate changed' : `A new rate holds from ${formatDay(owed.cardFrom)}`
    case 'balance':
      return 'Other visits of the period changed, and the balance with them'
    case 'reconciled':
      return 'Paid on account and now settled'
    case 'block_hours':
      return 'The hours of this week are others now'
    case 'described_anew':
      return 'What is said of the visit changed after the statement'
  }
}

const CANCELLED: Readonly<Record<string, string>> = {
  absence: 'Not paid: the person was away, so the visit was cancelled.',
  'by an officer': 'Not paid: an officer cancelled the visit.',
  'planned anew': 'Not paid: the visit was planned anew for another time.',
  'placement ended': 'Not paid: the care had ended.',
}

/** The sentence of a visit that does not stand any more. */
export const cancelledWords = (why: string): string => CANCELLED[why] ?? 'Not paid: the visit was cancelled.'
