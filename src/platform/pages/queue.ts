import { grouped } from '#src/base/counted.ts'
import { button, filterPanel, pagination } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  csrfField,
  type Form,
  fieldId,
  hiddenField,
  selectField,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { type Column, dataTable, type Sorting } from '#src/platform/pages/table.ts'

/** What people may narrow a queue by; its values live in the URL under `name`. */
export type Filter =
  | { kind: 'words'; name: string; label: string; hint?: string }
  | { kind: 'choices'; name: string; label: string; choices: readonly { value: string; text: string }[] }
  | { kind: 'one'; name: string; label: string; choices: readonly { value: string; text: string }[] }
  | { kind: 'day'; name: string; label: string }

export type Bulk<Row> = {
  /** Where the ticked rows are posted, as the field `chosen`. */
  action: string
  csrf: string
  keyOf: (row: Row) => string
  /** What is ticked, for those who hear the page: "PK-1042, Margaret Hughes". */
  labelOf: (row: Row) => string
  /** The button pressed is sent as the field `do`. */
  actions: readonly { text: string; value: string }[]
}

export type Queue<Row> = {
  noun: { one: string; many: string }
  /** The address asked for, path and query, as the visit has it: filters, order and page are read from it. */
  url: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** How many rows pass the filters, over all pages. */
  total: number
  pageSize: number
  /** The order in force: `sortAsked`'s answer. */
  sort?: { key: string; descending: boolean }
  filters?: readonly Filter[]
  /** Where all rows are, for a queue that does not open on them. */
  clearHref?: string
  bulk?: Bulk<Row>
  /** The address of the same rows as CSV. */
  csvHref?: string
  empty?: Part
}

/** The values that the query holds under a name. */
export const chosen = (query: Form, name: string): string[] => {
  const value = query[name]
  const values = typeof value === 'string' ? [value] : [...(value ?? [])]
  return values.map((each) => each.trim()).filter((each) => each !== '')
}

/** The text that a form or query holds under a name, without spaces around it; '' where there is none. */
export const typedText = (form: Form, name: string): string => chosen(form, name)[0] ?? ''

/** The same under several names. */
export const typedTexts = <Name extends string>(form: Form, ...names: readonly Name[]): Record<Name, string> =>
  Object.fromEntries(names.map((name) => [name, typedText(form, name)])) as Record<Name, string>

/** The page asked for, from 1; nonsense is page 1. */
export const pageAsked = (query: Form): number => {
  const page = Number(chosen(query, 'page')[0] ?? 1)
  return Number.isSafeInteger(page) && page > 0 && page < 1_000_000 ? page : 1
}

/** The order asked for, out of those allowed; "-due" is descending. */
export function sortAsked<Key extends string>(
  query: Form,
  allowed: readonly Key[],
  otherwise: Key | `-${Key}`,
): { key: Key; descending: boolean } {
  const read = (sort: string) => {
    const key = allowed.find((each) => each === sort.replace(/^-/, ''))
    return key && { key, descending: sort.startsWith('-') }
  }
  const asked = read(chosen(query, 'sort')[0] ?? '') ?? read(otherwise)
  if (!asked) throw new Error(`${otherwise} is not among the orders allowed`)
  return asked
}

/** An address with some of its query changed; undefined takes a name away. */
export function withQuery(
  url: string,
  changes: Record<string, string | number | readonly string[] | undefined>,
): string {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name)
    if (Array.isArray(value)) for (const each of value) query.append(name, each)
    else if (value !== undefined) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

const queryOf = (url: string): Form => {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]))
}

const wordsFor = (filter: Filter, value: string): string =>
  'choices' in filter ? (filter.choices.find((choice) => choice.value === value)?.text ?? value) : value

function filterField(filter: Filter, values: readonly string[]): Html {
  const { name, label } = filter
  switch (filter.kind) {
    case 'choices':
      return checkboxesField({ name, label, choices: filter.choices, values, small: true })
    case 'one':
      return selectField({ name, label, choices: filter.choices, value: values[0], empty: 'Any' })
    case 'words':
      return textField({ name, label, hint: filter.hint, value: values[0] })
    case 'day':
      return html`<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="${fieldId(name)}">${label}</label><input class="govuk-input almoner-day" id="${fieldId(name)}" name="${name}" type="date" value="${values[0] ?? ''}"></div>`
  }
}

function filterForm(queue: Queue<never>, filters: readonly Filter[]): Html {
  const query = queryOf(queue.url)
  const path = queue.url.split('?')[0] ?? ''
  const categories = filters
    .map((filter) => {
      const values = chosen(query, filter.name)
      return {
        heading: { text: filter.label },
        items: values.map((value) => ({
          text: wordsFor(filter, value),
          href: withQuery(queue.url, { [filter.name]: values.filter((each) => each !== value), page: undefined }),
        })),
      }
    })
    .filter((category) => category.items.length > 0)
  const cleared = Object.fromEntries([...filters.map((filter) => [filter.name, undefined]), ['page', undefined]])
  const sort = chosen(query, 'sort')[0]
  return html`<div class="moj-action-bar__filter"></div>
<form class="almoner-filter" action="${path}" method="get" aria-label="Filter">${sort !== undefined && hiddenField('sort', sort)}${filterPanel(
    {
      heading: { text: 'Filter' },
      attributes: { tabindex: '-1' },
      selectedFilters:
        categories.length === 0
          ? undefined
          : {
              heading: { text: 'Selected filters' },
              clearLink: { text: 'Clear filters', href: queue.clearHref ?? withQuery(queue.url, cleared) },
              categories,
            },
      optionsHtml: html`${filters.map((filter) => filterField(filter, chosen(query, filter.name)))}`,
    },
  )}</form>`
}

/** "Showing 1 to 15 of 37 packages" */
function countSentence({ noun, total, rows, pageSize }: Queue<never>, page: number): Html {
  if (total === 0) return html`<p class="govuk-body">No ${noun.many} to show</p>`
  if (total === rows.length) {
    return html`<p class="govuk-body">Showing <strong>${grouped(total)}</strong> ${total === 1 ? noun.one : noun.many}</p>`
  }
  const first = (page - 1) * pageSize + 1
  return html`<p class="govuk-body">Showing <strong>${grouped(first)}</strong> to <strong>${grouped(first + rows.length - 1)}</strong> of <strong>${grouped(total)}</strong> ${noun.many}</p>`
}

/** The pages to link: the first, the last and those about the current one, with gaps between. */
export function pageNumbers(page: number, pages: number): (number | 'gap')[] {
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((each) => each >= 1 && each <= pages)
  return shown.flatMap((each, index) =>
    index > 0 && each - (shown[index - 1] ?? 0) > 1 ? ['gap' as const, each] : [each],
  )
}

function pager(queue: Queue<never>, page: number): Html | undefined {
  const pages = Math.ceil(queue.total / queue.pageSize)
  if (pages <= 1) return undefined
  const at = (number: number): string => withQuery(queue.url, { page: number === 1 ? undefined : number })
  return pagination({
    landmarkLabel: `Pages of ${queue.noun.many}`,
    previous: page > 1 ? { href: at(page - 1) } : undefined,
    next: page < pages ? { href: at(page + 1) } : undefined,
    items: pageNumbers(page, pages).map((each) =>
      each === 'gap' ? { ellipsis: true } : { number: String(each), href: at(each), current: each === page },
    ),
  })
}

function tickBox<Row>(bulk: Bulk<Row>, row: Row): Html {
  const key = bulk.keyOf(row)
  const id = `chosen-${fieldId(key)}`
  return html`<td class="govuk-table__cell almoner-tick"><div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="${id}" name="chosen" value="${key}"><label class="govuk-label govuk-checkboxes__label" for="${id}"><span class="govuk-visually-hidden">Select ${bulk.labelOf(row)}</span></label></div></div></td>`
}

const TICK_HEADING = html`<th scope="col" class="govuk-table__header almoner-tick" id="select-all"><span class="almoner-tick__words">Select</span></th>`

function results<Row>(queue: Queue<Row>): Html {
  const { bulk } = queue
  const sorting: Sorting | undefined = queue.sort && {
    ...queue.sort,
    href: (sort) => withQuery(queue.url, { sort, page: undefined }),
  }
  const table = dataTable(
    {
      caption: `${queue.noun.many[0]?.toUpperCase()}${queue.noun.many.slice(1)}`,
      captionHidden: true,
      columns: queue.columns,
      rows: queue.rows,
      folds: true,
      empty: queue.empty ?? 'Nothing matches. Remove a filter to see more.',
    },
    sorting,
    bulk && { heading: TICK_HEADING, cell: (row) => tickBox(bulk, row) },
  )
  if (!bulk || queue.rows.length === 0) return table
  const buttons = bulk.actions.map(({ text, value }) =>
    button({ text, name: 'do', value, classes: 'govuk-button--secondary', preventDoubleClick: true }),
  )
  return html`<form action="${bulk.action}" method="post" novalidate>${csrfField(bulk.csrf)}${table}<div class="govuk-button-group">${buttons}</div></form>`
}

/** A queue: filter at the left, count, table in the order asked for, actions on the ticked rows, pages, CSV. For a `wide` page. */
export function queue<Row>(asked: Queue<Row>): Html {
  const page = pageAsked(queryOf(asked.url))
  // What is about the whole queue reads no row.
  const whole = asked as unknown as Queue<never>
  const list = html`${countSentence(whole, page)}${results(asked)}${pager(whole, page)}${
    asked.csvHref !== undefined &&
    asked.total > 0 &&
    html`<p class="govuk-body"><a class="govuk-link" href="${asked.csvHref}">Download ${asked.total === 1 ? `this ${asked.noun.one}` : `these ${grouped(asked.total)} ${asked.noun.many}`} (CSV)</a></p>`
  }`
  if (!asked.filters?.length) return list
  return html`<div class="almoner-queue"><div class="almoner-queue__filter">${filterForm(whole, asked.filters)}</div><div class="almoner-queue__results">${list}</div></div>`
}
