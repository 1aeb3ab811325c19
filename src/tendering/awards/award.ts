/** The award of a tender: who decides it, the standstill, and when contracts may be signed. */
import { type Day, formatDay, type Instant } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Standstill } from '#src/tendering/regime/regime.ts'
import type { BarredRefusal } from '#src/tendering/exclusions/exclusion.ts'
import type { StandstillDays } from '#src/tendering/regime/standstill.ts'
import type { LinePrice } from '#src/tendering/evaluation/price-formula.ts'

export type AwardStatus = 'decided' | 'standstill' | 'suspended' | 'awarded'
export type Authority = 'delegated' | 'cabinet'

/** What a provider won. */
export type AwardedLot = {
  readonly lot: string
  readonly organisationRef: string
  readonly organisationName: string
  /** Null where nobody bid: a direct award. */
  readonly bidRef: string | null
  readonly rank: number
  /** The price that was compared: each line by its share of the volume (P-54), to the penny. */
  readonly priceTotalPence: Pence
  readonly lines: readonly LinePrice[]
  /** Why the provider has it no longer. */
  readonly setAside: string | null
  readonly contractRef: string | null
}

export type Challenge = {
  readonly by: string
  readonly words: string
  readonly at: string
  /** How it ended: only then does the suspension. */
  readonly ended: { readonly words: string; readonly at: string; readonly byName: string } | null
}

export type Award = {
  readonly awardRef: string
  readonly tenderRef: string
  readonly status: AwardStatus
  readonly authority: Authority
  /** Of the delegation, or of the minute. */
  readonly reference: string
  readonly limitPence: Pence | null
  readonly valuePence: Pence
  readonly reason: string
  readonly decidedBy: string
  readonly decidedByName: string
  readonly decidedAt: Instant
  readonly summariesSentAt: Instant | null
  readonly standstill: Standstill
  /** The day of the award notice, the last day of the standstill, the first on which a contract may be signed. */
  readonly noticeDay: Day | null
  readonly lastDay: Day | null
  readonly signFrom: Day | null
  readonly byPost: boolean
  readonly challenge: Challenge | null
  readonly earlyReason: string | null
  readonly awardedAt: Instant | null
  readonly awardedByName: string | null
  readonly lots: readonly AwardedLot[]
}

/** Lots that are still somebody's. */
export const standing = (lots: readonly AwardedLot[]): AwardedLot[] => lots.filter(({ setAside }) => setAside === null)

export const AWARD_STATUS_WORDS: Readonly<Record<AwardStatus, string>> = {
  decided: 'Decided',
  standstill: 'Standstill',
  suspended: 'Suspended by a challenge',
  awarded: 'Awarded',
}

export const AUTHORITY_WORDS: Readonly<Record<Authority, string>> = {
  delegated: 'Officer, under a delegation',
  cabinet: 'Cabinet',
}

/** What was decided, by what right. */
export type Decision = {
  readonly authority: Authority
  readonly reference: string
  readonly limitPence: Pence | null
  readonly reason: string
}

export type DecideRefusal =
  | 'not evaluated'
  | 'manages the tender'
  | 'assessed the tender'
  | 'nobody won a lot'
  | Hindrance
  | 'no reference'
  | 'no limit'
  | 'beyond the limit'
  | 'no reason'

/** What has to be done, or be otherwise, before anybody is given anything. */
export type Hindrance = 'no offer yet' | 'no transparency notice' | 'a provider may not be given work' | BarredRefusal

/** Whether this officer may decide, and under what. Who manages or assesses a tender does not decide it. */
export function decideAward(
  decision: Decision,
  tender: {
    readonly isEvaluated: boolean
    readonly ownerRef: string
    readonly valuePence: Pence
    readonly winners: number
    readonly hindrance: Hindrance | undefined
  },
  by: string,
  assessors: readonly string[],
): Result<Decision, DecideRefusal> {
  if (!tender.isEvaluated) return refuse('not evaluated')
  if (by === tender.ownerRef) return refuse('manages the tender')
  if (assessors.includes(by)) return refuse('assessed the tender')
  if (tender.hindrance) return refuse(tender.hindrance)
  if (tender.winners === 0) return refuse('nobody won a lot')
  if (decision.reference.trim() === '') return refuse('no reference')
  if (decision.authority === 'delegated' && decision.limitPence === null) return refuse('no limit')
  if (decision.limitPence !== null && tender.valuePence > decision.limitPence) return refuse('beyond the limit')
  if (decision.reason.trim() === '') return refuse('no reason')
  return ok({ ...decision, reference: decision.reference.trim(), reason: decision.reason.trim() })
}

export type StandstillRefusal = 'not decided' | 'summaries not sent' | 'there is no standstill'

/** The standstill begins with the day on which the award notice is published, after every bidder has its summary (P-16, P-57). */
export function beginStandstill(award: Award, noticeDay: Day, days: StandstillDays): Result<Award, StandstillRefusal> {
  if (award.status !== 'decided') return refuse('not decided')
  if (award.standstill === 'none') return refuse('there is no standstill')
  if (award.summariesSentAt === null) return refuse('summaries not sent')
  return ok({ ...award, status: 'standstill', noticeDay, ...days })
}

export type ChallengeRefusal = 'no standstill runs' | 'no words' | 'nobody named' | 'challenged already'

/** A claim that is notified while the standstill runs suspends the award by itself. */
export function challenge(
  award: Award,
  said: { readonly by: string; readonly words: string },
  now: Instant,
  today: Day,
): Result<Award, ChallengeRefusal> {
  if (award.status === 'suspended') return refuse('challenged already')
  if (award.status !== 'standstill' || award.lastDay === null || today > award.lastDay)
    return refuse('no standstill runs')
  if (said.by.trim() === '') return refuse('nobody named')
  if (said.words.trim() === '') return refuse('no words')
  const notified = { by: said.by.trim(), words: said.words.trim(), at: now.toString(), ended: null }
  return ok({ ...award, status: 'suspended', challenge: notified })
}

export type EndChallengeRefusal = 'not suspended' | 'no words'

/** Lifted by the court, or the claim was withdrawn or settled; the days of the standstill stay as they were. */
export function endChallenge(
  award: Award,
  words: string,
  byName: string,
  now: Instant,
): Result<Award, EndChallengeRefusal> {
  if (award.status !== 'suspended' || !award.challenge) return refuse('not suspended')
  if (words.trim() === '') return refuse('no words')
  const ended = { words: words.trim(), at: now.toString(), byName }
  return ok({ ...award, status: 'standstill', challenge: { ...award.challenge, ended } })
}

export type FinishRefusal =
  | 'awarded already'
  | 'summaries not sent'
  | 'standstill has not begun'
  | 'inside a mandatory standstill'
  | 'inside a voluntary standstill'
  | 'suspended by a challenge'
  | 'every lot was set aside'

/** Whether contracts may be signed: never in a mandatory standstill, in a voluntary one only for a named officer's reason. */
export function finishAward(award: Award, today: Day, earlyReason: string): Result<Award, FinishRefusal> {
  if (award.status === 'awarded') return refuse('awarded already')
  if (award.status === 'suspended') return refuse('suspended by a challenge')
  if (award.summariesSentAt === null) return refuse('summaries not sent')
  if (standing(award.lots).length === 0) return refuse('every lot was set aside')
  const isOver = award.signFrom !== null && today >= award.signFrom
  if (award.standstill === 'none' || isOver) return ok({ ...award, status: 'awarded' })
  if (award.standstill === 'mandatory')
    return refuse(award.signFrom === null ? 'standstill has not begun' : 'inside a mandatory standstill')
  if (earlyReason.trim() === '') return refuse('inside a voluntary standstill')
  return ok({ ...award, status: 'awarded', earlyReason: earlyReason.trim() })
}

export type SetAsideRefusal = 'not awarded to them' | 'contract is made' | 'no reason'

/**
 * A ground to exclude was found after the decision: the provider loses its lots, the next in rank stand in for it, and the
 * summaries and the standstill are done anew.
 */
export function setAside(
  award: Award,
  organisationRef: string,
  why: string,
  next: readonly AwardedLot[],
): Result<Award, SetAsideRefusal> {
  const theirs = standing(award.lots).filter((lot) => lot.organisationRef === organisationRef)
  if (theirs.length === 0) return refuse('not awarded to them')
  if (theirs.some(({ contractRef }) => contractRef !== null)) return refuse('contract is made')
  if (why.trim() === '') return refuse('no reason')
  return ok({
    ...award,
    status: 'decided',
    summariesSentAt: null,
    noticeDay: null,
    lastDay: null,
    signFrom: null,
    lots: [...award.lots.map((lot) => (theirs.includes(lot) ? { ...lot, setAside: why.trim() } : lot)), ...next],
  })
}

/** What stands between the award and its contracts, as a sentence. */
export function standstillSentence(award: Award, today: Day): string {
  const { status, standstill, lastDay, signFrom } = award
  if (status === 'awarded') return 'The award is made. Contracts may be signed.'
  if (status === 'suspended') return 'A challenge was notified in the standstill: nothing is signed until it has ended.'
  if (standstill === 'none') return 'This award has no standstill.'
  if (lastDay === null || signFrom === null)
    return `A ${standstill} standstill begins with the day on which the award notice is published.`
  if (today >= signFrom) return `The standstill ended on ${formatDay(lastDay)}. Contracts may be signed.`
  const until = `The ${standstill} standstill runs to the end of ${formatDay(lastDay)}.`
  return standstill === 'mandatory'
    ? `${until} Nothing is signed before ${formatDay(signFrom)}.`
    : `${until} A contract before ${formatDay(signFrom)} needs a reason and the name of the officer who gives it.`
}

/** "Up to £2,000,000.00 under D-14" */
export const authorityInWords = ({ authority, reference, limitPence }: Decision): string =>
  `${AUTHORITY_WORDS[authority]}: ${reference}${limitPence === null ? '' : `, up to ${formatPence(limitPence)}`}`
