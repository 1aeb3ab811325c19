/** Whom a plan places beside the framework, and what their care would cost under it. */
import type { Plan, PricedRoom, PriceOf, ToPlace } from '#src/brokerage/index.ts'
import type { PlanResult } from '#src/continuity/plans/plan.store.ts'

/** People whose care the council buys, by their reference. */
export function spotsOf(
  people: readonly ToPlace[],
  bought: ReadonlySet<string>,
  rooms: readonly PricedRoom[],
  priceOf: PriceOf,
  { proposals }: Pick<Plan, 'proposals'>,
): NonNullable<PlanResult['spots']> {
  const to = new Map(proposals.map(({ ref, contractRef }) => [ref, contractRef]))
  const spots: Record<string, number | null> = {}
  for (const person of people) {
    const room = rooms.find(({ contractRef }) => contractRef === to.get(person.ref))
    if (!bought.has(person.ref) || !room?.spotZones.includes(person.zone)) continue
    const framework = rooms.filter(
      ({ service, zones, spotZones }) =>
        service === person.service && zones.includes(person.zone) && !spotZones.includes(person.zone),
    )
    const prices = framework.flatMap((one) => priceOf(person, one) ?? [])
    spots[person.ref] = prices.length === 0 ? null : Math.min(...prices)
  }
  return spots
}
