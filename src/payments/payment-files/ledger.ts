/** The lines of a payment file for the council's ledger: which columns, in which order and under which headings, is the council's. */
import { addDays, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'

export type LedgerLine = {
  readonly paymentFileRef: string
  readonly payDay: Day
  readonly organisationRef: string
  readonly providerName: string
  readonly reference: string
  readonly statementRef: string
  readonly queryRef: string
  readonly from: Day
  readonly to: Day
  readonly amountPence: Pence
}

const COLUMNS: Readonly<Record<string, (line: LedgerLine) => string | number>> = {
  payment_file: (line) => line.paymentFileRef,
  payment_date: (line) => line.payDay,
  provider_ref: (line) => line.organisationRef,
  provider_name: (line) => line.providerName,
  reference: (line) => line.reference,
  statement_ref: (line) => line.statementRef,
  query_ref: (line) => line.queryRef,
  period_from: (line) => line.from,
  period_to: (line) => addDays(line.to, -1),
  amount: (line) => line.amountPence / 100,
  amount_pence: (line) => line.amountPence,
}

export type LedgerColumn = { readonly code: string; readonly label: string }

/** A column that the council named and that does not exist stays empty: a ledger may want a place for it. */
export const ledgerRows = (
  columns: readonly LedgerColumn[],
  lines: readonly LedgerLine[],
): { header: string[]; rows: (string | number)[][] } => ({
  header: columns.map(({ label }) => label),
  rows: lines.map((line) => columns.map(({ code }) => COLUMNS[code]?.(line) ?? '')),
})
