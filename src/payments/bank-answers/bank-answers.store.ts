import type { Day } from '#src/base/day.ts'
import type { PaymentSent } from '#src/payments/bank-answers/bank-answer.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const SENT = sql`y.payment_file_ref as "paymentFileRef", y.organisation_ref as "organisationRef", y.reference,
  y.amount_pence as "amountPence", f.state, f.pay_day as "payDay", f.confirmed_day as "confirmedDay", y.paid_day as "paidDay",
  y.returned_day as "returnedDay", y.returned_why as "returnedWhy"`

/** The payments that go by some references: their own, or that of their file. */
export const listSent = (tx: Read, references: readonly string[]): Promise<PaymentSent[]> =>
  rows(
    tx,
    sql<PaymentSent>`select ${SENT} from payments.payment y
      join payments.payment_file f on f.council_id = y.council_id and f.payment_file_ref = y.payment_file_ref
      where y.council_id = ${tx.council} and (y.reference = any (${[...references]}::text[])
        or y.payment_file_ref = any (${[...references]}::text[])) order by y.payment_file_ref, y.reference`,
  )

export const savePaid = (
  tx: Write,
  paymentFileRef: string,
  paid: readonly { readonly organisationRef: string; readonly day: Day }[],
): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.payment y set paid_day = p.day
      from jsonb_to_recordset(${json(paid)}::jsonb) as p ("organisationRef" text, day date)
      where y.council_id = ${tx.council} and y.payment_file_ref = ${paymentFileRef} and y.organisation_ref = p."organisationRef"`,
  )
