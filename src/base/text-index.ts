/** Which values of a column are the same: a hash table over positions in the bytes of a file, numbered as first met. */
import { equalBytes } from '#src/base/csv-bytes.ts'

export class TextIndex {
  readonly #bytes: Uint8Array
  #slots = new Int32Array(1024)
  #from = new Int32Array(512)
  #to = new Int32Array(512)
  #hash = new Int32Array(512)
  size = 0

  constructor(bytes: Uint8Array, expected = 0) {
    this.#bytes = bytes
    while (this.#from.length < expected) this.#widen()
  }

  /** The number of this value: `size` before the call when it is new, less when it was there. */
  add(from: number, to: number): number {
    const hash = hashBytes(this.#bytes, from, to)
    const slot = this.#slotOf(this.#bytes, from, to, hash)
    const found = this.#slots[slot] as number
    if (found > 0) return found - 1
    const index = this.size++
    this.#slots[slot] = this.size
    this.#from[index] = from
    this.#to[index] = to
    this.#hash[index] = hash
    if (this.size === this.#from.length) this.#widen()
    return index
  }

  /** The number of the value that equals these bytes of any file, -1 when there is none. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return (this.#slots[this.#slotOf(bytes, from, to, hashBytes(bytes, from, to))] as number) - 1
  }

  #slotOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const index = (this.#slots[slot] as number) - 1
      if (index < 0) return slot
      if (
        this.#hash[index] === hash &&
        equalBytes(this.#bytes, this.#from[index] as number, this.#to[index] as number, bytes, from, to)
      )
        return slot
      slot = (slot + 1) & mask
    }
  }

  #widen(): void {
    this.#from = widened(this.#from)
    this.#to = widened(this.#to)
    this.#hash = widened(this.#hash)
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < this.size; index++) {
      let slot = (this.#hash[index] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.#slots = slots
  }
}

function widened(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(array.length * 2)
  wide.set(array)
  return wide
}

/** FNV-1a with a last stir, so that running numbers spread. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
