/** Ranks offers by the weights that the contract states, and says for each what brought its points. */
import { counted } from '#src/base/counted.ts'
import { type Day, daysBetween, formatDay } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import type { Offer, Weights } from '#src/brokerage/offers/offer.ts'
import type { TimesKept } from '#src/brokerage/offers/times-kept.ts'
import { FULL_MONTH, FULL_ROUND, knownPercent, type Told } from '#src/brokerage/told/told.ts'

/** One question of the ranking. Points are tenths: 372 is 37.2 of 40. */
export type Component = {
  readonly name: keyof Weights
  readonly tenths: number
  readonly most: number
  readonly sentence: string
}

export type Ranked = {
  readonly offer: Offer
  readonly rank: number
  readonly tenths: number
  readonly components: readonly Component[]
  /** What its points were given by: points by other weights say nothing beside them. */
  readonly weights: Weights
  readonly outsideFramework: boolean
}

export type Candidate = {
  readonly offer: Offer
  readonly weights: Weights
  /** Its contract was not called off from a framework. */
  readonly outsideFramework?: boolean
  readonly rating: string | undefined
  /** Per cent of the person's wishes that the offer meets: whatever weight the contract states for them, they decide between equal points. */
  readonly wishesPercent?: number
  /** How many of how many wishes that is. */
  readonly wishes?: { readonly met: number; readonly of: number }
  readonly told?: Told | undefined
  /** How far it keeps the times asked for; they too decide between equal points, before the wishes. */
  readonly times?: TimesKept
}

/** Of 100, by the regulator's overall rating; a provider that is not yet rated is neither favoured nor shut out. */
const QUALITY: Readonly<Record<string, number>> = {
  Outstanding: 100,
  Good: 80,
  'Requires improvement': 40,
  Inadequate: 0,
}
const NOT_RATED = 60
/** The same for reports on what was chosen. */
export const RATING_POINTS = { byRating: QUALITY, notRated: NOT_RATED }
/** Points lost for each day after the day on which care should start: a tenth, so nothing is left after ten days. */
const DAYS_TO_NOTHING = 10

/**
 * Complete offers stand before other packages that meet the same outcomes, and those before partial ones. Within each those under a framework stand before
 * those outside of any, and only points by the same weights are compared (P-11, P-58): of frameworks that state others, the one with the lowest price an
 * hour goes first. Then the points; then the times kept; then the wishes met; then the week's cost, the time of the offer, its reference.
 */
export function rankOffers(
  candidates: readonly Candidate[],
  asked: { readonly weeklyMinutes: number; readonly startBy: Day },
): Ranked[] {
  const lowest = lowestOf(candidates)
  return candidates
    .map((candidate) => {
      const { offer, weights, outsideFramework = false, rating, wishesPercent = 0, times } = candidate
      const lowestPence = lowest.get(mechanismOf(candidate)) ?? offer.hourlyPence
      const components = [
        priceOf(offer, weights.price, lowestPence),
        qualityOf(rating, weights.quality),
        completenessOf(offer, weights.completeness, asked.weeklyMinutes),
        startOf(offer, weights.start, asked.startBy),
        ...statedOf(candidate),
      ]
      const tenths = components.reduce((sum, one) => sum + one.tenths, 0)
      const timesPercent = times?.percent ?? 100
      return { offer, components, tenths, weights, outsideFramework, wishesPercent, timesPercent, lowestPence }
    })
    .sort(byRank)
    .map(({ wishesPercent: _, timesPercent: ___, lowestPence: __, ...ranked }, index) => ({
      ...ranked,
      rank: index + 1,
    }))
}

/** By what an offer is compared: the weights, and whether a framework states them. */
export const mechanismOf = ({
  weights,
  outsideFramework = false,
}: Pick<Candidate, 'weights' | 'outsideFramework'>): string =>
  `${outsideFramework ? 'outside' : 'framework'} ${WEIGHED.map(([name]) => weights[name] ?? 0).join(' ')}`

const lowestOf = (candidates: readonly Candidate[]): ReadonlyMap<string, number> =>
  new Map(
    [...Map.groupBy(candidates, mechanismOf)].map(([mechanism, some]) => [
      mechanism,
      Math.min(...some.map(({ offer }) => offer.hourlyPence)),
    ]),
  )

type Scored = Omit<Ranked, 'rank'> & {
  readonly wishesPercent: number
  readonly timesPercent: number
  readonly lowestPence: number
}

const groupOf = ({ complete, alternative }: Offer): number => (complete ? 0 : alternative ? 1 : 2)

const byRank = (a: Scored, b: Scored): number =>
  groupOf(a.offer) - groupOf(b.offer) ||
  byMechanism(a, b) ||
  b.tenths - a.tenths ||
  b.timesPercent - a.timesPercent ||
  b.wishesPercent - a.wishesPercent ||
  a.offer.weeklyPence - b.offer.weeklyPence ||
  Temporal.Instant.compare(a.offer.madeAt, b.offer.madeAt) ||
  (a.offer.offerRef < b.offer.offerRef ? -1 : 1)

function byMechanism(a: Scored, b: Scored): number {
  const [first, second] = [mechanismOf(a), mechanismOf(b)]
  if (first === second) return 0
  return (
    Number(a.outsideFramework) - Number(b.outsideFramework) ||
    a.lowestPence - b.lowestPence ||
    (first < second ? -1 : 1)
  )
}

function priceOf({ hourlyPence }: Offer, weight: number, lowest: number): Component {
  const tenths = hourlyPence > 0 ? divideHalfUp(weight * 10 * lowest, hourlyPence) : weight * 10
  const beside = hourlyPence === lowest ? 'the lowest price' : `the lowest is ${formatPence(lowest)}`
  return { name: 'price', tenths, most: weight, sentence: `${formatPence(hourlyPence)} an hour: ${beside}.` }
}

function qualityOf(rating: string | undefined, weight: number): Component {
  const known = rating === undefined ? undefined : QUALITY[rating]
  const score = known ?? NOT_RATED
  const sentence =
    known === undefined ? `No rating yet, which counts as ${NOT_RATED} of 100.` : `Rated ${rating}: ${score} of 100.`
  return { name: 'quality', tenths: divideHalfUp(weight * score, 10), most: weight, sentence }
}

function completenessOf(offer: Offer, weight: number, asked: number): Component {
  const tenths = asked > 0 ? divideHalfUp(weight * 10 * Math.min(offer.weeklyMinutes, asked), asked) : 0
  const sentence = offer.complete
    ? 'Every visit asked for.'
    : `${offer.alternative ? 'Another package, ' : ''}${hours(offer.weeklyMinutes)} of ${hours(asked)} hours a week.`
  return { name: 'completeness', tenths, most: weight, sentence }
}

function startOf({ startDay }: Offer, weight: number, startBy: Day): Component {
  const late = Math.max(0, daysBetween(startBy, startDay))
  const left = Math.max(0, DAYS_TO_NOTHING - late)
  const sentence =
    late === 0
      ? `Starts ${formatDay(startDay)}, in time.`
      : `Starts ${formatDay(startDay)}, ${counted(late, 'day')} late.`
  return { name: 'start', tenths: divideHalfUp(weight * 10 * left, DAYS_TO_NOTHING), most: weight, sentence }
}

/** The questions that a contract may weigh beside: one that it does not state is not asked. */
function statedOf({ weights, told, wishesPercent = 0, wishes, times: kept }: Candidate): Component[] {
  const { travel = 0, known = 0, wishes: weight = 0, times = 0 } = weights
  return [
    ...(travel > 0 ? [travelOf(told?.near, travel)] : []),
    ...(known > 0 ? [knownOf(told?.known, known)] : []),
    ...(weight > 0 ? [wishesOf(wishesPercent, wishes ?? { met: 0, of: 0 }, weight)] : []),
    ...(times > 0 ? [timesOf(kept, times)] : []),
  ]
}

function travelOf(near: Told['near'], weight: number): Component {
  const { visits, percent } = near ?? { visits: 0, percent: 0 }
  const sentence =
    visits === 0
      ? 'No visits near the person at these times now.'
      : `${counted(visits, 'visit')} a week near the person at these times now: ${percent} of 100, for ${FULL_ROUND} and more count in full.`
  return { name: 'travel', tenths: divideHalfUp(weight * percent, 10), most: weight, sentence }
}

function knownOf(known: Told['known'], weight: number): Component {
  const { visits, topThree } = known ?? { visits: 0, topThree: 0 }
  const percent = knownPercent({ visits, topThree })
  const sentence =
    visits === 0
      ? `Did not come to the person in the ${FULL_MONTH} days before.`
      : `Came to the person: ${counted(visits, 'visit')} in the ${FULL_MONTH} days before, ${topThree} by the three workers who came most.`
  return { name: 'known', tenths: divideHalfUp(weight * percent, 10), most: weight, sentence }
}

function wishesOf(percent: number, { met, of }: { met: number; of: number }, weight: number): Component {
  const sentence = of === 0 ? 'There are no wishes.' : `Meets ${met} of ${counted(of, 'wish', 'wishes')}.`
  return { name: 'wishes', tenths: divideHalfUp(weight * percent, 10), most: weight, sentence }
}

function timesOf(kept: TimesKept | undefined, weight: number): Component {
  const { visits, outside, critical, percent } = kept ?? { visits: 0, outside: 0, critical: 0, percent: 100 }
  const late = critical > 0 ? `, ${critical} of them must be on time and count nothing` : ''
  const sentence =
    outside === 0
      ? 'Every visit offered is within the times asked for.'
      : `${outside} of ${counted(visits, 'visit')} a week ${outside === 1 ? 'is' : 'are'} outside the times asked for${late}: ${percent} of 100.`
  return { name: 'times', tenths: divideHalfUp(weight * percent, 10), most: weight, sentence }
}

const WEIGHED: readonly (readonly [keyof Weights, string])[] = [
  ['price', 'price'],
  ['quality', 'quality'],
  ['completeness', 'visits covered'],
  ['start', 'start'],
  ['travel', 'present rounds'],
  ['known', 'workers whom the person knows'],
  ['wishes', 'wishes met'],
  ['times', 'times asked for'],
]

/** "price (70), quality (10), visits covered (10) and start (10 of 100 points)", "price alone" */
export function weightsInWords(weights: Weights): string {
  const stated = WEIGHED.filter(([name]) => weights[name] !== undefined).map(([name, word]) => [word, weights[name]])
  const weighing = stated.filter(([, weight]) => weight !== 0)
  if (weighing.length === 1) return `${weighing[0]?.[0]} alone`
  const [last, ...others] = stated.reverse()
  return `${others
    .reverse()
    .map(([word, weight]) => `${word} (${weight})`)
    .join(', ')} and ${last?.[0]} (${last?.[1]} of 100 points)`
}

const hours = (minutes: number): number => divideHalfUp(minutes, 6) / 10

/** "87.2" */
export const points = (tenths: number): string => (tenths / 10).toFixed(1)
