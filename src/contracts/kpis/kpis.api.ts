import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { PERIODS, RATINGS, TOLD_MEASURES } from '#src/contracts/kpis/kpi.ts'
import { enterFigure } from '#src/contracts/kpis/kpi-commands.ts'
import { FIGURE_WORDS } from '#src/contracts/kpis/kpi.page.ts'
import { findKpi, listKpis, readFigures } from '#src/contracts/kpis/kpi.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Numbered = z.strictObject({ ref: z.string(), number: z.coerce.number().int().min(1) })
const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const Last = z.strictObject({ periodFrom: z.iso.date(), figure: z.number(), rating: z.enum(RATINGS) })
const Kpi = z.strictObject({
  number: z.int(),
  name: z.string(),
  target: z.number(),
  moreIsBetter: z.boolean(),
  period: z.enum(PERIODS),
  measure: z.enum(TOLD_MEASURES).nullable().describe('What visits tell of it; null where it is entered by hand'),
  fromDay: z.iso.date(),
  last: Last.nullable(),
})
const Figure = Last.extend({
  source: z.enum(['hand', 'told']).describe('Entered by an officer or machine, or counted from visits'),
  note: z.string(),
  byName: z.string(),
})

export function kpisApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/kpis',
    {
      grant: 'contracts.see',
      summary: 'What a contract is measured by, each with its last figure',
      params: Ref,
      answer: z.strictObject({ items: z.array(Kpi) }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        return { items: await listKpis(tx, params.ref) }
      }),
  )
  doors.api(
    'GET /api/v1/contracts/:ref/kpis/:number/figures',
    {
      grant: 'contracts.see',
      summary:
        'All figures of an indicator, the newest period and entry first; of several for a period the first counts',
      params: Numbered,
      query: Page,
      answer: z.strictObject({ items: z.array(Figure), next: z.string().nullable() }),
    },
    ({ actor, shell, params, query }) =>
      shell.read(actor, async (tx) => {
        if (!(await findKpi(tx, params.ref, params.number))) throw problem(404, 'There is no such indicator')
        const { figures, total } = await readFigures(tx, params.ref, params.number, {
          ...{ offset: query.cursor, limit: query.limit },
        })
        const end = query.cursor + figures.length
        return { items: figures.map(({ at: _, ...figure }) => figure), next: end < total ? String(end) : null }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/kpis/:number/figures',
    {
      grant: 'contracts.change',
      summary: 'Enter a figure for a period; another for the same period needs a note',
      params: Numbered,
      body: z.strictObject({
        day: z.iso.date().describe('A day of the period that it is of'),
        figure: z.number().describe('Two places at most'),
        isOther: z.boolean().default(false).describe('The thresholds do not say how it went; the note does'),
        note: z.string().max(1000).default(''),
      }),
      answer: z.strictObject({ rating: z.enum(RATINGS) }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const { ref: contractRef, number } = params
      const done = await enterFigure(shell, actor, { contractRef, number, ...body }, command)
      if (done.ok) return { rating: done.value }
      if (done.error === 'no such contract' || done.error === 'no such indicator')
        throw problem(404, 'There is no such indicator')
      const { field, message } = FIGURE_WORDS[done.error]
      throw problem(422, message, { pointer: `#/${field}` })
    },
  )
}
