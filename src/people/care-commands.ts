import { type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { findOfficer } from '#src/councils/index.ts'
import {
  type Answers,
  type Assessment,
  decideEligibility,
  type Eligibility,
  type Unanswered,
} from '#src/people/assessment.ts'
import {
  findAssessment,
  insertAssessment,
  insertConversation,
  listAssessments,
  lockAssessment,
  saveAssessment,
} from '#src/people/assessment.store.ts'
import type { Conversation } from '#src/people/conversation.ts'
import type { PeopleFact } from '#src/people/facts.ts'
import { lockPerson } from '#src/people/person.store.ts'
import {
  decidePlan,
  decideReview,
  type Plan,
  type PlanDraft,
  type PlanRefusal,
  type Review,
  type ReviewRefusal,
} from '#src/people/plan.ts'
import { endCurrentPlan, insertPlan, insertReview, lockPlan } from '#src/people/plan.store.ts'
import { closeBooking } from '#src/people/reviews/review.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'

export type HoldConversation = Omit<Conversation, 'conversationRef'>

export const holdConversation = (shell: Shell, actor: Actor, input: HoldConversation) =>
  shell.command<Conversation, 'no such person' | 'no such officer' | 'held in the future'>(
    actor,
    'hold-conversation',
    async (tx) => {
      if (!(await lockPerson(tx, input.personRef))) return refuse('no such person')
      if (!(await findOfficer(tx, input.officerRef))) return refuse('no such officer')
      if (input.heldDay > dayOf(tx.now)) return refuse('held in the future')
      const conversation = { ...input, conversationRef: await nextRef(tx, 'CV') }
      await insertConversation(tx, conversation)
      const { personRef, conversationRef, kind, heldDay } = conversation
      tx.record({
        type: 'people.conversation-held',
        about: [`person:${personRef}`],
        data: { personRef, conversationRef, kind, heldDay },
      } satisfies PeopleFact)
      return ok(conversation)
    },
  )

export type StartAssessment = { personRef: string; startedDay: Day; officerRef: string }
export type StartRefusal =
  | 'no such person'
  | 'case closed'
  | 'no such officer'
  | 'starts in the future'
  | { readonly kind: 'under way'; readonly assessmentRef: string }

/** A draft, which its officer fills in over as many sittings as it takes. */
export const startAssessment = (shell: Shell, actor: Actor, input: StartAssessment) =>
  shell.command<Assessment, StartRefusal>(actor, 'start-assessment', async (tx) => begin(tx, input))

async function begin(tx: Write, input: StartAssessment) {
  const { personRef, startedDay, officerRef } = input
  const person = await lockPerson(tx, personRef)
  if (!person) return refuse('no such person')
  if (person.closed) return refuse('case closed')
  if (!(await findOfficer(tx, officerRef))) return refuse('no such officer')
  if (startedDay > dayOf(tx.now)) return refuse('starts in the future')
  const draft = (await listAssessments(tx, personRef)).find(({ status }) => status === 'draft')
  if (draft) return refuse({ kind: 'under way' as const, assessmentRef: draft.assessmentRef })
  const assessment: Assessment = {
    assessmentRef: await nextRef(tx, 'A'),
    personRef,
    status: 'draft',
    startedDay,
    officerRef,
    views: '',
    impact: '',
    outcomes: [],
  }
  await insertAssessment(tx, assessment)
  tx.record({
    type: 'people.assessment-started',
    about: [`person:${personRef}`, `assessment:${assessment.assessmentRef}`],
    data: { personRef, assessmentRef: assessment.assessmentRef, startedDay },
  } satisfies PeopleFact)
  return ok(assessment)
}

export type AnswerPart = 'views' | 'outcomes' | 'impact'
export type AnswerAssessment = { assessmentRef: string; part: AnswerPart; answers: Partial<Answers> }

/** Keeps one part of a draft. */
export const answerAssessment = (shell: Shell, actor: Actor, { assessmentRef, part, answers }: AnswerAssessment) =>
  shell.command<Assessment, 'no such assessment' | 'complete already'>(actor, 'answer-assessment', async (tx) => {
    const draft = await lockAssessment(tx, assessmentRef)
    if (!draft) return refuse('no such assessment')
    if (draft.status === 'complete') return refuse('complete already')
    const assessment = { ...draft, ...answers }
    await saveAssessment(tx, assessment)
    tx.record({
      type: 'people.assessment-answered',
      about: [`assessment:${assessmentRef}`],
      data: { personRef: draft.personRef, assessmentRef, part },
    } satisfies PeopleFact)
    return ok(assessment)
  })

export type CompleteRefusal = 'no such assessment' | 'complete already' | Unanswered

/** Decides eligibility from the answers (L-10); from now on the assessment stands as it is. */
export const completeAssessment = (shell: Shell, actor: Actor, { assessmentRef }: { assessmentRef: string }) =>
  shell.command<Eligibility, CompleteRefusal>(actor, 'complete-assessment', async (tx) => {
    const draft = await lockAssessment(tx, assessmentRef)
    if (!draft) return refuse('no such assessment')
    if (draft.status === 'complete') return refuse('complete already')
    return complete(tx, draft)
  })

async function complete(tx: Write, draft: Assessment) {
  const decided = decideEligibility(draft)
  if (!decided.ok) return decided
  const { eligible, unable, because } = decided.value
  await saveAssessment(tx, { ...draft, status: 'complete', eligible, completedAt: tx.now })
  const { personRef, assessmentRef } = draft
  tx.record({
    type: 'people.assessment-completed',
    about: [`person:${personRef}`, `assessment:${assessmentRef}`],
    data: { personRef, assessmentRef, eligible, outcomesUnable: unable.length, because },
  } satisfies PeopleFact)
  return decided
}

export type RecordAssessment = StartAssessment & { answers: Answers }

/** A whole assessment at once, as machines send it. */
export const recordAssessment = (shell: Shell, actor: Actor, input: RecordAssessment, options: CommandOptions = {}) =>
  shell.command<Eligibility & { assessmentRef: string }, StartRefusal | Unanswered>(
    actor,
    'record-assessment',
    async (tx) => {
      const begun = await begin(tx, input)
      if (!begun.ok) return begun
      const decided = await complete(tx, { ...begun.value, ...input.answers })
      return decided.ok ? ok({ ...decided.value, assessmentRef: begun.value.assessmentRef }) : decided
    },
    options,
  )

export type AgreePlan = PlanDraft & { officerRef: string }
export type AgreePlanRefusal =
  | PlanRefusal
  | 'no such person'
  | 'case closed'
  | 'no such officer'
  | 'no such assessment'
  | 'assessment is a draft'

/** Puts a plan in force; the one before it ends. An urgent plan may come before an assessment (L-06). */
export const agreePlan = (shell: Shell, actor: Actor, input: AgreePlan, options: CommandOptions = {}) =>
  shell.command<Plan, AgreePlanRefusal>(
    actor,
    'agree-plan',
    async (tx) => {
      const { officerRef, ...draft } = input
      const person = await lockPerson(tx, draft.personRef)
      if (!person) return refuse('no such person')
      if (person.closed) return refuse('case closed')
      if (!(await findOfficer(tx, officerRef))) return refuse('no such officer')
      const decided = decidePlan(draft, dayOf(tx.now))
      if (!decided.ok) return decided
      if (draft.assessmentRef !== undefined) {
        const assessment = await findAssessment(tx, draft.assessmentRef)
        if (assessment?.personRef !== draft.personRef) return refuse('no such assessment')
        if (assessment.status === 'draft') return refuse('assessment is a draft')
      }
      const replaces = await endCurrentPlan(tx, draft.personRef, draft.agreedDay)
      const plan: Plan = { ...draft, ...decided.value, planRef: await nextRef(tx, 'SP'), status: 'current', officerRef }
      await insertPlan(tx, plan)
      await closeBooking(tx, plan.personRef, dayOf(tx.now), 'plan')
      tx.record({
        type: 'people.plan-agreed',
        about: [`person:${plan.personRef}`, `plan:${plan.planRef}`],
        data: {
          personRef: plan.personRef,
          planRef: plan.planRef,
          replaces: replaces ?? null,
          needs: plan.needs.length,
          budgetWeeklyPence: plan.budgetWeeklyPence,
          lightCheckDue: plan.lightCheckDue,
          reviewDue: plan.reviewDue,
        },
      } satisfies PeopleFact)
      return ok(plan)
    },
    options,
  )

export type ReviewPlan = Omit<Review, 'reviewRef'>

export const reviewPlan = (shell: Shell, actor: Actor, input: ReviewPlan, options: CommandOptions = {}) =>
  shell.command<Review, ReviewRefusal | 'no such plan' | 'no such officer'>(
    actor,
    'review-plan',
    async (tx) => {
      const plan = await lockPlan(tx, input.planRef)
      if (!plan) return refuse('no such plan')
      if (!(await findOfficer(tx, input.officerRef))) return refuse('no such officer')
      const decided = decideReview(plan, input, dayOf(tx.now))
      if (!decided.ok) return decided
      const review = { ...input, reviewRef: await nextRef(tx, 'RV') }
      await insertReview(tx, review, decided.value)
      await closeBooking(tx, plan.personRef, review.heldDay, review.kind)
      const { reviewRef, planRef, kind, heldDay, finding } = review
      tx.record({
        type: 'people.plan-reviewed',
        about: [`person:${plan.personRef}`, `plan:${planRef}`],
        data: {
          personRef: plan.personRef,
          planRef,
          reviewRef,
          kind,
          heldDay,
          finding,
          reviewDue: decided.value.reviewDue,
        },
      } satisfies PeopleFact)
      return ok(review)
    },
    options,
  )
