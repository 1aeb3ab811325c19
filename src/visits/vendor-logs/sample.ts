/** What the mapping form keeps of a file: its first rows, and what all its rows say of dates and words. */
import type { LogSource } from '#src/visits/call-log/log-row.ts'
import type { FileRow } from '#src/visits/call-log/log-upload.ts'
import {
  type EventKind,
  type NumbersKnown,
  readMapped,
  settleOrder,
  type VendorMapping,
} from '#src/visits/vendor-logs/mapping.ts'
import { guessEventWords, guessMapping, guessWords } from '#src/visits/vendor-logs/guess-mapping.ts'
import { pairEvents } from '#src/visits/vendor-logs/open-mapped.ts'
import type { VendorRow, VendorTable } from '#src/visits/vendor-logs/vendor-table.ts'
import {
  addEvidence,
  type DateOrder,
  judgeOrder,
  type OrderEvidence,
  type OrderSeen,
  type Placed,
} from '#src/visits/vendor-logs/vendor-time.ts'

export type Sample = {
  readonly filename: string
  readonly kind: 'CSV' | 'JSON'
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly values: Record<string, string>; readonly fault?: string }[]
  /** Of each column that holds dates with slashes. */
  readonly evidence: Readonly<Record<string, OrderEvidence>>
  /** The different words of each column that has few. */
  readonly words: Readonly<Record<string, readonly string[]>>
  readonly count: number
}

/** Rows that the preview shows. */
export const PREVIEWED = 20
const LONGEST_VALUE = 120
const MOST_COLUMNS = 80
const FEW_WORDS = 20

/** Rows that are read between two pauses. */
const AT_A_TIME = 2_000

export type Sampled = { readonly sample: Sample; readonly guess: VendorMapping }

/** Reads the whole file once. */
export function* takeSample(filename: string, table: VendorTable): Generator<void, Sampled> {
  const columns = table.columns.slice(0, MOST_COLUMNS)
  const rows: Sample['rows'][number][] = []
  const seen = new Map(columns.map((name) => [name, new ColumnSeen()]))
  let count = 0
  for (const row of table.rows()) {
    count += 1
    if (count % AT_A_TIME === 0) yield
    if (rows.length < PREVIEWED) rows.push(shortened(row, columns))
    for (const [name, column] of seen) column.add({ line: row.line, text: row.values.get(name) ?? '' })
  }
  const evidence = Object.fromEntries([...seen].flatMap(([name, { found }]) => (found.example ? [[name, found]] : [])))
  const words = Object.fromEntries(
    [...seen].flatMap(([name, column]) => (column.isFew ? [[name, [...column.words]]] : [])),
  )
  const sample: Sample = { filename, kind: table.kind, columns, rows, evidence, words, count }
  const settled = (names: readonly string[]): DateOrder | undefined => {
    const { kind } = orderOf(sample, names)
    return kind === 'day first' || kind === 'month first' ? kind : undefined
  }
  const guess = guessMapping({ ...table, columns }, settled)
  return { sample, guess: { ...guess, sourceWords: { ...guess.sourceWords, ...wordsFor(sample, guess) } } }
}

class ColumnSeen {
  found: OrderEvidence = {}
  words = new Set<string>()
  isFew = true
  add(value: Placed): void {
    if (value.text === '') return
    if (this.isFew) {
      this.words.add(value.text.slice(0, LONGEST_VALUE))
      this.isFew = this.words.size <= FEW_WORDS
    }
    this.found = addEvidence(this.found, value)
  }
}

const shortened = (row: VendorRow, columns: readonly string[]): Sample['rows'][number] => ({
  line: row.line,
  values: Object.fromEntries(columns.map((name) => [name, (row.values.get(name) ?? '').slice(0, LONGEST_VALUE)])),
  ...(row.fault === undefined ? {} : { fault: row.fault }),
})

const orderOf = (sample: Sample, columns: readonly string[]): OrderSeen =>
  judgeOrder(columns.flatMap((name) => sample.evidence[name] ?? []))

/** What the file says of the order of the dates that a mapping reads. */
export const orderFor = (sample: Sample, { columns }: VendorMapping): OrderSeen =>
  orderOf(sample, [columns.in, columns.out])

/** Words of the file for how a time was taken, ours where they are known. */
export function wordsFor(sample: Sample, { columns }: VendorMapping): Record<string, LogSource> {
  return guessWords([columns.inSource, columns.outSource].flatMap((name) => sample.words[name] ?? []))
}

/** Words of the file for log-in and log-out, where they are known. */
export const eventWordsFor = (sample: Sample, { columns }: VendorMapping): Record<string, EventKind> =>
  guessEventWords(sample.words[columns.event] ?? [])

/** Words of the file that the mapping does not know yet. */
export const unknownWords = (sample: Sample, { columns, sourceWords }: VendorMapping): string[] => [
  ...new Set(
    [columns.inSource, columns.outSource]
      .flatMap((name) => sample.words[name] ?? [])
      .map((word) => word.toLowerCase())
      .filter((word) => sourceWords[word] === undefined),
  ),
]

/** The first rows as they would be read. */
export function preview(sample: Sample, mapping: VendorMapping, numbers: NumbersKnown): FileRow[] {
  const order = settleOrder(mapping, orderFor(sample, mapping))
  const style = { order: order.ok ? order.value : undefined, numbers: mapping.numbers, zone: mapping.zone }
  const rows = sample.rows.map(
    ({ line, values, fault }): VendorRow => ({
      line,
      values: new Map(Object.entries(values)),
      cells: Object.values(values),
      fault,
    }),
  )
  if (mapping.columns.event === '') return rows.map((row) => readMapped(row, mapping, style, numbers))
  const paired = pairEvents(rows, mapping, style, numbers)
  for (let step = paired.next(); ; step = paired.next()) if (step.done) return step.value
}
