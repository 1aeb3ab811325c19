import { z } from 'zod'
import { STATUSES } from '#src/brokerage/packages/care-package.ts'
import { stateOf } from '#src/brokerage/emergency/emergency.ts'
import { listEmergencies } from '#src/brokerage/emergency/emergency.store.ts'
import { answerSigner } from '#src/brokerage/emergency/answer-commands.ts'
import { answerWords } from '#src/brokerage/emergency/answer-signer.page.ts'
import { placeNowError } from '#src/brokerage/emergency/place-now.page.ts'
import { placeNow } from '#src/brokerage/emergency/place-now-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

export function emergencyApi(doors: Doors): void {
  placeByApi(doors)
  listByApi(doors)
}

function placeByApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/place-now',
    {
      grant: 'brokerage.choose',
      summary: 'Place an urgent package at once, to be signed for afterwards; only an officer can',
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({ offerRef: z.string(), reason: z.string().min(1).max(1_000) }),
      answer: z.strictObject({ packageRef: z.string(), status: z.enum(STATUSES), signBy: z.string().nullable() }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const placed = await placeNow(shell, actor, { packageRef: params.ref, ...body }, command)
      if (placed.ok) {
        const { packageRef, status, emergency } = placed.value
        return { packageRef, status, signBy: emergency ? String(emergency.signBy) : null }
      }
      if (placed.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = placeNowError(placed.error)
      throw problem(placed.error === 'not a person' ? 403 : 409, message, {
        pointer: `#/${field === 'offer' ? 'offerRef' : field}`,
      })
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/signatures/:step/answer',
    {
      grant: 'brokerage.choose',
      summary: 'Answer the signer who questioned care that was placed in an emergency, and ask for the signature anew',
      params: z.strictObject({ ref: z.string(), step: z.coerce.number().int() }),
      body: z.strictObject({ answer: z.string().min(1).max(1_000) }),
      answer: z.strictObject({ packageRef: z.string(), status: z.enum(STATUSES) }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const input = { packageRef: params.ref, step: params.step, answer: body.answer }
      const answered = await answerSigner(shell, actor, input, command)
      if (answered.ok) return { packageRef: answered.value.packageRef, status: answered.value.status }
      if (answered.error === 'no such package') throw problem(404, 'There is no such package')
      throw problem(409, answerWords(answered.error), { pointer: '#/answer' })
    },
  )
}

function listByApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/emergencies',
    {
      grant: 'brokerage.see',
      summary: 'Packages placed before they were signed for, those to be signed first',
      query: z.strictObject({
        cursor: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.strictObject({
        items: z.array(
          z.strictObject({
            ...{ packageRef: z.string(), service: z.string(), placedAt: z.string(), signBy: z.string() },
            ...{ signed: z.int(), signatures: z.int() },
            state: z.enum(['questioned', 'signed in time', 'signed late', 'waiting', 'overdue']),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
    async ({ actor, shell, query }) => {
      const { cursor, limit } = query
      const { emergencies, total, now } = await shell.read(actor, async (tx) => ({
        ...(await listEmergencies(tx, { open: false, offset: cursor, limit })),
        now: tx.now,
      }))
      await shell.noteList(actor, 'emergencies', { count: emergencies.length })
      const items = emergencies.map((one) => ({
        ...{ packageRef: one.packageRef, service: one.service, signed: one.signed, signatures: one.signatures },
        ...{ placedAt: String(one.placedAt), signBy: String(one.signBy), state: stateOf(one, now) },
      }))
      return { items, next: cursor + items.length < total ? String(cursor + items.length) : null }
    },
  )
}
