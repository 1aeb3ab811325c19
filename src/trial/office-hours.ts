/** The trial council's officers work in the day: what would have been done at night, or is still to come, is done at a desk. */
import { addDays, dayOf, type Instant, instantAt } from '#src/base/day.ts'

const OPENS = '08:30'
const CLOSES = '17:30'
const MINUTES_A_DAY = 24 * 60
const OFFICE_MINUTES = 9 * 60

const minutesSince = (day: string, at: Instant): number =>
  (at.epochMilliseconds - instantAt(day, '00:00').epochMilliseconds) / 60_000

/** The last moment, not after now, at which the office was open. */
function lastOpen(now: Instant): Instant {
  const today = dayOf(now)
  if (Temporal.Instant.compare(now, instantAt(today, OPENS)) <= 0) return instantAt(addDays(today, -1), CLOSES)
  const closes = instantAt(today, CLOSES)
  return Temporal.Instant.compare(now, closes) > 0 ? closes : now
}

/** So many hours ago, brought into the office's day: what came first stays first, and nothing leaves its day or is still to come. */
export function hoursAgo(now: Instant, hours: number): Instant {
  const last = lastOpen(now)
  const at = last.subtract({ hours })
  const day = dayOf(at)
  const opens = instantAt(day, OPENS)
  const isLastDay = day === dayOf(last)
  const office = isLastDay ? (last.epochMilliseconds - opens.epochMilliseconds) / 60_000 : OFFICE_MINUTES
  const whole = isLastDay ? minutesSince(day, last) : MINUTES_A_DAY
  return opens.add({ minutes: Math.floor((minutesSince(day, at) / whole) * office) })
}
