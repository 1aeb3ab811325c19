import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { CsvFault, readCsv } from '#src/base/csv-cells.ts'
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type Columns,
  columnsOf,
  extractDay,
  type Layout,
  type LayoutKey,
  layoutOf,
  type RowRead,
  readRow,
  unknownLayout,
} from '#src/providers/cqc-layouts.ts'
import { readResponse } from '#src/providers/cqc-response.ts'
import type { Issue } from '#src/providers/register.ts'

/** A file that was looked at and can be read: what kind it is and of what day. */
export type Extract = {
  readonly path: string
  readonly fileName: string
  readonly bytes: number
  readonly sha256: string
  readonly layout: LayoutKey
  readonly layoutName: string
  /** From the file itself or its name; undefined when neither says. */
  readonly asOf: Day | undefined
  /** Whether such a file lists every location of its areas. */
  readonly complete: boolean
}

const FIRST_ROWS = 20
const NOT_UTF8 =
  'The file is not in UTF-8. In the spreadsheet choose "CSV UTF-8 (comma delimited)" when saving, or take the file again.'

/** The text of a file in pieces. @throws NotUtf8 at the first byte that is not UTF-8. */
async function* textOf(path: string, progress?: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path)) {
      bytes += (chunk as Buffer).length
      progress?.(bytes)
      yield decoder.decode(chunk as Buffer, { stream: true })
    }
    yield decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? new NotUtf8() : error
  }
}

class NotUtf8 extends Error {}

/** Looks at a file before anything is taken from it. A refusal is a sentence that says what is wrong and the cure. */
export async function examineExtract(path: string, fileName: string): Promise<Result<Extract, string>> {
  try {
    const { size } = await stat(path)
    if (size === 0) return refuse('The file is empty. Choose the file again.')
    const file = { path, fileName, bytes: size, sha256: await sha256Of(path) }
    if (await beginsLikeJson(path))
      return ok({
        ...file,
        layout: 'cqc-api',
        layoutName: 'Answers of the CQC API',
        asOf: extractDay([], fileName),
        complete: false,
      })
    const header = await findHeader(textOf(path))
    if (!header.layout) return refuse(unknownLayout(header.before))
    const { key, name, complete, day } = header.layout
    return ok({
      ...file,
      layout: key,
      layoutName: name,
      complete,
      asOf: extractDay(header.before.flat(), fileName) ?? day,
    })
  } catch (error) {
    if (error instanceof NotUtf8) return refuse(NOT_UTF8)
    if (error instanceof CsvFault) return refuse(`The file is not CSV: ${error.message}. Take the file again.`)
    throw error
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function beginsLikeJson(path: string): Promise<boolean> {
  for await (const text of textOf(path)) {
    const first = text.replace(/^\uFEFF/, '').trimStart()[0]
    if (first !== undefined) return first === '{' || first === '['
  }
  return false
}

type Header = { layout: Layout | undefined; columns: Columns; width: number; before: string[][] }

/** The header stands within the first rows, under words about the file. */
async function findHeader(text: AsyncIterable<string>): Promise<Header> {
  const before: string[][] = []
  for await (const { cells } of readCsv(text)) {
    const layout = layoutOf(cells)
    if (layout) return { layout, columns: columnsOf(cells), width: cells.length, before }
    before.push([...cells])
    if (before.length === FIRST_ROWS) break
  }
  return { layout: undefined, columns: new Map(), width: 0, before }
}

export type ReadItem = RowRead & { readonly bytesRead: number }

/** Reads an extract row by row. What cannot be read comes as issues; a fault that ends the file is thrown as a sentence. */
export async function* readExtract(extract: Extract): AsyncGenerator<ReadItem> {
  if (extract.layout === 'cqc-api') yield* withoutRepeats(readJson(extract), 'location')
  else yield* readTable(extract)
}

/** The file turned out to be broken part of the way through; what came before holds. */
export class BrokenExtract extends Error {}

async function* readTable(extract: Extract): AsyncGenerator<ReadItem> {
  let bytesRead = 0
  const records = readCsv(textOf(extract.path, (bytes) => void (bytesRead = bytes)))
  let header: { layout: Layout; columns: Columns; width: number } | undefined
  const read = async function* (): AsyncGenerator<ReadItem> {
    for await (const { line, cells } of records) {
      if (header) {
        yield { ...readRow(header.layout, header.columns, cells, line, header.width), bytesRead }
        continue
      }
      const layout = layoutOf(cells)
      if (layout) header = { layout, columns: columnsOf(cells), width: cells.length }
    }
  }
  try {
    const rowForEach =
      extract.layout === 'inspections-history' || extract.layout === 'cqc-latest-ratings' ? 'rating' : 'location'
    yield* withoutRepeats(read(), rowForEach)
  } catch (error) {
    if (error instanceof NotUtf8) throw new BrokenExtract(NOT_UTF8)
    if (error instanceof CsvFault)
      throw new BrokenExtract(`The file is not CSV: ${error.message}. Take the file again.`)
    throw error
  }
}

/** One object, an array of them, the API's list of them, or one on each line. */
async function* readJson({ path, bytes }: Extract): AsyncGenerator<ReadItem> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  const whole = parseJson(text)
  if (whole.ok) {
    const items = itemsIn(whole.value)
    for (const [at, item] of items.entries())
      yield { ...readResponse(item, at + 1), bytesRead: Math.round((bytes * (at + 1)) / items.length) }
    return
  }
  let line = 0
  for (const one of text.split('\n')) {
    line += 1
    if (one.trim() === '') continue
    const parsed = parseJson(one)
    const bytesRead = Math.min(bytes, Math.round((bytes * line) / Math.max(1, line + 1)))
    if (parsed.ok) yield { ...readResponse(parsed.value, line), bytesRead }
    else yield { issues: [notJson(line, one)], bytesRead }
  }
}

const notJson = (line: number, text: string): Issue => ({
  kind: 'rejected',
  line,
  ref: null,
  field: 'line',
  value: text.slice(0, 80),
  reason: 'the line is not JSON',
  cure: 'give one JSON object, an array of them, or one object on each line',
})

function parseJson(text: string): Result<unknown, 'not JSON'> {
  try {
    return ok(JSON.parse(text))
  } catch {
    return refuse('not JSON')
  }
}

/** The answers in a JSON value: the API's own lists wrap them in "locations" or "providers". */
export function itemsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'object' && value !== null && !('locationId' in value) && !('providerId' in value)) {
    const wrapped = value as { locations?: unknown; providers?: unknown }
    if (Array.isArray(wrapped.locations)) return wrapped.locations
    if (Array.isArray(wrapped.providers)) return wrapped.providers
  }
  return [value]
}

/** A row that says again what an earlier row said is noted; one that contradicts it is rejected, for nobody can say which holds. */
export async function* withoutRepeats(
  items: AsyncIterable<ReadItem> | Iterable<ReadItem>,
  rowForEach: 'location' | 'rating',
): AsyncGenerator<ReadItem> {
  const seen = new Map<string, { line: number; hash: string }>()
  for await (const item of items) {
    const { entry } = item
    const subject = entry?.location
      ? `location ${entry.location.locationRef}`
      : `organisation ${entry?.organisation?.organisationRef}`
    const rating = entry?.ratings[0]
    const key =
      rowForEach === 'location'
        ? subject
        : `${subject}|${rating?.serviceGroup}|${rating?.keyQuestion}|${rating?.ratedOn}|${rating ? '' : item.bytesRead}`
    if (!entry) {
      yield item
      continue
    }
    const hash = createHash('md5')
      .update(JSON.stringify({ ...entry, line: 0 }))
      .digest('base64')
    const first = seen.get(key)
    if (!first) {
      seen.set(key, { line: entry.line, hash })
      yield item
      continue
    }
    yield {
      bytesRead: item.bytesRead,
      issues: [repeated(entry.line, entry.location?.locationRef ?? null, first, first.hash === hash)],
    }
  }
}

const repeated = (line: number, ref: string | null, first: { line: number }, alike: boolean): Issue => ({
  kind: alike ? 'repeated' : 'rejected',
  line,
  ref,
  field: null,
  value: null,
  reason: alike ? 'the row repeats an earlier one' : 'the row contradicts an earlier one about the same location',
  cure: alike
    ? `nothing: it says the same as line ${first.line}`
    : `line ${first.line} was kept; correct whichever of the two is wrong and take the file again`,
})
