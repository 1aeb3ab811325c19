/** The members of a list in the order in which they are asked first (P-11, P-58): by a formula that the list states, every sum shown. */
import type { Day } from '#src/base/day.ts'
import { addMonths, firstOfMonth } from '#src/base/day.ts'
import {
  compare,
  exactly,
  type Fraction,
  fraction,
  NOUGHT,
  over,
  shown,
  sumOf,
  times,
} from '#src/tendering/evaluation/fraction.ts'

export const RANK_PARTS = ['quality', 'price', 'rating', 'capacity', 'performance'] as const
export type RankPart = (typeof RANK_PARTS)[number]
/** Percent of the whole; together 100. */
export type RankWeights = Readonly<Record<RankPart, number>>

export const PART_NAMES: Readonly<Record<RankPart, string>> = {
  quality: 'Quality mark',
  price: 'Price of an hour',
  rating: 'CQC rating',
  capacity: 'Hours free a week',
  performance: 'Visits as planned',
}

export const weightsFault = (weights: RankWeights): boolean =>
  RANK_PARTS.some((part) => !Number.isSafeInteger(weights[part]) || weights[part] < 0) ||
  RANK_PARTS.reduce((sum, part) => sum + weights[part], 0) !== 100

/** Of 100, as offers are ranked; whoever is not rated or not measured yet is neither favoured nor shut out. */
const RATING_POINTS: Readonly<Record<string, number>> = {
  Outstanding: 100,
  Good: 80,
  'Requires improvement': 40,
  Inadequate: 0,
}
const NOT_KNOWN = 60

export type ToRank = {
  readonly organisationRef: string
  readonly name: string
  readonly sinceDay: Day
  readonly qualityPercent: number | null
  readonly pricePence: number | null
  readonly rating: string | null
  readonly capacityHours: number | null
  /** Visits delivered of those planned in the zone, in hundredths of a percent. */
  readonly deliveredBp: number | null
}

export type Working = {
  readonly part: RankPart
  readonly weight: number
  /** Of 100, before the weight; to two places, for show. */
  readonly points: string
  readonly marks: string
  readonly sentence: string
}

export type Ranked = {
  readonly organisationRef: string
  readonly name: string
  readonly rank: number
  readonly score: string
  readonly working: readonly Working[]
}

type Part = { readonly points: Fraction; readonly sentence: string }

/** Ranks on full precision; equal scores go by quality, price, the longer membership, the reference. */
export function rankMembers(members: readonly ToRank[], weights: RankWeights): Ranked[] {
  const prices = members.flatMap(({ pricePence }) => (pricePence === null || pricePence <= 0 ? [] : [pricePence]))
  const lowest = prices.length > 0 ? Math.min(...prices) : null
  const most = Math.max(0, ...members.map(({ capacityHours }) => capacityHours ?? 0))
  return members
    .map((member) => {
      const parts = partsOf(member, lowest, most)
      const marks = RANK_PARTS.map((part) => times(parts[part].points, fraction(weights[part], 100)))
      const working = RANK_PARTS.flatMap((part, at): Working[] =>
        weights[part] === 0
          ? []
          : [
              {
                ...{ part, weight: weights[part], points: shown(parts[part].points) },
                ...{ marks: shown(marks[at] ?? NOUGHT), sentence: parts[part].sentence },
              },
            ],
      )
      return { member, total: sumOf(marks), working }
    })
    .sort((a, b) => compare(b.total, a.total) || tie(a.member, b.member))
    .map(({ member, total, working }, at) => ({
      ...{ organisationRef: member.organisationRef, name: member.name, rank: at + 1 },
      ...{ score: shown(total), working },
    }))
}

const tie = (a: ToRank, b: ToRank): number =>
  (b.qualityPercent ?? 0) - (a.qualityPercent ?? 0) ||
  (a.pricePence ?? Number.MAX_SAFE_INTEGER) - (b.pricePence ?? Number.MAX_SAFE_INTEGER) ||
  (a.sinceDay < b.sinceDay ? -1 : a.sinceDay > b.sinceDay ? 1 : 0) ||
  (a.organisationRef < b.organisationRef ? -1 : 1)

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`

function partsOf(member: ToRank, lowest: number | null, most: number): Record<RankPart, Part> {
  const { qualityPercent, pricePence, rating, capacityHours, deliveredBp } = member
  const known = rating === null ? undefined : RATING_POINTS[rating]
  return {
    quality:
      qualityPercent === null
        ? { points: NOUGHT, sentence: 'No quality mark: 0.' }
        : { points: exactly(qualityPercent), sentence: `Its mark: ${qualityPercent} of 100.` },
    price:
      pricePence === null || pricePence <= 0 || lowest === null
        ? { points: NOUGHT, sentence: 'No price: 0.' }
        : {
            points: over(fraction(100 * lowest), fraction(pricePence)),
            sentence: `100 × ${pounds(lowest)}, the lowest, ÷ ${pounds(pricePence)}.`,
          },
    rating:
      known === undefined
        ? { points: fraction(NOT_KNOWN), sentence: `No rating yet, which counts as ${NOT_KNOWN}.` }
        : { points: fraction(known), sentence: `Rated ${rating}: ${known}.` },
    capacity:
      capacityHours === null || most === 0
        ? { points: NOUGHT, sentence: 'No free hours stated: 0.' }
        : {
            points: fraction(100 * capacityHours, most),
            sentence: `100 × ${capacityHours} hours ÷ ${most}, the most that anybody has.`,
          },
    performance:
      deliveredBp === null
        ? { points: fraction(NOT_KNOWN), sentence: `No visits counted yet, which counts as ${NOT_KNOWN}.` }
        : {
            points: fraction(deliveredBp, 100),
            sentence: `${shown(fraction(deliveredBp, 100))}% of its planned visits were made.`,
          },
  }
}

/** Lists are ranked anew at the beginning of a month, so many months after the one in which they were ranked last. */
export const nextRanking = (madeOn: Day, months: number): Day => addMonths(firstOfMonth(madeOn), months)
