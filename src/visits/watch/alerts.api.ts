import { z } from 'zod'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { AWAITS } from '#src/visits/watch/alert.ts'
import { findAlert, type KeptAlert, listWaiting } from '#src/visits/watch/alert.store.ts'
import { acknowledgeAlert, closeAlert, explainAlert } from '#src/visits/watch/watch-commands.ts'

const AlertAnswer = z.strictObject({
  visitRef: z.string(),
  awaits: z.enum(AWAITS).describe('What is missing'),
  day: z.iso.date(),
  personRef: z.string(),
  providerRef: z.string(),
  zone: z.string(),
  timeCritical: z.boolean(),
  dueAt: z.string().describe('The planned start; of a log-out the planned end'),
  raisedAt: z.string(),
  councilToldAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  explainedAt: z.string().nullable(),
  reasonCode: z.string().nullable(),
  explanation: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedHow: z.string().nullable(),
})

const answerOf = (one: KeptAlert): z.infer<typeof AlertAnswer> => ({
  visitRef: one.visitRef,
  awaits: one.awaits,
  day: one.day,
  personRef: one.personRef,
  providerRef: one.organisationRef,
  zone: one.zone,
  timeCritical: one.timeCritical,
  dueAt: one.due.toString(),
  raisedAt: one.raisedAt.toString(),
  councilToldAt: one.councilToldAt?.toString() ?? null,
  acknowledgedAt: one.acknowledgedAt?.toString() ?? null,
  explainedAt: one.explainedAt?.toString() ?? null,
  reasonCode: one.reasonCode ?? null,
  explanation: one.explanation ?? null,
  closedAt: one.closedAt?.toString() ?? null,
  closedHow: one.closedHow ?? null,
})

const ListQuery = z.strictObject({
  zone: z.string().optional(),
  providerRef: z.string().optional(),
  awaits: z.enum(AWAITS).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
const List = z.strictObject({ alerts: z.array(AlertAnswer), total: z.int(), next: z.string().nullable() })

async function listAlerts({
  shell,
  actor,
  query,
}: ApiCall<Record<string, string>, z.infer<typeof ListQuery>>): Promise<z.infer<typeof List>> {
  const { zone, providerRef: organisationRef, awaits, limit } = query
  const offset = Number(query.cursor ?? 0)
  const { waiting, total } = await shell.read(actor, (tx) =>
    listWaiting(tx, { zone, organisationRef, awaits }, { offset, limit }),
  )
  await shell.noteList(actor, 'watch', { ...query, count: total })
  const next = offset + waiting.length
  return { alerts: waiting.map(answerOf), total, next: next < total && waiting.length > 0 ? String(next) : null }
}

const Key = z.strictObject({ ref: z.string().max(100), awaits: z.enum(AWAITS) })
type KeyOf = z.infer<typeof Key>

async function changed<B>(
  { shell, actor, params }: ApiCall<KeyOf, unknown, B>,
  done: { readonly ok: true } | { readonly ok: false; readonly error: string },
  words: Readonly<Record<string, { title: string; pointer?: string }>>,
): Promise<z.infer<typeof AlertAnswer>> {
  if (!done.ok) {
    if (done.error === 'no such alert') throw problem(404, 'There is no such alert')
    const { title, pointer } = words[done.error] ?? { title: done.error }
    throw pointer === undefined ? problem(409, title) : problem(422, title, { pointer })
  }
  const alert = await shell.read(actor, (tx) => findAlert(tx, params.ref, params.awaits))
  if (!alert) throw problem(404, 'There is no such alert')
  return answerOf(alert)
}

const CLOSED = { title: 'The alert is closed' }
const Explain = z.strictObject({
  reasonCode: z.string().min(1).describe("One of the council's codes"),
  explanation: z.string().min(1).max(2000),
})
const Close = z.strictObject({ note: z.string().min(1).max(2000).describe('How the person is and what was done') })

export function alertsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/alerts',
    {
      grant: 'visits.see',
      summary: 'List visits without a log-in, or a log-out, in time',
      query: ListQuery,
      answer: List,
    },
    listAlerts,
  )
  doors.api(
    'POST /api/v1/alerts/:ref/:awaits/acknowledge',
    { grant: 'visits.log', summary: 'Say that an alert is being looked into', params: Key, answer: AlertAnswer },
    async (call) => {
      const { ref: visitRef, awaits } = call.params
      const done = await acknowledgeAlert(call.shell, call.actor, { visitRef, awaits }, call.command)
      const words = {
        'closed already': CLOSED,
        'acknowledged already': { title: 'The alert was acknowledged already' },
      }
      return changed(call, done, words)
    },
  )
  doors.api(
    'POST /api/v1/alerts/:ref/:awaits/explain',
    { grant: 'visits.log', summary: 'Say what happened at a visit', params: Key, body: Explain, answer: AlertAnswer },
    async (call) => {
      const { ref: visitRef, awaits } = call.params
      const input = { visitRef, awaits, code: call.body.reasonCode, words: call.body.explanation }
      const done = await explainAlert(call.shell, call.actor, input, call.command)
      return changed(call, done, {
        'closed already': CLOSED,
        'not a reason': { title: "The reason is not one of the council's", pointer: '#/reasonCode' },
        'no words': { title: 'Say what happened', pointer: '#/explanation' },
      })
    },
  )
  doors.api(
    'POST /api/v1/alerts/:ref/:awaits/close',
    { grant: 'visits.correct', summary: 'Close an alert', params: Key, body: Close, answer: AlertAnswer },
    async (call) => {
      const { ref: visitRef, awaits } = call.params
      const done = await closeAlert(call.shell, call.actor, { visitRef, awaits, note: call.body.note }, call.command)
      return changed(call, done, {
        'closed already': CLOSED,
        'no note': { title: 'Say how the person is', pointer: '#/note' },
      })
    },
  )
}
