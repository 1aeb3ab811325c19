import Papa from 'papaparse'

/** A record of a CSV file with the line on which it begins, as a person counts lines in the file: from 1, blank ones too. */
export type CsvRecord = { readonly line: number; readonly cells: readonly string[] }

/** The file is not CSV from this line on. */
export class CsvFault extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const BLOCK = 256 * 1024
const LONGEST_RECORD = 8 * 1024 * 1024

/**
 * Reads the CSV of spreadsheets: comma, double quotes, any line ending, a byte order mark, line breaks inside quotes.
 * Works through a file of any size in blocks; blank lines are passed over but counted.
 */
export async function* readCsv(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRecord> {
  let line = 1
  for await (const block of blocksOf(chunks)) {
    for (const record of recordsOf(block, line)) {
      if (record.cells.some((cell) => cell.trim() !== '')) yield record
      line = record.line + 1 + lineBreaksIn(record.cells)
    }
  }
}

function* recordsOf(block: string, from: number): Generator<CsvRecord> {
  const { data, errors } = Papa.parse<string[]>(block, { delimiter: ',', skipEmptyLines: false })
  const faults = new Map(errors.filter(({ type }) => type === 'Quotes').map((fault) => [fault.row, fault]))
  // The line break that ends a block makes the parser see one more, empty, record.
  const last = data.at(-1)
  const rows = last?.length === 1 && last[0] === '' ? data.slice(0, -1) : data
  let line = from
  for (const [index, cells] of rows.entries()) {
    if (faults.has(index)) throw new CsvFault(line, `a quotation mark on line ${line} is never closed`)
    yield { line, cells }
    line += 1 + lineBreaksIn(cells)
  }
}

const lineBreaksIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)

/** Cuts a stream of text into blocks that end where a record ends: at a line break with an even number of quotes before it. */
async function* blocksOf(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let held = ''
  let line = 1
  let first = true
  for await (const chunk of chunks) {
    held += first ? chunk.replace(/^\uFEFF/, '') : chunk
    first = false
    if (held.length < BLOCK) continue
    const cut = lastRecordEnd(held)
    if (cut > 0) {
      const block = held.slice(0, cut)
      yield block
      line += block.split('\n').length - 1
      held = held.slice(cut)
    }
    if (held.length > LONGEST_RECORD)
      throw new CsvFault(line, `a quotation mark on line ${line} or soon after is never closed`)
  }
  if (held !== '') yield held
}

function lastRecordEnd(text: string): number {
  let cut = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) quoted = !quoted
    else if (code === 10 && !quoted) cut = at + 1
  }
  return cut
}
