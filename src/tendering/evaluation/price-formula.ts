/** What a price earns (P-52, P-54): exact shares of the price weight, each with its working as a sentence. */
import {
  clamp,
  compare,
  exactly,
  type Fraction,
  fraction,
  lesser,
  minus,
  NOUGHT,
  ONE,
  over,
  plus,
  shown,
  sumOf,
  times,
} from '#src/tendering/evaluation/fraction.ts'
import type { PriceFormula, PriceLine } from '#src/tendering/tenders/spec.ts'

/** What a bidder asks for a line of the schedule. */
export type LinePrice = { readonly key: string; readonly pence: number }

export type Priced = {
  readonly bidRef: string
  /** Exact pence: the sum of each line's price by its share of the volume (P-54). */
  readonly basket: Fraction
  readonly working: string
  /** Why it cannot be scored; empty when it can. */
  readonly faults: readonly string[]
  /** Lines below the floor: the bidder must be asked before the bid is scored (s19(3)(c)). */
  readonly low: readonly string[]
}

const HUNDRED = fraction(100)
const FIFTY = fraction(50)

/** "£20.80", for show. */
export const poundsShown = (pence: Fraction): string => {
  const text = shown(over(pence, HUNDRED))
  const [whole = '0', rest = '00'] = text.replace('-', '').split('.')
  return `${text.startsWith('-') ? '-' : ''}£${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
}

/** The basket of one bid and what is wrong with its lines. */
export function priceBasket(bidRef: string, schedule: readonly PriceLine[], prices: readonly LinePrice[]): Priced {
  const asked = new Map(prices.map(({ key, pence }) => [key, pence]))
  const lines = schedule.map((line) => ({ line, pence: asked.get(line.key) }))
  const basket = sumOf(lines.map(({ line, pence }) => over(times(fraction(pence ?? 0), exactly(line.volume)), HUNDRED)))
  return {
    bidRef,
    basket,
    working: basketWorking(lines, basket),
    faults: lines.flatMap(({ line, pence }) => {
      if (pence === undefined) return [`no price for ${line.title}`]
      if (line.ceilingPence === null || pence <= line.ceilingPence) return []
      return [`${line.title} at ${pounds(pence)} is above the ceiling of ${pounds(line.ceilingPence)}`]
    }),
    low: lines.flatMap(({ line, pence }) =>
      pence !== undefined && line.floorPence !== null && pence < line.floorPence
        ? [`${line.title} at ${pounds(pence)} is below the floor of ${pounds(line.floorPence)}`]
        : [],
    ),
  }
}

const pounds = (pence: number): string => poundsShown(fraction(pence))

function basketWorking(
  lines: readonly { readonly line: PriceLine; readonly pence: number | undefined }[],
  basket: Fraction,
): string {
  const [only] = lines
  if (lines.length === 1 && only) return `${only.line.title} ${pounds(only.pence ?? 0)}`
  const parts = lines.map(({ line, pence }) => `${pounds(pence ?? 0)} × ${line.volume}%`)
  return `${parts.join(' + ')} = ${poundsShown(basket)}`
}

/** What a price earns: a share of the price weight, from nought to one, or for a value ratio the ratio itself. */
export type PriceMark = { readonly share: Fraction; readonly marks: Fraction; readonly working: string }

/** What the formulas reckon with beside the bid's own price. */
type Field = {
  readonly weight: Fraction
  readonly lowest: Fraction
  readonly middle: Fraction
}

/** Marks of each bid by the formula that the tender states, among these bids alone: the lowest and the mean are of valid bids. */
export function markPrices(
  formula: PriceFormula,
  weight: number,
  bids: readonly Pick<Priced, 'bidRef' | 'basket'>[],
): ReadonlyMap<string, PriceMark> {
  const [first] = bids
  if (!first) return new Map()
  const baskets = bids.map(({ basket }) => basket)
  const field: Field = {
    weight: exactly(weight),
    lowest: baskets.reduce(lesser),
    middle: formula.kind === 'mean_based' && formula.middle === 'median' ? median(baskets) : mean(baskets),
  }
  return new Map(bids.map(({ bidRef, basket }) => [bidRef, markPrice(formula, basket, field)]))
}

const mean = (values: readonly Fraction[]): Fraction => over(sumOf(values), fraction(values.length))

function median(values: readonly Fraction[]): Fraction {
  const ordered = values.toSorted(compare)
  const half = Math.floor(ordered.length / 2)
  const [lower, upper] = [ordered[half - 1], ordered[half] ?? NOUGHT]
  return ordered.length % 2 === 1 || !lower ? upper : over(plus(lower, upper), fraction(2))
}

function markPrice(formula: PriceFormula, price: Fraction, field: Field): PriceMark {
  const { share, sum } = shareOf(formula, price, field)
  if (formula.kind === 'value_ratio') return { share, marks: NOUGHT, working: sum }
  const marks = times(field.weight, share)
  return { share, marks, working: `${sum} = ${shown(marks)}` }
}

type Share = { readonly share: Fraction; readonly sum: string }

function shareOf(formula: PriceFormula, price: Fraction, field: Field): Share {
  const { weight, lowest, middle } = field
  const [w, p, l, m] = [plain(weight), poundsShown(price), poundsShown(lowest), poundsShown(middle)]
  switch (formula.kind) {
    case 'lowest_proportional':
      return { share: price.top === 0n ? ONE : over(lowest, price), sum: `${w} × ${l} ÷ ${p}` }
    case 'difference_from_lowest': {
      const share = lowest.top === 0n ? priceAtNought(price) : minus(ONE, over(minus(price, lowest), lowest))
      const sum = `${w} × (1 − (${p} − ${l}) ÷ ${l})`
      return { share: clamp(share, NOUGHT, ONE), sum: compare(share, NOUGHT) < 0 ? `${sum}, not below 0,` : sum }
    }
    case 'mean_based': {
      const away = middle.top === 0n ? NOUGHT : times(over(minus(price, middle), middle), HUNDRED)
      const points = clamp(minus(FIFTY, away), NOUGHT, HUNDRED)
      const of = `(${p} − ${m}) ÷ ${m} × 100`
      return { share: over(points, HUNDRED), sum: `${w} ÷ 100 × (50 − ${of}), from 0 to 100,` }
    }
    case 'ceiling_linear':
      return linear(price, weight, formula)
    case 'fixed_bands': {
      const band = formula.bands.find(({ toPence }) => compare(price, fraction(toPence)) <= 0)
      const words = bandWords(band)
      return {
        share: over(exactly(band?.percent ?? 0), HUNDRED),
        sum: `${p} is ${words}: ${w} × ${band?.percent ?? 0}%`,
      }
    }
    case 'value_ratio':
      return {
        share: price.top === 0n ? NOUGHT : over(HUNDRED, price),
        sum: `ranked by quality for each pound of ${p}: no marks of its own`,
      }
  }
}

const bandWords = (band: { readonly toPence: number } | undefined): string =>
  band ? `in the band up to ${pounds(band.toPence)}` : 'above every band'

/** With a lowest bid of nothing every other is beyond twice the lowest. */
const priceAtNought = (price: Fraction): Fraction => (price.top === 0n ? ONE : NOUGHT)

type Linear = Extract<PriceFormula, { kind: 'ceiling_linear' }>

function linear(price: Fraction, weight: Fraction, { ceilingPence, floorPence }: Linear): Share {
  const [ceiling, floor] = [fraction(ceilingPence), fraction(floorPence)]
  const [c, f] = [pounds(ceilingPence), pounds(floorPence)]
  const sum = `${plain(weight)} × (${c} − ${poundsShown(price)}) ÷ (${c} − ${f})`
  const share = compare(ceiling, floor) > 0 ? over(minus(ceiling, price), minus(ceiling, floor)) : NOUGHT
  return { share: clamp(share, NOUGHT, ONE), sum }
}

/** "40" or "12.5" */
const plain = (value: Fraction): string => shown(value).replace(/\.?0+$/, '')
