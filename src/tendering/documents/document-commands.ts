import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { DocumentFact } from '#src/tendering/documents/facts.ts'
import { type BroughtFile, type FileRefusal, keepFile } from '#src/tendering/documents/file-commands.ts'
import { insertDocument, insertSeen, listDocuments, publishDocuments } from '#src/tendering/documents/document.store.ts'
import { nextKey } from '#src/tendering/tenders/draft.ts'
import { isOpenToChange } from '#src/tendering/tenders/tender-commands.ts'
import { lockTender } from '#src/tendering/tenders/tender.store.ts'

export type AddDocument = {
  readonly tenderRef: string
  /** The document that this is a new version of; left out, it is a new one. */
  readonly document?: string | undefined
  readonly title: string
  readonly note: string
  readonly file: BroughtFile
}

export type DocumentRefusal =
  | 'no such tender'
  | 'no such document'
  | 'it can no longer be changed'
  | 'no title'
  | FileRefusal

/** Adds a document, or a new version of one; bidders of a published tender have it at once and are told. */
export async function addDocument(
  shell: Shell,
  actor: Actor,
  input: AddDocument,
): Promise<Result<{ document: string; version: number }, DocumentRefusal>> {
  const { tenderRef, file, note } = input
  const title = input.title.trim()
  if (title === '') return refuse('no title')
  const taken = await keepFile(shell, file)
  if (!taken.ok) return taken
  const { filename, fileType, bytes, sha256 } = taken.value
  return shell.command(actor, 'add-document', async (tx) => {
    const tender = await lockTender(tx, tenderRef)
    if (!tender) return refuse('no such tender')
    if (!(await isOpenToChange(tx, tender))) return refuse('it can no longer be changed')
    const kept = await listDocuments(tx, tenderRef)
    const keys = kept.map((one) => one.document)
    if (input.document !== undefined && !keys.includes(input.document)) return refuse('no such document')
    const document = input.document ?? nextKey('D', keys)
    const version = 1 + Math.max(0, ...kept.filter((one) => one.document === document).map((one) => one.version))
    await insertDocument(tx, tenderRef, {
      document,
      version,
      title,
      filename,
      fileType,
      bytes,
      sha256,
      note: note.trim(),
    })
    const isPublished = tender.status === 'published'
    if (isPublished) await publishDocuments(tx, tenderRef)
    tx.record({
      type: 'tendering.document-added',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, document, version, title, sha256, isPublished },
    } satisfies DocumentFact)
    return ok({ document, version })
  })
}

/** Notes that a provider downloads a published version; whoever does is told of what comes later. */
export const noteSeen = (
  shell: Shell,
  actor: Actor,
  named: { readonly tenderRef: string; readonly document: string; readonly version: number },
) =>
  shell.command(actor, 'see-document', async (tx): Promise<Result<number, 'no such document' | 'seen already'>> => {
    const { organisation: organisationRef } = actor
    if (organisationRef === undefined) return refuse('no such document')
    if (!(await insertSeen(tx, named, organisationRef))) return refuse('seen already')
    tx.record({
      type: 'tendering.document-seen',
      about: [`tender:${named.tenderRef}`, `provider:${organisationRef}`],
      data: { ...named, organisationRef },
    } satisfies DocumentFact)
    return ok(named.version)
  })
