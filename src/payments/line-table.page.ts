import { addDays, formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import type { PayLine } from '#src/payments/pay-run.ts'
import type { Statement } from '#src/payments/statement.store.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { TagColour } from '#src/platform/pages/page.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { type Column, link, money, shortDay, small, statementTable } from '#src/platform/pages/table.ts'
import type { Outcome } from '#src/rates/index.ts'

const OUTCOMES: Record<Outcome, { text: string; colour: TagColour }> = {
  paid: { text: 'Paid', colour: 'green' },
  one_worker: { text: 'One worker', colour: 'yellow' },
  missed: { text: 'Missed', colour: 'red' },
  query: { text: 'In query', colour: 'blue' },
}

export const outcomeTag = (outcome: Outcome): Html => statusTag(OUTCOMES[outcome])

export const outcomeChoices = Object.entries(OUTCOMES).map(([value, { text }]) => ({ value, text }))

export const minutesWords = (line: PayLine): string =>
  `${line.plannedMinutes} planned, ${line.actualMinutes ?? 'none'} worked, ${line.payableMinutes} payable`

/** A visit's line: everyone who may see it gets these figures and this sentence. */
export const lineColumns = (more: { visitHref?: (line: PayLine) => string } = {}): Column<PayLine>[] => [
  {
    heading: 'Visit',
    cell: (line) => html`${shortDay(line.day)}, ${formatTime(line.startAt)}${small(line.personRef)}`,
  },
  {
    heading: 'Why',
    cell: (line) =>
      html`${line.outcome !== 'paid' && outcomeTag(line.outcome)} ${line.reason}${small(minutesWords(line))}${small(more.visitHref ? link(line.visitRef, more.visitHref(line)) : line.visitRef)}`,
  },
  {
    heading: 'Amount',
    format: 'number',
    cell: (line) =>
      html`${money(line.amountPence)}${line.pencePerHour !== null && small(html`${money(line.pencePerHour)} an hour`)}`,
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
]

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
]

/** "1 October 2026 to 31 October 2026" of a period that ends before `to`. */
export const periodWords = ({ from, to }: { from: string; to: string }): string =>
  `${formatDay(from)} to ${formatDay(addDays(to, -1))}`

export const hoursWords = (minutes: number): string =>
  `${(minutes / 60).toLocaleString('en-GB', { maximumFractionDigits: 1 })} hours`

export const statementFacts = (statement: Statement, providerName: string) => [
  { label: 'Provider', value: providerName },
  { label: 'Visits', value: statement.visits.toLocaleString('en-GB') },
  { label: 'Time paid', value: hoursWords(statement.payableMinutes) },
  { label: 'Total', value: money(statement.amountPence) },
]

export const statementSentence = (statement: Statement): Html =>
  html`<p class="govuk-body">${formatPence(statement.amountPence as Pence)} for ${statement.visits.toLocaleString('en-GB')} visits from ${periodWords(
    statement,
  )}, approved ${formatInstant(statement.approvedAt)}. ${statement.missed} missed, ${statement.oneWorker} with one worker of two. Each visit is priced once, by the rule of its rate card; the total is the sum of the lines.</p>`
