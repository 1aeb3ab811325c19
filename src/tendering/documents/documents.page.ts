import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import {
  fileField,
  type Form,
  postForm,
  selectField,
  submit,
  textareaField,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { addDocument, type DocumentRefusal } from '#src/tendering/documents/document-commands.ts'
import { documentFile, sizeWords } from '#src/tendering/documents/document-file.page.ts'
import {
  findDocument,
  type KeptVersion,
  listDocuments,
  listSeen,
  type Seen,
} from '#src/tendering/documents/document.store.ts'
import { tenderCrumbs, tenderFrame, tenderTabs } from '#src/tendering/tenders/tender-frame.page.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'

const PAGE_SIZE = 25
export const showDocuments = (visit: Visit, house: House): Promise<Reply> => documentsPage(visit, house, {}, [])

async function documentsPage(visit: Visit, house: House, typed: Form, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, params, query, url, csrf } = visit
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender) return notFound()
    const documents = await listDocuments(tx, tenderRef)
    const { seen, total } = await listSeen(tx, tenderRef, {
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    const names = await providerNames(
      tx,
      seen.map((one) => one.organisationRef),
    )
    const edits = may(actor, 'tendering.manage') && (tender.status === 'planning' || tender.status === 'published')
    return page(
      {
        ...tenderFrame(tender, tx.now),
        errors,
        breadcrumbs: tenderCrumbs(tenderRef, { text: 'Documents' }),
        tabs: tenderTabs(house, actor, tenderRef, 'documents'),
        content: html`${documentTable(tenderRef, documents)}
          ${edits && section('Add a document or a new version', addForm(tenderRef, documents, typed, csrf, errors))}
          ${tender.version !== null && section('Who has seen which version', seenTable(seen, total, names, url))}`,
        aside: whatHappensNext(
          tender.status === 'planning'
            ? 'Bidders and the public have the documents once the tender is published.'
            : 'A new version is every bidder’s at once: all who follow the tender are told by mail.',
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const documentTable = (tenderRef: string, documents: readonly KeptVersion[]): Html =>
  dataTable({
    caption: 'Documents',
    captionHidden: true,
    empty: 'No document yet.',
    rows: documents,
    columns: [
      {
        heading: 'Document',
        cell: (one) =>
          html`${link(`${one.document}: ${one.title}`, `/tenders/${tenderRef}/documents/${one.document}/${one.version}`)}${small(`${one.filename}, ${sizeWords(one)}`)}`,
      },
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'What is new', cell: (one) => one.note },
      { heading: 'Added', cell: (one) => html`${formatInstant(one.at)}${small(one.byName)}` },
      { heading: 'Seen by', format: 'number', cell: (one) => (one.isPublished ? one.seen : 'not published') },
    ],
  })

const seenTable = (seen: readonly Seen[], total: number, names: ReadonlyMap<string, string>, url: string): Html =>
  queue({
    noun: { one: 'download', many: 'downloads' },
    url,
    rows: seen,
    total,
    pageSize: PAGE_SIZE,
    columns: [
      { heading: 'Provider', cell: (one) => names.get(one.organisationRef) ?? one.organisationRef },
      { heading: 'Document', cell: (one) => one.document },
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'First downloaded', cell: (one) => html`${formatInstant(one.at)}${small(one.byName)}` },
    ],
    empty: 'No provider has downloaded a document yet.',
  })

const addForm = (
  tenderRef: string,
  documents: readonly KeptVersion[],
  typed: Form,
  csrf: string,
  errors: readonly FieldError[],
): Html => {
  const latest = documents.filter((one, at) => documents.findIndex(({ document }) => document === one.document) === at)
  return postForm({
    action: `/tenders/${tenderRef}/documents`,
    csrf,
    enctype: 'multipart/form-data',
    content: html`
      ${selectField({ name: 'document', label: 'Is it a new version of one?', value: typedText(typed, 'document'), empty: 'No, a new document', choices: latest.map((one) => ({ value: one.document, text: `${one.document}: ${one.title}` })), errors })}
      ${textField({ name: 'title', label: 'Title', value: typedText(typed, 'title'), errors })}
      ${textareaField({ name: 'note', label: 'What is new in it (optional)', value: typedText(typed, 'note'), rows: 2, errors })}
      ${fileField({ name: 'file', label: 'File', hint: 'PDF, Word, Excel, CSV or text, 50 MB at most', accept: '.pdf,.docx,.xlsx,.csv,.txt', errors })}
      ${submit('Add the document')}`,
  })
}

const REFUSALS: Readonly<Record<Exclude<DocumentRefusal, 'no such tender'>, FieldError>> = {
  'no such document': { field: 'document', message: 'There is no such document. Choose one of the list' },
  'it can no longer be changed': {
    field: '',
    message: 'Bids have closed or the tender has ended: its documents stay as they are',
  },
  'no title': { field: 'title', message: 'Enter a title' },
  'the file is empty': { field: 'file', message: 'The file is empty. Choose another' },
  'the file is too large': { field: 'file', message: 'The file is larger than 50 MB. Make it smaller, or split it' },
  'the file is of another kind': {
    field: 'file',
    message: 'The file is not a PDF, Word, Excel, CSV or text file, or not what its name says. Save it as one of these',
  },
}

export async function postDocument(visit: Visit, house: House): Promise<Reply> {
  const { shell, actor, params, form, files } = visit
  const tenderRef = params['ref'] ?? ''
  const file = files['file']
  if (!file) return documentsPage(visit, house, form, [{ field: 'file', message: 'Choose a file' }])
  const added = await addDocument(shell, actor, {
    ...{ tenderRef, file, title: typedText(form, 'title'), note: typedText(form, 'note') },
    document: typedText(form, 'document') || undefined,
  })
  if (added.ok)
    return seeOther(
      `/tenders/${tenderRef}/documents`,
      `${added.value.document}, version ${added.value.version}, is added.`,
    )
  if (added.error === 'no such tender') return notFound()
  return documentsPage(visit, house, form, [REFUSALS[added.error]])
}

export async function downloadDocument({ actor, shell, params }: Visit): Promise<Reply> {
  const named = {
    tenderRef: params['ref'] ?? '',
    document: params['document'] ?? '',
    version: Number(params['version']),
  }
  if (!Number.isSafeInteger(named.version)) return notFound()
  const found = await shell.read(actor, (tx) => findDocument(tx, named))
  return found ? documentFile(shell, found) : notFound()
}
