/** Times as the open formats write them: `YYYY-MM-DDThh:mm[:ss[.s…]]` with `Z`, `±hh:mm` or, for London wall time, nothing. */
import { dayNumber, daysInMonth, londonMoment, SKIPPED, TWICE } from '#src/base/london.ts'

/** Fractions of a second are whole numbers of these: fifteen digits count exactly. */
export const FRACTIONS = 1e15
const FRACTION_DIGITS = 15

const NOT_A_TIME = 'is not a time, such as 2026-04-06T09:30:00Z'
const NO_SUCH_TIME = 'is a day or time that does not exist'
const SKIPPED_TIME = 'does not exist in London: the clocks went forward over it. Give an offset, such as +01:00'
const TWICE_TIME = 'happened twice in London, where the clocks went back: say which with an offset, +01:00 or Z'

/** Reads one time after another; the values of the last one stay until the next. */
export class MomentReader {
  /** Whole seconds from 1970-01-01T00:00Z. */
  seconds = 0
  /** What is left below the second, in FRACTIONS. */
  fraction = 0
  fault = ''
  #yearMonth = -1
  #firstDay = 0
  #days = 0

  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.fraction = 0
    if (to - from < 16) return this.#refuse(NOT_A_TIME)
    const wall = this.#dayAndMinute(bytes, from)
    if (wall === -Infinity) return false
    let at = from + 16
    let seconds = 0
    if (at < to && bytes[at] === 58) {
      const [tens, ones] = [digit(bytes[at + 1]), digit(bytes[at + 2])]
      if (at + 3 > to || (tens | ones) < 0) return this.#refuse(NOT_A_TIME)
      seconds = tens * 10 + ones
      if (seconds > 59) return this.#refuse(NO_SUCH_TIME)
      at += 3
      if (at < to && bytes[at] === 46) {
        at = this.#readFraction(bytes, at + 1, to)
        if (at < 0) return this.#refuse(NOT_A_TIME)
      }
    }
    return this.#place(bytes, at, to, wall + seconds)
  }

  /** `YYYY-MM-DDThh:mm` as seconds, -Infinity when refused. */
  #dayAndMinute(b: Uint8Array, p: number): number {
    const y3 = digit(b[p]),
      y2 = digit(b[p + 1]),
      y1 = digit(b[p + 2]),
      y0 = digit(b[p + 3])
    const m1 = digit(b[p + 5]),
      m0 = digit(b[p + 6])
    const d1 = digit(b[p + 8]),
      d0 = digit(b[p + 9])
    const h1 = digit(b[p + 11]),
      h0 = digit(b[p + 12])
    const i1 = digit(b[p + 14]),
      i0 = digit(b[p + 15])
    const shaped = b[p + 4] === 45 && b[p + 7] === 45 && b[p + 10] === 84 && b[p + 13] === 58
    if (!shaped || (y3 | y2 | y1 | y0 | m1 | m0 | d1 | d0 | h1 | h0 | i1 | i0) < 0) {
      this.#refuse(NOT_A_TIME)
      return -Infinity
    }
    const year = y3 * 1000 + y2 * 100 + y1 * 10 + y0
    const month = m1 * 10 + m0
    const day = d1 * 10 + d0
    const hour = h1 * 10 + h0
    const minute = i1 * 10 + i0
    const yearMonth = year * 16 + month
    if (yearMonth !== this.#yearMonth) {
      this.#yearMonth = yearMonth
      this.#days = daysInMonth(year, month)
      this.#firstDay = dayNumber(year, month, 1)
    }
    if (day < 1 || day > this.#days || hour > 23 || minute > 59) {
      this.#refuse(NO_SUCH_TIME)
      return -Infinity
    }
    return (this.#firstDay + day - 1) * 86_400 + hour * 3600 + minute * 60
  }

  #readFraction(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    let value = 0
    let unit = FRACTIONS
    for (; at < to && digit(bytes[at]) >= 0; at++)
      if (at - from < FRACTION_DIGITS) {
        unit /= 10
        value += digit(bytes[at]) * unit
      }
    this.fraction = value
    return at === from ? -1 : at
  }

  /** Puts a wall time on the line of moments by its offset, or by London's clocks. */
  #place(bytes: Uint8Array, at: number, to: number, wall: number): boolean {
    if (at === to) {
      const moment = londonMoment(wall)
      if (moment === SKIPPED) return this.#refuse(SKIPPED_TIME)
      if (moment === TWICE) return this.#refuse(TWICE_TIME)
      this.seconds = moment
      return true
    }
    const sign = bytes[at]
    if (sign === 90 && at + 1 === to) {
      this.seconds = wall
      return true
    }
    if ((sign !== 43 && sign !== 45) || at + 6 !== to || bytes[at + 3] !== 58) return this.#refuse(NOT_A_TIME)
    const h1 = digit(bytes[at + 1]),
      h0 = digit(bytes[at + 2]),
      m1 = digit(bytes[at + 4]),
      m0 = digit(bytes[at + 5])
    if ((h1 | h0 | m1 | m0) < 0) return this.#refuse(NOT_A_TIME)
    const [hours, minutes] = [h1 * 10 + h0, m1 * 10 + m0]
    if (hours > 23 || minutes > 59) return this.#refuse(NO_SUCH_TIME)
    const offset = hours * 3600 + minutes * 60
    this.seconds = sign === 43 ? wall - offset : wall + offset
    return true
  }

  #refuse(fault: string): boolean {
    this.fault = fault
    return false
  }
}

/** The value of a digit, negative for anything else. */
function digit(byte: number | undefined): number {
  const value = (byte as number) - 48
  return value > 9 || !(value >= 0) ? -1 : value
}

/** A moment to the fifteenth digit of a second. */
export type Moment = { readonly seconds: number; readonly fraction: number }

export const compareMoments = (a: Moment, b: Moment): number => a.seconds - b.seconds || a.fraction - b.fraction

/** How far apart two moments are, whichever comes first. */
export function gapBetween(a: Moment, b: Moment): Moment {
  const [early, late] = compareMoments(a, b) < 0 ? [a, b] : [b, a]
  const fraction = late.fraction - early.fraction
  const seconds = late.seconds - early.seconds
  return fraction < 0 ? { seconds: seconds - 1, fraction: fraction + FRACTIONS } : { seconds, fraction }
}

const two = (count: number): string => (count < 10 ? `0${count}` : String(count))

let writtenDay = { number: Number.NaN, text: '' }

/** Microseconds from 1970-01-01T00:00Z: what the database keeps of a moment, in a fraction of the time and memory of an Instant. */
export type Micros = number

export const microsOf = (instant: Temporal.Instant): Micros => Number(instant.epochNanoseconds / 1000n)

/**
 * Microseconds from 1970-01-01T00:00Z as the database reads a moment, in a seventh of the time of Temporal. Rows of a batch lie on few
 * days: the day before the last is seldom asked for.
 */
export function isoOf(at: Micros): string {
  const seconds = Math.floor(at / 1e6)
  const number = Math.floor(seconds / 86_400)
  if (number !== writtenDay.number)
    writtenDay = { number, text: new Date(number * 86_400_000).toISOString().slice(0, 11) }
  const ofDay = seconds - number * 86_400
  const time = `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`
  const micros = at - seconds * 1e6
  return `${writtenDay.text}${time}${micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`}Z`
}
