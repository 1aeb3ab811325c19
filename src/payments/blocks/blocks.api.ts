import { z } from 'zod'
import { addDays } from '#src/base/day.ts'
import { searchBlocks } from '#src/payments/blocks/block.store.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function blocksApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/blocks',
    {
      grant: 'payments.see',
      summary: 'Hours bought as blocks by contract and week, the newest first',
      query: z.strictObject({
        contractRef: z.string().optional(),
        providerRef: z.string().optional(),
        from: z.iso.date().describe('First day; a week counts by its Sunday'),
        to: z.iso.date().describe('Last day, counted'),
        cursor: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
      answer: z.strictObject({
        items: z.array(
          z.strictObject({
            contractRef: z.string(),
            providerRef: z.string(),
            weekTo: z.iso.date(),
            boughtMinutes: z.int(),
            usedMinutes: z.int(),
            amountPence: z.int(),
            statementRef: z.string().nullable(),
            payRunRef: z.string(),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
    async ({ shell, actor, query }) => {
      const { contractRef, providerRef: organisationRef, from, cursor: offset, limit } = query
      const search = { contractRef, organisationRef, from, to: addDays(query.to, 1) }
      const { weeks, total } = await shell.read(actor, (tx) => searchBlocks(tx, search, { offset, limit }))
      const next = offset + weeks.length
      return {
        items: weeks.map(({ organisationRef: providerRef, day: weekTo, ...week }) => ({
          ...week,
          ...{ providerRef, weekTo },
        })),
        next: weeks.length > 0 && next < total ? String(next) : null,
      }
    },
  )
}
