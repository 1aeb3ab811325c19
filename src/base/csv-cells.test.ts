import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CsvFault, readCsv } from '#src/base/csv-cells.ts'

const read = async (...chunks: string[]) => {
  const records: [number, ...string[]][] = []
  for await (const { line, cells } of readCsv(chunks)) records.push([line, ...cells])
  return records
}

describe('the CSV of spreadsheets', () => {
  it('names the line on which each record begins, line breaks in quotes and blank lines counted', async () => {
    assert.deepEqual(await read('\uFEFFa,b\r\n"x\r\ny",1\r\n\r\n,,\r\nz,2\r\n'), [
      [1, 'a', 'b'],
      [2, 'x\r\ny', '1'],
      [6, 'z', '2'],
    ])
  })

  it('reads a last line without its line break, and quotes within quotes', async () => {
    assert.deepEqual(await read('a\n"say ""hello"""'), [
      [1, 'a'],
      [2, 'say "hello"'],
    ])
  })

  it('joins chunks that are cut inside a cell', async () => {
    assert.deepEqual(await read('a,"b', 'c",d\n1,2', ',3\n'), [
      [1, 'a', 'bc', 'd'],
      [2, '1', '2', '3'],
    ])
  })

  it('keeps count of lines over many blocks', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"two\nlines","${'x'.repeat(20)}"\n`)
    const records = await read(...rows)
    assert.equal(records.length, 20_000)
    assert.deepEqual(records.at(-1)?.slice(0, 2), [39_999, '19999'])
  })

  it('names the line of a quotation mark that is never closed', async () => {
    await assert.rejects(read('a,b\n1,2\n"3,4\n5,6\n'), (error) => error instanceof CsvFault && error.line === 3)
  })
})
