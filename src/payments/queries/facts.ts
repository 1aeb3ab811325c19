import { counted } from '#src/base/counted.ts'
import { formatPence } from '#src/base/money.ts'
import type { QueryType } from '#src/payments/queries/query.ts'
import { QUERY_TYPES } from '#src/payments/queries/query.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type About = { queryRef: string; statementRef: string; organisationRef: string }

/** What was written stays in the query's messages: an audit line holds no words about a person. */
export type QueryFact =
  | FactOf<'payments.query-raised', About & { queryType: QueryType; lines: number; amountPence: number }>
  | FactOf<'payments.query-answered', About>
  | FactOf<'payments.query-replied', About>
  | FactOf<'payments.query-agreed', About>
  | FactOf<'payments.query-refused', About>
  | FactOf<'payments.query-withdrawn', About>

type DataOf<T extends QueryFact['type']> = Extract<QueryFact, { type: T }>['data']

export const queryWords: Words = {
  'payments.query-raised': ({ queryType, lines, amountPence }: DataOf<'payments.query-raised'>) =>
    `Query raised (${QUERY_TYPES[queryType].text.toLowerCase()})${
      lines === 0 ? '' : ` on ${counted(lines, 'line')}, ${formatPence(amountPence)}`
    }`,
  'payments.query-answered': ({ queryRef }: About) => `Query ${queryRef} answered, back with the provider`,
  'payments.query-replied': ({ queryRef }: About) => `Query ${queryRef} replied to, back with the council`,
  'payments.query-agreed': ({ queryRef }: About) => `Query ${queryRef} agreed`,
  'payments.query-refused': ({ queryRef }: About) => `Query ${queryRef} refused`,
  'payments.query-withdrawn': ({ queryRef }: About) => `Query ${queryRef} withdrawn`,
}
