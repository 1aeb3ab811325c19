/** Two versions of a rate card beside each other: every price before and after. */
import type { RateCard, RateLine } from '#src/rates/rate-card.ts'

export type PriceUnit =
  | 'hour'
  | 'hour for two'
  | 'visit'
  | 'length'
  | 'travel'
  | 'night'
  | 'week'
  | 'block hour'
  | 'hour beyond the block'

/** What a price is of; `detail` tells lines of one place and time apart: a length, a distance. */
export type PriceOf = {
  readonly service: string
  readonly zone: string
  readonly skill: string | undefined
  readonly day: string
  readonly from: number
  readonly to: number
  readonly unit: PriceUnit
  readonly detail: number
}

/** Pence, with hundredths where a price of an hour has them; undefined where the version has no such price. */
export type PriceChange = PriceOf & {
  readonly before: number | undefined
  readonly after: number | undefined
  /** Its card, where prices of several stand in one table. */
  readonly card?: string
}

/** More than a quarter, or to nothing: no uplift of a year does that, a slip of the keys does. */
export const isFar = ({ before, after }: PriceChange): boolean =>
  after !== undefined &&
  after !== before &&
  (after === 0 || (before !== undefined && isMoreThanAQuarter(before, after)))

const isMoreThanAQuarter = (before: number, after: number): boolean => 4 * Math.abs(after - before) > before

type Priced = PriceOf & { readonly pence: number }

/** The prices of both in the order of the newer, those that are gone last. */
export function compareCards(before: RateCard, after: RateCard): PriceChange[] {
  const old = new Map(pricesOf(before).map((price) => [keyOf(price), price]))
  const now = pricesOf(after)
  const kept = now.map(({ pence, ...price }): PriceChange => {
    const was = old.get(keyOf({ ...price, pence }))
    return { ...price, before: was?.pence, after: pence }
  })
  const there = new Set(now.map(keyOf))
  const gone = [...old.values()].filter((price) => !there.has(keyOf(price)))
  return [...kept, ...gone.map(({ pence, ...price }): PriceChange => ({ ...price, before: pence, after: undefined }))]
}

const keyOf = ({ service, zone, skill, day, from, to, unit, detail }: Priced): string =>
  JSON.stringify([service, zone, skill, day, from, to, unit, detail])

const ALL_DAY = { skill: undefined, day: 'any', from: 0, to: 1440, detail: 0 }

function pricesOf(card: RateCard): Priced[] {
  return [
    ...card.rates.flatMap(ofLine),
    ...card.bands.flatMap(({ service, zone, prices }) =>
      prices.map(
        ({ minutes, pence }): Priced => ({ ...ALL_DAY, service, zone, unit: 'length', detail: minutes, pence }),
      ),
    ),
    ...card.travel.map(
      ({ service, zone, fromMiles, pencePerVisit }): Priced => ({
        ...{ ...ALL_DAY, service, zone, unit: 'travel', detail: fromMiles, pence: pencePerVisit },
      }),
    ),
    ...card.sleepIns.map(
      ({ service, zone, pencePerNight }): Priced => ({
        ...ALL_DAY,
        service,
        zone,
        unit: 'night',
        pence: pencePerNight,
      }),
    ),
    ...card.weeks.map(
      ({ service, zone, pencePerWeek }): Priced => ({ ...ALL_DAY, service, zone, unit: 'week', pence: pencePerWeek }),
    ),
    ...card.blocks.flatMap(({ service, zone, pencePerHour, overUsePencePerHour }): Priced[] => [
      { ...ALL_DAY, service, zone, unit: 'block hour', pence: pencePerHour },
      { ...ALL_DAY, service, zone, unit: 'hour beyond the block', pence: overUsePencePerHour },
    ]),
  ]
}

function ofLine(line: RateLine): Priced[] {
  const { service, zone, skill, day, from, to } = line
  const place = { service, zone, skill, day, from, to, detail: 0 }
  const price: Priced =
    line.pencePerVisit === undefined
      ? { ...place, unit: 'hour', pence: line.pencePerHour }
      : { ...place, unit: 'visit', pence: line.pencePerVisit }
  return line.twoWorkersPencePerHour === undefined
    ? [price]
    : [price, { ...place, unit: 'hour for two', pence: line.twoWorkersPencePerHour }]
}
