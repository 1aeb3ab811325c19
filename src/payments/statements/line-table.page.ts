import { addDays, formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import { divideHalfUp, formatPence, type Pence } from '#src/base/money.ts'
import type { LineOutcome, PayLine } from '#src/payments/pay-runs/pay-run.ts'
import type { Statement } from '#src/payments/statements/statement.store.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { TagColour } from '#src/platform/pages/page.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { type Column, link, money, shortDay, small, statementTable } from '#src/platform/pages/table.ts'

const OUTCOMES: Record<LineOutcome, { text: string; colour: TagColour }> = {
  paid: { text: 'Paid', colour: 'green' },
  one_worker: { text: 'One worker', colour: 'yellow' },
  missed: { text: 'Missed', colour: 'red' },
  query: { text: 'In query', colour: 'blue' },
  on_account: { text: 'On account', colour: 'purple' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
  block: { text: 'Block hours', colour: 'purple' },
}

export const outcomeTag = (outcome: LineOutcome): Html => statusTag(OUTCOMES[outcome])

/** How a visit's line may come out; a cancelled visit has none. */
export const outcomeChoices = Object.entries(OUTCOMES)
  .map(([value, { text }]) => ({ value, text }))
  .filter(({ value }) => value !== 'cancelled')

export const minutesWords = (line: PayLine): string =>
  line.outcome === 'block'
    ? `${hoursWords(line.plannedMinutes)} bought, ${hoursWords(line.actualMinutes ?? 0)} used`
    : `${line.plannedMinutes} planned, ${line.actualMinutes ?? 'none'} worked, ${line.payableMinutes} payable`

export const hoursWords = (minutes: number): string =>
  `${(minutes / 60).toLocaleString('en-GB', { maximumFractionDigits: 1 })} hours`

/** Where a line's visit leads, and what stands before its sentence. */
export type LineMarks<Line> = {
  readonly visitHref?: (line: Line) => string
  readonly mark?: (visitRef: string) => Html | undefined
}

/** Where a band, a share or travel makes up the price, the card's price of an hour beside it would mislead: the sentence tells. */
export const isByTheHour = ({ pencePerHour, payableMinutes, workersPaid, amountPence }: PayLine): boolean =>
  pencePerHour !== null && divideHalfUp(pencePerHour * payableMinutes * workersPaid, 60) === amountPence

/** Whose line it is: a visit's, or that of a week of a contract's block. */
export const lineOf = ({
  outcome,
  day,
  startAt,
  personRef,
  contractRef,
}: Pick<PayLine, 'outcome' | 'day' | 'startAt' | 'personRef' | 'contractRef'>): Html =>
  outcome === 'block'
    ? html`Week to ${shortDay(day)}${small(contractRef)}`
    : html`${shortDay(day)}, ${formatTime(startAt)}${small(personRef)}`

/** A visit's line: everyone who may see it gets these figures and this sentence. */
export const lineColumns = (more: LineMarks<PayLine> = {}): Column<PayLine>[] => [
  {
    heading: 'Visit',
    cell: lineOf,
  },
  {
    heading: 'Why',
    cell: (line) =>
      html`${more.mark?.(line.visitRef)}${line.outcome !== 'paid' && outcomeTag(line.outcome)} ${line.reason}${small(minutesWords(line))}${small(more.visitHref && line.outcome !== 'block' ? link(line.visitRef, more.visitHref(line)) : line.visitRef)}`,
  },
  {
    heading: 'Amount',
    format: 'number',
    cell: (line) =>
      html`${money(line.amountPence)}${isByTheHour(line) && small(html`${money(line.pencePerHour ?? 0)} an hour`)}`,
  },
]

export const linesTable = (
  caption: string,
  lines: readonly PayLine[],
  more?: { visitHref?: (line: PayLine) => string },
): Html => statementTable({ caption, rows: lines, columns: lineColumns(more) })

export const CSV_HEADER = [
  'visit_ref',
  'day',
  'start',
  'person_ref',
  'package_ref',
  'contract_ref',
  'rate_card',
  'outcome',
  'planned_minutes',
  'actual_minutes',
  'payable_minutes',
  'workers_paid',
  'pence_per_hour',
  'amount_pence',
  'reason',
  'line',
  'cause',
  'posted_pence',
  'owed_pence',
]

/** A visit's line in a statement's file; its amount adds up with those of the adjustments to the statement's total. */
export const csvRow = (line: PayLine) => [
  line.visitRef,
  line.day,
  line.startAt.toString(),
  line.personRef,
  line.packageRef,
  line.contractRef,
  line.cardRef,
  line.outcome,
  line.plannedMinutes,
  line.actualMinutes,
  line.payableMinutes,
  line.workersPaid,
  line.pencePerHour,
  line.amountPence,
  line.reason,
  line.outcome === 'block' ? 'block' : 'visit',
  null,
  null,
  line.amountPence,
]

/** "1 October 2026 to 31 October 2026" of a period that ends before `to`. */
export const periodWords = ({ from, to }: { from: string; to: string }): string =>
  `${formatDay(from)} to ${formatDay(addDays(to, -1))}`

export const statementFacts = (statement: Statement, providerName: string) => [
  { label: 'Provider', value: providerName },
  { label: 'Visits', value: statement.visits.toLocaleString('en-GB') },
  { label: 'Time paid', value: hoursWords(statement.payableMinutes) },
  statement.adjustments > 0 && { label: 'Adjustments', value: money(statement.adjustedPence) },
  { label: 'Total', value: money(statement.amountPence) },
]

/** How many of them, as a number of a sentence. */
export const countOf = (count: number, one: string): string =>
  `${count.toLocaleString('en-GB')} ${one}${count === 1 ? '' : 's'}`

export const statementSentence = (statement: Statement, blocks = 0): Html => {
  const lines = formatPence((statement.amountPence - statement.adjustedPence) as Pence)
  return html`<p class="govuk-body">${lines} for ${countOf(statement.visits, 'visit')}${blocks > 0 && ` and ${countOf(blocks, 'week')} of block hours`} from ${periodWords(statement)}, approved ${formatInstant(
    statement.approvedAt,
  )}. ${statement.missed + statement.oneWorker > 0 && `${statement.missed} missed, ${statement.oneWorker} with one worker of two. `}Each visit is priced once, by the rule of its rate card; the total is the sum of the lines.</p>
  ${
    statement.adjustments > 0 &&
    html`<p class="govuk-body">${formatPence(statement.adjustedPence)} in ${countOf(statement.adjustments, 'adjustment')} to earlier statements, because something of a visit was changed or known later. Together ${formatPence(statement.amountPence)}.</p>`
  }`
}
