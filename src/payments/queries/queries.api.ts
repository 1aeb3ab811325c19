import { z } from 'zod'
import type { MoveQueryRefusal, RaiseQueryRefusal } from '#src/payments/queries/query-commands.ts'
import { answerQuery, raiseQuery, replyToQuery } from '#src/payments/queries/query-commands.ts'
import type { Query } from '#src/payments/queries/query.ts'
import { findQuery, listMessages, listQueriedLines, listQueries } from '#src/payments/queries/query.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Type = z.enum(['actuals', 'death', 'rate', 'missing_visit', 'uplift', 'suspended', 'remittance'])
const State = z.enum(['open', 'answered', 'agreed', 'refused', 'withdrawn'])
const Moment = z.iso.datetime({ offset: true })

const QueryAnswer = z.strictObject({
  queryRef: z.string(),
  statementRef: z.string(),
  organisationRef: z.string(),
  type: Type,
  state: State.describe('open: with the council; answered: with the provider; the others are settled'),
  lines: z.int(),
  amountPence: z.int(),
  raisedByName: z.string(),
  raisedAt: Moment,
  dueDay: z.iso.date().nullable(),
  settledAt: Moment.nullable(),
})

const WholeQuery = QueryAnswer.extend({
  visits: z.array(z.strictObject({ visitRef: z.string(), day: z.iso.date(), amountPence: z.int() })),
  messages: z.array(
    z.strictObject({
      side: z.enum(['provider', 'council']),
      move: z.enum(['raise', 'answer', 'reply', 'agree', 'refuse', 'withdraw']),
      byName: z.string(),
      at: Moment,
      words: z.string(),
    }),
  ),
})

const asQuery = ({ raisedAt, settledAt, settledByName: _by, ...query }: Query & { total?: number }) => {
  const { total: _total, ...rest } = query
  return { ...rest, raisedAt: raisedAt.toString(), settledAt: settledAt?.toString() ?? null }
}

const RAISE_PROBLEMS: Readonly<
  Record<RaiseQueryRefusal, { status: 404 | 409 | 422; title: string; pointer?: string }>
> = {
  'no such statement': { status: 404, title: 'There is no such statement' },
  'the query window has closed': { status: 409, title: 'The time to query this statement has ended' },
  'no words': { status: 422, title: 'Say what is wrong', pointer: '#/words' },
  'no lines': { status: 422, title: 'A query of this type names at least one visit', pointer: '#/visitRefs' },
  'a line is not on this statement': { status: 422, title: 'A visit is not on this statement', pointer: '#/visitRefs' },
  'a line is in another query': {
    status: 409,
    title: 'A visit is in a query that is not settled',
    pointer: '#/visitRefs',
  },
}

const refusedMove = (error: MoveQueryRefusal): Error =>
  error === 'no such query'
    ? problem(404, 'There is no such query')
    : error === 'already settled'
      ? problem(409, 'The query is settled already')
      : problem(422, 'Say what the other side should know', { pointer: '#/words' })

function onlyProvider(actor: Actor): void {
  if (actor.organisation === undefined) throw problem(403, 'A query is raised and replied to by the provider alone')
}

/** Machines of providers and of the council alike: the database shows a provider its own alone. */
export function queriesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/queries',
    {
      grant: 'payments.query',
      summary: 'Queries of statements, newest first',
      query: z.strictObject({
        state: State.optional(),
        cursor: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.strictObject({ items: z.array(QueryAnswer), next: z.string().nullable() }),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const { queries, total } = await listQueries(
          tx,
          { states: query.state ? [query.state] : [], types: [] },
          { order: '-raised', offset: query.cursor, limit: query.limit },
        )
        const next = query.cursor + queries.length
        return {
          items: queries.map(({ providerName: _name, ...one }) => asQuery(one)),
          next: next < total ? String(next) : null,
        }
      }),
  )
  doors.api(
    'GET /api/v1/queries/:ref',
    {
      grant: 'payments.query',
      summary: 'One query with its visits and what both sides said',
      params: Ref,
      answer: WholeQuery,
    },
    ({ actor, shell, params }) =>
      shell.view(actor, `query:${params.ref}`, async (tx) => {
        const query = await findQuery(tx, params.ref)
        if (!query) throw problem(404, 'There is no such query')
        const lines = await listQueriedLines(tx, params.ref, { offset: 0, limit: 1000 })
        return {
          ...asQuery(query),
          visits: lines.map(({ visitRef, day, amountPence }) => ({ visitRef, day, amountPence })),
          messages: (await listMessages(tx, params.ref)).map(({ side, move, byName, at, words }) => ({
            ...{ side, move, byName, at: at.toString(), words },
          })),
        }
      }),
  )
  movesApi(doors)
}

function movesApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/statements/:ref/queries',
    {
      grant: 'payments.query',
      summary: 'A provider queries lines of its statement',
      params: Ref,
      body: z.strictObject({
        type: Type,
        visitRefs: z
          .array(z.string())
          .max(1000)
          .describe('The visits of the lines; empty for what is not on the statement'),
        words: z.string().max(5000),
      }),
      idempotent: true,
      status: 201,
      answer: QueryAnswer,
    },
    async ({ actor, shell, params, body, command }) => {
      onlyProvider(actor)
      const raised = await raiseQuery(shell, actor, { statementRef: params.ref, ...body }, command)
      if (raised.ok) return asQuery(raised.value)
      const { status, title, pointer } = RAISE_PROBLEMS[raised.error]
      throw problem(status, title, pointer === undefined ? {} : { pointer })
    },
  )
  doors.api(
    'POST /api/v1/queries/:ref/reply',
    {
      grant: 'payments.query',
      summary: 'The provider replies, or withdraws its query',
      params: Ref,
      body: z.strictObject({ move: z.enum(['reply', 'withdraw']), words: z.string().max(5000) }),
      idempotent: true,
      answer: QueryAnswer,
    },
    async ({ actor, shell, params, body, command }) => {
      onlyProvider(actor)
      const moved = await replyToQuery(shell, actor, { queryRef: params.ref, ...body }, command)
      if (!moved.ok) throw refusedMove(moved.error)
      return asQuery(moved.value)
    },
  )
  doors.api(
    'POST /api/v1/queries/:ref/answer',
    {
      grant: 'payments.answer',
      summary: 'The council answers, agrees or refuses',
      params: Ref,
      body: z.strictObject({ move: z.enum(['answer', 'agree', 'refuse']), words: z.string().max(5000) }),
      idempotent: true,
      answer: QueryAnswer,
    },
    async ({ actor, shell, params, body, command }) => {
      const moved = await answerQuery(shell, actor, { queryRef: params.ref, ...body }, command)
      if (!moved.ok) throw refusedMove(moved.error)
      return asQuery(moved.value)
    },
  )
}
