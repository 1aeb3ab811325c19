/** A provider asks to be on a list: begun, sent, answered. */
import { addDays, type Day, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Market, kindOf } from '#src/tendering/markets/market.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'

export const APPLICATION_STATES = ['draft', 'made', 'asked', 'admitted', 'refused', 'withdrawn'] as const
export type ApplicationState = (typeof APPLICATION_STATES)[number]

export type Application = {
  readonly applicationRef: string
  readonly marketRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly lots: readonly string[]
  readonly state: ApplicationState
  /** When it was first sent. */
  readonly madeAt: Instant | null
  readonly dueDay: Day | null
  /** What the council asked for besides, or why it said what it said: the provider reads it. */
  readonly answer: string
  readonly decidedByName: string | null
  readonly decidedAt: Instant | null
}

export const isOpenApplication = ({ state }: Pick<Application, 'state'>): boolean =>
  state === 'draft' || state === 'made' || state === 'asked'

export type Evidence = {
  readonly evidenceRef: string
  readonly marketRef: string
  readonly organisationRef: string
  readonly condition: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
  readonly words: string
  readonly expiresOn: Day | null
  readonly state: 'given' | 'accepted' | 'refused'
  readonly givenAt: Instant
  readonly givenByName: string
  readonly checkedByName: string | null
  readonly checkWords: string
}

/** Insurance is worth nothing without the day on which it ends. */
export const needsExpiry = ({ kind }: Pick<Condition, 'kind'>): boolean => kind === 'insurance'

export type EvidenceRefusal =
  | 'no such condition'
  | 'no evidence is asked for'
  | 'the day it ends is missing'
  | 'it has ended already'

/** Whether evidence may be given for a condition. */
export function checkEvidenceGiven(
  conditions: readonly Condition[],
  given: { readonly condition: string; readonly expiresOn: Day | null },
  today: Day,
): Result<Condition, EvidenceRefusal> {
  const condition = conditions.find(({ key }) => key === given.condition)
  if (!condition) return refuse('no such condition')
  if (!condition.evidence) return refuse('no evidence is asked for')
  if (given.expiresOn === null && needsExpiry(condition)) return refuse('the day it ends is missing')
  if (given.expiresOn !== null && given.expiresOn < today) return refuse('it has ended already')
  return ok(condition)
}

/** Conditions for which a file is asked and none is there that runs today and was not refused. */
export const stillToGive = (
  conditions: readonly Condition[],
  evidence: readonly Pick<Evidence, 'condition' | 'state' | 'expiresOn'>[],
  today: Day,
): Condition[] =>
  conditions.filter(
    ({ key, evidence: asked }) =>
      asked &&
      !evidence.some(
        (one) => one.condition === key && one.state !== 'refused' && (one.expiresOn === null || one.expiresOn >= today),
      ),
  )

export type ApplyRefusal = 'it is not open' | 'members come by award' | 'an application is open' | 'it is a member'

export function mayApply(
  market: Market,
  known: { readonly hasOpenApplication: boolean; readonly isMember: boolean },
): Result<null, ApplyRefusal> {
  if (market.status !== 'open') return refuse('it is not open')
  if (!kindOf(market.kind).joins) return refuse('members come by award')
  if (known.isMember) return refuse('it is a member')
  if (known.hasOpenApplication) return refuse('an application is open')
  return ok(null)
}

export type SendApplicationRefusal = 'it is not open' | 'it was sent' | 'no lots' | 'evidence is missing'

/** Sends an application, or answers what was asked for besides. */
export function sendApplication(
  market: Market,
  application: Application,
  missing: readonly Condition[],
): Result<{ answersQuestion: boolean }, SendApplicationRefusal> {
  if (market.status !== 'open') return refuse('it is not open')
  if (application.state !== 'draft' && application.state !== 'asked') return refuse('it was sent')
  if (!application.lots.some((lot) => market.lots.some((one) => one.lot === lot))) return refuse('no lots')
  if (missing.length > 0) return refuse('evidence is missing')
  return ok({ answersQuestion: application.state === 'asked' })
}

export type ExclusionFinding = 'none' | 'excludable' | 'excluded'

/** P-17: that the grounds were looked at and the debarment list looked up, when, and what was found. */
export type ExclusionCheck = {
  readonly finding: ExclusionFinding
  readonly lookedUpOn: Day
  readonly evidence: string
  readonly grounds: string
}

export type ExclusionRefusal =
  | 'the exclusion check is missing'
  | 'the debarment list is looked up in the future'
  | 'the debarment list was looked up too long ago'
  | 'the grounds are missing'
  | 'what was looked at is missing'

const LOOKED_UP_DAYS = 31

export function checkExclusion(check: Partial<ExclusionCheck>, today: Day): Result<ExclusionCheck, ExclusionRefusal> {
  const { finding, lookedUpOn, evidence = '', grounds = '' } = check
  if (finding === undefined || lookedUpOn === undefined) return refuse('the exclusion check is missing')
  if (lookedUpOn > today) return refuse('the debarment list is looked up in the future')
  if (lookedUpOn < addDays(today, -LOOKED_UP_DAYS)) return refuse('the debarment list was looked up too long ago')
  if (evidence.trim() === '') return refuse('what was looked at is missing')
  if (finding !== 'none' && grounds.trim() === '') return refuse('the grounds are missing')
  return ok({ finding, lookedUpOn, evidence: evidence.trim(), grounds: finding === 'none' ? '' : grounds.trim() })
}

export type Verdict = {
  readonly decision: 'admit' | 'refuse' | 'ask'
  /** Conditions that the officer finds met. */
  readonly met: readonly string[]
  readonly reason: string
  readonly exclusion: ExclusionCheck | null
}

export type VerdictRefusal =
  | 'it is not waiting'
  | 'the market has ended'
  | 'the reason is missing'
  | 'a condition is not met'
  | 'the exclusion check is missing'
  | 'an excluded supplier may not be admitted'
  | 'nothing stands against it'
  | 'the list is full'

/**
 * Admits, refuses or asks for more. Whoever meets the conditions of a dynamic market is let in: only an unmet condition or an
 * exclusion is a reason against (P-13). A mandatory ground leaves no choice (P-17).
 */
export function decideApplication(
  market: Market,
  application: Application,
  verdict: Verdict,
  known: { readonly members: number },
): Result<ApplicationState, VerdictRefusal> {
  if (application.state !== 'made') return refuse('it is not waiting')
  if (market.status !== 'open') return refuse('the market has ended')
  const unmet = market.conditions.some(({ key }) => !verdict.met.includes(key))
  const reasonGiven = verdict.reason.trim() !== ''
  if (verdict.decision === 'ask') return reasonGiven ? ok('asked') : refuse('the reason is missing')
  if (verdict.exclusion === null) return refuse('the exclusion check is missing')
  if (verdict.decision === 'refuse') {
    if (!reasonGiven) return refuse('the reason is missing')
    const isFull = market.mostMembers !== null && known.members >= market.mostMembers
    if (!unmet && verdict.exclusion.finding === 'none' && !isFull) return refuse('nothing stands against it')
    return ok('refused')
  }
  if (verdict.exclusion.finding === 'excluded') return refuse('an excluded supplier may not be admitted')
  if (unmet) return refuse('a condition is not met')
  if (verdict.exclusion.finding === 'excludable' && !reasonGiven) return refuse('the reason is missing')
  if (market.mostMembers !== null && known.members >= market.mostMembers) return refuse('the list is full')
  return ok('admitted')
}
