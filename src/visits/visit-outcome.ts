/** What became of a visit, in the words of the day's pages. Payment has outcomes of its own, from the rate card. */
import { addDays, dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import type { OnTime, Policies } from '#src/councils/index.ts'

/** The council's measure of late, missed and short (M-42), with the zones where the longer tolerance holds. */
export type Punctuality = Policies['punctuality'] & { readonly zonesOnRuralTime: ReadonlySet<string> }

export type AttendedVisit = {
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly timeCritical: boolean
  readonly zone: string
  readonly status: 'planned' | 'cancelled'
}

export type Attendance = {
  readonly in: Instant
  readonly out: Instant | undefined
  readonly inSource: string
  readonly outSource: string | undefined
  readonly reasonCode?: string | null
}

/** What lies beside a visit and bears on whether it was missed. */
export type Beside = {
  /** When the next planned visit of the package starts. */
  readonly nextStart: Instant | undefined
  /** The provider said what happened when it was told that nobody had logged in. */
  readonly isExplained: boolean
}

const NOTHING: Beside = { nextStart: undefined, isExplained: false }

export const OUTCOMES = [
  'cancelled',
  'to come',
  'waiting',
  'missed',
  'under way',
  'no log-out',
  'on time',
  'early',
  'late',
] as const
export type Outcome = (typeof OUTCOMES)[number]

export const FLAGS = ['one worker', 'short', 'manual'] as const
export type Flag = (typeof FLAGS)[number]

export type VisitOutcome = { readonly outcome: Outcome; readonly flags: readonly Flag[] }

export const OUTCOME_WORDS: Readonly<Record<Outcome | Flag, string>> = {
  cancelled: 'Cancelled',
  'to come': 'To come',
  waiting: 'No log-in yet',
  missed: 'Missed',
  'under way': 'Under way',
  'no log-out': 'No log-out',
  'on time': 'On time',
  early: 'Early',
  late: 'Late',
  'one worker': 'One worker',
  short: 'Short',
  manual: 'Manual entry',
}

const minutesBetween = (from: Instant, to: Instant): number => (to.epochMilliseconds - from.epochMilliseconds) / 60_000

/** How many minutes before and after its time a visit still counts as on time, bounds included. */
export const tolerance = (
  { timeCritical, zone }: Pick<AttendedVisit, 'timeCritical' | 'zone'>,
  { onTime, zonesOnRuralTime }: Punctuality,
): OnTime => (timeCritical ? onTime.timeCritical : zonesOnRuralTime.has(zone) ? onTime.rural : onTime.usual)

/** "15 minutes", "10 minutes before to 30 after" */
export const toleranceWords = ({ earlyMinutes, lateMinutes }: OnTime): string =>
  earlyMinutes === lateMinutes ? `${lateMinutes} minutes` : `${earlyMinutes} minutes before to ${lateMinutes} after`

/**
 * The last moment at which a visit may begin without being missed; `excused` is that moment for one whose provider said what
 * happened. Undefined where the policy sets none.
 */
export function missedAfter(
  { start }: Pick<AttendedVisit, 'start'>,
  { missed }: Pick<Punctuality, 'missed'>,
  nextStart: Instant | undefined,
): { readonly usual: Instant | undefined; readonly excused: Instant | undefined } {
  const fixed = [
    ...(missed.notBegunBy === null ? [] : [firstAfter(start, missed.notBegunBy)]),
    ...(missed.afterNextVisit && nextStart ? [nextStart] : []),
  ]
  const counted = missed.afterMinutes === null ? [] : [start.add({ minutes: missed.afterMinutes })]
  const usual = earliest([...fixed, ...counted])
  return { usual, excused: missed.unlessExplained ? earliest(fixed) : usual }
}

const earliest = (moments: readonly Instant[]): Instant | undefined =>
  moments.toSorted((a, b) => Temporal.Instant.compare(a, b))[0]

/** The first time after a moment at which the clocks show a time of day. */
function firstAfter(moment: Instant, time: string): Instant {
  const day = dayOf(moment)
  const at = instantAt(day, time)
  return Temporal.Instant.compare(at, moment) > 0 ? at : instantAt(addDays(day, 1), time)
}

const isPast = (moment: Instant | undefined, at: Instant): boolean =>
  moment !== undefined && Temporal.Instant.compare(at, moment) > 0

/** The visit as it stands at `now`. The first log-in decides whether it was in time, the overlap of two workers how long it was (M-52). */
export function outcomeOf(
  visit: AttendedVisit,
  attendances: readonly Attendance[],
  rule: Punctuality,
  now: Instant,
  beside: Beside = NOTHING,
): VisitOutcome {
  if (visit.status === 'cancelled') return { outcome: 'cancelled', flags: [] }
  if (attendances.length === 0) {
    const isMissed = isPast(missedAfter(visit, rule, beside.nextStart).usual, now)
    const outcome = Temporal.Instant.compare(now, visit.start) <= 0 ? 'to come' : isMissed ? 'missed' : 'waiting'
    return { outcome, flags: [] }
  }
  const flags: Flag[] = []
  if (attendances.length < visit.workers) flags.push('one worker')
  const actual = actualMinutes(attendances)
  if (actual !== undefined && actual * 100 < visit.minutes * rule.shortBelowPercent) flags.push('short')
  if (attendances.some(({ inSource, outSource }) => inSource === 'manual' || outSource === 'manual'))
    flags.push('manual')
  return { outcome: attendedOutcome(visit, attendances, rule, now, beside), flags }
}

function attendedOutcome(
  visit: AttendedVisit,
  attendances: readonly Attendance[],
  rule: Punctuality,
  now: Instant,
  { nextStart, isExplained }: Beside,
): Outcome {
  const actual = actualMinutes(attendances)
  if (actual === undefined)
    return minutesBetween(visit.start, now) > visit.minutes + rule.noLogOutAfterMinutes ? 'no log-out' : 'under way'
  const first = earliest(attendances.map((one) => one.in)) ?? visit.start
  const limit = missedAfter(visit, rule, nextStart)
  if (isPast(isExplained ? limit.excused : limit.usual, first)) return 'missed'
  const hasReason = isExplained || attendances.some(({ reasonCode }) => (reasonCode ?? '') !== '')
  const { belowPercent } = rule.missed
  if (belowPercent !== null && !hasReason && actual * 100 < visit.minutes * belowPercent) return 'missed'
  const late = minutesBetween(visit.start, first)
  const { earlyMinutes, lateMinutes } = tolerance(visit, rule)
  return late > lateMinutes ? 'late' : late < -earlyMinutes ? 'early' : 'on time'
}

/** Whole minutes, half up; of two workers the time that both were there. Undefined while somebody has not logged out. */
export function actualMinutes(attendances: readonly Attendance[]): number | undefined {
  let from = -Infinity
  let to = Infinity
  for (const { in: begun, out } of attendances) {
    if (out === undefined) return undefined
    from = Math.max(from, begun.epochMilliseconds)
    to = Math.min(to, out.epochMilliseconds)
  }
  return attendances.length === 0 ? undefined : divideHalfUp(Math.max(0, to - from), 60_000)
}
