import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UploadedFile, Visit } from '#src/platform/http/doors.ts'
import { Refusal } from '#src/platform/http/errors.ts'

type Form = Pick<Visit, 'form' | 'files'>

declare module 'fastify' {
  interface FastifyRequest {
    /** Folder of the files that this request brought; dropped when the answer is sent. */
    uploads: string | undefined
  }
}

/** The fields and files of a page's form, after its token was found right. */
export async function readForm(
  request: FastifyRequest,
  reply: FastifyReply,
  uploads: number | undefined,
): Promise<Form> {
  if (request.method !== 'POST') return { form: {}, files: {} }
  if (request.isMultipart()) return readMultipart(request, reply, uploads ?? 0).catch(blameBrokenForm)
  const form = { ...(request.body as Record<string, string | string[]> | undefined) }
  checkToken(request, reply, form._csrf)
  return { form, files: {} }
}

/** The token is looked at before the first file is written where the form puts it first, and at the end in any case. */
async function readMultipart(request: FastifyRequest, reply: FastifyReply, fileSize: number): Promise<Form> {
  const form: Record<string, string | string[]> = {}
  const files: Record<string, UploadedFile> = {}
  const limits = { fileSize, files: fileSize > 0 ? 10 : 0, fields: 500, fieldSize: 100_000 }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      add(form, part.fieldname, String(part.value))
      continue
    }
    if (form._csrf !== undefined) checkToken(request, reply, form._csrf)
    if (part.filename === '') {
      part.file.resume()
      continue
    }
    files[part.fieldname] = await keep(request, part.file, part.filename, Object.keys(files).length)
  }
  checkToken(request, reply, form._csrf)
  request.body = form
  return { form, files }
}

/** The reader of forms in parts gives no code to what is wrong with the form; the disk and the framework give theirs. */
function blameBrokenForm(error: Error & { code?: string }): never {
  throw error.code === undefined && !(error instanceof Refusal) ? new Refusal(400) : error
}

function add(form: Record<string, string | string[]>, name: string, value: string): void {
  const before = form[name]
  form[name] = before === undefined ? value : [before, value].flat()
}

type FileStream = NodeJS.ReadableStream & { truncated?: boolean; bytesRead?: number }

async function keep(
  request: FastifyRequest,
  file: FileStream,
  filename: string,
  number: number,
): Promise<UploadedFile> {
  request.uploads ??= await mkdtemp(join(tmpdir(), 'almoner-upload-'))
  const path = join(request.uploads, String(number))
  await pipeline(file, createWriteStream(path, { mode: 0o600 }))
  if (file.truncated) throw new Refusal(413)
  return { filename, path, bytes: file.bytesRead ?? 0 }
}

/** Called before the answer leaves, and when the browser did. */
export async function dropUploads(request: FastifyRequest): Promise<void> {
  const folder = request.uploads
  request.uploads = undefined
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
}

/** The plugin reads the token from the body; a form that was read in parts has none until now. */
function checkToken(request: FastifyRequest, reply: FastifyReply, token: string | string[] | undefined): void {
  request.formToken = typeof token === 'string' ? token : undefined
  let right = false
  // It answers by itself when the token is wrong, which is left to the error pages instead.
  const answer = { send: () => reply } as unknown as FastifyReply
  request.server.csrfProtection(request, answer, () => {
    right = true
  })
  if (!right)
    throw new Refusal(
      403,
      'This form has expired. Go back, refresh the page and send it again. Nothing has been saved.',
    )
}
