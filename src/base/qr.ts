/** QR codes as ISO/IEC 18004 has them: bytes, error correction level M (15% may be lost), versions 1 to 10. */

/** Rows of dark (true) and light modules, without the quiet zone. */
export type QrModules = readonly (readonly boolean[])[]

/** Of each version: error correction codewords a block, then the data codewords of each block. */
const BLOCKS: readonly { readonly correction: number; readonly data: readonly number[] }[] = [
  { correction: 10, data: [16] },
  { correction: 16, data: [28] },
  { correction: 26, data: [44] },
  { correction: 18, data: [32, 32] },
  { correction: 24, data: [43, 43] },
  { correction: 16, data: [27, 27, 27, 27] },
  { correction: 18, data: [31, 31, 31, 31] },
  { correction: 22, data: [38, 38, 39, 39] },
  { correction: 22, data: [36, 36, 36, 37, 37] },
  { correction: 26, data: [43, 43, 43, 43, 44] },
]
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** @throws when the text is longer than a code of version 10 holds (213 bytes of UTF-8). */
export function qrOf(text: string): QrModules {
  const bytes = new TextEncoder().encode(text)
  const version = 1 + BLOCKS.findIndex(({ data }, index) => bytes.length + (index < 9 ? 2 : 3) <= sum(data))
  if (version === 0) throw new Error('the text is too long for a QR code of version 10')
  const codewords = interleave(dataCodewords(bytes, version), version)
  const masked = MASKS.map((_, mask) => draw(codewords, version, mask))
  return masked.reduce((best, next) => (penalty(next) < penalty(best) ? next : best))
}

// --- codewords

/** Mode, length, the bytes, an end, and padding to the version's capacity. */
function dataCodewords(bytes: Uint8Array, version: number): number[] {
  const capacity = sum(BLOCKS[version - 1]?.data ?? [])
  const bits: number[] = []
  const add = (value: number, width: number): void => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  add(0b0100, 4)
  add(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) add(byte, 8)
  add(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const codewords: number[] = []
  for (let at = 0; at < bits.length; at += 8)
    codewords.push(bits.slice(at, at + 8).reduce((all, bit) => all * 2 + bit, 0))
  for (let pad = 0; codewords.length < capacity; pad++) codewords.push(pad % 2 === 0 ? 0xec : 0x11)
  return codewords
}

const EXP = new Uint8Array(255)
const LOG = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value
  LOG[value] = power
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d
}
const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (EXP[((LOG[a] ?? 0) + (LOG[b] ?? 0)) % 255] ?? 0)

/** The remainder of Reed and Solomon: what lets a reader put damaged codewords right. */
export function correctionOf(data: readonly number[], count: number): number[] {
  let generator = [1]
  for (let power = 0; power < count; power++) {
    const root = EXP[power] ?? 0
    generator = [...generator, 0].map((each, index) => each ^ times(generator[index - 1] ?? 0, root))
  }
  const rest = Array<number>(count).fill(0)
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0)
    rest.push(0)
    for (let index = 0; index < count; index++)
      rest[index] = (rest[index] ?? 0) ^ times(generator[index + 1] ?? 0, factor)
  }
  return rest
}

/** Blocks' first codewords, then their second ones …; a stain then hurts every block a little. */
function interleave(codewords: readonly number[], version: number): number[] {
  const { correction, data } = BLOCKS[version - 1] ?? { correction: 0, data: [] }
  let from = 0
  const blocks = data.map((length) => codewords.slice(from, (from += length)))
  const corrections = blocks.map((block) => correctionOf(block, correction))
  const woven = (lists: readonly number[][]): number[] =>
    Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, index) =>
      lists.flatMap((list) => list[index] ?? []),
    ).flat()
  return [...woven(blocks), ...woven(corrections)]
}

// --- modules

type Mask = (row: number, column: number) => boolean
const MASKS: readonly Mask[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

/** undefined is a module that data may take. */
type Grid = (boolean | undefined)[][]

function draw(codewords: readonly number[], version: number, mask: number): boolean[][] {
  const size = 17 + 4 * version
  const grid: Grid = Array.from({ length: size }, () => Array<boolean | undefined>(size).fill(undefined))
  drawPatterns(grid, version)
  drawFormat(grid, mask)
  if (version >= 7) drawVersion(grid, version)
  fill(grid, codewords, MASKS[mask] as Mask)
  return grid as boolean[][]
}

const set = (grid: Grid, row: number, column: number, dark: boolean): void => {
  const line = grid[row]
  if (line && column >= 0 && column < grid.length) line[column] = dark
}

function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length
  for (let at = 8; at < size - 8; at++) {
    set(grid, 6, at, at % 2 === 0)
    set(grid, at, 6, at % 2 === 0)
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    drawRings(grid, row, column, 4, [0, 1, 3])
  const centres = ALIGNMENT[version - 1] ?? []
  const last = centres.length - 1
  for (const [i, row] of centres.entries())
    for (const [j, column] of centres.entries())
      if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)))
        drawRings(grid, row, column, 2, [0, 2])
  set(grid, size - 8, 8, true)
}

/** Squares about a centre; those at the distances named are dark. */
function drawRings(grid: Grid, row: number, column: number, radius: number, dark: readonly number[]): void {
  for (let r = -radius; r <= radius; r++)
    for (let c = -radius; c <= radius; c++)
      set(grid, row + r, column + c, dark.includes(Math.max(Math.abs(r), Math.abs(c))))
}

/** The remainder of Bose, Chaudhuri and Hocquenghem, behind the value itself. */
function withCheck(value: number, generator: number, checkBits: number): number {
  let rest = value << checkBits
  for (let bit = 31 - Math.clz32(rest); bit >= checkBits; bit--)
    if ((rest >> bit) & 1) rest ^= generator << (bit - checkBits)
  return (value << checkBits) | rest
}

/** Level M is 00. */
function drawFormat(grid: Grid, mask: number): void {
  const size = grid.length
  const bits = withCheck(mask, 0x537, 10) ^ 0x5412
  const isDark = (bit: number): boolean => ((bits >> bit) & 1) === 1
  for (let bit = 0; bit < 15; bit++) {
    const line = bit < 6 ? bit : bit < 8 ? bit + 1 : bit === 8 ? 7 : 14 - bit
    if (bit < 8) set(grid, line, 8, isDark(bit))
    else set(grid, 8, line, isDark(bit))
    if (bit < 8) set(grid, 8, size - 1 - bit, isDark(bit))
    else set(grid, size - 15 + bit, 8, isDark(bit))
  }
}

function drawVersion(grid: Grid, version: number): void {
  const size = grid.length
  const bits = withCheck(version, 0x1f25, 12)
  for (let bit = 0; bit < 18; bit++) {
    const dark = ((bits >> bit) & 1) === 1
    set(grid, Math.floor(bit / 3), size - 11 + (bit % 3), dark)
    set(grid, size - 11 + (bit % 3), Math.floor(bit / 3), dark)
  }
}

/** Two columns at a time from the right, up and down by turns, past the column of the timing pattern. */
function fill(grid: Grid, codewords: readonly number[], mask: Mask): void {
  const size = grid.length
  let bit = 0
  let upwards = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const row = upwards ? size - 1 - step : step
      for (const column of [right, right - 1]) {
        if (grid[row]?.[column] !== undefined) continue
        const value = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
        set(grid, row, column, (value === 1) !== mask(row, column))
        bit += 1
      }
    }
    upwards = !upwards
  }
}

/** How hard a code is to read: long runs, blocks, what looks like a finder, too much of one shade. The mask with the least wins. */
function penalty(modules: QrModules): number {
  const size = modules.length
  const columns = modules.map((_, column) => modules.map((row) => row[column] ?? false))
  const lines = [...modules, ...columns]
  const runs = sum(lines.map(runPenalty))
  const finders = sum(lines.map(finderPenalty))
  let blocks = 0
  let dark = 0
  for (const [r, row] of modules.entries())
    for (const [c, module] of row.entries()) {
      if (module) dark += 1
      const below = modules[r + 1]
      if (below && c + 1 < size && row[c + 1] === module && below[c] === module && below[c + 1] === module) blocks += 3
    }
  return runs + finders + blocks + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5)
}

function runPenalty(line: readonly boolean[]): number {
  let points = 0
  let run = 0
  for (const [index, module] of line.entries()) {
    run = index > 0 && module === line[index - 1] ? run + 1 : 1
    if (run === 5) points += 3
    else if (run > 5) points += 1
  }
  return points
}

function finderPenalty(line: readonly boolean[]): number {
  const text = line.map((module) => (module ? '1' : '0')).join('')
  const count = (pattern: string): number => {
    let found = 0
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) found += 1
    return found
  }
  return 40 * (count('10111010000') + count('00001011101'))
}
