import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { OUTCOME_KEYS, type OutcomeKey } from '#src/people/outcomes.ts'

/** How far somebody can achieve an outcome. All but the first count as unable (L-10). */
export const ABILITIES = [
  { key: 'able', label: 'Can do this' },
  { key: 'needs_assistance', label: 'Needs assistance' },
  { key: 'pain_distress_anxiety', label: 'Alone, but with significant pain, distress or anxiety' },
  { key: 'endangers', label: 'Alone, but endangers self or others' },
  { key: 'takes_longer', label: 'Alone, but takes significantly longer than normal' },
] as const

export type Ability = (typeof ABILITIES)[number]['key']
export const ABILITY_KEYS: readonly Ability[] = ABILITIES.map(({ key }) => key)
export const abilityLabel = (key: Ability): string => ABILITIES.find((ability) => ability.key === key)?.label ?? key

export type AssessedOutcome = { readonly outcome: OutcomeKey; readonly ability: Ability; readonly note: string }

/** What was said and seen. Unanswered parts of a draft are undefined. */
export type Answers = {
  /** What the person and those who care for them say, in their words. */
  readonly views: string
  readonly fromImpairment?: boolean
  readonly outcomes: readonly AssessedOutcome[]
  readonly significantImpact?: boolean
  readonly impact: string
}

export type Assessment = Answers & {
  readonly assessmentRef: string
  readonly personRef: string
  readonly status: 'draft' | 'complete'
  readonly startedDay: Day
  readonly officerRef: string
  readonly eligible?: boolean
  readonly completedAt?: Instant
}

export type Eligibility = {
  readonly eligible: boolean
  readonly unable: readonly OutcomeKey[]
  readonly because:
    | 'all three conditions are met'
    | 'needs do not arise from an impairment or illness'
    | 'fewer than two outcomes cannot be achieved'
    | 'no significant impact on well-being'
}

export type Unanswered =
  | 'views not recorded'
  | 'impairment not answered'
  | 'an outcome is not answered'
  | 'impact not answered'
  | 'impact not explained'

/**
 * Care Act 2014 s13 and SI 2015/313 (L-03, L-10): needs from an impairment or illness; two or more outcomes that the adult
 * is unable to achieve; in consequence a significant impact on well-being.
 */
export function decideEligibility(answers: Answers): Result<Eligibility, Unanswered> {
  const { fromImpairment, significantImpact, outcomes } = answers
  if (answers.views.trim() === '') return refuse('views not recorded')
  if (fromImpairment === undefined) return refuse('impairment not answered')
  if (OUTCOME_KEYS.some((key) => !outcomes.some(({ outcome }) => outcome === key)))
    return refuse('an outcome is not answered')
  if (significantImpact === undefined) return refuse('impact not answered')
  if (significantImpact && answers.impact.trim() === '') return refuse('impact not explained')
  const unable = OUTCOME_KEYS.filter((key) =>
    outcomes.some(({ outcome, ability }) => outcome === key && ability !== 'able'),
  )
  const because = !fromImpairment
    ? 'needs do not arise from an impairment or illness'
    : unable.length < 2
      ? 'fewer than two outcomes cannot be achieved'
      : !significantImpact
        ? 'no significant impact on well-being'
        : 'all three conditions are met'
  return ok({ eligible: because === 'all three conditions are met', unable, because })
}
