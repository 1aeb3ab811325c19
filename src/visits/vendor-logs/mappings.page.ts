/** The mappings of vendors' files: the list, a sample to begin one from, and the record of each. */
import { readFile } from 'node:fs/promises'
import { formatInstant } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, hiddenField, postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import type { MappedColumns, VendorMapping } from '#src/visits/vendor-logs/mapping.ts'
import { inTurns, retireMapping } from '#src/visits/vendor-logs/mapping-commands.ts'
import { showMappingForm, typedOf } from '#src/visits/vendor-logs/mapping-form.page.ts'
import { takeSample } from '#src/visits/vendor-logs/sample.ts'
import { type KeptMapping, listMappings, listVersions } from '#src/visits/vendor-logs/vendor-logs.store.ts'
import { openVendorFile } from '#src/visits/vendor-logs/vendor-table.ts'

export const SAMPLE_BYTES = 64 * 1024 * 1024
const PAGE_SIZE = 50

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

export async function showMappings(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, query, csrf } = visit
  const number = pageAsked(query)
  const found = await shell.read(actor, (tx) => listMappings(tx, false, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1))
  const mappings = found.slice(0, PAGE_SIZE)
  return page(
    {
      title: 'Vendors’ files',
      section: 'visits',
      breadcrumbs: [{ text: 'Call logs', href: '/visits/imports' }, { text: 'Vendors’ files' }],
      ...(errors.length > 0 ? { errors } : {}),
      content: html`<p class="govuk-body">A mapping says once what the columns of a vendor’s own file are. It is then chosen at every upload.</p>
${section('Map a file', sampleForm(csrf, errors))}${section('Saved mappings', mappingTable(mappings))}${
  found.length > PAGE_SIZE &&
  html`<p class="govuk-body">${link('More mappings', `/visits/mappings?page=${number + 1}`)}</p>`
}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const sampleForm = (csrf: string, errors: readonly FieldError[], mappingRef?: string): Html =>
  postForm({
    action: '/visits/mappings/sample',
    csrf,
    enctype: 'multipart/form-data',
    content: html`${mappingRef !== undefined && hiddenField('mapping', mappingRef)}${fileField({
      name: 'file',
      label: 'A file as the vendor sends it',
      hint: 'CSV with any separator, or JSON, up to 64 MB. Nothing is taken in yet.',
      accept: '.csv,.txt,.tsv,.json,.jsonl,.ndjson,text/csv,application/json',
      errors,
    })}${submit('Look at the file')}`,
  })

const mappingTable = (mappings: readonly KeptMapping[]): Html =>
  dataTable<KeptMapping>({
    caption: 'Saved mappings',
    captionHidden: true,
    rows: mappings,
    empty: 'No mapping has been saved yet.',
    columns: [
      {
        heading: 'Mapping',
        cell: (one) => html`${link(one.name, `/visits/mappings/${one.mappingRef}`)}${small(one.mappingRef)}`,
      },
      { heading: 'System', cell: (one) => link(one.system, `/visits/vendor-numbers?system=${one.system}`) },
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'Saved', cell: (one) => html`${formatInstant(one.at)}${small(one.byName)}` },
      { heading: 'Status', cell: tagOf },
    ],
  })

const tagOf = ({ retired }: KeptMapping): Html =>
  statusTag(retired ? { text: 'Retired', colour: 'grey' } : { text: 'In use', colour: 'green' })

/** Reads the sample, guesses what its columns are and shows the form. */
export async function postSample(visit: Visit): Promise<Reply> {
  const { form, files, shell, actor } = visit
  const file = files['file']
  const mappingRef = textOf(form['mapping']) || undefined
  const wrong = (message: string): Promise<Reply> => showMappings(visit, [{ field: 'file', message }])
  if (!file || file.bytes === 0) return wrong(file ? 'The selected file is empty' : 'Select a file of the vendor’s')
  const versions = mappingRef === undefined ? [] : await shell.read(actor, (tx) => listVersions(tx, mappingRef))
  const [newest] = versions
  if (mappingRef !== undefined && !newest) return notFound()
  const opened = openVendorFile(await readFile(file.path))
  if (!opened.ok) return wrong(opened.error)
  const { sample, guess } = await inTurns(takeSample(file.filename.slice(0, 200), opened.value))
  if (sample.rows.length === 0) return wrong('The selected file has headings and no rows')
  return showMappingForm(visit, sample, typedOf(newest?.name ?? '', newest?.mapping ?? guess, mappingRef))
}

const COLUMN_WORDS: Readonly<Record<keyof MappedColumns, string>> = {
  logRef: 'Reference of the row',
  visit: 'Visit',
  person: 'Who was visited',
  worker: 'Who came',
  event: 'Log-in or log-out',
  in: 'Log-in',
  inTime: 'Time of the log-in',
  out: 'Log-out',
  outTime: 'Time of the log-out',
  length: 'Length of stay',
  inSource: 'How the log-in was taken',
  outSource: 'How the log-out was taken',
  reason: 'Reason of an entry by hand',
  wakings: 'Wakings of a night',
}

const NUMBERS_WORDS = {
  seconds: 'Seconds since 1970',
  milliseconds: 'Thousandths of a second since 1970',
  excel: 'Excel’s days',
} as const

function mappingRows({ columns, ...mapping }: VendorMapping): Html {
  const named = Object.entries(COLUMN_WORDS).map(
    ([field, key]) =>
      columns[field as keyof MappedColumns] !== '' && { key, value: columns[field as keyof MappedColumns] },
  )
  const words = [mapping.eventWords, mapping.sourceWords, mapping.reasonWords].flatMap((some) => Object.entries(some))
  return summary([
    ...named,
    columns.logRef === '' && { key: COLUMN_WORDS.logRef, value: 'Made from person, worker and log-in' },
    mapping.ownNumbers.length > 0 && {
      key: 'The vendor’s own numbers',
      value: link(`For ${mapping.ownNumbers.join(', ')}`, `/visits/vendor-numbers?system=${mapping.system}`),
    },
    { key: 'Order of 03/04/2026', value: mapping.order },
    mapping.numbers !== undefined && { key: 'Bare numbers', value: NUMBERS_WORDS[mapping.numbers] },
    columns.length !== '' && { key: 'Unit of the length', value: mapping.lengthUnit },
    { key: 'Times without an offset', value: mapping.zone === 'utc' ? 'UTC' : 'London time' },
    words.length > 0 && { key: 'Words', value: html`${words.map(([word, ours]) => html`${word} = ${ours}<br>`)}` },
    { key: 'Without such a word', value: mapping.sourceElse ?? 'The row is refused' },
    mapping.reasonElse !== '' && { key: 'Without a reason', value: mapping.reasonElse },
  ])
}

export async function showMapping(visit: Visit, house: House): Promise<Reply> {
  const { shell, actor, params, csrf } = visit
  const mappingRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => ({
    versions: await listVersions(tx, mappingRef),
    history: await latestHistory(house, tx, `vendor-mapping:${mappingRef}`),
  }))
  const [newest] = found.versions
  if (!newest) return notFound()
  return page({
    title: newest.name,
    caption: `Mapping ${mappingRef}, version ${newest.version}`,
    section: 'visits',
    breadcrumbs: [
      { text: 'Call logs', href: '/visits/imports' },
      { text: 'Vendors’ files', href: '/visits/mappings' },
      { text: mappingRef },
    ],
    tags: [newest.retired ? { text: 'Retired', colour: 'grey' } : { text: 'In use', colour: 'green' }],
    actions: [!newest.retired && { text: 'Retire', kind: 'secondary', post: `/visits/mappings/${mappingRef}/retire` }],
    content: html`${section('How its files are read', mappingRows(newest.mapping))}${section(
      'Change it',
      html`<p class="govuk-body">A change is a new version. Rows that were read stay as they are.</p>${sampleForm(csrf, [], mappingRef)}`,
    )}${section('Versions', versionTable(found.versions))}`,
    aside: found.history,
  })
}

const versionTable = (versions: readonly KeptMapping[]): Html =>
  dataTable<KeptMapping>({
    caption: 'Versions',
    captionHidden: true,
    rows: versions,
    columns: [
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'Name', cell: (one) => one.name },
      { heading: 'Saved', cell: (one) => html`${formatInstant(one.at)}${small(one.byName)}` },
      { heading: 'What', cell: (one) => (one.retired ? 'Retired' : 'Saved') },
    ],
  })

export async function postRetire({ shell, actor, params }: Visit): Promise<Reply> {
  const done = await retireMapping(shell, actor, params['ref'] ?? '')
  if (done.ok) return seeOther(`/visits/mappings/${done.value}`, 'The mapping is retired')
  return done.error === 'no such mapping' ? notFound() : seeOther(`/visits/mappings/${params['ref']}`)
}
