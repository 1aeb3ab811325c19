import type { Shell } from '#src/platform/command.ts'
import type { Reply } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { dayOf } from '#src/base/day.ts'
import type { DocumentVersion } from '#src/tendering/documents/document.store.ts'
import { FILE_TYPES } from '#src/tendering/documents/file-type.ts'

/** A document as it is sent: its type is that of its content. */
export const documentFile = (shell: Shell, one: DocumentVersion): Reply => ({
  reply: 'file',
  name: one.filename,
  type: FILE_TYPES[one.fileType].type,
  body: shell.files.open(one.sha256),
})

/** "PDF, 1.2 MB" */
export function sizeWords({ fileType, bytes }: Pick<DocumentVersion, 'fileType' | 'bytes'>): string {
  const size =
    bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${FILE_TYPES[fileType].name}, ${size}`
}

/** What bidders and the public download, every version. */
export const publishedTable = (documents: readonly DocumentVersion[], hrefOf: (one: DocumentVersion) => string): Html =>
  dataTable({
    caption: 'Documents',
    captionHidden: true,
    empty: 'No document.',
    rows: documents,
    columns: [
      {
        heading: 'Document',
        cell: (one) => html`${link(one.title, hrefOf(one))}${small(`${one.document}, ${sizeWords(one)}`)}`,
      },
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'What is new', cell: (one) => one.note },
      { heading: 'From', cell: (one) => shortDay(dayOf(one.at)) },
    ],
  })
