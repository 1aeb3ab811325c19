import { type Adjustment, CAUSES } from '#src/payments/adjustments/adjustment.ts'
import { csvRow, lineOf, type LineMarks, minutesWords } from '#src/payments/statements/line-table.page.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { type Column, link, money, small, statementTable } from '#src/platform/pages/table.ts'

type VisitHref = (line: { visitRef: string }) => string

/** What was posted for a visit after its line: everyone who may see it gets these figures and this sentence. */
export const adjustmentColumns = (more: LineMarks<{ visitRef: string }> = {}): Column<Adjustment>[] => [
  {
    heading: 'Visit',
    cell: lineOf,
  },
  {
    heading: 'Why',
    cell: (one) =>
      html`${more.mark?.(one.visitRef)}${statusTag({ text: CAUSES[one.cause], colour: 'blue' })} ${one.reason}${small(minutesWords(one))}${small(more.visitHref && one.outcome !== 'block' ? link(one.visitRef, more.visitHref(one)) : one.visitRef)}`,
  },
  {
    heading: 'Difference',
    format: 'number',
    cell: (one) =>
      html`${money(one.amountPence)}${small(html`${money(one.owedPence)} due`)}${small(html`${money(one.postedPence)} paid before`)}`,
  },
]

export const adjustmentsTable = (
  caption: string,
  adjustments: readonly Adjustment[],
  more?: { visitHref?: VisitHref },
): Html => statementTable({ caption, rows: adjustments, columns: adjustmentColumns(more) })

/** An adjustment as a line of a statement's file: its amount is the difference. */
export const adjustmentCsvRow = (one: Adjustment) => [
  ...csvRow(one).slice(0, -4),
  'adjustment',
  one.cause,
  one.postedPence,
  one.owedPence,
]
