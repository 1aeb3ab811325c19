/** What is paid of visits that the log tells in part: of two workers one for longer, or no log-out (M-52, M-54). */
import type { Day } from '#src/base/day.ts'
import type { Policies } from '#src/councils/index.ts'
import type { AttendanceTerms } from '#src/rates/index.ts'

type PartLogged = Policies['part-logged']
export type Share = { readonly manual: number; readonly delivered: number }

/** Whether so much was entered by hand that a missing log-out is not paid as planned. */
export const isOver = ({ manual, delivered }: Share, percent: number): boolean => manual * 100 > percent * delivered

/** Whether what is paid of a provider's missing log-outs turns from one count of its month to the next. */
export const turns = (before: Share, after: Share, percents: readonly number[]): boolean =>
  percents.some((percent) => isOver(before, percent) !== isOver(after, percent))

export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`

export const NOTHING_BY_HAND: Share = { manual: 0, delivered: 0 }

/** The terms of a visit's day; undefined where they are the rate card's own. */
export function termsOf(
  { payAlone, planUpToManualPercent: percent }: PartLogged,
  share: Share,
): AttendanceTerms | undefined {
  const overManualPercent = percent !== null && isOver(share, percent) ? percent : undefined
  return payAlone || overManualPercent !== undefined ? { paysAlone: payAlone, overManualPercent } : undefined
}
