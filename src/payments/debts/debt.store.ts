import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Cause } from '#src/payments/adjustments/adjustment.ts'
import type { Debt, DebtState, OpenQuery } from '#src/payments/debts/debt.ts'
import type { PayablePart } from '#src/payments/payment-files/payment-file.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const DEBT = sql`d.debt_ref as "debtRef", d.organisation_ref as "organisationRef", d.way, d.amount_pence as "amountPence", d.day, d.reference,
  d.reason, d.state, d.made_by as "madeBy", d.made_by_name as "madeByName", d.made_at as "madeAt", d.settled_by_name as "settledByName",
  d.settled_at as "settledAt" from payments.debt d`

export async function findDebt(tx: Read, debtRef: string): Promise<Debt | undefined> {
  const [debt] = await rows(
    tx,
    sql<Debt>`select ${DEBT} where d.council_id = ${tx.council} and d.debt_ref = ${debtRef}`,
  )
  return debt
}

export async function lockDebt(tx: Write, debtRef: string): Promise<Debt | undefined> {
  const [debt] = await rows(
    tx,
    sql<Debt>`select ${DEBT} where d.council_id = ${tx.council} and d.debt_ref = ${debtRef} for update`,
  )
  return debt
}

/** Newest first. */
export const listDebts = (
  tx: Read,
  search: { organisationRef?: string; states: readonly DebtState[] },
  page: { offset: number; limit: number },
): Promise<(Debt & { total: number })[]> =>
  rows(
    tx,
    sql<Debt & { total: number }>`select count(*) over () as total, ${DEBT} where d.council_id = ${tx.council}
      and ${search.organisationRef === undefined ? sql`true` : sql`d.organisation_ref = ${search.organisationRef}`}
      and d.state = any (${[...search.states]}::text[])
      order by d.made_at desc, d.debt_ref desc limit ${page.limit} offset ${page.offset}`,
  )

export const insertDebt = (tx: Write, debt: Debt): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.debt (council_id, debt_ref, organisation_ref, way, amount_pence, day, reference, reason, state, made_by, made_by_name, made_at)
      values (${tx.council}, ${debt.debtRef}, ${debt.organisationRef}, ${debt.way}, ${debt.amountPence}, ${debt.day}, ${debt.reference},
        ${debt.reason}, ${debt.state}, ${debt.madeBy}, ${debt.madeByName}, ${debt.madeAt})`,
  )

export const saveDebtState = (tx: Write, debtRef: string, state: 'settled' | 'refused'): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.debt set state = ${state}, settled_by_name = ${tx.actor.name}, settled_at = ${tx.now}
      where council_id = ${tx.council} and debt_ref = ${debtRef}`,
  )

export const insertDebtParts = (tx: Write, debtRef: string, parts: readonly PayablePart[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.debt_part (council_id, statement_ref, query_ref, debt_ref, organisation_ref, amount_pence)
      select ${tx.council}::int, "statementRef", "queryRef", ${debtRef}::text, "organisationRef", "amountPence"
      from jsonb_to_recordset(${json(parts)}::jsonb)
        as p ("statementRef" text, "queryRef" text, "organisationRef" text, "amountPence" bigint)`,
  )

/** Packages that a provider serves on a day or later: what it will be paid next may take off what it owes. */
export async function countPlaced(
  tx: Read,
  organisationRefs: readonly string[],
  day: Day,
): Promise<Map<string, number>> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string; packages: number }>`
      select organisation_ref as "organisationRef", count(distinct package_ref) as packages from brokerage.v_placement
      where council_id = ${tx.council} and organisation_ref = any (${[...organisationRefs]}::text[]) and (end_day is null or end_day > ${day}::date)
      group by organisation_ref`,
  )
  return new Map(found.map(({ organisationRef, packages }) => [organisationRef, packages]))
}

export const listOpenQueries = (tx: Read, statementRefs: readonly string[]): Promise<OpenQuery[]> =>
  rows(
    tx,
    sql<OpenQuery>`select query_ref as "queryRef", statement_ref as "statementRef" from payments.query
      where council_id = ${tx.council} and statement_ref = any (${[...statementRefs]}::text[]) and settled_at is null
      order by raised_at, query_ref`,
  )

export type Origin = {
  readonly statementRef: string
  readonly from: Day
  readonly to: Day
  readonly visitsPence: Pence
  readonly adjustedPence: Pence
  readonly causes: readonly Cause[]
}

/** What statements are made of, and why they take back what was paid before. */
export const listOrigins = (tx: Read, statementRefs: readonly string[]): Promise<Origin[]> =>
  rows(
    tx,
    sql<Origin>`select s.statement_ref as "statementRef", s.from_day as from, s.to_day as to, s.amount_pence - s.adjusted_pence as "visitsPence",
        s.adjusted_pence as "adjustedPence", (select coalesce(jsonb_agg(distinct a.cause), '[]') from payments.adjustment a
          where a.council_id = s.council_id and a.statement_ref = s.statement_ref and a.amount_pence < 0) as causes
      from payments.statement s where s.council_id = ${tx.council} and s.statement_ref = any (${[...statementRefs]}::text[])
      order by s.statement_ref`,
  )
