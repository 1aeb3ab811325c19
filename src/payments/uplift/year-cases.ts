/**
 * Visits of a year by what their price rests on. The database counts the visits that have all of it in common, and one of them is
 * rated for all: a year of a great council has millions of visits, and some tens of thousands of such cases.
 */
import type { Day, Instant } from '#src/base/day.ts'
import { microsOf } from '#src/base/moment.ts'
import type { Pence } from '#src/base/money.ts'
import { dayNumberOf } from '#src/base/london.ts'
import type { BothWays } from '#src/payments/uplift/price-both-ways.ts'
import type { UpliftPart } from '#src/payments/uplift/uplift.ts'
import { linesOn, rateVisit, type Tariff, type VisitToRate } from '#src/rates/index.ts'

/** So many visits of one provider under one card, of which each costs the same. */
export type YearCase = {
  readonly organisationRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly skill: string | null
  readonly miles: number | null
  readonly minutes: number
  readonly workers: number
  /** The start of one of them. */
  readonly start: Instant
  /** The number of the kind of its days, and of the stretch of the day in which it starts. */
  readonly kind: number
  readonly stretch: number
  readonly came: number
  /** Whole minutes worked, of two workers together; null where a log-out is missing or nobody came. */
  readonly worked: number | null
  /** Minutes for which one of two workers at least was there, where the council pays for one alone. */
  readonly anyone: number | null
  /** Of a missing log-out: the share by hand that the provider is over in its month. */
  readonly overManualPercent: number | null
  readonly visits: number
}

/** Whether a visit's price rests on nothing but its case: not on a person's other visits, nor on where in a price band it starts. */
export const isByCase = ({ card, byMoment }: Tariff): boolean => !byMoment && card.payment.rule !== 'balance'

/** For each of the days the number of its kind: on days of one kind the same lines of every card hold. */
export function kindsOfDays(tariffs: readonly Tariff[], from: Day, to: Day): number[] {
  const kinds = new Map<string, number>()
  const numbers: number[] = []
  for (let day = dayNumberOf(from); day < dayNumberOf(to); day++) {
    const key = JSON.stringify(tariffs.map((tariff) => linesOn(tariff, day)?.map(({ number }) => number)))
    const kind = kinds.get(key) ?? kinds.size
    kinds.set(key, kind)
    numbers.push(kind)
  }
  return numbers
}

/** The times of the day at which a price may change, midnight first. */
export function timesOfPrices(tariffs: readonly Tariff[]): string[] {
  const minutes = tariffs.flatMap(({ card }) => card.rates.flatMap((line) => [line.from, line.to]))
  const two = (count: number): string => String(count).padStart(2, '0')
  return [...new Set([0, ...minutes])]
    .filter((minute) => minute < 1440)
    .sort((a, b) => a - b)
    .map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`)
}

type Prices = { readonly before: Pence; readonly after: Pence } | 'no price'

/** What cases were found to cost, whoever the provider is. Days and stretches must be numbered alike for all that it is used for. */
export type KnownPrices = Map<string, Prices>

/** What the cases cost each provider under each card. A visit that the card cannot price counts as such and adds nothing. */
export function priceCases(
  cases: readonly YearCase[],
  cards: ReadonlyMap<string, BothWays>,
  known: KnownPrices,
): readonly UpliftPart[] {
  const parts = new Map<string, UpliftPart>()
  for (const one of cases) {
    const { organisationRef, cardRef, visits } = one
    const tariffs = cards.get(cardRef)
    if (!tariffs) continue
    const key = keyOf(one)
    const prices = known.get(key) ?? pricesOf(one, tariffs)
    known.set(key, prices)
    const partKey = `${organisationRef}\n${cardRef}`
    const part = parts.get(partKey) ?? {
      organisationRef,
      cardRef,
      visits: 0,
      unpriced: 0,
      beforePence: 0,
      afterPence: 0,
    }
    parts.set(partKey, {
      ...part,
      visits: part.visits + visits,
      unpriced: part.unpriced + (prices === 'no price' ? visits : 0),
      beforePence: part.beforePence + (prices === 'no price' ? 0 : prices.before * visits),
      afterPence: part.afterPence + (prices === 'no price' ? 0 : prices.after * visits),
    })
  }
  return [...parts.values()]
}

const keyOf = ({
  cardRef,
  service,
  zone,
  skill,
  miles,
  minutes,
  workers,
  came,
  worked,
  anyone,
  overManualPercent,
  kind,
  stretch,
}: YearCase): string =>
  `${cardRef}\n${service}\n${zone}\n${skill}\n${miles}\n${minutes}\n${workers}\n${came}\n${worked}\n${anyone}\n${overManualPercent}\n${kind}\n${stretch}`

function pricesOf(one: YearCase, { before, after }: BothWays): Prices {
  const visit = visitOf(one)
  const [was, is] = [rateVisit(before, visit), rateVisit(after, visit)]
  return was.ok && is.ok ? { before: was.value.amountPence, after: is.value.amountPence } : 'no price'
}

function visitOf({ came, worked, anyone, overManualPercent, skill, miles, ...visit }: YearCase): VisitToRate {
  const start = microsOf(visit.start)
  const until = (minutes: number | null) => (minutes === null ? undefined : start + minutes * 60e6)
  const attendance = { in: start, out: until(worked) }
  // The one of two who stayed: the other left when the time of both was over.
  const longer = { in: start, out: until(anyone ?? worked) }
  return {
    ...visit,
    ...{ visitRef: '', personRef: '', contractRef: '' },
    ...{ skill: skill ?? undefined, miles: miles ?? undefined },
    attendances: Array.from({ length: came }, (_, seat) => (seat === 0 ? longer : attendance)),
    terms: { paysAlone: anyone !== null, overManualPercent: overManualPercent ?? undefined },
  }
}
