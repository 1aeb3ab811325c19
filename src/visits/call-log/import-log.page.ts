/** The upload of a call log and what comes of it: for council staff here, for providers through upload-log.portal.ts. */
import { counted } from '#src/base/counted.ts'
import { readFile } from 'node:fs/promises'
import { formatInstant } from '#src/base/day.ts'
import { sentence } from '#src/base/sentence.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import {
  csvFile,
  events,
  notFound,
  page,
  type ProgressEvent,
  type Reply,
  seeOther,
  type Visit,
} from '#src/platform/http/doors.ts'
import { fileField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, StatusTag } from '#src/platform/pages/page.ts'
import { keyFigures, progress, section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { LOG_COLUMNS } from '#src/visits/call-log-file.ts'
import { beginImport, type LogBytes, readImport, stateOf } from '#src/visits/call-log/import-commands.ts'
import { findImport, listImports, listRefusals, type LogImport } from '#src/visits/call-log/import.store.ts'
import { sourceOf } from '#src/visits/call-log/log-commands.ts'
import { openByMapping } from '#src/visits/vendor-logs/mapping-commands.ts'
import { type KeptMapping, listMappings } from '#src/visits/vendor-logs/vendor-logs.store.ts'
import { DATE_ORDERS } from '#src/visits/vendor-logs/vendor-time.ts'

export const UPLOAD_BYTES = 64 * 1024 * 1024
const SHOWN_REFUSALS = 50
const REFUSALS_IN_FILE = 100_000
const LISTED = 20

type Door = { readonly base: string; readonly section: string }
export const STAFF_DOOR: Door = { base: '/visits/imports', section: 'visits' }

type Form = { errors: FieldError[]; system: string; provider: string; mapping: string; order: string }
const MAPPINGS_LISTED = 200

export async function showImports(visit: Visit, door: Door = STAFF_DOOR, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = visit
  const forAll = actor.organisation === undefined
  const { imports, mappings, now } = await shell.read(actor, async (tx) => ({
    imports: await listImports(tx, LISTED),
    mappings: forAll ? await listMappings(tx, true, 0, MAPPINGS_LISTED) : [],
    now: tx.now,
  }))
  const upload = postForm({
    action: door.base,
    csrf,
    enctype: 'multipart/form-data',
    content: html`${forAll && mappingFields(mappings, form)}${textField({
      name: 'system',
      label: 'Which system does the file come from?',
      hint: `${systemHint(imports)} A row is known again by its system and its log_ref.${forAll ? ' Leave it empty with a mapping.' : ''}`,
      value: form?.system,
      width: 20,
      errors: form?.errors,
    })}${
      forAll &&
      textField({
        name: 'provider',
        label: 'Provider (optional)',
        hint: 'Its reference, if the file is one that the provider itself uploads at other times',
        value: form?.provider,
        width: 20,
        errors: form?.errors,
      })
    }${fileField({
      name: 'file',
      label: 'Call log',
      hint: `A CSV file in UTF-8, up to 64 MB, with the columns ${LOG_COLUMNS.join(', ')}${forAll ? '; with a mapping, the vendor’s own file' : ''}`,
      accept: forAll ? '.csv,.txt,.tsv,.json,.jsonl,.ndjson,text/csv,application/json' : '.csv,text/csv',
      errors: form?.errors,
    })}${submit('Upload')}`,
  })
  return page(
    {
      title: 'Call logs',
      section: door.section,
      ...(form ? { errors: form.errors } : {}),
      content: html`${upload}${section('Earlier uploads', importTable(imports, door, now))}`,
    },
    { status: form ? 400 : 200 },
  )
}

/** The name that earlier files had is the one to give again. */
function systemHint(imports: readonly LogImport[]): string {
  const used = [...new Set(imports.map(({ source }) => source.split(':')[1] ?? ''))].filter((name) => name !== '')
  if (used.length === 0) return 'Use the same name each time, like caretime.'
  return `Use the same name each time. Earlier files came from ${used.slice(0, 3).join(', ')}.`
}

/** A vendor's own file is read by a mapping that an officer saved. */
const mappingFields = (mappings: readonly KeptMapping[], form: Form | undefined): Html =>
  html`${selectField({
    name: 'mapping',
    label: 'How is the file written?',
    value: form?.mapping,
    empty: 'In the open format',
    choices: mappings.map(({ mappingRef, name }) => ({ value: mappingRef, text: `By the mapping “${name}”` })),
    errors: form?.errors,
  })}<p class="govuk-body">${link('Map a vendor’s file', '/visits/mappings')} if its own is not here yet.</p>${
    form?.mapping !== undefined &&
    form.mapping !== '' &&
    selectField({
      name: 'order',
      label: 'In dates like 03/04/2026, which comes first?',
      value: form.order,
      empty: 'As the mapping says',
      choices: DATE_ORDERS.map((order) => ({ value: order, text: order === 'day first' ? 'The day' : 'The month' })),
      errors: form.errors,
    })
  }`

const importTable = (imports: readonly LogImport[], door: Door, now: Temporal.Instant): Html =>
  dataTable<LogImport>({
    caption: 'Earlier uploads',
    captionHidden: true,
    rows: imports,
    empty: 'Nothing has been uploaded yet.',
    columns: [
      {
        heading: 'Upload',
        cell: (one) => html`${link(one.importRef, `${door.base}/${one.importRef}`)}${small(one.filename)}`,
      },
      { heading: 'When', cell: (one) => html`${formatInstant(one.startedAt)}${small(one.byName)}` },
      { heading: 'New', format: 'number', cell: (one) => count(one.accepted) },
      { heading: 'Refused', format: 'number', cell: (one) => count(one.refused) },
      { heading: 'Status', cell: (one) => statusTag(tagOf(one, now)) },
    ],
  })

const count = (rows: number): string => rows.toLocaleString('en-GB')

function tagOf(one: LogImport, now: Temporal.Instant): StatusTag {
  switch (stateOf(one, now)) {
    case 'reading':
      return { text: 'Being read', colour: 'blue' }
    case 'done':
      return one.refused > 0 ? { text: 'Read, some refused', colour: 'yellow' } : { text: 'Read', colour: 'green' }
    case 'failed':
    case 'cut off':
      return { text: 'Stopped', colour: 'red' }
  }
}

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

export async function postImport(visit: Visit, door: Door = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, form, files } = visit
  const mapping = actor.organisation === undefined ? textOf(form['mapping']) : ''
  const typed = {
    system: textOf(form['system']),
    provider: actor.organisation ?? textOf(form['provider']),
    mapping,
    order: textOf(form['order']),
  }
  const errors: FieldError[] = []
  if (mapping === '' && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(typed.system))
    errors.push({
      field: 'system',
      message: 'Enter the name of the system in small letters, digits and hyphens, like caretime',
    })
  if (!/^[A-Za-z0-9-]{0,40}$/.test(typed.provider))
    errors.push({ field: 'provider', message: 'Enter a provider reference, like 1-101641521' })
  const file = files['file']
  if (!file || file.bytes === 0)
    errors.push({ field: 'file', message: file ? 'The selected file is empty' : 'Select the call log' })
  if (errors.length > 0 || !file) return showImports(visit, door, { errors, ...typed })
  const plain = await bytesOf(file.path, file.filename)
  const opened = await openUpload(visit, typed, plain)
  if (!opened) {
    const gone = { field: 'mapping', message: 'Choose a mapping that is in use' }
    return showImports(visit, door, { errors: [gone], ...typed })
  }
  const source = sourceOf('vendor', opened.system, typed.provider)
  const begun = await beginImport(shell, actor, source, opened.bytes)
  if (!begun.ok) return showImports(visit, door, { errors: [{ field: 'file', message: begun.error }], ...typed })
  // The reading goes on after the answer; its page can be left and found again. What goes wrong stands on that page.
  void readImport(shell, actor, begun.value, source, opened.bytes).catch(() => {})
  return seeOther(`${door.base}/${begun.value}`)
}

async function openUpload(
  { shell, actor }: Visit,
  typed: Pick<Form, 'system' | 'mapping' | 'order'>,
  bytes: LogBytes,
): Promise<{ system: string; bytes: LogBytes } | undefined> {
  if (typed.mapping === '') return { system: typed.system, bytes }
  const order = DATE_ORDERS.find((each) => each === typed.order)
  const chosen = { mappingRef: typed.mapping, order }
  const opened = await openByMapping(shell, actor, chosen, bytes.bytes.subarray(0, bytes.length))
  return opened.ok ? { system: opened.value.system, bytes: { ...bytes, open: opened.value.open } } : undefined
}

async function bytesOf(path: string, filename: string): Promise<LogBytes> {
  const read = await readFile(path)
  const bytes = new Uint8Array(read.length + 1)
  bytes.set(read)
  return { filename, bytes, length: read.length }
}

export async function showImport(visit: Visit, door: Door = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, params } = visit
  const importRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const one = await findImport(tx, importRef)
    return (
      one && {
        one,
        refusals: await listRefusals(tx, importRef, SHOWN_REFUSALS),
        state: stateOf(one, tx.now),
        now: tx.now,
      }
    )
  })
  if (!found) return notFound()
  const { one, refusals, state, now } = found
  return page({
    title: one.filename,
    caption: `Call log ${importRef}`,
    section: door.section,
    breadcrumbs: [{ text: 'Call logs', href: door.base }, { text: importRef }],
    tags: [tagOf(one, now)],
    ...(one.trouble === null && state !== 'cut off'
      ? {}
      : { notice: { heading: 'Something to know', content: one.trouble ?? CUT_OFF } }),
    content: html`${state === 'reading' && progress({ words: progressWords(one), eventsHref: `${door.base}/${importRef}/progress`, pageHref: `${door.base}/${importRef}` })}${keyFigures(
      [
        { value: count(one.read), label: 'rows read' },
        { value: count(one.accepted), label: 'new' },
        { value: count(one.alreadyHad), label: 'had already' },
        { value: count(one.refused), label: 'refused' },
      ],
    )}${one.refused > 0 && refusalSection(one, refusals, door)}`,
  })
}

const CUT_OFF =
  'Reading was cut off. What was read is kept. Upload the file again: rows that we have are counted as had already.'

const progressWords = (one: LogImport): string =>
  `${counted(one.read, 'row')} read so far. You can leave this page and come back.`

const refusalSection = (one: LogImport, refusals: Awaited<ReturnType<typeof listRefusals>>, door: Door): Html =>
  section(
    'Refused rows',
    html`<p class="govuk-body"><a class="govuk-link" href="${door.base}/${one.importRef}/refused.csv">Download the ${count(one.refused)} refused (CSV)</a>, each with its line, the reason and the cure. Put them right and upload them.</p>${dataTable(
      {
        caption: 'Refused rows',
        captionHidden: true,
        rows: refusals,
        columns: [
          { heading: 'Line', format: 'number', cell: (row) => String(row.line) },
          { heading: 'Row', cell: (row) => row.logRef },
          { heading: 'Reason', cell: (row) => html`${sentence(row.reason)}${small(sentence(row.cure))}` },
        ],
      },
    )}`,
  )

export async function refusedCsv({ shell, actor, params }: Visit): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  const refusals = await shell.view(actor, `log-import:${importRef}`, async (tx) =>
    (await findImport(tx, importRef)) ? listRefusals(tx, importRef, REFUSALS_IN_FILE) : undefined,
  )
  if (!refusals) return notFound()
  return csvFile(
    `${importRef}-refused.csv`,
    ['line', 'reason', 'cure', 'log_ref', 'row'],
    refusals.map(({ line, reason, cure, logRef, cells }) => [
      line,
      sentence(reason),
      sentence(cure),
      logRef,
      cells.join(','),
    ]),
  )
}

const LOOK_EVERY_MS = 1_000

/** Server-sent events while an import is at work. */
export async function importProgress({ shell, actor, params }: Visit): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  const isKnown = await shell.read(actor, async (tx) => (await findImport(tx, importRef)) !== undefined)
  return isKnown ? events(watch(shell, actor, importRef)) : notFound()
}

async function* watch(shell: Shell, actor: Actor, importRef: string): AsyncGenerator<ProgressEvent> {
  for (;;) {
    const found = await shell.read(actor, async (tx) => {
      const one = await findImport(tx, importRef)
      return one && { one, state: stateOf(one, tx.now) }
    })
    if (!found || found.state !== 'reading') break
    yield { event: 'progress', data: progressWords(found.one) }
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS))
  }
  yield { event: 'done', data: 'done' }
}
