import { setImmediate as turn } from 'node:timers/promises'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { nextRef, type Shell } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import {
  addToImport,
  closeImport,
  findImport,
  insertImport,
  insertRefusals,
  type LogImport,
} from '#src/visits/call-log/import.store.ts'
import { takeChunk } from '#src/visits/call-log/log-commands.ts'
import { seatDue } from '#src/visits/call-log/seat-commands.ts'
import { type FileRow, type LogFile, openLogFile, refuseRivals } from '#src/visits/call-log/log-upload.ts'

/** Rows that a file's import takes in at a time: other work on one connection waits no longer than that. */
const ROWS_AT_A_TIME = 2_000
/** A reading that has not moved for so long was cut off: the server stopped. */
const CUT_OFF_AFTER_SECONDS = 120

/** One byte longer than the file, as the reader of rows wants it; `open` reads it where it is no call log of the open format. */
export type LogBytes = {
  readonly filename: string
  readonly bytes: Uint8Array
  readonly length: number
  readonly open?: () => Result<LogFile, string>
}

const openFile = (file: LogBytes): Result<LogFile, string> => file.open?.() ?? openLogFile(file.bytes, file.length)

/** Opens an import for a file that is a call log; the refusal is a sentence for the form. */
export async function beginImport(
  shell: Shell,
  actor: Actor,
  source: string,
  file: LogBytes,
): Promise<Result<string, string>> {
  const opened = openFile(file)
  if (!opened.ok) return opened
  const { notUsed } = opened.value
  const trouble =
    notUsed.length === 0 ? undefined : `Columns that are not used: ${notUsed.join(', ')}. They were left out.`
  return shell.command(actor, 'begin-log-import', async (tx) => {
    const importRef = await nextRef(tx, 'IM')
    const filename = file.filename.slice(0, 200)
    await insertImport(tx, { importRef, source, filename, bytes: file.length, trouble })
    tx.record({
      type: 'visits.import-begun',
      about: [`log-import:${importRef}`],
      data: { importRef, source, filename, bytes: file.length },
    } satisfies VisitsFact)
    return ok(importRef)
  })
}

/**
 * Reads the file into the import, chunk by chunk, each kept as it is done, and seats its rows. Cut off, it is simply uploaded again;
 * what was kept without a seat gets one by the job.
 */
export async function readImport(
  shell: Shell,
  actor: Actor,
  importRef: string,
  source: string,
  file: LogBytes,
): Promise<void> {
  try {
    const opened = openFile(file)
    if (!opened.ok) throw new Error(opened.error)
    const { rows, tell } = opened.value
    const lines = refuseRivals(await readInTurns(rows()))
    for (let from = 0; from < lines.length; from += ROWS_AT_A_TIME) {
      const part = { source, lines: lines.slice(from, from + ROWS_AT_A_TIME), number: from / ROWS_AT_A_TIME + 1, tell }
      await readLines(shell, actor, importRef, part)
    }
    await seatDue(shell, actor.council)
    await endImport(shell, actor, importRef, 'done', lines.length === 0 ? NO_ROWS : undefined)
  } catch (error) {
    await endImport(shell, actor, importRef, 'failed', FAILED)
    throw error
  }
}

/** Reading a long file gives way to the pages that are asked for meanwhile. */
async function readInTurns(source: Generator<FileRow>): Promise<FileRow[]> {
  const lines: FileRow[] = []
  for (const line of source) {
    lines.push(line)
    if (lines.length % 2_000 === 0) await turn()
  }
  return lines
}

type Part = {
  readonly source: string
  readonly lines: readonly FileRow[]
  readonly number: number
  readonly tell: LogFile['tell']
}

const readLines = (shell: Shell, actor: Actor, importRef: string, { source, lines, number, tell }: Part) =>
  shell.command(actor, 'read-log-rows', async (tx) => {
    const { answers, counts } = await takeChunk(tx, source, lines, `${importRef}-${number}`, importRef)
    const refusals = answers.flatMap((answer, index) => {
      const line = lines[index]
      if (answer.answer !== 'refused' || !line) return []
      const { reason, cure } = tell?.(answer.fault) ?? answer.fault
      return [{ line: line.line, logRef: line.logRef, reason, cure, cells: line.cells }]
    })
    await insertRefusals(tx, importRef, refusals)
    await addToImport(tx, importRef, counts)
    return ok(counts)
  })

const endImport = (shell: Shell, actor: Actor, importRef: string, status: 'done' | 'failed', trouble?: string) =>
  shell.command(actor, 'end-log-import', async (tx) => {
    if (!(await findImport(tx, importRef))) return refuse('no such import')
    const { read, accepted, alreadyHad, refused } = await closeImport(tx, importRef, status, trouble)
    tx.record({
      type: 'visits.import-ended',
      about: [`log-import:${importRef}`],
      data: { importRef, status, read, accepted, alreadyHad, refused },
    } satisfies VisitsFact)
    return ok(importRef)
  })

const NO_ROWS = 'The file has headings and no rows. If visits were logged, save it again with its rows and upload that.'
const FAILED =
  'Reading stopped because of a fault on our side. What was read is kept. Upload the file again: rows that we have are passed over.'

/** Whether an import is at work, over, or was cut off when the server stopped. */
export const stateOf = (one: LogImport, now: Temporal.Instant): 'reading' | 'done' | 'failed' | 'cut off' =>
  one.status === 'reading' && now.since(one.movedAt).total('seconds') > CUT_OFF_AFTER_SECONDS ? 'cut off' : one.status
