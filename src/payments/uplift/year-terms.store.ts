/** What the council paid over a year of visits that are logged in part (M-52, M-54), for their cases. */
import { addDays, type Day } from '#src/base/day.ts'
import { policyByDay } from '#src/councils/index.ts'
import { isOver } from '#src/payments/pay-runs/part-logged.ts'
import { sharesOf } from '#src/payments/pay-runs/part-logged.store.ts'
import type { DaysOfPrices, YearCount } from '#src/payments/uplift/uplift.store.ts'
import type { YearCase } from '#src/payments/uplift/year-cases.ts'
import type { Read } from '#src/platform/database.ts'

export async function partLoggedInYear(
  tx: Read,
  from: Day,
  to: Day,
): Promise<Pick<DaysOfPrices, 'payAlone' | 'percents'>> {
  const on = await policyByDay(tx, 'part-logged')
  const payAlone: boolean[] = []
  const percents: (number | null)[] = []
  for (let day = from; day < to; day = addDays(day, 1)) {
    payAlone.push(on(day).payAlone)
    percents.push(on(day).planUpToManualPercent)
  }
  return { payAlone, percents }
}

/** The cases, with the share by hand that a provider is over where a log-out is missing. */
export async function withShares(tx: Read, counts: readonly YearCount[]): Promise<YearCase[]> {
  const open = counts.flatMap(({ organisationRef, openMonth }) =>
    openMonth === null ? [] : [{ organisationRef, day: openMonth }],
  )
  const shareOf = await sharesOf(tx, open)
  return counts.map(({ openMonth, percent, ...one }) => {
    const share = openMonth === null ? undefined : shareOf({ organisationRef: one.organisationRef, day: openMonth })
    return { ...one, overManualPercent: share && percent !== null && isOver(share, percent) ? percent : null }
  })
}
