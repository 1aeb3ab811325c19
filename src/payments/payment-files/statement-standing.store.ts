import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Way } from '#src/payments/debts/debt.ts'
import type { QueryState, QueryType } from '#src/payments/queries/query.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type OpenQuery = {
  readonly queryRef: string
  readonly type: QueryType
  readonly state: QueryState
  readonly amountPence: Pence
  readonly visitRefs: readonly string[]
}

export type ReturnedPart = { readonly paymentFileRef: string; readonly day: Day; readonly amountPence: Pence }

/** How a debt was settled that this statement was part of. */
export type LetGo = { readonly debtRef: string; readonly way: Way; readonly day: Day; readonly reference: string }

export type PaidPart = {
  readonly paymentFileRef: string
  readonly queryRef: string
  readonly payDay: Day
  readonly amountPence: Pence
}

/** Where a statement stands: until when it may be queried, what of it is in dispute, and what of it was paid by released files. */
export type StatementStanding = {
  readonly statementRef: string
  readonly queryUntil: Day | null
  readonly open: readonly OpenQuery[]
  readonly paid: readonly PaidPart[]
  /** What the bank sent back. */
  readonly returned: readonly ReturnedPart[]
  readonly letGo: LetGo | null
  /** What the provider owes by it, until it is taken off a payment or let go. */
  readonly owedPence: Pence
}

export async function findStanding(tx: Read, statementRef: string): Promise<StatementStanding> {
  const [found] = await rows(
    tx,
    sql<Omit<StatementStanding, 'statementRef'>>`select
      (select query_until from payments.query_terms where council_id = ${tx.council} and statement_ref = ${statementRef}) as "queryUntil",
      (select coalesce(jsonb_agg(jsonb_build_object('queryRef', q.query_ref, 'type', q.type, 'state', q.state, 'amountPence', q.amount_pence,
          'visitRefs', (select coalesce(jsonb_agg(l.visit_ref order by l.day, l.visit_ref), '[]') from payments.query_line l
            where l.council_id = q.council_id and l.query_ref = q.query_ref and l.open)) order by q.raised_at, q.query_ref), '[]')
        from payments.query q where q.council_id = ${tx.council} and q.statement_ref = ${statementRef} and q.state in ('open', 'answered')) as open,
      (select coalesce(jsonb_agg(jsonb_build_object('paymentFileRef', p.payment_file_ref, 'queryRef', p.query_ref, 'payDay', coalesce(y.paid_day, y.pay_day),
          'amountPence', p.amount_pence) order by p.query_ref), '[]')
        from payments.payment_part p
        join payments.payment y on y.council_id = p.council_id and y.payment_file_ref = p.payment_file_ref and y.organisation_ref = p.organisation_ref
        where p.council_id = ${tx.council} and p.statement_ref = ${statementRef} and y.released_at is not null) as paid,
      (select coalesce(jsonb_agg(jsonb_build_object('paymentFileRef', r.payment_file_ref, 'day', y.returned_day, 'amountPence', r.amount_pence)
          order by y.returned_day, r.query_ref), '[]')
        from payments.returned_part r
        join payments.payment y on y.council_id = r.council_id and y.payment_file_ref = r.payment_file_ref and y.organisation_ref = r.organisation_ref
        where r.council_id = ${tx.council} and r.statement_ref = ${statementRef}) as returned,
      (select jsonb_build_object('debtRef', d.debt_ref, 'way', d.way, 'day', d.day, 'reference', d.reference)
        from payments.debt_part o join payments.debt d on d.council_id = o.council_id and d.debt_ref = o.debt_ref
        where o.council_id = ${tx.council} and o.statement_ref = ${statementRef} and o.query_ref = '') as "letGo",
      (select coalesce(sum(-s.amount_pence), 0)::bigint from payments.statement s
        where s.council_id = ${tx.council} and s.statement_ref = ${statementRef} and s.amount_pence < 0
          and not exists (select from payments.debt_part o where o.council_id = s.council_id and o.statement_ref = s.statement_ref)
          and not exists (select from payments.payment_part p
            join payments.payment y on y.council_id = p.council_id and y.payment_file_ref = p.payment_file_ref and y.organisation_ref = p.organisation_ref
            where p.council_id = s.council_id and p.statement_ref = s.statement_ref and y.released_at is not null)) as "owedPence"`,
  )
  const nothing = { queryUntil: null, open: [], paid: [], returned: [], letGo: null, owedPence: 0 }
  return { statementRef, ...(found ?? nothing) }
}
