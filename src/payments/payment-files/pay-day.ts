import { type Day, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Holidays, isWorkingDay, workingDayAfter, workingDayBefore } from '#src/base/working-days.ts'

/** Sent on one working day, processed on the next, paid on the third. */
export function earliestPayDay(today: Day, holidays: Holidays): Day {
  const sent = isWorkingDay(today, holidays) ? today : workingDayAfter(today, holidays)
  return workingDayAfter(workingDayAfter(sent, holidays), holidays)
}

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
