/** The cost floor under the very visits of an offer: their lengths and the travel to them (M-10, M-11). */
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { type CostFloor, floorOf, type FloorTerms } from '#src/rates/index.ts'

/** Longer than a visit to a home: nights, days and live-in care have no build-up by travel. */
const LONGEST_CALL = 180

export function floorOfWeek(
  terms: FloorTerms,
  week: readonly PatternVisit[],
  zone: { readonly rural: boolean },
  hourlyPence: number,
): CostFloor | undefined {
  if (week.some(({ minutes }) => minutes > LONGEST_CALL)) return undefined
  const usual = zone.rural
    ? { travelMinutes: terms.ruralTravelMinutes, miles: terms.ruralMilesTenths / 10 }
    : { travelMinutes: terms.travelMinutes, miles: terms.milesTenths / 10 }
  return floorOf(
    terms,
    week.map(({ minutes, days, workers, miles }) => ({
      ...{ minutes, calls: days.length * workers, travelMinutes: usual.travelMinutes },
      miles: miles ?? usual.miles,
    })),
    hourlyPence,
  )
}
