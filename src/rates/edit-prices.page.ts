import { readFile } from 'node:fs/promises'
import { CsvFault, type CsvRecord, readCsv } from '#src/base/csv-cells.ts'
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { refuse } from '#src/base/result.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { isOldSpreadsheet, isSpreadsheet, readSpreadsheet, type SheetFault } from '#src/platform/spreadsheet.ts'
import { button, input, select } from '#src/platform/pages/components.ts'
import {
  dayField,
  fieldId,
  fileField,
  hiddenField,
  postForm,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import type { CardRefusal } from '#src/rates/commands.ts'
import { proposeCard } from '#src/rates/proposals/proposal-commands.ts'
import { proposalPath } from '#src/rates/proposals/waiting.page.ts'
import {
  type CardFile,
  cardOfGrid,
  type Grid,
  gridOfCard,
  gridOfRows,
  type GridColumn,
  PERS,
  PRICE_COLUMNS,
  type RowFault,
  rowsOfCard,
  timeOf,
  withColumn,
  withRow,
} from '#src/rates/price-grid.ts'
import { gridOfSheet } from '#src/rates/price-sheet.ts'
import { dayWords, timesWords } from '#src/rates/price-words.page.ts'
import { DAY_KINDS } from '#src/rates/rate-card.ts'
import { listVersions, type StoredCard } from '#src/rates/rate-card.store.ts'

const pathOf = (cardRef: string): string => `/rate-cards/${encodeURIComponent(cardRef)}`

const crumbs = (cardRef: string, last: string) => [
  { text: 'Contracts', href: '/contracts' },
  { text: 'Rate cards', href: '/rate-cards' },
  { text: cardRef, href: pathOf(cardRef) },
  { text: last },
]

/** The version that is edited: the one asked for, else the one that holds today, else the next. */
async function findVersion({ actor, shell, params, query, form }: Visit): Promise<StoredCard | undefined> {
  const cardRef = params['ref'] ?? ''
  const versions = await shell.read(actor, (tx) => listVersions(tx, cardRef))
  const today = dayOf(shell.now())
  const asked = chosen(form, 'base')[0] ?? chosen(query, 'from')[0]
  return (
    versions.find((version) => version.from === asked) ??
    versions.find((version) => version.from <= today) ??
    versions.at(0)
  )
}

type Typed = {
  readonly name: string
  readonly from: Day | TypedDay | undefined
  readonly reason: string
  readonly grid: Grid
}

export async function editPrices(visit: Visit): Promise<Reply> {
  const stored = await findVersion(visit)
  if (!stored) return notFound()
  const grid = gridOfCard(stored.card as CardFile)
  return page(editForm(stored, { name: stored.name, from: undefined, reason: '', grid }, visit.csrf))
}

const editForm = (stored: StoredCard, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: `Edit the prices of ${stored.cardRef}`,
  section: 'contracts',
  wide: true,
  errors,
  breadcrumbs: crumbs(stored.cardRef, 'Edit prices'),
  actions: [
    {
      text: 'Import from a spreadsheet',
      kind: 'secondary',
      href: `${pathOf(stored.cardRef)}/import?from=${stored.from}`,
    },
  ],
  content: postForm({
    action: `${pathOf(stored.cardRef)}/edit`,
    csrf,
    content: html`
      <p class="govuk-body">You start from the version of ${formatDay(stored.from)}. Saving makes a new version; the one before stays as it was. What is not in this table (the rule for minutes, prices of lengths, travel) is taken over.</p>
      ${hiddenField('base', stored.from)}
      ${hiddenField('columns', typed.grid.columns.length)}
      ${hiddenField('rows', typed.grid.rows.length)}
      ${section('Kinds of day and times', columnsTable(typed.grid, errors))}
      ${section('Prices in pounds', pricesTable(typed.grid, errors))}
      <div class="govuk-button-group">
        ${button({ text: 'Add a row', classes: 'govuk-button--secondary', name: 'do', value: 'row' })}
        ${button({ text: 'Add a kind of day or time', classes: 'govuk-button--secondary', name: 'do', value: 'column' })}
      </div>
      ${dayField({ name: 'from', label: 'First day of the new version', ...(typed.from === undefined ? {} : { value: typed.from }), errors })}
      ${textField({ name: 'name', label: 'Name', value: typed.name, width: 30, errors })}
      ${textareaField({ name: 'reason', label: 'Why, if days that have passed or a version with an end change (optional)', hint: 'Visits of those days that are paid already are rated again.', rows: 2, value: typed.reason, errors })}
      ${submit('Save as a new version', { href: `${pathOf(stored.cardRef)}?from=${stored.from}` })}`,
  }),
})

const NO_MARGIN = { classes: 'govuk-!-margin-bottom-0' }

type CellField = { name: string; label: string; value: string; width?: 4 | 5 | 10; errors: readonly FieldError[] }

const cellField = ({ name, label, value, width, errors }: CellField): Html => {
  const error = errors.find(({ field }) => field === name)
  return input({
    id: fieldId(name),
    name,
    value,
    label: { text: label, classes: 'govuk-visually-hidden' },
    classes: `govuk-input--width-${width ?? 5}`,
    formGroup: NO_MARGIN,
    errorMessage: error && { text: error.message },
  })
}

const cellSelect = (field: CellField & { choices: readonly { value: string; text: string }[] }): Html => {
  const error = field.errors.find((one) => one.field === field.name)
  return select({
    id: fieldId(field.name),
    name: field.name,
    label: { text: field.label, classes: 'govuk-visually-hidden' },
    formGroup: NO_MARGIN,
    errorMessage: error && { text: error.message },
    items: field.choices.map((choice) => ({ ...choice, selected: choice.value === field.value })),
  })
}

/** A, B, C …: what a column is called in both tables. */
const letterOf = (index: number): string => String.fromCharCode(65 + (index % 26))

const columnsTable = ({ columns }: Grid, errors: readonly FieldError[]): Html =>
  dataTable({
    caption: 'Kinds of day and times',
    captionHidden: true,
    folds: true,
    rows: columns.map((column, index) => ({ column, index })),
    columns: [
      { heading: 'Column', cell: ({ index }) => letterOf(index) },
      {
        heading: 'Days',
        cell: ({ column, index }) =>
          cellSelect({
            ...{ name: `column-${index}-day`, label: `Days of column ${letterOf(index)}`, value: column.day, errors },
            choices: DAY_KINDS.map((value) => ({ value, text: dayWords(value) })),
          }),
      },
      {
        heading: 'From',
        cell: ({ column, index }) =>
          cellField({
            name: `column-${index}-from`,
            label: `From, column ${letterOf(index)}`,
            value: column.from,
            errors,
          }),
      },
      {
        heading: 'To',
        cell: ({ column, index }) =>
          cellField({ name: `column-${index}-to`, label: `To, column ${letterOf(index)}`, value: column.to, errors }),
      },
    ],
  })

function columnWords(column: GridColumn, index: number): string {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  const [from, to] = [timeOf(column.from), timeOf(column.to)]
  return `${letterOf(index)}: ${dayWords(column.day)}, ${timesWords({ from: minutes(from), to: minutes(to) }).toLowerCase()}`
}

function pricesTable({ columns, rows }: Grid, errors: readonly FieldError[]): Html {
  type Row = { row: (typeof rows)[number]; index: number }
  const text = (key: 'service' | 'zone' | 'skill', label: string) => ({
    heading: label,
    cell: ({ row, index }: Row) =>
      cellField({
        name: `row-${index}-${key}`,
        label: `${label} of row ${index + 1}`,
        value: row[key],
        width: 10,
        errors,
      }),
  })
  return dataTable({
    caption: 'Prices in pounds',
    captionHidden: true,
    folds: true,
    rows: rows.map((row, index) => ({ row, index })),
    columns: [
      text('service', 'Service'),
      text('zone', 'Zone'),
      text('skill', 'Skill (if any)'),
      {
        heading: 'Price of',
        cell: ({ row, index }: Row) =>
          cellSelect({
            ...{ name: `row-${index}-per`, label: `What row ${index + 1} prices`, value: row.per, errors },
            choices: PERS.map((value) => ({ value, text: value === 'hour' ? 'An hour' : `A ${value}` })),
          }),
      },
      ...columns.map((column, across) => ({
        heading: columnWords(column, across),
        cell: ({ row, index }: Row) =>
          cellField({
            name: `cell-${index}-${across}`,
            label: `Price of row ${index + 1}, ${row.service} ${row.zone}, column ${letterOf(across)}`,
            value: row.cells[across] ?? '',
            errors,
          }),
      })),
    ],
  })
}

/** More than any council has; past it the form was not ours. */
const MOST_ROWS = 300
const MOST_COLUMNS = 26

function typedGrid(form: Visit['form']): Grid {
  const text = (name: string): string => String(form[name] ?? '')
  const count = (name: string, most: number): number => Math.min(most, Math.max(0, Math.trunc(Number(text(name)) || 0)))
  const columns = Array.from({ length: count('columns', MOST_COLUMNS) }, (_, i) => ({
    ...{ day: text(`column-${i}-day`), from: text(`column-${i}-from`), to: text(`column-${i}-to`) },
  }))
  const rows = Array.from({ length: count('rows', MOST_ROWS) }, (_, i) => ({
    ...{ service: text(`row-${i}-service`), zone: text(`row-${i}-zone`), skill: text(`row-${i}-skill`) },
    per: PERS.find((per) => per === text(`row-${i}-per`)) ?? ('hour' as const),
    cells: columns.map((_column, across) => text(`cell-${i}-${across}`)),
  }))
  return { columns, rows }
}

export async function postPrices(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const stored = await findVersion(visit)
  if (!stored) return notFound()
  const grid = typedGrid(form)
  const typed: Typed = {
    ...{ name: String(form['name'] ?? '').trim(), reason: String(form['reason'] ?? '').trim() },
    ...{ from: typedDay(form, 'from'), grid },
  }
  if (form['do'] === 'row') return page(editForm(stored, { ...typed, grid: withRow(grid) }, csrf))
  if (form['do'] === 'column') return page(editForm(stored, { ...typed, grid: withColumn(grid) }, csrf))
  const again = (errors: readonly FieldError[]) => page(editForm(stored, typed, csrf, errors), { status: 400 })
  const from = readDay(form, 'from')
  const made = cardOfGrid({ ...(stored.card as CardFile), ...(from.ok ? { from: from.value } : {}), to: null }, grid)
  const errors: FieldError[] = [
    ...(made.ok ? [] : made.error),
    ...(from.ok ? [] : [{ field: 'from', message: 'Enter the first day of the new version, for example 6 4 2027' }]),
    ...(typed.name === '' ? [{ field: 'name', message: 'Enter a name for the rate card' }] : []),
  ]
  if (errors.length > 0 || !made.ok) return again(errors)
  const text = JSON.stringify(made.value.file, null, 1)
  const proposed = await proposeCard(shell, actor, { name: typed.name, text, reason: typed.reason })
  if (!proposed.ok) return again(refusalErrors(proposed.error))
  return seeOther(proposalPath(proposed.value.proposalRef), 'Proposed. Another officer approves the prices.')
}

/** What the books say against a version, at the field that cures it. */
function refusalErrors(refusal: CardRefusal): FieldError[] {
  switch (refusal.why) {
    case 'another version holds then':
      return [
        {
          field: 'from',
          message:
            'Another version of this card holds on some of these days. Choose a later day, or say why if the new version is to stand in its place',
        },
      ]
    case 'days that have passed need a reason':
      return [{ field: 'reason', message: 'Enter why prices of days that have passed change' }]
    case 'the card has faults':
      return refusal.faults.slice(0, 20).map(({ text }) => ({ field: 'from', message: text }))
  }
}

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
    <p class="govuk-body">One price a row, under a first row that names the columns: service, zone, day, from, to and price in pounds; if you need them also skill and per (hour, minute or visit). ${link('Download the prices of this version in that shape', `${pathOf(stored.cardRef)}/prices.csv?from=${stored.from}`)}, change them in your spreadsheet, and save it as .xlsx or CSV. Of an .xlsx file the first sheet is read; a formula is refused, since what it says is for you to settle.</p>
    ${postForm({
      action: `${pathOf(stored.cardRef)}/import`,
      csrf,
      enctype: 'multipart/form-data',
      content: html`
        ${hiddenField('base', stored.from)}
        ${fileField({ name: 'file', label: 'Spreadsheet of prices (.xlsx or CSV)', accept: '.xlsx,.csv', errors })}
        ${textareaField({ name: 'text', label: 'Or paste the rows', hint: 'You can copy the cells in the spreadsheet and paste them here, with their first row.', value: text, rows: 12, errors: faults.length > 0 ? [{ field: 'text', message: `${faults.length} ${faults.length === 1 ? 'row' : 'rows'} cannot be taken` }] : errors })}
        ${submit('Look at the prices', { href: `${pathOf(stored.cardRef)}/edit?from=${stored.from}` })}`,
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
  if (bytes && (isSpreadsheet(bytes) || isOldSpreadsheet(bytes))) return readSheet(stored, bytes, csrf)
  const text = bytes?.toString('utf8') ?? pasted
  if (text.trim() === '') {
    const errors = [{ field: 'text', message: 'Choose a spreadsheet or paste its rows' }]
    return page(importForm(stored, pasted, csrf, [], errors), { status: 400 })
  }
  const records = await recordsOf(text)
  const grid = 'row' in records ? refuse([records]) : gridOfRows(records)
  if (!grid.ok) return page(importForm(stored, text, csrf, grid.error), { status: 400 })
  return page(editForm(stored, { name: stored.name, from: undefined, reason: '', grid: grid.value }, csrf))
}

const SHEET_FAULTS: Readonly<Record<SheetFault, string>> = {
  'not a spreadsheet':
    'The file cannot be read as a spreadsheet. Open it in Excel, save it anew as .xlsx, and choose that file',
  'too large': 'The spreadsheet is too large for prices. Copy the prices to a sheet of their own',
  'has a password': 'The file is of an old Excel or has a password. Save it as .xlsx without a password',
  'no sheet': 'The workbook has no sheet that is shown. Put the prices on its first sheet',
}

function readSheet(stored: StoredCard, bytes: Buffer, csrf: string): Reply {
  const sheet = readSpreadsheet(bytes)
  if (!sheet.ok) {
    const errors = [{ field: 'file', message: SHEET_FAULTS[sheet.error] }]
    return page(importForm(stored, '', csrf, [], errors), { status: 400 })
  }
  const grid = gridOfSheet(sheet.value)
  if (!grid.ok) return page(importForm(stored, '', csrf, grid.error), { status: 400 })
  return page(editForm(stored, { name: stored.name, from: undefined, reason: '', grid: grid.value }, csrf))
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
