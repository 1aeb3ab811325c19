/** Ranks offers by the weights that the contract states, and says for each what brought its points. */
import { type Day, daysBetween, formatDay } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import type { Offer, Weights } from '#src/brokerage/offer.ts'

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
}

export type Candidate = {
  readonly offer: Offer
  readonly weights: Weights
  readonly rating: string | undefined
  /** Per cent of the person's wishes that the offer meets. The contract states no weight for them: they decide between equal points. */
  readonly wishesPercent?: number
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
 * Complete offers stand before other packages that meet the same outcomes, and those before partial ones; then the points; then the wishes met; then the
 * week's cost, the time of the offer, its reference.
 */
export function rankOffers(
  candidates: readonly Candidate[],
  asked: { readonly weeklyMinutes: number; readonly startBy: Day },
): Ranked[] {
  const lowest = Math.min(...candidates.map(({ offer }) => offer.hourlyPence))
  return candidates
    .map(({ offer, weights, rating, wishesPercent = 0 }) => {
      const components = [
        priceOf(offer, weights.price, lowest),
        qualityOf(rating, weights.quality),
        completenessOf(offer, weights.completeness, asked.weeklyMinutes),
        startOf(offer, weights.start, asked.startBy),
      ]
      return { offer, components, tenths: components.reduce((sum, { tenths }) => sum + tenths, 0), wishesPercent }
    })
    .sort(byRank)
    .map(({ wishesPercent: _, ...ranked }, index) => ({ ...ranked, rank: index + 1 }))
}

type Scored = Omit<Ranked, 'rank'> & { readonly wishesPercent: number }

const groupOf = ({ complete, alternative }: Offer): number => (complete ? 0 : alternative ? 1 : 2)

const byRank = (a: Scored, b: Scored): number =>
  groupOf(a.offer) - groupOf(b.offer) ||
  b.tenths - a.tenths ||
  b.wishesPercent - a.wishesPercent ||
  a.offer.weeklyPence - b.offer.weeklyPence ||
  Temporal.Instant.compare(a.offer.madeAt, b.offer.madeAt) ||
  (a.offer.offerRef < b.offer.offerRef ? -1 : 1)

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
      : `Starts ${formatDay(startDay)}, ${late === 1 ? '1 day' : `${late} days`} late.`
  return { name: 'start', tenths: divideHalfUp(weight * 10 * left, DAYS_TO_NOTHING), most: weight, sentence }
}

const hours = (minutes: number): number => divideHalfUp(minutes, 6) / 10

/** "87.2" */
export const points = (tenths: number): string => (tenths / 10).toFixed(1)
