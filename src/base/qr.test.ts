import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { correctionOf, type QrModules, qrOf } from '#src/base/qr.ts'

// A reader of its own: it knows the standard by other words than the writer, finds its way by the modules alone, and checks
// every block by its syndromes.

/** Powers of 2 in the field of 256 by repeated doubling, without tables. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let x = a, y = b; y > 0; y >>= 1) {
    if (y & 1) product ^= x
    x = (x << 1) ^ (x & 0x80 ? 0x11d : 0)
  }
  return product
}

/** All zero where a block with its correction is whole. */
function syndromes(block: readonly number[], count: number): number[] {
  let root = 1
  return Array.from({ length: count }, () => {
    const value = block.reduce((sum, byte) => multiply(sum, root) ^ byte, 0)
    root = multiply(root, 2)
    return value
  })
}

/** Level M: blocks, correction codewords a block, all codewords. */
const SHAPES: Readonly<Record<number, readonly [number, number, number]>> = {
  1: [1, 10, 26],
  2: [1, 16, 44],
  3: [1, 26, 70],
  4: [2, 18, 100],
  5: [2, 24, 134],
  6: [4, 16, 172],
  7: [4, 18, 196],
  8: [4, 22, 242],
  9: [5, 22, 292],
  10: [5, 26, 346],
}
const CENTRES: Readonly<Record<number, number[]>> = {
  1: [],
  2: [6, 18],
  3: [6, 22],
  4: [6, 26],
  5: [6, 30],
  6: [6, 34],
  7: [6, 22, 38],
  8: [6, 24, 42],
  9: [6, 26, 46],
  10: [6, 28, 50],
}

/** Whether a module belongs to a pattern and not to data. */
function isPattern(size: number, version: number, y: number, x: number): boolean {
  if ((y <= 8 && (x <= 8 || x >= size - 8)) || (y >= size - 8 && x <= 8)) return true
  if (y === 6 || x === 6) return true
  if (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) return true
  const centres = CENTRES[version] ?? []
  const last = size - 7
  return centres.some((cy) =>
    centres.some(
      (cx) =>
        !((cy === 6 && (cx === 6 || cx === last)) || (cy === last && cx === 6)) &&
        Math.abs(cy - y) <= 2 &&
        Math.abs(cx - x) <= 2,
    ),
  )
}

function isFlipped(mask: number, y: number, x: number): boolean {
  switch (mask) {
    case 0:
      return (y + x) % 2 === 0
    case 1:
      return y % 2 === 0
    case 2:
      return x % 3 === 0
    case 3:
      return (y + x) % 3 === 0
    case 4:
      return ((y >> 1) + Math.trunc(x / 3)) % 2 === 0
    case 5:
      return ((y * x) % 2) + ((y * x) % 3) === 0
    case 6:
      return (((y * x) % 2) + ((y * x) % 3)) % 2 === 0
    default:
      return (((y + x) % 2) + ((y * x) % 3)) % 2 === 0
  }
}

/** The format words of level M by mask, from the standard's table. */
const FORMATS = [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0]
/** The version words from the standard's table. */
const VERSIONS: Readonly<Record<number, number>> = { 7: 0x07c94, 8: 0x085bc, 9: 0x09a99, 10: 0x0a4d3 }

function formatOf(modules: QrModules): number {
  const size = modules.length
  const at = (y: number, x: number): number => (modules[y]?.[x] ? 1 : 0)
  const word = (places: readonly (readonly [number, number])[]): number =>
    places.reduce((bits, [y, x]) => bits * 2 + at(y, x), 0)
  const first = word([
    [8, 0],
    [8, 1],
    [8, 2],
    [8, 3],
    [8, 4],
    [8, 5],
    [8, 7],
    [8, 8],
    [7, 8],
    [5, 8],
    [4, 8],
    [3, 8],
    [2, 8],
    [1, 8],
    [0, 8],
  ])
  const second = word([
    ...Array.from({ length: 7 }, (_, i) => [size - 1 - i, 8] as const),
    ...Array.from({ length: 8 }, (_, i) => [8, size - 8 + i] as const),
  ])
  assert.equal(first, second, 'both copies of the format say the same')
  return first
}

function bitsOf(modules: QrModules, version: number, mask: number): number[] {
  const size = modules.length
  const bits: number[] = []
  const columns = Array.from({ length: size }, (_, i) => size - 1 - i).filter((x) => x !== 6)
  for (let pair = 0; pair * 2 < columns.length; pair++)
    for (let step = 0; step < size; step++) {
      const y = pair % 2 === 0 ? size - 1 - step : step
      for (const x of [columns[pair * 2] as number, columns[pair * 2 + 1] as number])
        if (!isPattern(size, version, y, x)) bits.push((modules[y]?.[x] ?? false) === isFlipped(mask, y, x) ? 0 : 1)
    }
  return bits
}

function readQr(modules: QrModules): string {
  const version = (modules.length - 17) / 4
  const mask = FORMATS.indexOf(formatOf(modules))
  assert.ok(mask >= 0, 'the format is one of level M')
  const [count = 1, correction = 0, total = 0] = SHAPES[version] ?? []
  const bits = bitsOf(modules, version, mask)
  const codewords = Array.from({ length: total }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2))
  const short = Math.floor((total - count * correction) / count)
  const longFrom = count - ((total - count * correction) % count)
  const blocks = Array.from({ length: count }, () => [] as number[])
  let at = 0
  for (let i = 0; i <= short; i++)
    for (const [b, block] of blocks.entries()) if (i < short || b >= longFrom) block.push(codewords[at++] as number)
  const data = blocks.flat()
  for (let i = 0; i < correction; i++) for (const block of blocks) block.push(codewords[at++] as number)
  for (const block of blocks)
    assert.ok(
      syndromes(block, correction).every((each) => each === 0),
      'a block is not whole',
    )
  const stream = data.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  assert.equal(stream.slice(0, 4), '0100')
  const wide = version < 10 ? 8 : 16
  const length = Number.parseInt(stream.slice(4, 4 + wide), 2)
  const bytes = Uint8Array.from({ length }, (_, i) =>
    Number.parseInt(stream.slice(4 + wide + i * 8, 12 + wide + i * 8), 2),
  )
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

describe('a QR code', () => {
  it('corrects by the numbers of a worked example: HELLO WORLD at 1-M', () => {
    const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
    assert.deepEqual(correctionOf(data, 10), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23])
  })

  for (const [version, bytes] of [14, 26, 42, 62, 84, 106, 122, 152, 180, 213].entries()) {
    it(`of version ${version + 1} holds ${bytes} bytes and no more, and is read again`, () => {
      const text = 'https://example.org/door/'.padEnd(bytes, 'x').slice(0, bytes)
      const modules = qrOf(text)
      assert.equal(modules.length, 17 + 4 * (version + 1))
      assert.equal(readQr(modules), text)
      if (version < 9) assert.equal(qrOf(`${text}x`).length, modules.length + 4)
      else assert.throws(() => qrOf(`${text}x`), /too long/)
    })
  }

  for (const [version, bits] of Object.entries(VERSIONS)) {
    it(`of version ${version} says its version twice`, () => {
      const modules = qrOf('x'.repeat([110, 140, 170, 200][Number(version) - 7] ?? 0))
      const size = modules.length
      const word = (at: (bit: number) => boolean | undefined): number =>
        Array.from({ length: 18 }, (_, i) => (at(17 - i) ? 1 : 0)).reduce((sum: number, bit) => sum * 2 + bit, 0)
      assert.equal(
        word((bit) => modules[Math.floor(bit / 3)]?.[size - 11 + (bit % 3)]),
        bits,
      )
      assert.equal(
        word((bit) => modules[size - 11 + (bit % 3)]?.[Math.floor(bit / 3)]),
        bits,
      )
    })
  }

  it('has its three finders, its timing and its dark module', () => {
    const modules = qrOf('almoner')
    const row = (y: number, from: number, to: number): string =>
      (modules[y] ?? [])
        .slice(from, to)
        .map((dark) => (dark ? '#' : '.'))
        .join('')
    for (const [y, x] of [
      [0, 0],
      [0, 14],
      [14, 0],
    ] as const)
      assert.deepEqual(
        Array.from({ length: 7 }, (_, i) => row(y + i, x, x + 7)),
        ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'],
      )
    assert.equal(row(6, 8, 13), '#.#.#')
    assert.equal(modules[13]?.[8], true)
  })

  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => assert.equal(readQr(qrOf(text)), text)),
      { numRuns: 60 },
    )
  })
})
