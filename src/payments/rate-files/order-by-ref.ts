/** Rows put in the order of their references, by code point: the bytes of UTF-8 have that order. */
import type { Spans } from '#src/base/columns.ts'
import { compareBytes } from '#src/base/csv-bytes.ts'

/** Bytes after the common beginning that are sorted by counting; what is still equal after them is compared. */
const COUNTED = 8
const BUCKETS = 257

export function orderByRef(bytes: Uint8Array, refs: Spans): Int32Array {
  let order: Int32Array = Int32Array.from({ length: refs.size }, (_, row) => row)
  if (refs.size < 2) return order
  const skip = commonBeginning(bytes, refs)
  let spare: Int32Array = new Int32Array(refs.size)
  const digits = new Int32Array(refs.size)
  for (let position = skip + COUNTED - 1; position >= skip; position--) {
    const counts = countDigits(bytes, refs, position, digits)
    if (counts.includes(refs.size)) continue
    const next = startsOf(counts)
    for (let i = 0; i < order.length; i++) {
      const row = order[i] as number
      const digit = digits[row] as number
      spare[next[digit] as number] = row
      next[digit] = (next[digit] as number) + 1
    }
    ;[order, spare] = [spare, order]
  }
  sortTies(bytes, refs, order, skip + COUNTED)
  return order
}

function commonBeginning(bytes: Uint8Array, { from, to }: Spans): number {
  let common = to.at(0) - from.at(0)
  for (let row = 1; row < from.size && common > 0; row++) {
    common = Math.min(common, to.at(row) - from.at(row))
    for (let i = 0; i < common; i++) if (bytes[from.at(0) + i] !== bytes[from.at(row) + i]) common = i
  }
  return common
}

/** A reference that has ended counts as 0, any byte as itself and one. */
function countDigits(bytes: Uint8Array, { from, to }: Spans, position: number, digits: Int32Array): Int32Array {
  const counts = new Int32Array(BUCKETS)
  for (let row = 0; row < digits.length; row++) {
    const at = from.at(row) + position
    const digit = at < to.at(row) ? (bytes[at] as number) + 1 : 0
    digits[row] = digit
    counts[digit] = (counts[digit] as number) + 1
  }
  return counts
}

function startsOf(counts: Int32Array): Int32Array {
  const starts = new Int32Array(BUCKETS)
  for (let digit = 1; digit < BUCKETS; digit++)
    starts[digit] = (starts[digit - 1] as number) + (counts[digit - 1] as number)
  return starts
}

/** References that agree in all counted bytes stand together by now; long ones are put in order among themselves. */
function sortTies(bytes: Uint8Array, { from, to }: Spans, order: Int32Array, counted: number): void {
  const compare = (a: number, b: number): number =>
    compareBytes(bytes, from.at(a), to.at(a), bytes, from.at(b), to.at(b))
  const agree = (a: number, b: number): boolean =>
    to.at(a) - from.at(a) > counted &&
    to.at(b) - from.at(b) > counted &&
    compareBytes(bytes, from.at(a), from.at(a) + counted, bytes, from.at(b), from.at(b) + counted) === 0
  for (let first = 0; first < order.length; ) {
    let last = first + 1
    while (last < order.length && agree(order[last - 1] as number, order[last] as number)) last++
    if (last - first > 1) order.subarray(first, last).sort(compare)
    first = last
  }
}
