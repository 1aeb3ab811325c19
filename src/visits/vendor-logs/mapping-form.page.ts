/** The form in which an officer says what a vendor's columns are, with the first rows as they would be read. */
import { z } from 'zod'
import { counted } from '#src/base/counted.ts'
import { dayOf, formatInstant } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listPeopleByRef } from '#src/people/index.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
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
import { inset, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, small } from '#src/platform/pages/table.ts'
import { LOG_SOURCES } from '#src/visits/call-log-file.ts'
import { listNamedVisits, listVisited } from '#src/visits/call-log/call-log.store.ts'
import { microsOf } from '#src/visits/call-log/log-commands.ts'
import type { FileRow } from '#src/visits/call-log/log-upload.ts'
import { type Answer, takeRows } from '#src/visits/call-log/take-rows.ts'
import {
  EVENT_KINDS,
  type EventKind,
  isLogSource,
  type MappedColumns,
  mappingFaults,
  NUMBER_KINDS,
  orderWords,
  readWords,
  settleOrder,
  type VendorMapping,
} from '#src/visits/vendor-logs/mapping.ts'
import { saveMapping } from '#src/visits/vendor-logs/mapping-commands.ts'
import {
  eventWordsFor,
  orderFor,
  preview,
  PREVIEWED,
  type Sample,
  unknownWords,
  wordsFor,
} from '#src/visits/vendor-logs/sample.ts'
import { readNumbers } from '#src/visits/vendor-logs/vendor-logs.store.ts'
import { LENGTH_UNITS, NUMBER_STYLES } from '#src/visits/vendor-logs/vendor-time.ts'
import { sourceWords } from '#src/visits/visit-words.page.ts'
import { wakingsInWords } from '#src/visits/wakings/waking.ts'

/** The form as it was typed: some of it is not right yet. */
export type Typed = {
  readonly name: string
  readonly mapping: VendorMapping
  readonly eventText: string
  readonly sourceText: string
  readonly reasonText: string
  readonly mappingRef: string | undefined
}

const Placed = z.strictObject({ line: z.int(), text: z.string() })
const SampleField = z.strictObject({
  filename: z.string().max(300),
  kind: z.enum(['CSV', 'JSON']),
  columns: z.array(z.string()).max(200),
  rows: z
    .array(z.strictObject({ line: z.int(), values: z.record(z.string(), z.string()), fault: z.string().optional() }))
    .max(PREVIEWED),
  evidence: z.record(
    z.string(),
    z.strictObject({ example: Placed.optional(), dayFirst: Placed.optional(), monthFirst: Placed.optional() }),
  ),
  words: z.record(z.string(), z.array(z.string())),
  count: z.int(),
})

const COLUMN_FIELDS = [
  'logRef',
  'visit',
  'person',
  'worker',
  'event',
  'in',
  'inTime',
  'out',
  'outTime',
  'length',
  'inSource',
  'outSource',
  'reason',
  'wakings',
] as const satisfies readonly (keyof MappedColumns)[]

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
const listOf = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat())

const isEventKind = (word: string): word is EventKind => (EVENT_KINDS as readonly string[]).includes(word)

const wordLines = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([word, ours]) => `${word} = ${ours}`)
    .join('\n')

function readTyped(form: Visit['form']): { typed: Typed; errors: FieldError[] } {
  const errors: FieldError[] = []
  const text = (name: string): string => textOf(form[name])
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | undefined =>
    allowed.find((each) => each === text(name))
  const words = (field: string): Record<string, string> => {
    const read = readWords(text(field))
    if (read.ok) return read.value
    errors.push({ field, message: `Line ${read.error} is not a word, an equals sign and our word, like NFC = tag` })
    return {}
  }
  const events = words('eventWords')
  const neither = Object.values(events).find((word) => !isEventKind(word))
  if (neither !== undefined)
    errors.push({ field: 'eventWords', message: `${neither} is not one of ${EVENT_KINDS.join(', ')}` })
  const sources = words('sourceWords')
  const strange = Object.values(sources).find((word) => !isLogSource(word))
  if (strange !== undefined)
    errors.push({ field: 'sourceWords', message: `${strange} is not one of ${LOG_SOURCES.join(', ')}` })
  const mapping: VendorMapping = {
    system: text('system'),
    columns: Object.fromEntries(COLUMN_FIELDS.map((name) => [name, text(name)])) as MappedColumns,
    ownNumbers: NUMBER_KINDS.filter((kind) => listOf(form['ownNumbers']).includes(kind)),
    order: oneOf('order', ['day first', 'month first']) ?? 'as the file shows',
    numbers: oneOf('numbers', NUMBER_STYLES),
    zone: oneOf('zone', ['utc']) ?? 'london',
    lengthUnit: oneOf('lengthUnit', LENGTH_UNITS) ?? 'minutes',
    eventWords: Object.fromEntries(
      Object.entries(events).flatMap(([word, ours]) => (isEventKind(ours) ? [[word, ours]] : [])),
    ),
    sourceWords: Object.fromEntries(
      Object.entries(sources).flatMap(([word, ours]) => (isLogSource(ours) ? [[word, ours]] : [])),
    ),
    sourceElse: oneOf('sourceElse', LOG_SOURCES),
    reasonWords: words('reasonWords'),
    reasonElse: text('reasonElse'),
  }
  const typed = {
    name: text('name'),
    mapping,
    eventText: text('eventWords'),
    sourceText: text('sourceWords'),
    reasonText: text('reasonWords'),
    mappingRef: text('mapping') || undefined,
  }
  return { typed, errors }
}

export function typedOf(name: string, mapping: VendorMapping, mappingRef: string | undefined): Typed {
  return {
    name,
    mapping,
    eventText: wordLines(mapping.eventWords),
    sourceText: wordLines(mapping.sourceWords),
    reasonText: wordLines(mapping.reasonWords),
    mappingRef,
  }
}

/** What is wrong with the mapping for this file, dates that nobody can order among it. */
function faultsFor(typed: Typed, sample: Sample): FieldError[] {
  const { mapping } = typed
  const order = settleOrder(mapping, orderFor(sample, mapping))
  return [...mappingFaults(mapping, sample.columns), ...(order.ok ? [] : [{ field: 'order', message: order.error }])]
}

/** Shows the form, with the preview where the mapping holds. */
export async function showMappingForm(
  visit: Visit,
  sample: Sample,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const { mapping } = typed
  const faults = faultsFor(typed, sample)
  const blocking = faults.filter(({ field }) => field !== 'order')
  const rows = blocking.length === 0 ? await previewed(visit, sample, mapping) : undefined
  const settled = orderWords(orderFor(sample, mapping))
  return page(
    {
      title: 'Map a vendor’s call log',
      caption: sample.filename,
      section: 'visits',
      wide: true,
      breadcrumbs: [
        { text: 'Call logs', href: '/visits/imports' },
        { text: 'Vendors’ files', href: '/visits/mappings' },
        { text: 'Map a file' },
      ],
      ...(errors.length > 0 ? { errors } : {}),
      content: html`<p class="govuk-body">${sample.kind} file, ${counted(sample.count, 'row')}, ${counted(sample.columns.length, 'column')}.${settled && html` ${settled}`}</p>
${section('The first rows as they would be read', rows ? previewTable(rows) : inset('Choose the columns below and show the preview.'))}
${mappingForm(visit.csrf, sample, typed, errors)}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

type Previewed = FileRow & { readonly answer: Answer }

/** The first rows with the answers that an upload would give them, but for what came in earlier ones. */
function previewed({ shell, actor }: Visit, sample: Sample, mapping: VendorMapping): Promise<Previewed[]> {
  return shell.read(actor, async (tx) => {
    const lines = preview(sample, mapping, await readNumbers(tx, mapping.system))
    const sent = lines.flatMap(({ read }) => (read.ok ? [read.value] : []))
    const refs = [...new Set(sent.map(({ personRef }) => personRef))]
    const people = await listVisited(tx, refs)
    for (const { personRef } of await listPeopleByRef(tx, refs)) people.add(personRef)
    const { codes } = await getPolicy(tx, 'manual-reasons', dayOf(tx.now))
    const answers = takeRows(lines, {
      rows: new Map(),
      visits: await listNamedVisits(
        tx,
        sent.flatMap(({ visitRef }) => visitRef ?? []),
      ),
      people,
      reasonCodes: new Set(codes.map(({ code }) => code)),
      now: microsOf(tx),
      openFrom: undefined,
    })
    return lines.map((line, index) => ({ ...line, answer: answers[index] as Answer }))
  })
}

function answerWords({ answer }: Previewed): Html | string {
  if (answer.answer === 'refused') return html`${bad('Refused')} ${answer.fault.reason}${small(answer.fault.cure)}`
  return answer.answer === 'accepted' ? 'Taken' : 'The same as a row above'
}

const at = (micros: number): string => formatInstant(Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000)))

const previewTable = (rows: readonly Previewed[]): Html =>
  dataTable<Previewed>({
    caption: 'The first rows as they would be read',
    captionHidden: true,
    rows,
    columns: [
      { heading: 'Line', format: 'number', cell: (row) => row.line },
      { heading: 'Row', cell: (row) => row.logRef },
      {
        heading: 'Person',
        cell: ({ read }) =>
          read.ok && html`${read.value.personRef}${read.value.visitRef && small(read.value.visitRef)}`,
      },
      { heading: 'Worker', cell: ({ read }) => read.ok && read.value.workerRef },
      {
        heading: 'In',
        cell: ({ read }) => read.ok && html`${at(read.value.in)}${small(sourceWords(read.value.inSource))}`,
      },
      {
        heading: 'Out',
        cell: ({ read }) => {
          if (!read.ok) return undefined
          const { out, outSource, wakings } = read.value
          const woken = wakings && small(wakingsInWords(wakings))
          return out === undefined
            ? html`No log-out${woken}`
            : html`${at(out)}${outSource && small(sourceWords(outSource))}${woken}`
        },
      },
      { heading: 'Would be', cell: answerWords },
    ],
  })

function mappingForm(csrf: string, sample: Sample, typed: Typed, errors: readonly FieldError[]): Html {
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

const LONGEST_NAME = 80

/** The preview, or the mapping saved. */
export async function postMapping(visit: Visit): Promise<Reply> {
  const { form, shell, actor } = visit
  const sample = readSample(textOf(form['sample']))
  if (!sample) return seeOther('/visits/mappings')
  const { typed, errors } = readTyped(form)
  const completed = withNewWords(sample, typed)
  const isSave = textOf(form['do']) === 'save'
  if (!isSave) return showMappingForm(visit, sample, completed, [...errors, ...faultsFor(typed, sample)])
  if (typed.name === '' || typed.name.length > LONGEST_NAME)
    errors.push({ field: 'name', message: `Enter a name of up to ${LONGEST_NAME} characters` })
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(typed.mapping.system))
    errors.push({
      field: 'system',
      message: 'Enter the name of the system in small letters, digits and hyphens, like caretime',
    })
  errors.push(...faultsFor(typed, sample))
  if (errors.length > 0) return showMappingForm(visit, sample, completed, errors)
  const saved = await saveMapping(shell, actor, typed)
  if (!saved.ok) return seeOther('/visits/mappings')
  return seeOther(`/visits/mappings/${saved.value}`, 'The mapping is saved. It can be chosen at an upload.')
}

/** When other columns are chosen, their words that anybody knows are filled in. */
function withNewWords(sample: Sample, typed: Typed): Typed {
  const sources = { ...wordsFor(sample, typed.mapping), ...typed.mapping.sourceWords }
  const events = { ...eventWordsFor(sample, typed.mapping), ...typed.mapping.eventWords }
  return {
    ...typed,
    mapping: { ...typed.mapping, sourceWords: sources, eventWords: events },
    sourceText: withLines(typed.sourceText, typed.mapping.sourceWords, sources),
    eventText: withLines(typed.eventText, typed.mapping.eventWords, events),
  }
}

/** The text as it was typed, with the words below it that it lacks. */
function withLines(
  text: string,
  typed: Readonly<Record<string, string>>,
  all: Readonly<Record<string, string>>,
): string {
  const added = Object.entries(all).filter(([word]) => typed[word] === undefined)
  return [text, wordLines(Object.fromEntries(added))].filter((each) => each !== '').join('\n')
}

function readSample(text: string): Sample | undefined {
  try {
    return SampleField.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
