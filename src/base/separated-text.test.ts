import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DELIMITERS, decodeText, delimiterOf, readSeparated } from '#src/base/separated-text.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, bigEnd: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return bigEnd ? bytes.swap16() : bytes
}
const cellsOf = (text: string, delimiter = delimiterOf(text)) => [...readSeparated(text, delimiter)]

describe('text of other systems', () => {
  it('is read in UTF-8, UTF-16 and Windows characters, with any line ending', () => {
    for (const bytes of [encode('\uFEFFZoë\r\nb'), encode('Zoë\rb'), utf16('Zoë\r\nb', false), utf16('Zoë\nb', true)])
      assert.equal(decodeText(bytes), 'Zoë\nb')
    assert.equal(decodeText(Uint8Array.of(0x5a, 0x6f, 0xeb)), 'Zoë')
    assert.equal(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x5a, 0x6f, 0xeb)), 'Zoë')
  })

  for (const delimiter of DELIMITERS)
    it(`parts values by ${JSON.stringify(delimiter)} when that is what the lines have in common`, () => {
      assert.equal(
        delimiterOf(
          [
            ['a', 'b', 'c'],
            ['1', 'x y', '3'],
            ['4', '5', '6'],
          ]
            .map((row) => row.join(delimiter))
            .join('\n'),
        ),
        delimiter,
      )
    })

  it('takes the sign of the table, not one within its words', () => {
    assert.equal(delimiterOf('Name;Note;Time\nA, B;one, two, three;09:00\nC, D;four;10:00'), ';')
  })

  it('counts lines through line breaks in quotation marks', () => {
    assert.deepEqual(cellsOf('a,b\n"x\ny",1\nc,2'), [
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny', '1'] },
      { line: 4, cells: ['c', '2'] },
    ])
  })

  it('says where a quotation mark is opened and never closed', () => {
    assert.deepEqual(cellsOf('a,b\n1,2\n"x,3\n4,5').at(-1), {
      line: 3,
      cells: [],
      fault: 'a quotation mark is opened and never closed',
    })
  })

  it('reads a long file in windows as it reads it whole', () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},"text, ${index}\nmore",x`)
    const read = cellsOf(rows.join('\n'), ',')
    assert.equal(read.length, rows.length)
    assert.deepEqual(read.at(-1), { line: 59_999, cells: ['29999', 'text, 29999\nmore', 'x'] })
  })

  it('gives back whatever was written', () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => text.replace(/\r/g, ''))
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(table, fc.constantFrom(...DELIMITERS), (rows, delimiter) => {
        const quoted = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(delimiter))
          .join('\n')
        assert.deepEqual(
          cellsOf(quoted, delimiter).map(({ cells }) => cells),
          rows,
        )
      }),
    )
  })
})
