import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { settleFee } from '#src/brokerage/fees/fee-commands.ts'
import { daysLate, FEE_STATES } from '#src/brokerage/fees/fee-invoice.ts'
import { searchInvoices } from '#src/brokerage/fees/fee-invoice.store.ts'
import { settleError } from '#src/brokerage/fees/fees.page.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Invoice = z.strictObject({
  invoiceRef: z.string(),
  packageRef: z.string(),
  personRef: z.string(),
  feePence: z.int(),
  raisedOn: z.iso.date(),
  dueOn: z.iso.date(),
  incomeCode: z.string().describe('What the ledger books it to'),
  daysLate: z.int().describe('Of what is owed'),
  state: z.enum(FEE_STATES),
  settledOn: z.iso.date().nullable(),
  reason: z.string().nullable(),
})

/** The invoices of arrangement fees, for the council's ledger. */
export function feesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/arrangement-fees',
    {
      grant: 'brokerage.see',
      summary: 'Invoices of arrangement fees, what is due longest first',
      query: z.strictObject({
        state: z.enum(FEE_STATES).optional(),
        cursor: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.strictObject({ items: z.array(Invoice), next: z.string().nullable() }),
    },
    async ({ actor, shell, query }) => {
      const { invoices, total, today } = await shell.read(actor, async (tx) => {
        const asked = { state: query.state, today: dayOf(tx.now), offset: query.cursor, limit: query.limit }
        return { today: asked.today, ...(await searchInvoices(tx, asked)) }
      })
      await shell.noteList(actor, 'arrangement-fees', { ...query, count: invoices.length })
      const items = invoices.map((one) => ({
        ...{ invoiceRef: one.invoiceRef, packageRef: one.packageRef, personRef: one.personRef, feePence: one.feePence },
        ...{
          raisedOn: one.raisedOn,
          dueOn: one.dueOn,
          incomeCode: one.incomeCode,
          daysLate: daysLate(one, today),
          state: one.state,
        },
        ...{ settledOn: one.settledOn, reason: one.reason },
      }))
      const seen = query.cursor + items.length
      return { items, next: seen < total ? String(seen) : null }
    },
  )
  doors.api(
    'POST /api/v1/arrangement-fees/:ref/settle',
    {
      grant: 'brokerage.fees',
      summary: 'A fee is paid, waived or cancelled, or owed again',
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({
        state: z.enum(FEE_STATES),
        on: z.iso.date(),
        reason: z.string().min(1).max(500).describe('The receipt of what was paid, or why nothing is to be paid'),
      }),
      answer: z.strictObject({ invoiceRef: z.string(), state: z.enum(FEE_STATES) }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const settled = await settleFee(shell, actor, { invoiceRef: params.ref, ...body }, command)
      if (settled.ok) return { invoiceRef: params.ref, state: settled.value.state }
      if (settled.error === 'no such invoice') throw problem(404, 'There is no such invoice')
      const { field, message } = settleError(settled.error)
      throw problem(409, message, { pointer: `#/${field}` })
    },
  )
}
