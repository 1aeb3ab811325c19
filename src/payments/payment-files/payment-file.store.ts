import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { OWN } from '#src/payments/bank-details/bank-details.ts'
import type { Payable, PayablePart, PaymentFile } from '#src/payments/payment-files/payment-file.ts'
import type { ReturnReason, ReturnTerms } from '#src/payments/payment-files/returned-payment.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** Two files at once wait for each other: a statement is in one of them. */
export const takePayingTurn = (tx: Write): Promise<unknown> =>
  rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`payments.pay ${tx.council}`}, 0))`)

/**
 * All that waits to be paid: each statement in no file yet, without its lines in dispute; of those in a file what a query held back,
 * once it is settled and none of its lines is queried again; and what the bank returned, as it was. What a provider owes is never held
 * back: only what it would be paid is. What was let go as a debt waits no more.
 */
export const listPayableParts = (tx: Read): Promise<PayablePart[]> =>
  rows(
    tx,
    sql<PayablePart>`
      select * from (select s.statement_ref as "statementRef", '' as "queryRef", s.organisation_ref as "organisationRef",
        s.amount_pence - coalesce(d.held, 0) as "amountPence", coalesce(d.held, 0) as "heldPence",
        (s.approved_at at time zone 'Europe/London')::date as "validDay", false as again
      from payments.statement s
      left join (select statement_ref, sum(greatest(amount_pence, 0))::bigint as held from payments.query_line
        where council_id = ${tx.council} and open group by statement_ref) d on d.statement_ref = s.statement_ref
      where s.council_id = ${tx.council} and not exists (select from payments.payment_part p
        where p.council_id = s.council_id and p.statement_ref = s.statement_ref and p.query_ref = '')
        and not exists (select from payments.returned_part r
          where r.council_id = s.council_id and r.statement_ref = s.statement_ref and r.query_ref = '')
      union all
      select h.statement_ref, h.query_ref, h.organisation_ref, h.amount_pence, 0, (q.settled_at at time zone 'Europe/London')::date, false
      from payments.held_back h
      join payments.query q on q.council_id = h.council_id and q.query_ref = h.query_ref
      join payments.payment_file f on f.council_id = h.council_id and f.payment_file_ref = h.payment_file_ref
      where h.council_id = ${tx.council} and q.settled_at is not null and f.state = 'released'
        and not exists (select from payments.payment_part p
          where p.council_id = h.council_id and p.statement_ref = h.statement_ref and p.query_ref = h.query_ref)
        and not exists (select from payments.returned_part r
          where r.council_id = h.council_id and r.statement_ref = h.statement_ref and r.query_ref = h.query_ref)
        and not exists (select from payments.query_line mine
          join payments.query_line other on other.council_id = mine.council_id and other.day = mine.day and other.visit_ref = mine.visit_ref and other.open
          where mine.council_id = h.council_id and mine.query_ref = h.query_ref)
      union all
      select distinct r.statement_ref, r.query_ref, r.organisation_ref, r.amount_pence, 0, r.valid_day, true
      from payments.returned_part r
      where r.council_id = ${tx.council} and not exists (select from payments.payment_part p
        where p.council_id = r.council_id and p.statement_ref = r.statement_ref and p.query_ref = r.query_ref)) part
      where not exists (select from payments.debt_part o
        where o.council_id = ${tx.council} and o.statement_ref = part."statementRef" and o.query_ref = part."queryRef")
      order by "organisationRef", "statementRef", "queryRef"`,
  )

const FILE = sql`f.payment_file_ref as "paymentFileRef", f.pay_day as "payDay", f.processing_day as "processingDay", f.state, f.payments,
  f.amount_pence as "amountPence", f.service_user_number as "serviceUserNumber", f.originator_name as "originatorName",
  f.paying_details_ref as "payingDetailsRef", f.made_by as "madeBy", f.made_by_name as "madeByName", f.made_at as "madeAt",
  f.settled_by_name as "settledByName", f.settled_at as "settledAt", f.confirmed_day as "confirmedDay", f.confirmed_by_name as "confirmedByName"`

export async function findPaymentFile(tx: Read, paymentFileRef: string): Promise<PaymentFile | undefined> {
  const [file] = await rows(
    tx,
    sql<PaymentFile>`select ${FILE} from payments.payment_file f where f.council_id = ${tx.council} and f.payment_file_ref = ${paymentFileRef}`,
  )
  return file
}

export async function lockPaymentFile(tx: Write, paymentFileRef: string): Promise<PaymentFile | undefined> {
  const [file] = await rows(
    tx,
    sql<PaymentFile>`select ${FILE} from payments.payment_file f
      where f.council_id = ${tx.council} and f.payment_file_ref = ${paymentFileRef} for update`,
  )
  return file
}

export async function listPaymentFiles(
  tx: Read,
  search: { states: readonly string[] },
  page: { offset: number; limit: number },
): Promise<{ files: PaymentFile[]; total: number }> {
  const found = await rows(
    tx,
    sql<PaymentFile & { total: number }>`select ${FILE}, count(*) over () as total from payments.payment_file f
      where f.council_id = ${tx.council} and (${search.states.length === 0} or f.state = any (${[...search.states]}::text[]))
      order by f.made_at desc, f.payment_file_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { files: found, total: found[0]?.total ?? 0 }
}

export type PaymentMade = Payable & { readonly bankDetailsRef: string; readonly reference: string }

export async function insertPaymentFile(tx: Write, file: PaymentFile, payments: readonly PaymentMade[]): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.payment_file (council_id, payment_file_ref, pay_day, processing_day, state, payments, amount_pence,
        service_user_number, originator_name, paying_details_ref, made_by, made_by_name, made_at)
      values (${tx.council}, ${file.paymentFileRef}, ${file.payDay}, ${file.processingDay}, 'made', ${file.payments}, ${file.amountPence},
        ${file.serviceUserNumber}, ${file.originatorName}, ${file.payingDetailsRef}, ${file.madeBy}, ${file.madeByName}, ${file.madeAt})`,
  )
  await rows(
    tx,
    sql`insert into payments.payment (council_id, payment_file_ref, organisation_ref, bank_details_ref, reference, amount_pence, pay_day)
      select ${tx.council}::int, ${file.paymentFileRef}::text, "organisationRef", "bankDetailsRef", reference, "amountPence", ${file.payDay}::date
      from jsonb_to_recordset(${json(payments)}::jsonb) as p ("organisationRef" text, "bankDetailsRef" text, reference text, "amountPence" bigint)`,
  )
  await rows(
    tx,
    sql`insert into payments.payment_part (council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence, valid_day)
      select ${tx.council}::int, "statementRef", "queryRef", ${file.paymentFileRef}::text, "organisationRef", "amountPence", "validDay"
      from jsonb_to_recordset(${json(payments.flatMap((payment) => payment.parts))}::jsonb)
        as p ("statementRef" text, "queryRef" text, "organisationRef" text, "amountPence" bigint, "validDay" date)`,
  )
  const statementRefs = payments.flatMap(({ parts }) =>
    parts.filter((part) => part.queryRef === '' && !part.again).map((part) => part.statementRef),
  )
  await rows(
    tx,
    sql`insert into payments.held_back (council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence)
      select council_id, statement_ref, query_ref, ${file.paymentFileRef}::text, organisation_ref, sum(greatest(amount_pence, 0))
      from payments.query_line
      where council_id = ${tx.council} and open and statement_ref = any (${statementRefs}::text[])
      group by council_id, statement_ref, query_ref, organisation_ref having sum(greatest(amount_pence, 0)) > 0`,
  )
}

/** Since a file was made: whether a line that it pays was queried, and whether an account that it pays into was replaced. */
export async function whatChangedSince(
  tx: Write,
  paymentFileRef: string,
): Promise<{ queriedSince: boolean; detailsChanged: boolean }> {
  const [found] = await rows(
    tx,
    sql<{ queriedSince: boolean; detailsChanged: boolean }>`select
      exists (select from payments.query_line l
        join payments.payment_part p on p.council_id = l.council_id and p.statement_ref = l.statement_ref and p.payment_file_ref = ${paymentFileRef}
        where l.council_id = ${tx.council} and l.open and l.amount_pence > 0
          and not exists (select from payments.returned_part r where r.council_id = p.council_id and r.statement_ref = p.statement_ref
            and r.query_ref = p.query_ref)
          and (p.query_ref <> '' and exists (select from payments.query_line mine where mine.council_id = l.council_id
              and mine.query_ref = p.query_ref and mine.day = l.day and mine.visit_ref = l.visit_ref)
            or p.query_ref = '' and not exists (select from payments.held_back h where h.council_id = l.council_id
              and h.statement_ref = l.statement_ref and h.query_ref = l.query_ref and h.payment_file_ref = ${paymentFileRef}))
      ) as "queriedSince",
      exists (select from (
          select council_id, payment_file_ref, bank_details_ref, organisation_ref from payments.payment
          union all select council_id, payment_file_ref, paying_details_ref, ${OWN} from payments.payment_file) y
        join payments.bank_details paid on paid.council_id = y.council_id and paid.bank_details_ref = y.bank_details_ref
        join payments.bank_details newer on newer.council_id = y.council_id and newer.organisation_ref = y.organisation_ref
          and newer.state = 'confirmed' and newer.usable_from <= ${tx.now} and newer.usable_from > paid.usable_from
        where y.council_id = ${tx.council} and y.payment_file_ref = ${paymentFileRef}
      ) as "detailsChanged"`,
  )
  return found ?? { queriedSince: true, detailsChanged: true }
}

export async function saveReleased(tx: Write, paymentFileRef: string): Promise<void> {
  await saveFileState(tx, paymentFileRef, 'released')
  await rows(
    tx,
    sql`update payments.payment set released_at = ${tx.now} where council_id = ${tx.council} and payment_file_ref = ${paymentFileRef}`,
  )
}

/** A returned payment keeps what it was made of, and its statements are in no file any more. */
export async function saveReturned(
  tx: Write,
  {
    paymentFileRef,
    organisationRef,
    day,
    why,
    note,
  }: ReturnTerms & { paymentFileRef: string; organisationRef: string },
): Promise<void> {
  const ofPayment = sql`council_id = ${tx.council} and payment_file_ref = ${paymentFileRef} and organisation_ref = ${organisationRef}`
  await rows(
    tx,
    sql`insert into payments.returned_part (council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence, valid_day)
      select council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence, valid_day
      from payments.payment_part where ${ofPayment}`,
  )
  await rows(tx, sql`delete from payments.payment_part where ${ofPayment}`)
  await rows(
    tx,
    sql`update payments.payment set returned_day = ${day}, returned_why = ${why}, returned_note = ${note.trim()},
        returned_by_name = ${tx.actor.name}, returned_at = ${tx.now} where ${ofPayment}`,
  )
}

export const saveConfirmed = (tx: Write, paymentFileRef: string, day: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.payment_file set confirmed_day = ${day}, confirmed_by_name = ${tx.actor.name}, confirmed_at = ${tx.now}
      where council_id = ${tx.council} and payment_file_ref = ${paymentFileRef}`,
  )

/** Bank details of these providers to which a payment could not be made. */
export async function listRefusedDetails(tx: Read, organisationRefs: readonly string[]): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ ref: string }>`select distinct bank_details_ref as ref from payments.payment
      where council_id = ${tx.council} and organisation_ref = any (${[...organisationRefs]}::text[]) and returned_day is not null`,
  )
  return found.map(({ ref }) => ref)
}

/** A cancelled file lets go of what it would have paid; the file itself stays on the list. */
export async function saveCancelled(tx: Write, paymentFileRef: string): Promise<void> {
  for (const table of ['held_back', 'payment_part', 'payment'])
    await rows(
      tx,
      sql`delete from ${sql.raw(`payments.${table}`)} where council_id = ${tx.council} and payment_file_ref = ${paymentFileRef}`,
    )
  await saveFileState(tx, paymentFileRef, 'cancelled')
}

const saveFileState = (tx: Write, paymentFileRef: string, state: 'released' | 'cancelled'): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.payment_file set state = ${state}, settled_by_name = ${tx.actor.name}, settled_at = ${tx.now}
      where council_id = ${tx.council} and payment_file_ref = ${paymentFileRef}`,
  )

export type PaymentPart = {
  readonly statementRef: string
  readonly queryRef: string
  readonly from: Day
  readonly to: Day
  readonly amountPence: Pence
}

export type Payment = {
  readonly paymentFileRef: string
  readonly organisationRef: string
  readonly bankDetailsRef: string
  readonly reference: string
  readonly amountPence: Pence
  readonly heldPence: Pence
  readonly payDay: Day
  readonly releasedAt: Instant | null
  readonly parts: PaymentPart[]
  /** On which the bank made it, where its answer named it. */
  readonly paidDay: Day | null
  /** That the bank sent it back. */
  readonly returned: { readonly day: Day; readonly why: ReturnReason; readonly note: string } | null
}

const PAYMENT = sql`y.payment_file_ref as "paymentFileRef", y.organisation_ref as "organisationRef", y.bank_details_ref as "bankDetailsRef",
  y.reference, y.amount_pence as "amountPence", y.pay_day as "payDay", y.paid_day as "paidDay", y.released_at as "releasedAt",
  coalesce((select sum(h.amount_pence) from payments.held_back h where h.council_id = y.council_id
    and h.payment_file_ref = y.payment_file_ref and h.organisation_ref = y.organisation_ref), 0)::bigint as "heldPence",
  (select jsonb_agg(jsonb_build_object('statementRef', p.statement_ref, 'queryRef', p.query_ref, 'from', s.from_day, 'to', s.to_day,
      'amountPence', p.amount_pence) order by p.statement_ref, p.query_ref)
    from (select statement_ref, query_ref, amount_pence from payments.payment_part m
        where m.council_id = y.council_id and m.payment_file_ref = y.payment_file_ref and m.organisation_ref = y.organisation_ref
      union all select statement_ref, query_ref, amount_pence from payments.returned_part m
        where m.council_id = y.council_id and m.payment_file_ref = y.payment_file_ref and m.organisation_ref = y.organisation_ref) p
    join payments.statement s on s.council_id = y.council_id and s.statement_ref = p.statement_ref) as parts,
  case when y.returned_day is not null
    then jsonb_build_object('day', y.returned_day, 'why', y.returned_why, 'note', y.returned_note) end as returned`

/** Payments of a file in the order in which they are written. */
export const listPayments = (
  tx: Read,
  paymentFileRef: string,
  page: { offset: number; limit: number },
): Promise<Payment[]> =>
  rows(
    tx,
    sql<Payment>`select ${PAYMENT} from payments.payment y where y.council_id = ${tx.council} and y.payment_file_ref = ${paymentFileRef}
      order by y.organisation_ref limit ${page.limit} offset ${page.offset}`,
  )

/** A provider's payment by a released file: what its remittance advice is made of. */
export async function findRemittance(
  tx: Read,
  paymentFileRef: string,
  organisationRef: string,
): Promise<Payment | undefined> {
  const [payment] = await rows(
    tx,
    sql<Payment>`select ${PAYMENT} from payments.payment y where y.council_id = ${tx.council} and y.payment_file_ref = ${paymentFileRef}
      and y.organisation_ref = ${organisationRef} and y.released_at is not null`,
  )
  return payment
}

export async function listRemittances(
  tx: Read,
  page: { offset: number; limit: number },
): Promise<{ payments: Payment[]; total: number }> {
  const found = await rows(
    tx,
    sql<Payment & { total: number }>`select ${PAYMENT}, count(*) over () as total from payments.payment y
      where y.council_id = ${tx.council} and y.released_at is not null
      order by y.pay_day desc, y.payment_file_ref desc, y.organisation_ref limit ${page.limit} offset ${page.offset}`,
  )
  return { payments: found.map(({ total: _total, ...payment }) => payment), total: found[0]?.total ?? 0 }
}
