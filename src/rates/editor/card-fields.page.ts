/** The fields of a rate card: kinds of day and prices as tables, how minutes are paid, and what else is. */
import { button, input, select } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  type Choice,
  type Form,
  fieldId,
  hiddenField,
  numberField,
  radiosField,
  selectField,
  textareaField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { dayWords, timesWords } from '#src/rates/card-words.ts'
import {
  columnsOf,
  NUMBER_LABELS,
  settingNames,
  TERM_TABLE_NAMES,
  TERM_TABLES,
  type Terms,
  type TermTable,
  withLine,
} from '#src/rates/editor/card-terms.ts'
import {
  type Grid,
  type GridColumn,
  type Per,
  PERS,
  timeOf,
  withColumn,
  withRow,
} from '#src/rates/editor/price-grid.ts'
import { DAY_KINDS, type Payment } from '#src/rates/rate-card.ts'

export type TypedCard = { readonly grid: Grid; readonly terms: Terms }
type Errors = readonly FieldError[]

export type CardFields = {
  readonly errors: Errors
  /** The form's own: a button that adds a row sends it there and comes back to the table that it is of. */
  readonly action: string
  /** The council's: what else a card names has no price. */
  readonly zones: readonly Choice[]
}

export const cardFields = ({ grid, terms }: TypedCard, about: CardFields): Html => html`
  ${hiddenField('columns', grid.columns.length)}
  ${hiddenField('rows', grid.rows.length)}
  <div id="table-column">${section('Kinds of day and times', columnsTable(grid, about.errors))}</div>
  <div id="table-row">${section('Prices in pounds', pricesTable(grid, about))}</div>
  <div class="govuk-button-group">
    ${adding('Add a row', 'row', about)}
    ${adding('Add a kind of day or time', 'column', about)}
  </div>
  ${section('How minutes are paid', minutesFields(terms, about.errors))}
  ${section('What else is paid', termTables(terms, about))}
  ${section('Two workers, special days', workersAndDays(terms, about.errors))}
  ${section('Visits that did not take place', exceptionFields(terms, about.errors))}`

const adding = (text: string, value: string, { action }: CardFields): Html =>
  button({
    ...{ text, classes: 'govuk-button--secondary', name: 'do', value },
    attributes: { formaction: `${action}#table-${value}` },
  })

const NO_MARGIN = { classes: 'govuk-!-margin-bottom-0' }

type CellField = { name: string; label: string; value: string; width?: 4 | 5 | 10; errors: Errors }

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

/** A zone that is not the council's is shown as such: it came with a file. */
const zoneSelect = (field: CellField, zones: readonly Choice[]): Html => {
  const [value, all] = [field.value || 'any', [{ value: 'any', text: 'Any zone' }, ...zones]]
  const other = all.some((one) => one.value === value) ? [] : [{ value, text: `${value}, no zone of the council` }]
  return cellSelect({ ...field, value, choices: [...all, ...other] })
}

/** A, B, C …: what a column is called in both tables. */
const letterOf = (index: number): string => String.fromCharCode(65 + (index % 26))

const columnsTable = ({ columns }: Grid, errors: Errors): Html =>
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

const PER_WORDS: Readonly<Record<Per, string>> = {
  hour: 'An hour',
  minute: 'A minute',
  visit: 'A visit',
  'hour of two': 'An hour of two',
}

function pricesTable({ columns, rows }: Grid, { errors, zones }: CardFields): Html {
  type Row = { row: (typeof rows)[number]; index: number }
  const text = (key: 'service' | 'skill', label: string) => ({
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
      {
        heading: 'Zone',
        cell: ({ row, index }: Row) =>
          zoneSelect({ name: `row-${index}-zone`, label: `Zone of row ${index + 1}`, value: row.zone, errors }, zones),
      },
      text('skill', 'Skill (if any)'),
      {
        heading: 'Price of',
        cell: ({ row, index }: Row) =>
          cellSelect({
            ...{ name: `row-${index}-per`, label: `What row ${index + 1} prices`, value: row.per, errors },
            choices: PERS.map((value) => ({ value, text: PER_WORDS[value] })),
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

const RULES: Readonly<Record<Payment['rule'], { readonly text: string; readonly hint?: string }>> = {
  planned: { text: 'The planned minutes' },
  actual: { text: 'The minutes worked' },
  capped: { text: 'The minutes worked, at most those planned' },
  tolerance: {
    text: 'The planned minutes when the visit came near them',
    hint: 'Else the minutes worked, at most those planned',
  },
  banded: { text: 'The minutes worked, in whole steps' },
  percent: {
    text: 'The planned minutes when enough of them were worked',
    hint: 'Nothing when too few were; between the two the minutes worked',
  },
  minimum: { text: 'The minutes worked, and at least so many' },
  balance: { text: 'The minutes worked, at most those planned in the whole period' },
}

const settingField = (name: string, settings: Terms['settings'], errors: Errors, suffix?: string): Html =>
  numberField({
    ...{ name, label: NUMBER_LABELS[name] ?? name, value: settings[name] ?? '', errors },
    ...(suffix === undefined ? {} : { suffix }),
  })

/** The settings of a rule, shown when it is chosen. */
function ruleFields(rule: Payment['rule'], { settings }: Terms, errors: Errors): Html | undefined {
  const number = (key: string): Html => settingField(`${rule}-${key}`, settings, errors)
  switch (rule) {
    case 'tolerance':
      return number('minutes')
    case 'minimum':
      return number('minutes')
    case 'percent':
      return html`${number('full_at')}${number('zero_below')}`
    case 'banded':
      return html`${number('increment')}${selectField({
        ...{ name: 'banded-mode', label: 'Rounded', value: settings['banded-mode'] ?? '', errors },
        choices: [
          { value: 'nearest', text: 'To the nearest step' },
          { value: 'up', text: 'Up' },
          { value: 'down', text: 'Down' },
        ],
      })}`
    default:
      return undefined
  }
}

const minutesFields = (terms: Terms, errors: Errors): Html => html`
  ${radiosField({
    ...{ name: 'rule', label: 'What is paid of a visit', value: terms.settings['rule'] ?? '', small: true, errors },
    choices: (Object.keys(RULES) as Payment['rule'][]).map((value) => {
      const conditional = ruleFields(value, terms, errors)
      return { value, ...RULES[value], ...(conditional ? { conditional } : {}) }
    }),
  })}
  ${checkboxesField({
    ...{ name: 'cap_at_planned', label: 'Whatever the rule', small: true, errors },
    values: [terms.settings['cap_at_planned'] ?? ''],
    choices: [{ value: 'yes', text: 'Never more than the planned minutes' }],
  })}
  ${selectField({
    ...{ name: 'no_log_out', label: 'Where the log-out is missing', value: terms.settings['no_log_out'] ?? '', errors },
    choices: [
      { value: 'query', text: 'Ask first: the visit is in query' },
      { value: 'planned', text: 'The planned minutes count as worked' },
      { value: 'zero', text: 'No minute counts as worked' },
    ],
  })}
  ${selectField({
    ...{ name: 'rate_at', label: 'A visit over two prices', value: terms.settings['rate_at'] ?? '', errors },
    choices: [
      { value: 'start', text: 'Has the price of its planned start' },
      { value: 'split', text: 'Is priced piece by piece' },
    ],
  })}`

/** Tables that have lines are shown; a line of the others can be added. */
const termTables = ({ tables }: Terms, about: CardFields): Html => html`
  ${TERM_TABLE_NAMES.map(
    (table) =>
      html`${hiddenField(`${table}-rows`, tables[table].length)}${tables[table].length > 0 && html`<div id="table-${table}">${termTable(table, tables[table], about)}</div>`}`,
  )}
  <p class="govuk-body">A row that is left empty is taken off the card.</p>
  <div class="govuk-button-group">${TERM_TABLE_NAMES.map((table) => adding(TERM_TABLES[table].one, table, about))}</div>`

const termTable = (table: TermTable, lines: Terms['tables'][TermTable], { errors, zones }: CardFields): Html =>
  dataTable({
    caption: TERM_TABLES[table].title,
    folds: true,
    rows: lines.map((line, index) => ({ line, index })),
    columns: columnsOf(table).map(({ key, heading, unit }) => ({
      heading,
      cell: ({ line, index }) => {
        const label = `${heading}, ${TERM_TABLES[table].title}, row ${index + 1}`
        const field = { name: `${table}-${index}-${key}`, label, value: line[key] ?? '', errors }
        return key === 'zone' ? zoneSelect(field, zones) : cellField({ ...field, width: unit === 'words' ? 10 : 5 })
      },
    })),
  })

const workersAndDays = ({ settings }: Terms, errors: Errors): Html => html`
  ${numberField({
    ...{ name: 'two_workers_percent', label: 'What two workers cost (optional)', suffix: '% of one', errors },
    ...{
      hint: '200 if left empty. Rows of an hour of two workers go before it.',
      value: settings['two_workers_percent'] ?? '',
    },
  })}
  ${textareaField({
    ...{
      name: 'special_days',
      label: 'Special days (optional)',
      value: settings['special_days'] ?? '',
      rows: 4,
      errors,
    },
    hint: 'One a line, for example 25 December 2027. On them the prices of special days hold.',
  })}`

const EXCEPTIONS = [
  ['no_access-minutes', 'minutes'],
  ['cancelled-within_hours', 'hours'],
  ['cancelled-percent', '%'],
  ['retainer-days', 'days'],
  ['retainer-percent', '%'],
] as const

const exceptionFields = ({ settings }: Terms, errors: Errors): Html => html`
  <p class="govuk-body">Leave empty what is not paid.</p>
  ${EXCEPTIONS.map(([name, suffix]) => settingField(name, settings, errors, suffix))}`

/** More than any council has; past it the form was not ours. */
const MOST_ROWS = 300
const MOST_COLUMNS = 26

export function typedCard(form: Form): TypedCard {
  const text = (name: string): string => typedText(form, name)
  const rowsOf = <T>(name: string, most: number, row: (at: number) => T): T[] =>
    Array.from({ length: Math.min(most, Math.max(0, Math.trunc(Number(text(name)) || 0))) }, (_, at) => row(at))
  const columns = rowsOf('columns', MOST_COLUMNS, (at) => ({
    ...{ day: text(`column-${at}-day`), from: text(`column-${at}-from`), to: text(`column-${at}-to`) },
  }))
  const rows = rowsOf('rows', MOST_ROWS, (at) => ({
    ...{ service: text(`row-${at}-service`), zone: text(`row-${at}-zone`), skill: text(`row-${at}-skill`) },
    per: PERS.find((per) => per === text(`row-${at}-per`)) ?? ('hour' as const),
    cells: columns.map((_column, across) => text(`cell-${at}-${across}`)),
  }))
  const lines = (table: TermTable) =>
    rowsOf(`${table}-rows`, MOST_ROWS, (at) =>
      Object.fromEntries(columnsOf(table).map(({ key }) => [key, text(`${table}-${at}-${key}`)])),
    )
  return {
    grid: { columns, rows },
    terms: {
      settings: Object.fromEntries(settingNames().map((name) => [name, text(name)])),
      tables: {
        bands: lines('bands'),
        travel: lines('travel'),
        sleep_ins: lines('sleep_ins'),
        weeks: lines('weeks'),
        blocks: lines('blocks'),
      },
    },
  }
}

/** What the officer asked for by one of the buttons that add a row; undefined where the card is to be saved. */
export function withMore({ grid, terms }: TypedCard, asked: string): TypedCard | undefined {
  if (asked === 'row') return { terms, grid: withRow(grid) }
  if (asked === 'column') return { terms, grid: withColumn(grid) }
  const table = TERM_TABLE_NAMES.find((name) => name === asked)
  return table && { grid, terms: withLine(terms, table) }
}
