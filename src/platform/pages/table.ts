import { grouped } from '#src/base/counted.ts'
import { type Day, formatShortDay } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'

/** A column of a table: what its cells show of a row. */
export type Column<Row> = {
  heading: string
  cell: (row: Row) => Part
  /** 'number' is right-aligned with figures of one width: money, counts, hours. A count is told in thousands. */
  format?: 'number'
  /** The key by which the server sorts: the heading becomes a link that sets ?sort=key or ?sort=-key. */
  sort?: string
  /** Shown in the line of totals under the table. */
  total?: Part
}

export type DataTable<Row> = {
  /** Says what the table holds; read out, and shown unless hidden. */
  caption: string
  captionHidden?: boolean
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Shown instead of a table without rows. */
  empty?: Part
  classes?: string
  /** On a phone each row is a block, every value after its heading, instead of a table that scrolls sideways: so with more than three columns. */
  folds?: boolean
}

/** How the headings of a sorted table lead to its other orders. */
export type Sorting = { key: string; descending: boolean; href: (sort: string) => string }

const ARROWS = html`<svg class="almoner-sort" width="10" height="16" viewBox="0 0 10 16" aria-hidden="true" focusable="false"><path class="almoner-sort__up" d="M5 2 8.500 7h-7z"/><path class="almoner-sort__down" d="M5 14 1.500 9h7z"/></svg>`

const numeric = (column: { format?: 'number' }, part: string): string =>
  column.format === 'number' ? ` govuk-table__${part}--numeric` : ''

function headingCell<Row>(column: Column<Row>, sorting: Sorting | undefined, folds: boolean): Html {
  const classes = `govuk-table__header${numeric(column, 'header')}`
  if (!sorting || column.sort === undefined)
    return html`<th scope="col"${folds && html` role="columnheader"`} class="${classes}">${column.heading}</th>`
  const current = sorting.key === column.sort
  const direction = !current ? 'none' : sorting.descending ? 'descending' : 'ascending'
  const next = current && !sorting.descending ? `-${column.sort}` : column.sort
  return html`<th scope="col"${folds && html` role="columnheader"`} class="${classes}" aria-sort="${direction}"><a class="govuk-link govuk-link--no-visited-state govuk-link--no-underline almoner-sort-link" href="${sorting.href(next)}">${column.heading}${ARROWS}</a></th>`
}

/** A table that scrolls sideways in a frame of its own when the screen is narrow; `first` is a column of boxes to tick. */
export function dataTable<Row>(
  table: DataTable<Row>,
  sorting?: Sorting,
  first?: { heading: Html; cell: (row: Row) => Html },
): Html {
  if (table.rows.length === 0) return html`<p class="govuk-body">${table.empty ?? 'Nothing to show.'}</p>`
  const { columns, folds = table.columns.length > 3 } = table
  const hasTotals = columns.some((column) => column.total !== undefined)
  return html`<div class="almoner-scroll" role="region" aria-label="${table.caption}" tabindex="0">
<table class="govuk-table${folds && ' almoner-folds'}${table.classes ? ` ${table.classes}` : ''}"${folds && ROLES.table}${first && SELECTS}>
<caption class="govuk-table__caption ${table.captionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption--s'}">${table.caption}</caption>
<thead class="govuk-table__head"${folds && ROLES.group}><tr class="govuk-table__row"${folds && ROLES.row}>${first?.heading}${columns.map((column) => headingCell(column, sorting, folds))}</tr></thead>
<tbody class="govuk-table__body"${folds && ROLES.group}>
${table.rows.map(
  (row) =>
    html`<tr class="govuk-table__row"${folds && ROLES.row}>${first?.cell(row)}${columns.map((column) => bodyCell(column, column.cell(row), folds))}</tr>\n`,
)}</tbody>
${hasTotals && html`<tfoot class="almoner-totals"${folds && ROLES.group}><tr class="govuk-table__row"${folds && ROLES.row}>${first && html`<td class="govuk-table__cell"></td>`}${columns.map((column) => bodyCell(column, column.total, folds))}</tr></tfoot>`}
</table>
</div>`
}

const SELECTS = html` data-module="moj-multi-select"`

/** Browsers forget that what is shown as blocks is a table: those who hear the page are told. */
const ROLES = { table: html` role="table"`, group: html` role="rowgroup"`, row: html` role="row"` }

const bodyCell = (column: { heading: string; format?: 'number' }, content: Part, folds: boolean): Html =>
  html`<td class="govuk-table__cell${numeric(column, 'cell')}"${folds && html` role="cell" data-heading="${column.heading}"`}>${typeof content === 'number' ? grouped(content) : content}</td>`

/** The lines of a statement with their totals: figures of one width, and a row is never torn over two sheets. */
export const statementTable = <Row>(table: DataTable<Row>): Html =>
  dataTable({ folds: true, ...table, classes: `almoner-statement ${table.classes ?? ''}`.trim() })

/** An amount that never breaks over two lines; a debit keeps its minus. */
export const money = (amount: Pence | undefined): Html =>
  amount === undefined ? html`` : html`<span class="almoner-money">${formatPence(amount)}</span>`

/** "21 Nov 2026" on one line: the short form for the cells of a table only. */
export const shortDay = (day: Day): Html =>
  html`<time class="almoner-day-short" datetime="${day}">${formatShortDay(day)}</time>`

/** Red and words: what is over, late or missing. */
export const bad = (words: Part): Html => html`<strong class="almoner-bad">${words}</strong>`

/** A second, smaller line in a cell. */
export const small = (words: Part): Html => html`<span class="almoner-small">${words}</span>`

export const link = (text: Part, href: string): Html => html`<a class="govuk-link" href="${href}">${text}</a>`
