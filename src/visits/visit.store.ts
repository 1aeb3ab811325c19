import type { Day, Instant } from '#src/base/day.ts'
import type { PatternVisit } from '#src/brokerage/index.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { NIGHT_MINUTES } from '#src/visits/wakings/waking.ts'
import type { CancelledWhy, Plan, Visit } from '#src/visits/plan-visits.ts'

type Cell = string | number | boolean | null

const VISIT_COLUMNS = [
  'council_id',
  'day',
  'visit_ref',
  'package_ref',
  'slot',
  'turn',
  'person_ref',
  'organisation_ref',
  'contract_ref',
  'card_ref',
  'service',
  'zone',
  'start_at',
  'minutes',
  'workers',
  'time_critical',
  'bank_holiday',
  'status',
  'cancelled_why',
  'absence_ref',
  'cancelled_at',
  'skill',
  'miles',
  'chunk',
] as const

const visitCells = (council: number, now: string, chunk: string, visit: Visit): Cell[] => [
  council,
  visit.day,
  visit.visitRef,
  visit.packageRef,
  visit.slot,
  visit.turn,
  visit.personRef,
  visit.organisationRef,
  visit.contractRef,
  visit.cardRef,
  visit.service,
  visit.zone,
  visit.start.toString(),
  visit.minutes,
  visit.workers,
  visit.timeCritical,
  visit.bankHoliday,
  visit.status,
  visit.cancelledWhy ?? null,
  visit.absenceRef ?? null,
  visit.status === 'cancelled' ? now : null,
  visit.skill ?? null,
  visit.miles ?? null,
  chunk,
]

export function insertVisits(tx: Write, visits: readonly Visit[], chunk: string): Promise<number> {
  const now = tx.now.toString()
  const cells = function* () {
    for (const visit of visits) yield visitCells(tx.council, now, chunk, visit)
  }
  return insertMany(tx, 'visits.visit', VISIT_COLUMNS, cells())
}

/** Who an officer says cancelled a visit. */
export const CANCELLERS = ['person', 'council', 'provider'] as const
export type Canceller = (typeof CANCELLERS)[number]

export type VisitRow = Omit<Visit, 'start' | 'cancelledWhy' | 'absenceRef' | 'skill' | 'miles'> & {
  start: Instant
  cancelledWhy: CancelledWhy | null
  absenceRef: string | null
  cancelledAt: Instant | null
  cancelledBy: Canceller | null
  skill: string | null
  miles: number | null
  wakings: number[] | null
}

/** A visit as it stands in the book. */
export type KeptVisit = Visit & {
  /** When the provider was told. */
  readonly cancelledAt: Instant | undefined
  readonly cancelledBy: Canceller | undefined
  /** Minutes of each waking of a night, where somebody said so. */
  readonly wakings: readonly number[] | undefined
}

export const VISIT = sql`v.day, v.visit_ref as "visitRef", v.package_ref as "packageRef", v.slot, v.turn, v.person_ref as "personRef",
  v.organisation_ref as "organisationRef", v.contract_ref as "contractRef", v.card_ref as "cardRef", v.service, v.zone,
  v.start_at as start, v.minutes, v.workers, v.time_critical as "timeCritical", v.bank_holiday as "bankHoliday", v.status,
  v.cancelled_why as "cancelledWhy", v.absence_ref as "absenceRef", v.cancelled_at as "cancelledAt",
  v.cancelled_by as "cancelledBy", v.skill, v.miles, case when v.minutes >= ${NIGHT_MINUTES} then (select w.minutes from visits.v_waking w
    where w.council_id = v.council_id and w.day = v.day and w.visit_ref = v.visit_ref) end as wakings`

export const visitOf = (row: VisitRow): KeptVisit => ({
  ...row,
  cancelledWhy: row.cancelledWhy ?? undefined,
  absenceRef: row.absenceRef ?? undefined,
  cancelledAt: row.cancelledAt ?? undefined,
  cancelledBy: row.cancelledBy ?? undefined,
  skill: row.skill ?? undefined,
  miles: row.miles ?? undefined,
  wakings: row.wakings ?? undefined,
})

export async function findVisit(tx: Read, visitRef: string): Promise<KeptVisit | undefined> {
  const [row] = await rows(
    tx,
    sql<VisitRow>`select ${VISIT} from visits.visit v where v.council_id = ${tx.council} and v.visit_ref = ${visitRef}`,
  )
  return row && visitOf(row)
}

export async function lockVisit(tx: Write, visitRef: string): Promise<KeptVisit | undefined> {
  const [row] = await rows(
    tx,
    sql<VisitRow>`select ${VISIT} from visits.visit v
      where v.council_id = ${tx.council} and v.visit_ref = ${visitRef} for update`,
  )
  return row && visitOf(row)
}

export type LockedVisit = KeptVisit & { readonly isAttended: boolean }
type LockedRow = VisitRow & { isAttended: boolean }

const lockedOf = (row: LockedRow): LockedVisit => ({ ...visitOf(row), isAttended: row.isAttended })

const LOCKED = sql`${VISIT}, exists (select from visits.attendance a
  where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref) as "isAttended" from visits.visit v`

/** A package's visits from a day on, held until the transaction ends. */
export async function lockVisitsOfPackage(tx: Write, packageRef: string, from: Day): Promise<LockedVisit[]> {
  const found = await rows(
    tx,
    sql<LockedRow>`select ${LOCKED}
      where v.council_id = ${tx.council} and v.package_ref = ${packageRef} and v.day >= ${from}::date
      order by v.day, v.visit_ref for update of v`,
  )
  return found.map(lockedOf)
}

/** A person's visits that start from one moment up to another, held until the transaction ends. */
export async function lockVisitsOfPerson(
  tx: Write,
  personRef: string,
  from: Instant,
  to: Instant | undefined,
): Promise<LockedVisit[]> {
  const found = await rows(
    tx,
    sql<LockedRow>`select ${LOCKED}
      where v.council_id = ${tx.council} and v.person_ref = ${personRef} and v.start_at >= ${from}::timestamptz
        and (${to ?? null}::timestamptz is null or v.start_at < ${to ?? null}::timestamptz)
      order by v.day, v.visit_ref for update of v`,
  )
  return found.map(lockedOf)
}

const keysJson = (visits: readonly Pick<Visit, 'day' | 'visitRef'>[]): string =>
  json(visits.map(({ day, visitRef }) => ({ day, ref: visitRef })))

export async function cancelVisits(
  tx: Write,
  visits: readonly Pick<Visit, 'day' | 'visitRef'>[],
  why: CancelledWhy,
  absenceRef?: string,
): Promise<void> {
  if (visits.length === 0) return
  await rows(
    tx,
    sql`update visits.visit v set status = 'cancelled', cancelled_why = ${why}, absence_ref = ${absenceRef ?? null}, cancelled_at = ${tx.now}
      from jsonb_to_recordset(${keysJson(visits)}::jsonb) as k(day date, ref text)
      where v.council_id = ${tx.council} and v.day = k.day and v.visit_ref = k.ref`,
  )
}

/** Cancels a visit as an officer was told: by whom, and when the provider knew. */
export async function cancelAsTold(
  tx: Write,
  { day, visitRef }: Pick<Visit, 'day' | 'visitRef'>,
  told: { readonly by: Canceller; readonly at: Instant },
): Promise<void> {
  await rows(
    tx,
    sql`update visits.visit set status = 'cancelled', cancelled_why = 'by an officer', cancelled_by = ${told.by}, cancelled_at = ${told.at}
      where council_id = ${tx.council} and day = ${day} and visit_ref = ${visitRef}`,
  )
}

export async function restoreVisits(tx: Write, visits: readonly Pick<Visit, 'day' | 'visitRef'>[]): Promise<void> {
  if (visits.length === 0) return
  await rows(
    tx,
    sql`update visits.visit v set status = 'planned', cancelled_why = null, absence_ref = null, cancelled_at = null, cancelled_by = null
      from jsonb_to_recordset(${keysJson(visits)}::jsonb) as k(day date, ref text)
      where v.council_id = ${tx.council} and v.day = k.day and v.visit_ref = k.ref`,
  )
}

type PlanRow = Omit<Plan, 'endDay' | 'earlier'> & {
  endDay: Day | null
  earlier: Plan['earlier'] | null
  plannedTo: Day
}
export type KeptPlan = Plan & { readonly plannedTo: Day }

const PLAN = sql`package_ref as "packageRef", person_ref as "personRef", organisation_ref as "organisationRef",
  contract_ref as "contractRef", card_ref as "cardRef", service, zone, start_day as "startDay", end_day as "endDay", pattern, earlier,
  planned_to as "plannedTo"`

const planOf = (row: PlanRow): KeptPlan => ({
  ...row,
  ...{ endDay: row.endDay ?? undefined, earlier: row.earlier ?? undefined },
})

export async function lockPlan(tx: Write, packageRef: string): Promise<KeptPlan | undefined> {
  const [row] = await rows(
    tx,
    sql<PlanRow>`select ${PLAN} from visits.plan where council_id = ${tx.council} and package_ref = ${packageRef} for update`,
  )
  return row && planOf(row)
}

/** The plans of a provider that run on a day. */
export async function listPlansOf(tx: Read, organisationRef: string, on: Day): Promise<KeptPlan[]> {
  const found = await rows(
    tx,
    sql<PlanRow>`select ${PLAN} from visits.plan where council_id = ${tx.council} and organisation_ref = ${organisationRef}
      and start_day <= ${on}::date and (end_day is null or end_day > ${on}::date)`,
  )
  return found.map(planOf)
}

/** Every provider that has or had a plan. */
export const listPlanning = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select distinct organisation_ref as ref from visits.plan where council_id = ${tx.council}`,
    )
  ).map(({ ref }) => ref)

/** Plans whose visits do not reach up to a day yet, a page of them by reference, held until the transaction ends. */
export async function lockPlansShortOf(tx: Write, horizon: Day, limit: number): Promise<KeptPlan[]> {
  const found = await rows(
    tx,
    sql<PlanRow>`select ${PLAN} from visits.plan
      where council_id = ${tx.council} and planned_to < ${horizon}::date and (end_day is null or end_day > planned_to)
      order by package_ref limit ${limit} for update`,
  )
  return found.map(planOf)
}

export async function savePlan(tx: Write, plan: Plan, plannedTo: Day): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.plan (council_id, package_ref, person_ref, organisation_ref, contract_ref, card_ref, service, zone,
        start_day, end_day, pattern, earlier, planned_to)
      values (${tx.council}, ${plan.packageRef}, ${plan.personRef}, ${plan.organisationRef}, ${plan.contractRef}, ${plan.cardRef},
        ${plan.service}, ${plan.zone}, ${plan.startDay}, ${plan.endDay ?? null}, ${json(plan.pattern)}::jsonb,
        ${plan.earlier ? json(plan.earlier) : null}::jsonb, ${plannedTo})
      on conflict (council_id, package_ref) do update set person_ref = excluded.person_ref,
        organisation_ref = excluded.organisation_ref, contract_ref = excluded.contract_ref, card_ref = excluded.card_ref,
        service = excluded.service, zone = excluded.zone, start_day = excluded.start_day, end_day = excluded.end_day,
        pattern = excluded.pattern, earlier = excluded.earlier, planned_to = excluded.planned_to`,
  )
}

export async function copyPlans(tx: Write, plans: readonly Plan[], plannedTo: Day): Promise<void> {
  const columns = [
    'council_id',
    'package_ref',
    'person_ref',
    'organisation_ref',
    'contract_ref',
    'card_ref',
    'service',
    'zone',
    'start_day',
    'end_day',
    'pattern',
    'planned_to',
  ]
  await insertMany(
    tx,
    'visits.plan',
    columns,
    plans.map((plan) => [
      tx.council,
      plan.packageRef,
      plan.personRef,
      plan.organisationRef,
      plan.contractRef,
      plan.cardRef,
      plan.service,
      plan.zone,
      plan.startDay,
      plan.endDay ?? null,
      json(plan.pattern),
      plannedTo,
    ]),
  )
}

export async function notePlannedTo(tx: Write, packageRefs: readonly string[], plannedTo: Day): Promise<void> {
  await rows(
    tx,
    sql`update visits.plan set planned_to = ${plannedTo}
      where council_id = ${tx.council} and package_ref = any(${packageRefs}::text[])`,
  )
}

export type ExpectedWorker = { readonly visitRef: string; readonly workerRef: string }
export type ExpectedOn = {
  readonly day: Day
  readonly visitRef: string
  readonly organisationRef: string
  readonly personRef: string
  readonly start: Instant
}

/** Where visits that a rota names stand; those that are not there are left out. */
export const listVisitPlaces = (tx: Read, visitRefs: readonly string[]): Promise<ExpectedOn[]> =>
  rows(
    tx,
    sql<ExpectedOn>`select v.day, v.visit_ref as "visitRef", v.organisation_ref as "organisationRef", v.person_ref as "personRef",
        v.start_at as start
      from visits.visit v where v.council_id = ${tx.council} and v.visit_ref = any(${visitRefs}::text[])`,
  )

/** Puts the workers named in the place of those named before, visit by visit. */
export async function replaceExpected(
  tx: Write,
  visits: readonly ExpectedOn[],
  workers: readonly ExpectedWorker[],
): Promise<void> {
  await rows(
    tx,
    sql`delete from visits.expected_worker e using jsonb_to_recordset(${keysJson(visits)}::jsonb) as k(day date, ref text)
      where e.council_id = ${tx.council} and e.day = k.day and e.visit_ref = k.ref`,
  )
  const placeOf = new Map(visits.map((visit) => [visit.visitRef, visit]))
  await insertMany(
    tx,
    'visits.expected_worker',
    ['council_id', 'day', 'visit_ref', 'worker_ref', 'organisation_ref'],
    workers.flatMap(({ visitRef, workerRef }) => {
      const place = placeOf.get(visitRef)
      return place ? [[tx.council, place.day, visitRef, workerRef, place.organisationRef]] : []
    }),
  )
}

export type PlanOfPackage = {
  readonly packageRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly pattern: readonly PatternVisit[]
}

export async function findPlan(tx: Read, packageRef: string): Promise<PlanOfPackage | undefined> {
  const [row] = await rows(
    tx,
    sql<PlanOfPackage>`select package_ref as "packageRef", person_ref as "personRef", organisation_ref as "organisationRef", pattern
      from visits.plan where council_id = ${tx.council} and package_ref = ${packageRef}`,
  )
  return row
}
