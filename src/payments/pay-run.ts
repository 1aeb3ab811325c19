import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Outcome } from '#src/rates/index.ts'

/** rating → draft → posting → approved; or cancelled before it is approved. */
export type PayRunState = 'rating' | 'draft' | 'posting' | 'approved' | 'cancelled'

/** A run over the visits of a period, of one provider or of all. */
export type PayRun = {
  readonly payRunRef: string
  /** Null for all providers. */
  readonly organisationRef: string | null
  readonly from: Day
  /** The first day after the period. */
  readonly to: Day
  readonly state: PayRunState
  /** The last person whose visits are rated: where a run that was cut off goes on. */
  readonly ratedThrough: string | null
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
}

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
  readonly outcome: Outcome
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

/** A run pays the past: its period has ended. */
export function decideStart(period: { from: Day; to: Day }, today: Day): Result<true, StartRefusal> {
  if (period.to <= period.from) return refuse('the period ends before it begins')
  if (period.to > today) return refuse('the period has not ended')
  const yearLater = Temporal.PlainDate.from(period.from).add({ years: 1 }).toString()
  if (period.to > yearLater) return refuse('the period is longer than a year')
  return ok(true)
}

export type ApproveRefusal = 'not a draft' | 'made by the same officer'

/** Two people for every payment: who made the run never approves it. */
export function decideApproval(run: PayRun, approver: string): Result<true, ApproveRefusal> {
  if (run.state !== 'draft') return refuse('not a draft')
  if (run.madeBy === approver) return refuse('made by the same officer')
  return ok(true)
}

export type CancelRefusal = 'already settled' | 'no reason given'

export function decideCancel(run: PayRun, reason: string): Result<true, CancelRefusal> {
  if (run.state !== 'draft' && run.state !== 'rating') return refuse('already settled')
  if (reason.trim() === '') return refuse('no reason given')
  return ok(true)
}
