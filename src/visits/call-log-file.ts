/** `call-log.csv`, read into columns and checked as docs/formats/call-log.md says. */
import { Floats, Ints, Spans } from '#src/base/columns.ts'
import { compareBytes, indexOfWord } from '#src/base/csv-bytes.ts'
import { MomentReader } from '#src/base/moment.ts'
import { TextIndex } from '#src/base/text-index.ts'
import { readWakings } from '#src/visits/wakings/waking.ts'
import type { PlannedVisits } from '#src/visits/planned-visits-file.ts'
import { expectedRows, type FileBytes, TableFile } from '#src/visits/table-file.ts'

export const LOG_COLUMNS = [
  'log_ref',
  'visit_ref',
  'person_ref',
  'worker_ref',
  'in_at',
  'out_at',
  'in_source',
  'out_source',
  'reason_code',
] as const

/** Columns that a file may have besides. */
export const LOG_EXTRAS = ['wakings'] as const

export const LOG_SOURCES = ['app_gps', 'tag', 'landline', 'fob', 'manual'] as const

const SOURCE_BYTES = LOG_SOURCES.map((source) => new TextEncoder().encode(source))
const MANUAL = LOG_SOURCES.indexOf('manual')
const NO_SOURCE = -1

/** One entry a row with a reference of its own. If the table has faults, the other columns are not to be used. */
export class CallLog {
  readonly table: TableFile
  readonly bytes: Uint8Array
  readonly line: Ints
  readonly logRef: Spans
  readonly person: Spans
  readonly worker: Spans
  /** Row of the planned visit that is named, -1 where none is. */
  readonly visit: Ints
  readonly inSeconds: Floats
  /** NaN where there is no log-out. */
  readonly outSeconds: Floats
  /** What rows say of the wakings of their nights; most files say nothing. */
  readonly wakings = new Map<number, readonly number[]>()
  /** What the times have below the second; empty while no time of the file has anything. */
  #inFractions: Float64Array | undefined
  #outFractions: Float64Array | undefined
  readonly #planned: PlannedVisits | undefined
  #ordered = true
  #index: TextIndex | undefined
  readonly #in = new MomentReader()
  readonly #out = new MomentReader()

  /** Without the plan a log is checked by itself. */
  constructor(file: FileBytes, planned?: PlannedVisits) {
    this.bytes = file.bytes
    const rows = expectedRows(file)
    this.line = new Ints(rows)
    this.logRef = new Spans(rows)
    this.person = new Spans(rows)
    this.worker = new Spans(rows)
    this.visit = new Ints(rows)
    this.inSeconds = new Floats(rows)
    this.outSeconds = new Floats(rows)
    this.#planned = planned?.table.isReadable ? planned : undefined
    this.table = new TableFile(file, LOG_COLUMNS, LOG_EXTRAS)
    if (this.table.isReadable) this.#read()
  }

  get count(): number {
    return this.line.size
  }

  inFraction(row: number): number {
    return this.#inFractions?.[row] ?? 0
  }

  outFraction(row: number): number {
    return this.#outFractions?.[row] ?? 0
  }

  #read(): void {
    const { table } = this
    const { csv } = table
    const [logRef, visitRef, person, worker, inAt, outAt, inSource, outSource, reason] = LOG_COLUMNS.map((name) =>
      table.column(name),
    ) as [number, number, number, number, number, number, number, number, number]
    const wakings = table.column('wakings')
    for (let row = table.next(); row !== 'end'; row = table.next()) {
      if (row === 'broken') continue
      const isPerson = table.checkReference('person_ref', person)
      table.checkReference('worker_ref', worker)
      this.#readTimes(inAt, outAt)
      const sourceIn = this.#sourceOf('in_source', inSource, true)
      const sourceOut = this.#sourceOf('out_source', outSource, !table.isEmpty(outAt))
      if ((sourceIn === MANUAL || sourceOut === MANUAL) && table.isEmpty(reason))
        table.fault('reason_code is empty: an entry by hand needs one')
      const woken = wakings < 0 || table.isEmpty(wakings) ? undefined : this.#wakingsOf(wakings)
      const visit = this.#visitOf(visitRef, person, isPerson)
      if (!this.#addRef(logRef)) continue
      if (woken !== undefined) this.wakings.set(this.line.size, woken)
      this.#keepTimes(!table.isEmpty(outAt))
      this.line.push(csv.line)
      this.person.push(csv.from[person] as number, csv.to[person] as number)
      this.worker.push(csv.from[worker] as number, csv.to[worker] as number)
      this.visit.push(visit)
    }
  }

  #readTimes(inAt: number, outAt: number): void {
    const { table } = this
    const { from, to } = table.csv
    const isIn = this.#in.read(this.bytes, from[inAt] as number, to[inAt] as number)
    if (!isIn) table.fault(`in_at ${JSON.stringify(table.text(inAt))} ${this.#in.fault}`)
    if (table.isEmpty(outAt)) return
    const isOut = this.#out.read(this.bytes, from[outAt] as number, to[outAt] as number)
    if (!isOut) table.fault(`out_at ${JSON.stringify(table.text(outAt))} ${this.#out.fault}`)
    else if (isIn && (this.#out.seconds - this.#in.seconds || this.#out.fraction - this.#in.fraction) < 0)
      table.fault(`out_at ${table.text(outAt)} is before in_at ${table.text(inAt)}`)
  }

  #keepTimes(isOut: boolean): void {
    const row = this.inSeconds.size
    this.inSeconds.push(this.#in.seconds)
    this.outSeconds.push(isOut ? this.#out.seconds : NaN)
    if (this.#in.fraction !== 0) this.#inFractions = withFraction(this.#inFractions, row, this.#in.fraction)
    if (isOut && this.#out.fraction !== 0)
      this.#outFractions = withFraction(this.#outFractions, row, this.#out.fraction)
  }

  #sourceOf(name: string, column: number, needed: boolean): number {
    const { table } = this
    const from = table.csv.from[column] as number
    const to = table.csv.to[column] as number
    if (from === to) {
      if (needed) table.fault(`${name} is empty`)
      return NO_SOURCE
    }
    const source = indexOfWord(SOURCE_BYTES, this.bytes, from, to)
    if (source >= 0) return source
    table.fault(`${name} ${JSON.stringify(table.text(column))} is not one of ${LOG_SOURCES.join(', ')}`)
    return NO_SOURCE
  }

  #wakingsOf(column: number): readonly number[] | undefined {
    const read = readWakings(this.table.text(column))
    if (!read.ok) this.table.fault(`wakings ${JSON.stringify(this.table.text(column))} ${read.error}`)
    return read.ok ? read.value : undefined
  }

  /** The planned visit that the row names: it must be there and be the same person's. */
  #visitOf(column: number, person: number, isPerson: boolean): number {
    const { table } = this
    const { from, to } = table.csv
    if (table.isEmpty(column)) return -1
    const planned = this.#planned
    if (!planned) {
      table.checkReference('visit_ref', column)
      return -1
    }
    const visit = planned.find(this.bytes, from[column] as number, to[column] as number)
    if (visit < 0) {
      if (!planned.isBroken(this.bytes, from[column] as number, to[column] as number))
        table.fault(`visit_ref ${JSON.stringify(table.text(column))} is not a planned visit`)
    } else if (isPerson && !planned.isPerson(visit, this.bytes, from[person] as number, to[person] as number))
      table.fault(`visit_ref ${table.told(column)} is planned for another person, not ${table.told(person)}`)
    return visit
  }

  #addRef(column: number): boolean {
    const { csv } = this.table
    if (!this.table.checkReference('log_ref', column)) return false
    const from = csv.from[column] as number
    const to = csv.to[column] as number
    const repeats = this.#repeats(from, to)
    if (repeats >= 0) this.table.fault(`log_ref ${this.table.told(column)} is already on line ${this.line.at(repeats)}`)
    else this.logRef.push(from, to)
    return repeats < 0
  }

  /** As in the plan: while references only rise none can repeat. */
  #repeats(from: number, to: number): number {
    const before = this.logRef.size - 1
    if (before < 0) return -1
    const { from: froms, to: tos } = this.logRef
    if (this.#ordered) {
      if (compareBytes(this.bytes, froms.at(before), tos.at(before), this.bytes, from, to) < 0) return -1
      this.#ordered = false
    }
    if (!this.#index) {
      this.#index = new TextIndex(this.bytes, this.logRef.size)
      for (let row = 0; row <= before; row++) this.#index.add(froms.at(row), tos.at(row))
    }
    const size = this.#index.size
    const row = this.#index.add(from, to)
    return row < size ? row : -1
  }
}

function withFraction(fractions: Float64Array | undefined, row: number, fraction: number): Float64Array {
  let kept = fractions ?? new Float64Array(1024)
  if (row >= kept.length) {
    const wider = new Float64Array(2 ** Math.ceil(Math.log2(row + 2)))
    wider.set(kept)
    kept = wider
  }
  kept[row] = fraction
  return kept
}
