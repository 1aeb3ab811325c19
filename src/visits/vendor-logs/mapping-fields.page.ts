/** The fields in which an officer says what a vendor's columns are. */
import { button } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  hiddenField,
  postForm,
  radiosField,
  selectField,
  textareaField,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { LOG_SOURCES } from '#src/visits/call-log-file.ts'
import type { MappedColumns, VendorMapping } from '#src/visits/vendor-logs/mapping.ts'
import { type Sample, unknownWords } from '#src/visits/vendor-logs/sample.ts'
import { LENGTH_UNITS } from '#src/visits/vendor-logs/vendor-time.ts'
import { sourceWords } from '#src/visits/visit-words.page.ts'

/** The form as it was typed: some of it is not right yet. */
export type Typed = {
  readonly name: string
  readonly mapping: VendorMapping
  readonly eventText: string
  readonly sourceText: string
  readonly reasonText: string
  readonly mappingRef: string | undefined
}

export function mappingForm(csrf: string, sample: Sample, typed: Typed, errors: readonly FieldError[]): Html {
  return postForm({
    action: '/visits/mappings/preview',
    csrf,
    content: html`${hiddenField('sample', JSON.stringify(sample))}${typed.mappingRef !== undefined && hiddenField('mapping', typed.mappingRef)}
${section('Name', nameFields(typed, errors))}${section('Who', whoFields(sample, typed, errors))}${section('When', whenFields(sample, typed, errors))}${section('How the times were taken', howFields(sample, typed, errors))}
<div class="govuk-button-group">${button({ text: 'Show the preview', name: 'do', value: 'preview', classes: 'govuk-button--secondary' })}${button({ text: 'Save the mapping', name: 'do', value: 'save', preventDoubleClick: true })}<a class="govuk-link" href="/visits/mappings">Cancel</a></div>`,
  })
}

const nameFields = (typed: Typed, errors: readonly FieldError[]): Html =>
  html`${textField({
    name: 'name',
    label: 'Name of the mapping',
    hint: 'For example, CareTime weekly export',
    value: typed.name,
    width: 20,
    errors,
  })}${textField({
    name: 'system',
    label: 'Which system do the files come from?',
    hint: 'Small letters, digits and hyphens, like caretime. A row is known again by its system and its reference.',
    value: typed.mapping.system,
    width: 20,
    errors,
  })}`

/** A list of the file's columns, each with a value for an example. */
function columnField(
  sample: Sample,
  typed: Typed,
  errors: readonly FieldError[],
  field: { name: keyof MappedColumns; label: string; hint?: string; empty?: string },
): Html {
  const example = (name: string): string => sample.rows.find(({ values }) => values[name])?.values[name] ?? 'empty'
  return selectField({
    ...field,
    value: typed.mapping.columns[field.name],
    empty: field.empty ?? 'No such column',
    choices: sample.columns.map((name) => ({ value: name, text: `${name} (${example(name).slice(0, 40)})` })),
    errors,
  })
}

function whoFields(sample: Sample, typed: Typed, errors: readonly FieldError[]): Html {
  const column = columnField.bind(undefined, sample, typed, errors)
  return html`${column({ name: 'person', label: 'Who was visited' })}${column({ name: 'worker', label: 'Who came' })}${column(
    {
      name: 'visit',
      label: 'Our reference of the visit (optional)',
      hint: 'Without it, rows are matched by person and time',
    },
  )}${checkboxesField({
    name: 'ownNumbers',
    label: 'Numbers of the vendor’s own',
    hint: 'Linked to ours under “Vendors’ numbers”. Leave unticked what the file gives by our references.',
    values: typed.mapping.ownNumbers,
    choices: [
      { value: 'person', text: 'The person is given by a number of the vendor’s' },
      { value: 'worker', text: 'The worker is' },
      { value: 'visit', text: 'The visit is' },
    ],
    errors,
  })}${column({
    name: 'logRef',
    label: 'Reference of the row',
    empty: 'None: make it from person, worker and log-in',
    hint: 'The vendor’s own number of the row, never used twice',
  })}`
}

function whenFields(sample: Sample, typed: Typed, errors: readonly FieldError[]): Html {
  const column = columnField.bind(undefined, sample, typed, errors)
  const { mapping } = typed
  return html`${eventFields(sample, typed, errors)}${column({ name: 'in', label: 'Log-in', hint: 'Day and time, or the day alone' })}${column({ name: 'inTime', label: 'Time of the log-in, if it stands alone' })}${column(
    { name: 'out', label: 'Log-out', hint: 'Leave it out if only the time is given: the day is that of the log-in' },
  )}${column({ name: 'outTime', label: 'Time of the log-out, if it stands alone' })}${column({ name: 'length', label: 'Length of stay, if there is no log-out' })}${selectField(
    {
      name: 'lengthUnit',
      label: 'The length is given in',
      value: mapping.lengthUnit,
      choices: LENGTH_UNITS.map((unit) => ({ value: unit, text: unit })),
      errors,
    },
  )}${radiosField({
    name: 'order',
    label: 'In dates like 03/04/2026, which comes first?',
    value: mapping.order,
    choices: [
      { value: 'day first', text: 'The day: 3 April' },
      { value: 'month first', text: 'The month: 4 March' },
      {
        value: 'as the file shows',
        text: 'As each file shows',
        hint: 'A file in which no date shows it is refused until you say',
      },
    ],
    errors,
  })}${selectField({
    name: 'numbers',
    label: 'If times are bare numbers, they count',
    value: mapping.numbers,
    empty: 'There are none',
    choices: [
      { value: 'seconds', text: 'Seconds since 1970' },
      { value: 'milliseconds', text: 'Thousandths of a second since 1970' },
      { value: 'excel', text: 'Excel’s days' },
    ],
    errors,
  })}${radiosField({
    name: 'zone',
    label: 'Times without an offset are',
    value: mapping.zone,
    inline: true,
    choices: [
      { value: 'london', text: 'London time' },
      { value: 'utc', text: 'UTC' },
    ],
    errors,
  })}`
}

/** For vendors that write a row for the log-in and another for the log-out. */
const eventFields = (sample: Sample, typed: Typed, errors: readonly FieldError[]): Html =>
  html`${columnField(sample, typed, errors, {
    name: 'event',
    label: 'Log-in or log-out, if each has a row of its own',
    empty: 'A row has both',
    hint: 'The two are put together by person and worker. Their time is that of the log-in below.',
  })}${
    typed.mapping.columns.event !== '' &&
    textareaField({
      name: 'eventWords',
      label: 'The vendor’s words for log-in and log-out',
      hint: 'One a line, like arrived = in',
      value: typed.eventText,
      rows: 3,
      errors,
    })
  }`

function howFields(sample: Sample, typed: Typed, errors: readonly FieldError[]): Html {
  const column = columnField.bind(undefined, sample, typed, errors)
  const { mapping } = typed
  const unknown = unknownWords(sample, mapping)
  return html`${column({ name: 'inSource', label: 'How the log-in was taken' })}${column({
    name: 'outSource',
    label: 'How the log-out was taken',
    empty: 'The same as the log-in',
  })}${textareaField({
    name: 'sourceWords',
    label: 'The vendor’s words for it',
    hint: `One a line, like NFC = tag. Ours are ${LOG_SOURCES.join(', ')}.${unknown.length > 0 ? ` Still to say: ${unknown.join(', ')}.` : ''}`,
    value: typed.sourceText,
    rows: 6,
    errors,
  })}${selectField({
    name: 'sourceElse',
    label: 'Where the word is missing',
    value: mapping.sourceElse,
    empty: 'Refuse the row',
    choices: LOG_SOURCES.map((source) => ({ value: source, text: sourceWords(source) })),
    errors,
  })}${column({ name: 'reason', label: 'Reason of an entry by hand' })}${textareaField({
    name: 'reasonWords',
    label: 'The vendor’s words for reasons (optional)',
    hint: 'One a line: the vendor’s word = the council’s code',
    value: typed.reasonText,
    rows: 3,
    errors,
  })}${textField({
    name: 'reasonElse',
    label: 'Reason where there is none (optional)',
    hint: 'The council’s code. Empty, such a row is refused.',
    value: mapping.reasonElse,
    width: 20,
    errors,
  })}${column({
    name: 'wakings',
    label: 'Wakings of a night asleep (optional)',
    hint: 'The minutes of each, like 20, 35; 0 or none for a quiet night. Empty, nothing is said.',
  })}`
}
