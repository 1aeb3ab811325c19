import { open } from 'node:fs/promises'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Shell } from '#src/platform/command.ts'
import { type FileType, fileTypeOf, LOOKED_AT_BYTES } from '#src/tendering/documents/file-type.ts'

/** A file that a form brought, where it lies until the answer is sent. */
export type BroughtFile = { readonly filename: string; readonly path: string; readonly bytes: number }
export type FileRefusal = 'the file is empty' | 'the file is too large' | 'the file is of another kind'

export const MOST_DOCUMENT_BYTES = 50_000_000
const LONGEST_NAME = 120

type KeptFile = {
  readonly filename: string
  readonly fileType: FileType
  readonly bytes: number
  readonly sha256: string
}

/** Keeps a file whose first and last bytes are of a kind that may be taken, under its own name without folders. */
export async function keepFile(shell: Shell, file: BroughtFile): Promise<Result<KeptFile, FileRefusal>> {
  if (file.bytes === 0) return refuse('the file is empty')
  if (file.bytes > MOST_DOCUMENT_BYTES) return refuse('the file is too large')
  const fileType = await typeOf(file)
  if (!fileType) return refuse('the file is of another kind')
  const { sha256, bytes } = await shell.files.keep(file.path)
  const filename = file.filename.replace(/^.*[\\/]/, '').slice(-LONGEST_NAME)
  return ok({ filename, fileType, bytes, sha256 })
}

async function typeOf({ filename, path, bytes }: BroughtFile): Promise<FileType | undefined> {
  const file = await open(path)
  try {
    const [head, tail] = [
      Buffer.alloc(Math.min(bytes, LOOKED_AT_BYTES)),
      Buffer.alloc(Math.min(bytes, LOOKED_AT_BYTES)),
    ]
    await file.read(head, 0, head.length, 0)
    await file.read(tail, 0, tail.length, bytes - tail.length)
    return fileTypeOf({ filename, head, tail })
  } finally {
    await file.close()
  }
}
