/** What a director asks each day of an exit: who is at risk, whom nobody has asked, who has not answered, who has moved. */
import { addDays, type Day, dayOf, daysBetween, type Instant } from '#src/base/day.ts'
import { NOT_YET_MOVED, type PersonState } from '#src/continuity/affected/affected.ts'
import type { Band } from '#src/continuity/affected/triage.ts'
import { clockOf, type Exit, isOpened } from '#src/continuity/exits/exit.ts'
import type { Policies } from '#src/councils/index.ts'

export type StateCount = {
  readonly state: PersonState
  readonly band: Band
  readonly people: number
  readonly unansweredByPerson: number
  readonly unansweredByProvider: number
  /** Whose care with the new provider begins later than the day after the last of the old. */
  readonly afterGap: number
}

/** Of those who are being asked. */
export type AnswersAwaited = { readonly ofPerson: number; readonly ofProvider: number }

export function awaitedOf(counts: readonly StateCount[]): AnswersAwaited {
  const asked = counts.filter(({ state }) => state === 'proposed')
  return {
    ofPerson: asked.reduce((sum, one) => sum + one.unansweredByPerson, 0),
    ofProvider: asked.reduce((sum, one) => sum + one.unansweredByProvider, 0),
  }
}

export type Today = {
  readonly people: number
  /** Care may stop before tomorrow is over, and no other is in place. */
  readonly atRisk: number
  readonly criticalAtRisk: number
  readonly notAsked: number
  readonly criticalNotAsked: number
  readonly agreed: number
  /** Without a day between the old care and the new. */
  readonly moved: number
  /** Have moved, or have agreed to move, with days without care between. */
  readonly gaps: number
  readonly gapsBehind: number
}

const MOVED: readonly PersonState[] = ['moved', 'settled']

/** Days without care between the last day of the old and the first of the new. */
export const daysWithout = (lastDay: Day | null, moveDay: Day | null): number =>
  lastDay === null || moveDay === null ? 0 : Math.max(0, daysBetween(lastDay, moveDay) - 1)

/** Care in place that does not end with the move: both would be paid. What was to begin only later ends before it begins. */
export const outlives = (
  { startDay, endDay }: { readonly startDay: Day; readonly endDay: Day | null },
  moveDay: Day,
): boolean => endDay === null || (endDay > moveDay && endDay > startDay)

/** Where nobody knows the last day and the cause is urgent it may be any; otherwise on the last day and the one before. */
export function mayStop(exit: Exit, policy: Policies['continuity'], now: Instant): boolean {
  if (exit.state !== 'open' || !isOpened(exit)) return false
  if (exit.lastDay === null) return clockOf(exit, policy).urgent
  return exit.lastDay <= addDays(dayOf(now), 1)
}

export function todayOf(
  exit: Exit,
  policy: Policies['continuity'],
  counts: readonly StateCount[],
  now: Instant,
): Today {
  const of = (states: readonly PersonState[], band?: Band): number =>
    counts
      .filter((one) => states.includes(one.state) && (band ?? one.band) === one.band)
      .reduce((sum, { people }) => sum + people, 0)
  const gapsIn = (states: readonly PersonState[]): number =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, { afterGap }) => sum + afterGap, 0)
  const [gapsBehind, gapsAhead] = [gapsIn(MOVED), gapsIn(['agreed', 'moving'])]
  const stops = mayStop(exit, policy, now)
  return {
    people: counts.reduce((sum, { people }) => sum + people, 0),
    atRisk: stops ? of(NOT_YET_MOVED) : 0,
    criticalAtRisk: stops ? of(NOT_YET_MOVED, 'critical') : 0,
    ...{ notAsked: of(['listed']), criticalNotAsked: of(['listed'], 'critical') },
    ...{ agreed: of(['agreed', 'moving']), moved: of(MOVED) - gapsBehind },
    ...{ gaps: gapsBehind + gapsAhead, gapsBehind },
  }
}
