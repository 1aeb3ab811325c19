import { z } from 'zod'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { agreeChange, bankTime, decideAsked } from '#src/visits/agreed-changes/agree-commands.ts'
import { findChange, type KeptChange, searchChanges } from '#src/visits/agreed-changes/agreed-change.store.ts'
import { BANK_ERRORS, CHANGE_ERRORS } from '#src/visits/agreed-changes/change-words.page.ts'
import { findVisit } from '#src/visits/visit.store.ts'

const STATUSES = ['asked', 'agreed', 'refused'] as const
const KINDS = ['one-off', 'standing'] as const
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

const ChangeAnswer = z.strictObject({
  changeRef: z.string(),
  packageRef: z.string(),
  slot: z.int(),
  personRef: z.string(),
  providerRef: z.string(),
  kind: z.enum(KINDS),
  fromDay: z.iso.date().describe('The day of the visit; of a standing change its first day'),
  plannedStart: z.string(),
  plannedMinutes: z.int(),
  start: z.string(),
  minutes: z.int(),
  agreedOn: z.iso.date(),
  status: z.enum(STATUSES),
  whyAsked: z.string().nullable().describe('Why an officer has to agree'),
  decisionNote: z.string().nullable(),
})

const answerOf = (one: KeptChange): z.infer<typeof ChangeAnswer> => ({
  ...{ changeRef: one.changeRef, packageRef: one.packageRef, slot: one.slot, personRef: one.personRef },
  ...{ providerRef: one.organisationRef, kind: one.kind, fromDay: one.fromDay, plannedStart: one.plannedStart },
  ...{ plannedMinutes: one.plannedMinutes, start: one.start, minutes: one.minutes, agreedOn: one.agreedOn },
  ...{ status: one.status, whyAsked: one.whyAsked, decisionNote: one.decisionNote },
})

const ListQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
const List = z.strictObject({ changes: z.array(ChangeAnswer), total: z.int(), next: z.string().nullable() })
type ListCall = ApiCall<unknown, z.infer<typeof ListQuery> & { providerRef?: string | undefined }>

async function listChanges(
  { shell, actor, query }: ListCall,
  organisationRef: string | undefined,
): Promise<z.infer<typeof List>> {
  const { status, cursor: offset, limit } = query
  const { changes, total } = await shell.read(actor, (tx) =>
    searchChanges(tx, { status, organisationRef }, { offset, limit }),
  )
  await shell.noteList(actor, 'agreed changes', { ...query, count: total })
  const next = offset + changes.length
  return { changes: changes.map(answerOf), total, next: changes.length > 0 && next < total ? String(next) : null }
}

const visitParams = z.strictObject({ ref: z.string().max(100) })
const Who = {
  agreedWith: z.string().min(1).max(100).describe('The person, or who speaks for them'),
  agreedOn: z.iso.date(),
}
const Asked = z.strictObject({
  kind: z.enum(KINDS),
  start: Time,
  minutes: z.int().min(1).max(1440),
  ...Who,
  note: z.string().max(500).default(''),
})
const Saved = z.strictObject({ minutes: z.int().min(1).max(1440), ...Who })

async function agree(call: ApiCall<{ ref: string }, Record<string, unknown>, z.infer<typeof Asked>>) {
  const { shell, actor, params, body, command } = call
  const visit = await shell.read(actor, (tx) => findVisit(tx, params.ref))
  if (!visit) throw problem(404, 'There is no such visit')
  const { packageRef, slot, day: fromDay } = visit
  const done = await agreeChange(shell, actor, { ...body, packageRef, slot, fromDay }, command)
  if (done.ok) return done.value
  if (done.error === 'no such visit') throw problem(404, 'There is no such visit')
  const { field, message } = CHANGE_ERRORS[done.error]
  throw problem(422, message, { pointer: `#/${field}` })
}

/** A provider and its people agree other times; the officer is asked where the package does not leave it to them. */
export function agreedChangesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/agreed-times',
    {
      grant: 'visits.see',
      summary: 'Times that people and their providers agreed, those that wait for an officer first',
      query: ListQuery.extend({ providerRef: z.string().optional() }),
      answer: List,
    },
    (call) => listChanges(call, call.query.providerRef),
  )
  doors.api(
    'GET /api/v1/own-agreed-times',
    { grant: 'visits.log', summary: 'Times that this provider agreed with people', query: ListQuery, answer: List },
    (call) => listChanges(call, call.actor.organisation ?? ''),
  )
  doors.api(
    'POST /api/v1/visits/:ref/agreed-times',
    {
      grant: 'visits.log',
      summary: 'Another time or length of a visit that is to come, agreed with the person',
      description: 'Inside the window of the package it is so at once; outside it the council is asked.',
      params: visitParams,
      body: Asked,
      answer: z.strictObject({ changeRef: z.string(), status: z.enum(['asked', 'agreed']) }),
      status: 201,
      idempotent: true,
    },
    agree,
  )
  doors.api(
    'POST /api/v1/visits/:ref/banked-time',
    {
      grant: 'visits.log',
      summary: 'Minutes of a visit that the person wants to keep for another',
      params: visitParams,
      body: Saved,
      answer: z.strictObject({ entryRef: z.string() }),
      status: 201,
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await bankTime(shell, actor, { visitRef: params.ref, ...body }, command)
      if (done.ok) return { entryRef: done.value }
      if (done.error === 'no such visit') throw problem(404, 'There is no such visit')
      throw problem(422, BANK_ERRORS[done.error].message)
    },
  )
  doors.api(
    'POST /api/v1/agreed-times/:ref/decision',
    {
      grant: 'brokerage.request',
      summary: 'Agree to a time that lies outside the window, or refuse it with a reason',
      params: visitParams,
      body: z.strictObject({ agree: z.boolean(), note: z.string().max(500).default('') }),
      answer: ChangeAnswer,
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await decideAsked(shell, actor, { changeRef: params.ref, ...body }, command)
      if (!done.ok) {
        if (done.error === 'no such change') throw problem(404, 'There is no such change')
        throw problem(409, DECIDE_WORDS[done.error], done.error === 'no reason given' ? { pointer: '#/note' } : {})
      }
      const change = await shell.read(actor, (tx) => findChange(tx, params.ref))
      if (!change) throw problem(404, 'There is no such change')
      return answerOf(change)
    },
  )
}

const DECIDE_WORDS = {
  'decided already': 'This was decided already',
  'no reason given': 'Say why it is refused',
  'begun already': 'The visit, or its new time, has begun already',
} as const
