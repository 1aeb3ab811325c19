/** The cost floor under the very visits of an offer: their lengths and the travel to them (M-10, M-11). */
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { type CostFloor, floorOf, type FloorTerms } from '#src/rates/index.ts'

/** The floor of an offer; of a week with longer visits too, that of the others beside what an hour of those costs. */
export type OfferFloor = CostFloor & { readonly besidePence?: number }

/** Longer than a visit to a home: nights, days and live-in care have no build-up by travel. */
const LONGEST_CALL = 180
export const isCall = ({ minutes }: Pick<PatternVisit, 'minutes'>): boolean => minutes <= LONGEST_CALL

export function floorOfWeek(
  terms: FloorTerms,
  week: readonly PatternVisit[],
  zone: { readonly rural: boolean },
  hourlyPence: number,
): CostFloor | undefined {
  const usual = zone.rural
    ? { travelMinutes: terms.ruralTravelMinutes, miles: terms.ruralMilesTenths / 10 }
    : { travelMinutes: terms.travelMinutes, miles: terms.milesTenths / 10 }
  return floorOf(
    terms,
    week.filter(isCall).map(({ minutes, days, workers, miles }) => ({
      ...{ minutes, calls: days.length * workers, travelMinutes: usual.travelMinutes },
      miles: miles ?? usual.miles,
    })),
    hourlyPence,
  )
}
