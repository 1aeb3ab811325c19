import { z } from 'zod'
import { ACCOUNTS, type Balances, positionOf, SOURCES } from '#src/payments/ledger/ledger.ts'
import { GROUPINGS, listGrouped, listPostedLines } from '#src/payments/ledger/ledger.store.ts'
import type { Doors } from '#src/platform/http/doors.ts'

const Day = z.iso.date()
const Narrowed = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  contractRef: z.string().optional(),
  packageRef: z.string().optional(),
  organisationRef: z.string().optional(),
  budgetCode: z.string().optional(),
  from: Day.optional(),
  to: Day.describe('The last day').optional(),
})
const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })
const nextOf = (cursor: number, length: number, total = 0): string | null =>
  cursor + length < total ? String(cursor + length) : null

const Line = z.strictObject({
  postingRef: z.string(),
  line: z.int(),
  source: z.enum(SOURCES),
  day: Day,
  account: z.enum(ACCOUNTS),
  organisationRef: z.string(),
  contractRef: z.string(),
  packageRef: z.string().describe('Empty: bought without a package'),
  budgetCode: z.string(),
  payRunRef: z.string().describe('Empty: not of a pay run'),
  debitPence: z.int(),
  creditPence: z.int(),
})

const Position = z.strictObject({
  name: z.string().describe('The contract, package, budget code or month'),
  committedPence: z.int(),
  spentPence: z.int(),
  accruedPence: z.int(),
  owedPence: z.int(),
  paidPence: z.int(),
})

const asPosition = ({ name, ...balances }: Balances & { readonly name: string }): z.infer<typeof Position> => {
  const { committedPence, spentPence, accruedPence, owedPence, paidPence } = positionOf(balances)
  return { name, committedPence, spentPence, accruedPence, owedPence, paidPence }
}

/** The ledger for a council's own: what a month holds, and every line of it. */
export function ledgerApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/ledger/lines',
    {
      grant: 'payments.see',
      summary: 'Lines of the ledger, newest day first',
      query: Narrowed.extend({ account: z.enum(ACCOUNTS).optional(), source: z.enum(SOURCES).optional() }),
      answer: pageOf(Line),
    },
    ({ actor, shell, query: { cursor, limit, ...search } }) =>
      shell.read(actor, async (tx) => {
        const lines = await listPostedLines(tx, search, { offset: cursor, limit })
        return {
          items: lines.map(({ total: _, ...line }) => line),
          next: nextOf(cursor, lines.length, lines[0]?.total),
        }
      }),
  )
  doors.api(
    'GET /api/v1/ledger/positions',
    {
      grant: 'payments.see',
      summary: 'What is committed, spent, accrued, owed and paid, by contract, package, budget code or month',
      query: Narrowed.extend({ by: z.enum(GROUPINGS).default('contract') }),
      answer: pageOf(Position),
    },
    ({ actor, shell, query: { cursor, limit, by, ...search } }) =>
      shell.read(actor, async (tx) => {
        const found = await listGrouped(tx, by, search, { offset: cursor, limit })
        return { items: found.map(asPosition), next: nextOf(cursor, found.length, found[0]?.total) }
      }),
  )
}
