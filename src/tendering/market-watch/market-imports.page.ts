import { rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sentence } from '#src/base/sentence.ts'
import { formatInstant, type Instant } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit, followed } from '#src/platform/http/doors.ts'
import { fileField, postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { keyFigures, progress, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import {
  beginMarketImport,
  examineReleases,
  type ReleaseFile,
  runMarketImport,
} from '#src/tendering/market-watch/import-releases.job.ts'
import {
  findMarketImport,
  listMarketImports,
  listRefusals,
  type MarketImport,
} from '#src/tendering/market-watch/market-import.store.ts'

const SHOWN = 50
const CSV_ROWS = 200_000
/** After so long without a chunk, whatever worked on the import is gone. */
const STILL_SECONDS = 120

export const RELEASE_BYTES = 300_000_000

const CRUMBS = [
  { text: 'Tendering', href: '/tenders' },
  { text: 'Who else is buying', href: '/market-watch' },
]

const isStill = ({ status, progressedAt }: MarketImport, now: Instant): boolean =>
  status === 'running' && progressedAt.until(now, { largestUnit: 'seconds' }).seconds > STILL_SECONDS

function stateTag(one: MarketImport, now: Instant): StatusTag {
  if (isStill(one, now)) return { text: 'Interrupted', colour: 'red' }
  if (one.status === 'running') return { text: 'Running', colour: 'blue' }
  return one.status === 'finished' ? { text: 'Finished', colour: 'green' } : { text: 'Stopped', colour: 'red' }
}

const importsView = (
  imports: readonly MarketImport[],
  now: Instant,
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  title: 'Import notices of others',
  section: 'tendering',
  wide: true,
  errors,
  breadcrumbs: [...CRUMBS, { text: 'Import' }],
  content: html`${postForm({
    action: '/market-watch/imports',
    csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({
      name: 'releases',
      label: 'File of notices',
      hint: 'Open Contracting (OCDS) releases as Find a Tender and Contracts Finder give them out: a package, or one release a line',
      accept: '.json,.jsonl,application/json',
      errors,
    })}${submit('Import', { href: '/market-watch' })}`,
  })}
  ${section(
    'Imports',
    dataTable({
      caption: 'Imports, newest first',
      captionHidden: true,
      rows: imports,
      empty: 'Nothing has been imported yet.',
      columns: [
        {
          heading: 'Import',
          cell: (one) => html`${link(one.importRef, `/market-watch/imports/${one.importRef}`)}${small(one.fileName)}`,
        },
        { heading: 'Started', cell: (one) => html`${formatInstant(one.startedAt)}${small(one.startedBy)}` },
        { heading: 'Status', cell: (one) => statusTag(stateTag(one, now)) },
        { heading: 'Releases', format: 'number', cell: (one) => one.read },
        { heading: 'New', format: 'number', cell: (one) => one.new },
        { heading: 'Left out', format: 'number', cell: (one) => (one.refused > 0 ? bad(String(one.refused)) : 0) },
      ],
    }),
  )}`,
})

export async function listMarketImportsPage({ actor, shell, csrf }: Visit): Promise<Reply> {
  const imports = await shell.read(actor, (tx) => listMarketImports(tx, SHOWN))
  return page(importsView(imports, shell.now(), csrf))
}

export async function uploadReleases({ actor, shell, files, csrf }: Visit): Promise<Reply> {
  const refused = async (message: string) => {
    const imports = await shell.read(actor, (tx) => listMarketImports(tx, SHOWN))
    return page(importsView(imports, shell.now(), csrf, [{ field: 'releases', message }]), { status: 400 })
  }
  const upload = files['releases']
  if (!upload || upload.filename === '') return refused('Choose the file to import')
  // The upload is dropped when this answer is sent, and the import goes on after it.
  const kept = join(tmpdir(), `almoner-releases-${process.pid}-${performance.now()}`)
  await rename(upload.path, kept)
  const examined = await examineReleases(kept, upload.filename)
  if (!examined.ok) {
    await rm(kept, { force: true })
    return refused(examined.error)
  }
  const begun = await beginMarketImport(shell, actor, examined.value)
  void goOn(shell, actor, examined.value, begun)
  return seeOther(`/market-watch/imports/${begun.importRef}`)
}

/** The rest of the work, after the answer is sent. */
async function goOn(shell: Shell, actor: Actor, file: ReleaseFile, begun: MarketImport): Promise<void> {
  try {
    await runMarketImport(shell, actor, file, begun)
  } catch (error) {
    // The failure is on the import's record already; the log gets what broke.
    process.emitWarning(error instanceof Error ? error : String(error))
  } finally {
    await rm(file.path, { force: true })
  }
}

const progressWords = ({ read, bytes, bytesRead }: MarketImport): string =>
  `${read} releases read, ${bytes === 0 ? 100 : Math.min(100, Math.floor((bytesRead * 100) / bytes))}% of the file`

export async function showMarketImport({ actor, shell, params }: Visit): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  const { one, refusals } = await shell.read(actor, async (tx) => ({
    one: await findMarketImport(tx, importRef),
    refusals: await listRefusals(tx, importRef, SHOWN),
  }))
  if (!one) return notFound()
  const now = shell.now()
  const href = `/market-watch/imports/${importRef}`
  return page({
    title: one.fileName,
    caption: `Import ${importRef}`,
    section: 'tendering',
    breadcrumbs: [...CRUMBS, { text: 'Import', href: '/market-watch/imports' }, { text: importRef }],
    tags: [stateTag(one, now)],
    facts: [
      { label: 'Started', value: formatInstant(one.startedAt) },
      { label: 'By', value: one.startedBy },
    ],
    ...(one.failure !== null ? { notice: { heading: 'The import stopped before its end', content: one.failure } } : {}),
    ...(isStill(one, now)
      ? {
          notice: {
            heading: 'The import was interrupted',
            content:
              'What it took until then is kept. Import the same file again: what is known already changes nothing.',
          },
        }
      : {}),
    content: html`${one.status === 'running' && !isStill(one, now) && progress({ words: progressWords(one), eventsHref: `${href}/progress`, pageHref: href })}
    ${keyFigures([
      { value: one.read, label: 'releases read' },
      { value: one.new, label: 'new' },
      { value: one.known, label: 'known already' },
      { value: one.processesNew, label: 'procurements new' },
      { value: one.processesChanged, label: 'procurements changed' },
      { value: one.refused > 0 ? bad(String(one.refused)) : 0, label: 'left out' },
    ])}
    ${section(
      'Left out',
      html`${dataTable({
        caption: 'What was left out, and why',
        captionHidden: true,
        rows: refusals,
        empty: 'Nothing was left out.',
        columns: [
          { heading: 'Line', format: 'number', cell: ({ line }) => line },
          { heading: 'Release', cell: ({ releaseRef }) => releaseRef ?? '' },
          { heading: 'Why', cell: ({ reason, cure }) => html`${sentence(reason)}${small(sentence(cure))}` },
        ],
      })}${one.refused > 0 && html`<p class="govuk-body">${link('Download what was left out, with reasons (CSV)', `${href}/refused.csv`)}</p>`}`,
    )}
    <p class="govuk-body">${link('See who else is buying', '/market-watch')}</p>`,
  })
}

export async function refusedCsv({ actor, shell, params }: Visit): Promise<Reply> {
  const importRef = params['ref'] ?? ''
  const refusals = await shell.read(actor, async (tx) =>
    (await findMarketImport(tx, importRef)) ? listRefusals(tx, importRef, CSV_ROWS) : undefined,
  )
  if (!refusals) return notFound()
  return csvFile(
    `${importRef}-refused.csv`,
    ['line', 'release', 'reason', 'cure'],
    refusals.map(({ line, releaseRef, reason, cure }) => [line, releaseRef, reason, cure]),
  )
}

export const followMarketImport = ({ actor, shell, params }: Visit): Reply =>
  followed(async () => {
    const one = await shell.read(actor, (tx) => findMarketImport(tx, params['ref'] ?? ''))
    return one?.status === 'running' && !isStill(one, shell.now()) ? progressWords(one) : undefined
  })
