import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Outcome } from '#src/rates/index.ts'

/**
 * rating → draft → checked → posting → approved → paid; or cancelled before it is approved. A checked draft that changes is a draft
 * again, and a paid run of which the bank returns a payment is approved again.
 */
export const PAY_RUN_STATES = ['rating', 'draft', 'checked', 'posting', 'approved', 'paid', 'cancelled'] as const
export type PayRunState = (typeof PAY_RUN_STATES)[number]

/** Whether a run waits to be approved. */
export const isDraft = ({ state }: { readonly state: PayRunState }): boolean => state === 'draft' || state === 'checked'

/** Whether a run's statements are posted, all of them. */
export const isPosted = ({ state }: { readonly state: PayRunState }): boolean =>
  state === 'approved' || state === 'paid'

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
  /** Whether another than the maker has to check it, by the policy of the day on which it was made. */
  readonly checkByAnother: boolean
  /** By how many percent a visit may differ from its plan before the check acknowledges it (M-56), by the policy of that day. */
  readonly withinPercent: number | null
  /** Who checked the draft as it stands, or as it was approved, and what they noted. */
  readonly checkedBy: string | null
  readonly checkedByName: string | null
  readonly checkedAt: Instant | null
  readonly checkNote: string | null
  readonly settledByName: string | null
  readonly settledAt: Instant | null
  /** The last day on which the bank made a payment of a paid run. */
  readonly paidDay: Day | null
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
  /** Minutes beyond the payable ones for which one of two workers is paid; not kept, but for the sentence. */
  readonly aloneMinutes?: number
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

type StaleDraft = 'visits have changed' | 'a back-dated rate is on its way' | 'the call log is being matched'

export type CheckRefusal =
  | 'not a draft'
  | 'checked already'
  | 'made by the same officer'
  | 'say what is carried'
  | 'say what is far from planned'
  | 'the total is another than was seen'
  | StaleDraft

export type ApproveRefusal =
  | 'not a draft'
  | 'not checked'
  | 'made by the same officer'
  | 'checked by the same officer'
  | 'the total is another than was seen'
  | StaleDraft

/** What became of a draft since it was looked at. */
export type DraftNow = {
  /** Whether anything of its visits changed after they were rated. */
  readonly isChanged: boolean
  /** Whether prices of its days changed and its visits are not noted yet. */
  readonly isRepriced: boolean
  /** Whether rows of the call log of its days wait for their visits. */
  readonly isLogWaiting: boolean
  readonly totalPence: number
  /** The total on the page from which it is checked or approved. */
  readonly seenPence: number | undefined
}

function decideFresh(now: DraftNow): Result<true, StaleDraft | 'the total is another than was seen'> {
  if (now.isLogWaiting) return refuse('the call log is being matched')
  if (now.isRepriced) return refuse('a back-dated rate is on its way')
  if (now.isChanged) return refuse('visits have changed')
  if (now.seenPence !== undefined && now.seenPence !== now.totalPence)
    return refuse('the total is another than was seen')
  return ok(true)
}

/** What a check rests on: the note, how many visits the run carries to the next, and how many were far from their planned length. */
export type CheckTerms = { readonly note: string; readonly carried: number; readonly far: number }

/** Somebody goes through the draft before it is approved; what it carries is carried knowingly, with a note. */
export function decideCheck(
  run: PayRun,
  officer: string,
  { note, carried, far }: CheckTerms,
  now: DraftNow,
): Result<true, CheckRefusal> {
  if (!isDraft(run)) return refuse('not a draft')
  // Another may check anew: an approver who checked by mistake would else have locked the run.
  if (run.state === 'checked' && run.checkedBy === officer) return refuse('checked already')
  if (run.checkByAnother && run.madeBy === officer) return refuse('made by the same officer')
  const fresh = decideFresh(now)
  if (!fresh.ok) return fresh
  if (carried > 0 && note.trim() === '') return refuse('say what is carried')
  if (far > 0 && note.trim() === '') return refuse('say what is far from planned')
  return ok(true)
}

/** Two people for every payment: who made or checked the run never approves it, and who approves has seen what is paid. */
export function decideApproval(run: PayRun, approver: string, now: DraftNow): Result<true, ApproveRefusal> {
  if (!isDraft(run)) return refuse('not a draft')
  if (run.madeBy === approver) return refuse('made by the same officer')
  if (run.checkedBy === approver) return refuse('checked by the same officer')
  const fresh = decideFresh(now)
  if (!fresh.ok) return fresh
  if (run.state !== 'checked') return refuse('not checked')
  return ok(true)
}

export type CancelRefusal = 'already settled' | 'no reason given'

export function decideCancel(run: PayRun, reason: string): Result<true, CancelRefusal> {
  if (!isDraft(run) && run.state !== 'rating') return refuse('already settled')
  if (reason.trim() === '') return refuse('no reason given')
  return ok(true)
}
