/** From the ranking to what is awarded: the winners of each lot, and who is next where one falls away. */
import type { AwardedLot } from '#src/tendering/awards/award.ts'
import { standing } from '#src/tendering/awards/award.ts'
import type { DirectOffer } from '#src/tendering/direct-offers/direct-offer.ts'
import { priceBasket } from '#src/tendering/evaluation/price-formula.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import type { Evidence, Outcome } from '#src/tendering/evaluation/outcome.ts'
import type { RankedBid } from '#src/tendering/evaluation/ranking.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

const awardedLot = (lot: string, { candidate, rank, priced }: RankedBid): AwardedLot => ({
  lot,
  organisationRef: candidate.organisationRef,
  organisationName: candidate.organisationName,
  bidRef: candidate.bidRef,
  rank,
  priceTotalPence: Number(shown(priced.basket, 0)),
  lines: candidate.prices,
  setAside: null,
  contractRef: null,
})

export const awardedLots = ({ lots, allocation }: Outcome): AwardedLot[] =>
  lots.flatMap(({ lot, ranking }) => {
    const winners = allocation.lots.find((one) => one.lot === lot.lot)?.winners.map(({ bidder }) => bidder) ?? []
    return ranking.ranked
      .filter(({ candidate }) => winners.includes(candidate.bidRef))
      .map((bid) => awardedLot(lot.lot, bid))
  })

/** One provider for every lot, without competition, at the prices of its offer. */
export const directLots = (
  { lots, price }: Pick<Spec, 'lots' | 'price'>,
  { organisationRef, prices }: Pick<DirectOffer, 'organisationRef' | 'prices'>,
  organisationName: string,
): AwardedLot[] =>
  lots.map(({ lot }) => {
    const lines = prices.find((one) => one.lot === lot)?.lines ?? []
    const { basket } = priceBasket(organisationRef, price.lines, lines)
    return {
      ...{ lot, organisationRef, organisationName, lines },
      ...{ bidRef: null, rank: 1, setAside: null, contractRef: null },
      priceTotalPence: Number(shown(basket, 0)),
    }
  })

/** What the lots that somebody wins are worth together: what a delegation's limit is held to. */
export const valueOf = ({ lots }: Pick<Spec, 'lots'>, awarded: readonly AwardedLot[]): number => {
  const won = new Set(awarded.map(({ lot }) => lot))
  return lots.filter(({ lot }) => won.has(lot)).reduce((sum, { estimatedPence }) => sum + estimatedPence, 0)
}

/**
 * Who stands in for a provider that lost its lots: in each the next in rank that has no place there and may still be given one.
 * What others have won stays theirs.
 */
export function nextInRank(
  evidence: Pick<Evidence, 'spec' | 'bids'>,
  outcome: Outcome,
  lots: readonly AwardedLot[],
  leaver: string,
): AwardedLot[] {
  const kept = standing(lots).filter(({ organisationRef }) => organisationRef !== leaver)
  const next: AwardedLot[] = []
  const held = (organisationRef: string): AwardedLot[] =>
    [...kept, ...next].filter((lot) => lot.organisationRef === organisationRef)
  for (const { lot } of standing(lots).filter(({ organisationRef }) => organisationRef === leaver)) {
    const ranking = outcome.lots.find((one) => one.lot.lot === lot)?.ranking
    const found = ranking?.ranked.find(({ candidate: { organisationRef, bidRef } }) => {
      const own = evidence.bids.find((bid) => bid.bidRef === bidRef)?.mostLots ?? null
      const most = Math.min(own ?? Number.POSITIVE_INFINITY, evidence.spec.mostLots ?? Number.POSITIVE_INFINITY)
      const theirs = held(organisationRef)
      return organisationRef !== leaver && theirs.length < most && !theirs.some((one) => one.lot === lot)
    })
    if (found) next.push(awardedLot(lot, found))
  }
  return next
}
