/** The one place that prices a visit: for paying, forecasting, rehearsing and explaining (handbook 3.6). */
import type { Instant } from '#src/base/day.ts'
import { dayFromNumber, londonWall } from '#src/base/london.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type AttendanceTerms,
  type Attended,
  actualMinutes,
  NO_ONE,
  payableMinutes,
  wholeMinutes,
} from '#src/rates/payable-minutes.ts'
import { type PlannedTime, priceOf } from '#src/rates/price-minutes.ts'
import { type Exception, rateException } from '#src/rates/rate-exception.ts'
import type { Rating } from '#src/rates/rating.ts'
import { reasonOf } from '#src/rates/reason.ts'
import { lineAtStart, type PriceRefusal, placeOf, type Tariff } from '#src/rates/tariff.ts'

/** Rates one visit. `takenOff` are the minutes that the balance of the period takes off it. */
export function rateAttended(
  tariff: Tariff,
  planned: PlannedTime,
  attended: Attended,
  takenOff: number,
): Rating | PriceRefusal {
  const line = lineAtStart(tariff, planned.place, planned.start)
  if (typeof line === 'string') return line
  const { payment } = tariff.card
  const actual = actualMinutes(payment, planned.minutes, attended)
  if (actual === undefined) return unpaid(attended.workers === 0 ? 'missed' : 'query', planned.minutes)
  const workers = Math.min(attended.workers, planned.workers)
  const { place } = planned
  // The rule makes payable minutes of those for which somebody was there, and of those for which both were (M-52).
  const inReach = (attended.anyone ?? actual) - takenOff
  const byRule = payableMinutes(payment, planned.minutes, Math.min(actual, inReach))
  // A night and a day of a week are paid as a whole: no rule for minutes, and no balance, touches them.
  const asWhole = place.sleepIn !== undefined || place.week !== undefined
  const whole = asWhole ? wholeTime(planned, actual) : undefined
  const beforeCap = whole ?? payableMinutes(payment, planned.minutes, inReach)
  const capped = (minutes: number): number => (payment.cap_at_planned ? Math.min(minutes, planned.minutes) : minutes)
  const minutes = capped(whole ?? byRule)
  const alone = Math.max(0, capped(beforeCap) - minutes)
  const priced = priceOf({ tariff, planned, line, minutes, alone, workers, share: 100, travels: true, isPart: false })
  if (typeof priced === 'string') return priced
  return {
    outcome: workers < planned.workers ? 'one_worker' : 'paid',
    plannedMinutes: planned.minutes,
    actualMinutes: actual,
    payableMinutes: minutes,
    workersPaid: workers,
    aloneMinutes: alone,
    pencePerHour: priced.pencePerHour,
    amountPence: priced.amountPence,
    assumed: attended.minutes === undefined,
    overManualPercent: attended.overManualPercent,
    takenOff: asWhole ? 0 : takenOff,
    beforeCap,
    bandMinutes: priced.bandMinutes,
    prices: priced.prices,
    asWhole,
    notes: priced.notes,
  }
}

/** Who came and stayed for no minute, or two who never met, attended nothing; less than the full share is paid by the minute. */
function wholeTime({ place, minutes }: PlannedTime, actual: number): number {
  const fullAt = place.sleepIn?.fullAt ?? 0
  return actual > 0 && actual * 100 >= fullAt * minutes ? minutes : actual
}

const unpaid = (outcome: 'missed' | 'query', plannedMinutes: number): Rating => ({
  outcome,
  plannedMinutes,
  actualMinutes: undefined,
  payableMinutes: 0,
  workersPaid: 0,
  aloneMinutes: 0,
  pencePerHour: undefined,
  amountPence: 0,
  assumed: false,
  takenOff: 0,
  beforeCap: 0,
  bandMinutes: 0,
  prices: 0,
  asWhole: false,
  notes: [],
})

/** One visit within the balance of a person and contract. */
export type BalanceEntry = { readonly planned: number; readonly actual: number }

/**
 * Minutes to take off each visit of one person and contract, so that no more is paid than was planned over the period.
 * The entries come latest start first, then highest visit reference.
 */
export function takeOffExcess(entries: readonly BalanceEntry[]): number[] {
  let excess = entries.reduce((sum, { actual, planned }) => sum + actual - planned, 0)
  return entries.map(({ actual }) => {
    const off = Math.max(0, Math.min(excess, actual))
    excess -= off
    return off
  })
}

export type Attendance = { readonly in: Micros; readonly out: Micros | undefined }

/** A planned visit with the attendances that were matched to it, one a worker. */
export type VisitToRate = {
  readonly visitRef: string
  readonly personRef: string
  readonly contractRef: string
  readonly service: string
  readonly zone: string
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly attendances: readonly Attendance[]
  readonly terms?: AttendanceTerms | undefined
  /** What the worker must be able to do, where the card prices that. */
  readonly skill?: string | undefined
  readonly miles?: number | undefined
  readonly wakings?: readonly number[] | undefined
  /** It did not take place as planned: its attendances then count for nothing. */
  readonly exception?: Exception | undefined
}

/** What is known of a visit before anybody came. */
export type VisitToPrice = Pick<
  VisitToRate,
  'service' | 'zone' | 'start' | 'minutes' | 'workers' | 'skill' | 'miles' | 'wakings'
>

export type RatedVisit = Rating & { readonly reason: string }

export type RateFault = { readonly refusal: PriceRefusal; readonly day: string }

/** Minutes from the attendances of a visit; of two workers the overlap of the two, and those of one alone (M-52). */
export function attendedBy(attendances: readonly Attendance[], workers: number, terms?: AttendanceTerms): Attended {
  const seated = attendances.slice(0, workers)
  if (seated.length === 0) return NO_ONE
  let latestIn: Micros = -Infinity
  let earliestOut: Micros = Infinity
  let stayed = 0
  for (const { in: at, out } of seated) {
    if (out === undefined)
      return { workers: seated.length, minutes: undefined, overManualPercent: terms?.overManualPercent }
    stayed += out - at
    latestIn = Math.max(latestIn, at)
    earliestOut = Math.min(earliestOut, out)
  }
  const together = Math.max(0, earliestOut - latestIn)
  const minutes = wholeMinutes(together / 1e6)
  if (seated.length < 2 || !terms?.paysAlone) return { workers: seated.length, minutes }
  return { workers: seated.length, minutes, anyone: wholeMinutes((stayed - together) / 1e6) }
}

/** Rates the visits of a period together, in their own order: the rule `balance` looks at all of them. */
export function rateVisits(tariff: Tariff, visits: readonly VisitToRate[]): Result<RatedVisit, RateFault>[] {
  const attended = visits.map((visit) =>
    visit.exception ? NO_ONE : attendedBy(visit.attendances, visit.workers, visit.terms),
  )
  const takenOff = tariff.card.payment.rule === 'balance' ? balanceOf(tariff, visits, attended) : undefined
  return visits.map((visit, i) => {
    const planned = plannedTime(tariff, visit)
    const rating = visit.exception
      ? rateException(tariff, planned, visit.exception)
      : rateAttended(tariff, planned, attended[i] ?? NO_ONE, takenOff?.[i] ?? 0)
    return explained(tariff, planned, rating)
  })
}

/** Rates one visit on its own. */
export function rateVisit(tariff: Tariff, visit: VisitToRate): Result<RatedVisit, RateFault> {
  return rateVisits(tariff, [visit])[0] as Result<RatedVisit, RateFault>
}

/** What a visit is expected to cost when it is worked as planned: for offers, forecasts and ceilings. */
export function priceVisit(tariff: Tariff, visit: VisitToPrice): Result<RatedVisit, RateFault> {
  const planned = plannedTime(tariff, visit)
  return explained(tariff, planned, rateAttended(tariff, planned, visit, 0))
}

const plannedTime = (tariff: Tariff, visit: VisitToPrice): PlannedTime => ({
  place: placeOf(tariff, visit.service, visit.zone, visit.skill),
  start: Math.floor(visit.start.epochMilliseconds / 1000),
  minutes: visit.minutes,
  workers: visit.workers,
  miles: visit.miles,
  wakings: visit.wakings,
})

function explained(
  tariff: Tariff,
  planned: PlannedTime,
  rating: Rating | RatedVisit | PriceRefusal,
): Result<RatedVisit, RateFault> {
  if (typeof rating === 'string')
    return refuse({ refusal: rating, day: dayFromNumber(Math.floor(londonWall(planned.start) / 86_400)) })
  return ok('reason' in rating ? rating : { ...rating, reason: reasonOf(tariff.card.payment, rating) })
}

function balanceOf(tariff: Tariff, visits: readonly VisitToRate[], attended: readonly Attended[]): number[] {
  const takenOff = new Array<number>(visits.length).fill(0)
  const byPersonAndContract = Map.groupBy(visits.keys(), (i) =>
    JSON.stringify([visits[i]?.personRef, visits[i]?.contractRef]),
  )
  for (const group of byPersonAndContract.values()) {
    const entries = group
      .map((i) => ({ i, visit: visits[i] as VisitToRate }))
      .map(({ i, visit }) => ({
        ...visit,
        i,
        actual: attended[i]?.anyone ?? actualMinutes(tariff.card.payment, visit.minutes, attended[i] ?? NO_ONE),
      }))
      .filter((entry) => entry.actual !== undefined)
      .sort((a, b) => Temporal.Instant.compare(b.start, a.start) || compareText(b.visitRef, a.visitRef))
    const off = takeOffExcess(entries.map(({ minutes, actual }) => ({ planned: minutes, actual: actual ?? 0 })))
    for (const [at, entry] of entries.entries()) takenOff[entry.i] = off[at] ?? 0
  }
  return takenOff
}

/** Text is ordered by code point; JavaScript's own order is by UTF-16 unit and differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      const surrogates = x >= 0xd800 && y >= 0xd800
      return surrogates && x < 0xe000 !== y < 0xe000 ? y - x : x - y
    }
  }
  return a.length - b.length
}
