import { type Day, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** Whether a council gives new work to an organisation. Without any decision it is not on the council's list. */
export const STANDINGS = ['approved', 'suspended', 'not used'] as const
export type StandingName = (typeof STANDINGS)[number]

export type Standing = {
  readonly organisationRef: string
  readonly standing: StandingName | 'not listed'
  readonly reason: string
  readonly reviewDay: Day | null
  readonly decidedBy: string
}

export type StandingRefusal =
  | 'nothing would change'
  | 'the reason is missing'
  | 'the review day is missing'
  | 'the review day is too far away'

export type StandingDecision = { standing: StandingName; reason: string; reviewDay: Day | null }

// a suspension is reviewed every two to four weeks.
const LONGEST_REVIEW_DAYS = 28

/** A suspension says why and when it is looked at again, at most four weeks on. */
export function decideStanding(
  current: StandingName | 'not listed',
  asked: StandingDecision,
  today: Day,
): Result<StandingDecision, StandingRefusal> {
  const reason = asked.reason.trim()
  if (reason === '') return refuse('the reason is missing')
  if (asked.standing !== 'suspended') {
    if (asked.standing === current) return refuse('nothing would change')
    return ok({ standing: asked.standing, reason, reviewDay: null })
  }
  if (asked.reviewDay === null || asked.reviewDay < today) return refuse('the review day is missing')
  if (daysBetween(today, asked.reviewDay) > LONGEST_REVIEW_DAYS) return refuse('the review day is too far away')
  // A suspension that goes on is decided again, with its reason and its next review.
  return ok({ standing: 'suspended', reason, reviewDay: asked.reviewDay })
}

/** Words for a standing, as tags and sentences show it. */
export const standingWords = (standing: StandingName | 'not listed'): string =>
  standing === 'approved'
    ? 'Approved'
    : standing === 'suspended'
      ? 'Suspended'
      : standing === 'not used'
        ? 'Not used'
        : 'Not on the list'
