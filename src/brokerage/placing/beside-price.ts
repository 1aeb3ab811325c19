/** What counts beside the price of a provider for somebody: how near its rounds come, and how long ago it told what it has. */
import { divideHalfUp } from '#src/base/money.ts'
import type { Room, ToldAt, ToPlace } from '#src/brokerage/placing/plan.ts'
import { FULL_ROUND, type Near, type Rounds } from '#src/brokerage/told/told.ts'
import type { PartOfDay } from '#src/providers/index.ts'

/** Each minute asked for counts with the provider's visits near the person in its part of the day, up to a full round. */
export function roundsNear(minutes: ToPlace['minutes'], rounds: Rounds): Near {
  let [visits, found, most] = [0, 0, 0]
  for (const [part, asked] of Object.entries(minutes) as [PartOfDay, number][]) {
    const there = asked > 0 ? (rounds[part] ?? 0) : 0
    visits += there
    found += asked * Math.min(there, FULL_ROUND)
    most += asked * FULL_ROUND
  }
  return { visits, percent: most === 0 ? 0 : divideHalfUp(100 * found, most) }
}

/** Of a provider of which no visits were told nothing is held against it. */
export function nearTo({ minutes, outwardCode }: ToPlace, { rounds }: Room): Near | undefined {
  if (rounds === undefined || outwardCode === undefined) return undefined
  return roundsNear(minutes, rounds.get(outwardCode) ?? {})
}

/** The oldest word of those that somebody would stand on. */
export const oldestOf = (told: Room['told'], keys: readonly string[]): ToldAt | undefined =>
  keys
    .flatMap((key) => told?.get(key) ?? [])
    .reduce<ToldAt | undefined>((oldest, one) => (oldest && oldest.on <= one.on ? oldest : one), undefined)
