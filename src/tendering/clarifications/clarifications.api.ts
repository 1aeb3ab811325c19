import { z } from 'zod'
import { sentence } from '#src/base/sentence.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { askClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { listClarifications, listPublishedAnswers } from '#src/tendering/clarifications/clarification.store.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'

const Ref = z.strictObject({ ref: z.string() })

const Answers = z.strictObject({
  answers: z
    .array(z.strictObject({ number: z.int(), question: z.string(), answer: z.string(), at: z.string() }))
    .describe('To all bidders; nobody is told who asked'),
  own: z.array(
    z.strictObject({
      clarificationRef: z.string(),
      asked: z.string(),
      askedAt: z.string(),
      state: z.enum(['open', 'answered', 'answered_alone']),
      number: z.int().nullable().describe('Of the answer to all'),
      answer: z.string().nullable(),
    }),
  ),
})

/** More than anybody asks of one tender. */
const OWN = { offset: 0, limit: 200 }

export function clarificationsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/tenders/:ref/questions',
    {
      grant: 'tendering.bid',
      summary: 'Answers to all bidders, and your own questions',
      params: Ref,
      answer: Answers,
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findPublished(tx, params.ref))) throw problem(404, 'There is no such tender')
        const { clarifications } = await listClarifications(tx, params.ref, OWN)
        return {
          answers: (await listPublishedAnswers(tx, params.ref)).map(({ at, ...one }) => ({
            ...one,
            at: at.toString(),
          })),
          own: clarifications.map(({ clarificationRef, asked, askedAt, state, number, answer }) => ({
            ...{ clarificationRef, asked, askedAt: askedAt.toString(), state, number, answer },
          })),
        }
      }),
  )
  doors.api(
    'POST /api/v1/tenders/:ref/questions',
    {
      grant: 'tendering.bid',
      summary: 'Ask about a tender: all bidders read the answer, and nobody is told who asked',
      params: Ref,
      body: z.strictObject({ words: z.string().max(4000).describe('Do not name your organisation') }),
      answer: z.strictObject({ clarificationRef: z.string() }),
      idempotent: true,
      status: 201,
    },
    async ({ actor, shell, params, body, command }) => {
      const asked = await askClarification(shell, actor, { tenderRef: params.ref, ...body }, command)
      if (asked.ok) return asked.value
      if (asked.error === 'no such tender') throw problem(404, 'There is no such tender')
      throw problem(409, sentence(asked.error))
    },
  )
}
