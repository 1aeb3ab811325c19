/** A rate card in words: what it pays beside the prices of its rate lines, one term each, and what of them two versions do not share. */
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
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
export function termsOf(card: RateCard): Term[] {
  const { noAccess, cancelled, retainer } = card.exceptions
  return [
    ...(card.payment.no_log_out === 'query'
      ? []
      : [{ key: 'No log-out', words: NO_LOG_OUT_WORDS[card.payment.no_log_out] }]),
    ...(card.specialDays.length > 0
      ? [{ key: 'Special days', words: card.specialDays.map(formatDay).join(', ') }]
      : []),
    ...(card.twoWorkersPercent === 200 ? [] : [{ key: 'Two workers', words: `${card.twoWorkersPercent}% of one` }]),
    ...placedTerms(card),
    ...(noAccess ? [{ key: 'Not let in', words: `${noAccess.minutes} minutes are paid` }] : []),
    ...(cancelled
      ? [{ key: 'Cancelled', words: `${cancelled.percent}% when less than ${cancelled.withinHours} hours before` }]
      : []),
    ...(retainer
      ? [{ key: 'In hospital or away', words: `${retainer.percent}% for the first ${retainer.days} days` }]
      : []),
  ]
}

const placedTerms = (card: RateCard): Term[] => [
  ...card.travel.map((one) => ({
    key: 'Travel',
    words: `${formatPence(one.pencePerVisit)} a visit${one.fromMiles > 0 ? ` from ${one.fromMiles} miles` : ''}`,
    place: placeWords(one),
  })),
  ...card.sleepIns.map((one) => ({
    key: 'Sleep-in',
    words: `${formatPence(one.pencePerNight)} a night, ${one.wakingsIncluded} wakings included${one.fullAt > 0 ? `, in proportion below ${one.fullAt}%` : ''}`,
    place: placeWords(one),
  })),
  ...card.weeks.map((one) => ({
    key: 'Live-in',
    words: `${formatPence(one.pencePerWeek)} a week`,
    place: placeWords(one),
  })),
  ...card.blocks.map((one) => ({
    key: 'Block',
    words: `${(one.minutesPerWeek / 60).toLocaleString('en-GB')} hours a week at ${formatPence(one.pencePerHour)}, ${one.guaranteedPercent}% guaranteed, beyond them ${formatPence(one.overUsePencePerHour)}`,
    place: placeWords(one),
  })),
]

/** A term of two versions; undefined where the version does not have it. */
export type TermChange = Omit<Term, 'words'> & {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What two versions say otherwise beside their prices: an approver's second look. */
export function changedTerms(before: RateCard, after: RateCard): TermChange[] {
  const all = (card: RateCard): Term[] => [{ key: 'Minutes', words: paymentWords(card) }, ...termsOf(card)]
  const [was, is] = [all(before), all(after)]
  const same = (a: Term, b: Term): boolean => a.key === b.key && a.place === b.place && a.words === b.words
  const gone = was.filter((term) => !is.some((other) => same(term, other)))
  const come = is.filter((term) => !was.some((other) => same(term, other)))
  const keys = new Map([...gone, ...come].map(({ key, place }) => [JSON.stringify([key, place]), { key, place }]))
  const wordsOf = (terms: readonly Term[], of: Omit<Term, 'words'>): string | undefined =>
    terms
      .filter(({ key, place }) => key === of.key && place === of.place)
      .map(({ words }) => words)
      .join('; ') || undefined
  return [...keys.values()].map(({ key, place }) => {
    const of = place === undefined ? { key } : { key, place }
    return { ...of, before: wordsOf(gone, of), after: wordsOf(come, of) }
  })
}
