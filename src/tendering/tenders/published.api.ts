import { z } from 'zod'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { nextOf, offsetOf, PAGED, pageOf } from '#src/tendering/paging.api.ts'
import { findCancelled } from '#src/tendering/tenders/preparation.store.ts'
import { ROUTE_NAMES } from '#src/tendering/tenders/spec.ts'
import { listPublished } from '#src/tendering/tenders/tender-list.store.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'
import { SpecBody } from '#src/tendering/tenders/tenders.api.ts'

const Listed = z.strictObject({
  tenderRef: z.string(),
  title: z.string(),
  route: z.enum(ROUTE_NAMES),
  lots: z.int(),
  closesAt: z.string(),
  publishedAt: z.string(),
  isCancelled: z.boolean(),
})

const Whole = z.strictObject({
  tenderRef: z.string(),
  version: z.int(),
  publishedAt: z.string(),
  reason: z.string().describe('Why this version was published; empty for the first'),
  closesAt: z.string(),
  sha256: z.string().describe('Of the specification'),
  cancelled: z.string().nullable().describe('Why it was cancelled'),
  spec: SpecBody,
})

/** What a provider's machine reads of tenders: what is published, the last version of each. */
export function publishedApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/published-tenders',
    {
      grant: 'tendering.bid',
      summary: 'Tenders that the council has published, the last to close first',
      query: z.strictObject({ ...PAGED, open: z.stringbool().default(false).describe('Only those that take bids') }),
      answer: pageOf(Listed),
    },
    async ({ actor, shell, query }) => {
      const { tenders, total } = await shell.read(actor, (tx) =>
        listPublished(tx, { isOpen: query.open }, offsetOf(query)),
      )
      return {
        items: tenders.map(({ closesAt, publishedAt, ...one }) => ({
          ...{ ...one, closesAt: closesAt.toString(), publishedAt: publishedAt.toString() },
        })),
        next: nextOf(query, tenders.length, total),
      }
    },
  )
  doors.api(
    'GET /api/v1/published-tenders/:ref',
    {
      grant: 'tendering.bid',
      summary: 'A published tender: all that it says',
      params: z.strictObject({ ref: z.string() }),
      answer: Whole,
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const found = await findPublished(tx, params.ref)
        if (!found) throw problem(404, 'There is no such tender')
        const { tenderRef, version, reason, sha256, at, closesAt } = found
        return {
          ...{ tenderRef, version, reason, sha256, publishedAt: at.toString(), closesAt: closesAt.toString() },
          cancelled: (await findCancelled(tx, params.ref))?.reason ?? null,
          spec: found.spec as z.infer<typeof SpecBody>,
        }
      }),
  )
}
