/**
 * Europe/London by table, for loops over a million visits: `Temporal` takes over a second for a million conversions.
 * Moments and wall times are whole seconds from 1970-01-01T00:00. The table is read out of Temporal, and a property
 * test holds the two together. Outside the years of the table every function asks Temporal itself.
 */
export const LONDON = 'Europe/London'

/** The seconds of a day. */
export const DAY = 86_400
/** The law of summer time has been steady since 1972; before that the clocks have stories of their own. */
const FIRST = Date.UTC(1972, 0, 1) / 86_400_000
const LAST = Date.UTC(2200, 0, 1) / 86_400_000
const CHANGES = -32_768

/** A wall time that no clock showed, because the clocks went forward over it. */
export const SKIPPED = -Infinity
/** A wall time that the clocks showed twice, because they went back over it. */
export const TWICE = Infinity

type Table = { changes: Float64Array; offsetAfter: Float64Array; offsetOfDay: Int16Array }

let table: Table | undefined

/** The offset of each UTC day in minutes, or CHANGES on a day when the clocks change. */
function makeTable(): Table {
  const changes: number[] = []
  const offsetAfter: number[] = []
  const offsetOfDay = new Int16Array(LAST - FIRST)
  let at = Temporal.Instant.fromEpochMilliseconds(FIRST * DAY * 1000).toZonedDateTimeISO(LONDON)
  let day = 0
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    const until = next ? Math.floor(next.epochMilliseconds / 1000) : Infinity
    const untilDay = Math.min(LAST - FIRST, Math.floor(until / DAY) - FIRST)
    offsetOfDay.fill(at.offsetNanoseconds / 60e9, day, untilDay)
    if (!next || untilDay === LAST - FIRST) break
    offsetOfDay[untilDay] = CHANGES
    day = untilDay + 1
    changes.push(until)
    offsetAfter.push(next.offsetNanoseconds / 1e9)
    at = next
  }
  return { changes: Float64Array.from(changes), offsetAfter: Float64Array.from(offsetAfter), offsetOfDay }
}

/** How far London's clocks are ahead of UTC at a moment, in seconds. */
export function londonOffset(seconds: number): number {
  table ??= makeTable()
  const minutes = table.offsetOfDay[Math.floor(seconds / DAY) - FIRST]
  if (minutes === undefined) return offsetByTemporal(seconds)
  if (minutes !== CHANGES) return minutes * 60
  const index = lastChange(table, seconds)
  return index < 0 ? 0 : (table.offsetAfter[index] as number)
}

/** The wall time of a moment. */
export const londonWall = (seconds: number): number => seconds + londonOffset(seconds)

/** The moment that a wall time names, or SKIPPED, or TWICE. */
export function londonMoment(wall: number): number {
  table ??= makeTable()
  const index = Math.floor(wall / DAY) - FIRST
  const minutes = table.offsetOfDay[index]
  if (minutes === undefined || minutes === CHANGES) return momentBySearch(wall)
  return wall - minutes * 60
}

/** The next moment after this one at which London's offset changes; Infinity when none is known. */
export function nextLondonChange(seconds: number): number {
  table ??= makeTable()
  if (seconds >= FIRST * DAY && seconds < (LAST - 366) * DAY)
    return table.changes[lastChange(table, seconds) + 1] ?? Infinity
  const next = zoned(seconds).getTimeZoneTransition('next')
  return next ? next.epochMilliseconds / 1000 : Infinity
}

/** A wall time is a moment when exactly one of the offsets around it leads back to it. */
function momentBySearch(wall: number): number {
  const before = londonOffset(wall - DAY)
  const after = londonOffset(wall + DAY)
  const early = wall - Math.max(before, after)
  const late = wall - Math.min(before, after)
  const earlyHolds = londonWall(early) === wall
  const lateHolds = londonWall(late) === wall
  if (earlyHolds && lateHolds) return early === late ? early : TWICE
  return earlyHolds ? early : lateHolds ? late : SKIPPED
}

/** Index of the last change at or before a moment, -1 when there is none. */
function lastChange({ changes }: Table, seconds: number): number {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle] as number) <= seconds) low = middle + 1
    else high = middle
  }
  return low - 1
}

const zoned = (seconds: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(seconds) * 1000).toZonedDateTimeISO(LONDON)

const offsetByTemporal = (seconds: number): number => zoned(seconds).offsetNanoseconds / 1e9

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (MONTHS[month - 1] ?? 0)

/** Days from 1970-01-01 of a day written `YYYY-MM-DD`. */
export const dayNumberOf = (day: string): number =>
  dayNumber(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)))

/**
 * The day so many days from 1970-01-01, as `YYYY-MM-DD`. Years are counted from March, so that the leap day is a year's last.
 * @throws RangeError when it is no whole number, or outside the years 0 to 9999.
 */
export function dayFromNumber(days: number): string {
  const since = days + 719_468
  const era = Math.floor(since / 146_097)
  const dayOfEra = since - era * 146_097
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`there is no day ${days} days from 1970`)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1)}`
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number))
