/** Bank holidays as gov.uk publishes them (`bank-holidays.json`), for England and Wales. */
import { parseDay } from '#src/base/day.ts'
import { dayFromNumber, dayNumber, dayNumberOf } from '#src/base/london.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Fault, type JsonNode, readJson } from '#src/rates/located-json.ts'

export const DIVISION = 'england-and-wales'

/** Days are numbered from 1970-01-01. The list covers every day from its first year to its last. */
export type BankHolidays = {
  readonly days: ReadonlySet<number>
  readonly from: number
  readonly to: number
}

/** The list of bank holidays that some days make; they cover whole calendar years. */
export function bankHolidays(days: Iterable<string>): BankHolidays {
  const numbers = new Set<number>()
  let first = Infinity
  let last = -Infinity
  for (const day of days) {
    const year = Number(day.slice(0, 4))
    first = Math.min(first, year)
    last = Math.max(last, year)
    numbers.add(dayNumberOf(day))
  }
  if (numbers.size === 0) return { days: numbers, from: 0, to: -1 }
  return { days: numbers, from: dayNumber(first, 1, 1), to: dayNumber(last, 12, 31) }
}

export const covers = (holidays: BankHolidays, day: number): boolean => day >= holidays.from && day <= holidays.to

/** "2024 to 2027", for messages. */
export function yearsCovered({ from, to }: BankHolidays): string {
  if (to < from) return 'no year'
  const [first, last] = [dayFromNumber(from).slice(0, 4), dayFromNumber(to).slice(0, 4)]
  return first === last ? first : `${first} to ${last}`
}

export function parseHolidays(text: string): Result<BankHolidays, readonly Fault[]> {
  const read = readJson(text)
  if (!read.ok) return refuse([read.error])
  const division = member(read.value, DIVISION)
  if (!division)
    return refuse([{ line: read.value.line, text: `has no "${DIVISION}": give gov.uk's bank-holidays.json` }])
  const events = member(division, 'events')
  if (events?.kind !== 'list') return refuse([{ line: division.line, text: `"${DIVISION}" has no list of "events"` }])
  const faults: Fault[] = []
  const days: string[] = []
  for (const event of events.items) {
    const date = member(event, 'date')
    const day = date?.kind === 'value' && typeof date.value === 'string' ? parseDay(date.value) : undefined
    if (day === undefined)
      faults.push({ line: date?.line ?? event.line, text: 'an event has no "date" that is a day, YYYY-MM-DD' })
    else days.push(day)
  }
  return faults.length > 0 ? refuse(faults) : ok(bankHolidays(days))
}

const member = (node: JsonNode, key: string): JsonNode | undefined =>
  node.kind === 'object' ? node.members.get(key) : undefined
