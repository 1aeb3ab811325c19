/**
 * Whether awards and call-offs go to more than the lowest price: counted by month and by officer. Published figures leave out
 * small numbers.
 */
import { divideHalfUp } from '#src/base/money.ts'

/** What was chosen in a month by an officer: packages offered for, or lots of tenders. */
export type Counted = {
  readonly month: string
  readonly officer: string
  /** All that was chosen. */
  readonly choices: number
  /** Those with at least two complete offers or ranked bids: where there was a choice. */
  readonly contested: number
  /** Of the contested, those that went to the lowest price. */
  readonly lowest: number
  /** Quality that was to be had and was not taken, over the contested; in hundredths of a mark of 100. */
  readonly forgoneBp: number
  /** Chosen against the ranking. */
  readonly overrides: number
}

export type Sums = Omit<Counted, 'month' | 'officer'>

/** Numbers under five tell of single people. */
const FEW = 5

const NONE: Sums = { choices: 0, contested: 0, lowest: 0, forgoneBp: 0, overrides: 0 }

export const sumOf = (counted: readonly Sums[]): Sums =>
  counted.reduce(
    (sum, one) => ({
      choices: sum.choices + one.choices,
      contested: sum.contested + one.contested,
      lowest: sum.lowest + one.lowest,
      forgoneBp: sum.forgoneBp + one.forgoneBp,
      overrides: sum.overrides + one.overrides,
    }),
    NONE,
  )

export type Line = { readonly name: string } & Sums

export const groupBy = (counted: readonly Counted[], by: 'month' | 'officer'): Line[] =>
  [...Map.groupBy(counted, (one) => one[by])]
    .map(([name, some]) => ({ name, ...sumOf(some) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

/** Undefined when what it rests on is too little to be shown: nobody's choices are told one by one. */
export const lowestPercent = ({ contested, lowest }: Sums): number | undefined =>
  contested < FEW ? undefined : divideHalfUp(lowest * 100, contested)

/** Marks of 100 that a contested choice forwent on average, in tenths. */
export const forgoneTenths = ({ contested, forgoneBp }: Sums): number | undefined =>
  contested < FEW ? undefined : divideHalfUp(forgoneBp, contested * 10)

/** A count as it may be shown: none, or enough. */
export const shownCount = (count: number): number | undefined => (count > 0 && count < FEW ? undefined : count)

/** The same with words for what is not shown; a table tells the number in thousands, a file as it is. */
export const countWords = (count: number): number | string => shownCount(count) ?? `under ${FEW}`

/** Why a figure is not there: nothing was compared, or too little to be told. */
const without = ({ contested }: Sums): string => (contested === 0 ? 'none' : 'too few')

export function percentWords(sums: Sums): string {
  const percent = lowestPercent(sums)
  return percent === undefined ? without(sums) : `${percent}%`
}

export function marksWords(sums: Sums): string {
  const tenths = forgoneTenths(sums)
  return tenths === undefined ? without(sums) : (tenths / 10).toFixed(1)
}
