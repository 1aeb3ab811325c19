/** A CSV file of one of the open formats: its header, its rows one by one, and all that is wrong with them. */
import { counted } from '#src/base/counted.ts'
import { CsvReader, textOf } from '#src/base/csv-bytes.ts'
import type { Fault } from '#src/rates/index.ts'

/** The bytes of a file; `bytes` is longer than `length` by one. */
export type FileBytes = { readonly bytes: Uint8Array; readonly length: number; readonly validUtf8: boolean }

const SAMPLE = 65_536

/** About how many rows a file has, judged by its first part: columns are made that long at once. */
export function expectedRows({ bytes, length }: FileBytes): number {
  const sample = Math.min(length, SAMPLE)
  let lines = 1
  for (let at = 0; at < sample; at++) if (bytes[at] === 10) lines++
  return Math.ceil((lines / Math.max(sample, 1)) * length * 1.02) + 16
}

/** Faulty rows that are told one by one; of the rest the number. */
export const FAULTS_TOLD = 1_000

const REFUSED_STARTS = new Map([
  [61, 'an equals sign'],
  [43, 'a plus sign'],
  [45, 'a minus sign'],
  [64, 'an at sign'],
  [9, 'a tab'],
])

const strict = new TextDecoder('utf-8', { fatal: true })

export class TableFile {
  readonly csv: CsvReader
  readonly warnings: Fault[] = []
  readonly faults: Fault[] = []
  faultyRows = 0
  readonly header: readonly string[]
  readonly #file: FileBytes
  #faultyLine = 0

  /** Columns that are needed and not there are a fault; `isReadable` is then false. `extras` may be there. */
  constructor(file: FileBytes, columns: readonly string[], extras: readonly string[] = []) {
    this.#file = file
    this.csv = new CsvReader(file.bytes, file.length)
    this.header = this.csv.next() ? Array.from({ length: this.csv.count }, (_, i) => this.text(i)) : []
    if (this.header.length === 0)
      this.fault(`the file is empty: the first line names the columns ${columns.join(',')}`, 1)
    else this.#checkHeader(columns, extras)
    this.#checkRow()
    this.isReadable = this.faultyRows === 0
  }

  readonly isReadable: boolean

  column(name: string): number {
    return this.header.indexOf(name)
  }

  /** The next row: `sound`, `broken` when it is not a row of this table (and noted as a fault), or `end`. */
  next(): 'sound' | 'broken' | 'end' {
    if (!this.csv.next()) return 'end'
    if (this.csv.fault !== undefined || this.csv.count !== this.header.length || !this.#file.validUtf8)
      return this.#checkRow() ? 'sound' : 'broken'
    return 'sound'
  }

  text(column: number): string {
    return textOf(this.csv.bytes, this.csv.from[column] as number, this.csv.to[column] as number)
  }

  /** The value for a message: in quotation marks and escaped where it would break the line. */
  told(column: number): string {
    return onOneLine(this.text(column))
  }

  isEmpty(column: number): boolean {
    return this.csv.from[column] === this.csv.to[column]
  }

  /** Several faults of a row are one line. */
  fault(text: string, line = this.csv.line): void {
    const last = this.faults.at(-1)
    if (this.#faultyLine === line && last) {
      if (last.line === line) this.faults[this.faults.length - 1] = { line, text: `${last.text}; ${text}` }
      return
    }
    this.#faultyLine = line
    this.faultyRows++
    if (this.faults.length < FAULTS_TOLD) this.faults.push({ line, text })
  }

  /** A reference is there and starts with nothing that a spreadsheet would take for a formula. */
  checkReference(name: string, column: number): boolean {
    const from = this.csv.from[column] as number
    if (from === this.csv.to[column]) this.fault(`${name} is empty`)
    else {
      const start = this.csv.bytes[from] as number
      if (start > 64 || (start > 45 && start < 61)) return true
      const refused = REFUSED_STARTS.get(start)
      if (refused === undefined) return true
      this.fault(`${name} begins with ${refused}, which a spreadsheet takes for a formula`)
    }
    return false
  }

  #checkHeader(columns: readonly string[], extras: readonly string[]): void {
    const missing = columns.filter((name) => !this.header.includes(name))
    if (missing.length > 0) this.fault(`the header has no column ${missing.join(', ')}`)
    const repeated = [...new Set(this.header.filter((name, i) => this.header.indexOf(name) !== i))]
    if (repeated.length > 0) this.fault(`the header has more than one column ${repeated.map(onOneLine).join(', ')}`)
    for (const name of new Set(this.header))
      if (!columns.includes(name) && !extras.includes(name))
        this.warnings.push({ line: 1, text: `the column ${JSON.stringify(name)} is not used` })
  }

  #checkRow(): boolean {
    const { csv } = this
    const before = this.faultyRows
    if (csv.fault !== undefined) this.fault(csv.fault)
    else if (csv.count === 1 && this.isEmpty(0) && this.header.length > 1) this.fault('the line is empty')
    else if (csv.count !== this.header.length)
      this.fault(`has ${values(csv.count)}, and the header names ${this.header.length}`)
    if (!this.#file.validUtf8 && !this.#isUtf8()) this.fault('is not UTF-8 text: save the file as CSV UTF-8')
    return this.faultyRows === before
  }

  #isUtf8(): boolean {
    const { csv } = this
    try {
      for (let i = 0; i < csv.count; i++) strict.decode(csv.bytes.subarray(csv.from[i], csv.to[i]))
      return true
    } catch {
      return false
    }
  }
}

/** Text from a file as part of a message of one line. */
export const onOneLine = (text: string): string => (/[\p{Cc}"]/u.test(text) ? JSON.stringify(text) : text)

const values = (count: number): string => counted(count, 'value')
