import { type Day, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Holidays, isWorkingDay, workingDayAfter, workingDayBefore } from '#src/base/working-days.ts'

/** The first working day on which the bank takes a file: at a weekend it takes none. */
const sentOn = (today: Day, holidays: Holidays): Day =>
  isWorkingDay(today, holidays) ? today : workingDayAfter(today, holidays)

/** Sent on one working day, processed on the next, paid on the third. */
export const earliestPayDay = (today: Day, holidays: Holidays): Day =>
  workingDayAfter(workingDayAfter(sentOn(today, holidays), holidays), holidays)

/** Whether a file can still be sent on a working day before it is processed: not on the Sunday before a Monday. */
export const isInTime = (processingDay: Day, today: Day, holidays: Holidays): boolean =>
  sentOn(today, holidays) < processingDay

export type PayDayRefusal = 'not a working day' | 'too soon' | 'too far ahead'

const MOST_DAYS_AHEAD = 30

export function decidePayDay(
  payDay: Day,
  today: Day,
  holidays: Holidays,
): Result<{ processingDay: Day }, PayDayRefusal> {
  if (!isWorkingDay(payDay, holidays)) return refuse('not a working day')
  if (payDay < earliestPayDay(today, holidays)) return refuse('too soon')
  if (daysBetween(today, payDay) > MOST_DAYS_AHEAD) return refuse('too far ahead')
  return ok({ processingDay: workingDayBefore(payDay, holidays) })
}
