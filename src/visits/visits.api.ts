import { z } from 'zod'
import { addDays, dayOf } from '#src/base/day.ts'
import { type ApiCall, AskedDay, type Doors, problem } from '#src/platform/http/doors.ts'
import { type Absence, ABSENCE_KINDS } from '#src/visits/absences/absence.ts'
import { changeAbsence, recordAbsence, withdrawAbsence } from '#src/visits/absences/absence-commands.ts'
import { findAbsence } from '#src/visits/absences/absence.store.ts'
import { callLogApi } from '#src/visits/call-log/call-log.api.ts'
import { type CancelRefusal, cancelVisit, expectWorkers } from '#src/visits/visit-commands.ts'
import {
  type KeptAttendance,
  listAttendances,
  type ListedVisit,
  searchVisits,
  whatBecameOf,
} from '#src/visits/visit-list.store.ts'
import { FLAGS, OUTCOMES } from '#src/visits/visit-outcome.ts'
import { CANCELLERS, findVisit } from '#src/visits/visit.store.ts'

const PAGE = 200

const AttendanceAnswer = z.strictObject({
  workerRef: z.string(),
  logSource: z.string(),
  logRef: z.string(),
  inAt: z.string(),
  inSource: z.string(),
  outAt: z.string().nullable(),
  outSource: z.string().nullable(),
  reasonCode: z.string().nullable(),
  matched: z.boolean(),
})
const VisitAnswer = z.strictObject({
  visitRef: z.string(),
  day: z.iso.date(),
  personRef: z.string(),
  providerRef: z.string(),
  packageRef: z.string(),
  contractRef: z.string(),
  service: z.string(),
  zone: z.string(),
  startAt: z.string(),
  minutes: z.int(),
  workers: z.int(),
  timeCritical: z.boolean(),
  bankHoliday: z.boolean(),
  skill: z.string().nullable(),
  miles: z.number().nullable(),
  status: z.enum(['planned', 'cancelled']),
  outcome: z.enum(OUTCOMES),
  flags: z.array(z.enum(FLAGS)),
  attendances: z.array(AttendanceAnswer),
})

type Shown = Omit<ListedVisit, 'seated' | 'firstIn' | 'lastOut'>

const visitAnswer = (visit: Shown, attendances: readonly KeptAttendance[]): z.infer<typeof VisitAnswer> => ({
  visitRef: visit.visitRef,
  day: visit.day,
  personRef: visit.personRef,
  providerRef: visit.organisationRef,
  packageRef: visit.packageRef,
  contractRef: visit.contractRef,
  service: visit.service,
  zone: visit.zone,
  startAt: visit.start.toString(),
  minutes: visit.minutes,
  workers: visit.workers,
  timeCritical: visit.timeCritical,
  bankHoliday: visit.bankHoliday,
  skill: visit.skill ?? null,
  miles: visit.miles ?? null,
  status: visit.status,
  outcome: visit.outcome,
  flags: [...visit.flags],
  attendances: attendances.map((one) => ({
    workerRef: one.workerRef,
    logSource: one.logSource,
    logRef: one.logRef,
    inAt: one.in.toString(),
    inSource: one.inSource,
    outAt: one.out?.toString() ?? null,
    outSource: one.outSource ?? null,
    reasonCode: one.reasonCode,
    matched: one.isMatched,
  })),
})

const ListQuery = z.strictObject({
  from: AskedDay.optional().describe('First day; today unless said'),
  to: AskedDay.optional().describe('Last day, counted; at most 31 days from the first'),
  personRef: z.string().optional(),
  providerRef: z.string().optional(),
  packageRef: z.string().optional(),
  zone: z.string().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1000).default(PAGE),
})
const List = z.strictObject({ visits: z.array(VisitAnswer), total: z.int(), next: z.string().nullable() })

type ListCall = ApiCall<Record<string, string>, z.infer<typeof ListQuery>>

async function listVisits({ shell, actor, query }: ListCall): Promise<z.infer<typeof List>> {
  const list = await shell.read(actor, async (tx) => {
    const from = query.from ?? dayOf(tx.now)
    const to = query.to ?? from
    if (to < from || to > addDays(from, 30))
      throw problem(422, 'Ask for 31 days at the most, the last not before the first', { pointer: '#/query/to' })
    const { personRef, providerRef: organisationRef, packageRef, zone, outcome } = query
    const offset = Number(query.cursor ?? 0)
    const search = { from, to, personRef, organisationRef, packageRef, zone, states: outcome ? [outcome] : [] }
    const { visits, total } = await searchVisits(tx, search, { offset, limit: query.limit })
    const seated = Map.groupBy(await listAttendances(tx, visits), ({ visitRef }) => visitRef)
    const next = offset + visits.length
    return {
      visits: visits.map((visit) => visitAnswer(visit, seated.get(visit.visitRef) ?? [])),
      total,
      next: next < total && visits.length > 0 ? String(next) : null,
    }
  })
  await shell.noteList(actor, 'visits', { ...query, count: list.total })
  return list
}

const showVisit = ({ shell, actor, params }: ApiCall<{ ref: string }>): Promise<z.infer<typeof VisitAnswer>> =>
  shell.view(actor, `visit:${params.ref}`, async (tx) => {
    const visit = await findVisit(tx, params.ref)
    if (!visit) throw problem(404, 'There is no such visit')
    const attendances = await listAttendances(tx, [visit])
    return visitAnswer({ ...visit, ...(await whatBecameOf(tx, visit, attendances)) }, attendances)
  })

const Cancelled = z.strictObject({
  reason: z.string().min(1).max(500),
  by: z.enum(CANCELLERS).describe('Who cancelled it: for a visit that the provider cancelled nothing is owed'),
  toldAt: z.iso.datetime({ offset: true }).optional().describe('When the provider was told; now unless said'),
})

const CANCEL_PROBLEMS: Readonly<Record<Exclude<CancelRefusal, 'no such visit'>, [title: string, pointer?: string]>> = {
  'no reason given': ['Say why the visit is cancelled', '#/reason'],
  'told in the future': ['The provider cannot have been told later than now', '#/toldAt'],
  'cancelled already': ['The visit was cancelled already'],
  'somebody attended': ['Somebody logged in for this visit: set the log row aside first if it is wrong'],
}

async function cancelByMachine(
  call: ApiCall<{ ref: string }, Record<string, unknown>, z.infer<typeof Cancelled>>,
): Promise<z.infer<typeof VisitAnswer>> {
  const { reason, by, toldAt } = call.body
  const told = { visitRef: call.params.ref, reason, by, toldAt: toldAt === undefined ? undefined : instant(toldAt) }
  const done = await cancelVisit(call.shell, call.actor, told, call.command)
  if (done.ok) return showVisit(call)
  if (done.error === 'no such visit') throw problem(404, 'There is no such visit')
  const [title, pointer] = CANCEL_PROBLEMS[done.error]
  throw problem(409, title, pointer === undefined ? {} : { pointer })
}

const Rota = z.strictObject({
  workers: z
    .array(z.strictObject({ visitRef: z.string().min(1), workerRef: z.string().min(1).max(100) }))
    .min(1)
    .max(5_000),
})

const AbsenceAnswer = z.strictObject({
  absenceRef: z.string(),
  personRef: z.string(),
  kind: z.enum(ABSENCE_KINDS),
  fromAt: z.string(),
  toAt: z.string().nullable(),
  note: z.string(),
  withdrawn: z.boolean(),
})
const absenceAnswer = (one: Absence): z.infer<typeof AbsenceAnswer> => ({
  absenceRef: one.absenceRef,
  personRef: one.personRef,
  kind: one.kind,
  fromAt: one.from.toString(),
  toAt: one.to?.toString() ?? null,
  note: one.note,
  withdrawn: one.isWithdrawn,
})

const Moment = z.iso.datetime({ offset: true }).describe('With its offset, such as 2026-11-22T09:00:00Z')
const NewAbsence = z.strictObject({
  personRef: z.string().min(1),
  kind: z.enum(ABSENCE_KINDS),
  fromAt: Moment,
  toAt: Moment.nullable().default(null).describe('When the person comes home; null while nobody knows'),
  note: z.string().max(2_000).default(''),
})
const Span = NewAbsence.omit({ personRef: true, kind: true })

const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text)

const PROBLEMS: Readonly<Record<string, readonly [number, string, string]>> = {
  'no such person': [422, 'Nobody with visits has this reference', '#/personRef'],
  'ends before it begins': [422, 'toAt must be after fromAt', '#/toAt'],
  'overlaps another absence': [409, 'The person is away already in this time; change that absence', '#/fromAt'],
  'withdrawn already': [409, 'The absence was withdrawn', '#'],
  'no such absence': [404, 'There is no such absence', '#'],
}

function refuse(phrase: string): never {
  const [status, title, pointer] = PROBLEMS[phrase] ?? [409, phrase, '#']
  throw problem(status, title, { pointer })
}

async function showAbsence(
  { shell, actor }: Pick<ApiCall, 'shell' | 'actor'>,
  absenceRef: string,
): Promise<z.infer<typeof AbsenceAnswer>> {
  const found = await shell.view(actor, `absence:${absenceRef}`, (tx) => findAbsence(tx, absenceRef))
  return found ? absenceAnswer(found) : refuse('no such absence')
}

export function visitsApi(doors: Doors): void {
  const params = z.strictObject({ ref: z.string() })
  doors.api(
    'GET /api/v1/visits',
    {
      grant: 'visits.see',
      summary: 'Visits of some days, by their start, with what became of each',
      query: ListQuery,
      answer: List,
    },
    listVisits,
  )
  doors.api(
    'GET /api/v1/visits/:ref',
    { grant: 'visits.see', summary: 'One visit and who attended', params, answer: VisitAnswer },
    showVisit,
  )
  doors.api(
    'POST /api/v1/rota',
    {
      grant: 'visits.log',
      summary: 'Say which workers go to which visits',
      description: 'What it says of a visit replaces what was said before. The matching prefers these workers.',
      body: Rota,
      answer: z.strictObject({ visits: z.int() }),
    },
    async ({ shell, actor, body }) => {
      const done = await expectWorkers(shell, actor, body.workers)
      if (done.ok) return { visits: done.value.length }
      const missing = done.error[0] ?? ''
      const at = body.workers.findIndex(({ visitRef }) => visitRef === missing)
      throw problem(422, `${missing} is not a planned visit`, { pointer: `#/workers/${at}/visitRef` })
    },
  )
  doors.api(
    'POST /api/v1/visits/:ref/cancel',
    {
      grant: 'visits.correct',
      summary: 'Cancel a visit',
      description: 'What is owed for short notice is counted from the moment at which the provider was told.',
      params,
      body: Cancelled,
      answer: VisitAnswer,
      idempotent: true,
    },
    cancelByMachine,
  )
  absencesApi(doors)
  callLogApi(doors)
}

function absencesApi(doors: Doors): void {
  const params = z.strictObject({ ref: z.string() })
  doors.api(
    'GET /api/v1/absences/:ref',
    { grant: 'visits.see', summary: 'One absence', params, answer: AbsenceAnswer },
    (call) => showAbsence(call, call.params.ref),
  )
  doors.api(
    'POST /api/v1/absences',
    {
      grant: 'visits.correct',
      summary: 'A person is away: cancels their visits in that time',
      body: NewAbsence,
      answer: AbsenceAnswer,
      status: 201,
      idempotent: true,
    },
    async (call) => {
      const { personRef, kind, fromAt, toAt, note } = call.body
      const input = { personRef, kind, from: instant(fromAt), to: toAt === null ? undefined : instant(toAt), note }
      const done = await recordAbsence(call.shell, call.actor, input, call.command)
      return done.ok ? showAbsence(call, done.value) : refuse(done.error)
    },
  )
  doors.api(
    'PUT /api/v1/absences/:ref',
    { grant: 'visits.correct', summary: 'Change when a person is away', params, body: Span, answer: AbsenceAnswer },
    async (call) => {
      const { fromAt, toAt, note } = call.body
      const input = {
        absenceRef: call.params.ref,
        from: instant(fromAt),
        to: toAt === null ? undefined : instant(toAt),
        note,
      }
      const done = await changeAbsence(call.shell, call.actor, input, call.command)
      return done.ok ? showAbsence(call, done.value) : refuse(done.error)
    },
  )
  doors.api(
    'DELETE /api/v1/absences/:ref',
    { grant: 'visits.correct', summary: 'Withdraw an absence: its visits come back', params, answer: AbsenceAnswer },
    async (call) => {
      const done = await withdrawAbsence(call.shell, call.actor, call.params.ref, call.command)
      return done.ok ? showAbsence(call, done.value) : refuse(done.error)
    },
  )
}
