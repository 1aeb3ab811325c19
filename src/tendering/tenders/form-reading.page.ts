import { type Day, instantAt } from '#src/base/day.ts'
import { parsePounds, type Pence } from '#src/base/money.ts'
import { type Form, readDay } from '#src/platform/pages/form.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

/** Reads what a form brought and notes what cannot be read, each with its cure. */
export class FormReading {
  readonly errors: FieldError[] = []
  private readonly form: Form
  constructor(form: Form) {
    this.form = form
  }

  private fault(field: string, message: string): void {
    this.errors.push({ field, message })
  }

  /** What was typed, its line ends those of the web. */
  text(name: string): string {
    return typedText(this.form, name).replaceAll('\r\n', '\n').trim()
  }

  need(name: string, message: string): string {
    const text = this.text(name)
    if (text === '') this.fault(name, message)
    return text
  }

  chosen(name: string): string[] {
    return chosen(this.form, name)
  }

  isTicked(name: string): boolean {
    return this.text(name) !== ''
  }

  /** One of those offered. */
  oneOf<T extends string>(name: string, allowed: readonly T[], message: string): T {
    const text = this.text(name)
    const found = allowed.find((one) => one === text)
    if (found === undefined) this.fault(name, message)
    return found ?? (allowed[0] as T)
  }

  /** A number of two decimals at most; null where the field may be empty and is. */
  number(name: string, message: string, { least = 0, most = 1_000_000, decimals = 0 } = {}): number {
    return this.optionalNumber(name, message, { least, most, decimals }, true) ?? 0
  }

  optionalNumber(
    name: string,
    message: string,
    { least = 0, most = 1_000_000, decimals = 0 } = {},
    required = false,
  ): number | null {
    const text = this.text(name).replaceAll(',', '')
    if (text === '' && !required) return null
    const shape = decimals === 0 ? /^\d+$/ : /^\d+(\.\d{1,2})?$/
    const value = Number(text)
    if (shape.test(text) && value >= least && value <= most) return value
    this.fault(name, message)
    return null
  }

  pounds(name: string, message: string): Pence {
    return this.optionalPounds(name, message, true) ?? 0
  }

  optionalPounds(name: string, message: string, required = false): Pence | null {
    const text = this.text(name)
    if (text === '' && !required) return null
    const value = parsePounds(text)
    if (value === undefined) this.fault(name, message)
    return value ?? null
  }

  /** Whole numbers with commas between. */
  numbers(name: string, message: string): number[] {
    const parts = this.text(name)
      .split(/[,\s]+/)
      .filter((part) => part !== '')
    if (parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) === 0)) this.fault(name, message)
    return parts.map(Number).filter((value) => Number.isSafeInteger(value))
  }

  /** A day; an empty one where it may wait. */
  day(name: string, message: string): Day {
    const read = readDay(this.form, name)
    if (read.ok) return read.value
    if (read.error === 'no such day') this.fault(name, message)
    return ''
  }

  /** A day and a time of London as an instant; empty where neither is given. */
  moment(name: string, message: string): string {
    const day = this.day(name, message)
    const time = this.text(`${name}-time`)
    if (day === '') return ''
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return instantAt(day, time).toString()
    this.fault(`${name}-time`, 'Enter the time as hours and minutes, such as 12:00')
    return ''
  }
}

/** A day as the three boxes of a form bring it. */
export const dayBoxes = (name: string, day: Day): Form => ({
  [`${name}-day`]: day === '' ? '' : String(Number(day.slice(8, 10))),
  [`${name}-month`]: day === '' ? '' : String(Number(day.slice(5, 7))),
  [`${name}-year`]: day.slice(0, 4),
})

/** Pence as somebody would type them: "1900.50". */
export const typedPounds = (pence: Pence | null): string =>
  pence === null ? '' : (pence / 100).toFixed(pence % 100 === 0 ? 0 : 2)
