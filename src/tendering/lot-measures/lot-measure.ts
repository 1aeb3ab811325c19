/** How an award stands beside the other bids for its lot: was it the lowest price, and how much quality was there to be had. */
import {
  compare,
  fraction,
  greater,
  lesser,
  minus,
  NOUGHT,
  over,
  roughly,
  times,
} from '#src/tendering/evaluation/fraction.ts'
import type { Ranking } from '#src/tendering/evaluation/ranking.ts'

export type Stood = {
  readonly bids: number
  readonly rank: number
  readonly lowest: boolean
  /** Hundredths of a mark, of 100 marks for quality. */
  readonly forgoneBp: number
}

/** Undefined where the winner is not among the bids ranked, as in a direct award. */
export function howItStood(
  { ranked }: Pick<Ranking, 'ranked'>,
  organisationRef: string,
  qualityWeight: number,
): Stood | undefined {
  const won = ranked.find(({ candidate }) => candidate.organisationRef === organisationRef)
  if (!won) return undefined
  const lowest = ranked.map(({ priced }) => priced.basket).reduce(lesser)
  const best = ranked.map(({ quality }) => quality.total).reduce(greater, NOUGHT)
  const share = qualityWeight > 0 ? over(minus(best, won.quality.total), fraction(qualityWeight)) : NOUGHT
  return {
    ...{ bids: ranked.length, rank: won.rank },
    lowest: compare(won.priced.basket, lowest) === 0,
    forgoneBp: Math.min(10_000, Math.max(0, roughly(times(share, fraction(10_000)), 0))),
  }
}
