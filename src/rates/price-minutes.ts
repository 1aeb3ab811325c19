/** From payable minutes to pence: by the hour, the length, the visit, the night and the week (M-22 to M-25). Rounded half up once. */
import { londonWall } from '#src/base/london.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import type { RateLine } from '#src/rates/rate-card.ts'
import { hasHour, type Place, type PriceRefusal, piecesOf, type Tariff } from '#src/rates/tariff.ts'

/** A visit as planned. `start` is a moment in whole seconds. */
export type PlannedTime = {
  readonly place: Place
  readonly start: number
  readonly minutes: number
  readonly workers: number
  /** How far the workers come, where the card pays for that. */
  readonly miles?: number | undefined
  /** The minutes of each waking of a sleep-in, in the order of the night. */
  readonly wakings?: readonly number[] | undefined
}

export type Price = {
  readonly amountPence: number
  readonly pencePerHour: number | undefined
  readonly bandMinutes: number
  readonly prices: number
  /** What else the sentence tells of the price. */
  readonly notes: readonly string[]
}

const NOTHING_MORE: readonly string[] = []

/** What is priced: minutes of a visit for so many workers; `share` is what an exception pays of them, in per cent. */
export type Work = {
  readonly tariff: Tariff
  readonly planned: PlannedTime
  readonly line: RateLine
  readonly minutes: number
  /** Minutes beyond those for which one of the workers is paid alone (M-52). */
  readonly alone: number
  readonly workers: number
  readonly share: number
  readonly travels: boolean
  /** It did not take place as planned: of a price for the whole its minutes' share is paid. */
  readonly isPart: boolean
}

/** Pence for payable minutes, rounded half up once, after the workers are counted. */
function priceMinutes(work: Work): Price | PriceRefusal {
  const { tariff, planned, line, minutes, workers, share } = work
  if (!tariff.isPlain || share !== 100 || work.alone > 0) return priceExactly(work)
  if (tariff.card.rateAt === 'split') return priceSplit(work)
  const hourly = line.pencePerHour
  const band = planned.place.bands?.findLast((one) => one.minutes <= minutes)
  const atTheHour = minutes - (band?.minutes ?? 0)
  const pence = divideHalfUp(((band?.pence ?? 0) * 60 + hourly * atTheHour) * workers, 60)
  return {
    amountPence: pence,
    pencePerHour: hourly,
    bandMinutes: band?.minutes ?? 0,
    prices: 1,
    notes: NOTHING_MORE,
  }
}

function priceSplit({ tariff, planned, line, minutes, workers }: Work): Price | PriceRefusal {
  const pieces = piecesOf(tariff, planned.place, planned.start, minutes)
  if (typeof pieces === 'string') return pieces
  const sum = pieces.reduce((total, piece) => total + piece.pencePerHour * piece.minutes, 0)
  const prices = new Set(pieces.map((piece) => piece.pencePerHour)).size
  return {
    amountPence: divideHalfUp(sum * workers, 60),
    pencePerHour: prices > 1 ? undefined : line.pencePerHour,
    bandMinutes: 0,
    prices: Math.max(prices, 1),
    notes: NOTHING_MORE,
  }
}

/** An hour's price counts in hundredths of a penny and in per cent for the workers: a sixth of a millionth of a penny is exact. */
const HOUR = 6_000n
const PERCENT = 100n

const halfUp = (numerator: bigint, denominator: bigint): number =>
  Number((2n * numerator + denominator) / (2n * denominator))

const workersPercent = (tariff: Tariff, workers: number): number =>
  workers === 2 ? tariff.card.twoWorkersPercent : 100

/** Hundredths of a penny an hour times the per cent of the workers. */
const weightOf = (tariff: Tariff, line: RateLine, workers: number): number =>
  workers === 2 && line.twoWorkersPencePerHour !== undefined
    ? line.twoWorkersPencePerHour * 100 * 100
    : Math.round(line.pencePerHour * 100) * workersPercent(tariff, workers)

function priceExactly(work: Work): Price | PriceRefusal {
  const { tariff, planned, line, minutes, workers, share } = work
  const timed = timeOf(work)
  if (typeof timed === 'string') return timed
  const more = work.alone > 0 ? timeAlone(work) : NO_TIME_ALONE
  if (typeof more === 'string') return more
  const weight = weighed(timed, workersPercent(tariff, workers)) + more.weight
  const prices = Math.max(timed.prices, more.prices)
  const travel = work.travels && minutes + work.alone > 0 ? travelPence(planned) * workers : 0
  return {
    amountPence: halfUp(weight * BigInt(share), HOUR * PERCENT * PERCENT * BigInt(timed.of)) + travel,
    pencePerHour:
      prices > 1 || !hasHour(line) || line.pencePerVisit !== undefined
        ? undefined
        : divideHalfUp(Math.round(line.pencePerHour * 100), 100),
    bandMinutes: timed.bandMinutes,
    prices,
    notes: notesOf(work, travel),
  }
}

const weighed = ({ weighted, flatPence }: Time, percent: number): bigint =>
  weighted + BigInt(flatPence * percent) * HOUR

const NO_TIME_ALONE = { weight: 0n, prices: 1 } as const

/** What one worker who stayed on alone costs more than one who left with the other, by whatever the card prices. */
function timeAlone(work: Work): { readonly weight: bigint; readonly prices: number } | PriceRefusal {
  const stayed = timeOf({ ...work, minutes: work.minutes + work.alone, workers: 1 })
  const left = timeOf({ ...work, workers: 1 })
  if (typeof stayed === 'string') return stayed
  if (typeof left === 'string') return left
  const more = weighed(stayed, 100) - weighed(left, 100)
  return { weight: more > 0n ? more : 0n, prices: stayed.prices }
}

type Time = {
  readonly weighted: bigint
  readonly flatPence: number
  /** How many times too much both are. */
  readonly of: number
  readonly bandMinutes: number
  readonly prices: number
}

/** What the minutes cost by the hour, and at a price for the whole. */
function timeOf({ tariff, planned, line, minutes, workers, isPart }: Work): Time | PriceRefusal {
  if (line.pencePerVisit !== undefined) {
    const [paid, of] = isPart ? [minutes, planned.minutes] : [minutes > 0 ? 1 : 0, 1]
    return { weighted: 0n, flatPence: line.pencePerVisit * paid, of, bandMinutes: 0, prices: 1 }
  }
  if (tariff.card.rateAt === 'split') {
    const weight = (one: RateLine): number => weightOf(tariff, one, workers)
    const pieces = piecesOf(tariff, planned.place, planned.start, minutes, weight)
    if (typeof pieces === 'string') return pieces
    const weighted = pieces.reduce((sum, piece) => sum + BigInt(piece.pencePerHour) * BigInt(piece.minutes), 0n)
    const prices = Math.max(new Set(pieces.map((piece) => piece.pencePerHour)).size, 1)
    return { weighted, flatPence: 0, of: 1, bandMinutes: 0, prices }
  }
  const band = planned.place.bands?.findLast((one) => one.minutes <= minutes)
  const atTheHour = minutes - (band?.minutes ?? 0)
  const weighted = BigInt(weightOf(tariff, line, workers)) * BigInt(atTheHour)
  return { weighted, flatPence: band?.pence ?? 0, of: 1, bandMinutes: band?.minutes ?? 0, prices: 1 }
}

/** The travel line of the distance; how far is not known counts as near. */
const travelPence = ({ place, miles }: PlannedTime): number =>
  place.travel.findLast((one) => one.fromMiles <= (miles ?? 0))?.pencePerVisit ?? 0

function notesOf({ tariff, line, workers }: Work, travel: number): readonly string[] {
  const notes: string[] = []
  if (line.pencePerVisit !== undefined) notes.push('at the price of a visit')
  if (workers === 2 && line.twoWorkersPencePerHour !== undefined) notes.push('at the price for two workers')
  else if (workers === 2 && tariff.card.twoWorkersPercent !== 200)
    notes.push(`two workers at ${tariff.card.twoWorkersPercent}% of one`)
  if (travel > 0) notes.push(`with ${formatPence(travel)} for travel`)
  return notes.length > 0 ? notes : NOTHING_MORE
}

/** A night asleep: its price for the minutes that count of those planned, and wakings beyond those included by the hour. */
function priceNight(work: Work): Price | PriceRefusal {
  const { tariff, planned, line, minutes, workers, share } = work
  const { sleepIn } = planned.place
  if (!sleepIn) return 'no rate line'
  const woken = minutes > 0 ? (planned.wakings ?? []) : []
  const extra = woken.slice(sleepIn.wakingsIncluded).reduce((sum, one) => sum + one, 0)
  if (extra > 0 && !hasHour(line)) return 'no rate line'
  const asked = BigInt(planned.minutes)
  const night = BigInt(sleepIn.pencePerNight) * HOUR * BigInt(minutes) * BigInt(workersPercent(tariff, workers))
  const awake = BigInt(extra) * BigInt(weightOf(tariff, line, workers)) * asked
  const count = woken.length
  const wakings =
    count === 0 ? [] : [`${count} ${count === 1 ? 'waking' : 'wakings'}, ${sleepIn.wakingsIncluded} included`]
  return {
    amountPence: halfUp((night + awake) * BigInt(share), HOUR * PERCENT * PERCENT * asked),
    pencePerHour: undefined,
    bandMinutes: 0,
    prices: 1,
    notes: [
      minutes === planned.minutes
        ? 'the price of a sleep-in'
        : `the price of a sleep-in for ${minutes} of ${planned.minutes} minutes`,
      ...wakings,
      ...(extra > 0 ? [`${extra} minutes awake by the hour`] : []),
    ],
  }
}

/** A day of the week's price, for the minutes that count of those planned: sevenths that add up to the week from Monday to Sunday, to the penny. */
function priceDayOfWeek({ tariff, planned, minutes, workers, share }: Work): Price {
  const pence = planned.place.week?.pencePerWeek ?? 0
  const day = Math.floor(londonWall(planned.start) / 86_400)
  const weekday = (((day + 3) % 7) + 7) % 7
  const seventh = divideHalfUp(pence * (weekday + 1), 7) - divideHalfUp(pence * weekday, 7)
  const weighted = BigInt(seventh) * BigInt(workersPercent(tariff, workers)) * BigInt(share)
  return {
    amountPence: halfUp(weighted * BigInt(minutes), PERCENT * PERCENT * BigInt(planned.minutes)),
    pencePerHour: undefined,
    bandMinutes: 0,
    prices: 1,
    notes: [minutes === 0 ? 'nothing of the price of the week' : 'a seventh of the price of the week'],
  }
}

/** Under a block a visit costs nothing by itself: its minutes count towards the hours bought. */
const PRICE_IN_BLOCK: Price = {
  amountPence: 0,
  pencePerHour: undefined,
  bandMinutes: 0,
  prices: 1,
  notes: ['counted towards the hours of the block'],
}

/** What the card asks for the work: within the block, for the night, for the day of a week, or for its minutes. */
export function priceOf(work: Work): Price | PriceRefusal {
  const { place } = work.planned
  if (place.block) return PRICE_IN_BLOCK
  if (place.sleepIn) return priceNight(work)
  return place.week ? priceDayOfWeek(work) : priceMinutes(work)
}
