import { type Day, addDays } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { type Age, AGE_DAYS, type FeeInvoice, type FeeState } from '#src/brokerage/fees/fee-invoice.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const INVOICE = sql`f.invoice_ref as "invoiceRef", f.package_ref as "packageRef", f.person_ref as "personRef", f.fee_pence as "feePence",
  f.raised_on as "raisedOn", f.due_on as "dueOn", f.how_to_pay as "howToPay", f.income_code as "incomeCode", f.state, f.settled_on as "settledOn",
  f.settled_by as "settledBy", f.settled_by_name as "settledByName", f.reason`

export const insertInvoice = (tx: Write, one: FeeInvoice): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.fee_invoice (council_id, invoice_ref, package_ref, person_ref, fee_pence, raised_on, due_on, how_to_pay, income_code,
        state)
      values (${tx.council}, ${one.invoiceRef}, ${one.packageRef}, ${one.personRef}, ${one.feePence}, ${one.raisedOn}, ${one.dueOn},
        ${one.howToPay}, ${one.incomeCode}, ${one.state})`,
  )

export async function lockInvoice(tx: Write, invoiceRef: string): Promise<FeeInvoice | undefined> {
  const [row] = await rows(
    tx,
    sql<FeeInvoice>`select ${INVOICE} from brokerage.fee_invoice f
      where f.council_id = ${tx.council} and f.invoice_ref = ${invoiceRef} for update`,
  )
  return row
}

export const saveSettled = (tx: Write, one: FeeInvoice): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.fee_invoice set state = ${one.state}, settled_on = ${one.settledOn}::date, settled_by = ${one.settledBy},
        settled_by_name = ${one.settledByName}, reason = ${one.reason}
      where council_id = ${tx.council} and invoice_ref = ${one.invoiceRef}`,
  )

export async function findInvoiceOf(tx: Read, packageRef: string): Promise<FeeInvoice | undefined> {
  const [row] = await rows(
    tx,
    sql<FeeInvoice>`select ${INVOICE} from brokerage.fee_invoice f
      where f.council_id = ${tx.council} and f.package_ref = ${packageRef}`,
  )
  return row
}

/** With what it is for. */
export type BilledFee = FeeInvoice & {
  readonly personName: string
  readonly organisationName: string
  readonly service: string
  readonly startDay: Day
}

const BILLED = sql`${INVOICE}, p.person_name as "personName", g.organisation_name as "organisationName", g.service, g.start_day as "startDay"
  from brokerage.fee_invoice f
  join brokerage.care_package p on p.council_id = f.council_id and p.package_ref = f.package_ref
  join brokerage.arrangement g on g.council_id = f.council_id and g.package_ref = f.package_ref`

export async function findInvoice(tx: Read, invoiceRef: string): Promise<BilledFee | undefined> {
  const [row] = await rows(
    tx,
    sql<BilledFee>`select ${BILLED} where f.council_id = ${tx.council} and f.invoice_ref = ${invoiceRef}`,
  )
  return row
}

export type FeeSearch = {
  readonly state?: FeeState | undefined
  readonly age?: Age | undefined
  readonly today: Day
  readonly offset: number
  readonly limit: number
}

/** Invoices, what is due longest first. An age is of what is owed. */
export async function searchInvoices(
  tx: Read,
  { state, age, today, offset, limit }: FeeSearch,
): Promise<{ invoices: BilledFee[]; total: number }> {
  const [from, to] = age ? AGE_DAYS[age] : [null, null]
  const latest = from === null ? null : addDays(today, -from)
  const earliest = to === null ? null : addDays(today, -to)
  const wanted = age ? 'owed' : (state ?? null)
  const found = await rows(
    tx,
    sql<BilledFee & { total: number }>`select count(*) over ()::int as total, ${BILLED}
      where f.council_id = ${tx.council} and (${wanted}::text is null or f.state = ${wanted})
        and (${latest}::date is null or f.due_on <= ${latest}::date) and (${earliest}::date is null or f.due_on >= ${earliest}::date)
      order by f.due_on, f.invoice_ref limit ${limit} offset ${offset}`,
  )
  return { invoices: found.map(({ total: _total, ...invoice }) => invoice), total: found[0]?.total ?? 0 }
}

/** What is owed, by how late it is. */
export const owedByDue = (tx: Read): Promise<{ dueOn: Day; count: number; pence: Pence }[]> =>
  rows(
    tx,
    sql<{
      dueOn: Day
      count: number
      pence: Pence
    }>`select f.due_on as "dueOn", count(*)::int as count, sum(f.fee_pence)::bigint as pence
      from brokerage.fee_invoice f where f.council_id = ${tx.council} and f.state = 'owed' group by f.due_on limit 10000`,
  )
