/** What visits tells of a provider that offers: how near its present rounds come, and how well its workers know the person. Nobody asks the provider. */
import { divideHalfUp } from '#src/base/money.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { type PartOfDay, partOf, type Parts } from '#src/providers/index.ts'

/** Visits a week that a provider makes in one part of the council's area, by the part of the day in which they begin. */
export type Rounds = Partial<Readonly<Record<PartOfDay, number>>>

/** Who came to the person in the 28 days before: how often, and how often it was one of the three who came most. */
export type KnownWorker = { readonly visits: number; readonly topThree: number }

/** As it was told when the package was sent: the offers of a package are ranked by one state of things. */
export type Told = {
  readonly near?: Near
  readonly known?: KnownWorker
}

export type Near = { readonly visits: number; readonly percent: number }

/** So many visits a week near the person, in the same part of the day, make a round into which one more fits. */
export const FULL_ROUND = 20
/** So many visits in 28 days make workers known: one a day. */
export const FULL_MONTH = 28

/** Each visit asked for counts with the provider's visits near the person in its part of the day, up to a full round. */
export function nearOf(pattern: readonly PatternVisit[], rounds: Rounds, parts: Parts): Near {
  const asked = new Map<PartOfDay, number>()
  for (const { start, days } of pattern) {
    const part = partOf(start, parts)
    asked.set(part, (asked.get(part) ?? 0) + days.length)
  }
  let visits = 0
  let found = 0
  let most = 0
  for (const [part, times] of asked) {
    const there = rounds[part] ?? 0
    visits += there
    found += times * Math.min(there, FULL_ROUND)
    most += times * FULL_ROUND
  }
  return { visits, percent: most === 0 ? 0 : divideHalfUp(100 * found, most) }
}

/** The share of the three most frequent, in full from a visit a day on. */
export const knownPercent = ({ visits, topThree }: KnownWorker): number =>
  visits === 0 ? 0 : divideHalfUp(100 * topThree * Math.min(visits, FULL_MONTH), visits * FULL_MONTH)
