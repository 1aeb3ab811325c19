/**
 * Who is given which lot when a bidder may have only so many. The rule, which the tender states: as many places filled as can
 * be, and then the most marks over all lots together; marks that are level go by rank.
 */
import {
  compare,
  type Fraction,
  fraction,
  minus,
  plus,
  shown,
  sumOf,
  times,
} from '#src/tendering/evaluation/fraction.ts'
import { type Flow, transport, type Way } from '#src/solvers/transport.ts'

/** A lot with those that passed, best first. */
export type RankedLot = {
  readonly lot: string
  readonly places: number
  readonly bids: readonly {
    readonly bidder: string
    readonly name: string
    readonly rank: number
    readonly total: Fraction
  }[]
}

/** `most` lots that a bidder may be given: the tender's limit or its own, whichever is less; null without either. */
export type Limit = { readonly bidder: string; readonly most: number | null }

export type PassedOver = { readonly bidder: string; readonly name: string; readonly rank: number; readonly why: string }
export type AllocatedLot = {
  readonly lot: string
  readonly winners: readonly {
    readonly bidder: string
    readonly name: string
    readonly rank: number
    readonly total: Fraction
  }[]
  /** Those who rank high enough for a place and did not get one, with the reason. */
  readonly passedOver: readonly PassedOver[]
  readonly unfilled: number
}
export type Allocation = { readonly lots: readonly AllocatedLot[]; readonly total: Fraction }

export function allocateLots(lots: readonly RankedLot[], limits: readonly Limit[]): Allocation {
  const flows = solve(lots, limits)
  const given = lots.map((ranked) => ({ ranked, winners: winnersOf(ranked, flows) }))
  const total = sumOf(given.flatMap(({ winners }) => winners.map((winner) => winner.total)))
  const mostLots = new Map(limits.map(({ bidder, most }) => [bidder, most]))
  return {
    total,
    lots: given.map(({ ranked, winners }) => ({
      lot: ranked.lot,
      winners,
      unfilled: ranked.places - winners.length,
      passedOver: passedOverIn(ranked, winners).map((bid) => ({
        bidder: bid.bidder,
        name: bid.name,
        rank: bid.rank,
        why: whyPassedOver(lots, limits, given, { ranked, bid, total, most: mostLots.get(bid.bidder) ?? null }),
      })),
    })),
  }
}

type Bid = RankedLot['bids'][number]
type Given = { readonly ranked: RankedLot; readonly winners: readonly Bid[] }

const winnersOf = ({ lot, bids }: RankedLot, flows: readonly Flow[]): Bid[] => {
  const there = new Set(flows.filter(({ to }) => to === lot).map(({ from }) => from))
  return bids.filter(({ bidder }) => there.has(bidder))
}

/** Everybody who ranks above the last winner, or would have had a place of the lot by rank alone. */
function passedOverIn({ bids, places }: RankedLot, winners: readonly Bid[]): Bid[] {
  const lastWinner = Math.max(0, ...winners.map(({ rank }) => rank))
  const byRank = bids.slice(0, places).at(-1)?.rank ?? 0
  return bids.filter((bid) => !winners.includes(bid) && bid.rank <= Math.max(lastWinner, byRank))
}

/** `forced` puts one bidder into one lot whatever it costs, to see what that would come to. */
function solve(lots: readonly RankedLot[], limits: readonly Limit[], forced?: { bidder: string; lot: string }): Flow[] {
  const totals = lots.flatMap(({ bids }) => bids.map(({ total }) => total))
  const scale = totals.reduce((shared, { bottom }) => (shared * bottom) / greatestCommon(shared, bottom), 1n)
  // One rank costs less than any difference of marks, however many places there are.
  const rankScale = BigInt(1 + lots.reduce((sum, { bids, places }) => sum + bids.length * places, 0))
  const ways = lots.flatMap(({ lot, bids }) =>
    bids.map(({ bidder, total, rank }): Way => {
      const marks = times(total, fraction(scale)).top
      return { from: bidder, to: lot, cost: BigInt(rank) - marks * rankScale }
    }),
  )
  const bidders = [...new Set(ways.map(({ from }) => from))]
  const most = new Map(limits.map((limit) => [limit.bidder, limit.most]))
  const kept = forced ? ways.filter(({ from, to }) => from !== forced.bidder || to !== forced.lot) : ways
  const taken = (key: string, place: string | undefined): number => (key === place ? 1 : 0)
  const flows = transport(
    bidders.map((key) => ({ key, most: (most.get(key) ?? lots.length) - taken(key, forced?.bidder) })),
    lots.map(({ lot, places }) => ({ key: lot, most: places - taken(lot, forced?.lot) })),
    kept,
  )
  return forced ? [...flows, { from: forced.bidder, to: forced.lot, amount: 1 }] : flows
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

type Question = {
  readonly ranked: RankedLot
  readonly bid: Bid
  readonly total: Fraction
  readonly most: number | null
}

function whyPassedOver(
  lots: readonly RankedLot[],
  limits: readonly Limit[],
  given: readonly Given[],
  { ranked, bid, total, most }: Question,
): string {
  const elsewhere = given.filter(({ winners }) => winners.some(({ bidder }) => bidder === bid.bidder))
  const names = elsewhere.map((one) => one.ranked.lot)
  const holds = `${bid.name} may have ${most === 1 ? '1 lot' : `${most} lots`} at most`
  if (most === 0) return `${bid.name} takes no lot.`
  const flows = solve(lots, limits, { bidder: bid.bidder, lot: ranked.lot })
  const other = lots.map((lot) => ({ ranked: lot, winners: winnersOf(lot, flows) }))
  const filled = (all: readonly Given[]): number => all.reduce((sum, { winners }) => sum + winners.length, 0)
  const fewer = filled(given) - filled(other)
  const start = `${holds} and is given ${names.join(' and ')}.`
  if (fewer > 0)
    return `${start} With ${ranked.lot} instead, ${fewer === 1 ? 'a place' : `${fewer} places`} would stay empty.`
  const otherTotal = sumOf(other.flatMap(({ winners }) => winners.map((winner) => winner.total)))
  if (compare(otherTotal, total) === 0)
    return `${start} With ${ranked.lot} instead, all lots together would come to the same ${shown(total)} marks; the ranks decide.`
  const lost = minus(total, otherTotal)
  return `${start} With ${ranked.lot} instead, all lots together would come to ${shown(otherTotal)} marks, ${shown(lost)} fewer than ${shown(plus(otherTotal, lost))}.`
}
