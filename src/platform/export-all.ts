import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Instant } from '#src/base/day.ts'
import { chainHead } from '#src/platform/chain-head.ts'
import type { Database } from '#src/platform/database.ts'
import type { Session } from '#src/platform/engine.ts'

/** Rows read and written at a time; a table is never held whole. */
const CHUNK = 5_000

type Table = {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly tenant: boolean
}
export type ExportedTable = { readonly table: string; readonly rows: number; readonly sha256: string }

/** The folder is not empty, so that an earlier export is not mixed with this one. */
export class FolderNotEmpty extends Error {}

/**
 * Everything that a council holds, as the database shows it to that council: a CSV file a table, and `manifest.json` with the rows
 * and the SHA-256 of each and the end of the audit chain. Accounts, sessions and secrets are not the council's records.
 */
export async function exportAll(
  database: Database,
  council: number,
  folder: string,
  now: Instant,
  progress: (table: ExportedTable) => void,
): Promise<readonly ExportedTable[]> {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) throw new FolderNotEmpty(`The folder ${folder} is not empty: name a new one.`)
  const done: ExportedTable[] = []
  // One snapshot for all tables, so that what points from one to another fits.
  await database.transaction('read only', { council }, async ({ session }) => {
    await session.script('set transaction isolation level repeatable read')
    for (const table of await tablesOf(session)) {
      const exported = await exportTable(session, table, council, folder)
      done.push(exported)
      progress(exported)
    }
  })
  const manifest = { council, exportedAt: now.toString(), auditChain: await chainHead(database, council), tables: done }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return done
}

/** The tables that this role may read, with their keys. */
async function tablesOf(session: Session): Promise<Table[]> {
  const { rows } = await session.query(
    `select n.nspname || '.' || c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
       array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
             where i.indrelid = c.oid and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'pgboss')
       and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
     order by 1`,
  )
  return (rows as Omit<Table, 'tenant'>[]).map((table) => ({ ...table, tenant: table.columns.includes('council_id') }))
}

async function exportTable(session: Session, table: Table, council: number, folder: string): Promise<ExportedTable> {
  const file = createWriteStream(join(folder, `${table.name}.csv`))
  const hash = createHash('sha256')
  let rows = 0
  for await (const { text, count } of chunksOf(session, table, council)) {
    hash.update(text)
    rows += count
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
  return { table: table.name, rows, sha256: hash.digest('hex') }
}

/** The header, then the rows by their key. A table without a key is a log: read in one go. */
async function* chunksOf(
  session: Session,
  table: Table,
  council: number,
): AsyncGenerator<{ text: string; count: number }> {
  const { columns, key } = table
  yield { text: `${columns.map(cell).join(',')}\n`, count: 0 }
  const names = key.map(quoted).join(', ')
  const read = `select ${columns.map((column) => `${quoted(column)}::text as ${quoted(column)}`).join(', ')} from ${table.name}`
  const own = table.tenant ? `council_id = ${Number(council)}` : 'true'
  for (let after: unknown[] = []; ; ) {
    const beyond = after.length > 0 ? `and (${names}) > (${key.map((_, i) => `$${i + 1}`).join(', ')})` : ''
    const order = key.length > 0 ? `order by ${names} limit ${CHUNK}` : ''
    const { rows } = await session.query(`${read} where ${own} ${beyond} ${order}`, after)
    const found = rows as Record<string, string | null>[]
    const text = found.map((row) => `${columns.map((column) => cell(row[column] ?? null)).join(',')}\n`).join('')
    yield { text, count: found.length }
    const last = found.at(-1)
    if (!last || key.length === 0 || found.length < CHUNK) return
    after = key.map((column) => last[column])
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Empty is null, "" is an empty text; what a spreadsheet would take for a formula is put behind an apostrophe. */
function cell(value: string | null): string {
  if (value === null) return ''
  const safe = /^[=+\-@\t]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return safe === '' || /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
