import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { type ReviewPlan, reviewPlan } from '#src/people/care-commands.ts'
import { FINDINGS, type ReviewRefusal } from '#src/people/plan.ts'
import { getPlan } from '#src/people/plan.store.ts'
import { ASKER_KEYS, NEXT_KINDS } from '#src/people/reviews/next-review.ts'
import {
  type AskRefusal,
  askForReview,
  planNextReview,
  type PlanNextRefusal,
} from '#src/people/reviews/review-commands.ts'
import { searchReviews } from '#src/people/reviews/review.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Next = z.strictObject({
  personRef: z.string(),
  kind: z.enum(NEXT_KINDS),
  due: z.string(),
  by: z.string().describe('When it is overdue: as it is due, or as it was deferred'),
  plannedDay: z.string().nullable(),
  reason: z.string().describe('Why it is planned later than it is due'),
  askedBy: z.enum(ASKER_KEYS).nullable(),
  ownerRef: z.string().nullable(),
  inOffice: z.boolean().describe('Whether who has it is in office'),
})
const List = z.strictObject({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('What `next` said before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(['overdue', 'deferred', 'no day']).optional(),
  kind: z.enum(NEXT_KINDS).optional(),
  ownerRef: z.string().optional(),
  nobodys: z.enum(['yes', 'no']).default('no').describe('yes: only those that nobody in office has'),
})

const PROBLEMS: Record<
  Exclude<PlanNextRefusal | AskRefusal | ReviewRefusal, 'no such person' | 'nothing to review'>,
  [409 | 422, string, string]
> = {
  'in the past': [422, '#/plannedDay', 'The day is in the past: record what was held as a review'],
  'deferred too far': [422, '#/plannedDay', 'The day is later than the council lets a review be deferred'],
  'no reason': [422, '#/reason', 'Say why'],
  'no such officer': [422, '#/ownerRef', 'There is no such officer in office'],
  'asked already': [409, '', 'A review was asked for already and has not been held'],
  'plan has ended': [409, '', 'The plan has ended'],
  'before the plan was agreed': [422, '#/heldDay', 'The day is before the plan was agreed'],
  'held in the future': [422, '#/heldDay', 'The day is in the future'],
  'light check is done': [409, '#/kind', 'The light check of this plan is done: record a review'],
}

function refused(refusal: PlanNextRefusal | AskRefusal | ReviewRefusal): never {
  if (refusal === 'no such person') throw problem(404, 'There is no such person')
  if (refusal === 'nothing to review') throw problem(404, 'This person has neither a support plan nor care')
  const [status, pointer, title] = PROBLEMS[refusal]
  throw problem(status, title, pointer === '' ? {} : { pointer })
}

/** The reviews that care needs: read, planned, asked for, and held. */
export function reviewsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/reviews',
    {
      grant: 'people.see',
      summary: 'The next review of everybody in care or with a support plan, the first due first',
      query: List,
      answer: z.strictObject({ items: z.array(Next), next: z.int().nullable() }),
    },
    async ({ actor, shell, query }) => {
      const { offset, limit, state, kind, ownerRef, nobodys } = query
      const { reviews, total } = await shell.read(actor, (tx) =>
        searchReviews(tx, {
          ...{ today: dayOf(tx.now), state, ownerRef, nobodys: nobodys === 'yes', offset, limit },
          ...{ kinds: kind === undefined ? [] : [kind], sort: { key: 'by', descending: false } },
        }),
      )
      await shell.noteList(actor, 'reviews', { ...query, found: reviews.length })
      const items = reviews.map(({ personRef, kind, due, by, plannedDay, reason, askedBy, ownerRef, inOffice }) => ({
        ...{ personRef, kind, due, by, plannedDay, reason, askedBy, ownerRef, inOffice },
      }))
      return { items, next: offset + items.length < total ? offset + items.length : null }
    },
  )
  doors.api(
    'PUT /api/v1/people/:ref/next-review',
    {
      grant: 'people.assess',
      summary: 'Say who holds the next review and on which day; later than it is due only with a reason',
      params: Ref,
      body: z.strictObject({ plannedDay: z.iso.date(), ownerRef: z.string(), reason: z.string().max(500).default('') }),
      answer: z.strictObject({ due: z.string(), by: z.string(), plannedDay: z.string(), ownerRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const planned = await planNextReview(shell, actor, { personRef: params.ref, ...body }, command)
      if (!planned.ok) return refused(planned.error)
      const { due, by } = planned.value
      return { due, by, plannedDay: body.plannedDay, ownerRef: body.ownerRef }
    },
  )
  askedAndHeld(doors)
}

function askedAndHeld(doors: Doors): void {
  doors.api(
    'POST /api/v1/people/:ref/review-requests',
    {
      grant: 'people.assess',
      summary: 'Note that a review is asked for before its time',
      params: Ref,
      body: z.strictObject({ askedBy: z.enum(ASKER_KEYS), reason: z.string().max(500) }),
      ...{ answer: z.strictObject({ due: z.string() }), status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const asked = await askForReview(shell, actor, { personRef: params.ref, ...body }, command)
      return asked.ok ? asked.value : refused(asked.error)
    },
  )
  doors.api(
    'POST /api/v1/people/:ref/reviews',
    {
      grant: 'people.assess',
      summary: 'Record a light check or a review that was held',
      params: Ref,
      body: z.strictObject({
        ...{ kind: z.enum(['light check', 'review']), heldDay: z.iso.date(), finding: z.enum(FINDINGS) },
        ...{ note: z.string().max(2000).default(''), officerRef: z.string() },
      }),
      ...{ answer: z.strictObject({ reviewRef: z.string(), nextDue: z.string() }), status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const plan = await shell.view(actor, `person:${params.ref}`, (tx) => getPlan(tx, params.ref))
      if (!plan) throw problem(404, 'This person has no support plan in force')
      const held: ReviewPlan = { ...body, planRef: plan.planRef }
      const reviewed = await reviewPlan(shell, actor, held, command)
      if (!reviewed.ok) return reviewed.error === 'no such plan' ? refused('plan has ended') : refused(reviewed.error)
      const after = await shell.read(actor, (tx) => getPlan(tx, params.ref))
      return { reviewRef: reviewed.value.reviewRef, nextDue: after?.reviewDue ?? plan.reviewDue }
    },
  )
}
