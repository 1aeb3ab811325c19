import { code, codes, type Values } from '#src/councils/policies/value.store.ts'
import { VISIT_STANDARD, type VisitPolicies } from '#src/councils/policies/visits.ts'
import { z } from 'zod'

const share = z.int('Give a whole percentage').min(0).max(100)
const bounds = z.strictObject({ earlyMinutes: z.int().min(0).max(240), lateMinutes: z.int().min(0).max(240) })
const alertMinutes = z
  .array(z.int().min(1).max(720))
  .min(1, 'Give at least one alert')
  .refine(
    (list) => list.every((each, at) => at === 0 || each > (list[at - 1] ?? 0)),
    'Each alert must be later than the one before',
  )

export const VISIT_VALUES: Values<VisitPolicies> = {
  'visit-length': z.strictObject({ minimumMinutes: z.int().min(5).max(240), reasons: z.array(code) }),
  matching: z.strictObject({
    windowMinutes: z.int().min(0).max(720),
    mergeMinutes: z.int().min(0).max(30).default(VISIT_STANDARD.matching.mergeMinutes),
    lockDays: z.int().min(1).max(90).default(VISIT_STANDARD.matching.lockDays),
    providerDays: z.int().min(0).max(90).default(VISIT_STANDARD.matching.providerDays),
  }),
  'manual-reasons': codes,
  punctuality: z.strictObject({
    onTime: z.strictObject({ usual: bounds, rural: bounds, timeCritical: bounds }),
    missed: z
      .strictObject({
        afterMinutes: z.int().min(1).max(1440).nullable(),
        unlessExplained: z.boolean(),
        notBegunBy: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time of day, such as 23:00')
          .nullable(),
        afterNextVisit: z.boolean(),
        belowPercent: z.int().min(1).max(100).nullable(),
      })
      .refine(
        ({ afterMinutes, notBegunBy, afterNextVisit }) =>
          afterMinutes !== null || notBegunBy !== null || afterNextVisit,
        'Say when a visit to which nobody came is missed: after so many minutes, by a time, or at the next visit',
      ),
    noLogOutAfterMinutes: z.int().min(1).max(1440),
    shortBelowPercent: z.int().min(1).max(100),
  }),
  watch: z.strictObject({
    alertMinutes,
    timeCriticalAlertMinutes: alertMinutes,
    logOutMinutes: z.int().min(1).max(1440),
    reasons: codes.shape.codes,
  }),
  'banked-time': z.strictObject({ mostMinutes: z.int().min(0).max(1440), withinWeeks: z.int().min(1).max(52) }),
  measures: z.strictObject({
    deliveredPercent: share,
    onTimePercent: share,
    lengthOfStayPercent: share,
    missedPerThousand: z.int().min(0).max(1000),
    electronicPercent: share,
    manualPercent: share,
    topThreePercent: share,
    workersAPerson: z.int().min(1).max(100),
  }),
}
