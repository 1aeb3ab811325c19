/** A rate card in words: what it pays beside the prices of its rate lines, one term each, and what of them two versions do not share. */
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { Block, SleepIn } from '#src/rates/card-parts.ts'
import { clock } from '#src/rates/card-reader.ts'
import type { RateCard } from '#src/rates/rate-card.ts'

export const codeWords = (code: string): string =>
  code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

/** "Any zone", "Rural" */
export const zoneWords = (zone: string): string => (zone === 'any' ? 'Any zone' : codeWords(zone))

/** "Any day", "Bank holiday" */
export const dayWords = (day: string): string => (day === 'any' ? 'Any day' : codeWords(day))

export const timesWords = ({ from, to }: { from: number; to: number }): string =>
  from === 0 && to === 1440 ? 'All day' : `${clock(from)} to ${clock(to)}`

export function paymentWords({ payment, rateAt }: RateCard): string {
  const rule = {
    planned: () => 'the planned minutes',
    actual: () => 'the minutes worked',
    capped: () => 'the minutes worked, at most those planned',
    tolerance: () => `the planned minutes when within ${'minutes' in payment ? payment.minutes : 0} minutes of them`,
    banded: () =>
      'increment' in payment
        ? `in ${payment.increment}-minute bands, ${payment.mode === 'nearest' ? 'to the nearest' : `rounded ${payment.mode}`}`
        : '',
    percent: () =>
      'full_at' in payment ? `in full from ${payment.full_at}%, nothing below ${payment.zero_below}%` : '',
    minimum: () => `at least ${'minutes' in payment ? payment.minutes : 0} minutes`,
    balance: () => 'the minutes worked, balanced over the period',
  }[payment.rule]()
  return `${rule}${payment.cap_at_planned ? ', never more than planned' : ''}${rateAt === 'split' ? ', priced piece by piece' : ''}`
}

const NO_LOG_OUT_WORDS: Readonly<Record<RateCard['payment']['no_log_out'], string>> = {
  query: 'the visit is in query',
  planned: 'the planned minutes count',
  zero: 'no minute counts',
}

/** One thing that a card says; of a service and zone where it says it of them. */
export type Term = { readonly key: string; readonly words: string; readonly place?: string }

type PlacePrice = { readonly service: string; readonly zone: string }

const placeWords = ({ service, zone }: PlacePrice): string =>
  `${codeWords(service)}, ${zone === 'any' ? 'any zone' : zoneWords(zone)}`

/** What is paid beyond the price of an hour. */
export const termsOf = (card: RateCard): Term[] => [
  ...(card.payment.no_log_out === 'query'
    ? []
    : [{ key: 'No log-out', words: NO_LOG_OUT_WORDS[card.payment.no_log_out] }]),
  ...daysAndWorkers(card),
  ...card.travel.map((one) => ({
    key: 'Travel',
    words: `${formatPence(one.pencePerVisit)} a visit${one.fromMiles > 0 ? ` from ${one.fromMiles} miles` : ''}`,
    place: placeWords(one),
  })),
  ...card.sleepIns.map((one) => ({
    key: 'Sleep-in',
    words: `${formatPence(one.pencePerNight)} a night, ${nightWords(one)}`,
    place: placeWords(one),
  })),
  ...card.weeks.map((one) => ({
    key: 'Live-in',
    words: `${formatPence(one.pencePerWeek)} a week`,
    place: placeWords(one),
  })),
  ...card.blocks.map((one) => ({
    key: 'Block',
    words: `${blockHours(one)} at ${formatPence(one.pencePerHour)}, ${one.guaranteedPercent}% guaranteed, beyond them ${formatPence(one.overUsePencePerHour)}`,
    place: placeWords(one),
  })),
  ...exceptions(card),
]

const nightWords = ({ wakingsIncluded, fullAt }: SleepIn): string =>
  `${wakingsIncluded} wakings included${fullAt > 0 ? `, in proportion below ${fullAt}%` : ''}`

const blockHours = ({ minutesPerWeek }: Block): string =>
  `${(minutesPerWeek / 60).toLocaleString('en-GB')} hours a week`

const daysAndWorkers = ({ specialDays, twoWorkersPercent }: RateCard): Term[] => [
  ...(specialDays.length > 0 ? [{ key: 'Special days', words: specialDays.map(formatDay).join(', ') }] : []),
  ...(twoWorkersPercent === 200 ? [] : [{ key: 'Two workers', words: `${twoWorkersPercent}% of one` }]),
]

const exceptions = ({ exceptions: { noAccess, cancelled, retainer } }: RateCard): Term[] => [
  ...(noAccess ? [{ key: 'Not let in', words: `${noAccess.minutes} minutes are paid` }] : []),
  ...(cancelled
    ? [{ key: 'Cancelled', words: `${cancelled.percent}% when less than ${cancelled.withinHours} hours before` }]
    : []),
  ...(retainer
    ? [{ key: 'In hospital or away', words: `${retainer.percent}% for the first ${retainer.days} days` }]
    : []),
]

/** What a comparison of prices does not tell. */
const besidePrices = (card: RateCard): Term[] => [
  { key: 'Minutes', words: paymentWords(card) },
  { key: 'No log-out', words: NO_LOG_OUT_WORDS[card.payment.no_log_out] },
  ...daysAndWorkers(card),
  ...card.sleepIns.map((one) => ({ key: 'Sleep-in', words: nightWords(one), place: placeWords(one) })),
  ...card.blocks.map((one) => ({
    key: 'Block',
    words: `${blockHours(one)}, ${one.guaranteedPercent}% guaranteed`,
    place: placeWords(one),
  })),
  ...exceptions(card),
]

/** A term of two versions; undefined where the version does not have it. */
export type TermChange = Omit<Term, 'words'> & {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What two versions say otherwise beside their prices: an approver's second look. */
export function changedTerms(before: RateCard, after: RateCard): TermChange[] {
  const keyOf = ({ key, place }: Term): string => JSON.stringify([key, place])
  const [was, is] = [before, after].map((card) => new Map(besidePrices(card).map((term) => [keyOf(term), term])))
  const all = new Map([...was!, ...is!])
  return [...all].flatMap(([key, { words: _, ...of }]) => {
    const change = { ...of, before: was!.get(key)?.words, after: is!.get(key)?.words }
    return change.before === change.after ? [] : [change]
  })
}
