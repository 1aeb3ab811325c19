/** The lines of `rated-visits.csv`. A month repeats a few thousand cases: each is priced and worded once. */
import type { Rating } from '#src/rates/rules.ts'

export const RATED_COLUMNS = [
  'visit_ref',
  'outcome',
  'planned_minutes',
  'actual_minutes',
  'payable_minutes',
  'workers_paid',
  'pence_per_hour',
  'amount_pence',
  'reason',
] as const

/** A line from the comma after its reference to its end. */
export function lineAfterRef(rating: Rating, reason: string): string {
  const { outcome, plannedMinutes, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence } = rating
  const numbers = [plannedMinutes, actualMinutes ?? '', payableMinutes, workersPaid, pencePerHour ?? '', amountPence]
  return `,${outcome},${numbers.join(',')},${reason.includes(',') ? `"${reason}"` : reason}\n`
}

export type RatedCase = { readonly rating: Rating; readonly line: Uint8Array; uses: number }

/** Everything that decides a visit's rating by the line that holds at its start. */
export type CaseKey = {
  place: number
  line: number
  planned: number
  workers: number
  attended: number
  worked: number
  takenOff: number
}

const STRIDE = 7

/** Past this many cases (a long balance can have so many) the table starts again; the totals are kept. */
const MOST = 1 << 18

export class RatedCases {
  readonly #slots: Int32Array
  readonly #keys: Float64Array
  readonly #full: number
  #cases: RatedCase[] = []
  readonly #retire: (cases: readonly RatedCase[]) => void

  /** `retire` is told all cases when the table starts again, and at the end. */
  constructor(visits: number, retire: (cases: readonly RatedCase[]) => void) {
    this.#full = Math.min(MOST, 2 ** Math.ceil(Math.log2(visits + 2)))
    this.#slots = new Int32Array(this.#full * 2)
    this.#keys = new Float64Array(this.#full * STRIDE)
    this.#retire = retire
  }

  find(key: CaseKey): RatedCase | undefined {
    const index = this.#slots[this.#slotOf(key)] as number
    return index === 0 ? undefined : this.#cases[index - 1]
  }

  add(key: CaseKey, made: RatedCase): void {
    if (this.#cases.length === this.#full) this.finish()
    const slot = this.#slotOf(key)
    const at = this.#cases.length * STRIDE
    this.#keys[at] = key.place
    this.#keys[at + 1] = key.line
    this.#keys[at + 2] = key.planned
    this.#keys[at + 3] = key.workers
    this.#keys[at + 4] = key.attended
    this.#keys[at + 5] = key.worked
    this.#keys[at + 6] = key.takenOff
    this.#cases.push(made)
    this.#slots[slot] = this.#cases.length
  }

  finish(): void {
    this.#retire(this.#cases)
    this.#cases = []
    this.#slots.fill(0)
  }

  #slotOf(key: CaseKey): number {
    let hash = Math.imul(key.place, 0x9e3779b1) ^ Math.imul(key.line, 0x85ebca6b)
    hash = Math.imul(hash ^ key.planned ^ (key.workers << 11) ^ (key.attended << 13), 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 15) ^ key.worked ^ (key.takenOff << 16), 0x2c1b3c6d)
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 13)) & mask
    for (;;) {
      const index = this.#slots[slot] as number
      if (index === 0 || this.#isKey((index - 1) * STRIDE, key)) return slot
      slot = (slot + 1) & mask
    }
  }

  #isKey(at: number, key: CaseKey): boolean {
    const keys = this.#keys
    return (
      keys[at] === key.place &&
      keys[at + 1] === key.line &&
      keys[at + 2] === key.planned &&
      keys[at + 3] === key.workers &&
      keys[at + 4] === key.attended &&
      keys[at + 5] === key.worked &&
      keys[at + 6] === key.takenOff
    )
  }
}

/** Gathers lines and hands them on in large pieces. */
export class LineWriter {
  readonly #write: (chunk: Uint8Array) => void
  #buffer = new Uint8Array(1 << 20)
  #size = 0

  constructor(write: (chunk: Uint8Array) => void) {
    this.#write = write
  }

  /** A reference, quoted if asked, and the rest of its line. */
  line(bytes: Uint8Array, from: number, to: number, quoted: boolean, rest: Uint8Array): void {
    const needed = (to - from) * 2 + 2 + rest.length
    if (this.#size + needed > this.#buffer.length) this.#makeRoom(needed)
    const buffer = this.#buffer
    let at = this.#size
    if (quoted) at = putQuoted(buffer, at, bytes, from, to)
    else for (let i = from; i < to; i++) buffer[at++] = bytes[i] as number
    buffer.set(rest, at)
    this.#size = at + rest.length
  }

  end(): void {
    if (this.#size > 0) this.#write(this.#buffer.subarray(0, this.#size))
    this.#size = 0
  }

  #makeRoom(needed: number): void {
    this.end()
    if (needed > this.#buffer.length) this.#buffer = new Uint8Array(needed)
  }
}

/** Values with a comma, a quotation mark or a line end are written in quotation marks (RFC 4180). */
function putQuoted(buffer: Uint8Array, start: number, bytes: Uint8Array, from: number, to: number): number {
  let needed = false
  for (let i = from; i < to; i++) {
    const byte = bytes[i]
    if (byte === 44 || byte === 34 || byte === 10 || byte === 13) needed = true
  }
  let at = start
  if (needed) buffer[at++] = 34
  for (let i = from; i < to; i++) {
    if (bytes[i] === 34) buffer[at++] = 34
    buffer[at++] = bytes[i] as number
  }
  if (needed) buffer[at++] = 34
  return at
}
