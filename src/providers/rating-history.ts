import type { Day } from '#src/base/day.ts'
import { RATINGS, type Rating } from '#src/providers/cqc-values.ts'

/** 4 is Outstanding … 1 is Inadequate: the order in which ratings stand above one another, and nothing to add up. */
export const rankOf = (rating: Rating): number => 4 - RATINGS.indexOf(rating)

export type Rated = { readonly ratedOn: Day; readonly rating: Rating | null }

/**
 * Overall ratings of several subjects on the days of their reports. A subject keeps its rating until its next report; a report
 * without a rating breaks its line.
 */
export function ratingSteps(series: readonly { name: string; ratings: readonly Rated[] }[]): {
  days: Day[]
  lines: { name: string; ranks: (number | undefined)[] }[]
} {
  const shown = series.filter(({ ratings }) => ratings.some(({ rating }) => rating !== null))
  const days = [...new Set(shown.flatMap(({ ratings }) => ratings.map(({ ratedOn }) => ratedOn)))].sort()
  return {
    days,
    lines: shown.map(({ name, ratings }) => ({
      name,
      ranks: days.map((day) => {
        const last = ratings.filter(({ ratedOn }) => ratedOn <= day).at(-1)
        return last?.rating ? rankOf(last.rating) : undefined
      }),
    })),
  }
}
