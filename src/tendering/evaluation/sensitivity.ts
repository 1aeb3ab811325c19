/** Who would win if the price weighed more or less: every total is a straight line over the weight of the price. */
import {
  compare,
  exactly,
  type Fraction,
  fraction,
  greater,
  lesser,
  minus,
  NOUGHT,
  over,
  plus,
  shown,
  times,
} from '#src/tendering/evaluation/fraction.ts'

/** One bid: its share of all that is not price, and its share of the price, both from nought to one. */
export type Line = { readonly name: string; readonly quality: Fraction; readonly price: Fraction }
/** From one weight of the price to another, in percent, who has the most marks. */
export type Reign = { readonly from: Fraction; readonly to: Fraction; readonly winners: readonly string[] }

const HUNDRED = fraction(100)

/** The total at a weight of the price, the other weights scaled so that all stay in proportion. */
export const totalAt = ({ quality, price }: Line, weight: Fraction): Fraction =>
  plus(times(quality, minus(HUNDRED, weight)), times(price, weight))

/** The shares behind the marks that were given. Without questions, or without a price, that side has no share. */
export function lineOf(
  name: string,
  marks: { readonly quality: Fraction; readonly priceShare: Fraction },
  priceWeight: number,
): Line {
  const rest = minus(HUNDRED, exactly(priceWeight))
  return { name, quality: rest.top === 0n ? NOUGHT : over(marks.quality, rest), price: marks.priceShare }
}

export function winnersAt(lines: readonly Line[], weight: Fraction): string[] {
  const totals = lines.map((line) => ({ name: line.name, total: totalAt(line, weight) }))
  const best = totals.map(({ total }) => total).reduce(greater, NOUGHT)
  return totals.filter(({ total }) => compare(total, best) === 0).map(({ name }) => name)
}

/** The weight at which two lines cross, within the scale. */
function crossing(a: Line, b: Line): Fraction[] {
  const qualityApart = minus(a.quality, b.quality)
  const turn = minus(qualityApart, minus(a.price, b.price))
  if (turn.top === 0n) return []
  const weight = over(times(qualityApart, HUNDRED), turn)
  return compare(weight, NOUGHT) > 0 && compare(weight, HUNDRED) < 0 ? [weight] : []
}

/** All weights from 0 to 100, cut where the winner changes. */
export function reigns(lines: readonly Line[]): Reign[] {
  const crossings = lines.flatMap((line, index) => lines.slice(index + 1).flatMap((other) => crossing(line, other)))
  const cuts = [NOUGHT, ...crossings.toSorted(compare), HUNDRED]
  const found: Reign[] = []
  cuts.slice(1).forEach((to, index) => {
    const from = cuts[index] ?? NOUGHT
    if (compare(from, to) === 0) return
    const winners = winnersAt(lines, over(plus(from, to), fraction(2)))
    const last = found.at(-1)
    if (last?.winners.join() === winners.join()) found[found.length - 1] = { ...last, to }
    else found.push({ from, to, winners })
  })
  return found
}

/** "Cedar wins up to a price weight of 52.30%, above it Birch." */
export function sensitivityFinding(parts: readonly Reign[], weight: number): string {
  const named = parts.map(({ winners }) => winners.join(' and '))
  const [only] = named
  if (parts.length <= 1) return `${only ?? 'Nobody'} comes first whatever the price weighs.`
  const now = parts.find(({ from, to }) => compare(from, exactly(weight)) <= 0 && compare(exactly(weight), to) <= 0)
  const steps = parts.slice(1).map(({ from }, index) => `${named[index + 1]} above ${shown(from)}%`)
  const today = now ? ` Here it weighs ${weight}%: ${now.winners.join(' and ')}.` : ''
  return `${named[0]} comes first when the price weighs little, ${steps.join(', ')}.${today}`
}

/** The weights that the table and the chart show: every tenth, and the tender's own. */
export const weightsToShow = (weight: number): number[] =>
  [...new Set([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, weight])].sort((a, b) => a - b)

/** How far a weight may move before another wins; undefined on a side where none does. */
export function room(
  parts: readonly Reign[],
  weight: number,
): { down: Fraction | undefined; up: Fraction | undefined } {
  const own = exactly(weight)
  const now = parts.find(({ from, to }) => compare(from, own) <= 0 && compare(own, to) <= 0)
  const down = now && now !== parts[0] ? minus(own, lesser(now.from, own)) : undefined
  return { down, up: now && now !== parts.at(-1) ? minus(greater(now.to, own), own) : undefined }
}
