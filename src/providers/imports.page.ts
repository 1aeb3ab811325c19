import { counted } from '#src/base/counted.ts'
import { sentence } from '#src/base/sentence.ts'
import { rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Day, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit, followed } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import {
  dayField,
  fileField,
  postForm,
  radiosField,
  readDay,
  submit,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { keyFigures, progress, section } from '#src/platform/pages/record.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import { beginImport, runImport } from '#src/providers/import-extract.job.ts'
import { FINDING_HEADER, findingRows } from '#src/providers/import-result.ts'
import {
  FINDINGS,
  type FindingGroup,
  type FindingKind,
  findImport,
  groupFindings,
  type ImportRecord,
  listFindings,
  listImports,
  type StoredFinding,
} from '#src/providers/import.store.ts'
import type { ImportState } from '#src/providers/import-commands.ts'
import { examineExtract, type Extract } from '#src/providers/read-extract.job.ts'
import { fieldWords, valueWords } from '#src/providers/words.ts'

const SHOWN = 50
const CSV_ROWS = 200_000
// Chunks take a fraction of a second: after this long without one, whatever worked on the import is gone.
const STILL_SECONDS = 120

export const EXTRACT_BYTES = 300_000_000

type Typed = { covers?: string; asOf?: Day | TypedDay }

const importsView = (
  imports: readonly ImportRecord[],
  now: Instant,
  typed: Typed,
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  title: 'Import the CQC register',
  section: 'providers',
  wide: true,
  errors,
  breadcrumbs: [{ text: 'Providers', href: '/providers' }, { text: 'Import' }],
  content: html`${postForm({
    action: '/providers/imports',
    csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({
      name: 'extract',
      label: 'Extract',
      hint: 'CSV files of the Care Quality Commission (directory, locations, latest ratings), lists made from them, or answers of its API as JSON',
      accept: '.csv,.json,.jsonl,text/csv,application/json',
      errors,
    })}
${radiosField({
  name: 'covers',
  label: 'What the extract lists',
  hint: 'When it lists every location of its areas, those missing from it are marked as gone',
  value: typed.covers ?? 'layout',
  errors,
  choices: [
    { value: 'layout', text: 'What such files usually list' },
    { value: 'whole', text: 'Every location of its areas' },
    { value: 'part', text: 'Only some of them' },
  ],
})}
${dayField({
  name: 'asOf',
  label: 'Day of the extract (optional)',
  hint: 'Only when neither the file nor its name says, for example 16 9 2026',
  ...(typed.asOf === undefined ? {} : { value: typed.asOf }),
  errors,
})}
${submit('Import', { href: '/providers' })}`,
  })}
${section('Imports', importsTable(imports, now))}`,
})

const importsTable = (imports: readonly ImportRecord[], now: Instant): Html =>
  dataTable({
    caption: 'Imports, newest first',
    captionHidden: true,
    rows: imports,
    empty: 'Nothing has been imported yet.',
    columns: [
      {
        heading: 'Import',
        cell: (one) => html`${link(one.importRef, `/providers/imports/${one.importRef}`)}${small(one.fileName)}`,
      },
      { heading: 'Started', cell: (one) => html`${formatInstant(one.startedAt)}${small(one.startedBy)}` },
      { heading: 'Status', cell: (one) => statusTag(stateTag(one, now)) },
      { heading: 'Rows', format: 'number', cell: (one) => one.rowsRead },
      { heading: 'New', format: 'number', cell: (one) => one.locationsNew },
      { heading: 'Changed', format: 'number', cell: (one) => one.locationsChanged },
      { heading: 'Gone', format: 'number', cell: (one) => one.locationsGone },
      {
        heading: 'Rejected',
        format: 'number',
        cell: (one) => (one.rowsRejected > 0 ? bad(String(one.rowsRejected)) : 0),
      },
    ],
  })

const isStill = (one: ImportRecord, now: Instant): boolean =>
  one.status === 'running' && one.progressedAt.until(now, { largestUnit: 'seconds' }).seconds > STILL_SECONDS

function stateTag(one: ImportRecord, now: Instant): StatusTag {
  if (isStill(one, now)) return { text: 'Interrupted', colour: 'red' }
  if (one.status === 'running') return { text: 'Running', colour: 'blue' }
  return one.status === 'finished' ? { text: 'Finished', colour: 'green' } : { text: 'Stopped', colour: 'red' }
}

export async function listImportsPage({ actor, shell, csrf }: Visit): Promise<Reply> {
  const imports = await shell.read(actor, (tx) => listImports(tx, SHOWN))
  return page(importsView(imports, shell.now(), {}, csrf))
}

export async function uploadExtract({ actor, shell, form, files, csrf }: Visit): Promise<Reply> {
  const typed: Typed = {
    covers: typeof form['covers'] === 'string' ? form['covers'] : 'layout',
    asOf: typedDay(form, 'asOf'),
  }
  const refused = async (errors: FieldError[]) =>
    page(importsView(await shell.read(actor, (tx) => listImports(tx, SHOWN)), shell.now(), typed, csrf, errors), {
      status: 400,
    })
  const upload = files['extract']
  if (!upload || upload.filename === '') return refused([{ field: 'extract', message: 'Choose the extract to import' }])
  const asOf = readDay(form, 'asOf')
  if (!asOf.ok && asOf.error === 'no such day')
    return refused([{ field: 'asOf', message: 'The day of the extract must be a real day' }])
  // The upload is dropped when this answer is sent, and the import goes on after it.
  const kept = join(tmpdir(), `almoner-extract-${process.pid}-${performance.now()}`)
  await rename(upload.path, kept)
  const examined = await examineExtract(kept, upload.filename)
  if (!examined.ok) {
    await rm(kept, { force: true })
    return refused([{ field: 'extract', message: examined.error }])
  }
  const listsAll = typed.covers === 'whole' ? true : typed.covers === 'part' ? false : undefined
  const begun = await beginImport(shell, actor, examined.value, { asOf: asOf.ok ? asOf.value : undefined, listsAll })
  if (!begun.ok) {
    await rm(kept, { force: true })
    return refused([
      {
        field: 'asOf',
        message: 'The extract describes a day that is still to come. Enter the day on which it was made',
      },
    ])
  }
  void goOn(shell, actor, examined.value, begun.value)
  return seeOther(`/providers/imports/${begun.value.record.importRef}`)
}

/** The rest of the work, after the answer is sent. */
async function goOn(shell: Shell, actor: Actor, extract: Extract, begun: ImportState): Promise<void> {
  try {
    await runImport(shell, actor, extract, begun)
  } catch (error) {
    // The failure is on the import's record already; the log gets what broke.
    process.emitWarning(error instanceof Error ? error : String(error))
  } finally {
    await rm(extract.path, { force: true })
  }
}

export async function showImport({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const record = await findImport(tx, importRef)
    if (!record) return notFound()
    const groups = await groupFindings(tx, importRef)
    const found = (kind: FindingKind) => listFindings(tx, importRef, [kind], { after: '', limit: SHOWN })
    const [gone, anew, changed, arrived] = [
      await found('gone'),
      await found('re-registered'),
      await found('changed'),
      await found('new'),
    ]
    const href = `/providers/imports/${importRef}`
    return page({
      title: record.fileName,
      caption: `Import ${importRef}`,
      section: 'providers',
      breadcrumbs: [
        { text: 'Providers', href: '/providers' },
        { text: 'Import', href: '/providers/imports' },
        { text: importRef },
      ],
      tags: [stateTag(record, tx.now)],
      facts: [
        { label: 'Extract of', value: formatDay(record.asOf) },
        { label: 'Started', value: formatInstant(record.startedAt) },
        { label: 'By', value: record.startedBy },
      ],
      ...troubleOf(record, tx.now),
      content: html`${record.status === 'running' && !isStill(record, tx.now) && progress({ words: progressWords(record), eventsHref: `${href}/progress`, pageHref: href })}
${figuresOf(record)}
${record.notes.map((note) => html`<p class="govuk-body">${note}</p>`)}
${section('Rows with something wrong', groupsTable(groups, href))}
${recordsSection('Gone', gone, record.locationsGone, href, 'gone')}
${recordsSection('Registered anew', anew, record.locationsSucceeded, href, 're-registered')}
${recordsSection('Changed', changed, record.locationsChanged + record.organisationsChanged, href, 'changed')}
${recordsSection('New', arrived, record.locationsNew + record.organisationsNew, href, 'new')}`,
      aside: await latestHistory(house, tx, `import:${importRef}`),
    })
  })
}

function troubleOf(record: ImportRecord, now: Instant): Pick<Page, 'notice'> {
  if (record.failure !== null)
    return { notice: { heading: 'The import stopped before its end', content: record.failure } }
  if (!isStill(record, now)) return {}
  return {
    notice: {
      heading: 'The import was interrupted',
      content: 'What it took until then is kept. Import the same file again: what is known already changes nothing.',
    },
  }
}

const share = (record: ImportRecord): number =>
  record.bytes === 0 ? 100 : Math.min(100, Math.floor((record.bytesRead * 100) / record.bytes))

const progressWords = (record: ImportRecord): string =>
  `${counted(record.rowsRead, 'row')} read, ${share(record)}% of the file`

const figuresOf = (record: ImportRecord): Html =>
  keyFigures([
    { value: record.rowsRead, label: 'rows read' },
    { value: record.locationsNew, label: 'locations new' },
    { value: record.locationsChanged, label: 'locations changed' },
    { value: record.locationsUnchanged, label: 'locations unchanged' },
    { value: record.locationsGone, label: 'locations gone' },
    { value: record.ratingsNew, label: 'ratings new' },
    { value: record.rowsRejected > 0 ? bad(String(record.rowsRejected)) : 0, label: 'rows rejected' },
    { value: record.rowsRepeated, label: 'rows repeated' },
  ])

const KINDS: Record<FindingKind, string> = {
  rejected: 'Row left out',
  repeated: 'Row repeated',
  warning: 'Value left out',
  new: 'New',
  changed: 'Changed',
  gone: 'Gone',
  're-registered': 'Registered anew',
}

const groupsTable = (groups: readonly FindingGroup[], href: string): Html =>
  groups.length === 0
    ? html`<p class="govuk-body">Nothing was wrong.</p>`
    : html`${dataTable({
        caption: 'What was wrong, each reason once',
        captionHidden: true,
        rows: groups,
        columns: [
          {
            heading: 'What',
            cell: (one) => (one.finding === 'rejected' ? bad(KINDS[one.finding]) : KINDS[one.finding]),
          },
          {
            heading: 'Why',
            cell: (one) =>
              html`${sentence(one.reason ?? '')}${one.field !== null && small(`${one.field}${one.value === null ? '' : `, for example ${one.value.slice(0, 60)}`}`)}`,
          },
          {
            heading: 'Lines',
            cell: (one) => `${one.lines.join(', ')}${one.count > one.lines.length ? ' and more' : ''}`,
          },
          { heading: 'Times', format: 'number', cell: (one) => one.count },
        ],
      })}<p class="govuk-body">${link('Download every row with its reason and cure (CSV)', `${href}/findings.csv?what=rejected&what=repeated&what=warning`)}</p>`

function recordsSection(
  title: string,
  found: readonly StoredFinding[],
  total: number,
  href: string,
  kind: FindingKind,
): Html | false {
  if (found.length === 0) return false
  return section(
    `${title} (${total})`,
    html`${dataTable({
      caption: title,
      captionHidden: true,
      rows: found,
      columns: [
        {
          heading: 'Record',
          cell: (one) =>
            html`${link(one.recordName ?? one.recordRef ?? '', `/${one.recordKind === 'organisation' ? 'providers' : 'locations'}/${one.recordRef}`)}${small(`${one.recordKind === 'organisation' ? 'provider ' : ''}${one.recordRef}${one.line === null ? '' : `, line ${one.line}`}`)}`,
        },
        { heading: 'What', cell: (one) => whatOf(one) },
      ],
    })}${total > found.length && html`<p class="govuk-body">The first ${found.length} are shown.</p>`}<p class="govuk-body">${link(`Download all as CSV`, `${href}/findings.csv?what=${kind}`)}</p>`,
  )
}

function whatOf(one: StoredFinding): Html {
  if (one.changes !== null)
    return html`${one.changes.map(({ field, from, to }) => html`<p class="govuk-body-s">${fieldWords(field)}: ${valueWords(from)} → ${valueWords(to)}</p>`)}`
  if (one.finding === 're-registered') return html`Follows ${one.value}: ${one.reason}`
  return html`${sentence(one.reason ?? (one.recordKind === 'organisation' ? 'provider not known before' : 'location not known before'))}`
}

export async function findingsCsv({ actor, shell, params, query }: Visit): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  const asked = [query['what'] ?? []].flat()
  const kinds = FINDINGS.filter((kind) => asked.length === 0 || asked.includes(kind))
  const found = await shell.read(actor, async (tx) =>
    (await findImport(tx, importRef)) ? listFindings(tx, importRef, kinds, { after: '', limit: CSV_ROWS }) : undefined,
  )
  return found ? csvFile(`${importRef}-findings.csv`, FINDING_HEADER, found.flatMap(findingRows)) : notFound()
}

export const followImport = ({ actor, shell, params }: Visit): Reply =>
  followed(async () => {
    const one = await shell.read(actor, (tx) => findImport(tx, params['ref'] ?? ''))
    return one?.status === 'running' && !isStill(one, shell.now()) ? progressWords(one) : undefined
  })
