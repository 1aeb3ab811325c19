/**
 * RFC 4180 read where it lies: no string and no object a row, for files of a million rows. A row is the positions of its
 * values in the bytes. Lines end with LF or CRLF; a quoted value may hold either, and lines are counted through it.
 */
const LF = 10
const CR = 13
const QUOTE = 34
const COMMA = 44

export class CsvReader {
  readonly bytes: Uint8Array
  /** Positions of the values of the row last read; a doubled quotation mark is undoubled in place. */
  from = new Int32Array(64)
  to = new Int32Array(64)
  /** Number of values in the row. */
  count = 0
  /** The line on which the row starts. */
  line = 0
  /** What is wrong with the row as CSV. */
  fault: string | undefined
  /** Whether any value so far was quoted: only then can values hold commas, quotation marks or line ends. */
  anyQuoted = false
  readonly #end: number
  #at = 0
  #nextLine = 1

  /** `bytes` has room for one byte after `length`, which becomes a line end so that every row has one. */
  constructor(bytes: Uint8Array, length: number) {
    this.bytes = bytes
    this.#end = length
    bytes[length] = LF
    if (length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3
  }

  /** Goes to the next row; false at the end of the file. */
  next(): boolean {
    const { bytes } = this
    let at = this.#at
    if (at >= this.#end) return false
    this.line = this.#nextLine
    this.fault = undefined
    let { from, to } = this
    let count = 0
    for (;;) {
      if (count === from.length) {
        this.#grow()
        from = this.from
        to = this.to
      }
      if (bytes[at] === QUOTE) at = this.#readQuoted(at + 1, count)
      else {
        from[count] = at
        while ((bytes[at] as number) > COMMA) at++
        if (bytes[at] !== COMMA) at = this.#endOfPlain(at)
        to[count] = at
      }
      count++
      const stop = bytes[at]
      if (stop !== COMMA) break
      at++
    }
    this.#at = at + (bytes[at] === CR ? 2 : 1)
    this.#nextLine++
    this.count = count
    return true
  }

  /** From the first byte that may end a value to the one that does. */
  #endOfPlain(start: number): number {
    const { bytes } = this
    let at = start
    for (;;) {
      const byte = bytes[at] as number
      if (byte === COMMA || byte === LF) return at
      if (byte === CR) {
        if (bytes[at + 1] === LF) return at
        this.fault ??= 'a carriage return stands alone: lines end with LF or CRLF'
      } else if (byte === QUOTE) {
        this.fault ??= 'a quotation mark stands inside a value: put the whole value in quotation marks and double it'
      }
      at++
    }
  }

  #readQuoted(start: number, index: number): number {
    const { bytes } = this
    this.anyQuoted = true
    let at = start
    let write = start
    for (;;) {
      if (at >= this.#end) {
        this.fault ??= 'a quotation mark is opened and never closed'
        break
      }
      const byte = bytes[at++] as number
      if (byte === QUOTE) {
        if (bytes[at] !== QUOTE) break
        at++
      } else if (byte === LF) this.#nextLine++
      bytes[write++] = byte
    }
    this.from[index] = start
    this.to[index] = write
    const after = bytes[at]
    if (after === COMMA || after === LF || (after === CR && bytes[at + 1] === LF)) return at
    this.fault ??= 'text follows a closing quotation mark'
    return this.#endOfPlain(at)
  }

  #grow(): void {
    const [from, to] = [this.from, this.to]
    this.from = new Int32Array(from.length * 2)
    this.to = new Int32Array(to.length * 2)
    this.from.set(from)
    this.to.set(to)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export const textOf = (bytes: Uint8Array, from: number, to: number): string => decoder.decode(bytes.subarray(from, to))

/** Bytes of UTF-8 order as code points do. */
export function compareBytes(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): number {
  const length = Math.min(aTo - aFrom, bTo - bFrom)
  for (let i = 0; i < length; i++) {
    const difference = (a[aFrom + i] as number) - (b[bFrom + i] as number)
    if (difference !== 0) return difference
  }
  return aTo - aFrom - (bTo - bFrom)
}

/** Compares from the end: references mostly differ there. */
export function equalBytes(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): boolean {
  if (aTo - aFrom !== bTo - bFrom) return false
  for (let i = aTo - 1, j = bTo - 1; i >= aFrom; i--, j--) if (a[i] !== b[j]) return false
  return true
}

/** Which of a few words these bytes are, -1 when none. */
export function indexOfWord(words: readonly Uint8Array[], bytes: Uint8Array, from: number, to: number): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Uint8Array
    if (word.length === to - from && equalBytes(word, 0, word.length, bytes, from, to)) return i
  }
  return -1
}
