/** What an evaluation comes to: every lot ranked, and the lots given under the most that a bidder may have. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { OpenedBid, OpenedPrice } from '#src/tendering/bids/bid.ts'
import type { AgreedMark } from '#src/tendering/evaluation/assessor.ts'
import type { ConditionCheck, ExclusionCheck, LowPriceQuery } from '#src/tendering/evaluation/check.ts'
import { type Allocation, allocateLots } from '#src/tendering/evaluation/lot-allocation.ts'
import { priceBasket } from '#src/tendering/evaluation/price-formula.ts'
import { type Candidate, rankBids, type Ranking } from '#src/tendering/evaluation/ranking.ts'
import type { Lot, Spec } from '#src/tendering/tenders/spec.ts'

/** All that the ranking rests on. */
export type Evidence = {
  readonly spec: Spec
  readonly bids: readonly OpenedBid[]
  readonly names: ReadonlyMap<string, string>
  readonly agreed: readonly AgreedMark[]
  readonly conditions: readonly ConditionCheck[]
  readonly exclusions: readonly ExclusionCheck[]
  readonly queries: readonly LowPriceQuery[]
  readonly prices: readonly OpenedPrice[]
  readonly seed: string
  readonly draw: Draw | null
}

/** The lots that were drawn before a witness: the bids of each that they set apart, in the order in which they fell. */
export type Draw = {
  readonly witnessRef: string
  readonly witnessName: string
  readonly at: string
  readonly lots: readonly { readonly lot: string; readonly bidRefs: readonly string[] }[]
}

export type LotOutcome = { readonly lot: Lot; readonly ranking: Ranking }
export type Outcome = { readonly lots: readonly LotOutcome[]; readonly allocation: Allocation }

export function outcomeOf(evidence: Evidence): Outcome {
  const { spec, prices, seed } = evidence
  const lots = spec.lots.map((lot) => ({ lot, ranking: rankBids(spec, candidatesFor(evidence, lot.lot), seed) }))
  const allocation = allocateLots(
    lots.map(({ lot, ranking }) => ({
      lot: lot.lot,
      places: lot.places,
      bids: ranking.ranked.map(({ candidate, rank, total }) => ({
        bidder: candidate.bidRef,
        name: candidate.organisationName,
        rank,
        total,
      })),
    })),
    evidence.bids.map(({ bidRef, mostLots }) => ({ bidder: bidRef, most: least(mostLots, spec.mostLots) })),
  )
  return prices.length === 0 ? { lots: [], allocation: { ...allocation, lots: [] } } : { lots, allocation }
}

const least = (own: number | null, tenders: number | null): number | null =>
  own === null ? tenders : tenders === null ? own : Math.min(own, tenders)

/** The bids for one lot with their marks, prices, and why they are out if they are. */
export const candidatesFor = (evidence: Evidence, lot: string): Candidate[] =>
  evidence.bids.flatMap(({ bidRef, organisationRef }): Candidate[] => {
    const priced = evidence.prices.find((one) => one.bidRef === bidRef && one.lot === lot)
    if (!priced) return []
    const marks = new Map(
      evidence.agreed.filter((one) => one.bidRef === bidRef).map(({ question, mark }) => [question, mark]),
    )
    const out = [...whyOut(evidence, bidRef), ...lowPriceOut(evidence.queries, bidRef)]
    const organisationName = evidence.names.get(organisationRef) ?? organisationRef
    return [{ bidRef, organisationRef, organisationName, marks, prices: priced.lines, out }]
  })

/** Why a bid is out whatever its marks: a ground to exclude it, or a condition that it does not meet. */
export function whyOut(
  { spec, exclusions, conditions }: Pick<Evidence, 'spec' | 'exclusions' | 'conditions'>,
  bidRef: string,
): string[] {
  const excluded = exclusions.findLast((check) => check.bidRef === bidRef)
  const unmet = conditions.filter((check) => check.bidRef === bidRef && !check.met)
  return [
    ...(excluded?.outcome === 'excluded' ? [`excluded, on a ${excluded.ground} ground`] : []),
    ...unmet.flatMap(({ condition }) => {
      const asked = spec.conditions.find(({ key }) => key === condition)
      return asked ? [`does not meet ${asked.key}: ${asked.text}`] : []
    }),
  ]
}

const lowPriceOut = (queries: readonly LowPriceQuery[], bidRef: string): string[] => {
  const query = queries.find((one) => one.bidRef === bidRef)
  return query?.outcome === 'rejected' ? [`a price too low to perform the contract: ${query.reason ?? ''}`] : []
}

/** Bids with a price below a floor: nothing is ranked before each of them was asked and the answer decided on. */
export const lowBids = ({
  spec,
  prices,
}: Pick<Evidence, 'spec' | 'prices'>): { bidRef: string; lot: string; low: readonly string[] }[] =>
  prices.flatMap(({ bidRef, lot, lines }) => {
    const { low } = priceBasket(bidRef, spec.price.lines, lines)
    return low.length > 0 ? [{ bidRef, lot, low }] : []
  })

/** How the lots fell, of the lots where a tie came to that. */
export const drawnIn = ({ lots }: Outcome): Draw['lots'] =>
  lots.flatMap(({ lot, ranking }) => {
    const bidRefs = ranking.ranked.filter(({ byLot }) => byLot).map(({ candidate }) => candidate.bidRef)
    return bidRefs.length > 0 ? [{ lot: lot.lot, bidRefs }] : []
  })

/** Whether what a witness saw is how the lots fall now: a bid that fell out since has changed the draw. */
export const isWitnessed = (outcome: Outcome, draw: Draw | null): boolean => {
  const written = (lots: Draw['lots']): string =>
    lots.map(({ lot, bidRefs }) => `${lot} ${bidRefs.join(' ')}`).join('\n')
  const drawn = drawnIn(outcome)
  return drawn.length === 0 || (draw !== null && written(draw.lots) === written(drawn))
}

export type RankRefusal =
  | 'prices are not opened'
  | 'a low price is not decided'
  | 'no bid can be ranked'
  | 'the draw is not witnessed'

/** Whether the ranking may be confirmed. */
export function mayRank(evidence: Evidence): Result<Outcome, RankRefusal> {
  if (evidence.prices.length === 0) return refuse('prices are not opened')
  const open = (bidRef: string): boolean =>
    !evidence.queries.some((one) => one.bidRef === bidRef && one.outcome !== null)
  const asked = evidence.queries.map(({ bidRef }) => bidRef)
  const flagged = lowBids(evidence).map(({ bidRef }) => bidRef)
  const inPlay = (bidRef: string): boolean => whyOut(evidence, bidRef).length === 0
  if ([...asked, ...flagged].some((bidRef) => inPlay(bidRef) && open(bidRef)))
    return refuse('a low price is not decided')
  const outcome = outcomeOf(evidence)
  if (outcome.lots.every(({ ranking }) => ranking.ranked.length === 0)) return refuse('no bid can be ranked')
  return isWitnessed(outcome, evidence.draw) ? ok(outcome) : refuse('the draw is not witnessed')
}
