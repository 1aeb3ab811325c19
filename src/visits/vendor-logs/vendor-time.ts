/** Days and times as vendors of call monitoring write them, read into moments; wall times are London's unless the mapping says UTC. */
import { dayNumber, daysInMonth, londonMoment, SKIPPED, TWICE } from '#src/base/london.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const DATE_ORDERS = ['day first', 'month first'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]
export const NUMBER_STYLES = ['seconds', 'milliseconds', 'excel'] as const
export type NumberStyle = (typeof NUMBER_STYLES)[number]

/** What no single value can say of itself: the order of 03/04/2026, what a bare number counts, whose clock a wall time shows. */
export type TimeStyle = {
  readonly order: DateOrder | undefined
  readonly numbers: NumberStyle | undefined
  readonly zone: 'london' | 'utc'
}

/** What is wrong with a time, as a phrase that follows the field's name, and the cure. */
export type TimeFault = { readonly reason: string; readonly cure: string }

/** A day by itself, in days from 1970-01-01, with what stood behind it; or a whole moment. */
type Read = { readonly day: number; readonly rest: string } | { readonly moment: Micros }
type Clock = { readonly seconds: number; readonly micros: number; readonly offset: number | undefined }

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.*))?$/i
const SLASHED = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.*))?$/i
const DAY_NAMED =
  /^(?:[a-z]{3,9}[,.]? )?(\d{1,2})(?:st|nd|rd|th)?[ /-]([a-z]{3,9})[.,]?[ /-](\d{4}|\d{2})(?:[T ,]+(.*))?$/i
const MONTH_NAMED = /^(?:[a-z]{3,9}[,.]? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[T ,]+(.*))?$/i
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{4}(?:\d{2})?(?:Z|[+-]\d{2}:?\d{2})?))?$/i
const NUMBER = /^\d{1,14}(?:\.\d{1,12})?$/
const CLOCK =
  /^(\d{1,2})(?:[:.](\d{2})|(\d{2}))(?:[:.]?(\d{2})(?:[.,](\d{1,12}))?)?\s*(?:([ap])\.?m\.?)?\s*(Z|UTC|GMT|BST|[+-]\d{2}(?::?\d{2})?)?$/i

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH_WORDS =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/i

const DAY = 86_400
/** Days from Excel's day nought to 1970-01-01. */
const EXCEL_1970 = 25_569

const fault = (reason: string, cure: string): TimeFault => ({ reason, cure })
const shown = (text: string): string => `"${text.slice(0, 40)}"`

/** Spaces as other systems write them (tabs, no-break spaces) are one space. */
export const tidy = (text: string): string => text.replace(/[\s\u00a0]+/gu, ' ').trim()

/** A date whose two first numbers could be day and month or month and day: each as it stands. */
export function slashedParts(text: string): { first: number; second: number } | undefined {
  const match = SLASHED.exec(tidy(text))
  return match ? { first: Number(match[1]), second: Number(match[3]) } : undefined
}

/** Reads a moment from one value, or from a day with the time of day in another; `later` puts it on a day after. */
export function readVendorTime(
  dayText: string,
  timeText: string,
  style: TimeStyle,
  later = 0,
): Result<Micros, TimeFault> {
  const day = readDay(tidy(dayText), style)
  if (!day.ok) return day
  if ('moment' in day.value) {
    if (tidy(timeText) === '') return ok(day.value.moment)
    return refuse(fault('is a moment already and has a time beside it', 'Map only one of the two columns.'))
  }
  const rest = tidy(timeText) === '' ? day.value.rest : timeOf(tidy(timeText), style)
  const clock = readClock(rest)
  if (!clock.ok) return clock
  return place(day.value.day + later, clock.value, style, tidy(`${dayText} ${timeText}`))
}

/** A cell of times may hold a made-up day as well, as spreadsheets and databases write them, or the part of a day as a number. */
function timeOf(text: string, style: TimeStyle): string {
  const read = NUMBER.test(text) && !text.includes('.') ? undefined : readDay(text, { ...style, order: 'day first' })
  return read?.ok && 'rest' in read.value && read.value.rest !== '' ? read.value.rest : partOfDay(text)
}

function partOfDay(text: string): string {
  if (!/^0?\.\d+$|^0$/.test(text)) return text
  const seconds = Math.round(Number(text) * DAY)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function readDay(text: string, style: TimeStyle): Result<Read, TimeFault> {
  const iso = ISO.exec(text) ?? COMPACT.exec(text)
  if (iso) return dayOf(text, Number(iso[1]), Number(iso[2]), Number(iso[3]), iso[4])
  const slashed = SLASHED.exec(text)
  if (slashed) return slashedDay(text, slashed, style.order)
  const named = DAY_NAMED.exec(text)
  if (named) return dayOf(text, yearOf(named[3]), monthOf(named[2]), Number(named[1]), named[4])
  const american = MONTH_NAMED.exec(text)
  if (american) return dayOf(text, Number(american[3]), monthOf(american[1]), Number(american[2]), american[4])
  if (NUMBER.test(text)) return readNumber(text, style)
  return refuse(fault(`${shown(text)} is not a day or time that can be read`, 'Write it like 2026-04-06 09:30.'))
}

function slashedDay(text: string, match: RegExpExecArray, order: DateOrder | undefined): Result<Read, TimeFault> {
  if (order === undefined)
    return refuse(fault(`${shown(text)} could be day/month or month/day`, 'Say in the mapping which comes first.'))
  const [, first, , second, year, rest] = match
  const isDayFirst = order === 'day first'
  const month = Number(isDayFirst ? second : first)
  if (month > 12)
    return refuse(
      fault(
        `${shown(text)} has no month ${month}, although the mapping says that the ${isDayFirst ? 'day' : 'month'} comes first`,
        'Check the row. If the whole file is written so, change the mapping.',
      ),
    )
  return dayOf(text, yearOf(year), month, Number(isDayFirst ? first : second), rest)
}

const yearOf = (text = ''): number => (text.length === 2 ? 2000 + Number(text) : Number(text))
const monthOf = (text = ''): number => (MONTH_WORDS.test(text) ? MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1 : 0)

function dayOf(text: string, year: number, month: number, day: number, rest = ''): Result<Read, TimeFault> {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return refuse(fault(`${shown(text)} is a day that does not exist`, 'Check the day and the month.'))
  return ok({ day: dayNumber(year, month, day), rest })
}

function readNumber(text: string, { numbers }: TimeStyle): Result<Read, TimeFault> {
  const number = Number(text)
  switch (numbers) {
    case 'seconds':
      return ok({ moment: Math.round(number * 1e6) })
    case 'milliseconds':
      return ok({ moment: Math.round(number * 1e3) })
    case 'excel':
      return excelDay(number)
    default:
      return refuse(
        fault(
          `${shown(text)} is a number`,
          'Say in the mapping what numbers count: seconds, milliseconds or Excel days.',
        ),
      )
  }
}

/** Excel counts days, and the time of day as their fraction; a second is as fine as it is exact. */
function excelDay(number: number): Result<Read, TimeFault> {
  const seconds = Math.round(number * DAY)
  const day = Math.floor(seconds / DAY)
  const within = seconds - day * DAY
  return ok({ day: day - EXCEL_1970, rest: number === day ? '' : partOfDay(String(within === 0 ? 0 : within / DAY)) })
}

function readClock(text: string): Result<Clock, TimeFault> {
  if (text === '') return refuse(fault('has no time of day', 'Map the column that holds the time, or fill it in.'))
  const match = CLOCK.exec(text)
  const wrong = fault(`${shown(text)} is not a time of day`, 'Write it like 09:30.')
  if (!match) return refuse(wrong)
  const [, hours, colon, joined, seconds = '0', decimals = '', half, zone] = match
  const hour = hourOf(Number(hours), half?.toLowerCase())
  const minute = Number(colon ?? joined)
  if (hour === undefined || hour > 23 || minute > 59 || Number(seconds) > 59) return refuse(wrong)
  return ok({
    seconds: hour * 3600 + minute * 60 + Number(seconds),
    micros: Number(decimals.slice(0, 6).padEnd(6, '0')),
    offset: zone === undefined ? undefined : offsetOf(zone.toUpperCase()),
  })
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half === 'p' ? 12 : 0)
}

function offsetOf(zone: string): number {
  if (zone === 'BST') return 3600
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

function place(day: number, clock: Clock, { zone }: TimeStyle, text: string): Result<Micros, TimeFault> {
  const wall = day * DAY + clock.seconds
  if (clock.offset !== undefined) return ok((wall - clock.offset) * 1e6 + clock.micros)
  if (zone === 'utc') return ok(wall * 1e6 + clock.micros)
  const moment = londonMoment(wall)
  if (moment === SKIPPED)
    return refuse(
      fault(
        `${shown(text)} does not exist in London: the clocks went forward over it`,
        'Ask the vendor for times with an offset such as +01:00, or enter the visit by hand.',
      ),
    )
  if (moment === TWICE)
    return refuse(
      fault(
        `${shown(text)} happened twice in London, where the clocks went back`,
        'Ask the vendor for times with an offset, +01:00 or Z, or enter the visit by hand.',
      ),
    )
  return ok(moment * 1e6 + clock.micros)
}

export const LENGTH_UNITS = ['minutes', 'seconds', 'hours'] as const
export type LengthUnit = (typeof LENGTH_UNITS)[number]
const UNIT_SECONDS: Readonly<Record<LengthUnit, number>> = { minutes: 60, seconds: 1, hours: 3600 }

/** How long somebody stayed: a number of the unit, or h:mm and h:mm:ss whatever the unit. */
export function readLength(text: string, unit: LengthUnit): Result<Micros, TimeFault> {
  const length = tidy(text)
  const clock = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(length)
  if (clock) return ok((Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)) * 1e6)
  const number = /^(\d{1,6}(?:\.\d{1,6})?)\s*(m|s|h)?[a-z]*\.?$/i.exec(length)
  if (!number)
    return refuse(fault(`${shown(length)} is not a length of stay`, `Give the ${unit} as a number, or h:mm.`))
  const said = LENGTH_UNITS.find((each) => each[0] === number[2]?.toLowerCase())
  return ok(Math.round(Number(number[1]) * UNIT_SECONDS[said ?? unit]) * 1e6)
}

export type Placed = { readonly line: number; readonly text: string }

/** What the dates of a file say of their own order: one with a 13th or later settles it. */
export type OrderSeen =
  | { readonly kind: 'no such dates' }
  | { readonly kind: 'either'; readonly example: Placed }
  | { readonly kind: DateOrder; readonly because?: Placed }
  | { readonly kind: 'mixed'; readonly dayFirst: Placed; readonly monthFirst: Placed }

/** The first date, the first that only the day can begin, and the first that only the month can. */
export type OrderEvidence = {
  readonly example?: Placed | undefined
  readonly dayFirst?: Placed | undefined
  readonly monthFirst?: Placed | undefined
}

export function addEvidence(seen: OrderEvidence, value: Placed): OrderEvidence {
  if (seen.dayFirst && seen.monthFirst) return seen
  const parts = slashedParts(value.text)
  if (!parts) return seen
  const { first, second } = parts
  return {
    example: seen.example ?? value,
    dayFirst: seen.dayFirst ?? (first > 12 && second <= 12 ? value : undefined),
    monthFirst: seen.monthFirst ?? (second > 12 && first <= 12 ? value : undefined),
  }
}

/** What the evidence of one or more columns says together. */
export function judgeOrder(evidence: readonly OrderEvidence[]): OrderSeen {
  const dayFirst = evidence.find((each) => each.dayFirst)?.dayFirst
  const monthFirst = evidence.find((each) => each.monthFirst)?.monthFirst
  const example = evidence.find((each) => each.example)?.example
  if (dayFirst && monthFirst) return { kind: 'mixed', dayFirst, monthFirst }
  if (dayFirst) return { kind: 'day first', because: dayFirst }
  if (monthFirst) return { kind: 'month first', because: monthFirst }
  return example ? { kind: 'either', example } : { kind: 'no such dates' }
}

/** What bare numbers of a column count, by their size: Excel's days have five figures, seconds ten, milliseconds thirteen. */
export function numbersSeen(values: Iterable<string>): NumberStyle | undefined {
  for (const value of values) {
    const text = tidy(value)
    if (!NUMBER.test(text) || COMPACT.test(text)) continue
    const whole = text.split('.')[0]?.length ?? 0
    if (whole === 5) return 'excel'
    if (whole === 9 || whole === 10) return 'seconds'
    if (whole === 12 || whole === 13) return 'milliseconds'
  }
  return undefined
}

/** Whether a value looks like a day (with a time or without), a time of day alone, or neither. */
export function looksLike(text: string): 'day' | 'day and time' | 'time' | undefined {
  const value = tidy(text)
  const style: TimeStyle = { order: 'day first', numbers: numbersSeen([value]), zone: 'utc' }
  const tried = [style, { ...style, order: 'month first' as const }].map((each) => readDay(value, each))
  const day = tried.find((each) => each.ok)
  if (day?.ok) return 'moment' in day.value || day.value.rest !== '' ? 'day and time' : 'day'
  return /[:.]/.test(value) && readClock(partOfDay(value)).ok ? 'time' : undefined
}
