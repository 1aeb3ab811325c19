import { addDays, type Day } from '#src/base/day.ts'
import { type Holidays, isWorkingDay, lastOfWorkingDays, workingDayAfter } from '#src/base/working-days.ts'
import { dutiesOf, type Regime } from '#src/tendering/regime/regime.ts'

export type StandstillDays = {
  readonly lastDay: Day
  /** The first day on which a contract may be entered into. */
  readonly signFrom: Day
}

/**
 * The standstill that an award notice published on a day begins (P-16): eight working days beginning with that day under the Act,
 * ten calendar days after it, ending on a working day, under the regulations of 2015; fifteen where the decision went by post (P-14).
 */
export function standstillFrom(regime: Regime, publishedOn: Day, holidays: Holidays, byPost = false): StandstillDays {
  const { standstillIn, standstillDays } = dutiesOf(regime)
  const lastDay =
    standstillIn === 'working days'
      ? lastOfWorkingDays(publishedOn, standstillDays, holidays)
      : onWorkingDay(addDays(publishedOn, byPost ? DAYS_BY_POST : standstillDays), holidays)
  return { lastDay, signFrom: addDays(lastDay, 1) }
}

const DAYS_BY_POST = 15

const onWorkingDay = (day: Day, holidays: Holidays): Day =>
  isWorkingDay(day, holidays) ? day : workingDayAfter(day, holidays)
