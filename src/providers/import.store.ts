import type { Day, Instant } from '#src/base/day.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Change } from '#src/providers/register.ts'

export type ImportCounts = {
  rowsRead: number
  rowsRejected: number
  rowsRepeated: number
  warnings: number
  locationsNew: number
  locationsChanged: number
  locationsUnchanged: number
  locationsGone: number
  locationsSucceeded: number
  organisationsNew: number
  organisationsChanged: number
  ratingsNew: number
}

export const noCounts = (): ImportCounts => ({
  rowsRead: 0,
  rowsRejected: 0,
  rowsRepeated: 0,
  warnings: 0,
  locationsNew: 0,
  locationsChanged: 0,
  locationsUnchanged: 0,
  locationsGone: 0,
  locationsSucceeded: 0,
  organisationsNew: 0,
  organisationsChanged: 0,
  ratingsNew: 0,
})

export type ImportRecord = ImportCounts & {
  importRef: string
  fileName: string
  fileSha256: string
  layout: string
  asOf: Day
  listsAll: boolean
  status: 'running' | 'finished' | 'failed'
  failure: string | null
  startedAt: Instant
  startedBy: string
  progressedAt: Instant
  finishedAt: Instant | null
  bytesRead: number
  bytes: number
  notes: string[]
}

export const FINDINGS = ['rejected', 'repeated', 'warning', 'new', 'changed', 'gone', 're-registered'] as const
export type FindingKind = (typeof FINDINGS)[number]

export type Finding = {
  finding: FindingKind
  line: number | null
  recordKind: 'location' | 'organisation' | null
  recordRef: string | null
  recordName: string | null
  field: string | null
  value: string | null
  reason: string | null
  cure: string | null
  changes: readonly Change[] | null
}

/** Findings of a chunk are sealed in the audit trail: a row that was rejected cannot vanish from the list. */
export const findingChunks: ChunkedTable = {
  fact: 'providers.imported-chunk',
  table: 'providers.import_finding',
  columns: ['import_ref', 'finding_ref', 'finding', 'line', 'record_ref', 'field', 'value', 'reason', 'changes'],
  order: ['import_ref', 'finding_ref'],
}

export const chunkedTables: readonly ChunkedTable[] = [findingChunks]

const snake = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const IMPORT_FIELDS: readonly (keyof ImportRecord)[] = [
  'importRef',
  'fileName',
  'fileSha256',
  'layout',
  'asOf',
  'listsAll',
  'status',
  'failure',
  'startedAt',
  'startedBy',
  'progressedAt',
  'finishedAt',
  'bytesRead',
  'bytes',
  ...(Object.keys(noCounts()) as (keyof ImportCounts)[]),
  'notes',
]
const IMPORT = sql.raw(IMPORT_FIELDS.map((field) => `${snake(field)} as "${field}"`).join(', '))

export async function findImport(tx: Read, importRef: string): Promise<ImportRecord | undefined> {
  const [found] = await rows(
    tx,
    sql<ImportRecord>`select ${IMPORT} from providers.import where council_id = ${tx.council} and import_ref = ${importRef}`,
  )
  return found
}

export const listImports = (tx: Read, limit: number): Promise<ImportRecord[]> =>
  rows(
    tx,
    sql<ImportRecord>`select ${IMPORT} from providers.import where council_id = ${tx.council} order by started_at desc, import_ref desc limit ${limit}`,
  )

export async function saveImport(tx: Write, record: ImportRecord): Promise<void> {
  const columns = IMPORT_FIELDS.map(snake)
  const row = Object.fromEntries(IMPORT_FIELDS.map((field) => [snake(field), plain(record[field])]))
  const list = sql.raw(['council_id', ...columns].join(', '))
  await rows(
    tx,
    sql`insert into providers.import (${list})
      select ${list} from jsonb_populate_record(null::providers.import, ${json({ council_id: tx.council, ...row })}::jsonb)
      on conflict (council_id, import_ref) do update set ${sql.raw(
        columns
          .filter((column) => column !== 'import_ref')
          .map((column) => `${column} = excluded.${column}`)
          .join(', '),
      )}`,
  )
}

const plain = (value: unknown): unknown => (value instanceof Temporal.Instant ? value.toString() : value)

/** Appends findings after the `from` that an import has already; answers with how many it has now. */
export async function saveFindings(
  tx: Write,
  importRef: string,
  chunk: string,
  from: number,
  findings: readonly Finding[],
): Promise<number> {
  if (findings.length === 0) return from
  const numbered = findings.map((finding, at) => ({
    council_id: tx.council,
    import_ref: importRef,
    chunk,
    // Padded, so that it orders as text.
    finding_ref: String(from + at + 1).padStart(7, '0'),
    ...Object.fromEntries(Object.entries(finding).map(([field, value]) => [snake(field), value])),
  }))
  await rows(
    tx,
    sql`insert into providers.import_finding select * from jsonb_populate_recordset(null::providers.import_finding, ${json(numbered)}::jsonb)`,
  )
  return from + findings.length
}

export type StoredFinding = Finding & { findingRef: string }

export const listFindings = (
  tx: Read,
  importRef: string,
  kinds: readonly FindingKind[],
  page: { after: string; limit: number },
): Promise<StoredFinding[]> =>
  rows(
    tx,
    sql<StoredFinding>`select finding_ref as "findingRef", finding, line, record_kind as "recordKind", record_ref as "recordRef",
        record_name as "recordName", field, value, reason, cure, changes
      from providers.import_finding
      where council_id = ${tx.council} and import_ref = ${importRef} and finding = any(${[...kinds]}::text[]) and finding_ref > ${page.after}
      order by finding_ref limit ${page.limit}`,
  )

export type FindingGroup = {
  finding: FindingKind
  field: string | null
  reason: string | null
  count: number
  lines: number[]
  value: string | null
}

/** What was wrong, each reason once with how often and where first. */
export const groupFindings = (tx: Read, importRef: string): Promise<FindingGroup[]> =>
  rows(
    tx,
    sql<FindingGroup>`select finding, field, reason, count(*) as count, (array_agg(line order by finding_ref))[1:5] as lines, min(value) as value
      from providers.import_finding
      where council_id = ${tx.council} and import_ref = ${importRef} and finding in ('rejected', 'repeated', 'warning')
      group by finding, field, reason order by finding, count(*) desc, reason`,
  )

/** The last finished import of the very same file, if any. */
export async function findSameFile(
  tx: Read,
  fileSha256: string,
): Promise<{ importRef: string; startedAt: Instant } | undefined> {
  const [found] = await rows(
    tx,
    sql<{
      importRef: string
      startedAt: Instant
    }>`select import_ref as "importRef", started_at as "startedAt" from providers.import
      where council_id = ${tx.council} and file_sha256 = ${fileSha256} and status = 'finished' order by started_at desc limit 1`,
  )
  return found
}
