/** A rate card made ready to price: which line holds at a moment, and the list of bank holidays beside it (M-21, M-23). */
import type { Day } from '#src/base/day.ts'
import { dayNumberOf, londonWall, nextLondonChange } from '#src/base/london.ts'
import { type BankHolidays, covers } from '#src/rates/holidays.ts'
import type { Block, SleepIn, Travel, WeekPrice } from '#src/rates/card-parts.ts'
import { ANY, type BandPrices, type DayKind, type RateCard, type RateLine, WEEK } from '#src/rates/rate-card.ts'

const DAY = 86_400

/** One stretch of a London day: the line that holds until a minute of the day, undefined where none does. */
export type Stretch = { readonly until: number; readonly line: RateLine | undefined }

/** What the card says of one service in one zone. The 28 kinds of day: Monday to Sunday, ordinary, bank holiday, special and both. */
export type Place = {
  readonly lines: readonly RateLine[]
  readonly stretchesByDayKind: (readonly Stretch[] | undefined)[]
  readonly bands: BandPrices['prices'] | undefined
  /** The nearest first. */
  readonly travel: readonly Travel[]
  readonly sleepIn: SleepIn | undefined
  readonly week: WeekPrice | undefined
  readonly block: Block | undefined
}

export type Tariff = {
  readonly card: RateCard
  readonly holidays: BankHolidays | undefined
  readonly firstDay: number
  /** The day on which the card has ended. */
  readonly endDay: number
  readonly places: Map<string, Map<string, Place>>
  readonly specialDays: ReadonlySet<number>
  /** All prices are of hours in whole pence, and two workers cost twice one: the arithmetic of the open format alone. */
  readonly isPlain: boolean
  /** A visit's rating depends on more of its start than the line that holds then. */
  readonly byMoment: boolean
}

export type PriceRefusal = 'before the card' | 'after the card' | 'bank holidays not known' | 'no rate line'

/** A card with bank holiday lines prices nothing until it is given a list that covers the day. */
export const tariffOf = (card: RateCard, holidays?: BankHolidays): Tariff => ({
  card,
  holidays,
  firstDay: dayNumberOf(card.from),
  endDay: card.to === undefined ? Infinity : dayNumberOf(card.to),
  places: new Map(),
  specialDays: new Set(card.specialDays.map(dayNumberOf)),
  isPlain: isPlain(card),
  byMoment: card.rateAt === 'split' || card.weeks.length > 0,
})

const isPlain = (card: RateCard): boolean =>
  card.twoWorkersPercent === 200 &&
  card.travel.length + card.sleepIns.length + card.weeks.length + card.blocks.length === 0 &&
  card.rates.every(
    (line) =>
      line.pencePerVisit === undefined &&
      line.twoWorkersPencePerHour === undefined &&
      Number.isInteger(line.pencePerHour),
  )

/** The card's lines for a service, a zone and the skill that is needed, worked out once for each. */
export function placeOf(tariff: Tariff, service: string, zone: string, skill?: string): Place {
  const ofService = tariff.places.get(service) ?? new Map<string, Place>()
  const key = skill === undefined ? zone : JSON.stringify([zone, skill])
  const known = ofService.get(key)
  if (known) return known
  const { card } = tariff
  const own = <T extends { service: string; zone: string }>(lines: readonly T[]): T | undefined => {
    const ofZone = (name: string) => lines.find((line) => line.service === service && line.zone === name)
    return ofZone(zone) ?? ofZone(ANY)
  }
  const travelTo = own(card.travel)?.zone
  const place: Place = {
    lines: card.rates.filter(
      (line) =>
        line.service === service &&
        (line.zone === zone || line.zone === ANY) &&
        (line.skill === undefined || line.skill === skill),
    ),
    stretchesByDayKind: new Array(28),
    bands: own(card.bands)?.prices,
    travel: card.travel.filter((line) => line.service === service && line.zone === travelTo),
    sleepIn: own(card.sleepIns),
    week: own(card.weeks),
    block: own(card.blocks),
  }
  tariff.places.set(service, ofService.set(key, place))
  return place
}

/** Stands where a night, week or block has its price and no hour does. */
const NO_HOUR: RateLine = {
  ...{ number: -1, service: '', zone: ANY, skill: undefined, day: ANY, from: 0, to: 1440 },
  ...{ pencePerHour: 0, pencePerVisit: undefined, twoWorkersPencePerHour: undefined },
}

/** The line that holds at the planned start, or why there is none: before the card, after it, or no line. */
export function lineAtStart(tariff: Tariff, place: Place, start: number): RateLine | PriceRefusal {
  const wall = londonWall(start)
  const day = Math.floor(wall / DAY)
  if (day < tariff.firstDay) return 'before the card'
  if (day >= tariff.endDay) return 'after the card'
  const stretches = stretchesOn(tariff, place, day)
  if (stretches === undefined) return 'bank holidays not known'
  const { line } = stretchAt(stretches, minuteOf(wall, day))
  if (line !== undefined) return line
  return place.sleepIn || place.week || place.block ? NO_HOUR : 'no rate line'
}

export const hasHour = (line: RateLine): boolean => line.number >= 0

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
  priceOf: (line: RateLine) => number = ({ pencePerHour }) => pencePerHour,
): readonly Piece[] | PriceRefusal {
  const pieces: Piece[] = []
  const end = start + minutes * 60
  for (let at = start; at < end; ) {
    const wall = londonWall(at)
    const day = Math.floor(wall / DAY)
    const stretches = stretchesOn(tariff, place, day)
    if (stretches === undefined) return 'bank holidays not known'
    const { until, line } = stretchAt(stretches, minuteOf(wall, day))
    if (line === undefined) return 'no rate line'
    const pencePerHour = priceOf(line)
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
function dayKindOf(tariff: Tariff, day: number): number | undefined {
  let kind = (((day + 3) % 7) + 7) % 7
  if (tariff.card.bankHolidayLine !== undefined) {
    if (!tariff.holidays || !covers(tariff.holidays, day)) return undefined
    if (tariff.holidays.days.has(day)) kind += 7
  }
  if (tariff.specialDays.size > 0 && tariff.specialDays.has(day)) kind += 14
  return kind
}

/** The lines of the card that hold on some part of a day; undefined where that is not known. */
export function linesOn(tariff: Tariff, day: number): readonly RateLine[] | undefined {
  const kind = dayKindOf(tariff, day)
  return kind === undefined ? undefined : tariff.card.rates.filter((line) => holds(line.day, kind))
}

function stretchesOn(tariff: Tariff, place: Place, day: number): readonly Stretch[] | undefined {
  const kind = dayKindOf(tariff, day)
  if (kind === undefined) return undefined
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
    stretches.push({ until, line })
    from = until
  }
  return stretches
}

function holds(day: DayKind, kind: number): boolean {
  if (day === ANY) return true
  if (day === 'special') return kind >= 14
  if (day === 'bank_holiday') return kind % 14 >= 7
  const weekday = kind % 7
  if (day === 'weekday') return weekday < 5
  if (day === 'weekend') return weekday >= 5
  return WEEK[weekday] === day
}

/** M-21: a skill named; a zone named; then special day, bank holiday, named day, weekday or weekend, any day; then the narrower band. */
const mostSpecificFirst = (a: RateLine, b: RateLine): number =>
  Number(a.skill === undefined) - Number(b.skill === undefined) ||
  Number(a.zone === ANY) - Number(b.zone === ANY) ||
  rank(a.day) - rank(b.day) ||
  a.to - a.from - (b.to - b.from)

function rank(day: DayKind): number {
  if (day === 'special') return -1
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
