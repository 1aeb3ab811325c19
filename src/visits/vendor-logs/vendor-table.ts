/** A vendor's own file as a table: CSV with any sign between values, a JSON array (wherever it lies in the document) or JSON lines. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { decodeText, delimiterOf, readSeparated, type SeparatedRecord } from '#src/base/separated-text.ts'
import { tidy } from '#src/visits/vendor-logs/vendor-time.ts'

/** One row: its values under the names of their columns. `line` is counted in the file; in a JSON array it is the row's number. */
export type VendorRow = {
  readonly line: number
  readonly values: ReadonlyMap<string, string>
  readonly cells: readonly string[]
  readonly fault: string | undefined
}

export type VendorTable = {
  readonly kind: 'CSV' | 'JSON'
  readonly columns: readonly string[]
  readonly rows: () => Generator<VendorRow>
}

/** Headings are looked for among the first records: reports put titles and dates of printing above them. */
const HEADING_WITHIN = 20
/** Columns of JSON are those of its first rows. */
const SHAPED_BY = 1_000
const DEEPEST = 8

export function openVendorFile(bytes: Uint8Array, wanted: readonly string[] = []): Result<VendorTable, string> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return refuse('The selected file is a spreadsheet. Save it as “CSV UTF-8 (comma delimited)” and upload that.')
  const text = decodeText(bytes)
  if (text.trim() === '') return refuse('The selected file is empty')
  if (text.includes('\0')) return refuse('The selected file is not text. Export it as CSV or JSON.')
  return /^\s*[[{]/.test(text) ? openJson(text) : openCsv(text, wanted)
}

// --- CSV

function openCsv(text: string, wanted: readonly string[]): Result<VendorTable, string> {
  const delimiter = delimiterOf(text)
  const first: SeparatedRecord[] = []
  for (const record of readSeparated(text, delimiter)) {
    first.push(record)
    if (first.length === HEADING_WITHIN) break
  }
  const at = headingAt(first, wanted)
  const heading = first[at]
  const columns = columnNames((heading?.cells ?? []).map(tidy))
  if (columns.filter((name) => !name.startsWith('Column ')).length < 2)
    return refuse('The selected file has no line of column names. Export it with its headings.')
  return ok({ kind: 'CSV', columns, rows: () => csvRows(text, delimiter, columns, heading?.line ?? 1) })
}

/** The first record that has every column of a saved mapping; without one, the first that fills most values with words. */
function headingAt(records: readonly SeparatedRecord[], wanted: readonly string[]): number {
  const named = records.findIndex(({ cells }) => {
    const names = columnNames(cells.map(tidy))
    return wanted.length > 0 && wanted.every((name) => names.includes(name))
  })
  if (named >= 0) return named
  const words = records.map(({ cells }) => cells.filter((cell) => /\p{L}/u.test(cell)).length)
  const filled = records.map(({ cells }) => cells.filter((cell) => tidy(cell) !== '').length)
  const most = Math.max(...filled)
  return Math.max(
    0,
    filled.findIndex((count, index) => count >= most - 1 && (words[index] ?? 0) >= count / 2),
  )
}

/** Names that are missing or stand twice get one of their own. */
function columnNames(headings: readonly string[]): string[] {
  const names: string[] = []
  for (const [index, heading] of headings.entries()) {
    let name = heading === '' ? `Column ${index + 1}` : heading
    for (let turn = 2; names.includes(name); turn++) name = `${heading} (${turn})`
    names.push(name)
  }
  return names
}

function* csvRows(
  text: string,
  delimiter: ReturnType<typeof delimiterOf>,
  columns: readonly string[],
  headingLine: number,
): Generator<VendorRow> {
  for (const { line, cells, fault } of readSeparated(text, delimiter)) {
    if (line <= headingLine || (fault === undefined && cells.every((cell) => tidy(cell) === ''))) continue
    const beyond = cells.slice(columns.length).some((cell) => tidy(cell) !== '')
    const width = `the line has ${cells.length} values and the headings name ${columns.length} columns`
    yield {
      line,
      cells,
      values: new Map(columns.map((name, index) => [name, tidy(cells[index] ?? '')])),
      fault: fault ?? (beyond ? width : undefined),
    }
  }
}

// --- JSON

type Found = { readonly line: number; readonly value: unknown }

function openJson(text: string): Result<VendorTable, string> {
  const found = jsonRows(text)
  if (!found.ok) return found
  const rows = found.value
  if (rows.length === 0) return refuse('The selected file holds no list of visits.')
  const columns = [...new Set(rows.slice(0, SHAPED_BY).flatMap(({ value }) => [...flatten(value).keys()]))]
  return ok({
    kind: 'JSON',
    columns,
    rows: function* () {
      for (const { line, value } of rows) {
        const values = flatten(value)
        const isRow = isObject(value)
        if (isRow && [...values.values()].every((cell) => cell === '')) continue
        const cells = [JSON.stringify(value) ?? '']
        yield { line, values, cells, fault: isRow ? undefined : 'the row is not an object' }
      }
    },
  })
}

function jsonRows(text: string): Result<Found[], string> {
  try {
    const rows = rowsWithin(JSON.parse(text))
    return ok(rows.map((value, index) => ({ line: index + 1, value })))
  } catch (error) {
    const lines = text
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, text: line }]))
    const read = lines.map(({ line, text: row }) => ({ line, value: parsed(row) }))
    // One line that is cut off does not make the others useless; a file of which the first is no JSON is none.
    if (read.length > 1 && read[0]?.value !== undefined) return ok(read)
    return refuse(
      `The selected file begins like JSON and is not: ${error instanceof Error ? error.message.slice(0, 100) : ''}`,
    )
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** The list of rows in a document: itself, or the longest list of objects nearest to the top. */
function rowsWithin(document: unknown): unknown[] {
  let level: unknown[] = [document]
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const lists = level.filter((value) => Array.isArray(value)).filter((list) => list.some(isObject))
    if (lists.length > 0) return lists.toSorted((a, b) => b.length - a.length)[0] ?? []
    level = level.filter(isObject).flatMap((value) => Object.values(value))
  }
  return isObject(document) ? [document] : []
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Values under their paths, `visit.start`; of lists by number, `calls.0.at`. */
function flatten(value: unknown): Map<string, string> {
  const values = new Map<string, string>()
  const step = (at: unknown, path: string, depth: number): void => {
    if (typeof at !== 'object' || at === null) values.set(path, at == null ? '' : tidy(String(at)))
    else if (depth < DEEPEST)
      for (const [key, inner] of Object.entries(at)) step(inner, path === '' ? key : `${path}.${key}`, depth + 1)
  }
  if (typeof value === 'object' && value !== null) step(value, '', 0)
  return values
}
