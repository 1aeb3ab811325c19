import { type Day, parseDay } from '#src/base/day.ts'
import type { Postcode } from '#src/base/postcode.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type ZoneKind = 'urban' | 'market_town' | 'rural'
export type Zone = { readonly zone: string; readonly name: string; readonly kind: ZoneKind }

export type Council = {
  readonly name: string
  readonly gssCode?: string
  readonly email?: string
  readonly phone?: string
}

/** Whom people ask: the council, and how it is reached where it has said so. */
export const askWords = (council: string, contact: string): string =>
  contact === ''
    ? `If you have a question, ask ${council}.`
    : `If you have a question, ask ${council}: ${contact.replace(/\.$/, '')}.`

/** A part of the council's area by how its postcodes start: "WB1", "WB1 4". */
export type ZoneArea = { readonly postcodeStart: string; readonly zone: string }

/** The zone of a postcode: the longest start wins, and "WB1" is not the start of "WB12 3AA". */
export function zoneOf(areas: readonly ZoneArea[], postcode: Postcode): string | undefined {
  const [outward = ''] = postcode.split(' ')
  const fits = areas.filter(({ postcodeStart }) =>
    postcodeStart.includes(' ') ? postcode.startsWith(postcodeStart) : outward === postcodeStart,
  )
  return fits.sort((a, b) => b.postcodeStart.length - a.postcodeStart.length)[0]?.zone
}

export type BankHoliday = { readonly day: Day; readonly title: string }

/** Handbook and contracts mean the holidays of this division of gov.uk's list. */
export const DIVISION = 'england-and-wales'

/** Reads gov.uk's `bank-holidays.json`, already parsed. The refusal says what is wrong in words. */
export function readBankHolidays(file: unknown): Result<BankHoliday[], string> {
  const division = member(file, DIVISION)
  const events = member(division, 'events')
  if (!Array.isArray(events)) {
    return refuse(`The file has no list of events under "${DIVISION}". Use bank-holidays.json as gov.uk publishes it.`)
  }
  const holidays: BankHoliday[] = []
  for (const [index, event] of events.entries()) {
    const [date, title] = [member(event, 'date'), member(event, 'title')]
    const day = typeof date === 'string' ? parseDay(date) : undefined
    if (day === undefined) return refuse(`Event ${index + 1} has no "date" that is a day, such as "2026-12-25".`)
    if (typeof title !== 'string' || title.trim() === '') return refuse(`Event ${index + 1} (${day}) has no "title".`)
    if (holidays.some((holiday) => holiday.day === day)) return refuse(`${day} is in the list twice.`)
    holidays.push({ day, title: title.trim() })
  }
  return holidays.length > 0 ? ok(holidays) : refuse(`The list of events under "${DIVISION}" is empty.`)
}

const member = (value: unknown, key: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined
