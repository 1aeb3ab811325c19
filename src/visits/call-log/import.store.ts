import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type LogImport = {
  readonly importRef: string
  readonly organisationRef: string | null
  readonly source: string
  readonly filename: string
  readonly bytes: number
  readonly byName: string
  readonly startedAt: Instant
  readonly movedAt: Instant
  readonly status: 'reading' | 'done' | 'failed'
  readonly trouble: string | null
  readonly read: number
  readonly accepted: number
  readonly alreadyHad: number
  readonly refused: number
}

const IMPORT = sql`import_ref as "importRef", organisation_ref as "organisationRef", log_source as source, filename, bytes,
  by_name as "byName", started_at as "startedAt", moved_at as "movedAt", status, trouble, rows_read as read, accepted,
  already_had as "alreadyHad", refused`

export async function insertImport(
  tx: Write,
  begun: { importRef: string; source: string; filename: string; bytes: number; trouble: string | undefined },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.log_import (council_id, import_ref, organisation_ref, log_source, filename, bytes, by_name, started_at,
        moved_at, status, trouble, rows_read, accepted, already_had, refused)
      values (${tx.council}, ${begun.importRef}, ${tx.actor.organisation ?? null}, ${begun.source}, ${begun.filename}, ${begun.bytes},
        ${tx.actor.name}, ${tx.now}, ${tx.now}, 'reading', ${begun.trouble ?? null}, 0, 0, 0, 0)`,
  )
}

export async function findImport(tx: Read, importRef: string): Promise<LogImport | undefined> {
  const [row] = await rows(
    tx,
    sql<LogImport>`select ${IMPORT} from visits.log_import where council_id = ${tx.council} and import_ref = ${importRef}`,
  )
  return row
}

export const listImports = (tx: Read, limit: number): Promise<LogImport[]> =>
  rows(
    tx,
    sql<LogImport>`select ${IMPORT} from visits.log_import where council_id = ${tx.council} order by started_at desc, import_ref desc limit ${limit}`,
  )

export async function addToImport(
  tx: Write,
  importRef: string,
  counts: { read: number; accepted: number; alreadyHad: number; refused: number },
): Promise<void> {
  await rows(
    tx,
    sql`update visits.log_import set rows_read = rows_read + ${counts.read}, accepted = accepted + ${counts.accepted},
        already_had = already_had + ${counts.alreadyHad}, refused = refused + ${counts.refused}, moved_at = ${tx.now}
      where council_id = ${tx.council} and import_ref = ${importRef}`,
  )
}

export async function closeImport(
  tx: Write,
  importRef: string,
  status: 'done' | 'failed',
  trouble: string | undefined,
): Promise<LogImport> {
  const [row] = await rows(
    tx,
    sql<LogImport>`update visits.log_import set status = ${status}, trouble = coalesce(${trouble ?? null}, trouble), moved_at = ${tx.now}
      where council_id = ${tx.council} and import_ref = ${importRef} returning ${IMPORT}`,
  )
  if (!row) throw new Error(`there is no import ${importRef}`)
  return row
}

export type Refusal = {
  readonly line: number
  readonly logRef: string
  readonly reason: string
  readonly cure: string
  readonly cells: readonly string[]
}

export async function insertRefusals(tx: Write, importRef: string, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  // A line may hold anything; what the database cannot keep of it is shown as a replacement character.
  const keepable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()
  await insertMany(
    tx,
    'visits.import_refusal',
    ['council_id', 'import_ref', 'line', 'organisation_ref', 'log_ref', 'reason', 'cure', 'cells'],
    refusals.map(({ line, logRef, reason, cure, cells }) => [
      tx.council,
      importRef,
      line,
      tx.actor.organisation ?? null,
      keepable(logRef),
      keepable(reason),
      keepable(cure),
      json(cells.map(keepable)),
    ]),
  )
}

export const listRefusals = (tx: Read, importRef: string, limit: number): Promise<Refusal[]> =>
  rows(
    tx,
    sql<Refusal>`select line, log_ref as "logRef", reason, cure, cells from visits.import_refusal
      where council_id = ${tx.council} and import_ref = ${importRef} order by line limit ${limit}`,
  )
