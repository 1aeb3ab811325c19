import { type Day, dayOf, formatInstant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { failImport, finishImport, type ImportState, importChunk, startImport } from '#src/providers/import-commands.ts'
import { findSameFile, type ImportRecord } from '#src/providers/import.store.ts'
import { BrokenExtract, type Extract, type ReadItem, readExtract } from '#src/providers/read-extract.job.ts'
import type { Issue, RegisterEntry } from '#src/providers/register.ts'

// A chunk is one transaction, kept short so that pages are answered between chunks on one connection too.
const CHUNK_ROWS = 250

export type ImportChoices = {
  /** The day that the extract describes, where the file does not say. */
  readonly asOf?: Day | undefined
  /** Whether it lists every location of its areas; by its layout when not said. */
  readonly listsAll?: boolean | undefined
}

export type StartRefusal = 'the extract is of a day to come'

/** Begins an import; `runImport` does the work. In between a page can already show it. */
export async function beginImport(
  shell: Shell,
  actor: Actor,
  extract: Extract,
  choices: ImportChoices = {},
): Promise<Result<ImportState, StartRefusal>> {
  const today = dayOf(shell.now())
  const asOf = choices.asOf ?? extract.asOf ?? today
  if (asOf > today) return refuse('the extract is of a day to come')
  const notes = choices.asOf || extract.asOf ? [] : ['The file does not say of what day it is, so today was taken.']
  const earlier = await shell.read(actor, (tx) => findSameFile(tx, extract.sha256))
  if (earlier)
    notes.push(`This very file was imported before, as ${earlier.importRef} on ${formatInstant(earlier.startedAt)}.`)
  const { fileName, sha256, bytes, layout, complete } = extract
  const started = await startImport(shell, actor, {
    fileName,
    fileSha256: sha256,
    bytes,
    layout,
    asOf,
    listsAll: choices.listsAll ?? complete,
    notes,
  })
  if (!started.ok) return started
  return ok({ record: started.value, chunks: 0, findings: 0, outcomes: new Map() })
}

/** Takes the whole file, chunk by chunk. Whatever stops it, the import says so and the chunks before stay. */
export async function runImport(
  shell: Shell,
  actor: Actor,
  extract: Extract,
  begun: ImportState,
  progress?: (record: ImportRecord) => void,
): Promise<ImportRecord> {
  try {
    return await takeIn(shell, actor, readExtract(extract), begun, progress)
  } catch (error) {
    const failure =
      error instanceof BrokenExtract
        ? error.message
        : 'Something went wrong in Almoner. Import the same file again: it carries on where it stopped.'
    await failImport(shell, actor, begun.record.importRef, failure)
    if (error instanceof BrokenExtract) return { ...begun.record, status: 'failed', failure }
    throw error
  }
}

/** The same for answers of the API that are at hand. */
export async function takeIn(
  shell: Shell,
  actor: Actor,
  items: AsyncIterable<ReadItem> | Iterable<ReadItem>,
  begun: ImportState,
  progress?: (record: ImportRecord) => void,
): Promise<ImportRecord> {
  let state = begun
  const areas = new Set<string>()
  const listed = new Set<string>()
  let entries: RegisterEntry[] = []
  let issues: Issue[] = []
  let rows = 0
  let bytesRead = 0
  const flush = async () => {
    if (rows === 0) return
    const taken = await importChunk(shell, actor, state, { entries, issues, rows, bytesRead })
    if (!taken.ok) return
    state = taken.value
    progress?.(state.record)
    entries = []
    issues = []
    rows = 0
  }
  for await (const item of items) {
    rows += 1
    bytesRead = item.bytesRead
    issues.push(...item.issues)
    if (item.entry) {
      entries.push(item.entry)
      const { location } = item.entry
      if (location) listed.add(location.locationRef)
      if (location?.localAuthority) areas.add(location.localAuthority)
    }
    // A location whose row was rejected is still listed: it is not gone.
    for (const { ref } of item.issues) if (ref) listed.add(ref)
    if (rows === CHUNK_ROWS) await flush()
  }
  await flush()
  const finished = await finishImport(shell, actor, state, { areas: [...areas], listed })
  return finished.ok ? finished.value : state.record
}
