/** The form in which an officer says what a vendor's columns are, with the first rows as they would be read. */
import { z } from 'zod'
import { counted } from '#src/base/counted.ts'
import { dayOf, formatInstant } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listPeopleByRef } from '#src/people/index.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
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
import { eventWordsFor, orderFor, preview, PREVIEWED, type Sample, wordsFor } from '#src/visits/vendor-logs/sample.ts'
import { mappingForm, type Typed } from '#src/visits/vendor-logs/mapping-fields.page.ts'
import { readNumbers } from '#src/visits/vendor-logs/vendor-logs.store.ts'
import { inVendorWords } from '#src/visits/vendor-logs/vendor-words.ts'
import { LENGTH_UNITS, NUMBER_STYLES } from '#src/visits/vendor-logs/vendor-time.ts'
import { sourceWords } from '#src/visits/visit-words.page.ts'
import { wakingsInWords } from '#src/visits/wakings/waking.ts'

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
    const tell = inVendorWords(mapping.columns)
    return lines.map((line, index) => {
      const answer = answers[index] as Answer
      return { ...line, answer: answer.answer === 'refused' ? { ...answer, fault: tell(answer.fault) } : answer }
    })
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
