/** `planned-visits.csv`, read into columns and checked as docs/formats/planned-visits.md says. */
import { Floats, Ints, Spans } from '#src/base/columns.ts'
import { compareBytes, equalBytes, indexOfWord, textOf } from '#src/base/csv-bytes.ts'
import { MomentReader } from '#src/base/moment.ts'
import { TextIndex } from '#src/base/text-index.ts'
import { expectedRows, type FileBytes, TableFile } from '#src/visits/table-file.ts'

export const PLANNED_COLUMNS = [
  'visit_ref',
  'person_ref',
  'provider_ref',
  'contract_ref',
  'service',
  'zone',
  'start',
  'minutes',
  'workers',
  'time_critical',
] as const

const LONGEST_VISIT = 1_440
/** How many rows after the last one found are looked at before the index is asked. */
const NEAR = 16
const YES_OR_NO = ['no', 'yes'].map((word) => new TextEncoder().encode(word))

/** One entry a row with a reference of its own. If the table has faults, the other columns are not to be used. */
export class PlannedVisits {
  readonly table: TableFile
  readonly bytes: Uint8Array
  readonly line: Ints
  readonly visitRef: Spans
  readonly person: Spans
  readonly contract: Spans
  readonly service: Ints
  readonly zone: Ints
  readonly start: Floats
  readonly minutes: Ints
  readonly workers: Ints
  readonly services: string[] = []
  readonly zones: string[] = []
  /** The rows stand in the order of their references. */
  ordered = true
  readonly #faultyPersons = new Set<number>()
  readonly #faultyRows = new Set<number>()
  readonly #brokenRefs = new Set<string>()
  #index: TextIndex | undefined
  #near = 0

  constructor(file: FileBytes) {
    this.bytes = file.bytes
    const rows = expectedRows(file)
    this.line = new Ints(rows)
    this.visitRef = new Spans(rows)
    this.person = new Spans(rows)
    this.contract = new Spans(rows)
    this.service = new Ints(rows)
    this.zone = new Ints(rows)
    this.start = new Floats(rows)
    this.minutes = new Ints(rows)
    this.workers = new Ints(rows)
    this.table = new TableFile(file, PLANNED_COLUMNS)
    if (this.table.isReadable) this.#read()
  }

  get count(): number {
    return this.line.size
  }

  isSound(row: number): boolean {
    return !this.#faultyRows.has(row)
  }

  /** The row whose reference equals these bytes, -1 when there is none. Rows of a log mostly come in the order of the plan. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const last = Math.min(this.count, this.#near + NEAR)
    for (let row = this.#near; row < last; row++) {
      if (!this.#isRef(row, bytes, from, to)) continue
      this.#near = row
      return row
    }
    const row = this.#indexed().find(bytes, from, to)
    if (row >= 0) this.#near = row
    return row
  }

  /** A row with this reference could not be read, so nothing can be said of what refers to it. */
  isBroken(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#brokenRefs.size > 0 && this.#brokenRefs.has(textOf(bytes, from, to))
  }

  isPerson(row: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { person } = this
    return (
      equalBytes(this.bytes, person.from.at(row), person.to.at(row), bytes, from, to) || this.#faultyPersons.has(row)
    )
  }

  #isRef(row: number, bytes: Uint8Array, from: number, to: number): boolean {
    const ref = this.visitRef
    return equalBytes(this.bytes, ref.from.at(row), ref.to.at(row), bytes, from, to)
  }

  #indexed(): TextIndex {
    if (this.#index) return this.#index
    this.#index = new TextIndex(this.bytes, this.count)
    const { from, to } = this.visitRef
    for (let row = 0; row < this.count; row++) this.#index.add(from.at(row), to.at(row))
    return this.#index
  }

  #read(): void {
    const { table } = this
    const { csv } = table
    const [visitRef, person, provider, contract, service, zone, start, minutes, workers, critical] =
      PLANNED_COLUMNS.map((name) => table.column(name)) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
    const moment = new MomentReader()
    const services = new Codes(this.bytes, this.services)
    const zones = new Codes(this.bytes, this.zones)
    for (let row = table.next(); row !== 'end'; row = table.next()) {
      if (row === 'broken') {
        if (visitRef < csv.count) this.#brokenRefs.add(table.text(visitRef))
        continue
      }
      const faultsBefore = table.faultyRows
      const isPerson = table.checkReference('person_ref', person)
      table.checkReference('provider_ref', provider)
      table.checkReference('contract_ref', contract)
      const length = this.#minutesOf(minutes)
      const seats = this.#workersOf(workers)
      this.#checkTimeCritical(critical)
      if (table.isEmpty(service)) table.fault('service is empty')
      if (table.isEmpty(zone)) table.fault('zone is empty')
      if (!moment.read(this.bytes, csv.from[start] as number, csv.to[start] as number))
        table.fault(`start ${JSON.stringify(table.text(start))} ${moment.fault}`)
      else if (moment.fraction !== 0 || moment.seconds % 60 !== 0)
        table.fault(`start ${JSON.stringify(table.text(start))} is not on a whole minute`)
      if (!this.#addRef(visitRef)) continue
      if (!isPerson) this.#faultyPersons.add(this.count)
      if (table.faultyRows > faultsBefore) this.#faultyRows.add(this.count)
      this.line.push(csv.line)
      this.person.push(csv.from[person] as number, csv.to[person] as number)
      this.contract.push(csv.from[contract] as number, csv.to[contract] as number)
      this.service.push(services.codeOf(csv.from[service] as number, csv.to[service] as number))
      this.zone.push(zones.codeOf(csv.from[zone] as number, csv.to[zone] as number))
      this.start.push(moment.seconds)
      this.minutes.push(length)
      this.workers.push(seats)
    }
  }

  /** Adds the reference of the row; false when it has none of its own. */
  #addRef(column: number): boolean {
    const { csv } = this.table
    if (!this.table.checkReference('visit_ref', column)) return false
    const from = csv.from[column] as number
    const to = csv.to[column] as number
    const repeats = this.#repeats(from, to)
    if (repeats >= 0)
      this.table.fault(`visit_ref ${this.table.told(column)} is already on line ${this.line.at(repeats)}`)
    else this.visitRef.push(from, to)
    return repeats < 0
  }

  /** The row that has this reference already. While references only rise none can repeat, and no index is needed. */
  #repeats(from: number, to: number): number {
    const before = this.visitRef.size - 1
    if (before < 0) return -1
    if (this.ordered) {
      const { from: froms, to: tos } = this.visitRef
      if (compareBytes(this.bytes, froms.at(before), tos.at(before), this.bytes, from, to) < 0) return -1
      this.ordered = false
    }
    const index = this.#indexed()
    const size = index.size
    const row = index.add(from, to)
    return row < size ? row : -1
  }

  #minutesOf(column: number): number {
    const { csv } = this.table
    const from = csv.from[column] as number
    const to = csv.to[column] as number
    let minutes = to > from && to - from < 9 ? 0 : NaN
    for (let i = from; i < to; i++) {
      const digit = (this.bytes[i] as number) - 48
      minutes = digit >= 0 && digit <= 9 ? minutes * 10 + digit : NaN
    }
    if (minutes >= 1 && minutes <= LONGEST_VISIT) return minutes
    this.table.fault(
      `minutes ${JSON.stringify(this.table.text(column))} is not a whole number from 1 to ${LONGEST_VISIT}`,
    )
    return 0
  }

  #workersOf(column: number): number {
    const { csv } = this.table
    const from = csv.from[column] as number
    const length = (csv.to[column] as number) - from
    if (length === 0) return 1
    const digit = (this.bytes[from] as number) - 48
    if (length === 1 && (digit === 1 || digit === 2)) return digit
    this.table.fault(`workers ${JSON.stringify(this.table.text(column))} is not 1 or 2`)
    return 1
  }

  #checkTimeCritical(column: number): void {
    const { csv } = this.table
    const from = csv.from[column] as number
    const to = csv.to[column] as number
    if (from === to || indexOfWord(YES_OR_NO, this.bytes, from, to) >= 0) return
    this.table.fault(`time_critical ${JSON.stringify(this.table.text(column))} is not yes or no`)
  }
}

/** The few codes of a column, numbered as first met. Most columns have so few that a look at each beats a hash. */
class Codes {
  readonly #bytes: Uint8Array
  readonly #index: TextIndex
  readonly #names: string[]
  readonly #first: Uint8Array[] = []

  constructor(bytes: Uint8Array, names: string[]) {
    this.#bytes = bytes
    this.#index = new TextIndex(bytes)
    this.#names = names
  }

  codeOf(from: number, to: number): number {
    const known = indexOfWord(this.#first, this.#bytes, from, to)
    if (known >= 0) return known
    const code = this.#index.add(from, to)
    if (code < this.#names.length) return code
    this.#names.push(textOf(this.#bytes, from, to))
    if (code < 6) this.#first.push(this.#bytes.slice(from, to))
    return code
  }
}
