/** A rate card made ready to price: which line holds at a moment, and the list of bank holidays beside it (M-21, M-23). */
import type { Day } from '#src/base/day.ts'
import { dayNumberOf, londonWall, nextLondonChange } from '#src/base/london.ts'
import { type BankHolidays, covers } from '#src/rates/holidays.ts'
import { ANY, type BandPrices, type DayKind, type RateCard, type RateLine, WEEK } from '#src/rates/rate-card.ts'

const DAY = 86_400

/** One stretch of a London day: the price of an hour until a minute of the day, undefined where no line holds. */
export type Stretch = { readonly until: number; readonly pencePerHour: number | undefined }

/** What the card says of one service in one zone. The fourteen kinds of day: Monday to Sunday, ordinary and bank holiday. */
export type Place = {
  readonly lines: readonly RateLine[]
  readonly stretchesByDayKind: (readonly Stretch[] | undefined)[]
  readonly bands: BandPrices['prices'] | undefined
}

export type Tariff = {
  readonly card: RateCard
  readonly holidays: BankHolidays | undefined
  readonly firstDay: number
  /** The day on which the card has ended. */
  readonly endDay: number
  readonly places: Map<string, Map<string, Place>>
}

export type PriceRefusal = 'before the card' | 'after the card' | 'bank holidays not known' | 'no rate line'

/** A card with bank holiday lines prices nothing until it is given a list that covers the day. */
export const tariffOf = (card: RateCard, holidays?: BankHolidays): Tariff => ({
  card,
  holidays,
  firstDay: dayNumberOf(card.from),
  endDay: card.to === undefined ? Infinity : dayNumberOf(card.to),
  places: new Map(),
})

/** The card's lines for a service and zone, worked out once for each pair. */
export function placeOf(tariff: Tariff, service: string, zone: string): Place {
  const ofService = tariff.places.get(service) ?? new Map<string, Place>()
  const known = ofService.get(zone)
  if (known) return known
  const { rates, bands } = tariff.card
  const bandsOf = (name: string) => bands.find((line) => line.service === service && line.zone === name)?.prices
  const place: Place = {
    lines: rates.filter((line) => line.service === service && (line.zone === zone || line.zone === ANY)),
    stretchesByDayKind: new Array(14),
    bands: bandsOf(zone) ?? bandsOf(ANY),
  }
  tariff.places.set(service, ofService.set(zone, place))
  return place
}

/** The price of an hour at the planned start, or why the card has none: before it, after it, or no line. */
export function priceAtStart(tariff: Tariff, place: Place, start: number): number | PriceRefusal {
  const wall = londonWall(start)
  const day = Math.floor(wall / DAY)
  if (day < tariff.firstDay) return 'before the card'
  if (day >= tariff.endDay) return 'after the card'
  const stretches = stretchesOn(tariff, place, day)
  if (stretches === undefined) return 'bank holidays not known'
  return stretchAt(stretches, minuteOf(wall, day)).pencePerHour ?? 'no rate line'
}

export type Piece = { readonly minutes: number; readonly pencePerHour: number }

/**
 * The pieces of an interval at midnight, band and day boundaries, in elapsed minutes: a night over the March change
 * has an hour less, over the October change an hour more (M-23).
 */
export function piecesOf(
  tariff: Tariff,
  place: Place,
  start: number,
  minutes: number,
): readonly Piece[] | PriceRefusal {
  const pieces: Piece[] = []
  const end = start + minutes * 60
  for (let at = start; at < end; ) {
    const wall = londonWall(at)
    const day = Math.floor(wall / DAY)
    const stretches = stretchesOn(tariff, place, day)
    if (stretches === undefined) return 'bank holidays not known'
    const { until, pencePerHour } = stretchAt(stretches, minuteOf(wall, day))
    if (pencePerHour === undefined) return 'no rate line'
    const next = Math.min(at + (day * DAY + until * 60 - wall), end, nextLondonChange(at))
    const last = pieces.at(-1)
    if (last?.pencePerHour === pencePerHour)
      pieces[pieces.length - 1] = { minutes: last.minutes + (next - at) / 60, pencePerHour }
    else pieces.push({ minutes: (next - at) / 60, pencePerHour })
    at = next
  }
  return pieces
}

const minuteOf = (wall: number, day: number): number => Math.floor((wall - day * DAY) / 60)

function stretchAt(stretches: readonly Stretch[], minute: number): Stretch {
  let index = 0
  while ((stretches[index] as Stretch).until <= minute) index++
  return stretches[index] as Stretch
}

/** Undefined when the card asks for bank holidays and no list covers the day. */
function stretchesOn(tariff: Tariff, place: Place, day: number): readonly Stretch[] | undefined {
  let kind = (((day + 3) % 7) + 7) % 7
  if (tariff.card.bankHolidayLine !== undefined) {
    if (!tariff.holidays || !covers(tariff.holidays, day)) return undefined
    if (tariff.holidays.days.has(day)) kind += 7
  }
  const known = place.stretchesByDayKind[kind]
  if (known) return known
  const made = makeStretches(place.lines.filter((line) => holds(line.day, kind)))
  place.stretchesByDayKind[kind] = made
  return made
}

function makeStretches(lines: readonly RateLine[]): Stretch[] {
  const ends = [...new Set([...lines.flatMap((line) => [line.from, line.to]), 1440])].sort((a, b) => a - b)
  const bySpecificity = lines.toSorted(mostSpecificFirst)
  let from = 0
  const stretches: Stretch[] = []
  for (const until of ends) {
    if (until === 0) continue
    const line = bySpecificity.find((one) => one.from <= from && one.to >= until)
    stretches.push({ until, pencePerHour: line?.pencePerHour })
    from = until
  }
  return stretches
}

function holds(day: DayKind, kind: number): boolean {
  if (day === ANY) return true
  if (day === 'bank_holiday') return kind >= 7
  const weekday = kind % 7
  if (day === 'weekday') return weekday < 5
  if (day === 'weekend') return weekday >= 5
  return WEEK[weekday] === day
}

/** M-21: a zone named; then bank holiday, named day, weekday or weekend, any day; then the narrower band. */
const mostSpecificFirst = (a: RateLine, b: RateLine): number =>
  Number(a.zone === ANY) - Number(b.zone === ANY) || rank(a.day) - rank(b.day) || a.to - a.from - (b.to - b.from)

function rank(day: DayKind): number {
  if (day === 'bank_holiday') return 0
  if (day === ANY) return 3
  return day === 'weekday' || day === 'weekend' ? 2 : 1
}

/** Why there is no price, in words that follow "visit …:". */
export function priceRefusalWords(
  refusal: PriceRefusal,
  card: RateCard,
  service: string,
  zone: string,
  day: Day,
): string {
  switch (refusal) {
    case 'before the card':
      return `planned for ${day}, before the rate card ${card.card} starts on ${card.from}`
    case 'after the card':
      return `planned for ${day}, but the rate card ${card.card} ended on ${card.to}`
    case 'bank holidays not known':
      return `planned for ${day}: the rate card has bank holiday prices, and the list of bank holidays does not cover that day`
    case 'no rate line':
      return `the rate card ${card.card} has no rate line for service ${service} in zone ${zone} at this time of ${day}`
  }
}
