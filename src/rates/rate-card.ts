/** The rate card: how a visit's minutes become payable minutes, and what an hour costs when and where (M-20 to M-24). */
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type Block,
  DEAREST,
  type Exceptions,
  type LinePrice,
  LONGEST,
  readBlocks,
  readExceptions,
  readLinePrice,
  readSleepIns,
  readTravel,
  readWeeks,
  refuseRepeated,
  refuseTwoKinds,
  type SleepIn,
  type Travel,
  UNITS,
  type WeekPrice,
} from '#src/rates/card-parts.ts'
import { clock, Reader } from '#src/rates/card-reader.ts'
import { type Fault, readJson } from '#src/rates/located-json.ts'

export type Payment = (
  | { readonly rule: 'planned' }
  | { readonly rule: 'actual' }
  | { readonly rule: 'capped' }
  | { readonly rule: 'tolerance'; readonly minutes: number }
  | { readonly rule: 'banded'; readonly increment: number; readonly mode: BandMode }
  | { readonly rule: 'percent'; readonly full_at: number; readonly zero_below: number }
  | { readonly rule: 'minimum'; readonly minutes: number }
  | { readonly rule: 'balance' }
) & { readonly cap_at_planned: boolean; readonly no_log_out: NoLogOut }

export type BandMode = 'nearest' | 'up' | 'down'
export type NoLogOut = 'query' | 'planned' | 'zero'
export type RateAt = 'start' | 'split'

export const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type DayKind = 'any' | 'weekday' | 'weekend' | 'bank_holiday' | 'special' | (typeof WEEK)[number]

/** Times are minutes of the London day, 0 to 1440. A price of an hour may have hundredths of a penny, unless the unit is the visit. */
export type RateLine = LinePrice & {
  /** Its place on the card, from 0. */
  readonly number: number
  readonly service: string
  readonly zone: string
  /** What the worker must be able to do; undefined where that makes no difference. */
  readonly skill: string | undefined
  readonly day: DayKind
  readonly from: number
  readonly to: number
  /** The price of an hour of two workers together, where it is not a share of the price of one. */
  readonly twoWorkersPencePerHour: number | undefined
}

/** Prices of whole visit lengths, the shortest first (M-22). */
export type BandPrices = {
  readonly service: string
  readonly zone: string
  readonly prices: readonly { readonly minutes: number; readonly pence: number }[]
}

export type RateCard = {
  readonly card: string
  readonly from: Day
  readonly to: Day | undefined
  readonly payment: Payment
  readonly rateAt: RateAt
  readonly rates: readonly RateLine[]
  readonly bands: readonly BandPrices[]
  readonly specialDays: readonly Day[]
  /** What two workers cost, in per cent of one. */
  readonly twoWorkersPercent: number
  readonly travel: readonly Travel[]
  readonly sleepIns: readonly SleepIn[]
  readonly weeks: readonly WeekPrice[]
  readonly blocks: readonly Block[]
  readonly exceptions: Exceptions
  /** The line of the file with its first bank holiday price: such a card needs the list of bank holidays. */
  readonly bankHolidayLine: number | undefined
}

export const ANY = 'any'

const SETTINGS: Record<Payment['rule'], readonly string[]> = {
  planned: [],
  actual: [],
  capped: [],
  tolerance: ['minutes'],
  banded: ['increment', 'mode'],
  percent: ['full_at', 'zero_below'],
  minimum: ['minutes'],
  balance: [],
}
const RULES = Object.keys(SETTINGS) as Payment['rule'][]
const MODES: readonly BandMode[] = ['nearest', 'up', 'down']
const NO_LOG_OUTS: readonly NoLogOut[] = ['query', 'planned', 'zero']
const RATE_ATS: readonly RateAt[] = ['start', 'split']
export const DAY_KINDS: readonly DayKind[] = [ANY, 'weekday', 'weekend', 'bank_holiday', ...WEEK, 'special']
const BASIC = ['card', 'from', 'to', 'payment', 'rate_at', 'rates', 'bands']
const PARTS = ['special_days', 'two_workers_percent', 'travel', 'sleep_ins', 'weeks', 'blocks', 'exceptions']

/** Reads and checks a rate card; every fault found is named with its line. */
export function parseRateCard(text: string): Result<RateCard, readonly Fault[]> {
  const read = readJson(text)
  if (!read.ok) return refuse([read.error])
  const faults: Fault[] = []
  const card = readCard(new Reader(read.value, 'the card', '', faults))
  return faults.length > 0 ? refuse(faults.toSorted((a, b) => a.line - b.line)) : ok(card)
}

function readCard(card: Reader): RateCard {
  card.allow([...BASIC, ...PARTS])
  const from = card.day('from', '0000-01-01')
  const to = card.isGiven('to') ? card.day('to', '9999-12-31') : undefined
  if (to !== undefined && to <= from) card.fault('to', `"to" ${to} is not after "from" ${from}`)
  const lines = card.list('rates', 'rate line', true)
  const rates = lines.map(readRateLine)
  refuseRivalLines(rates, lines)
  const rateAt = card.oneOf('rate_at', RATE_ATS, 'start')
  const bandLines = card.list('bands', 'bands line', false)
  const bands = bandLines.map(readBandPrices)
  refuseRepeated(bands, bandLines, 'bands line')
  if (rateAt === 'split' && bandLines.length > 0)
    card.fault('bands', '"bands" cannot be used with "rate_at": "split": take out one of the two')
  if (rateAt === 'split') refuseVisitPrices(rates, lines)
  const firstHoliday = rates.findIndex((line) => line.day === 'bank_holiday')
  return {
    card: card.text('card'),
    from,
    to,
    payment: readPayment(card.object('payment', 'payment')),
    rateAt,
    rates,
    bands,
    ...readParts(card, rates),
    bankHolidayLine: firstHoliday < 0 ? undefined : lines[firstHoliday]?.line,
  }
}

type Parts = Pick<
  RateCard,
  'specialDays' | 'twoWorkersPercent' | 'travel' | 'sleepIns' | 'weeks' | 'blocks' | 'exceptions'
>

function readParts(card: Reader, rates: readonly RateLine[]): Parts {
  const specialDays = card.days('special_days')
  if (specialDays.length === 0 && rates.some((line) => line.day === 'special'))
    card.fault('rates', 'there are prices of special days: name the days in "special_days"')
  const [sleepIns, weeks, blocks] = [readSleepIns(card), readWeeks(card), readBlocks(card)]
  refuseTwoKinds(card, { sleep_ins: sleepIns, weeks, blocks })
  return {
    specialDays,
    twoWorkersPercent: card.has('two_workers_percent') ? card.whole('two_workers_percent', 0, 1000) : 200,
    travel: readTravel(card),
    sleepIns,
    weeks,
    blocks,
    exceptions: readExceptions(card),
  }
}

/** The price of a whole visit has no pieces. */
function refuseVisitPrices(rates: readonly RateLine[], lines: readonly Reader[]): void {
  for (const [index, line] of rates.entries())
    if (line.pencePerVisit !== undefined)
      lines[index]?.fault('pence_per_visit', '"pence_per_visit" cannot be used with "rate_at": "split"')
}

function readPayment(payment: Reader): Payment {
  const rule = payment.oneOf('rule', RULES)
  payment.allow(['rule', ...SETTINGS[rule], 'cap_at_planned', 'no_log_out'], ` of the rule "${rule}"`)
  const always = {
    cap_at_planned: payment.flag('cap_at_planned'),
    no_log_out: payment.oneOf('no_log_out', NO_LOG_OUTS, 'query'),
  }
  switch (rule) {
    case 'tolerance':
    case 'minimum':
      return { rule, minutes: payment.whole('minutes', 0, LONGEST), ...always }
    case 'banded': {
      const increment = payment.whole('increment', 1, LONGEST)
      return { rule, increment, mode: payment.oneOf('mode', MODES), ...always }
    }
    case 'percent': {
      const fullAt = payment.percentage('full_at')
      return { rule, full_at: fullAt, zero_below: payment.percentage('zero_below'), ...always }
    }
    default:
      return { rule, ...always }
  }
}

function readRateLine(line: Reader, number: number): RateLine {
  line.allow(['service', 'zone', 'skill', 'day', 'from', 'to', ...UNITS, 'two_workers_pence_per_hour'])
  const [from, to] = [line.time('from', 0), line.time('to', 1440)]
  if (from >= to)
    line.fault('from', `from ${clock(from)} is not before to ${clock(to)}: write a band over midnight as two lines`)
  const place = { service: line.text('service'), zone: line.text('zone') }
  const skill = line.has('skill') ? line.text('skill') : undefined
  const day = line.oneOf('day', DAY_KINDS)
  const price = readLinePrice(line)
  const hasOwnForTwo = line.has('two_workers_pence_per_hour')
  if (hasOwnForTwo && price.pencePerVisit !== undefined)
    line.fault('two_workers_pence_per_hour', '"two_workers_pence_per_hour" does not go with "pence_per_visit"')
  const twoWorkersPencePerHour = hasOwnForTwo ? line.whole('two_workers_pence_per_hour', 0, DEAREST) : undefined
  return { number, ...place, skill, day, from, to, ...price, twoWorkersPencePerHour }
}

function readBandPrices(line: Reader): BandPrices {
  line.allow(['service', 'zone', 'prices'])
  const prices = line.object('prices', 'prices')
  const read = prices.keys().map((key) => {
    if (!/^[1-9]\d{0,5}$/.test(key))
      prices.fault(key, `${JSON.stringify(key)} is not a length in whole minutes, 1 or more`)
    return { minutes: Number(key), pence: prices.whole(key, 0, DEAREST) }
  })
  return { service: line.text('service'), zone: line.text('zone'), prices: read.sort((a, b) => a.minutes - b.minutes) }
}

/** Two lines that are equally specific and can hold at one moment leave the price open, whether or not a visit meets them. */
function refuseRivalLines(rates: readonly RateLine[], readers: readonly Reader[]): void {
  const seen = new Map<string, number[]>()
  for (const [index, line] of rates.entries()) {
    const key = JSON.stringify([line.service, line.zone, line.skill, line.day, line.to - line.from])
    const alike = seen.get(key) ?? []
    if (line.service === '' || line.zone === '') continue
    const rival = alike.find((other) => overlap(line, rates[other] as RateLine))
    if (rival !== undefined)
      readers[index]?.fault(undefined, `holds at the same time as rate line ${rival + 1}, and neither is more specific`)
    seen.set(key, [...alike, index])
  }
}

const overlap = (a: RateLine, b: RateLine): boolean => a.from < b.to && b.from < a.to
