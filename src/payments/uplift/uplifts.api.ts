import { z } from 'zod'
import { startUplift } from '#src/payments/uplift/commands.ts'
import { risePercent, type Uplift } from '#src/payments/uplift/uplift.ts'
import { findUplift, listProviderParts, listUplifts, totalsOfUplift } from '#src/payments/uplift/uplift.store.ts'
import { startErrors } from '#src/payments/uplift/uplift-words.page.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { ROUNDINGS } from '#src/rates/index.ts'

const Rounding = z.enum(ROUNDINGS as [(typeof ROUNDINGS)[number], ...(typeof ROUNDINGS)[number][]])

const Listed = z.strictObject({
  upliftRef: z.string(),
  cards: z.array(z.string()),
  rise: z.string().describe('For example 6.6%'),
  rounding: Rounding,
  from: z.iso.date(),
  note: z.string(),
  state: z.enum(['estimating', 'draft', 'approved', 'cancelled']),
})

const Whole = Listed.extend({
  visits: z.number().int(),
  visitsWithoutPrice: z.number().int(),
  beforePence: z.number().int(),
  afterPence: z.number().int(),
  providers: z.array(
    z.strictObject({
      organisationRef: z.string(),
      visits: z.number().int(),
      beforePence: z.number().int(),
      afterPence: z.number().int(),
    }),
  ),
})

const NewUplift = z.strictObject({
  cards: z.array(z.string()).min(1).max(200),
  method: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('percent'), percent: z.string() }),
    z.strictObject({ kind: z.literal('basket'), staffShare: z.string(), wages: z.string(), prices: z.string() }),
  ]),
  rounding: Rounding,
  from: z.iso.date(),
  note: z.string().trim().min(1),
})

const asListed = (uplift: Uplift) => ({
  upliftRef: uplift.upliftRef,
  cards: [...uplift.cardRefs],
  rise: risePercent(uplift.millionths),
  rounding: uplift.rounding,
  from: uplift.from,
  note: uplift.note,
  state: uplift.state,
})

const MOST_PROVIDERS = 1000

export function upliftsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/uplifts',
    {
      grant: 'payments.see',
      summary: 'Uplifts of rate cards, newest first',
      query: z.strictObject({
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.strictObject({ items: z.array(Listed), total: z.number().int() }),
    },
    async ({ actor, shell, query }) => {
      const { uplifts, total } = await shell.read(actor, (tx) => listUplifts(tx, { states: [] }, query))
      return { items: uplifts.map(asListed), total }
    },
  )
  doors.api(
    'GET /api/v1/uplifts/:ref',
    {
      grant: 'payments.see',
      summary: 'An uplift with what the visits of a year cost before and after',
      params: z.strictObject({ ref: z.string() }),
      answer: Whole,
    },
    async ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const uplift = await findUplift(tx, params.ref)
        if (!uplift) throw problem(404, 'There is no such uplift')
        const { visits, unpriced, beforePence, afterPence } = await totalsOfUplift(tx, params.ref)
        const parts = await listProviderParts(tx, params.ref, { offset: 0, limit: MOST_PROVIDERS })
        return {
          ...asListed(uplift),
          ...{ visits, visitsWithoutPrice: unpriced, beforePence, afterPence },
          providers: parts.map((part) => ({
            ...{ organisationRef: part.organisationRef, visits: part.visits },
            ...{ beforePence: part.beforePence, afterPence: part.afterPence },
          })),
        }
      }),
  )
  doors.api(
    'POST /api/v1/uplifts',
    {
      grant: 'rates.change',
      summary: 'Propose an uplift; another person approves it on its page',
      idempotent: true,
      status: 201,
      body: NewUplift,
      answer: z.strictObject({ upliftRef: z.string() }),
    },
    async ({ actor, shell, body, command }) => {
      const { cards, ...rest } = body
      const started = await startUplift(shell, actor, { cardRefs: cards, ...rest }, command)
      if (started.ok) return { upliftRef: started.value }
      throw problem(422, 'The uplift cannot be proposed', {
        errors: startErrors(started.error, body.from).map(({ field, message }) => ({
          pointer: `#/${field}`,
          detail: message,
        })),
      })
    },
  )
}
