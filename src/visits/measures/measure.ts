/** How well care is delivered, in shares that each say what they are of what (M-42, M-43, M-55). */
import type { ToldMeasure } from '#src/contracts/index.ts'
import type { Policies } from '#src/councils/index.ts'

/** Visits of some days, counted. `due` are those of which is known what became of them; cancelled ones are not among them. */
export type Counted = {
  readonly due: number
  readonly delivered: number
  readonly missed: number
  /** Delivered, and both ends are known. */
  readonly timed: number
  readonly onTime: number
  /** Of the timed visits, in minutes. */
  readonly plannedMinutes: number
  readonly stayedMinutes: number
  /** Delivered with a log that nobody entered by hand. */
  readonly electronic: number
  readonly manual: number
}

/** Who came to people in 28 days. */
export type Continuity = {
  readonly people: number
  readonly attendances: number
  /** Distinct workers of each person, added up. */
  readonly workers: number
  /** Attendances by each person's three most frequent workers, added up. */
  readonly topThree: number
}

export const CONTINUITY_DAYS = 28

export const MEASURES = [
  'delivered',
  'onTime',
  'lengthOfStay',
  'missed',
  'electronic',
  'manual',
  'topThree',
  'workers',
] as const
export type Measure = (typeof MEASURES)[number]

/** Percentages, but `workers`, which is an average; undefined where there is nothing to divide by. */
export type Measured = Readonly<Record<Measure, number | undefined>>

export const DEFINITIONS: Readonly<Record<Measure, { readonly name: string; readonly words: string }>> = {
  delivered: {
    name: 'Delivered',
    words: "Visits attended and not missed by the council's definition, of all visits that were due.",
  },
  onTime: {
    name: 'On time',
    words:
      "Visits begun within the council's bounds before and after their time, of those with a log-in and a log-out.",
  },
  lengthOfStay: {
    name: 'Length of stay',
    words: 'Minutes stayed, of the minutes planned for the same visits. Of two workers the time that both were there.',
  },
  missed: { name: 'Missed', words: "Visits missed by the council's definition, of all visits that were due." },
  electronic: {
    name: 'Electronic',
    words: 'Visits with a log that nobody entered by hand, of all visits that were due.',
  },
  manual: { name: 'By hand', words: 'Visits with a log-in or log-out entered by hand, of those delivered.' },
  topThree: {
    name: 'Top three workers',
    words: `Attendances by each person's three most frequent workers, of all attendances of the last ${CONTINUITY_DAYS} days.`,
  },
  workers: {
    name: 'Workers a person',
    words: `Different workers who came to a person in the last ${CONTINUITY_DAYS} days, on average.`,
  },
}

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : (part * 100) / whole)

/** Shares of the sums, so that a provider of few visits weighs what it delivers. */
export const measure = (counted: Counted, continuity: Continuity): Measured => ({
  delivered: share(counted.delivered, counted.due),
  onTime: share(counted.onTime, counted.timed),
  lengthOfStay: share(counted.stayedMinutes, counted.plannedMinutes),
  missed: share(counted.missed, counted.due),
  electronic: share(counted.electronic, counted.due),
  manual: share(counted.manual, counted.delivered),
  topThree: share(continuity.topThree, continuity.attendances),
  workers: continuity.people === 0 ? undefined : continuity.workers / continuity.people,
})

/** What contracts are told of, under the names that they know. */
export const TOLD: Readonly<Record<ToldMeasure, Measure>> = {
  delivered: 'delivered',
  on_time: 'onTime',
  length_of_stay: 'lengthOfStay',
  missed: 'missed',
  electronic: 'electronic',
  manual: 'manual',
}

export const NOTHING_COUNTED: Counted = {
  ...{ due: 0, delivered: 0, missed: 0, timed: 0, onTime: 0, plannedMinutes: 0, stayedMinutes: 0 },
  ...{ electronic: 0, manual: 0 },
}

export const addCounted = (a: Counted, b: Counted): Counted => ({
  due: a.due + b.due,
  delivered: a.delivered + b.delivered,
  missed: a.missed + b.missed,
  timed: a.timed + b.timed,
  onTime: a.onTime + b.onTime,
  plannedMinutes: a.plannedMinutes + b.plannedMinutes,
  stayedMinutes: a.stayedMinutes + b.stayedMinutes,
  electronic: a.electronic + b.electronic,
  manual: a.manual + b.manual,
})

export type Target = { readonly atLeast: number } | { readonly atMost: number }

export const targetOf = (of: Measure, targets: Policies['measures']): Target => {
  switch (of) {
    case 'delivered':
      return { atLeast: targets.deliveredPercent }
    case 'onTime':
      return { atLeast: targets.onTimePercent }
    case 'lengthOfStay':
      return { atLeast: targets.lengthOfStayPercent }
    case 'missed':
      return { atMost: targets.missedPerThousand / 10 }
    case 'electronic':
      return { atLeast: targets.electronicPercent }
    case 'manual':
      return { atMost: targets.manualPercent }
    case 'topThree':
      return { atLeast: targets.topThreePercent }
    case 'workers':
      return { atMost: targets.workersAPerson }
  }
}

/** Judged as it is shown, to one decimal: nobody is told "90.0, below 90". */
export function misses(value: number | undefined, target: Target): boolean {
  if (value === undefined) return false
  const shown = Math.round(value * 10) / 10
  return 'atLeast' in target ? shown < target.atLeast : shown > target.atMost
}
