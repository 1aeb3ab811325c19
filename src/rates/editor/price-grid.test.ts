import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type CardFile,
  type Grid,
  gridOfCard,
  gridOfRows,
  keepTwos,
  rowsOfCard,
  timeOf,
  withColumn,
  withRow,
} from '#src/rates/editor/price-grid.ts'
import { cardOfForm } from '#src/rates/editor/card-form.ts'
import { termsOfCard } from '#src/rates/editor/card-terms.ts'

const line = (zone: string, day: string, price: Readonly<Record<string, unknown>>, more = {}) => ({
  ...{ service: 'home_care', zone, day, from: '00:00', to: '24:00' },
  ...price,
  ...more,
})
const CARD: CardFile = {
  ...{ card: 'HC', from: '2026-04-06', to: null, payment: { rule: 'actual' } },
  rates: [
    line('any', 'any', { pence_per_hour: 2164 }, { two_workers_pence_per_hour: 4000 }),
    line('any', 'weekend', { exact_pence_per_hour: 2331.5 }),
    line('rural', 'any', { pence_per_hour: 2420 }),
    line('any', 'any', { pence_per_visit: 1500 }, { service: 'sitting' }),
    line('any', 'any', { pence_per_minute: 36.07 }, { skill: 'complex' }),
  ],
  bands: [{ service: 'home_care', zone: 'any', prices: { 30: 1600 } }],
}

const HEAD_OF_CARD = { card: 'HC', from: '2026-04-06', to: null }
const cardOfGrid = (grid: Grid) => cardOfForm(HEAD_OF_CARD, { grid, terms: termsOfCard(CARD) })

describe('the prices of a card as a table', () => {
  test('stand by service and zone, by day and time', () => {
    const { columns, rows } = gridOfCard(CARD)
    assert.deepEqual(
      columns.map(({ day }) => day),
      ['any', 'weekend'],
    )
    assert.deepEqual(
      rows.map(({ service, zone, skill, per, cells }) => [service, zone, skill, per, ...cells].join('|')),
      [
        'home_care|any||hour|21.64|23.315',
        'home_care|any||hour of two|40.00|',
        'home_care|rural||hour|24.20|',
        'sitting|any||visit|15.00|',
        'home_care|any|complex|minute|0.3607|',
      ],
    )
  })

  test('make the same card again, with all that the table does not show', () => {
    const made = cardOfGrid(gridOfCard(CARD))
    assert.ok(made.ok, JSON.stringify(made))
    const sorted = (file: CardFile) =>
      [...(file['rates'] as object[])].map((one) => JSON.stringify(Object.entries(one).sort())).sort()
    assert.deepEqual(sorted(made.value.file), sorted(CARD))
    assert.deepEqual(made.value.file['bands'], CARD['bands'])
  })

  const wrong = (change: (grid: Grid) => Grid): string[] => {
    const made = cardOfGrid(change(gridOfCard(CARD)))
    return made.ok ? [] : made.error.map(({ field, message }) => `${field}: ${message}`)
  }
  const withCell = (grid: Grid, row: number, column: number, price: string): Grid => ({
    ...grid,
    rows: grid.rows.map((one, at) =>
      at === row ? { ...one, cells: one.cells.map((cell, across) => (across === column ? price : cell)) } : one,
    ),
  })
  test('tell what is wrong at the cell, the row or the column', () => {
    assert.deepEqual(
      wrong((grid) => withCell(grid, 2, 0, 'much')),
      ['cell-2-0: "much" is not a price in pounds, such as 21.64'],
    )
    assert.deepEqual(
      wrong((grid) => withCell(grid, 3, 0, '15.005')),
      ['cell-3-0: "15.005" is not a price in pounds, such as 21.64'],
    )
    assert.deepEqual(
      wrong((grid) => withCell(withRow(grid), 5, 1, '20')),
      ['row-5-service: Enter the service, for example home_care', 'row-5-zone: Enter the zone, or any'],
    )
    assert.deepEqual(
      wrong((grid) => withCell(withColumn(grid), 2, 2, '20')),
      [
        'cell-2-2: holds at the same time as the price of home_care, rural, any from 00:00 to 24:00, and neither is more specific',
      ],
    )
    const late = (grid: Grid): Grid => ({
      ...grid,
      columns: grid.columns.map((one, at) => (at === 1 ? { ...one, from: '25:00' } : one)),
    })
    assert.deepEqual(wrong(late), ['column-1-from: "from" is not a time, 00:00 to 24:00'])
    assert.deepEqual(
      wrong((grid) => withCell(grid, 2, 0, '')),
      ['cell-2-0: Enter a price for home_care, or take the service out of this row'],
    )
  })

  test('two workers have a price of their own beside that of one', () => {
    assert.deepEqual(
      wrong((grid) => withCell(grid, 1, 0, '40.005')),
      ['cell-1-0: "40.005" is not a price in pounds, such as 21.64'],
    )
    assert.deepEqual(
      wrong((grid) => withCell(grid, 0, 0, '')),
      ['cell-1-0: Enter the price of one worker too, in a row of the same service, zone and skill'],
    )
    const made = cardOfGrid(withCell(gridOfCard(CARD), 1, 0, '41.50'))
    assert.deepEqual(made.ok && made.value.card.rates.map((one) => one.twoWorkersPencePerHour), [
      4150,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('an empty row and a column without prices are passed over', () => {
    assert.deepEqual(wrong(withRow), [])
    assert.deepEqual(wrong(withColumn), [])
  })

  for (const [typed, read] of [
    ['7:00', '07:00'],
    ['07:00:00', '07:00'],
    ['24:00:00', '24:00'],
    [' 9:30 ', '09:30'],
    ['half past', 'half past'],
  ] as const)
    test(`the time ${typed} is ${read}`, () => assert.equal(timeOf(typed), read))
})

const sheet = (text: string) => text.split('\n').map((row, at) => ({ line: at + 1, cells: row.split(',') }))
const HEAD = 'service,zone,day,from,to,price'

describe('a spreadsheet of prices', () => {
  test('that was downloaded makes the same table', () => {
    const rows = ['service,zone,skill,day,from,to,per,price', ...rowsOfCard(CARD).map((cells) => cells.join(','))]
    const read = gridOfRows(sheet(rows.join('\n')))
    assert.deepEqual(read.ok && read.value, gridOfCard(CARD))
  })

  test('that names no price of two workers leaves theirs as they are, where the service is still there', () => {
    const read = gridOfRows(sheet(`${HEAD}\nhome_care,any,any,00:00,24:00,22\nsitting,any,any,00:00,24:00,16`))
    assert.ok(read.ok)
    const prices = (grid: Grid) => grid.rows.map(({ service, per, cells }) => [service, per, ...cells].join('|'))
    const kept = ['home_care|hour|22', 'sitting|hour|16', 'home_care|hour of two|40.00']
    assert.deepEqual(prices(keepTwos(read.value, CARD)), kept)
    const gone = gridOfRows(sheet(`${HEAD}\nsitting,any,any,00:00,24:00,16`))
    assert.deepEqual(gone.ok && prices(keepTwos(gone.value, CARD)), ['sitting|hour|16'])
    const named = gridOfRows(
      sheet(`${HEAD},per\nhome_care,any,any,00:00,24:00,22,hour\nhome_care,any,any,00:00,24:00,41,hour of two`),
    )
    assert.deepEqual(named.ok && prices(keepTwos(named.value, CARD)), ['home_care|hour|22', 'home_care|hour of two|41'])
  })

  test('as Excel writes times, days and money', () => {
    const read = gridOfRows(sheet(`Service,ZONE,Day,From,To,Price\nhome_care,Any,Bank Holiday,0:00,00:00,£32.46`))
    assert.deepEqual(read.ok && read.value.columns, [{ day: 'bank_holiday', from: '00:00', to: '24:00' }])
    assert.deepEqual(read.ok && read.value.rows[0]?.cells, ['32.46'])
  })

  const FAULTS: readonly (readonly [string, readonly string[]])[] = [
    [
      'service,zone,day,from,price',
      ['1: the first row has no column to: name the columns service, zone, day, from, to, price'],
    ],
    [HEAD, ['2: there are no prices under the first row']],
    [`${HEAD}\nhome_care,any,any,00:00,24:00,dear`, ['2: price "dear" is not an amount in pounds, such as 21.64']],
    [`${HEAD}\n,,any,00:00,24:00,21.64`, ['2: service is empty', '2: zone is empty: write a zone, or any']],
    [
      `${HEAD}\nhome_care,any,holiday,00:00,24:00,1\nhome_care,any,any,22:00,07:00,1`,
      [
        '2: day "holiday" is not one of any, weekday, weekend, bank_holiday, monday, tuesday, wednesday, thursday, friday, saturday, sunday, special',
        '3: from 22:00 is not before to 07:00: write a band over midnight as two rows',
      ],
    ],
    [
      `${HEAD}\nhome_care,any,any,00:00,24:00,1\nhome_care,any,any,0:00,24:00:00,2`,
      ['3: is for the same place, day and times as row 2'],
    ],
    [`${HEAD},per\nhome_care,any,any,00:00,24:00,1,day`, ['2: per is not one of hour, minute, visit, hour of two']],
    [
      `${HEAD}\nhome_care,any,any,noon,24:30,1`,
      ['2: from "noon" is not a time, 00:00 to 24:00', '2: to "24:30" is not a time, 00:00 to 24:00'],
    ],
  ]
  for (const [text, expected] of FAULTS)
    test(`with faults: ${expected[0]}`, () => {
      const read = gridOfRows(sheet(text))
      assert.deepEqual(read.ok ? [] : read.error.map(({ row, message }) => `${row}: ${message}`), expected)
    })
})
