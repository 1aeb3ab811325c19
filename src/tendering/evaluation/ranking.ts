/** Who comes first in a lot, exactly; what is rounded is for show alone (P-53, P-56). */
import { compare, exactly, type Fraction, plus, shown, times } from '#src/tendering/evaluation/fraction.ts'
import { type Quality, qualityMarks } from '#src/tendering/evaluation/marks.ts'
import { lotsDrawn } from '#src/tendering/evaluation/lots-drawn.ts'
import {
  type LinePrice,
  markPrices,
  type Priced,
  type PriceMark,
  priceBasket,
} from '#src/tendering/evaluation/price-formula.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

/** One bid for one lot as it comes to the ranking. */
export type Candidate = {
  readonly bidRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly marks: ReadonlyMap<string, Fraction>
  readonly prices: readonly LinePrice[]
  /** Why the bid is out before any mark: excluded, a condition not met, a low price not explained. */
  readonly out: readonly string[]
}

export type RankedBid = {
  readonly candidate: Candidate
  readonly rank: number
  readonly total: Fraction
  readonly quality: Quality
  readonly price: PriceMark
  readonly priced: Priced
  /** How it was set apart from another bid of the same total. */
  readonly tie: string | undefined
  /** It stands where it does by the lot that was drawn. */
  readonly byLot: boolean
}

export type OutOfRanking = {
  readonly candidate: Candidate
  readonly quality: Quality
  readonly priced: Priced
  readonly why: readonly string[]
}
export type Ranking = { readonly ranked: readonly RankedBid[]; readonly out: readonly OutOfRanking[] }

type Asked = Pick<Spec, 'questions' | 'qualityLeastPercent' | 'scale' | 'price' | 'tieBreaks'>
type Scored = Omit<RankedBid, 'rank' | 'tie' | 'byLot'>

/** Ranks the bids of one lot. `seed` is what the lots were drawn with, where a tie comes to that. */
export function rankBids(spec: Asked, candidates: readonly Candidate[], seed: string): Ranking {
  const weighed = candidates.map((candidate) => {
    const quality = qualityMarks(spec, candidate.marks)
    const priced = priceBasket(candidate.bidRef, spec.price.lines, candidate.prices)
    return { candidate, quality, priced, why: [...candidate.out, ...priced.faults, ...quality.below] }
  })
  const valid = weighed.filter(({ why }) => why.length === 0)
  const prices = markPrices(
    spec.price.formula,
    spec.price.weight,
    valid.map(({ priced }) => priced),
  )
  const scored = valid.flatMap(({ candidate, quality, priced }): Scored[] => {
    const price = prices.get(candidate.bidRef)
    return price ? [{ candidate, quality, priced, price, total: totalOf(spec, quality, price) }] : []
  })
  const drawn = lotsDrawn(
    seed,
    scored.map(({ candidate }) => candidate.bidRef),
  )
  const ordered = scored.toSorted((a, b) => compare(b.total, a.total) || settle(spec, a, b, drawn).sign)
  const ranked = ordered.map((bid, index) => ({
    ...{ ...bid, rank: index + 1, tie: tieWords(spec, ordered, index, drawn) },
    byLot: levelWith(ordered, index).some((other) => settle(spec, bid, other, drawn).by === 'lot_drawn'),
  }))
  return { ranked, out: weighed.filter(({ why }) => why.length > 0) }
}

/** Marks together; where the tender ranks by value, quality for each pound. */
const totalOf = (spec: Asked, quality: Quality, price: PriceMark): Fraction =>
  spec.price.formula.kind === 'value_ratio' ? times(quality.total, price.share) : plus(quality.total, price.marks)

type Settled = { readonly sign: number; readonly by: Spec['tieBreaks'][number] | undefined }

/** Which of two bids of one total stands first, by the first of the tender's tie-breaks that tells them apart (P-56). */
function settle(spec: Asked, a: Scored, b: Scored, drawn: readonly string[]): Settled {
  for (const by of spec.tieBreaks) {
    const sign = tellApart(spec, by, a, b, drawn)
    if (sign !== 0) return { sign, by }
  }
  return { sign: a.candidate.bidRef < b.candidate.bidRef ? -1 : 1, by: undefined }
}

function tellApart(spec: Asked, by: Spec['tieBreaks'][number], a: Scored, b: Scored, drawn: readonly string[]): number {
  switch (by) {
    case 'quality':
      return compare(b.quality.quality, a.quality.quality)
    case 'heaviest_question':
      return compare(heaviest(spec, b.quality), heaviest(spec, a.quality))
    case 'price':
      return compare(a.priced.basket, b.priced.basket)
    case 'lot_drawn':
      return drawn.indexOf(a.candidate.bidRef) - drawn.indexOf(b.candidate.bidRef)
  }
}

function heaviest({ questions }: Asked, { lines }: Quality): Fraction {
  const most = Math.max(...questions.map(({ weight }) => weight))
  return lines.find(({ weight }) => weight === most)?.marks ?? exactly(0)
}

const TIE_WORDS: Readonly<Record<Spec['tieBreaks'][number], string>> = {
  quality: 'the higher mark for quality',
  heaviest_question: 'the higher mark for the heaviest question',
  price: 'the lower price',
  lot_drawn: 'the lot drawn',
}

/** The bids beside one in the order that have its total. */
function levelWith(ordered: readonly Scored[], index: number): Scored[] {
  const bid = ordered[index]
  return [ordered[index - 1], ordered[index + 1]].flatMap((other) =>
    bid && other && compare(other.total, bid.total) === 0 ? [other] : [],
  )
}

/** Beside whom it stood level, and what set them apart. */
function tieWords(
  spec: Asked,
  ordered: readonly Scored[],
  index: number,
  drawn: readonly string[],
): string | undefined {
  const bid = ordered[index]
  const [near] = levelWith(ordered, index)
  if (!bid || !near) return undefined
  const { by } = settle(spec, bid, near, drawn)
  const level = `Level with ${near.candidate.organisationName} at ${shown(bid.total)}`
  return by ? `${level}; ${TIE_WORDS[by]} decides` : `${level}; the tender's tie-breaks do not tell them apart`
}
