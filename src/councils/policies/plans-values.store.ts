import type { PlanPolicies } from '#src/councils/policies/plans.ts'
import { timeOfDay, type Values } from '#src/councils/policies/value.store.ts'
import { z } from 'zod'

const points = z.int('Give a whole number of points').min(0).max(100_000)
const hoursOfExit = z.int('Give a whole number of hours').min(1).max(2000)
const triagePoints = z.int('Give a whole number of points').min(0).max(100)
const checkDay = z.int('Give a whole number of days').min(0).max(90)

export const PLAN_VALUES: Values<PlanPolicies> = {
  'parts-of-day': z
    .strictObject({ morning: timeOfDay, midday: timeOfDay, tea: timeOfDay, evening: timeOfDay, night: timeOfDay })
    .refine(
      ({ morning, midday, tea, evening, night }) =>
        morning < midday && midday < tea && tea < evening && evening < night,
      'Each part of the day begins after the one before',
    ),
  capacity: z.strictObject({ staleDays: z.int().min(1, 'Give at least one day').max(90) }),
  placing: z.strictObject({
    unplaced: points.min(1, 'Leaving somebody without care must count'),
    timeCritical: points,
    doubleHanded: points,
    overCeiling: points,
    belowRating: points,
    ratingFloor: z.enum(['Outstanding', 'Good', 'Requires improvement', 'Inadequate']),
    outOfArea: points,
    changedProvider: points,
    notPreferred: points,
    perPound: points.max(1000),
    staleCapacity: points,
    travel: points,
    changedTimes: points,
    triagePoint: points,
  }),
  reviews: z.strictObject({
    announceDays: z.int().min(1, 'Give at least one day').max(180),
    askedDays: z.int().min(1, 'Give at least one day').max(180),
    deferDays: z.int().min(0).max(180),
    escalateDays: z.int().min(0).max(90),
    team: z.string().max(20, 'Give the reference of a team, such as T-1002'),
  }),
  continuity: z
    .strictObject({
      ...{ urgentListHours: hoursOfExit, urgentPlanHours: hoursOfExit, urgentChoiceHours: hoursOfExit },
      ...{ plannedListHours: hoursOfExit, plannedPlanHours: hoursOfExit, plannedChoiceHours: hoursOfExit },
      ...{ insulinPoints: triagePoints, timeCriticalPoints: triagePoints, doubleHandedPoints: triagePoints },
      ...{ livesAlonePoints: triagePoints, noSupportPoints: triagePoints, cannotDecidePoints: triagePoints },
      ...{ criticalFrom: triagePoints, highFrom: triagePoints },
      ...{ firstCheckDay: checkDay, secondCheckDay: checkDay, thirdCheckDay: checkDay },
    })
    .refine(({ criticalFrom, highFrom }) => criticalFrom >= highFrom, 'Critical begins at or above high')
    .refine(
      ({ firstCheckDay, secondCheckDay, thirdCheckDay }) =>
        firstCheckDay < secondCheckDay && secondCheckDay < thirdCheckDay,
      'Each check is on a later day than the one before',
    ),
}
