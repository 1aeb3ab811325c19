/** What officer and provider both see of a query: the same words, lines and messages; only what surrounds them differs. */
import { counted } from '#src/base/counted.ts'
import { type Day, dayOf, daysBetween, formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import { outcomeTag } from '#src/payments/statements/line-table.page.ts'
import {
  bandOfAge,
  isSettled,
  type Query,
  QUERY_TYPES,
  type QueryState,
  type Side,
  sideOf,
} from '#src/payments/queries/query.ts'
import type { Message, QueriedLine } from '#src/payments/queries/query.store.ts'
import { timeline } from '#src/platform/pages/components.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import type { KeyFact, StatusTag } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

export const QUERY_TAGS: Readonly<Record<QueryState, StatusTag>> = {
  open: { text: 'With the council', colour: 'yellow' },
  answered: { text: 'With the provider', colour: 'blue' },
  agreed: { text: 'Agreed', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
}

/** "3 days late" in red, or the day. */
export const dueCell = (dueDay: Day | null, today: Day): Part => {
  if (dueDay === null) return 'Settled'
  const late = daysBetween(dueDay, today)
  return late > 0 ? bad(html`${shortDay(dueDay)}${small(`${counted(late, 'day')} late`)}`) : shortDay(dueDay)
}

export const queryFacts = (query: Query, provider: string, today: Day): KeyFact[] => [
  { label: 'Provider', value: provider },
  { label: 'About', value: QUERY_TYPES[query.type].text },
  { label: 'Lines', value: query.lines },
  { label: 'Amount in question', value: money(query.amountPence) },
  isSettled(query.state)
    ? { label: 'Settled', value: formatDay(dayOf(query.settledAt ?? query.raisedAt)) }
    : { label: 'Answer due', value: html`${dueCell(query.dueDay, today)}` },
  ...(isSettled(query.state) ? [] : [{ label: 'Open for', value: bandOfAge(dayOf(query.raisedAt), today).text }]),
]

const MOVES: Readonly<Record<Message['move'], string>> = {
  raise: 'Query raised',
  answer: 'Council answered',
  agree: 'Council agreed',
  refuse: 'Council refused',
  reply: 'Provider replied',
  withdraw: 'Provider withdrew the query',
}

/** What both sides said, oldest first. */
export const messagesSection = (messages: readonly Message[]): Html =>
  section(
    'Messages',
    timeline({
      headingLevel: 3,
      items: messages.map((message) => ({
        label: { text: MOVES[message.move] },
        byline: { text: message.byName },
        datetime: { timestamp: message.at.toString(), format: formatInstant(message.at) },
        html: html`${message.words.split(/\r?\n/).map((line, at) => html`${at > 0 && html`<br>`}${line}`)}`,
      })),
    }),
  )

const lineColumns = (visitHref?: (line: QueriedLine) => string): Column<QueriedLine>[] => [
  {
    heading: 'Visit',
    cell: (line) =>
      html`${shortDay(line.day)}, ${formatTime(line.startAt)}${small(line.personRef)}${small(visitHref ? link(line.visitRef, visitHref(line)) : line.visitRef)}`,
  },
  {
    heading: 'What the statement says',
    cell: (line) =>
      html`${line.outcome !== 'paid' && outcomeTag(line.outcome)} ${line.reason}${small(`${line.plannedMinutes} planned, ${line.actualMinutes ?? 'none'} worked, ${line.payableMinutes} payable`)}`,
  },
  { heading: 'Amount', format: 'number', cell: (line) => money(line.amountPence) },
]

const SHOWN_LINES = 100

export const linesSection = (
  query: Query,
  lines: readonly QueriedLine[],
  visitHref?: (line: QueriedLine) => string,
): Html =>
  section(
    'Lines in question',
    lines.length === 0
      ? 'This query names no line of the statement.'
      : html`${dataTable({ caption: 'Lines in question', captionHidden: true, rows: lines, columns: lineColumns(visitHref) })}${
          query.lines > lines.length &&
          html`<p class="govuk-body">The first ${lines.length} of ${query.lines} lines are shown.</p>`
        }`,
  )

export const LINES_SHOWN = { offset: 0, limit: SHOWN_LINES } as const

const WHO: Readonly<Record<Side, string>> = { council: 'The council', provider: 'The provider' }

/** Who has it, by when, and what that does to the money. */
export const standingSentence = (query: Query): Html => {
  const side = sideOf(query.state)
  const paid =
    query.lines === 0
      ? ''
      : side
        ? ' Its lines, where they are not paid yet, are held out of payment until it is settled; all else on the statement is paid.'
        : ' Its lines are no longer held out of payment. What was agreed to change comes as an adjustment on a later statement.'
  return html`<p class="govuk-body">${
    side
      ? `${WHO[side]} has it and answers by ${formatDay(query.dueDay ?? '')}.`
      : `Settled by ${query.settledByName ?? ''}.`
  }${paid}</p>`
}

export const typeChoices = Object.entries(QUERY_TYPES).map(([value, { text, hint }]) => ({ value, text, hint }))
