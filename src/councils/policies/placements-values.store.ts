import { PLACEMENT_STANDARD, type PlacementPolicies } from '#src/councils/policies/placements.ts'
import { budgetCode, code, codes, pence, timeOfDay, type Values } from '#src/councils/policies/value.store.ts'
import { ROLES } from '#src/councils/roles.ts'
import { z } from 'zod'

const hours = z.int('Give a whole number of hours').min(1).max(720)
const basisPoints = z.int('Give a whole number of hundredths of a per cent').min(0).max(10_000)
const signature = z.strictObject({
  step: z.int().min(1),
  label: z.string().trim().min(1).max(100),
  role: z.enum(ROLES),
})
const route = z.strictObject({
  fromWeeklyPence: pence,
  when: z
    .strictObject({
      overCeiling: z.literal(true).optional(),
      urgent: z.literal(true).optional(),
      services: z.array(z.string().min(1)).min(1).optional(),
    })
    .optional(),
  signatures: z
    .array(signature)
    .min(1, 'A route needs at least one signature')
    .refine((list) => new Set(list.map((each) => each.step)).size === list.length, 'A step is in the route twice'),
})

export const PLACEMENT_VALUES: Values<PlacementPolicies> = {
  'sign-off': z.strictObject({
    routes: z
      .array(route)
      .min(1)
      .refine(
        (list) => list.some((each) => each.fromWeeklyPence === 0 && each.when === undefined),
        'One route must start at £0 a week',
      )
      .refine(
        (list) => new Set(list.map((each) => JSON.stringify([each.fromWeeklyPence, each.when]))).size === list.length,
        'Two routes start at the same weekly cost',
      ),
    remindAfterHours: hours,
    inOrder: z.boolean().default(PLACEMENT_STANDARD['sign-off'].inOrder),
    emergencyHours: hours.default(PLACEMENT_STANDARD['sign-off'].emergencyHours),
  }),
  'offer-window': z
    .strictObject({
      hours: z.strictObject({ standard: hours, urgent: hours }),
      crisisHours: hours.default(PLACEMENT_STANDARD['offer-window'].crisisHours),
      counted: z.enum(['working_hours', 'every_hour']).default(PLACEMENT_STANDARD['offer-window'].counted),
      opens: timeOfDay.default(PLACEMENT_STANDARD['offer-window'].opens),
      closes: timeOfDay.default(PLACEMENT_STANDARD['offer-window'].closes),
      sameDayUntil: timeOfDay.default(PLACEMENT_STANDARD['offer-window'].sameDayUntil),
      remindHours: z.int().min(0).max(72).default(PLACEMENT_STANDARD['offer-window'].remindHours),
      paces: z
        .array(z.strictObject({ kind: code, pace: z.enum(['standard', 'urgent', 'crisis']) }))
        .refine((list) => new Set(list.map(({ kind }) => kind)).size === list.length, 'A kind is in the list twice')
        .default(PLACEMENT_STANDARD['offer-window'].paces),
    })
    .refine(({ opens, closes }) => opens < closes, 'The office opens before it closes')
    .refine(
      ({ opens, closes, sameDayUntil }) => opens <= sameDayUntil && sameDayUntil <= closes,
      'The time until which a request counts from the same day is one of the office’s',
    ),
  'outcome-budgets': z.strictObject({ shownToProviders: z.boolean() }),
  sending: z.strictObject({
    routes: z
      .array(
        z.strictObject({
          of: z.string().min(1).max(50),
          mechanism: z.enum(['all_at_once', 'ranked_list', 'lead_first']),
          firstRefusalHours: hours,
        }),
      )
      .refine(
        (list) => new Set(list.map(({ of }) => of)).size === list.length,
        'A framework or service is in the list twice',
      )
      .refine((list) => list.some(({ of }) => of === 'any'), 'One line must say what holds for any'),
  }),
  spot: z.strictObject({
    mostWeeks: z.int('Give a whole number of weeks').min(1).max(104),
    tellDays: z.int('Give a whole number of days').min(1).max(180),
  }),
  'self-funders': z
    .strictObject({
      feePence: z.int('Give the fee in pence').min(0).max(1_000_000),
      arrangingCostPence: z.int('Give the cost of arranging in pence').min(0).max(1_000_000),
      agreement: z.string().trim().min(1, 'Give the words of the agreement').max(2_000),
      payWithinDays: z.int('Give a whole number of days').min(1).max(365),
      upperCapitalPence: z.int('Give the limit in pence').min(2_325_000, 'The limit must be at least £23,250.00'),
      howToPay: z.string().trim().min(1, 'Say how the fee is paid').max(500),
      incomeCode: budgetCode,
      reviewWeeks: z
        .int('Give a whole number of weeks')
        .min(5, 'Leave five weeks or more between reviews')
        .max(52, 'Speak of money again within 52 weeks: once a year at least'),
    })
    .refine(({ feePence, arrangingCostPence }) => feePence <= arrangingCostPence, {
      message: 'The fee must not be more than what arranging costs the council',
      path: ['feePence'],
    }),
  'price-ceiling': z.strictObject({
    ceilings: z
      .array(z.strictObject({ service: z.string().min(1), zone: z.string().min(1), pencePerHour: pence }))
      .refine(
        (list) => new Set(list.map(({ service, zone }) => `${service} ${zone}`)).size === list.length,
        'A service and zone have two ceilings',
      ),
  }),
  'cost-floor': z.strictObject({
    wagePence: pence.min(1, 'Give the minimum wage'),
    travelMinutes: z.int().min(0).max(120),
    ruralTravelMinutes: z.int().min(0).max(120),
    milesTenths: z.int().min(0).max(1_000),
    ruralMilesTenths: z.int().min(0).max(1_000),
    penceAMile: z.int().min(0).max(200),
    ppePence: z.int().min(0).max(1_000),
    holidayBp: basisPoints,
    trainingBp: basisPoints,
    sickBp: basisPoints,
    niBp: basisPoints,
    niThresholdPounds: z.int().min(0).max(100_000),
    paidHoursAWeek: z.int().min(1).max(60),
    pensionBp: basisPoints,
    runningPence: pence,
    surplusBp: basisPoints,
  }),
  'choice-reasons': codes,
}
