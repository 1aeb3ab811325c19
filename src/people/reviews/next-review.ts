import { addDays, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** What somebody's care needs next (L-09); care without a plan needs the plan that was never made. */
export const NEXT_KINDS = ['light check', 'review', 'asked for', 'no plan'] as const
export type NextKind = (typeof NEXT_KINDS)[number]

export const ASKERS = [
  { key: 'person', label: 'The person' },
  { key: 'carer', label: 'A carer, family or friend' },
  { key: 'provider', label: 'The provider' },
  { key: 'professional', label: 'A professional' },
] as const
export type Asker = (typeof ASKERS)[number]['key']
export const ASKER_KEYS: readonly Asker[] = ASKERS.map(({ key }) => key)
export const askerLabel = (asker: Asker): string => ASKERS.find(({ key }) => key === asker)?.label ?? asker

export type NextReview = {
  readonly personRef: string
  readonly personName: string
  readonly kind: NextKind
  /** By when the law, the plan or whoever asked wants it. */
  readonly due: Day
  readonly plannedDay: Day | null
  /** When it is overdue: as it is due, or as it was deferred. */
  readonly by: Day
  /** Why it is planned later than it is due. */
  readonly reason: string
  readonly askedBy: Asker | null
  readonly askedReason: string
  /** Who has the case, or has taken the review; perhaps somebody who has left. */
  readonly ownerRef: string | null
  readonly ownerName: string | null
  readonly inOffice: boolean
  readonly teamRef: string | null
  readonly planRef: string | null
}

export type PlanReviewRefusal = 'in the past' | 'no reason' | 'deferred too far'

/** A review may be held later than it is due only with a reason, and not later than the council allows. */
export function decidePlannedDay(
  due: Day,
  planned: { readonly day: Day; readonly reason: string },
  deferDays: number,
  today: Day,
): Result<{ deferred: boolean }, PlanReviewRefusal> {
  const { day, reason } = planned
  if (day < today) return refuse('in the past')
  if (day > addDays(due > today ? due : today, deferDays)) return refuse('deferred too far')
  if (day > due && reason.trim() === '') return refuse('no reason')
  return ok({ deferred: day > due })
}
