import type { Kysely } from 'kysely'
import { type Day, dayOf } from '#src/base/day.ts'
import type { Person } from '#src/people/person.ts'
import { findPersonAnd } from '#src/people/person.store.ts'
import type { Plan, PlanNeed, Review } from '#src/people/plan.ts'
import type { NextReview } from '#src/people/reviews/next-review.ts'
import { nextReviews } from '#src/people/reviews/review.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

type PlanRow = {
  council_id: number
  plan_ref: string
  person_ref: string
  assessment_ref: string | null
  status: string
  agreed_day: Day
  what_matters: string
  budget_weekly_pence: number
  contribution_weekly_pence: number | null
  light_check_due: Day
  light_check_done: Day | null
  review_due: Day
  officer_ref: string
  ended_day: Day | null
  chunk: string | null
}
type NeedRow = {
  council_id: number
  plan_ref: string
  need_no: number
  outcome: string
  eligible: boolean
  need: string
  wanted: string
  met_by: string
  how: string
}

type PlanTables = {
  'people.plan': PlanRow
  'people.plan_need': NeedRow
  'people.review': {
    council_id: number
    review_ref: string
    plan_ref: string
    kind: string
    held_day: Day
    finding: string
    note: string
    officer_ref: string
  }
}

const into = (tx: Write): Kysely<PlanTables> => tx.writer

const PLAN = sql`
  l.plan_ref as "planRef", l.person_ref as "personRef", l.assessment_ref as "assessmentRef", l.status, l.agreed_day as "agreedDay",
  l.what_matters as "whatMatters", l.budget_weekly_pence as "budgetWeeklyPence", l.contribution_weekly_pence as "contributionWeeklyPence",
  l.light_check_due as "lightCheckDue", l.light_check_done as "lightCheckDone", l.review_due as "reviewDue", l.officer_ref as "officerRef",
  l.ended_day as "endedDay", (
    select coalesce(jsonb_agg(jsonb_build_object('outcome', n.outcome, 'eligible', n.eligible, 'need', n.need, 'wanted', n.wanted,
      'metBy', n.met_by, 'how', n.how) order by n.need_no), '[]'::jsonb)
    from people.plan_need n where n.council_id = l.council_id and n.plan_ref = l.plan_ref) as needs
  from people.plan l`

const planOf = (row: object): Plan =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Plan

/** The support plan in force for a person, with the outcomes wanted. */
export async function getPlan(tx: Read, personRef: string): Promise<Plan | undefined> {
  const [row] = await rows(
    tx,
    sql<object>`select ${PLAN} where l.council_id = ${tx.council} and l.person_ref = ${personRef} and l.status = 'current'`,
  )
  return row && planOf(row)
}

/** A person with the plan in force and the next review, as their record shows them. */
export async function findPersonWithPlan(
  tx: Read,
  personRef: string,
): Promise<{ person: Person; plan: Plan | undefined; next: NextReview | undefined } | undefined> {
  const more = sql`jsonb_build_object(
    'plan', (select to_jsonb(c) from (select ${PLAN}
      where l.council_id = p.council_id and l.person_ref = p.person_ref and l.status = 'current') c),
    'next', (select to_jsonb(r) from ${nextReviews(tx.council, dayOf(tx.now), sql`p.person_ref`)} r))`
  const found = await findPersonAnd<{ plan: object | null; next: NextReview | null }>(tx, personRef, more)
  if (!found) return undefined
  const { plan, next } = found.more
  return { person: found.person, plan: plan === null ? undefined : planOf(plan), next: next ?? undefined }
}

/** A person's plans, latest first. */
export async function listPlans(tx: Read, personRef: string): Promise<Plan[]> {
  const found = await rows(
    tx,
    sql<object>`select ${PLAN} where l.council_id = ${tx.council} and l.person_ref = ${personRef}
      order by l.agreed_day desc, length(l.plan_ref) desc, l.plan_ref desc`,
  )
  return found.map(planOf)
}

export async function lockPlan(tx: Write, planRef: string): Promise<Plan | undefined> {
  await into(tx)
    .selectFrom('people.plan')
    .select('plan_ref')
    .where('council_id', '=', tx.council)
    .where('plan_ref', '=', planRef)
    .forUpdate()
    .execute()
  const [row] = await rows(
    tx,
    sql<object>`select ${PLAN} where l.council_id = ${tx.council} and l.plan_ref = ${planRef}`,
  )
  return row && planOf(row)
}

/** The row of a plan, entered one at a time or in bulk. */
export const planRow = (council: number, plan: Plan, chunk: string | null): PlanRow => ({
  council_id: council,
  plan_ref: plan.planRef,
  person_ref: plan.personRef,
  assessment_ref: plan.assessmentRef ?? null,
  status: plan.status,
  agreed_day: plan.agreedDay,
  what_matters: plan.whatMatters,
  budget_weekly_pence: plan.budgetWeeklyPence,
  contribution_weekly_pence: plan.contributionWeeklyPence ?? null,
  light_check_due: plan.lightCheckDue,
  light_check_done: plan.lightCheckDone ?? null,
  review_due: plan.reviewDue,
  officer_ref: plan.officerRef,
  ended_day: plan.endedDay ?? null,
  chunk,
})

export const needRows = (council: number, planRef: string, needs: readonly PlanNeed[]): NeedRow[] =>
  needs.map(({ outcome, eligible, need, wanted, metBy, how }, index) => ({
    council_id: council,
    plan_ref: planRef,
    need_no: index + 1,
    outcome,
    eligible,
    need,
    wanted,
    met_by: metBy,
    how,
  }))

export async function insertPlan(tx: Write, plan: Plan): Promise<void> {
  await into(tx)
    .insertInto('people.plan')
    .values(planRow(tx.council, plan, null))
    .execute()
  await into(tx)
    .insertInto('people.plan_need')
    .values(needRows(tx.council, plan.planRef, plan.needs))
    .execute()
}

/** Ends the plan in force, if there is one; answers with its reference. */
export async function endCurrentPlan(tx: Write, personRef: string, endedDay: Day): Promise<string | undefined> {
  const [ended] = await rows(
    tx,
    sql<{ planRef: string }>`update people.plan set status = 'ended', ended_day = ${endedDay}::date
      where council_id = ${tx.council} and person_ref = ${personRef} and status = 'current' returning plan_ref as "planRef"`,
  )
  return ended?.planRef
}

export async function insertReview(
  tx: Write,
  review: Review,
  dates: Pick<Plan, 'lightCheckDone' | 'reviewDue'>,
): Promise<void> {
  await into(tx)
    .updateTable('people.plan')
    .set({ light_check_done: dates.lightCheckDone ?? null, review_due: dates.reviewDue })
    .where('council_id', '=', tx.council)
    .where('plan_ref', '=', review.planRef)
    .execute()
  await into(tx)
    .insertInto('people.review')
    .values({
      council_id: tx.council,
      review_ref: review.reviewRef,
      plan_ref: review.planRef,
      kind: review.kind,
      held_day: review.heldDay,
      finding: review.finding,
      note: review.note,
      officer_ref: review.officerRef,
    })
    .execute()
}

export const listReviews = (tx: Read, personRef: string): Promise<Review[]> =>
  rows(
    tx,
    sql<Review>`select r.review_ref as "reviewRef", r.plan_ref as "planRef", r.kind, r.held_day as "heldDay", r.finding, r.note,
        r.officer_ref as "officerRef"
      from people.review r join people.plan l on l.council_id = r.council_id and l.plan_ref = r.plan_ref
      where l.council_id = ${tx.council} and l.person_ref = ${personRef} order by r.held_day desc, r.review_ref desc`,
  )
