import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import {
  failMarketImport,
  finishMarketImport,
  type MarketFile,
  startMarketImport,
  takeMarketChunk,
} from '#src/tendering/market-watch/import-commands.ts'
import type { MarketImport, Refusal } from '#src/tendering/market-watch/market-import.store.ts'
import { type Fault, readRelease, releasesIn, type WatchedRelease } from '#src/tendering/market-watch/watched.ts'

/** A chunk is one transaction, kept short so that pages are answered in between. */
const CHUNK = 50
/** One document is read whole; a larger file has one release a line. */
const MOST_WHOLE = 100_000_000

export type ReleaseFile = MarketFile & { readonly path: string; readonly lines: boolean }

/** Looks at a file before anything is taken from it. A refusal is a sentence with its cure. */
export async function examineReleases(path: string, fileName: string): Promise<Result<ReleaseFile, string>> {
  const { size } = await stat(path)
  if (size === 0) return refuse('The file is empty. Choose the file again.')
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  const first = await firstLine(path)
  if (!/^\s*[[{]/.test(first.replace(/^\uFEFF/, '')))
    return refuse('The file is not JSON. Choose a file of OCDS releases: a package, or one release a line (.jsonl).')
  const lines = isJson(first)
  if (!lines && size > MOST_WHOLE)
    return refuse(
      'The file is one document of more than 100 MB. Ask for it with one release a line (.jsonl), or in parts.',
    )
  return ok({ path, fileName, fileSha256: hash.digest('hex'), bytes: size, lines })
}

async function firstLine(path: string): Promise<string> {
  const input = createReadStream(path, { encoding: 'utf8' })
  try {
    for await (const line of createInterface({ input })) if (line.trim() !== '') return line
    return ''
  } finally {
    input.destroy()
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

type Item = { readonly line: number; readonly bytes: number; readonly value: unknown; readonly fault?: Fault }

const NOT_JSON: Fault = {
  releaseRef: null,
  reason: 'it is not JSON',
  cure: 'each line is one release as JSON; take the file again from its publisher',
}

async function* itemsOf(file: ReleaseFile): AsyncGenerator<Item> {
  if (!file.lines) {
    const text = (await readFile(file.path, 'utf8')).replace(/^\uFEFF/, '')
    if (!isJson(text)) throw new BrokenFile('The file is not whole: its JSON does not end. Take the file again.')
    for (const [at, value] of releasesIn(JSON.parse(text)).entries()) yield { line: at + 1, bytes: file.bytes, value }
    return
  }
  let line = 0
  let bytes = 0
  for await (const text of createInterface({ input: createReadStream(file.path, { encoding: 'utf8' }) })) {
    line += 1
    bytes += Buffer.byteLength(text) + 1
    if (text.trim() === '') continue
    if (!isJson(text)) yield { line, bytes, value: undefined, fault: NOT_JSON }
    else for (const value of releasesIn(JSON.parse(text))) yield { line, bytes, value }
  }
}

class BrokenFile extends Error {}

export const beginMarketImport = async (shell: Shell, actor: Actor, file: ReleaseFile): Promise<MarketImport> => {
  const { fileName, fileSha256, bytes } = file
  const begun = await startMarketImport(shell, actor, { fileName, fileSha256, bytes })
  if (!begun.ok) throw new Error('an import always begins')
  return begun.value
}

/** Takes the whole file, chunk by chunk. Whatever stops it, the import says so and the chunks before stay. */
export async function runMarketImport(
  shell: Shell,
  actor: Actor,
  file: ReleaseFile,
  begun: MarketImport,
): Promise<MarketImport> {
  try {
    return await takeAll(shell, actor, file, begun)
  } catch (error) {
    const broken = error instanceof BrokenFile
    const failure = broken
      ? error.message
      : 'Something went wrong in Almoner. Import the same file again: it goes on where it stopped.'
    await failMarketImport(shell, actor, begun.importRef, failure)
    if (broken) return { ...begun, status: 'failed', failure }
    throw error
  }
}

async function takeAll(shell: Shell, actor: Actor, file: ReleaseFile, begun: MarketImport): Promise<MarketImport> {
  let state = begun
  let number = 0
  let bytesRead = 0
  let releases: WatchedRelease[] = []
  let refusals: Refusal[] = []
  const flush = async () => {
    if (releases.length + refusals.length === 0) return
    number += 1
    const taken = await takeMarketChunk(shell, actor, state, { number, releases, refusals, bytesRead })
    if (taken.ok) state = taken.value
    releases = []
    refusals = []
  }
  const refusedLines = new Set<number>()
  for await (const { line, bytes, value, fault } of itemsOf(file)) {
    bytesRead = Math.min(bytes, file.bytes)
    const read = fault ? refuse(fault) : readRelease(value)
    if (read.ok) releases.push(read.value)
    // A line is left out once, however many of its releases cannot be read.
    else if (!refusedLines.has(line)) {
      refusedLines.add(line)
      refusals.push({ ...read.error, line })
    }
    if (releases.length + refusals.length >= CHUNK) await flush()
  }
  await flush()
  const finished = await finishMarketImport(shell, actor, state)
  return finished.ok ? finished.value : state
}

/** A file from its first look to its last release; a refusal is a sentence with its cure. */
export async function importReleaseFile(
  shell: Shell,
  actor: Actor,
  path: string,
  fileName: string,
): Promise<Result<MarketImport, string>> {
  const examined = await examineReleases(path, fileName)
  if (!examined.ok) return examined
  return ok(await runMarketImport(shell, actor, examined.value, await beginMarketImport(shell, actor, examined.value)))
}
