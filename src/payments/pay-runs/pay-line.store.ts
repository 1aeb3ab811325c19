import { isoOf, microsOf } from '#src/base/moment.ts'
import { type Totals, TOTALS } from '#src/payments/pay-runs/pay-run.store.ts'
import type { PayLine, PayRun } from '#src/payments/pay-runs/pay-run.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export const LINE_COLUMNS = [
  'day',
  'visit_ref',
  'pay_run_ref',
  'organisation_ref',
  'person_ref',
  'package_ref',
  'contract_ref',
  'card_ref',
  'card_from',
  'start_at',
  'outcome',
  'planned_minutes',
  'actual_minutes',
  'payable_minutes',
  'workers_paid',
  'pence_per_hour',
  'amount_pence',
  'reason',
] as const

export const insertDraftLines = (tx: Write, payRunRef: string, lines: readonly PayLine[]): Promise<number> =>
  insertMany(
    tx,
    'payments.line',
    ['council_id', ...LINE_COLUMNS],
    lines.map((line) => [
      tx.council,
      line.day,
      line.visitRef,
      payRunRef,
      line.organisationRef,
      line.personRef,
      line.packageRef,
      line.contractRef,
      line.cardRef,
      line.cardFrom,
      isoOf(microsOf(line.startAt)),
      line.outcome,
      line.plannedMinutes,
      line.actualMinutes,
      line.payableMinutes,
      line.workersPaid,
      line.pencePerHour,
      line.amountPence,
      line.reason,
    ]),
  )

/** A posted line never changes: `verify` holds every statement's rows to the hash that was recorded when they were posted. */
export const PAY_LINES: ChunkedTable = {
  fact: 'payments.lines-posted',
  by: 'statement_ref',
  table: 'payments.pay_line',
  columns: ['statement_ref', ...LINE_COLUMNS],
  order: ['day', 'visit_ref'],
}

/** The providers of a run whose lines or adjustments are still drafts and are to be posted. */
export async function listToPost(tx: Read, payRunRef: string): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string }>`
      (select organisation_ref as "organisationRef" from payments.line
          where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and outcome <> 'query'
        union select organisation_ref from payments.draft_adjustment
          where council_id = ${tx.council} and pay_run_ref = ${payRunRef})
      except select organisation_ref from payments.statement
        where council_id = ${tx.council} and pay_run_ref = ${payRunRef} order by 1`,
  )
  return found.map(({ organisationRef }) => organisationRef)
}

/** What the lines of a statement come to. */
export type LineTotals = Omit<Totals, 'adjustments' | 'adjustedPence'>

/** What a provider's statement comes to. What is in query stays out of it, and a later run finds it again. */
export async function totalLines(tx: Write, run: PayRun, organisationRef: string): Promise<LineTotals> {
  await rows(
    tx,
    sql`delete from payments.line where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef}
      and organisation_ref = ${organisationRef} and outcome = 'query'`,
  )
  const [totals] = await rows(
    tx,
    sql<LineTotals>`select ${TOTALS} from payments.line
      where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} and organisation_ref = ${organisationRef}`,
  )
  if (!totals) throw new Error(`the lines of ${organisationRef} have no totals`)
  return totals
}

/** A statement's total is that of its lines and its adjustments. From here on the provider's lines of the run are posted. */
export const insertStatement = (
  tx: Write,
  run: PayRun,
  organisationRef: string,
  statementRef: string,
  totals: Totals,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.statement (council_id, statement_ref, pay_run_ref, organisation_ref, from_day, to_day, approved_at,
        visits, missed, one_worker, payable_minutes, amount_pence, adjustments, adjusted_pence)
      values (${tx.council}, ${statementRef}, ${run.payRunRef}, ${organisationRef}, ${run.from}, ${run.to}, ${tx.now},
        ${totals.visits}, ${totals.missed}, ${totals.oneWorker}, ${totals.payableMinutes}, ${totals.amountPence},
        ${totals.adjustments}, ${totals.adjustedPence})`,
  )

/** Of a run that is posted, what was in query of providers of whom it posts nothing else. */
export const deleteQueryLines = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`delete from payments.line where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and outcome = 'query'`,
  )

export const deleteDraftLines = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(tx, sql`delete from payments.line where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`)
