import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

export type DocumentFact =
  | FactOf<
      'tendering.document-added',
      {
        tenderRef: string
        document: string
        version: number
        title: string
        sha256: string
        /** Bidders have it at once: the tender is published. */
        isPublished: boolean
      }
    >
  | FactOf<'tendering.document-seen', { tenderRef: string; document: string; version: number; organisationRef: string }>

type Data<T extends DocumentFact['type']> = Extract<DocumentFact, { type: T }>['data']

export const documentWords: Words = {
  'tendering.document-added': ({ title, version, isPublished }: Data<'tendering.document-added'>) =>
    `Document ${version === 1 ? 'added' : `replaced by version ${version}`}${isPublished ? ', for all bidders' : ''}: ${title}`,
  'tendering.document-seen': ({ document, version, organisationRef }: Data<'tendering.document-seen'>) =>
    `${organisationRef} downloaded ${document}, version ${version}`,
}
