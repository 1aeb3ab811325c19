/** Visits of a year priced by a rate card as it stands and as it would be raised: the dry run of an uplift. */
import type { UpliftPart } from '#src/payments/uplift/uplift.ts'
import { rateVisits, type Tariff, type VisitToRate } from '#src/rates/index.ts'

type VisitOfYear = VisitToRate & {
  readonly day: string
  readonly organisationRef: string
  readonly cardRef: string
}

/** A card with its prices before and after, both made to hold on every day of the year. */
export type BothWays = { readonly before: Tariff; readonly after: Tariff }

/** What the visits cost each provider under each card. A visit that the card cannot price counts as such and adds nothing. */
export function priceBothWays(
  visits: readonly VisitOfYear[],
  cards: ReadonlyMap<string, BothWays>,
): readonly UpliftPart[] {
  const parts = new Map<string, UpliftPart>()
  for (const [cardRef, ofCard] of Map.groupBy(visits, (visit) => visit.cardRef)) {
    const tariffs = cards.get(cardRef)
    if (!tariffs) continue
    // The balance nets a person's long and short visits over a period: here over each month.
    const isBalanced = tariffs.before.card.payment.rule === 'balance'
    for (const group of Map.groupBy(ofCard, ({ day }) => (isBalanced ? day.slice(0, 7) : '')).values())
      addGroup(parts, cardRef, group, tariffs)
  }
  return [...parts.values()]
}

function addGroup(
  parts: Map<string, UpliftPart>,
  cardRef: string,
  visits: readonly VisitOfYear[],
  { before, after }: BothWays,
): void {
  const then = rateVisits(before, visits)
  const now = rateVisits(after, visits)
  for (const [i, { organisationRef }] of visits.entries()) {
    const [was, is] = [then[i], now[i]]
    const isPriced = was?.ok === true && is?.ok === true
    const key = JSON.stringify([organisationRef, cardRef])
    const part = parts.get(key) ?? { organisationRef, cardRef, visits: 0, unpriced: 0, beforePence: 0, afterPence: 0 }
    parts.set(key, {
      ...part,
      visits: part.visits + 1,
      unpriced: part.unpriced + (isPriced ? 0 : 1),
      beforePence: part.beforePence + (isPriced ? was.value.amountPence : 0),
      afterPence: part.afterPence + (isPriced ? is.value.amountPence : 0),
    })
  }
}
