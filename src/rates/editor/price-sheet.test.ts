import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSpreadsheet } from '#src/platform/spreadsheet.ts'
import { gridOfSheet } from '#src/rates/editor/price-sheet.ts'
import { workbookOf } from '#test/support/workbook.ts'

const HEADER = ['service', 'zone', 'day', 'from', 'to', 'price']
const taken = (rows: Parameters<typeof workbookOf>[0], name?: string) => {
  const sheet = readSpreadsheet(workbookOf(rows, name))
  assert.ok(sheet.ok, sheet.ok ? '' : sheet.error)
  return gridOfSheet(sheet.value)
}
const faultsOf = (rows: Parameters<typeof workbookOf>[0]) => {
  const grid = taken(rows, 'Prices & more')
  return grid.ok ? [] : grid.error.map(({ sheet, row, message }) => `${sheet} ${row}: ${message}`)
}

describe('prices from a workbook', () => {
  it('are read with times as text or as Excel keeps them, and prices as numbers or text', () => {
    const grid = taken([
      HEADER,
      ['home_care', 'any', 'weekday', 0, 0.291_666_666_666_667, 25],
      ['home_care', 'any', 'weekday', '07:00', 1, 21.639_999_999_999_997],
      [],
      ['home_care', 'rural', 'bank holiday', '00:00', '24:00', '£34.62'],
    ])
    assert.ok(grid.ok)
    assert.deepEqual(grid.value.columns, [
      { day: 'weekday', from: '00:00', to: '07:00' },
      { day: 'weekday', from: '07:00', to: '24:00' },
      { day: 'bank_holiday', from: '00:00', to: '24:00' },
    ])
    assert.deepEqual(
      grid.value.rows.map(({ zone, cells }) => [zone, ...cells]),
      [
        ['any', '25', '21.64', ''],
        ['rural', '', '', '34.62'],
      ],
    )
  })

  it('that are formulas are refused with their sheet, row and column, and the cure', () =>
    assert.deepEqual(
      faultsOf([HEADER, ['home_care', 'any', 'any', '00:00', '24:00', { formula: 'F1*1.04', value: 22.5 }]]),
      ['Prices & more 2: column F (price) holds a formula: copy the cell and paste it as a value in its place'],
    ))

  it('that cannot be taken are told with their column', () =>
    assert.deepEqual(faultsOf([HEADER, ['home_care', 'any', 'caturday', '00:00', '24:00', 'dear']]), [
      'Prices & more 2: column C: day "caturday" is not one of any, weekday, weekend, bank_holiday, monday, tuesday, wednesday, thursday, friday, saturday, sunday, special',
      'Prices & more 2: column F: price "dear" is not an amount in pounds, such as 21.64',
    ]))

  it('of an empty sheet are none', () =>
    assert.deepEqual(faultsOf([]), ['Prices & more 1: the sheet is empty: put the prices on the first sheet']))

  it('are not looked for in what is no workbook, or unpacks without end', () => {
    const faultOf = (bytes: Buffer) => {
      const read = readSpreadsheet(bytes)
      return read.ok ? undefined : read.error
    }
    const book = workbookOf([HEADER])
    assert.equal(faultOf(Buffer.from('PK\u0003\u0004 and no more', 'latin1')), 'not a spreadsheet')
    assert.equal(faultOf(book.subarray(0, -30)), 'not a spreadsheet')
    assert.equal(faultOf(Buffer.from('d0cf11e0a1b11ae1', 'hex')), 'has a password')
    assert.equal(faultOf(workbookOf([['x'.repeat(21_000_000)]])), 'too large')
    for (let at = 0; at < book.length; at += 7) {
      const broken = Buffer.from(book)
      broken[at] = (broken[at] ?? 0) ^ 0xff
      readSpreadsheet(broken)
    }
  })
})
