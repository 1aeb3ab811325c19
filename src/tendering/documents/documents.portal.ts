import { notFound, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { noteSeen } from '#src/tendering/documents/document-commands.ts'
import { documentFile } from '#src/tendering/documents/document-file.page.ts'
import { findForBidder } from '#src/tendering/documents/document.store.ts'

/** Sends a version, and notes that this provider has it. */
export async function downloadForBidder({ actor, shell, params }: Visit): Promise<Reply> {
  const named = {
    tenderRef: params['ref'] ?? '',
    document: params['document'] ?? '',
    version: Number(params['version']),
  }
  if (!Number.isSafeInteger(named.version)) return notFound()
  const found = await shell.read(actor, (tx) => findForBidder(tx, named, actor.organisation ?? ''))
  if (!found) return notFound()
  if (!found.isSeen) await noteSeen(shell, actor, named)
  return documentFile(shell, found)
}
