import { z } from 'zod'
import type { Micros } from '#src/base/moment.ts'
import { refuse } from '#src/base/result.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { LOG_COLUMNS, LOG_EXTRAS, LOG_SOURCES } from '#src/visits/call-log-file.ts'
import { countAnswers, MOST_ROWS, sendBatch, sourceOf } from '#src/visits/call-log/log-commands.ts'
import { logIn, logOut } from '#src/visits/call-log/event-commands.ts'
import { correctLog, type CorrectRefusal } from '#src/visits/call-log/correct-commands.ts'
import { type EarlyRefusal, keepEarly } from '#src/visits/early-corrections/early-correction-commands.ts'
import {
  checkLogRow,
  checkTime,
  type LogCells,
  type LogColumn,
  referenceFault,
  type RowFault,
} from '#src/visits/call-log/log-row.ts'
import { findSeat, listSeats, seatKey } from '#src/visits/call-log/seating.store.ts'
import type { ReadRow } from '#src/visits/call-log/take-rows.ts'

const BATCH_BYTES = 8 * 1024 * 1024

const Batch = z.strictObject({
  rows: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(MOST_ROWS)
    .describe(
      'As in docs/formats/call-log.md: one row for one attendance; values are text, empty or left out where there is none',
    ),
})
const RowAnswer = z.strictObject({
  log_ref: z.string(),
  answer: z.enum(['accepted', 'already had', 'refused']),
  visit_ref: z.string().nullable().describe('The visit on which the row sits; null while it is on none'),
  reason: z.string().optional(),
  cure: z.string().optional(),
  pointer: z.string().optional(),
})
const BatchAnswer = z.strictObject({
  batch: z.string().nullable().describe('The reference under which the rows accepted were kept'),
  read: z.int(),
  accepted: z.int(),
  alreadyHad: z.int(),
  refused: z.int(),
  matching: z
    .enum(['done', 'to follow'])
    .describe('Rows of a large batch are kept when it is answered, and matched to visits within seconds'),
  rows: z.array(RowAnswer).describe('One answer for one row sent, in their order'),
})

/** A machine's rows are unique within the machine; one that is bound to an organisation sees and logs that alone. */
const clientSource = (actor: Actor): string => sourceOf('client', actor.id, actor.organisation)

const FIELDS_OF_A_ROW: readonly string[] = [...LOG_COLUMNS, ...LOG_EXTRAS]
const known: ReadonlySet<string> = new Set(FIELDS_OF_A_ROW)

/** A row of JSON, held to the same rules as a line of a file. */
export function readRow(sent: Readonly<Record<string, unknown>>): ReadRow {
  const ref = sent['log_ref']
  const logRef = typeof ref === 'string' ? ref : ''
  const wrong = shapeFault(sent)
  if (wrong) return { logRef, read: refuse(wrong) }
  const cells = Object.fromEntries(FIELDS_OF_A_ROW.map((name) => [name, sent[name] ?? ''])) as LogCells
  return { logRef, read: checkLogRow(cells) }
}

function shapeFault(sent: Readonly<Record<string, unknown>>): RowFault | undefined {
  for (const [name, value] of Object.entries(sent)) {
    if (!known.has(name))
      return {
        column: undefined,
        reason: `there is no field ${name.slice(0, 40)}`,
        cure: `Send only ${FIELDS_OF_A_ROW.join(', ')}.`,
      }
    if (value !== null && typeof value !== 'string')
      return { column: name as LogColumn, reason: `${name} is not text`, cure: 'Send values as text.' }
  }
  return undefined
}

async function takeBatch(
  call: ApiCall<Record<string, string>, Record<string, unknown>, z.infer<typeof Batch>>,
): Promise<z.infer<typeof BatchAnswer>> {
  const source = clientSource(call.actor)
  const { chunk, answers, seats, seating } = await sendBatch(
    call.shell,
    call.actor,
    { source, rows: call.body.rows.map(readRow) },
    call.command,
  )
  const again = answers.flatMap((one) => (one.answer === 'already had' ? [one.row.logRef] : []))
  const kept = again.length === 0 ? [] : await call.shell.read(call.actor, (tx) => listSeats(tx, source, again))
  const sits = new Map([...kept, ...seats])
  return {
    batch: chunk ?? null,
    ...countAnswers(answers),
    matching: seating,
    rows: answers.map((one, index) => {
      if (one.answer !== 'refused')
        return {
          log_ref: one.row.logRef,
          answer: one.answer,
          visit_ref: sits.get(seatKey(source, one.row.logRef)) ?? null,
        }
      const { column, reason, cure } = one.fault
      const pointer = `#/rows/${index}${column === undefined ? '' : `/${column}`}`
      return { log_ref: one.logRef, answer: one.answer, visit_ref: null, reason, cure, pointer }
    }),
  }
}

const LogEvent = z.strictObject({
  event: z.enum(['in', 'out']),
  log_ref: z.string().describe('The same for a log-in and its log-out'),
  person_ref: z.string().optional().describe('With a log-in'),
  worker_ref: z.string(),
  visit_ref: z.string().optional().describe('With a log-in, when it is known'),
  at: z.string(),
  source: z.enum(LOG_SOURCES),
  reason_code: z.string().optional().describe('With source manual'),
})
const CorrectionEvent = z.strictObject({
  event: z.literal('correction'),
  log_ref: z.string().describe('The row that is wrong. It is kept; what is said here counts instead'),
  log_source: z.string().optional().describe('Where the row came from, if from elsewhere than this client'),
  worker_ref: z.string().optional().describe('Who came instead'),
  in_at: z.string().optional(),
  out_at: z.string().optional(),
  reason_code: z.string().describe("One of the council's reasons for an entry by hand"),
  reason: z.string().min(1).max(500),
  evidence: z.string().max(200).optional().describe('The name of a note or a file that shows it'),
})
const Event = z.discriminatedUnion('event', [LogEvent, CorrectionEvent])
const EventAnswer = z.strictObject({
  log_ref: z.string(),
  answer: z
    .enum(['accepted', 'already had', 'waiting'])
    .describe('waiting: a correction whose row has not come; it is applied when the row comes'),
  visit_ref: z.string().nullable(),
})

async function takeEvent(
  call: ApiCall<Record<string, string>, Record<string, unknown>, z.infer<typeof Event>>,
): Promise<z.infer<typeof EventAnswer>> {
  const { body } = call
  if (body.event === 'correction') return takeCorrection(call, body)
  const done = body.event === 'in' ? await takeLogIn(call, body) : await takeLogOut(call, body)
  if (done.ok) return { log_ref: body.log_ref, answer: done.value.answer, visit_ref: done.value.visitRef ?? null }
  const { phrase, reason, cure } = done.error
  throw problem(phrase === 'changed' ? 409 : 422, reason, { detail: cure, pointer: '#' })
}

type EventCall = Pick<ApiCall, 'shell' | 'actor' | 'command'>

function takeLogIn({ shell, actor, command }: EventCall, body: z.infer<typeof LogEvent>) {
  const read = checkLogRow({
    log_ref: body.log_ref,
    visit_ref: body.visit_ref ?? '',
    person_ref: body.person_ref ?? '',
    worker_ref: body.worker_ref,
    in_at: body.at,
    out_at: '',
    in_source: body.source,
    out_source: '',
    reason_code: body.reason_code ?? '',
  })
  if (!read.ok) throw wrong(read.error)
  return logIn(shell, actor, { source: clientSource(actor), row: read.value }, command)
}

const FIELDS: Readonly<Partial<Record<string, string>>> = { in_at: 'at', in_source: 'source' }

const wrong = ({ column, reason, cure }: RowFault) =>
  problem(422, reason.replace(/^in_at/, 'at').replace(/^in_source/, 'source'), {
    detail: cure,
    pointer: column === undefined ? '#' : `#/${FIELDS[column] ?? column}`,
  })

function takeLogOut({ shell, actor, command }: EventCall, body: z.infer<typeof LogEvent>) {
  const at = checkTime('in_at', body.at)
  if (!at.ok) throw wrong(at.error)
  if (body.source === 'manual' && !body.reason_code)
    throw problem(422, 'A manual entry has no reason_code', { pointer: '#/reason_code' })
  const { log_ref: logRef, worker_ref: workerRef } = body
  const input = {
    source: clientSource(actor),
    logRef,
    workerRef,
    out: at.value,
    outSource: body.source,
    reasonCode: body.reason_code,
  }
  return logOut(shell, actor, input, command)
}

const CORRECT_PROBLEMS: Readonly<
  Record<Exclude<CorrectRefusal | EarlyRefusal, 'nothing changes' | 'waits already'>, readonly [number, string, string]>
> = {
  'no such row': [404, 'There is no such log row', '#/log_ref'],
  'the row has come': [409, 'The row came at the same moment: send the correction again', '#/log_ref'],
  'set aside already': [409, 'The row was set aside, and counts for nothing', '#/log_ref'],
  'no reason given': [422, 'Say why the row is wrong', '#/reason'],
  'no such reason': [422, "reason_code is not one of the council's", '#/reason_code'],
  'out before in': [422, 'out_at is before in_at', '#/out_at'],
  'in the future': [422, 'A time is in the future', '#'],
  'longer than a day': [422, 'out_at is more than a day after in_at', '#/out_at'],
  'corrected meanwhile': [409, 'The row was corrected meanwhile: look at it again', '#/log_ref'],
  locked: [409, 'The days for corrections are over: ask the council', '#'],
}

async function takeCorrection(
  { shell, actor, command }: EventCall,
  body: z.infer<typeof CorrectionEvent>,
): Promise<z.infer<typeof EventAnswer>> {
  const own = clientSource(actor)
  // A client corrects what it sent itself; one that may correct everything, any row.
  if (body.log_source !== undefined && body.log_source !== own && !may(actor, 'visits.correct'))
    throw problem(403, 'This client corrects its own rows only', { pointer: '#/log_source' })
  const worker = body.worker_ref === undefined ? undefined : referenceFault('worker_ref', body.worker_ref)
  if (worker) throw wrong(worker)
  const input = {
    source: body.log_source ?? own,
    logRef: body.log_ref,
    workerRef: body.worker_ref,
    in: momentOf('in_at', body.in_at),
    out: momentOf('out_at', body.out_at),
    reasonCode: body.reason_code,
    reason: body.reason,
    evidence: body.evidence,
  }
  const done = await correctLog(shell, actor, input, command)
  if (!done.ok && done.error === 'no such row') return keepForItsRow({ shell, actor }, input)
  if (done.ok) return { log_ref: body.log_ref, answer: 'accepted', visit_ref: done.value.visitRef ?? null }
  if (done.error === 'nothing changes') {
    const seat = await shell.read(actor, (tx) => findSeat(tx, input.source, body.log_ref))
    return { log_ref: body.log_ref, answer: 'already had', visit_ref: seat ?? null }
  }
  const [status, title, pointer] = CORRECT_PROBLEMS[done.error]
  throw problem(status, title, { pointer })
}

/** Events come in any order: what is said of a row that has not come waits for it. */
async function keepForItsRow(
  { shell, actor }: Pick<EventCall, 'shell' | 'actor'>,
  input: Parameters<typeof keepEarly>[2],
): Promise<z.infer<typeof EventAnswer>> {
  const kept = await keepEarly(shell, actor, input)
  if (kept.ok || kept.error === 'waits already') return { log_ref: input.logRef, answer: 'waiting', visit_ref: null }
  if (kept.error === 'nothing changes')
    throw problem(422, 'Say what is right: worker_ref, in_at or out_at', { pointer: '#' })
  const [status, title, pointer] = CORRECT_PROBLEMS[kept.error]
  throw problem(status, title, { pointer })
}

function momentOf(column: 'in_at' | 'out_at', text: string | undefined): Micros | undefined {
  if (text === undefined) return undefined
  const read = checkTime(column, text)
  if (!read.ok) throw problem(422, read.error.reason, { detail: read.error.cure, pointer: `#/${column}` })
  return read.value
}

export function callLogApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/call-log/batches',
    {
      grant: 'visits.log',
      summary: 'Send up to 5,000 rows of a call log; each is answered',
      description:
        'Good rows are kept, whatever the others are. A log_ref is unique within the client: the same values again are "already had", other values are refused.',
      body: Batch,
      answer: BatchAnswer,
      idempotent: true,
      bodyLimit: BATCH_BYTES,
    },
    takeBatch,
  )
  doors.api(
    'POST /api/v1/call-log/events',
    {
      grant: 'visits.log',
      summary: 'A worker logs in, or out, or what was logged is corrected',
      description:
        'The log-in comes first. An event that is sent again changes nothing. A correction leaves the row as it came and counts in its place; the latest one does.',
      body: Event,
      answer: EventAnswer,
    },
    takeEvent,
  )
}
