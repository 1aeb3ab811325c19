/** The prices of a card from a spreadsheet or pasted rows, shown in the table to be looked at and saved there. */
import { readFile } from 'node:fs/promises'
import { CsvFault, type CsvRecord, readCsv } from '#src/base/csv-cells.ts'
import { refuse } from '#src/base/result.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { fileField, hiddenField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { link } from '#src/platform/pages/table.ts'
import { isOldSpreadsheet, isSpreadsheet, readSpreadsheet, type SheetFault } from '#src/platform/spreadsheet.ts'
import { cardPath, crumbs, editCard, findVersion } from '#src/rates/editor/edit-card.page.ts'
import {
  type CardFile,
  gridOfRows,
  keepTwos,
  PRICE_COLUMNS,
  type RowFault,
  rowsOfCard,
} from '#src/rates/editor/price-grid.ts'
import { gridOfSheet } from '#src/rates/editor/price-sheet.ts'
import type { StoredCard } from '#src/rates/rate-card.store.ts'

const importForm = (
  stored: StoredCard,
  text: string,
  csrf: string,
  faults: readonly RowFault[] = [],
  errors: readonly FieldError[] = [],
): Page => ({
  title: `Import prices of ${stored.cardRef}`,
  section: 'contracts',
  errors: [
    ...errors,
    ...faults.slice(0, 50).map(({ row, message, sheet }) => ({
      field: 'text',
      message: sheet === undefined ? `Row ${row}: ${message}` : `Sheet ${sheet}, row ${row}, ${message}`,
    })),
  ],
  breadcrumbs: crumbs(stored.cardRef, 'Import prices'),
  content: html`
    <p class="govuk-body">One price a row, under a first row that names the columns: service, zone, day, from, to and price in pounds; if you need them also skill and per (hour, minute, visit, or hour of two for two workers). ${link('Download the prices of this version in that shape', `${cardPath(stored.cardRef)}/prices.csv?from=${stored.from}`)}, change them in your spreadsheet, and save it as .xlsx or CSV. Of an .xlsx file the first sheet is read; a formula is refused, since what it says is for you to settle.</p>
    ${postForm({
      action: `${cardPath(stored.cardRef)}/import`,
      csrf,
      enctype: 'multipart/form-data',
      content: html`
        ${hiddenField('base', stored.from)}
        ${fileField({ name: 'file', label: 'Spreadsheet of prices (.xlsx or CSV)', accept: '.xlsx,.csv', errors })}
        ${textareaField({ name: 'text', label: 'Or paste the rows', hint: 'You can copy the cells in the spreadsheet and paste them here, with their first row.', value: text, rows: 12, errors: faults.length > 0 ? [{ field: 'text', message: `${faults.length} ${faults.length === 1 ? 'row' : 'rows'} cannot be taken` }] : errors })}
        ${submit('Look at the prices', { href: `${cardPath(stored.cardRef)}/edit?from=${stored.from}` })}`,
    })}`,
})

export async function startPriceImport(visit: Visit): Promise<Reply> {
  const stored = await findVersion(visit)
  return stored ? page(importForm(stored, '', visit.csrf)) : notFound()
}

/** Shows the prices in the table, to be looked at and saved there. */
export async function readPriceImport(visit: Visit): Promise<Reply> {
  const { form, files, csrf } = visit
  const stored = await findVersion(visit)
  if (!stored) return notFound()
  const pasted = String(form['text'] ?? '')
  const bytes = files['file'] && files['file'].bytes > 0 ? await readFile(files['file'].path) : undefined
  if (bytes && (isSpreadsheet(bytes) || isOldSpreadsheet(bytes))) return readSheet(visit, stored, bytes)
  const text = bytes?.toString('utf8') ?? pasted
  if (text.trim() === '') {
    const errors = [{ field: 'text', message: 'Choose a spreadsheet or paste its rows' }]
    return page(importForm(stored, pasted, csrf, [], errors), { status: 400 })
  }
  const records = await recordsOf(text)
  const grid = 'row' in records ? refuse([records]) : gridOfRows(records)
  if (!grid.ok) return page(importForm(stored, text, csrf, grid.error), { status: 400 })
  return editCard(visit, keepTwos(grid.value, stored.card as CardFile))
}

const SHEET_FAULTS: Readonly<Record<SheetFault, string>> = {
  'not a spreadsheet':
    'The file cannot be read as a spreadsheet. Open it in Excel, save it anew as .xlsx, and choose that file',
  'too large': 'The spreadsheet is too large for prices. Copy the prices to a sheet of their own',
  'has a password': 'The file is of an old Excel or has a password. Save it as .xlsx without a password',
  'no sheet': 'The workbook has no sheet that is shown. Put the prices on its first sheet',
}

async function readSheet(visit: Visit, stored: StoredCard, bytes: Buffer): Promise<Reply> {
  const { csrf } = visit
  const sheet = readSpreadsheet(bytes)
  if (!sheet.ok) {
    const errors = [{ field: 'file', message: SHEET_FAULTS[sheet.error] }]
    return page(importForm(stored, '', csrf, [], errors), { status: 400 })
  }
  const grid = gridOfSheet(sheet.value)
  if (!grid.ok) return page(importForm(stored, '', csrf, grid.error), { status: 400 })
  return editCard(visit, keepTwos(grid.value, stored.card as CardFile))
}

async function recordsOf(text: string): Promise<readonly CsvRecord[] | RowFault> {
  try {
    return await Array.fromAsync(readCsv([asCommas(text)]))
  } catch (fault) {
    if (fault instanceof CsvFault) return { row: fault.line, message: fault.message }
    throw fault
  }
}

/** Cells copied out of a spreadsheet stand between tabs. */
function asCommas(text: string): string {
  const [first = ''] = text.split('\n', 1)
  if (!first.includes('\t') || first.includes(',')) return text
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(quoted).join(','))
    .join('\n')
}

export async function pricesCsv(visit: Visit): Promise<Reply> {
  const stored = await findVersion(visit)
  if (!stored) return notFound()
  return csvFile(`${stored.cardRef}-${stored.from}.csv`, [...PRICE_COLUMNS], rowsOfCard(stored.card as CardFile))
}
