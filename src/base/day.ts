import { DAY, dayFromNumber, dayNumberOf, LONDON, londonMoment, londonWall } from '#src/base/london.ts'

export { LONDON }

declare const day: unique symbol
/** A calendar day of the council, Europe/London, as `YYYY-MM-DD`; days order as text. */
export type Day = string & { readonly [day]?: true }
/** A moment. Stored UTC, shown in London time. */
export type Instant = Temporal.Instant

const wallOf = (instant: Instant): number => londonWall(Math.floor(instant.epochMilliseconds / 1000))

/** The London day on which a moment falls. */
export const dayOf = (instant: Instant): Day => dayFromNumber(Math.floor(wallOf(instant) / DAY))

export const addDays = (day: Day, days: number): Day => dayFromNumber(dayNumberOf(day) + days)

/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumberOf(to) - dayNumberOf(from)

/** 1 is Monday … 7 is Sunday; the first day of 1970 was a Thursday. */
export const dayOfWeek = (day: Day): number => ((((dayNumberOf(day) + 3) % 7) + 7) % 7) + 1

/** The Monday of a day's week. */
export const mondayOf = (day: Day): Day => addDays(day, 1 - dayOfWeek(day))

/** The first day of a day's month. */
export const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`

/** The same day of another month, or that month's last. */
export const addMonths = (day: Day, months: number): Day => Temporal.PlainDate.from(day).add({ months }).toString()

/** Reads `YYYY-MM-DD`; undefined when there is no such day, or none that care is about: of the years 1800 to 2199. */
export function parseDay(text: string): Day | undefined {
  if (!/^(18|19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    return undefined
  }
}

/** The moment a London wall time names, `HH:MM` on a day: in a gap the later reading, when doubled the earlier one. */
export function instantAt(day: Day, time: string): Instant {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time)
  const seconds = found ? londonMoment(dayNumberOf(day) * DAY + Number(found[1]) * 3600 + Number(found[2]) * 60) : NaN
  if (Number.isFinite(seconds)) return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(LONDON).toInstant()
}

/** The names of the months, asked for once: a page of days took most of its time to ask for each. */
const monthNames = (month: 'long' | 'short'): string[] => {
  const format = new Intl.DateTimeFormat('en-GB', { month, timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2026, index, 1)))
}
const LONG_MONTHS = monthNames('long')
const SHORT_MONTHS = monthNames('short')

const withMonth = (day: Day, names: readonly string[]): string =>
  `${Number(day.slice(8))} ${names[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`

/** "21 November 2026" */
export const formatDay = (day: Day): string => withMonth(day, LONG_MONTHS)

/** "November 2026" */
export const formatMonth = (day: Day): string => formatDay(day).replace(/^\d+ /, '')

/** "21 Nov 2026" */
export const formatShortDay = (day: Day): string => withMonth(day, SHORT_MONTHS)

/** "4:12pm", in London. */
export function formatTime(instant: Instant): string {
  const minutes = Math.floor((wallOf(instant) - Math.floor(wallOf(instant) / DAY) * DAY) / 60)
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')}${hour < 12 ? 'am' : 'pm'}`
}

/** Minutes of the day in the words of a clock: '08:05' is "8:05am". */
export function clockInWords(time: string): string {
  const hour = Number(time.slice(0, 2))
  return `${hour % 12 === 0 ? 12 : hour % 12}:${time.slice(3)}${hour < 12 ? 'am' : 'pm'}`
}

/** "21 November 2026 at 4:12pm" */
export const formatInstant = (instant: Instant): string => `${formatDay(dayOf(instant))} at ${formatTime(instant)}`
