/** Text files as other systems write them: their signs of parting, byte order marks and characters. */
import Papa from 'papaparse'

export const DELIMITERS = [',', ';', '|', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A record with the line on which it begins; `fault` where it is broken as such a file. */
export type SeparatedRecord = { readonly line: number; readonly cells: readonly string[]; readonly fault?: string }

type Parsed = { data: string[][]; errors: { row?: number; code: string }[]; meta: { cursor: number } }

const WINDOW = 256 * 1024
const LONGEST_RECORD = 8 * 1024 * 1024
const LOOKED_AT = 20

/** The text of a file in UTF-8, UTF-16 by its byte order mark, or Windows' own characters. Lines end with a line feed. */
export function decodeText(bytes: Uint8Array): string {
  return plainText(bytes).replace(/\r\n?/g, '\n')
}

function plainText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Also a file that says it is UTF-8 may have lines of another system's: its mark is no character of the first name.
    return new TextDecoder('windows-1252').decode(hasMark(bytes) ? bytes.subarray(3) : bytes)
  }
}

const hasMark = ([a, b, c]: Uint8Array): boolean => a === 0xef && b === 0xbb && c === 0xbf

/** The sign that parts most of the first records into the same number of values. */
export function delimiterOf(text: string): Delimiter {
  const start = text.slice(0, WINDOW)
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(start, { delimiter, preview: LOOKED_AT })
    const counts = Map.groupBy(data, ({ length }) => length)
    const score = Math.max(0, ...[...counts].map(([width, records]) => (width - 1) * records.length))
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** Reads records one window of the text at a time. A quotation mark that is never closed ends the reading with a fault. */
export function* readSeparated(text: string, delimiter: Delimiter): Generator<SeparatedRecord> {
  let at = 0
  let line = 1
  let size = WINDOW
  while (at < text.length) {
    const isLast = at + size >= text.length
    const window = text.slice(at, at + size)
    const { data, errors, meta } = new Papa.Parser({ delimiter, newline: '\n' }).parse(window, 0, !isLast) as Parsed
    if (data.length === 0 && !isLast && size < LONGEST_RECORD) {
      size *= 2
      continue
    }
    const unclosed = errors.some(({ code }) => code === 'MissingQuotes') || (data.length === 0 && !isLast)
    const malformed = new Set(errors.filter(({ code }) => code === 'InvalidQuotes').map(({ row }) => row))
    const whole = unclosed ? data.slice(0, -1) : data
    for (const [index, cells] of whole.entries()) {
      yield malformed.has(index) ? { line, cells, fault: 'text follows a closing quotation mark' } : { line, cells }
      line += 1 + lineBreaksIn(cells)
    }
    if (unclosed) {
      yield { line, cells: [], fault: 'a quotation mark is opened and never closed' }
      return
    }
    if (isLast) return
    at += meta.cursor
    size = WINDOW
  }
}

const lineBreaksIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
