import { type Day, parseDay } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import type { Result } from '#src/base/result.ts'
import { ok, refuse } from '#src/base/result.ts'
import {
  button,
  characterCount,
  checkboxes,
  dateInput,
  fileUpload,
  input,
  passwordInput,
  radios,
  select,
  textarea,
} from '#src/platform/pages/components.ts'
import { escapeHtml, type Html, html } from '#src/platform/pages/html.ts'
import { asSafe } from '#src/platform/pages/macros.ts'
import type { FieldError } from '#src/platform/pages/page.ts'

/** What a browser sent: one text, several for boxes ticked, nothing. */
export type Form = Readonly<Record<string, string | readonly string[] | undefined>>

/** The name of the hidden field that carries the form's token. */
export const CSRF_FIELD = '_csrf'

/** The id of a field, or of the first box of a group: where the error summary leads. */
export const fieldId = (name: string): string => name.replace(/[^\w-]+/g, '-')

export const csrfField = (csrf: string): Html => html`<input type="hidden" name="${CSRF_FIELD}" value="${csrf}">`

export const hiddenField = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** A form that changes something. Browsers' own bubbles are off: our messages say what to do. */
export const postForm = (form: {
  action: string
  csrf: string
  content: Html
  enctype?: 'multipart/form-data'
}): Html =>
  form.enctype
    ? html`<form action="${form.action}" method="post" enctype="${form.enctype}" novalidate>${csrfField(form.csrf)}${form.content}</form>`
    : html`<form action="${form.action}" method="post" novalidate>${csrfField(form.csrf)}${form.content}</form>`

/** The green button at the end of a form, and a way out beside it. */
export const submit = (text: string, cancel?: { text?: string; href: string }): Html =>
  html`<div class="govuk-button-group">${button({ text, preventDoubleClick: true })}${
    cancel && html`<a class="govuk-link" href="${cancel.href}">${cancel.text ?? 'Cancel'}</a>`
  }</div>`

type Field = {
  name: string
  label: string
  hint?: string
  /** All errors of the form: the field finds its own. */
  errors?: readonly FieldError[]
  /** How large the label is; 'hidden' when the page's title is the question. */
  size?: 's' | 'm' | 'hidden'
}
export type Width = 2 | 3 | 4 | 5 | 10 | 20 | 30
export type Choice = { value: string; text: string; hint?: string; conditional?: Html }

const labelClasses = (part: string, size: Field['size'] = 's'): string =>
  size === 'hidden' ? 'govuk-visually-hidden' : `${part}--${size}`

const common = ({ name, label, hint, errors, size }: Field) => {
  const error = errors?.find((each) => each.field === name)
  return {
    name,
    id: fieldId(name),
    label: { text: label, classes: labelClasses('govuk-label', size) },
    hint: hint === undefined ? undefined : { text: hint },
    errorMessage: error && { text: error.message },
  }
}

const grouped = (field: Field) => {
  const { name, hint, errorMessage } = common(field)
  return {
    name,
    idPrefix: fieldId(name),
    hint,
    errorMessage,
    fieldset: { legend: { text: field.label, classes: labelClasses('govuk-fieldset__legend', field.size) } },
  }
}

const widthClass = (width: Width | undefined): string => (width ? `govuk-input--width-${width}` : '')

export type TextField = Field & {
  value?: string | number
  width?: Width
  type?: 'text' | 'email' | 'tel' | 'search' | 'time' | 'url'
  autocomplete?: string
  inputmode?: 'numeric' | 'decimal' | 'text'
  prefix?: string
  suffix?: string
}

export const textField = (field: TextField): Html =>
  input({
    ...common(field),
    value: field.value,
    type: field.type,
    classes: widthClass(field.width),
    autocomplete: field.autocomplete,
    inputmode: field.inputmode,
    prefix: field.prefix === undefined ? undefined : { text: field.prefix },
    suffix: field.suffix === undefined ? undefined : { text: field.suffix },
  })

export const numberField = (field: TextField): Html => textField({ inputmode: 'numeric', width: 5, ...field })

/** Money in pounds: shows pence as pounds, and text as it was typed. Read it with `parsePounds`. */
export const moneyField = (field: Field & { value?: Pence | string; width?: Width; suffix?: string }): Html =>
  textField({
    inputmode: 'decimal',
    width: 5,
    ...field,
    prefix: '£',
    value: typeof field.value === 'number' ? formatPence(field.value).replace('£', '') : field.value,
  })

export const passwordField = (field: Field & { autocomplete: 'current-password' | 'new-password' }): Html =>
  passwordInput({ ...common(field), autocomplete: field.autocomplete })

/** A day as three boxes, sent as name-day, name-month and name-year; read it with `readDay`, keep what was typed with `typedDay`. */
export type TypedDay = { day: string; month: string; year: string }

const textOf = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

export const typedDay = (form: Form, name: string): TypedDay => ({
  day: textOf(form[`${name}-day`]),
  month: textOf(form[`${name}-month`]),
  year: textOf(form[`${name}-year`]),
})

export function readDay(form: Form, name: string): Result<Day, 'not given' | 'no such day'> {
  const { day, month, year } = typedDay(form, name)
  if (!day && !month && !year) return refuse('not given')
  const parsed = parseDay(`${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  return parsed && /^\d{4}$/.test(year) ? ok(parsed) : refuse('no such day')
}

const partsOf = (day: Day): TypedDay => ({
  day: String(Number(day.slice(8, 10))),
  month: String(Number(day.slice(5, 7))),
  year: day.slice(0, 4),
})

export function dayField(field: Field & { value?: Day | TypedDay }): Html {
  const { hint, errorMessage, fieldset } = grouped(field)
  const id = fieldId(field.name)
  const value = typeof field.value === 'string' ? partsOf(field.value) : field.value
  const part = (name: 'day' | 'month' | 'year', width: number) => ({
    id: name === 'day' ? id : `${id}-${name}`,
    name: `${field.name}-${name}`,
    label: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    value: value?.[name] ?? '',
    classes: `govuk-input--width-${width}${errorMessage ? ' govuk-input--error' : ''}`,
  })
  return dateInput({
    id: `${id}-group`,
    hint,
    errorMessage,
    fieldset,
    items: [part('day', 2), part('month', 2), part('year', 4)],
  })
}

/** One of many from a list that opens; `empty` is the first line that stands for no choice. */
export const selectField = (field: Field & { value?: string; choices: readonly Choice[]; empty?: string }): Html =>
  select({
    ...common(field),
    items: [
      field.empty !== undefined && { value: '', text: field.empty },
      ...field.choices.map(({ value, text }) => ({ value, text, selected: value === field.value })),
    ],
  })

const choiceItems = (choices: readonly Choice[], isChecked: (value: string) => boolean) =>
  choices.map(({ value, text, hint, conditional }) => ({
    value,
    text,
    hint: hint === undefined ? undefined : { text: hint },
    checked: isChecked(value),
    conditional: conditional && { html: conditional },
  }))

export type Choices = Field & { choices: readonly Choice[]; small?: boolean; inline?: boolean }

export const radiosField = (field: Choices & { value?: string }): Html =>
  radios({
    ...grouped(field),
    classes: `${field.small ? 'govuk-radios--small ' : ''}${field.inline ? 'govuk-radios--inline' : ''}`.trim(),
    items: choiceItems(field.choices, (value) => value === field.value),
  })

export const checkboxesField = (field: Choices & { values?: readonly string[] }): Html =>
  checkboxes({
    ...grouped(field),
    classes: field.small ? 'govuk-checkboxes--small' : '',
    items: choiceItems(field.choices, (value) => field.values?.includes(value) ?? false),
  })

// The macros indent what they nest, which would add spaces to every further line of the words typed.
const unindented = (value: string): string =>
  asSafe(escapeHtml(value).replaceAll('\r', '').replaceAll('\n', '&#10;')) as string

export const textareaField = (field: Field & { value?: string; rows?: number }): Html =>
  textarea({ ...common(field), rows: String(field.rows ?? 5), value: unindented(field.value ?? '') })

/** Words with a limit: how many are left is said while they are typed. The server counts them again. */
export const wordsField = (field: Field & { value?: string; rows?: number; mostWords: number }): Html =>
  characterCount({
    ...common(field),
    rows: String(field.rows ?? 12),
    value: unindented(field.value ?? ''),
    maxwords: String(field.mostWords),
  })

/** A file to send; its form needs enctype 'multipart/form-data'. */
export const fileField = (field: Field & { accept?: string }): Html =>
  fileUpload({ ...common(field), attributes: field.accept === undefined ? {} : { accept: field.accept } })
