/** What a contract has spent by its draw-down, and will to its end: of what is placed, and of what placements to come would add (M-29). */
import { addDays, addMonths, type Day, daysBetween, firstOfMonth } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'

/** A draw-down line as days of care: so much a week from a day on, taken off again where an end gave it back. */
export type SpendLine = { readonly fromDay: Day; readonly weeklyPence: Pence; readonly pence: Pence }

type Span = { readonly from: Day; readonly to: Day; readonly perDay: number }

/** What a line commits, spread over its days; the days follow from its cost, so that the spans add up to the committed pence. */
const spanOf = ({ fromDay, weeklyPence, pence }: SpendLine): Span[] => {
  const days = weeklyPence === 0 ? 0 : Math.round((Math.abs(pence) * 7) / weeklyPence)
  return days === 0 ? [] : [{ from: fromDay, to: addDays(fromDay, days), perDay: pence / days }]
}

const spent = (spans: readonly Span[], before: Day): number =>
  spans.reduce((sum, { from, to, perDay }) => {
    const days = Math.max(0, daysBetween(from, to < before ? to : before))
    return sum + days * perDay
  }, 0)

/** What the spans that hold on a day cost in a week. */
const weeklyOn = (spans: readonly Span[], day: Day): number =>
  spans.reduce((sum, { from, to, perDay }) => (from <= day && day < to ? sum + perDay * 7 : sum), 0)

export type Forecast = {
  /** The last day of each month of the term, and of the term. */
  readonly days: readonly Day[]
  /** What placed care costs by each of these days, whether it was or is to come. */
  readonly placed: readonly Pence[]
  /** From today on: with placements to come at the pace of the last quarter. Undefined before. */
  readonly expected: readonly (Pence | undefined)[]
  readonly toDatePence: Pence
  readonly placedPence: Pence
  readonly expectedPence: Pence
  readonly weeklyPence: Pence
  /** By how much a week's cost rose in a week, over the last quarter. */
  readonly paceWeeklyPence: Pence
  /** The first of these days by which the ceiling would be passed. */
  readonly passesOn: Day | undefined
}

const PACE_WEEKS = 13
/** So many points are drawn; a longer term has fewer of its months. */
const MOST_POINTS = 120

export function forecast(
  { fromDay, toDay, ceilingPence }: { fromDay: Day; toDay: Day; ceilingPence: Pence | null },
  lines: readonly SpendLine[],
  today: Day,
): Forecast {
  const spans = lines.flatMap(spanOf)
  const days = monthEnds(fromDay, toDay)
  const at = today < fromDay ? fromDay : today > toDay ? toDay : today
  const toDate = spent(spans, addDays(at, 1) > toDay ? toDay : addDays(at, 1))
  const weekly = weeklyOn(spans, at)
  const before = addDays(at, -7 * PACE_WEEKS)
  const pace = Math.max(0, before < fromDay ? 0 : (weekly - weeklyOn(spans, before)) / PACE_WEEKS)
  const placed = days.map((day) => spent(spans, addDays(day, 1)))
  const expected = days.map((day, index) => {
    if (day < at) return undefined
    const weeks = daysBetween(at, day) / 7
    // Each week adds placements at the pace, and each of them costs until the day.
    return (placed[index] ?? 0) + (pace * weeks * weeks) / 2
  })
  const passes = expected.findIndex((pence) => ceilingPence !== null && pence !== undefined && pence > ceilingPence)
  return {
    days,
    placed: placed.map(Math.round),
    expected: expected.map((pence) => (pence === undefined ? undefined : Math.round(pence))),
    toDatePence: Math.round(toDate),
    placedPence: Math.round(placed.at(-1) ?? 0),
    expectedPence: Math.round(expected.at(-1) ?? placed.at(-1) ?? 0),
    weeklyPence: Math.round(weekly),
    paceWeeklyPence: Math.round(pace),
    passesOn: passes < 0 ? undefined : days[passes],
  }
}

function monthEnds(fromDay: Day, toDay: Day): Day[] {
  const last = addDays(toDay, -1)
  const ends: Day[] = []
  for (let month = firstOfMonth(fromDay); month < toDay; month = addMonths(month, 1)) {
    const end = addDays(addMonths(month, 1), -1)
    ends.push(end < last ? end : last)
  }
  const every = Math.ceil(ends.length / MOST_POINTS)
  return ends.filter((_, index) => index === ends.length - 1 || index % every === 0)
}
