import { z } from 'zod'
import { approvePayRun, cancelPayRun, startPayRun } from '#src/payments/commands.ts'
import type { PayLine, PayRun } from '#src/payments/pay-run.ts'
import { addUp, findPayRun, listPayRuns, totalsOfRun } from '#src/payments/pay-run.store.ts'
import { findStatement, listLines, listStatements, type Statement } from '#src/payments/statement.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Day = z.iso.date()
const Moment = z.iso.datetime({ offset: true })
const Ref = z.strictObject({ ref: z.string() })
const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const PageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })

const Run = z.strictObject({
  payRunRef: z.string(),
  organisationRef: z.string().nullable(),
  from: Day,
  to: Day.describe('The first day after the period'),
  state: z.enum(['rating', 'draft', 'posting', 'approved', 'cancelled']),
  madeAt: Moment,
})
const Totals = z.strictObject({
  visits: z.int(),
  missed: z.int(),
  query: z.int(),
  oneWorker: z.int(),
  payableMinutes: z.int(),
  amountPence: z.int(),
})

const StatementAnswer = z.strictObject({
  statementRef: z.string(),
  payRunRef: z.string(),
  organisationRef: z.string(),
  from: Day,
  to: Day,
  approvedAt: Moment,
  visits: z.int(),
  missed: z.int(),
  oneWorker: z.int(),
  payableMinutes: z.int(),
  amountPence: z.int(),
})

const Line = z.strictObject({
  visitRef: z.string(),
  day: Day,
  start: Moment,
  personRef: z.string(),
  packageRef: z.string().nullable(),
  contractRef: z.string(),
  cardRef: z.string(),
  outcome: z.enum(['paid', 'missed', 'query', 'one_worker']),
  plannedMinutes: z.int(),
  actualMinutes: z.int().nullable(),
  payableMinutes: z.int(),
  workersPaid: z.int(),
  pencePerHour: z.int().nullable(),
  amountPence: z.int(),
  reason: z.string(),
})

const asRun = ({ payRunRef, organisationRef, from, to, state, madeAt }: PayRun): z.infer<typeof Run> => ({
  payRunRef,
  organisationRef,
  from,
  to,
  state,
  madeAt: madeAt.toString(),
})

const asStatement = ({ approvedAt, ...rest }: Statement & { total?: number }): z.infer<typeof StatementAnswer> => {
  const { total: _total, ...statement } = rest
  return { ...statement, approvedAt: approvedAt.toString() }
}

const asLine = ({ organisationRef: _o, cardFrom: _c, startAt, ...line }: PayLine): z.infer<typeof Line> => ({
  ...line,
  start: startAt.toString(),
})

const nextOf = (cursor: number, shown: number, total: number): string | null =>
  cursor + shown < total ? String(cursor + shown) : null

export function paymentsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/pay-runs',
    { grant: 'payments.see', summary: 'Pay runs, newest first', query: Page, answer: PageOf(Run) },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const { runs, total } = await listPayRuns(tx, { states: [] }, { offset: query.cursor, limit: query.limit })
        return { items: runs.map(asRun), next: nextOf(query.cursor, runs.length, total) }
      }),
  )
  doors.api(
    'POST /api/v1/pay-runs',
    {
      grant: 'payments.run',
      summary: 'Start a pay run; it rates in the background and rests as a draft',
      idempotent: true,
      status: 202,
      body: z.strictObject({
        organisationRef: z.string().nullable(),
        from: Day,
        to: Day.describe('The first day after the period'),
      }),
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, body, command }) => {
      const started = await startPayRun(shell, actor, body, command)
      if (!started.ok)
        throw problem(422, started.error, {
          pointer: started.error === 'no such provider' ? '#/organisationRef' : '#/to',
        })
      return { payRunRef: started.value }
    },
  )
  doors.api(
    'GET /api/v1/pay-runs/:ref',
    {
      grant: 'payments.see',
      summary: 'One pay run with its totals',
      params: Ref,
      answer: Run.extend({ totals: Totals }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const run = await findPayRun(tx, params.ref)
        if (!run) throw problem(404, 'There is no such pay run')
        return { ...asRun(run), totals: addUp(await totalsOfRun(tx, run)) }
      }),
  )
  doors.api(
    'POST /api/v1/pay-runs/:ref/approve',
    {
      grant: 'payments.approve',
      summary: 'Approve a draft that somebody else made',
      params: Ref,
      idempotent: true,
      status: 202,
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, params, command }) => {
      const approved = await approvePayRun(shell, actor, params.ref, command)
      if (!approved.ok) throw problem(approved.error === 'no such pay run' ? 404 : 409, approved.error)
      return { payRunRef: approved.value }
    },
  )
  doors.api(
    'POST /api/v1/pay-runs/:ref/cancel',
    {
      grant: 'payments.run',
      summary: 'Cancel a run before it is approved',
      params: Ref,
      body: z.strictObject({ reason: z.string() }),
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, params, body }) => {
      const cancelled = await cancelPayRun(shell, actor, { payRunRef: params.ref, reason: body.reason })
      if (!cancelled.ok) throw problem(cancelled.error === 'no such pay run' ? 404 : 409, cancelled.error)
      return { payRunRef: cancelled.value }
    },
  )
  statementsApi(doors)
}

/** Officers' and providers' machines alike: the database shows a provider its own alone. */
function statementsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/statements',
    {
      grant: 'payments.statement',
      summary: 'Statements, newest period first',
      query: Page,
      answer: PageOf(StatementAnswer),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const { statements, total } = await listStatements(tx, {}, { offset: query.cursor, limit: query.limit })
        return { items: statements.map(asStatement), next: nextOf(query.cursor, statements.length, total) }
      }),
  )
  doors.api(
    'GET /api/v1/statements/:ref',
    { grant: 'payments.statement', summary: 'One statement', params: Ref, answer: StatementAnswer },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const statement = await findStatement(tx, params.ref)
        if (!statement) throw problem(404, 'There is no such statement')
        return asStatement(statement)
      }),
  )
  doors.api(
    'GET /api/v1/statements/:ref/lines',
    {
      grant: 'payments.statement',
      summary: 'The visits of a statement, each with its figures and its sentence',
      params: Ref,
      query: z.strictObject({
        cursor: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
      answer: PageOf(Line),
    },
    ({ actor, shell, params, query }) =>
      shell.read(actor, async (tx) => {
        const match = /^(\d{4}-\d{2}-\d{2})~(.+)$/.exec(query.cursor ?? '')
        const after = match ? { day: match[1] as string, visitRef: match[2] as string } : undefined
        const lines = await listLines(tx, params.ref, { after, limit: query.limit })
        const last = lines.at(-1)
        return {
          items: lines.map(asLine),
          next: last && lines.length === query.limit ? `${last.day}~${last.visitRef}` : null,
        }
      }),
  )
}
