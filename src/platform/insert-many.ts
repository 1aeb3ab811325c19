import type { Write } from '#src/platform/command.ts'

type Cell = string | number | boolean | null

/** Rows that one statement holds: they are sent whole. */
const ROWS_AT_ONCE = 5_000

/**
 * Inserts many rows, a statement for thousands of them; the cells stand in the order of the columns. Answers with their count.
 * Each column goes as one array: PostgreSQL refuses COPY into a table with row-level security, and this takes no longer.
 */
export async function insertMany(
  tx: Write,
  table: `${string}.${string}`,
  columns: readonly string[],
  source: Iterable<readonly Cell[]>,
): Promise<number> {
  const types = await typesOf(tx, table, columns)
  const names = columns.join(', ')
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')
  const statement = `insert into ${table} (${names}) select * from unnest(${arrays})`
  let count = 0
  let waiting = columns.map((): string[] => [])
  const send = async () => {
    count += waiting[0]?.length ?? 0
    await tx.session.query(
      statement,
      waiting.map((items) => `{${items.join(',')}}`),
    )
    waiting = columns.map(() => [])
  }
  for (const cells of source) {
    for (const [at, items] of waiting.entries()) items.push(itemOf(cells[at]))
    if (waiting[0]?.length === ROWS_AT_ONCE) await send()
  }
  if (waiting[0]?.length) await send()
  return count
}

/** One item of an array's text. */
function itemOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'NULL'
  if (typeof cell !== 'string') return String(cell)
  return /^$|^null$|[\s,{}"\\]/i.test(cell) ? `"${cell.replace(/["\\]/g, '\\$&')}"` : cell
}

const knownTypes = new Map<string, ReadonlyMap<string, string>>()

/** What the catalogue says that columns hold, asked once a table. */
async function typesOf({ session }: Write, table: string, columns: readonly string[]): Promise<readonly string[]> {
  if (!columns.every((column) => knownTypes.get(table)?.has(column))) {
    const { rows } = await session.query(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    )
    knownTypes.set(table, new Map((rows as { name: string; type: string }[]).map(({ name, type }) => [name, type])))
  }
  return columns.map((column) => {
    const type = knownTypes.get(table)?.get(column)
    // An array of arrays would come apart row by row.
    if (type === undefined || type.endsWith('[]')) throw new Error(`${table}.${column} cannot be loaded in bulk`)
    return type
  })
}
