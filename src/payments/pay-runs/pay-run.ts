import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Outcome } from '#src/rates/index.ts'

/** rating → draft → posting → approved; or cancelled before it is approved. */
export type PayRunState = 'rating' | 'draft' | 'posting' | 'approved' | 'cancelled'

/**
 * How a run pays (Hampshire's two ways): what was delivered and rated, or what was commissioned on account, which a later run
 * settles by what was delivered.
 */
export const CYCLES = ['actuals', 'commissioned_then_reconciled'] as const
export type Cycle = (typeof CYCLES)[number]

/** Whose visits a run pays; null for all. */
export type RunScope = {
  readonly organisationRef: string | null
  readonly contractRef: string | null
  readonly zone: string | null
  readonly from: Day
  /** The first day after the period. */
  readonly to: Day
}

/** A run over the visits of a period. */
export type PayRun = RunScope & {
  readonly payRunRef: string
  readonly cycle: Cycle
  readonly state: PayRunState
  /** The last person who was shared out to a piece of the work. */
  readonly ratedThrough: string | null
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
}

/**
 * What a rating may say, that a visit was cancelled after it was paid, that it is paid before it is known; and `block`: a line not of
 * a visit but of the hours that a contract bought for a week.
 */
export type LineOutcome = Outcome | 'cancelled' | 'on_account' | 'block'

/** A visit's line: the same figures and sentence for officer, provider and family. */
export type PayLine = {
  readonly day: Day
  readonly visitRef: string
  readonly organisationRef: string
  readonly personRef: string
  readonly packageRef: string | null
  readonly contractRef: string
  readonly cardRef: string
  readonly cardFrom: Day | null
  readonly startAt: Instant
  readonly outcome: LineOutcome
  readonly plannedMinutes: number
  readonly actualMinutes: number | null
  readonly payableMinutes: number
  readonly workersPaid: number
  readonly pencePerHour: number | null
  readonly amountPence: number
  readonly reason: string
}

export type StartRefusal =
  | 'the period ends before it begins'
  | 'the period has not ended'
  | 'the period is longer than a year'

/** A run pays the past: its period has ended. On account it pays what is planned, which may lie ahead. */
export function decideStart(period: { from: Day; to: Day; cycle?: Cycle }, today: Day): Result<true, StartRefusal> {
  if (period.to <= period.from) return refuse('the period ends before it begins')
  if (period.to > today && period.cycle !== 'commissioned_then_reconciled') return refuse('the period has not ended')
  const yearLater = Temporal.PlainDate.from(period.from).add({ years: 1 }).toString()
  if (period.to > yearLater) return refuse('the period is longer than a year')
  return ok(true)
}

export type ApproveRefusal =
  | 'not a draft'
  | 'made by the same officer'
  | 'visits have changed'
  | 'a back-dated rate is on its way'
  | 'the call log is being matched'
  | 'the total is another than was seen'

/** What became of a draft since it was looked at. */
export type DraftNow = {
  /** Whether anything of its visits changed after they were rated. */
  readonly isChanged: boolean
  /** Whether prices of its days changed and its visits are not noted yet. */
  readonly isRepriced: boolean
  /** Whether rows of the call log of its days wait for their visits. */
  readonly isLogWaiting: boolean
  readonly totalPence: number
  /** The total on the page from which it is approved. */
  readonly seenPence: number | undefined
}

/** Two people for every payment: who made the run never approves it, and who approves has seen what is paid. */
export function decideApproval(run: PayRun, approver: string, now?: DraftNow): Result<true, ApproveRefusal> {
  if (run.state !== 'draft') return refuse('not a draft')
  if (run.madeBy === approver) return refuse('made by the same officer')
  if (now?.isLogWaiting) return refuse('the call log is being matched')
  if (now?.isRepriced) return refuse('a back-dated rate is on its way')
  if (now?.isChanged) return refuse('visits have changed')
  if (now?.seenPence !== undefined && now.seenPence !== now.totalPence)
    return refuse('the total is another than was seen')
  return ok(true)
}

export type CancelRefusal = 'already settled' | 'no reason given'

export function decideCancel(run: PayRun, reason: string): Result<true, CancelRefusal> {
  if (run.state !== 'draft' && run.state !== 'rating') return refuse('already settled')
  if (reason.trim() === '') return refuse('no reason given')
  return ok(true)
}
