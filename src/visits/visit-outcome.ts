/** What became of a visit, in the words of the day's pages. Payment has outcomes of its own, from the rate card. */
import type { Instant } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'

/** Minutes and percentages of M-42; `zonesOnRuralTime` are the zones where the longer tolerance holds. */
export type Punctuality = {
  readonly lateMinutes: number
  readonly ruralLateMinutes: number
  readonly timeCriticalMinutes: number
  readonly missedAfterMinutes: number
  readonly shortBelowPercent: number
  readonly zonesOnRuralTime: ReadonlySet<string>
}

/** M-42, where a council has said nothing else. */
export const USUAL_PUNCTUALITY: Omit<Punctuality, 'zonesOnRuralTime'> = {
  lateMinutes: 15,
  ruralLateMinutes: 30,
  timeCriticalMinutes: 15,
  missedAfterMinutes: 120,
  shortBelowPercent: 90,
}

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
}

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

/** How many minutes before or after its time a visit still counts as on time. */
export const tolerance = (visit: AttendedVisit, rule: Punctuality): number =>
  visit.timeCritical
    ? rule.timeCriticalMinutes
    : rule.zonesOnRuralTime.has(visit.zone)
      ? rule.ruralLateMinutes
      : rule.lateMinutes

/** The visit as it stands at `now`. The first log-in decides whether it was in time, the overlap of two workers how long it was (M-52). */
export function outcomeOf(
  visit: AttendedVisit,
  attendances: readonly Attendance[],
  rule: Punctuality,
  now: Instant,
): VisitOutcome {
  if (visit.status === 'cancelled') return { outcome: 'cancelled', flags: [] }
  const sinceStart = minutesBetween(visit.start, now)
  if (attendances.length === 0) {
    const outcome = sinceStart <= 0 ? 'to come' : sinceStart > rule.missedAfterMinutes ? 'missed' : 'waiting'
    return { outcome, flags: [] }
  }
  const flags: Flag[] = []
  if (attendances.length < visit.workers) flags.push('one worker')
  const actual = actualMinutes(attendances)
  if (actual !== undefined && actual * 100 < visit.minutes * rule.shortBelowPercent) flags.push('short')
  if (attendances.some(({ inSource, outSource }) => inSource === 'manual' || outSource === 'manual'))
    flags.push('manual')
  return { outcome: attendedOutcome(visit, attendances, rule, sinceStart), flags }
}

function attendedOutcome(
  visit: AttendedVisit,
  attendances: readonly Attendance[],
  rule: Punctuality,
  sinceStart: number,
): Outcome {
  if (attendances.some(({ out }) => out === undefined))
    return sinceStart > visit.minutes + rule.missedAfterMinutes ? 'no log-out' : 'under way'
  const first = Math.min(...attendances.map((one) => one.in.epochMilliseconds))
  const late = (first - visit.start.epochMilliseconds) / 60_000
  const allowed = tolerance(visit, rule)
  return late > allowed ? 'late' : late < -allowed ? 'early' : 'on time'
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
