import { notFound, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { FILE_TYPES, type FileType } from '#src/tendering/documents/file-type.ts'
import type { Evidence } from '#src/tendering/joining/application.ts'
import { findEvidence } from '#src/tendering/joining/application.store.ts'

const typeOf = (fileName: string): string => {
  const ending = fileName.toLowerCase().split('.').at(-1) ?? ''
  return Object.hasOwn(FILE_TYPES, ending) ? FILE_TYPES[ending as FileType].type : 'application/octet-stream'
}

/** The file itself, under the name that it came with. */
export const fileReply = ({ shell }: Pick<Visit, 'shell'>, { sha256, fileName }: Evidence): Reply => ({
  reply: 'file',
  name: fileName,
  type: typeOf(fileName),
  body: shell.files.open(sha256),
})

export async function showEvidenceFile(visit: Visit): Promise<Reply> {
  const ref = (visit.params['ref'] ?? '').toUpperCase()
  const evidence = await visit.shell.view(visit.actor, `evidence:${ref}`, (tx) => findEvidence(tx, ref))
  return evidence ? fileReply(visit, evidence) : notFound()
}
