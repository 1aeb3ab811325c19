import type { Day } from '#src/base/day.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import { CONTRACT_NAMES, CONTRACT_STANDARD, type ContractPolicies } from '#src/councils/policies/contracts.ts'
import { COUNCIL_NAMES, COUNCIL_STANDARD, type CouncilPolicies } from '#src/councils/policies/council.ts'
import { PAYMENT_NAMES, PAYMENT_STANDARD, type PaymentPolicies } from '#src/councils/policies/payments.ts'
import { PLACEMENT_NAMES, PLACEMENT_STANDARD, type PlacementPolicies } from '#src/councils/policies/placements.ts'
import { PLAN_NAMES, PLAN_STANDARD, type PlanPolicies } from '#src/councils/policies/plans.ts'
import { VISIT_NAMES, VISIT_STANDARD, type VisitPolicies } from '#src/councils/policies/visits.ts'

/** What a council decides and may change: data with dates, never code. */
export type Policies = PlacementPolicies &
  PlanPolicies &
  VisitPolicies &
  ContractPolicies &
  PaymentPolicies &
  CouncilPolicies

export type PolicyKind = keyof Policies

export type PolicyVersion<K extends PolicyKind = PolicyKind> = {
  readonly kind: K
  readonly fromDay: Day
  /** The first day on which it no longer holds. */
  readonly toDay?: Day
  readonly value: Policies[K]
  readonly reason: string
  readonly decidedBy: string
}

const POLICY_NAMES: Readonly<Record<PolicyKind, string>> = {
  ...PLACEMENT_NAMES,
  ...PLAN_NAMES,
  ...VISIT_NAMES,
  ...CONTRACT_NAMES,
  ...PAYMENT_NAMES,
  ...COUNCIL_NAMES,
}

export const POLICY_KINDS = Object.keys(POLICY_NAMES) as PolicyKind[]

export const isPolicyKind = (text: string): text is PolicyKind => Object.hasOwn(POLICY_NAMES, text)

export const policyName = (kind: PolicyKind): string => POLICY_NAMES[kind]

export type PolicyRefusal = 'starts in the past' | 'starts when another version starts'

export type Term = { readonly fromDay: Day; readonly toDay?: Day }

/**
 * Where a new version goes: it cuts the one that runs on its first day short and ends where the next one starts.
 * What was decided under the old version stays decided, so no version starts before today.
 */
export function placeVersion(
  versions: readonly Term[],
  fromDay: Day,
  today: Day,
): Result<{ term: Term; cuts: Day | undefined }, PolicyRefusal> {
  if (fromDay < today) return refuse('starts in the past')
  if (versions.some((version) => version.fromDay === fromDay)) return refuse('starts when another version starts')
  const running = versions.find(
    (version) => version.fromDay < fromDay && (version.toDay === undefined || fromDay < version.toDay),
  )
  const next = versions
    .map((version) => version.fromDay)
    .filter((from) => from > fromDay)
    .sort()[0]
  return ok({ term: { fromDay, ...(next === undefined ? {} : { toDay: next }) }, cuts: running?.fromDay })
}

/** What applies until the council decides: the careful choice of each. */
export const STANDARD: Policies = {
  ...PLACEMENT_STANDARD,
  ...PLAN_STANDARD,
  ...VISIT_STANDARD,
  ...CONTRACT_STANDARD,
  ...PAYMENT_STANDARD,
  ...COUNCIL_STANDARD,
}
