import type { Day } from '#src/base/day.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** The runs whose statements these parts are of. */
export const listRunsOfParts = async (
  tx: Read,
  parts: readonly { readonly statementRef: string }[],
): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select distinct pay_run_ref as ref from payments.statement
        where council_id = ${tx.council} and statement_ref = any (${parts.map(({ statementRef }) => statementRef)}::text[]) order by 1`,
    )
  ).map(({ ref }) => ref)

export const listRunsOfFile = async (tx: Read, paymentFileRef: string): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select distinct s.pay_run_ref as ref from payments.payment_part p
        join payments.statement s on s.council_id = p.council_id and s.statement_ref = p.statement_ref
        where p.council_id = ${tx.council} and p.payment_file_ref = ${paymentFileRef} order by 1`,
    )
  ).map(({ ref }) => ref)

type Standing = { readonly payRunRef: string; readonly isPaid: boolean; readonly paidDay: Day | null }

/**
 * A run is paid when the bank made a payment of each statement on which something is due, and of all that queries held back of them.
 * What a provider owes is taken off what it is paid next, and nothing is waited for; what was due and set off against a settled debt is paid.
 */
async function standingOf(tx: Write, runs: readonly string[]): Promise<Standing[]> {
  const made = (
    statement: string,
    query: string,
  ) => sql`(select max(day) from (select f.confirmed_day as day from payments.payment_part p
    join payments.payment_file f on f.council_id = p.council_id and f.payment_file_ref = p.payment_file_ref
    where p.council_id = ${tx.council} and p.statement_ref = ${sql.raw(statement)} and p.query_ref = ${sql.raw(query)}
    union all select d.day from payments.debt_part o join payments.debt d on d.council_id = o.council_id and d.debt_ref = o.debt_ref
    where o.council_id = ${tx.council} and o.statement_ref = ${sql.raw(statement)} and o.query_ref = ${sql.raw(query)}) met)`
  return rows(
    tx,
    sql<Standing>`select r.pay_run_ref as "payRunRef", r.state = 'paid' as "isPaid",
        (select case when bool_and(due.made is not null) then max(due.made) end from (
          select ${made('s.statement_ref', "''")} as made from payments.statement s
            where s.council_id = r.council_id and s.pay_run_ref = r.pay_run_ref and s.amount_pence > 0
          union all
          select ${made('h.statement_ref', 'h.query_ref')} from payments.statement s
            join payments.held_back h on h.council_id = s.council_id and h.statement_ref = s.statement_ref
            where s.council_id = r.council_id and s.pay_run_ref = r.pay_run_ref and h.amount_pence > 0) due) as "paidDay"
      from payments.pay_run r where r.council_id = ${tx.council} and r.pay_run_ref = any (${[...runs]}::text[])
        and r.state in ('approved', 'paid') order by r.pay_run_ref for update`,
  )
}

/** Says of runs whether they are paid in full, after the bank made payments or sent one back. */
export async function tellRunsPaid(tx: Write, runs: readonly string[]): Promise<void> {
  for (const { payRunRef, isPaid, paidDay } of await standingOf(tx, runs)) {
    if (!isPaid && paidDay === null) continue
    await rows(
      tx,
      sql`update payments.pay_run set state = ${paidDay === null ? 'approved' : 'paid'}, paid_day = ${paidDay}
        where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
    )
    const about = [`pay-run:${payRunRef}`] as const
    if (paidDay === null)
      tx.record({ type: 'payments.run-payment-returned', about, data: { payRunRef } } satisfies PaymentFact)
    else if (!isPaid)
      tx.record({ type: 'payments.run-paid', about, data: { payRunRef, day: paidDay } } satisfies PaymentFact)
  }
}
