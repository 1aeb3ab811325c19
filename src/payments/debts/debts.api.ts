import { z } from 'zod'
import { readOwing } from '#src/payments/debts/debt-commands.ts'
import { listDebts } from '#src/payments/debts/debt.store.ts'
import { WAYS, type Way } from '#src/payments/debts/debt.ts'
import type { Doors } from '#src/platform/http/doors.ts'

const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })
const nextOf = (cursor: number, shown: number, total: number): string | null =>
  cursor + shown < total ? String(cursor + shown) : null

const Owing = z.strictObject({
  organisationRef: z.string(),
  owedPence: z.int(),
  heldPence: z.int().describe('In dispute: due to the provider if it is settled in its favour'),
  since: z.iso.date(),
  parts: z.array(
    z.strictObject({
      statementRef: z.string(),
      queryRef: z.string().describe('Empty for the statement itself; else the settled query that had held this back'),
      amountPence: z.int().describe('Below nothing: to be taken back'),
    }),
  ),
})

const Settlement = z.strictObject({
  debtRef: z.string(),
  organisationRef: z.string(),
  way: z.enum(Object.keys(WAYS) as [Way, ...Way[]]),
  amountPence: z.int(),
  day: z.iso.date(),
  reference: z.string().describe('The number of the invoice, or the reference of the payment'),
  state: z.enum(['proposed', 'settled', 'refused']),
})

/** For the council's own ledger, which raises the invoices. */
export function debtsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/provider-debts',
    {
      grant: 'payments.see',
      summary: 'Providers of whose statements more is to be taken back than paid, the most first',
      query: Page,
      answer: pageOf(Owing),
    },
    ({ actor, shell, query: { cursor, limit } }) =>
      shell.read(actor, async (tx) => {
        const all = await readOwing(tx)
        const items = all.slice(cursor, cursor + limit).map(({ parts, ...owing }) => ({
          ...owing,
          parts: parts.map(({ statementRef, queryRef, amountPence }) => ({ statementRef, queryRef, amountPence })),
        }))
        return { items, next: nextOf(cursor, items.length, all.length) }
      }),
  )
  doors.api(
    'GET /api/v1/provider-debts/settlements',
    {
      grant: 'payments.see',
      summary: 'What officers wrote down of debts of providers, newest first: invoices, repayments, write-offs',
      query: Page,
      answer: pageOf(Settlement),
    },
    ({ actor, shell, query: { cursor, limit } }) =>
      shell.read(actor, async (tx) => {
        const states = ['proposed', 'settled', 'refused'] as const
        const found = await listDebts(tx, { states }, { offset: cursor, limit })
        const items = found.map(({ debtRef, organisationRef, way, amountPence, day, reference, state }) => ({
          ...{ debtRef, organisationRef, way, amountPence, day, reference, state },
        }))
        return { items, next: nextOf(cursor, items.length, found[0]?.total ?? 0) }
      }),
  )
}
