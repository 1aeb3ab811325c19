import { addDays, type Day, dayOfWeek } from '#src/base/day.ts'

/** Bank holidays of the council's part of the United Kingdom. */
export type Holidays = ReadonlySet<Day>

export const isWorkingDay = (day: Day, holidays: Holidays): boolean => dayOfWeek(day) <= 5 && !holidays.has(day)

const step = (day: Day, by: 1 | -1, holidays: Holidays): Day => {
  let next = addDays(day, by)
  while (!isWorkingDay(next, holidays)) next = addDays(next, by)
  return next
}

export const workingDayAfter = (day: Day, holidays: Holidays): Day => step(day, 1, holidays)
export const workingDayBefore = (day: Day, holidays: Holidays): Day => step(day, -1, holidays)

/** The last of `count` working days, the first of which is `from` itself where that is one. */
export function lastOfWorkingDays(from: Day, count: number, holidays: Holidays): Day {
  let day = isWorkingDay(from, holidays) ? from : workingDayAfter(from, holidays)
  for (let left = count; left > 1; left--) day = workingDayAfter(day, holidays)
  return day
}

/** How many working days there are from `from` to `to`, both counted; none where `to` is earlier. */
export function workingDaysBetween(from: Day, to: Day, holidays: Holidays): number {
  let count = 0
  for (let day = from; day <= to; day = addDays(day, 1)) if (isWorkingDay(day, holidays)) count++
  return count
}
