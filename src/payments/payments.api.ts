import { z } from 'zod'
import {
  CARRIED_AT_ONCE,
  carryVisits,
  type CarryRefusal,
  takeBackVisits,
  type TakeBackRefusal,
} from '#src/payments/adjustments/carry-commands.ts'
import { type AgainRefusal, rateAgain } from '#src/payments/adjustments/recheck-commands.ts'
import {
  approvePayRun,
  cancelPayRun,
  checkPayRun,
  startPayRun,
  type StartRun,
} from '#src/payments/pay-runs/pay-run-commands.ts'
import { CAUSES, type Cause } from '#src/payments/adjustments/adjustment.ts'
import { listAdjustments, type PostedAdjustment } from '#src/payments/adjustments/adjustment.store.ts'
import {
  type ApproveRefusal,
  type CancelRefusal,
  type CheckRefusal,
  CYCLES,
  PAY_RUN_STATES,
  type PayLine,
  type PayRun,
} from '#src/payments/pay-runs/pay-run.ts'
import { addUp, findPayRun, listPayRuns, totalsOfRun } from '#src/payments/pay-runs/pay-run.store.ts'
import {
  cursorText,
  findStatement,
  listLines,
  listStatements,
  readCursor,
  type Statement,
} from '#src/payments/statements/statement.store.ts'
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
  contractRef: z.string().nullable(),
  zone: z.string().nullable(),
  cycle: z.enum(CYCLES),
  from: Day,
  to: Day.describe('The first day after the period'),
  state: z.enum(PAY_RUN_STATES),
  madeAt: Moment,
  checkedAt: Moment.nullable().describe('When the draft was checked as it stands, or as it was approved'),
  paidDay: Day.nullable().describe('The last day on which the bank made a payment of a paid run'),
})
const Totals = z.strictObject({
  visits: z.int(),
  missed: z.int(),
  query: z.int(),
  oneWorker: z.int(),
  payableMinutes: z.int(),
  amountPence: z.int().describe('The whole: visits and adjustments'),
  adjustments: z.int(),
  adjustedPence: z.int(),
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
  amountPence: z.int().describe('The whole: lines and adjustments'),
  adjustments: z.int(),
  adjustedPence: z.int(),
})

const Line = z.strictObject({
  visitRef: z.string(),
  day: Day,
  start: Moment,
  personRef: z.string(),
  packageRef: z.string().nullable(),
  contractRef: z.string(),
  cardRef: z.string(),
  outcome: z.enum(['paid', 'missed', 'query', 'one_worker', 'on_account', 'cancelled', 'block']),
  plannedMinutes: z.int(),
  actualMinutes: z.int().nullable(),
  payableMinutes: z.int(),
  workersPaid: z.int(),
  pencePerHour: z.int().nullable(),
  amountPence: z.int(),
  reason: z.string(),
})

const AdjustmentAnswer = Line.extend({
  turn: z.int().describe('How often the visit was adjusted, with this one'),
  cause: z.enum(Object.keys(CAUSES) as [Cause, ...Cause[]]),
  postedPence: z.int().describe('What was paid for the visit before'),
  owedPence: z.int().describe('What is due for the visit as it stands now'),
  amountPence: z.int().describe('The difference'),
})

const asRun = ({ payRunRef, from, to, state, madeAt, ...run }: PayRun): z.infer<typeof Run> => ({
  payRunRef,
  organisationRef: run.organisationRef,
  contractRef: run.contractRef,
  zone: run.zone,
  cycle: run.cycle,
  from,
  to,
  state,
  madeAt: madeAt.toString(),
  checkedAt: run.checkedAt?.toString() ?? null,
  paidDay: run.paidDay,
})

const asStatement = ({ approvedAt, ...rest }: Statement & { total?: number }): z.infer<typeof StatementAnswer> => {
  const { total: _total, ...statement } = rest
  return { ...statement, approvedAt: approvedAt.toString() }
}

const asLine = ({ organisationRef: _o, cardFrom: _c, startAt, ...line }: PayLine): z.infer<typeof Line> => ({
  ...line,
  start: startAt.toString(),
})

const asAdjustment = (one: PostedAdjustment): z.infer<typeof AdjustmentAnswer> => {
  const { organisationRef: _o, cardFrom: _c, statementRef: _s, startAt, ...adjustment } = one
  return { ...adjustment, start: startAt.toString() }
}

const nextOf = (cursor: number, shown: number, total: number): string | null =>
  cursor + shown < total ? String(cursor + shown) : null

const START_PROBLEMS: Record<StartRun, { title: string; pointer: string }> = {
  'the period ends before it begins': { title: 'The period ends before it begins: send a later "to"', pointer: '#/to' },
  'the period has not ended': { title: 'The period has not ended: "to" is today at the latest', pointer: '#/to' },
  'the period is longer than a year': { title: 'A pay run covers a year at most', pointer: '#/from' },
  'no such provider': { title: 'There is no provider with this reference', pointer: '#/organisationRef' },
  'no such contract': { title: 'There is no contract with this reference', pointer: '#/contractRef' },
  'another provider holds the contract': {
    title: 'Another provider holds this contract: leave out "organisationRef"',
    pointer: '#/contractRef',
  },
  'no such zone': { title: 'There is no zone with this code', pointer: '#/zone' },
}

const DRAFT_PROBLEMS = {
  'not a draft': 'The run is not a draft any more',
  'no such pay run': 'There is no such pay run',
  'visits have changed':
    'Visits of the run have changed since they were rated: rate them again, then check and approve',
  'a back-dated rate is on its way':
    'Prices of days of the run have changed and its visits are being looked up: try again in a minute',
  'the call log is being matched':
    'Rows of the call log of these days are being matched to their visits: try again in a minute',
  'the total is another than was seen': 'The total is another than the one sent: look at it again',
} as const

const CHECK_PROBLEMS: Record<CheckRefusal | 'no such pay run', string> = {
  ...DRAFT_PROBLEMS,
  'checked already': 'The draft is checked already',
  'made by the same officer': 'Who made the run may not check it: another officer does',
  'say what is carried': 'Visits are carried to the next run: say why in the note',
  'say what is far from planned': 'Visits were far from their planned length: say in the note that they were looked at',
}

const APPROVE_PROBLEMS: Record<ApproveRefusal | 'no such pay run', string> = {
  ...DRAFT_PROBLEMS,
  'not checked': 'Nobody has checked the draft as it stands',
  'made by the same officer': 'Who made the run may not approve it: another officer does',
  'checked by the same officer': 'Who checked the run may not approve it: another officer does',
}

const AGAIN_PROBLEMS: Record<Exclude<AgainRefusal, 'nothing has changed'>, string> = {
  'no such pay run': 'There is no such pay run',
  'not a draft': 'The run is not a draft any more',
}

const CANCEL_PROBLEMS: Record<CancelRefusal | 'no such pay run', string> = {
  'already settled': 'The run is approved or cancelled already',
  'no reason given': 'Say why the run is cancelled',
  'no such pay run': 'There is no such pay run',
}

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
        contractRef: z.string().nullable().default(null),
        zone: z.string().nullable().default(null),
        cycle: z.enum(CYCLES).default('actuals').describe('By what was delivered, or on account and settled later'),
        from: Day,
        to: Day.describe('The first day after the period'),
      }),
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, body, command }) => {
      const started = await startPayRun(shell, actor, body, command)
      if (!started.ok) {
        const { title, pointer } = START_PROBLEMS[started.error]
        throw problem(422, title, { pointer })
      }
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
  settleApi(doors)
  carryApi(doors)
  statementsApi(doors)
}

/** What ends a run's time as a draft. */
function settleApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/pay-runs/:ref/rate-again',
    {
      grant: 'payments.run',
      summary: 'Rate the visits of a draft that changed since they were rated',
      params: Ref,
      idempotent: true,
      answer: z.strictObject({ visits: z.int() }),
    },
    async ({ actor, shell, params, command }) => {
      const rated = await rateAgain(shell, actor, params.ref, command)
      if (rated.ok) return { visits: rated.value }
      if (rated.error === 'nothing has changed') return { visits: 0 }
      throw problem(rated.error === 'no such pay run' ? 404 : 409, AGAIN_PROBLEMS[rated.error])
    },
  )
  checkApi(doors)
  doors.api(
    'POST /api/v1/pay-runs/:ref/approve',
    {
      grant: 'payments.approve',
      summary: 'Approve a draft that others made and checked',
      params: Ref,
      idempotent: true,
      status: 202,
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, params, command }) => {
      const approved = await approvePayRun(shell, actor, params.ref, command)
      if (!approved.ok)
        throw problem(approved.error === 'no such pay run' ? 404 : 409, APPROVE_PROBLEMS[approved.error])
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
      if (!cancelled.ok) {
        const status = { 'no such pay run': 404, 'no reason given': 422, 'already settled': 409 } as const
        throw problem(status[cancelled.error], CANCEL_PROBLEMS[cancelled.error])
      }
      return { payRunRef: cancelled.value }
    },
  )
}

function checkApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/pay-runs/:ref/check',
    {
      grant: 'payments.run',
      summary: 'Say that a draft was checked; one that changes afterwards is checked again',
      params: Ref,
      idempotent: true,
      body: z.strictObject({
        note: z.string().max(2000).default('').describe('Needed where visits are carried to the next run'),
        seenPence: z.int().optional().describe('The total that was checked: refused where it is another now'),
      }),
      answer: z.strictObject({ payRunRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const checked = await checkPayRun(shell, actor, { payRunRef: params.ref, ...body }, command)
      if (!checked.ok) {
        const status = { 'no such pay run': 404, 'say what is carried': 422 } as const
        throw problem(status[checked.error as keyof typeof status] ?? 409, CHECK_PROBLEMS[checked.error])
      }
      return { payRunRef: checked.value }
    },
  )
}

const Visits = z
  .array(z.strictObject({ day: Day, visitRef: z.string() }))
  .min(1)
  .max(CARRIED_AT_ONCE)

const CARRY_PROBLEMS: Record<CarryRefusal | TakeBackRefusal, { status: 404 | 409 | 422; title: string }> = {
  'no such pay run': { status: 404, title: 'There is no such pay run' },
  'not a draft': { status: 409, title: 'The run is not a draft any more' },
  'no reason given': { status: 422, title: 'Say why the visits are left out' },
  'none of these visits is in the draft': { status: 409, title: 'None of these visits is in the draft' },
  'none of these visits was left out': { status: 409, title: 'None of these visits was left out' },
}

/** Visits that an officer leaves to the next run. */
function carryApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/pay-runs/:ref/carry',
    {
      grant: 'payments.run',
      summary: 'Leave visits out of a draft; the next run takes them',
      params: Ref,
      idempotent: true,
      body: z.strictObject({ visits: Visits, reason: z.string() }),
      answer: z.strictObject({ visits: z.int() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const carried = await carryVisits(shell, actor, { payRunRef: params.ref, ...body }, command)
      if (carried.ok) return { visits: carried.value }
      throw problem(CARRY_PROBLEMS[carried.error].status, CARRY_PROBLEMS[carried.error].title)
    },
  )
  doors.api(
    'POST /api/v1/pay-runs/:ref/take-back',
    {
      grant: 'payments.run',
      summary: 'Take visits back that the draft left out',
      params: Ref,
      idempotent: true,
      body: z.strictObject({ visits: Visits }),
      answer: z.strictObject({ visits: z.int() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const back = await takeBackVisits(shell, actor, { payRunRef: params.ref, ...body }, command)
      if (back.ok) return { visits: back.value }
      throw problem(CARRY_PROBLEMS[back.error].status, CARRY_PROBLEMS[back.error].title)
    },
  )
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
      shell.view(actor, `statement:${params.ref}`, async (tx) => {
        if (!(await findStatement(tx, params.ref))) throw problem(404, 'There is no such statement')
        const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
        if (query.cursor !== undefined && after === undefined)
          throw problem(422, 'Send the cursor that the page before gave as "next"', { pointer: '#/cursor' })
        const lines = await listLines(tx, params.ref, { after, limit: query.limit })
        const last = lines.at(-1)
        return { items: lines.map(asLine), next: last && lines.length === query.limit ? cursorText(last) : null }
      }),
  )
  doors.api(
    'GET /api/v1/statements/:ref/adjustments',
    {
      grant: 'payments.statement',
      summary: 'The adjustments to earlier statements, each with its difference, its cause and its sentence',
      params: Ref,
      query: Page,
      answer: PageOf(AdjustmentAnswer),
    },
    ({ actor, shell, params, query }) =>
      shell.view(actor, `statement:${params.ref}`, async (tx) => {
        const statement = await findStatement(tx, params.ref)
        if (!statement) throw problem(404, 'There is no such statement')
        const found = await listAdjustments(tx, params.ref, { offset: query.cursor, limit: query.limit })
        return { items: found.map(asAdjustment), next: nextOf(query.cursor, found.length, statement.adjustments) }
      }),
  )
}
