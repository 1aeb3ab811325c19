import { addDays, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { OutcomeKey } from '#src/people/outcomes.ts'

export const MET_BY = [
  { key: 'council', label: 'Care that the council arranges' },
  { key: 'direct_payment', label: 'A direct payment' },
  { key: 'carer', label: 'Family or friends' },
  { key: 'community', label: 'Something in the community' },
  { key: 'nhs', label: 'The NHS' },
] as const

export type MetBy = (typeof MET_BY)[number]['key']
export const MET_BY_KEYS: readonly MetBy[] = MET_BY.map(({ key }) => key)
export const metByLabel = (key: MetBy): string => MET_BY.find((way) => way.key === key)?.label ?? key

/** One need with what the person wants to achieve, and how it will be met (L-07). */
export type PlanNeed = {
  readonly outcome: OutcomeKey
  readonly eligible: boolean
  readonly need: string
  readonly wanted: string
  readonly metBy: MetBy
  readonly how: string
}

export type Plan = {
  readonly planRef: string
  readonly personRef: string
  readonly assessmentRef?: string
  readonly status: 'current' | 'ended'
  readonly agreedDay: Day
  readonly whatMatters: string
  /** The personal budget a week: what it costs the council to meet the needs (L-08). */
  readonly budgetWeeklyPence: Pence
  /** What the person pays of it; undefined until the financial assessment. */
  readonly contributionWeeklyPence?: Pence
  readonly lightCheckDue: Day
  readonly lightCheckDone?: Day
  readonly reviewDue: Day
  readonly officerRef: string
  readonly endedDay?: Day
  readonly needs: readonly PlanNeed[]
}

export type PlanDraft = Pick<
  Plan,
  | 'personRef'
  | 'assessmentRef'
  | 'agreedDay'
  | 'whatMatters'
  | 'budgetWeeklyPence'
  | 'contributionWeeklyPence'
  | 'needs'
>

export type PlanRefusal =
  | 'no needs'
  | 'what matters is not recorded'
  | 'agreed in the future'
  | 'contribution above the budget'

/** A light check 6 to 8 weeks after a plan is agreed, a review within 12 months (L-09). */
export const LIGHT_CHECK_FROM_DAYS = 42
export const LIGHT_CHECK_BY_DAYS = 56

export const lightCheckDue = (agreedDay: Day): Day => addDays(agreedDay, LIGHT_CHECK_BY_DAYS)

/** Twelve months on; a plan agreed on 29 February is due on 28 February. */
export const reviewDue = (lastDay: Day): Day => Temporal.PlainDate.from(lastDay).add({ months: 12 }).toString()

export function decidePlan(
  draft: PlanDraft,
  today: Day,
): Result<Pick<Plan, 'lightCheckDue' | 'reviewDue'>, PlanRefusal> {
  if (draft.needs.length === 0) return refuse('no needs')
  if (draft.whatMatters.trim() === '') return refuse('what matters is not recorded')
  if (draft.agreedDay > today) return refuse('agreed in the future')
  if ((draft.contributionWeeklyPence ?? 0) > draft.budgetWeeklyPence) return refuse('contribution above the budget')
  return ok({ lightCheckDue: lightCheckDue(draft.agreedDay), reviewDue: reviewDue(draft.agreedDay) })
}

export type ReviewKind = 'light check' | 'review'
export type ReviewFinding = 'plan stands' | 'plan changes' | 'assess again'
export const FINDINGS: readonly ReviewFinding[] = ['plan stands', 'plan changes', 'assess again']

export type Review = {
  readonly reviewRef: string
  readonly planRef: string
  readonly kind: ReviewKind
  readonly heldDay: Day
  readonly finding: ReviewFinding
  readonly note: string
  readonly officerRef: string
}

export type ReviewRefusal =
  | 'plan has ended'
  | 'before the plan was agreed'
  | 'held in the future'
  | 'light check is done'

/** What a check or a review does to the plan's dates: a review starts the next twelve months, a light check does not. */
export function decideReview(
  plan: Plan,
  held: Pick<Review, 'kind' | 'heldDay'>,
  today: Day,
): Result<Pick<Plan, 'lightCheckDone' | 'reviewDue'>, ReviewRefusal> {
  if (plan.status === 'ended') return refuse('plan has ended')
  if (held.heldDay < plan.agreedDay) return refuse('before the plan was agreed')
  if (held.heldDay > today) return refuse('held in the future')
  if (held.kind === 'light check' && plan.lightCheckDone !== undefined) return refuse('light check is done')
  if (held.kind === 'light check') return ok({ lightCheckDone: held.heldDay, reviewDue: plan.reviewDue })
  return ok({ lightCheckDone: plan.lightCheckDone ?? held.heldDay, reviewDue: reviewDue(held.heldDay) })
}
