/** The assessment summary of one bidder, made from the record (P-57): criteria, its own marks and reasons, the winner's and its name. */
import type { AgreedMark } from '#src/tendering/evaluation/assessor.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import type { Evidence, LotOutcome, Outcome } from '#src/tendering/evaluation/outcome.ts'
import type { RankedBid } from '#src/tendering/evaluation/ranking.ts'
import type { PriceFormula } from '#src/tendering/tenders/spec.ts'

export type SummaryLine = {
  readonly key: string
  readonly mark: string
  readonly marks: string
  readonly reason: string
}
export type SummaryScore = {
  readonly name: string
  readonly rank: number | null
  readonly total: string
  readonly lines: readonly SummaryLine[]
  readonly priceMarks: string
}

export type SummaryLot = {
  readonly lot: string
  readonly title: string
  readonly result: 'won' | 'not won' | 'not ranked'
  readonly of: number
  readonly own: SummaryScore | null
  /** How its own price marks were reckoned; nobody else’s price is told. */
  readonly priceWorking: string
  /** Why it was not ranked, or what stood in the way of a lot for which it ranked high enough. */
  readonly why: readonly string[]
  readonly winners: readonly { readonly name: string; readonly total: string }[]
  /** The marks and reasons of the highest placed winner. */
  readonly winner: SummaryScore | null
}

export type Summary = {
  readonly tenderRef: string
  readonly bidRef: string
  readonly title: string
  readonly organisationName: string
  readonly criteria: readonly { readonly key: string; readonly text: string; readonly weight: number }[]
  readonly scale: number
  readonly priceWeight: number
  readonly priceFormula: PriceFormula['kind']
  readonly lots: readonly SummaryLot[]
}

export function summaryOf(
  tenderRef: string,
  bidRef: string,
  evidence: Evidence,
  outcome: Outcome,
  winnersOf: (lot: string) => readonly string[],
): Summary {
  const { spec } = evidence
  const bid = evidence.bids.find((one) => one.bidRef === bidRef)
  const mine = (lot: LotOutcome): boolean =>
    [...lot.ranking.ranked, ...lot.ranking.out].some(({ candidate }) => candidate.bidRef === bidRef)
  return {
    tenderRef,
    bidRef,
    title: spec.title,
    organisationName: evidence.names.get(bid?.organisationRef ?? '') ?? bid?.organisationRef ?? '',
    criteria: spec.questions.map(({ key, text, weight }) => ({ key, text, weight })),
    scale: spec.scale.most,
    priceWeight: spec.price.weight,
    priceFormula: spec.price.formula.kind,
    lots: outcome.lots.filter(mine).map((lot) => lotSummary(bidRef, evidence, outcome, lot, winnersOf(lot.lot.lot))),
  }
}

function lotSummary(
  bidRef: string,
  { agreed }: Evidence,
  outcome: Outcome,
  { lot, ranking }: LotOutcome,
  winners: readonly string[],
): SummaryLot {
  const own = ranking.ranked.find(({ candidate }) => candidate.bidRef === bidRef)
  const out = ranking.out.find(({ candidate }) => candidate.bidRef === bidRef)
  const won = ranking.ranked.filter(({ candidate }) => winners.includes(candidate.bidRef))
  const passedOver = outcome.allocation.lots
    .find((one) => one.lot === lot.lot)
    ?.passedOver.find(({ bidder }) => bidder === bidRef)
  const isWinner = winners.includes(bidRef)
  const [first] = won
  return {
    lot: lot.lot,
    title: lot.title,
    result: isWinner ? 'won' : own ? 'not won' : 'not ranked',
    of: ranking.ranked.length,
    own: own ? scoreOf(own, agreed) : null,
    priceWorking: own?.price.working ?? '',
    why: out ? out.why : !isWinner && passedOver ? [passedOver.why] : [],
    winners: won.map(({ candidate, total }) => ({ name: candidate.organisationName, total: shown(total) })),
    winner: first ? scoreOf(first, agreed) : null,
  }
}

function scoreOf({ candidate, rank, total, quality, price }: RankedBid, agreed: readonly AgreedMark[]): SummaryScore {
  return {
    name: candidate.organisationName,
    rank,
    total: shown(total),
    priceMarks: shown(price.marks),
    lines: quality.lines.map(({ key, mark, marks }) => ({
      key,
      mark: mark.bottom === 1n ? String(mark.top) : shown(mark),
      marks: shown(marks),
      reason: agreed.find((one) => one.bidRef === candidate.bidRef && one.question === key)?.reason ?? '',
    })),
  }
}
