/** What is looked into beside the marks: conditions, grounds to exclude (P-17), prices that seem too low (s19(3)(c)). */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Condition, Spec } from '#src/tendering/tenders/spec.ts'

export type ConditionCheck = {
  readonly bidRef: string
  readonly condition: string
  readonly met: boolean
  readonly evidence: string
  readonly byName: string
}

export type ConditionRefusal = 'no such condition' | 'no evidence'

export function checkCondition(
  conditions: readonly Condition[],
  said: { readonly condition: string; readonly met: boolean; readonly evidence: string },
): Result<{ readonly condition: Condition; readonly evidence: string }, ConditionRefusal> {
  const condition = conditions.find(({ key }) => key === said.condition)
  if (!condition) return refuse('no such condition')
  return said.evidence.trim() === '' ? refuse('no evidence') : ok({ condition, evidence: said.evidence.trim() })
}

/** What the register says today, for the officer who checks the condition. */
export const personalCareSentence = (isRegistered: boolean): string =>
  isRegistered
    ? 'The register has a location of this provider registered for personal care.'
    : 'The register has no location of this provider registered for personal care.'

export const GROUNDS = ['none', 'discretionary', 'mandatory'] as const
export type Ground = (typeof GROUNDS)[number]

export type ExclusionCheck = {
  readonly bidRef: string
  readonly number: number
  readonly organisationRef: string
  readonly ground: Ground
  readonly evidence: string
  /** The day on which the debarment list was read. */
  readonly debarmentDay: Day
  /** What the bidder has done to put it right; it is considered before anything is decided. */
  readonly selfCleaning: string
  readonly outcome: 'clear' | 'kept' | 'excluded'
  readonly moment: 'evaluation' | 'award'
  readonly byName: string
}

export type SaidExclusion = Pick<ExclusionCheck, 'ground' | 'evidence' | 'debarmentDay' | 'selfCleaning'> & {
  /** Whether the circumstances continue or are likely to recur. */
  readonly continues: boolean
  /** With a discretionary ground the council may exclude, and need not. */
  readonly exclude: boolean
}

export type ExclusionRefusal =
  | 'no evidence'
  | 'debarment list not read'
  | 'debarment list read later'
  | 'self-cleaning not considered'

/** A mandatory ground that continues excludes; a discretionary one may (P-17). Self-cleaning is considered before either. */
export function decideExclusion(
  said: SaidExclusion,
  today: Day,
): Result<Pick<ExclusionCheck, 'ground' | 'evidence' | 'debarmentDay' | 'selfCleaning' | 'outcome'>, ExclusionRefusal> {
  if (said.evidence.trim() === '') return refuse('no evidence')
  if (said.debarmentDay === '') return refuse('debarment list not read')
  if (said.debarmentDay > today) return refuse('debarment list read later')
  if (said.ground !== 'none' && said.selfCleaning.trim() === '') return refuse('self-cleaning not considered')
  const isOut = said.continues && (said.ground === 'mandatory' || (said.ground === 'discretionary' && said.exclude))
  return ok({
    ground: said.ground,
    evidence: said.evidence.trim(),
    debarmentDay: said.debarmentDay,
    selfCleaning: said.selfCleaning.trim(),
    outcome: said.ground === 'none' ? 'clear' : isOut ? 'excluded' : 'kept',
  })
}

export type LowPriceQuery = {
  readonly bidRef: string
  readonly organisationRef: string
  readonly question: string
  readonly askedAt: Instant
  readonly askedByName: string
  readonly answer: string | null
  readonly answeredAt: Instant | null
  readonly outcome: 'accepted' | 'rejected' | null
  readonly reason: string | null
  readonly decidedByName: string | null
}

export type AskRefusal = 'prices are not opened' | 'asked already' | 'no words' | 'ranked already'

export type AnswerRefusal = 'not asked' | 'decided already' | 'no words'

export function answerQuery(query: LowPriceQuery | undefined, answer: string): Result<string, AnswerRefusal> {
  if (!query) return refuse('not asked')
  if (query.outcome !== null) return refuse('decided already')
  return answer.trim() === '' ? refuse('no words') : ok(answer.trim())
}

export type DecideLowRefusal = 'not asked' | 'decided already' | 'not answered' | 'no words'

/** A low price is decided on only after the bidder had the chance to show that it can perform; silence is an answer that is noted. */
export function decideLowPrice(
  query: LowPriceQuery | undefined,
  said: { readonly accepted: boolean; readonly reason: string },
): Result<string, DecideLowRefusal> {
  if (!query) return refuse('not asked')
  if (query.outcome !== null) return refuse('decided already')
  if (query.answer === null && said.accepted) return refuse('not answered')
  return said.reason.trim() === '' ? refuse('no words') : ok(said.reason.trim())
}

/** What is still to be checked of a bid before prices are opened. */
export function uncheckedOf(
  spec: Pick<Spec, 'conditions'>,
  bidRef: string,
  conditions: readonly ConditionCheck[],
  exclusions: readonly ExclusionCheck[],
): string[] {
  const open = spec.conditions.filter(
    ({ key }) => !conditions.some((one) => one.bidRef === bidRef && one.condition === key),
  )
  return [
    ...open.map(({ key }) => `condition ${key}`),
    ...(exclusions.some((one) => one.bidRef === bidRef) ? [] : ['grounds to exclude']),
  ]
}
