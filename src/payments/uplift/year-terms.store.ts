/** What the council paid over a year of visits that are logged in part (M-52, M-54), for their cases. */
import { addDays, type Day } from '#src/base/day.ts'
import { policyByDay } from '#src/councils/index.ts'
import { isOver } from '#src/payments/pay-runs/part-logged.ts'
import { listElsewhere, setDecided, setTerms, sharesOf } from '#src/payments/pay-runs/part-logged.store.ts'
import type { DaysOfPrices, YearCount } from '#src/payments/uplift/uplift.store.ts'
import type { YearCase } from '#src/payments/uplift/year-cases.ts'
import { type BothWays, priceBothWays } from '#src/payments/uplift/price-both-ways.ts'
import type { Uplift, UpliftPart } from '#src/payments/uplift/uplift.ts'
import { listYearVisits } from '#src/payments/uplift/uplift.store.ts'
import { listVisitsDone } from '#src/payments/pay-runs/visits-to-pay.store.ts'
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

/** Of some days, what visits cost otherwise than their case says, because time of theirs counts at another visit (M-53). */
export async function partsElsewhere(
  tx: Read,
  uplift: Uplift,
  cards: ReadonlyMap<string, BothWays>,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<readonly UpliftPart[]> {
  const taken = await listElsewhere(tx, { from, to: addDays(to, -1) })
  if (taken.length === 0) return []
  const keys = new Set(taken.map(({ day, visitRef }) => `${day} ${visitRef}`))
  const people = new Set((await listVisitsDone(tx, taken)).map(({ personRef }) => personRef))
  const logged = (await listYearVisits(tx, uplift, [...cards.keys()], [...people])).filter(({ day, visitRef }) =>
    keys.has(`${day} ${visitRef}`),
  )
  const decided = logged.map((visit) => ({ ...visit }))
  await setTerms(tx, logged)
  await setDecided(tx, decided)
  const less = priceBothWays(logged, cards).map((part) => ({
    ...{ organisationRef: part.organisationRef, cardRef: part.cardRef, visits: -part.visits, unpriced: -part.unpriced },
    ...{ beforePence: 0 - part.beforePence, afterPence: 0 - part.afterPence },
  }))
  return [...priceBothWays(decided, cards), ...less]
}

/** One part for each provider and card. */
export function addedUp(parts: readonly UpliftPart[]): UpliftPart[] {
  const byKey = Map.groupBy(parts, ({ organisationRef, cardRef }) => `${organisationRef}\n${cardRef}`)
  return [...byKey.values()].map((some) =>
    some.reduce((a, b) => ({
      ...a,
      visits: a.visits + b.visits,
      unpriced: a.unpriced + b.unpriced,
      beforePence: a.beforePence + b.beforePence,
      afterPence: a.afterPence + b.afterPence,
    })),
  )
}
