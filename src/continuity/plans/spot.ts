/** Whom a plan places beside the framework, and what their care would cost under it. */
import type { Day } from '#src/base/day.ts'
import type { Plan, PricedRoom, PriceOf, SaidOfSpot, ToPlace } from '#src/brokerage/index.ts'
import type { PlanResult, SpotOfPlan } from '#src/continuity/plans/plan.store.ts'

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

/** The care of those who are bought for so, each in one line. */
export function spotCareOf(people: readonly ToPlace[], spots: object): NonNullable<PlanResult['spotCare']> {
  const bought = people.filter(({ ref }) => Object.hasOwn(spots, ref))
  return Object.fromEntries(
    bought.map(({ ref, service, zone, minutes, beds, needs, doubleHanded, timeCritical }) => [
      ref,
      JSON.stringify([service, zone, minutes, beds, needs, doubleHanded, timeCritical]),
    ]),
  )
}

type Said = { readonly result: PlanResult; readonly spot: SpotOfPlan | null }

/** With the same provider, by the same contract, at the same price, for the same care. */
function isSame(before: PlanResult, next: PlanResult, ref: string): boolean {
  const [was, is] = [before, next].map(({ proposals }) => proposals.find((one) => one.ref === ref))
  const care = next.spotCare?.[ref]
  return (
    before.spots?.[ref] !== undefined &&
    care !== undefined &&
    before.spotCare?.[ref] === care &&
    is?.organisationRef !== undefined &&
    was?.organisationRef === is.organisationRef &&
    was.contractRef === is.contractRef &&
    was.weeklyPence === is.weeklyPence
  )
}

const isApproved = (spot: SpotOfPlan | null): spot is SpotOfPlan & SaidOfSpot => spot?.approvedBy !== undefined

/** Whose purchase was approved with the plan before and is the same, where it still goes on after the old care ends. */
export function keptSpotsOf({ result, spot }: Said, next: PlanResult, begins: Day): Record<string, SaidOfSpot> {
  const kept: Record<string, SaidOfSpot> = {}
  for (const ref of Object.keys(next.spots ?? {})) {
    const approved = result.keptSpots?.[ref] ?? (isApproved(spot) ? spot : undefined)
    if (approved && approved.endDay > begins && isSame(result, next, ref)) kept[ref] = approved
  }
  return kept
}

/** Whom reasons and an approval are still needed for. */
export const openSpotsOf = ({ spots = {}, keptSpots = {} }: PlanResult): string[] =>
  Object.keys(spots).filter((ref) => keptSpots[ref] === undefined)

/** Reasons that wait for their approval go on waiting, where all for whom they are needed are the same. */
export const waitsStill = ({ result, spot }: Said, next: PlanResult): boolean =>
  spot !== null &&
  !isApproved(spot) &&
  openSpotsOf(next).length > 0 &&
  openSpotsOf(next).every((ref) => result.keptSpots?.[ref] === undefined && isSame(result, next, ref))
