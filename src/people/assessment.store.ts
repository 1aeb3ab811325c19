import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { Day } from '#src/base/day.ts'
import type { Answers, Assessment, AssessedOutcome } from '#src/people/assessment.ts'
import type { Conversation } from '#src/people/conversation.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

type AssessmentRow = {
  council_id: number
  assessment_ref: string
  person_ref: string
  status: string
  started_day: Day
  officer_ref: string
  views: string
  from_impairment: boolean | null
  significant_impact: boolean | null
  impact: string
  eligible: boolean | null
  completed_at: string | null
  chunk: string | null
}
type OutcomeRow = { council_id: number; assessment_ref: string; outcome: string; ability: string; note: string }

type AssessmentTables = {
  'people.assessment': AssessmentRow
  'people.assessed_outcome': OutcomeRow
  'people.conversation': {
    council_id: number
    conversation_ref: string
    person_ref: string
    kind: string
    held_day: Day
    with_whom: string
    what_matters: string
    officer_ref: string
  }
}

const from = (tx: Read): ReadonlyKysely<AssessmentTables> => tx.reader
const into = (tx: Write): Kysely<AssessmentTables> => tx.writer

const ASSESSMENT = sql`
  a.assessment_ref as "assessmentRef", a.person_ref as "personRef", a.status, a.started_day as "startedDay", a.officer_ref as "officerRef",
  a.views, a.from_impairment as "fromImpairment", a.significant_impact as "significantImpact", a.impact, a.eligible,
  a.completed_at as "completedAt", (
    select coalesce(jsonb_agg(jsonb_build_object('outcome', o.outcome, 'ability', o.ability, 'note', o.note) order by o.outcome), '[]'::jsonb)
    from people.assessed_outcome o where o.council_id = a.council_id and o.assessment_ref = a.assessment_ref) as outcomes
  from people.assessment a`

const assessmentOf = (row: object): Assessment =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Assessment

export async function findAssessment(tx: Read, assessmentRef: string): Promise<Assessment | undefined> {
  const [row] = await rows(
    tx,
    sql<object>`select ${ASSESSMENT} where a.council_id = ${tx.council} and a.assessment_ref = ${assessmentRef}`,
  )
  return row && assessmentOf(row)
}

/** A person's assessments, latest first. */
export async function listAssessments(tx: Read, personRef: string): Promise<Assessment[]> {
  const found = await rows(
    tx,
    sql<object>`select ${ASSESSMENT} where a.council_id = ${tx.council} and a.person_ref = ${personRef}
      order by a.started_day desc, length(a.assessment_ref) desc, a.assessment_ref desc`,
  )
  return found.map(assessmentOf)
}

export async function lockAssessment(tx: Write, assessmentRef: string): Promise<Assessment | undefined> {
  await into(tx)
    .selectFrom('people.assessment')
    .select('assessment_ref')
    .where('council_id', '=', tx.council)
    .where('assessment_ref', '=', assessmentRef)
    .forUpdate()
    .execute()
  return findAssessment(tx, assessmentRef)
}

/** The row of an assessment, entered one at a time or in bulk. */
export const assessmentRow = (council: number, assessment: Assessment, chunk: string | null): AssessmentRow => ({
  council_id: council,
  assessment_ref: assessment.assessmentRef,
  person_ref: assessment.personRef,
  status: assessment.status,
  started_day: assessment.startedDay,
  officer_ref: assessment.officerRef,
  views: assessment.views,
  from_impairment: assessment.fromImpairment ?? null,
  significant_impact: assessment.significantImpact ?? null,
  impact: assessment.impact,
  eligible: assessment.eligible ?? null,
  completed_at: assessment.completedAt?.toString() ?? null,
  chunk,
})

export const outcomeRows = (
  council: number,
  assessmentRef: string,
  outcomes: readonly AssessedOutcome[],
): OutcomeRow[] =>
  outcomes.map(({ outcome, ability, note }) => ({
    council_id: council,
    assessment_ref: assessmentRef,
    outcome,
    ability,
    note,
  }))

export async function insertAssessment(tx: Write, assessment: Assessment): Promise<void> {
  await into(tx)
    .insertInto('people.assessment')
    .values(assessmentRow(tx.council, assessment, null))
    .execute()
  await saveOutcomes(tx, assessment.assessmentRef, assessment.outcomes)
}

export async function saveAssessment(tx: Write, assessment: Assessment): Promise<void> {
  const { status, views, from_impairment, significant_impact, impact, eligible, completed_at } = assessmentRow(
    tx.council,
    assessment,
    null,
  )
  await into(tx)
    .updateTable('people.assessment')
    .set({ status, views, from_impairment, significant_impact, impact, eligible, completed_at })
    .where('council_id', '=', tx.council)
    .where('assessment_ref', '=', assessment.assessmentRef)
    .execute()
  await saveOutcomes(tx, assessment.assessmentRef, assessment.outcomes)
}

async function saveOutcomes(tx: Write, assessmentRef: string, outcomes: Answers['outcomes']): Promise<void> {
  await into(tx)
    .deleteFrom('people.assessed_outcome')
    .where('council_id', '=', tx.council)
    .where('assessment_ref', '=', assessmentRef)
    .execute()
  if (outcomes.length === 0) return
  await into(tx)
    .insertInto('people.assessed_outcome')
    .values(outcomeRows(tx.council, assessmentRef, outcomes))
    .execute()
}

export const insertConversation = (tx: Write, conversation: Conversation) =>
  into(tx)
    .insertInto('people.conversation')
    .values({
      council_id: tx.council,
      conversation_ref: conversation.conversationRef,
      person_ref: conversation.personRef,
      kind: conversation.kind,
      held_day: conversation.heldDay,
      with_whom: conversation.withWhom,
      what_matters: conversation.whatMatters,
      officer_ref: conversation.officerRef,
    })
    .execute()

export const listConversations = (tx: Read, personRef: string): Promise<Conversation[]> =>
  from(tx)
    .selectFrom('people.conversation')
    .select([
      'conversation_ref as conversationRef',
      'person_ref as personRef',
      'kind',
      'held_day as heldDay',
      'with_whom as withWhom',
      'what_matters as whatMatters',
      'officer_ref as officerRef',
    ])
    .where('council_id', '=', tx.council)
    .where('person_ref', '=', personRef)
    .orderBy('held_day', 'desc')
    .orderBy('conversation_ref', 'desc')
    .execute() as Promise<Conversation[]>
