import { z } from 'zod'
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Policies, type PolicyKind, type PolicyVersion, STANDARD } from '#src/councils/policy.ts'
import { ROLES } from '#src/councils/roles.ts'
import { settingsOf } from '#src/councils/settings.store.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const pence = z.int('Give a whole number of pence').min(0)
const hours = z.int('Give a whole number of hours').min(1).max(720)
const code = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, 'A code is small letters, digits and underscores: person_chose')
const budgetCode = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,29}$/,
    'A budget code is letters, digits, dots, hyphens and slashes, 30 at most',
  )
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time of day, such as 06:00')
const points = z.int('Give a whole number of points').min(0).max(100_000)
const share = z.int('Give a whole percentage').min(0).max(100)
const basisPoints = z.int('Give a whole number of hundredths of a per cent').min(0).max(10_000)
const months = z.int('Give a whole number of months').min(1).max(60)
const hoursOfExit = z.int('Give a whole number of hours').min(1).max(2000)
const triagePoints = z.int('Give a whole number of points').min(0).max(100)
const checkDay = z.int('Give a whole number of days').min(0).max(90)
const years = z.int('Give a whole number of years').min(1).max(100)
const codes = z.strictObject({
  codes: z
    .array(z.strictObject({ code, label: z.string().trim().min(1).max(100) }))
    .min(1, 'Give at least one line')
    .refine((list) => new Set(list.map((each) => each.code)).size === list.length, 'A code is in the list twice'),
})
const bounds = z.strictObject({ earlyMinutes: z.int().min(0).max(240), lateMinutes: z.int().min(0).max(240) })
const alertMinutes = z
  .array(z.int().min(1).max(720))
  .min(1, 'Give at least one alert')
  .refine(
    (list) => list.every((each, at) => at === 0 || each > (list[at - 1] ?? 0)),
    'Each alert must be later than the one before',
  )
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

/** What a version of each kind must look like before it is kept. */
export const POLICY_VALUES: { readonly [K in PolicyKind]: z.ZodType<Policies[K]> } = {
  'parts-of-day': z
    .strictObject({ morning: timeOfDay, midday: timeOfDay, tea: timeOfDay, evening: timeOfDay, night: timeOfDay })
    .refine(
      ({ morning, midday, tea, evening, night }) =>
        morning < midday && midday < tea && tea < evening && evening < night,
      'Each part of the day begins after the one before',
    ),
  directory: z.strictObject({ areas: z.array(z.string().min(1).max(100)).max(50) }),
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
  }),
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
    inOrder: z.boolean().default(STANDARD['sign-off'].inOrder),
    emergencyHours: hours.default(STANDARD['sign-off'].emergencyHours),
  }),
  'offer-window': z
    .strictObject({
      hours: z.strictObject({ standard: hours, urgent: hours }),
      crisisHours: hours.default(STANDARD['offer-window'].crisisHours),
      counted: z.enum(['working_hours', 'every_hour']).default(STANDARD['offer-window'].counted),
      opens: timeOfDay.default(STANDARD['offer-window'].opens),
      closes: timeOfDay.default(STANDARD['offer-window'].closes),
      sameDayUntil: timeOfDay.default(STANDARD['offer-window'].sameDayUntil),
      remindHours: z.int().min(0).max(72).default(STANDARD['offer-window'].remindHours),
      paces: z
        .array(z.strictObject({ kind: code, pace: z.enum(['standard', 'urgent', 'crisis']) }))
        .refine((list) => new Set(list.map(({ kind }) => kind)).size === list.length, 'A kind is in the list twice')
        .default(STANDARD['offer-window'].paces),
    })
    .refine(({ opens, closes }) => opens < closes, 'The office opens before it closes')
    .refine(
      ({ opens, closes, sameDayUntil }) => opens <= sameDayUntil && sameDayUntil <= closes,
      'The time until which a request counts from the same day is one of the office’s',
    ),
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
      reviewWeeks: z.int('Give a whole number of weeks').min(1).max(104),
    })
    .refine(({ feePence, arrangingCostPence }) => feePence <= arrangingCostPence, {
      message: 'The fee must not be more than what arranging costs the council',
      path: ['feePence'],
    }),
  reviews: z.strictObject({
    announceDays: z.int().min(1, 'Give at least one day').max(180),
    askedDays: z.int().min(1, 'Give at least one day').max(180),
    deferDays: z.int().min(0).max(180),
    escalateDays: z.int().min(0).max(90),
    team: z.string().max(20, 'Give the reference of a team, such as T-1002'),
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
  'visit-length': z.strictObject({ minimumMinutes: z.int().min(5).max(240), reasons: z.array(code) }),
  matching: z.strictObject({
    windowMinutes: z.int().min(0).max(720),
    mergeMinutes: z.int().min(0).max(30).default(STANDARD.matching.mergeMinutes),
    lockDays: z.int().min(1).max(90).default(STANDARD.matching.lockDays),
    providerDays: z.int().min(0).max(90).default(STANDARD.matching.providerDays),
  }),
  'draw-down': z.strictObject({ alertPercents: z.array(z.int().min(1).max(100)).min(1) }),
  'contract-changes': z.strictObject({
    approvals: z
      .array(z.strictObject({ fromPence: pence, role: z.enum(ROLES) }))
      .min(1, 'Say who decides')
      .refine((list) => list[0]?.fromPence === 0, 'The first line must start at £0')
      .refine(
        (list) => list.every((each, at) => at === 0 || each.fromPence >= (list[at - 1]?.fromPence ?? 0)),
        'Put the lines in the order of their values',
      ),
    delegations: z
      .array(
        z.strictObject({
          code: budgetCode,
          label: z.string().trim().min(1).max(200),
          role: z.enum(ROLES),
          limitPence: pence,
        }),
      )
      .refine(
        (list) => new Set(list.map((each) => each.code)).size === list.length,
        'A delegation is in the list twice',
      ),
  }),
  'contract-dates': z.strictObject({
    competitionMonths: months,
    callOffMonths: months,
    directAwardMonths: months,
    optionMonths: months,
  }),
  'kpi-ratings': z
    .strictObject({ approachingPoints: z.int().min(0).max(100), improvementPoints: z.int().min(0).max(100) })
    .refine(
      ({ approachingPoints, improvementPoints }) => improvementPoints >= approachingPoints,
      'What requires improvement is further from the target than what approaches it',
    ),
  'contract-copies': z.strictObject({ abovePounds: z.int().min(0).max(1_000_000_000) }),
  markets: z.strictObject({
    evaluateDays: z.int().min(1).max(120),
    reminderDays: z.array(z.int().min(1).max(365)).min(1).max(10),
    lapse: z.enum(['suspend', 'review']),
    unregistered: z.enum(['suspend', 'review']),
    inadequate: z.enum(['suspend', 'review']),
    suspensionReviewDays: z.int().min(1).max(28),
    exclusionMonths: z.int().min(1).max(36),
    rankMonths: z.int().min(1).max(24),
    dpsLastDay: z.iso.date(),
  }),
  'choice-reasons': codes,
  'manual-reasons': codes,
  'budget-codes': z.strictObject({
    codes: z.array(
      z.strictObject({
        code: budgetCode,
        service: z.string().min(1).optional(),
        zone: z.string().min(1).optional(),
        contractRef: z.string().min(1).optional(),
      }),
    ),
    otherwise: budgetCode,
  }),
  retention: z.strictObject({
    accessMonths: z.int().min(12, 'Keep who opened what for a year at least').max(1200),
    answerDays: z.int().min(7, 'Keep answers to repeated calls for a week at least').max(366),
    mailDays: z.int().min(1).max(366),
    peopleYears: years,
    visitYears: years,
    paymentYears: years.min(6, 'Keep payments for six years at least'),
    contractYears: years.min(6, 'Keep contracts for six years at least'),
  }),
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
  queries: z.strictObject({
    windowDays: z.int().min(1, 'Give at least one day').max(90),
    answerDays: z.int().min(1, 'Give at least one day').max(60),
    sharedMailbox: z
      .union([z.literal(''), z.email('Enter an email address, such as payments@wenbury.example')])
      .default(STANDARD.queries.sharedMailbox),
  }),
  charges: z.strictObject({
    basis: z.enum(['actual', 'planned'], 'Write actual or planned'),
    leastWeeklyPence: pence,
    travelRule: z.string().min(1, 'Say whether travel is charged').max(500),
  }),
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
  'bank-details': z.strictObject({ coolingDays: z.int().min(0).max(30) }),
  'outcome-budgets': z.strictObject({ shownToProviders: z.boolean() }),
  'payment-cycle': z.strictObject({ onAccount: z.boolean() }),
  notices: z.strictObject({
    ocidPrefix: z
      .string()
      .regex(
        /^ocds-[a-z0-9]{6}$/,
        'A prefix is ocds- and six letters or digits, as the Open Contracting Partnership gave it',
      ),
    partyId: z.string().regex(/^([A-Z]{4}-\d{4}-[A-Z]{4})?$/, 'A number on Find a Tender is such as PABC-1234-DEFG'),
    pipeline: z.boolean(),
  }),
  'framework-share': z.strictObject({
    leastPercent: z.int().min(1).max(100),
    months: z.int().min(1).max(60),
    fewestPackages: z.int().min(1).max(10_000),
  }),
  'tender-periods': z.strictObject({
    leastDays: z.int().min(1).max(365),
    answerDays: z.int().min(0).max(60),
    changeDays: z.int().min(1).max(365),
    looseFileDays: z.int().min(1).max(365),
  }),
  'payment-files': z.strictObject({
    serviceUserNumber: z.string().regex(/^(\d{6})?$/, 'A service user number is six digits'),
    originatorName: z
      .string()
      .regex(
        /^[A-Z0-9 .&/-]{0,18}$/,
        'The name for Bacs is 18 characters at most: capitals, digits, spaces, . & / and -',
      ),
    ledgerColumns: codes.shape.codes,
  }),
  watch: z.strictObject({
    alertMinutes,
    timeCriticalAlertMinutes: alertMinutes,
    logOutMinutes: z.int().min(1).max(1440),
    reasons: codes.shape.codes,
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
  'banked-time': z.strictObject({ mostMinutes: z.int().min(0).max(1440), withinWeeks: z.int().min(1).max(52) }),
}

/** The value, or what is wrong with it and where: "routes 1, signatures: A route needs at least one signature". */
export function readPolicyValue<K extends PolicyKind>(kind: K, value: unknown): Result<Policies[K], string> {
  const read = POLICY_VALUES[kind].safeParse(value)
  if (read.success) return ok(read.data)
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'The value cannot be read' }
  const place = path.map((part) => (typeof part === 'number' ? String(part + 1) : String(part))).join(' ')
  return refuse(place === '' ? message : `${place}: ${message}`)
}

type VersionRow = Omit<PolicyVersion, 'toDay'> & { toDay: Day | null }

const versionOf = ({ toDay, ...row }: VersionRow): PolicyVersion => {
  const version = { ...row, value: whole(row.kind, row.value) }
  return toDay === null ? version : { ...version, toDay }
}

const VERSION = sql`kind, from_day as "fromDay", to_day as "toDay", value, reason, decided_by as "decidedBy" from councils.policy`

/** What the council decided for a day, or the standard while it has decided nothing. */
export async function getPolicy<K extends PolicyKind>(tx: Read, kind: K, on: Day): Promise<Policies[K]> {
  const settings = await settingsOf(tx)
  if (settings?.today === on) return whole(kind, settings.policies[kind])
  const [row] = await rows(
    tx,
    sql<{ value: Policies[K] }>`select value from councils.policy where council_id = ${tx.council} and kind = ${kind}
      and from_day <= ${on}::date and (to_day is null or ${on}::date < to_day)`,
  )
  return whole(kind, row?.value)
}

/** A version decided before a policy had all its settings has the standard for the newer ones. */
const whole = <K extends PolicyKind>(kind: K, value: unknown): Policies[K] =>
  ({ ...STANDARD[kind], ...(value as Partial<Policies[K]> | undefined) }) as Policies[K]

/** All versions of a kind, newest first. */
export async function listVersions(tx: Read, kind: PolicyKind): Promise<PolicyVersion[]> {
  const found = await rows(
    tx,
    sql<VersionRow>`select ${VERSION} where council_id = ${tx.council} and kind = ${kind} order by from_day desc`,
  )
  return found.map(versionOf)
}

/** The versions in force on a day and those still to come. */
export async function listPolicies(tx: Read, on: Day): Promise<PolicyVersion[]> {
  const found = await rows(
    tx,
    sql<VersionRow>`select ${VERSION} where council_id = ${tx.council} and (to_day is null or to_day > ${on}::date)
      order by kind, from_day`,
  )
  return found.map(versionOf)
}

/** The versions of a kind; nobody else adds one until the transaction ends. */
export async function lockVersions(tx: Write, kind: PolicyKind): Promise<PolicyVersion[]> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} policy ${kind}`}, 0))`)
  return listVersions(tx, kind)
}

export async function insertVersion(tx: Write, version: PolicyVersion, at: Instant): Promise<void> {
  await rows(
    tx,
    sql`insert into councils.policy (council_id, kind, from_day, to_day, value, reason, decided_by, decided_at)
      values (${tx.council}, ${version.kind}, ${version.fromDay}, ${version.toDay ?? null}, ${json(version.value)}::jsonb,
        ${version.reason}, ${version.decidedBy}, ${at})`,
  )
}

/** The running version ends where its successor begins; nothing else of it ever changes. */
export async function cutVersion(tx: Write, kind: PolicyKind, fromDay: Day, toDay: Day): Promise<void> {
  await rows(
    tx,
    sql`update councils.policy set to_day = ${toDay}
      where council_id = ${tx.council} and kind = ${kind} and from_day = ${fromDay}`,
  )
}
