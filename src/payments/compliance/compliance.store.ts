import { addDays, type Day, dayOf } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { DAYS_TO_PAY, type Figures, type Half, PAID_BANDS, type PaidBand } from '#src/payments/compliance/compliance.ts'
import { partsByProvider } from '#src/payments/payment-files/payment-file.ts'
import { listPayableParts } from '#src/payments/payment-files/payment-file.store.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const PAID = sql`payments.payment y
  join payments.payment_part p on p.council_id = y.council_id and p.payment_file_ref = y.payment_file_ref and p.organisation_ref = y.organisation_ref
  join payments.payment_file f on f.council_id = y.council_id and f.payment_file_ref = y.payment_file_ref
  join payments.statement s on s.council_id = p.council_id and s.statement_ref = p.statement_ref`

/** The day on which the bank paid, as it or an officer told; until then the day on which it is to pay. */
const PAID_ON = sql`coalesce(y.paid_day, f.confirmed_day, y.pay_day)`

/** What took so many days is said once: from valid and undisputed to the day of the payment. */
const DAYS = sql`(${PAID_ON} - p.valid_day)`

export type MonthFigures = Figures & { readonly month: string }

/**
 * Each month of a half with what was paid in it. A part is a payment: a statement, or what a dispute held back of it. What was taken
 * back of a provider is no invoice that waited, so neither is the statement that took it.
 */
export const figuresByMonth = (tx: Read, { from, to }: Half): Promise<MonthFigures[]> =>
  rows(
    tx,
    sql<MonthFigures>`select to_char(${PAID_ON}, 'YYYY-MM') as month, count(*) as payments, coalesce(sum(p.amount_pence), 0)::bigint as "amountPence",
        count(*) filter (where ${DAYS} <= ${DAYS_TO_PAY}) as within30, count(*) filter (where ${DAYS} between ${DAYS_TO_PAY + 1} and 60) as "from31to60",
        count(*) filter (where ${DAYS} > 60) as over60, sum(${DAYS})::bigint as "validDays", sum(${PAID_ON} - (s.to_day - 1))::bigint as "periodDays"
      from ${PAID}
      where y.council_id = ${tx.council} and p.amount_pence > 0 and y.released_at is not null and ${PAID_ON} >= ${from}::date and ${PAID_ON} < ${to}::date
      group by 1 order by 1`,
  )

export type PaidPart = {
  readonly statementRef: string
  readonly queryRef: string
  readonly organisationRef: string
  readonly paymentFileRef: string
  readonly periodEnd: Day
  readonly validDay: Day
  readonly payDay: Day
  readonly days: number
  readonly amountPence: Pence
}

export async function listPaid(
  tx: Read,
  half: Pick<Half, 'from' | 'to'>,
  band: PaidBand | undefined,
  page: { offset: number; limit: number },
): Promise<{ parts: PaidPart[]; total: number }> {
  const within = PAID_BANDS.find((one) => one.band === band)
  const found = await rows(
    tx,
    sql<
      PaidPart & { total: number }
    >`select p.statement_ref as "statementRef", p.query_ref as "queryRef", p.organisation_ref as "organisationRef",
        p.payment_file_ref as "paymentFileRef", s.to_day - 1 as "periodEnd", p.valid_day as "validDay", ${PAID_ON} as "payDay",
        ${DAYS} as days, p.amount_pence as "amountPence", count(*) over () as total
      from ${PAID}
      where y.council_id = ${tx.council} and p.amount_pence > 0 and y.released_at is not null and ${PAID_ON} >= ${half.from}::date and ${PAID_ON} < ${half.to}::date
        and ${within ? sql`${DAYS} between ${within.from} and ${within.to}` : sql`true`}
      order by days desc, p.statement_ref, p.query_ref limit ${page.limit} offset ${page.offset}`,
  )
  return { parts: found, total: found[0]?.total ?? 0 }
}

/**
 * Statements that were valid more than thirty days ago and are in no released file, without what is in dispute, and without what is
 * set off against as much or more that the provider owes.
 */
export const overdueNow = async (tx: Read): Promise<{ statements: number; amountPence: Pence }> => {
  const owing = partsByProvider(await listPayableParts(tx))
    .filter(({ amountPence }) => amountPence <= 0)
    .map(({ organisationRef }) => organisationRef)
  const [found] = await rows(
    tx,
    sql<{ statements: number; amountPence: Pence }>`
      select count(*) as statements, coalesce(sum(s.amount_pence - coalesce(d.held, 0)), 0)::bigint as "amountPence"
      from payments.statement s
      left join (select statement_ref, sum(greatest(amount_pence, 0))::bigint as held from payments.query_line
        where council_id = ${tx.council} and open group by statement_ref) d on d.statement_ref = s.statement_ref
      where s.council_id = ${tx.council} and (s.approved_at at time zone 'Europe/London')::date < ${addDays(dayOf(tx.now), -DAYS_TO_PAY)}::date
        and s.amount_pence > coalesce(d.held, 0) and s.organisation_ref <> all (${owing}::text[])
        and not exists (select from payments.debt_part o where o.council_id = s.council_id and o.statement_ref = s.statement_ref)
        and not exists (select from payments.payment_part p
          join payments.payment y on y.council_id = p.council_id and y.payment_file_ref = p.payment_file_ref and y.organisation_ref = p.organisation_ref
          where p.council_id = s.council_id and p.statement_ref = s.statement_ref and p.query_ref = '' and y.released_at is not null)`,
  )
  return found ?? { statements: 0, amountPence: 0 }
}
