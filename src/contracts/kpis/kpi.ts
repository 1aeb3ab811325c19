/** What a contract is measured by, and how a figure is rated (P-15). */
import { addMonths, type Day, firstOfMonth } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Policies } from '#src/councils/index.ts'

export const RATINGS = ['good', 'approaching', 'requires_improvement', 'inadequate', 'other'] as const
export type KpiRating = (typeof RATINGS)[number]

/** In the words of the notice of performance (UK9). */
export const RATING_WORDS: Readonly<Record<KpiRating, string>> = {
  good: 'Good',
  approaching: 'Approaching target',
  requires_improvement: 'Requires improvement',
  inadequate: 'Inadequate',
  other: 'Other',
}

export const PERIODS = ['month', 'quarter', 'year'] as const
export type KpiPeriod = (typeof PERIODS)[number]

/** What visits tell of a contract's care, by itself. */
export const TOLD_MEASURES = ['delivered', 'on_time', 'length_of_stay', 'missed', 'electronic', 'manual'] as const
export type ToldMeasure = (typeof TOLD_MEASURES)[number]

export const MEASURE_WORDS: Readonly<Record<ToldMeasure, string>> = {
  delivered: 'Visits delivered, in per cent of those due',
  on_time: 'Visits on time, in per cent of those with a log-in and a log-out',
  length_of_stay: 'Minutes stayed, in per cent of those planned',
  missed: 'Visits missed, in per cent of those due',
  electronic: 'Visits logged electronically, in per cent of those due',
  manual: 'Visits entered by hand, in per cent of those delivered',
}

const MONTHS: Readonly<Record<KpiPeriod, number>> = { month: 1, quarter: 3, year: 12 }

export type Kpi = {
  readonly number: number
  readonly name: string
  readonly target: number
  readonly moreIsBetter: boolean
  readonly period: KpiPeriod
  /** What visits tell of it; null where it is entered by hand. */
  readonly measure: ToldMeasure | null
  readonly fromDay: Day
}

export type KpiFigure = {
  readonly periodFrom: Day
  readonly figure: number
  readonly rating: KpiRating
  readonly source: 'hand' | 'told'
  readonly note: string
  readonly byName: string
}

/** With a target of 95 and 5 and 15 points: good from 95, approaching from 90, requires improvement from 80, inadequate below. */
export function rate(
  { target, moreIsBetter }: Pick<Kpi, 'target' | 'moreIsBetter'>,
  figure: number,
  { approachingPoints, improvementPoints }: Policies['kpi-ratings'],
): KpiRating {
  const short = moreIsBetter ? target - figure : figure - target
  if (short <= 0) return 'good'
  if (short <= approachingPoints) return 'approaching'
  return short <= improvementPoints ? 'requires_improvement' : 'inadequate'
}

/** The first day of the period of an indicator that a day lies in, counted from the month in which it began. */
export function periodOf({ fromDay, period }: Pick<Kpi, 'fromDay' | 'period'>, day: Day): Day {
  const months = MONTHS[period]
  let from = firstOfMonth(fromDay)
  for (let next = addMonths(from, months); next <= day; next = addMonths(from, months)) from = next
  return from
}

/** The period that ended last before a day, from its first day to the first after it; undefined in the first one. */
export function periodBefore(kpi: Pick<Kpi, 'fromDay' | 'period'>, day: Day): { from: Day; to: Day } | undefined {
  const to = periodOf(kpi, day)
  const from = addMonths(to, -MONTHS[kpi.period])
  return to <= kpi.fromDay ? undefined : { from: from < kpi.fromDay ? kpi.fromDay : from, to }
}

export type AddKpi = Omit<Kpi, 'number'>
export type AddKpiRefusal = 'no name given' | 'not a figure' | "outside the contract's term"

export function checkKpi(contract: { fromDay: Day; toDay: Day }, asked: AddKpi): Result<AddKpi, AddKpiRefusal> {
  if (asked.name.trim() === '') return refuse('no name given')
  if (!isFigure(asked.target)) return refuse('not a figure')
  if (asked.fromDay < contract.fromDay || asked.fromDay >= contract.toDay) return refuse("outside the contract's term")
  return ok({ ...asked, name: asked.name.trim() })
}

/** Two places at most, as they are kept. */
export const isFigure = (figure: number): boolean =>
  Number.isFinite(figure) &&
  Math.abs(figure) < 1_000_000 &&
  Math.round(figure * 100) === Number((figure * 100).toFixed(6))
