/** Whose failure could the market not absorb? What rehearsals of every provider's failure say together. */
import { grouped } from '#src/base/counted.ts'
import type { Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'

export type Rehearsed = {
  readonly planRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly readyAt: Instant
  readonly people: number
  readonly unplaced: number
  readonly criticalUnplaced: number
  /** Of those placed whose price today is known. */
  readonly weeklyPence: Pence
  readonly todayPence: Pence
  readonly points: number
  readonly bound: number
  /** Of the rehearsal before, where there was one. */
  readonly peopleBefore: number | null
  readonly unplacedBefore: number | null
  /** What stands in the way of the first who would be left. */
  readonly binds: string | null
}

/** Several that fail on one day; without figures while the rehearsal is being made. */
export type RehearsedTogether = {
  readonly planRef: string
  readonly names: readonly string[]
  readonly askedAt: Instant
  readonly people: number | null
  readonly unplaced: number | null
  readonly criticalUnplaced: number | null
}

export type Resilience = {
  readonly providers: number
  readonly people: number
  /** Providers whose failure would leave somebody without care. */
  readonly notAbsorbed: number
  /** The share of people whose provider's failure others could absorb whole, in percent; undefined while nothing was rehearsed. */
  readonly percent: number | undefined
}

export function resilienceOf(rehearsed: readonly Pick<Rehearsed, 'people' | 'unplaced'>[]): Resilience {
  const people = rehearsed.reduce((sum, one) => sum + one.people, 0)
  const safe = rehearsed.filter(({ unplaced }) => unplaced === 0).reduce((sum, one) => sum + one.people, 0)
  return {
    ...{ providers: rehearsed.length, people },
    notAbsorbed: rehearsed.filter(({ unplaced }) => unplaced > 0).length,
    percent: people === 0 ? undefined : Math.floor((safe / people) * 1000) / 10,
  }
}

/** The same of the time before, of the providers that were rehearsed then; undefined where none was. */
export const resilienceBefore = (
  rehearsed: readonly Pick<Rehearsed, 'peopleBefore' | 'unplacedBefore'>[],
): number | undefined =>
  resilienceOf(
    rehearsed.flatMap(({ peopleBefore, unplacedBefore }) =>
      peopleBefore === null || unplacedBefore === null ? [] : [{ people: peopleBefore, unplaced: unplacedBefore }],
    ),
  ).percent

/** "2 more than the time before" */
export function sinceBefore({ unplaced, unplacedBefore }: Pick<Rehearsed, 'unplaced' | 'unplacedBefore'>): string {
  if (unplacedBefore === null) return 'not rehearsed before'
  const more = unplaced - unplacedBefore
  return more === 0 ? 'as before' : `${grouped(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than before`
}

/** Nobody is in two of a set, and a set is of somebody. */
export const MOST_TOGETHER = 5
