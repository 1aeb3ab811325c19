/** A call log as a CSV file: is it one at all, and what do its rows say. */
import { counted } from '#src/base/counted.ts'
import { CsvReader, textOf } from '#src/base/csv-bytes.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { LOG_COLUMNS, LOG_EXTRAS } from '#src/visits/call-log-file.ts'
import { checkLogRow, type LogCells, type RowFault } from '#src/visits/call-log/log-row.ts'
import { type ReadRow, REPEATED, rivalRefs } from '#src/visits/call-log/take-rows.ts'

export type FileRow = ReadRow & { readonly line: number; readonly cells: readonly string[] }

/** The file's rows, read one by one as they are asked for. */
export type LogFile = {
  readonly notUsed: readonly string[]
  readonly rows: () => Generator<FileRow>
  /** Tells a fault by the file's own columns, where they are not those of the open format. */
  readonly tell?: (fault: RowFault) => RowFault
}

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte)

const LOOKED_AT = 1_000

/** Pictures and their like hold bytes that no text has; a PDF says what it is. */
const isNoText = (bytes: Uint8Array): boolean => bytes.includes(0) || startsWith(bytes, 0x25, 0x50, 0x44, 0x46)

/**
 * Reads the header of a file. What is wrong with it is said in a sentence with its cure, since nothing of such a file is kept.
 * `bytes` is longer than `length` by one.
 */
export function openLogFile(bytes: Uint8Array, length: number): Result<LogFile, string> {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04))
    return refuse('The selected file is a spreadsheet. Save it as “CSV UTF-8 (comma delimited)” and upload that.')
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff))
    return refuse('The selected file is UTF-16 text. Save it as “CSV UTF-8 (comma delimited)” and upload that.')
  if (isNoText(bytes.subarray(0, Math.min(length, LOOKED_AT))))
    return refuse(
      'The selected file is not a CSV file. Save the call log as “CSV UTF-8 (comma delimited)” and upload that.',
    )
  const csv = new CsvReader(bytes, length)
  if (!csv.next()) return refuse('The selected file is empty')
  const header = Array.from({ length: csv.count }, (_, index) =>
    textOf(bytes, csv.from[index] ?? 0, csv.to[index] ?? 0),
  )
  const missing = LOG_COLUMNS.filter((name) => !header.includes(name))
  if (missing.length === LOG_COLUMNS.length && header[0]?.includes(';'))
    return refuse('The columns of the selected file are separated by semicolons. Save it with commas.')
  if (missing.length > 0)
    return refuse(
      `The first line must name the columns. It has no ${missing.join(', ')}. Column names are in small letters.`,
    )
  const repeated = header.filter((name, index) => header.indexOf(name) !== index)
  if (repeated.length > 0) return refuse(`The first line names ${repeated[0]} more than once. Keep one of them.`)
  const used: readonly string[] = [...LOG_COLUMNS, ...LOG_EXTRAS]
  const places = used.map((name) => [name, header.indexOf(name)] as const)
  return ok({
    notUsed: header.filter((name) => !used.includes(name)),
    rows: () => readRows(csv, header.length, places),
  })
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function* readRows(csv: CsvReader, width: number, places: readonly (readonly [string, number])[]): Generator<FileRow> {
  while (csv.next()) {
    const cells: string[] = []
    let isUtf8 = true
    for (let index = 0; index < csv.count; index++) {
      const part = csv.bytes.subarray(csv.from[index], csv.to[index])
      try {
        cells.push(strict.decode(part))
      } catch {
        isUtf8 = false
        cells.push(textOf(csv.bytes, csv.from[index] ?? 0, csv.to[index] ?? 0))
      }
    }
    if (cells.length === 1 && cells[0] === '') continue
    const fault = csv.fault === undefined ? shapeFault(cells.length, width, isUtf8) : csvFault(csv.fault)
    const values = Object.fromEntries(places.map(([name, place]) => [name, cells[place] ?? ''])) as LogCells
    const read = fault ? refuse(fault) : checkLogRow(values)
    yield { line: csv.line, cells, logRef: fault ? '' : values.log_ref, read }
  }
}

const csvFault = (fault: string): RowFault => ({ column: undefined, reason: fault, cure: 'Write the line as CSV.' })

function shapeFault(count: number, width: number, isUtf8: boolean): RowFault | undefined {
  if (count !== width) {
    const reason = `the line has ${counted(count, 'value')} and the header names ${width} columns`
    return { column: undefined, reason, cure: 'Give each column a value or leave it empty between commas.' }
  }
  if (!isUtf8) return { column: undefined, reason: 'the line is not UTF-8 text', cure: 'Save the file as CSV UTF-8.' }
  return undefined
}

/** The rows with every line refused whose reference stands on another line with other values: their order decides nothing. */
export function refuseRivals(rows: readonly FileRow[]): FileRow[] {
  const rivals = rivalRefs(rows)
  if (rivals.size === 0) return [...rows]
  return rows.map((row) => (rivals.has(row.logRef) ? { ...row, read: refuse(REPEATED) } : row))
}
