/** The rate card: how a visit's minutes become payable minutes, and what an hour costs when and where (M-20 to M-24). */
import { type Day, parseDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Fault, type JsonNode, readJson } from '#src/rates/located-json.ts'

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
export type DayKind = 'any' | 'weekday' | 'weekend' | 'bank_holiday' | (typeof WEEK)[number]

/** Times are minutes of the London day, 0 to 1440. */
export type RateLine = {
  readonly service: string
  readonly zone: string
  readonly day: DayKind
  readonly from: number
  readonly to: number
  readonly pencePerHour: number
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
const DAY_KINDS: readonly DayKind[] = [ANY, 'weekday', 'weekend', 'bank_holiday', ...WEEK]
/** Ten million pounds an hour, or a length of a hundred thousand years: past these, sums in pence would not be exact. */
const DEAREST = 1_000_000_000
const LONGEST = 1_000_000

/** Reads and checks a rate card; every fault found is named with its line. */
export function parseRateCard(text: string): Result<RateCard, readonly Fault[]> {
  const read = readJson(text)
  if (!read.ok) return refuse([read.error])
  const faults: Fault[] = []
  const card = readCard(new Reader(read.value, 'the card', faults))
  return faults.length > 0 ? refuse(faults.toSorted((a, b) => a.line - b.line)) : ok(card)
}

function readCard(card: Reader): RateCard {
  card.allow(['card', 'from', 'to', 'payment', 'rate_at', 'rates', 'bands'])
  const from = card.day('from', '0000-01-01')
  const to = card.isGiven('to') ? card.day('to', '9999-12-31') : undefined
  if (to !== undefined && to <= from) card.fault('to', `"to" ${to} is not after "from" ${from}`)
  const lines = card.list('rates', 'rate line', true)
  const rates = lines.map(readRateLine)
  refuseRivalLines(rates, lines)
  const rateAt = card.oneOf('rate_at', RATE_ATS, 'start')
  const bandLines = card.list('bands', 'bands line', false)
  const bands = bandLines.map(readBandPrices)
  refuseRepeatedBands(bands, bandLines)
  if (rateAt === 'split' && bandLines.length > 0)
    card.fault('bands', '"bands" cannot be used with "rate_at": "split": take out one of the two')
  const firstHoliday = rates.findIndex((line) => line.day === 'bank_holiday')
  return {
    card: card.text('card'),
    from,
    to,
    payment: readPayment(card.object('payment', 'payment')),
    rateAt,
    rates,
    bands,
    bankHolidayLine: firstHoliday < 0 ? undefined : lines[firstHoliday]?.line,
  }
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

function readRateLine(line: Reader): RateLine {
  line.allow(['service', 'zone', 'day', 'from', 'to', 'pence_per_hour'])
  const [from, to] = [line.time('from', 0), line.time('to', 1440)]
  if (from >= to)
    line.fault('from', `from ${clock(from)} is not before to ${clock(to)}: write a band over midnight as two lines`)
  return {
    service: line.text('service'),
    zone: line.text('zone'),
    day: line.oneOf('day', DAY_KINDS),
    from,
    to,
    pencePerHour: line.whole('pence_per_hour', 0, DEAREST),
  }
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
    const key = JSON.stringify([line.service, line.zone, line.day, line.to - line.from])
    const alike = seen.get(key) ?? []
    if (line.service === '' || line.zone === '') continue
    const rival = alike.find((other) => overlap(line, rates[other] as RateLine))
    if (rival !== undefined)
      readers[index]?.fault(undefined, `holds at the same time as rate line ${rival + 1}, and neither is more specific`)
    seen.set(key, [...alike, index])
  }
}

const overlap = (a: RateLine, b: RateLine): boolean => a.from < b.to && b.from < a.to

function refuseRepeatedBands(bands: readonly BandPrices[], readers: readonly Reader[]): void {
  const seen = new Map<string, number>()
  for (const [index, { service, zone }] of bands.entries()) {
    const key = JSON.stringify([service, zone])
    const first = seen.get(key)
    if (first === undefined || service === '' || zone === '') seen.set(key, index)
    else readers[index]?.fault(undefined, `is for the same service and zone as bands line ${first + 1}`)
  }
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** One object of the file. What is wrong goes on the list of faults; a stand-in value lets the reading go on. */
class Reader {
  readonly line: number
  readonly #members: ReadonlyMap<string, JsonNode>
  readonly #name: string
  readonly #faults: Fault[]

  constructor(node: JsonNode | undefined, name: string, faults: Fault[], line = node?.line ?? 1) {
    this.line = line
    this.#name = name
    this.#faults = faults
    this.#members = node?.kind === 'object' ? node.members : new Map()
    if (node && node.kind !== 'object') this.fault(undefined, 'is not an object { }')
  }

  fault(key: string | undefined, text: string): void {
    const line = (key === undefined ? undefined : this.#members.get(key)?.line) ?? this.line
    this.#faults.push({ line, text: `${this.#name}: ${text}` })
  }

  keys(): string[] {
    return [...this.#members.keys()]
  }

  isGiven(key: string): boolean {
    const node = this.#members.get(key)
    return node !== undefined && !(node.kind === 'value' && node.value === null)
  }

  allow(keys: readonly string[], whose = ''): void {
    for (const key of this.#members.keys())
      if (!keys.includes(key)) this.fault(key, `${JSON.stringify(key)} is not a setting${whose}`)
  }

  #value(key: string): unknown {
    const node = this.#members.get(key)
    return node?.kind === 'value' ? node.value : undefined
  }

  text(key: string): string {
    const value = this.#value(key)
    if (typeof value === 'string' && value !== '') return value
    this.fault(key, `"${key}" is not given as text`)
    return ''
  }

  flag(key: string): boolean {
    const value = this.#value(key)
    if (this.#members.has(key) && typeof value !== 'boolean') this.fault(key, `"${key}" is not true or false`)
    return value === true
  }

  day(key: string, standIn: Day): Day {
    const value = this.#value(key)
    const day = typeof value === 'string' ? parseDay(value) : undefined
    if (day === undefined) this.fault(key, `"${key}" is not a day, YYYY-MM-DD`)
    return day ?? standIn
  }

  time(key: string, standIn: number): number {
    const value = this.#value(key)
    const match = typeof value === 'string' ? /^(\d\d):([0-5]\d)$/.exec(value) : null
    const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Infinity
    if (minutes <= 1440) return minutes
    this.fault(key, `"${key}" is not a time, 00:00 to 24:00`)
    return standIn
  }

  whole(key: string, least: number, most: number): number {
    const value = this.#value(key)
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    const tooMuch = typeof value === 'number' && value > most ? ` up to ${most}` : ''
    this.fault(key, `${JSON.stringify(key)} is not a whole number, ${least} or more${tooMuch}`)
    return least
  }

  percentage(key: string): number {
    const value = this.#value(key)
    if (typeof value === 'number' && /^\d{1,6}(\.\d{1,6})?$/.test(String(value))) return value
    this.fault(key, `"${key}" is not a percentage, such as 90`)
    return 0
  }

  oneOf<T extends string>(key: string, choices: readonly T[], whenAbsent?: T): T {
    const value = this.#value(key)
    if (whenAbsent !== undefined && !this.#members.has(key)) return whenAbsent
    const found = choices.find((choice) => choice === value)
    const given = typeof value === 'string' ? ` ${JSON.stringify(value)}` : ''
    if (found === undefined) this.fault(key, `"${key}"${given} is not one of ${choices.join(', ')}`)
    return found ?? (choices[0] as T)
  }

  object(key: string, name: string): Reader {
    const node = this.#members.get(key)
    if (!node) this.fault(undefined, `"${key}" is missing`)
    return new Reader(node, name, node ? this.#faults : [], node?.line ?? this.line)
  }

  list(key: string, name: string, needed: boolean): Reader[] {
    const node = this.#members.get(key)
    if (node?.kind === 'list') return node.items.map((item, i) => new Reader(item, `${name} ${i + 1}`, this.#faults))
    if (needed || (node && this.isGiven(key))) this.fault(key, `"${key}" is not a list [ ]`)
    return []
  }
}
