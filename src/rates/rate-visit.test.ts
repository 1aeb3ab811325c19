import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { microsOf } from '#src/base/moment.ts'
import { bankHolidays } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { priceVisit, rateVisit, rateVisits, type VisitToRate } from '#src/rates/rate-visit.ts'
import { piecesOf, placeOf, type Tariff, tariffOf } from '#src/rates/tariff.ts'

type CardShape = {
  payment?: Record<string, unknown>
  rates?: readonly Record<string, unknown>[]
  bands?: readonly Record<string, unknown>[]
  rate_at?: string
  to?: string | null
}

const line = (pence: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  service: 'home_care',
  zone: 'any',
  day: 'any',
  from: '00:00',
  to: '24:00',
  pence_per_hour: pence,
  ...more,
})

function tariff(shape: CardShape): Tariff {
  const card = { card: 'HC', from: '2026-01-01', payment: { rule: 'actual' }, rates: [line(2164)], ...shape }
  const parsed = parseRateCard(JSON.stringify(card))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return tariffOf(parsed.value, bankHolidays(['2026-01-01', '2026-04-03', '2026-04-06', '2026-12-25', '2027-01-01']))
}

const at = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London', { disambiguation: 'reject' }).toInstant()

/** A visit of p planned minutes, with one attendance for each length worked; null is a missing log-out. */
function visit(planned: number, worked: readonly (number | null)[], more: Partial<VisitToRate> = {}): VisitToRate {
  const start = more.start ?? at('2026-06-03T09:00')
  return {
    visitRef: 'V1',
    personRef: 'P1',
    contractRef: 'C1',
    service: 'home_care',
    zone: 'urban',
    start,
    minutes: planned,
    workers: 1,
    attendances: worked.map((minutes) => ({
      in: microsOf(start),
      out: minutes === null ? undefined : microsOf(start.add({ seconds: Math.round(minutes * 60) })),
    })),
    ...more,
  }
}

function show(card: Tariff, one: VisitToRate): string {
  const rated = rateVisit(card, one)
  if (!rated.ok) return rated.error.refusal
  const { outcome, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence } = rated.value
  return [outcome, actualMinutes ?? '-', payableMinutes, workersPaid, pencePerHour ?? '-', amountPence].join(' ')
}

const BANDED = { rule: 'banded', increment: 15, mode: 'nearest' }

// A1
for (const [worked, expected] of [
  [7, 0],
  [8, 15],
  [22, 15],
  [23, 30],
  [37, 30],
  [38, 45],
  [52, 45],
  [53, 60],
  [67, 60],
  [68, 75],
  [112, 105],
] as const)
  test(`A1: ${worked} minutes worked in 15-minute bands`, () => {
    const rated = rateVisit(tariff({ payment: BANDED }), visit(30, [worked]))
    assert.equal(rated.ok && rated.value.payableMinutes, expected)
  })

// A2 and the worked table of handbook 3.6, 21.64 an hour: R2, R3, R4(5), R5, R5 capped, R1
const RULES = [
  { rule: 'actual' },
  { rule: 'capped' },
  { rule: 'tolerance', minutes: 5 },
  BANDED,
  { ...BANDED, cap_at_planned: true },
  { rule: 'planned' },
]
for (const [planned, worked, ...amounts] of [
  [30, 28, 1010, 1010, 1082, 1082, 1082, 1082],
  [30, 22, 793, 793, 793, 541, 541, 1082],
  [30, 41, 1479, 1082, 1082, 1623, 1082, 1082],
  [30, 7, 252, 252, 252, 0, 0, 1082],
  [60, 53, 1912, 1912, 1912, 2164, 2164, 2164],
] as const)
  for (const [index, expected] of amounts.entries())
    test(`A2: p${planned} a${worked} by ${JSON.stringify(RULES[index])}`, () => {
      const rated = rateVisit(tariff({ payment: RULES[index] ?? {} }), visit(planned, [worked]))
      assert.equal(rated.ok && rated.value.amountPence, expected)
    })

test('A3: 50 minutes by the 45-minute price and the hour', () => {
  const bands = [{ service: 'home_care', zone: 'any', prices: { 30: 1600, 45: 2000 } }]
  assert.equal(show(tariff({ rates: [line(2400)], bands }), visit(50, [50])), 'paid 50 50 1 2400 2200')
})

// Every rule, one row a case: payment, planned, worked (null: no log-out), expected
const CAP = { cap_at_planned: true }
const MINUTES: readonly (readonly [Record<string, unknown>, number, readonly (number | null)[], string])[] = [
  [{ rule: 'planned' }, 30, [5], 'paid 5 30 1 2164 1082'],
  [{ rule: 'planned' }, 30, [0], 'paid 0 30 1 2164 1082'],
  [{ rule: 'planned' }, 30, [], 'missed - 0 0 - 0'],
  [{ rule: 'planned' }, 30, [null], 'query - 0 0 - 0'],
  [{ rule: 'planned', no_log_out: 'planned' }, 30, [null], 'paid 30 30 1 2164 1082'],
  [{ rule: 'planned', no_log_out: 'zero' }, 30, [null], 'paid 0 30 1 2164 1082'],
  [{ rule: 'actual', no_log_out: 'zero' }, 30, [null], 'paid 0 0 1 2164 0'],
  [{ rule: 'actual', no_log_out: 'planned' }, 45, [null], 'paid 45 45 1 2164 1623'],
  [{ rule: 'actual' }, 30, [28 + 29 / 60], 'paid 28 28 1 2164 1010'],
  [{ rule: 'actual' }, 30, [28 + 30 / 60], 'paid 29 29 1 2164 1046'],
  [{ rule: 'actual' }, 30, [29 / 60], 'paid 0 0 1 2164 0'],
  [{ rule: 'actual' }, 30, [1], 'paid 1 1 1 2164 36'],
  [{ rule: 'actual', ...CAP }, 30, [41], 'paid 41 30 1 2164 1082'],
  [{ rule: 'capped' }, 30, [30], 'paid 30 30 1 2164 1082'],
  [{ rule: 'capped' }, 30, [31], 'paid 31 30 1 2164 1082'],
  [{ rule: 'capped' }, 30, [29], 'paid 29 29 1 2164 1046'],
  [{ rule: 'tolerance', minutes: 5 }, 30, [25], 'paid 25 30 1 2164 1082'],
  [{ rule: 'tolerance', minutes: 5 }, 30, [24], 'paid 24 24 1 2164 866'],
  [{ rule: 'tolerance', minutes: 5 }, 30, [35], 'paid 35 30 1 2164 1082'],
  [{ rule: 'tolerance', minutes: 5 }, 30, [36], 'paid 36 30 1 2164 1082'],
  [{ rule: 'tolerance', minutes: 0 }, 30, [29], 'paid 29 29 1 2164 1046'],
  [{ ...BANDED, mode: 'up' }, 30, [1], 'paid 1 15 1 2164 541'],
  [{ ...BANDED, mode: 'up' }, 30, [15], 'paid 15 15 1 2164 541'],
  [{ ...BANDED, mode: 'up' }, 30, [16], 'paid 16 30 1 2164 1082'],
  [{ ...BANDED, mode: 'up' }, 30, [0], 'paid 0 0 1 2164 0'],
  [{ ...BANDED, mode: 'down' }, 30, [29], 'paid 29 15 1 2164 541'],
  [{ ...BANDED, mode: 'down' }, 30, [30], 'paid 30 30 1 2164 1082'],
  [{ ...BANDED, increment: 5, mode: 'up', ...CAP }, 30, [31], 'paid 31 30 1 2164 1082'],
  [{ ...BANDED, increment: 10 }, 30, [4], 'paid 4 0 1 2164 0'],
  [{ ...BANDED, increment: 10 }, 30, [5], 'paid 5 10 1 2164 361'],
  [{ ...BANDED, increment: 1 }, 30, [17], 'paid 17 17 1 2164 613'],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, 30, [27], 'paid 27 30 1 2164 1082'],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, 30, [26], 'paid 26 26 1 2164 938'],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, 30, [15], 'paid 15 15 1 2164 541'],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, 30, [14], 'paid 14 0 1 2164 0'],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, 30, [60], 'paid 60 30 1 2164 1082'],
  [{ rule: 'percent', full_at: 87.5, zero_below: 12.5 }, 40, [35], 'paid 35 40 1 2164 1443'],
  [{ rule: 'percent', full_at: 87.5, zero_below: 12.5 }, 40, [5], 'paid 5 5 1 2164 180'],
  [{ rule: 'percent', full_at: 87.5, zero_below: 12.5 }, 40, [4], 'paid 4 0 1 2164 0'],
  [{ rule: 'percent', full_at: 150, zero_below: 110 }, 30, [31], 'paid 31 0 1 2164 0'],
  [{ rule: 'minimum', minutes: 15 }, 30, [7], 'paid 7 15 1 2164 541'],
  [{ rule: 'minimum', minutes: 15 }, 30, [41], 'paid 41 41 1 2164 1479'],
  [{ rule: 'minimum', minutes: 45, ...CAP }, 30, [7], 'paid 7 30 1 2164 1082'],
  [{ rule: 'minimum', minutes: 15 }, 30, [], 'missed - 0 0 - 0'],
  [{ rule: 'balance' }, 30, [41], 'paid 41 30 1 2164 1082'],
  [{ rule: 'balance' }, 30, [22], 'paid 22 22 1 2164 793'],
  [{ rule: 'balance' }, 30, [null], 'query - 0 0 - 0'],
]

for (const [payment, planned, worked, expected] of MINUTES)
  test(`${JSON.stringify(payment)}: ${planned} planned, ${worked[0] === null ? 'no log-out' : (worked[0] ?? 'nobody')} worked`, () => {
    assert.equal(show(tariff({ payment }), visit(planned, worked)), expected)
  })

// Two workers: starts and ends of each in minutes from the planned start, null: no log-out
const PAIRS: readonly (readonly [Record<string, unknown>, readonly (readonly [number, number | null])[], string])[] = [
  [
    { rule: 'actual' },
    [
      [0, 30],
      [0, 30],
    ],
    'paid 30 30 2 2164 2164',
  ],
  [
    { rule: 'actual' },
    [
      [0, 30],
      [10, 40],
    ],
    'paid 20 20 2 2164 1443',
  ],
  [
    { rule: 'actual' },
    [
      [10, 40],
      [0, 30],
    ],
    'paid 20 20 2 2164 1443',
  ],
  [
    { rule: 'actual' },
    [
      [5, 10],
      [0, 30],
    ],
    'paid 5 5 2 2164 361',
  ],
  [
    { rule: 'actual' },
    [
      [0, 10],
      [20, 30],
    ],
    'paid 0 0 2 2164 0',
  ],
  [
    { rule: 'planned' },
    [
      [0, 10],
      [20, 30],
    ],
    'paid 0 30 2 2164 2164',
  ],
  [{ rule: 'actual' }, [[0, 28]], 'one_worker 28 28 1 2164 1010'],
  [
    { rule: 'actual' },
    [
      [0, 30],
      [0, null],
    ],
    'query - 0 0 - 0',
  ],
  [
    { rule: 'actual' },
    [
      [0, null],
      [0, 30],
    ],
    'query - 0 0 - 0',
  ],
  [{ rule: 'actual' }, [[0, null]], 'query - 0 0 - 0'],
  [
    { rule: 'actual', no_log_out: 'planned' },
    [
      [0, 30],
      [0, null],
    ],
    'paid 30 30 2 2164 2164',
  ],
  [{ rule: 'actual', no_log_out: 'planned' }, [[0, null]], 'one_worker 30 30 1 2164 1082'],
  [
    { rule: 'minimum', minutes: 15, no_log_out: 'zero' },
    [
      [0, 30],
      [0, null],
    ],
    'paid 0 15 2 2164 1082',
  ],
  [
    BANDED,
    [
      [0, 23],
      [0, 60],
    ],
    'paid 23 30 2 2164 2164',
  ],
  [
    { rule: 'actual' },
    [
      [0, 1.5],
      [0, 1.5],
    ],
    'paid 2 2 2 2164 144',
  ],
]

for (const [payment, times, expected] of PAIRS)
  test(`two workers at ${JSON.stringify(times)} by ${JSON.stringify(payment)}`, () => {
    const start = at('2026-06-03T09:00')
    const attendances = times.map(([from, to]) => ({
      in: microsOf(start.add({ seconds: from * 60 })),
      out: to === null ? undefined : microsOf(start.add({ seconds: to * 60 })),
    }))
    assert.equal(show(tariff({ payment }), visit(30, [], { start, workers: 2, attendances })), expected)
  })

// Which line holds at the planned start; lines are told apart by their price
const LINES = [
  line(100),
  line(200, { day: 'weekday' }),
  line(210, { day: 'weekend' }),
  line(300, { day: 'monday' }),
  line(400, { day: 'bank_holiday' }),
  line(110, { from: '22:00' }),
  line(120, { from: '22:30', to: '23:00' }),
  line(310, { day: 'monday', from: '07:00', to: '09:00' }),
  line(1000, { zone: 'rural' }),
  line(1100, { zone: 'rural', day: 'weekend', from: '12:00' }),
]
const STARTS: readonly (readonly [string, string, number | string])[] = [
  ['2026-06-03T09:00', 'urban', 200],
  ['2026-06-06T09:00', 'urban', 210],
  ['2026-06-07T23:59', 'urban', 210],
  ['2026-06-08T00:00', 'urban', 300],
  ['2026-06-08T06:59', 'urban', 300],
  ['2026-06-08T07:00', 'urban', 310],
  ['2026-06-08T08:59', 'urban', 310],
  ['2026-06-08T09:00', 'urban', 300],
  ['2026-04-06T08:00', 'urban', 400],
  ['2026-12-25T22:45', 'urban', 400],
  ['2026-06-03T22:45', 'urban', 200],
  ['2026-06-03T09:00', 'rural', 1000],
  ['2026-04-06T09:00', 'rural', 1000],
  ['2026-06-06T11:59', 'rural', 1000],
  ['2026-06-06T12:00', 'rural', 1100],
  ['2026-06-03T09:00', 'any', 200],
  ['2025-12-31T23:30', 'urban', 'before the card'],
  ['2026-01-01T00:00', 'urban', 400],
  ['2027-03-31T23:59', 'urban', 200],
  ['2027-04-01T00:00', 'urban', 'after the card'],
  ['2026-03-29T00:59', 'urban', 210],
  ['2026-03-29T02:00', 'urban', 210],
  ['2026-06-30T23:59', 'urban', 200],
]

for (const [start, zone, expected] of STARTS)
  test(`the line that holds on ${start} in zone ${zone}`, () => {
    const card = tariff({ rates: LINES, to: '2027-04-01', payment: { rule: 'planned' } })
    const rated = rateVisit(card, visit(60, [60], { start: at(start), zone }))
    assert.equal(rated.ok ? rated.value.pencePerHour : rated.error.refusal, expected)
  })

test('narrower bands win among lines of one kind of day', () => {
  const card = tariff({ rates: LINES.filter(({ day }) => day === 'any'), payment: { rule: 'planned' } })
  const price = (time: string): unknown => {
    const rated = rateVisit(card, visit(60, [60], { start: at(`2026-06-03T${time}`) }))
    return rated.ok && rated.value.pencePerHour
  }
  assert.deepEqual(['21:59', '22:00', '22:30', '22:59', '23:00'].map(price), [100, 110, 120, 120, 110])
})

test('no line for the service, the zone or the time is refused, whatever the outcome', () => {
  const card = tariff({ rates: [line(100, { zone: 'urban', from: '07:00', to: '22:00' })] })
  const refusal = (more: Partial<VisitToRate>): string => show(card, visit(30, [], more))
  assert.equal(refusal({}), 'missed - 0 0 - 0')
  assert.equal(refusal({ service: 'sitting' }), 'no rate line')
  assert.equal(refusal({ zone: 'rural' }), 'no rate line')
  assert.equal(refusal({ start: at('2026-06-03T22:00') }), 'no rate line')
})

test('a card with bank holiday lines does not price a day that the list does not cover', () => {
  const card = { rates: [line(100), line(200, { day: 'bank_holiday' })], payment: { rule: 'planned' } }
  assert.equal(show(tariff(card), visit(60, [60], { start: at('2027-12-31T09:00') })), 'paid 60 60 1 100 100')
  assert.equal(show(tariff(card), visit(60, [60], { start: at('2028-01-01T09:00') })), 'bank holidays not known')
})

// Pieces: start, planned minutes, workers, expected
const NIGHT = [
  line(2000, { from: '07:00', to: '22:00' }),
  line(2600, { from: '22:00' }),
  line(2600, { from: '00:00', to: '07:00' }),
  line(3000, { day: 'weekend' }),
  line(4001, { day: 'bank_holiday' }),
]
const SPLITS: readonly (readonly [string, number, number, string])[] = [
  ['2026-06-03T09:00', 60, 1, 'paid 60 60 1 2000 2000'],
  ['2026-06-03T21:30', 60, 1, 'paid 60 60 1 - 2300'],
  ['2026-06-03T21:59', 60, 1, 'paid 60 60 1 - 2590'],
  ['2026-06-03T22:00', 540, 1, 'paid 540 540 1 2600 23400'],
  ['2026-06-03T21:30', 60, 2, 'paid 60 60 2 - 4600'],
  ['2026-06-05T23:00', 120, 1, 'paid 120 120 1 - 5600'],
  ['2026-12-24T23:30', 45, 1, 'paid 45 45 1 - 2300'],
  ['2026-12-24T23:31', 31, 1, 'paid 31 31 1 - 1390'],
  ['2026-03-28T23:30', 600, 1, 'paid 600 600 1 3000 30000'],
  ['2026-06-07T22:00', 600, 1, 'paid 600 600 1 - 26200'],
]

for (const [start, minutes, workers, expected] of SPLITS)
  test(`split from ${start} for ${minutes} minutes and ${workers} workers`, () => {
    const from = at(start)
    const attendance = { in: microsOf(from), out: microsOf(from.add({ minutes })) }
    const card = tariff({ rates: NIGHT, rate_at: 'split', payment: { rule: 'planned' } })
    assert.equal(
      show(card, visit(minutes, [], { start: from, workers, attendances: [attendance, attendance].slice(0, workers) })),
      expected,
    )
  })

test('a night over a clock change is priced by the minutes that passed', () => {
  const rates = [line(1000, { to: '02:00' }), line(6000, { from: '02:00' })]
  const card = tariff({ rates, rate_at: 'split', payment: { rule: 'planned' } })
  const night = (start: string): string => show(card, visit(240, [240], { start: at(start) }))
  assert.equal(night('2026-03-28T00:00'), 'paid 240 240 1 - 14000')
  assert.equal(night('2026-03-29T00:00'), 'paid 240 240 1 - 19000')
  assert.equal(night('2026-10-25T00:00'), 'paid 240 240 1 - 9000')
})

test('a piece that no line prices is refused', () => {
  const card = tariff({ rates: [line(100, { to: '22:00' })], rate_at: 'split', payment: { rule: 'planned' } })
  assert.equal(show(card, visit(60, [60], { start: at('2026-06-03T21:00') })), 'paid 60 60 1 100 100')
  assert.equal(show(card, visit(61, [61], { start: at('2026-06-03T21:00') })), 'no rate line')
})

// Prices of whole lengths: minutes worked, workers, expected pence
const BANDS = [
  { service: 'home_care', zone: 'any', prices: { 45: 2000, 30: 1600 } },
  { service: 'home_care', zone: 'rural', prices: { 60: 3000 } },
]
for (const [worked, workers, zone, expected] of [
  [29, 1, 'urban', 1160],
  [30, 1, 'urban', 1600],
  [31, 1, 'urban', 1640],
  [44, 1, 'urban', 2160],
  [45, 1, 'urban', 2000],
  [90, 1, 'urban', 3800],
  [50, 2, 'urban', 4400],
  [0, 1, 'urban', 0],
  [45, 1, 'rural', 1800],
  [75, 1, 'rural', 3600],
] as const)
  test(`bands: ${worked} minutes of ${workers} in zone ${zone}`, () => {
    const attendance = visit(60, [worked]).attendances[0] ?? assert.fail()
    const attendances = [attendance, attendance].slice(0, workers)
    const rated = rateVisit(
      tariff({ rates: [line(2400)], bands: BANDS }),
      visit(60, [], { workers, zone, attendances }),
    )
    assert.equal(rated.ok && rated.value.amountPence, expected)
    assert.equal(rated.ok && rated.value.pencePerHour, 2400)
  })

// The balance of a period: start hour of June 3rd, planned, worked; expected payable minutes in the same order
const BALANCES: readonly (readonly [
  string,
  readonly (readonly [string, number, number | null, number?])[],
  readonly number[],
])[] = [
  [
    'long and short visits even out',
    [
      ['V1', 30, 40],
      ['V2', 30, 20],
    ],
    [40, 20],
  ],
  [
    'the excess comes off the latest',
    [
      ['V1', 30, 40],
      ['V2', 30, 30],
    ],
    [40, 20],
  ],
  [
    'down to nothing, then the one before',
    [
      ['V1', 30, 60],
      ['V2', 30, 35],
      ['V3', 30, 5],
    ],
    [60, 30, 0],
  ],
  [
    'one start: highest reference first',
    [
      ['V10', 30, 40, 9],
      ['V2', 30, 40, 9],
    ],
    [40, 20],
  ],
  [
    'a missed visit lends nothing',
    [
      ['V1', 30, 45],
      ['V2', 30, -1],
    ],
    [30, 0],
  ],
  [
    'a query lends nothing',
    [
      ['V1', 30, 45],
      ['V2', 30, null],
    ],
    [30, 0],
  ],
]

for (const [name, entries, expected] of BALANCES)
  test(`balance: ${name}`, () => {
    const visits = entries.map(([visitRef, planned, worked, hour], i) =>
      visit(planned, worked === -1 ? [] : [worked], {
        visitRef,
        start: at(`2026-06-03T${String(hour ?? 9 + i).padStart(2, '0')}:00`),
      }),
    )
    const rated = rateVisits(tariff({ payment: { rule: 'balance' } }), visits)
    assert.deepEqual(
      rated.map((one) => one.ok && one.value.payableMinutes),
      expected,
    )
  })

test('balance: each person and contract by itself, and the cap after it', () => {
  const visits = [
    visit(30, [20]),
    visit(30, [40], { visitRef: 'V2', contractRef: 'C2' }),
    visit(30, [40], { visitRef: 'V3', start: at('2026-06-03T12:00') }),
  ]
  const payable = (payment: Record<string, unknown>): unknown[] =>
    rateVisits(tariff({ payment }), visits).map((one) => one.ok && one.value.payableMinutes)
  assert.deepEqual(payable({ rule: 'balance' }), [20, 30, 40])
  assert.deepEqual(payable({ rule: 'balance', ...CAP }), [20, 30, 30])
})

// The sentence
const SENTENCES: readonly (readonly [Record<string, unknown>, number, readonly (number | null)[], number, string])[] = [
  [BANDED, 30, [28], 1, 'Paid 30 minutes: 28 worked, 15-minute bands to the nearest.'],
  [{ ...BANDED, mode: 'up' }, 30, [28], 1, 'Paid 30 minutes: 28 worked, 15-minute bands rounded up.'],
  [
    { ...BANDED, mode: 'down', ...CAP },
    30,
    [46],
    1,
    'Paid 30 minutes: 46 worked, 15-minute bands rounded down, capped at the 30 planned.',
  ],
  [BANDED, 30, [28, 28], 2, 'Paid 30 minutes for two workers: 28 worked together, 15-minute bands to the nearest.'],
  [BANDED, 30, [28], 2, 'Paid 30 minutes for one worker of two: 28 worked, 15-minute bands to the nearest.'],
  [BANDED, 30, [], 1, 'Not paid: nobody logged in for this visit.'],
  [BANDED, 30, [null], 1, 'Not paid yet: a log-out is missing, so the visit is queried.'],
  [
    { rule: 'planned', no_log_out: 'planned' },
    30,
    [null],
    1,
    'Paid 30 minutes: no log-out, so the 30 planned count as worked, the planned minutes are paid.',
  ],
  [
    { rule: 'minimum', minutes: 15, no_log_out: 'zero' },
    30,
    [null],
    1,
    'Paid 15 minutes: no log-out, so 0 count as worked, at least 15 minutes are paid.',
  ],
  [{ rule: 'actual' }, 30, [1], 1, 'Paid 1 minute: 1 worked, the minutes worked are paid.'],
  [{ rule: 'capped' }, 30, [41], 1, 'Paid 30 minutes: 41 worked, the minutes worked are paid up to the 30 planned.'],
  [{ rule: 'tolerance', minutes: 5 }, 30, [28], 1, 'Paid 30 minutes: 28 worked, within 5 minutes of the 30 planned.'],
  [
    { rule: 'tolerance', minutes: 1 },
    30,
    [28],
    1,
    'Paid 28 minutes: 28 worked, more than 1 minute short of the 30 planned.',
  ],
  [
    { rule: 'tolerance', minutes: 5 },
    30,
    [41],
    1,
    'Paid 30 minutes: 41 worked, more than 5 minutes over the 30 planned.',
  ],
  [
    { rule: 'percent', full_at: 90, zero_below: 50 },
    30,
    [27],
    1,
    'Paid 30 minutes: 27 worked, at least 90% of the 30 planned.',
  ],
  [
    { rule: 'percent', full_at: 90, zero_below: 50 },
    30,
    [20],
    1,
    'Paid 20 minutes: 20 worked, under 90% of the 30 planned.',
  ],
  [
    { rule: 'percent', full_at: 90, zero_below: 50 },
    30,
    [7],
    1,
    'Paid 0 minutes: 7 worked, under 50% of the 30 planned.',
  ],
  [{ rule: 'balance' }, 30, [28], 1, 'Paid 28 minutes: 28 worked, within the balance of the period.'],
  [
    { rule: 'balance' },
    30,
    [41],
    1,
    'Paid 30 minutes: 41 worked, 11 taken off because more was worked than planned over the period.',
  ],
]

for (const [payment, planned, worked, workers, expected] of SENTENCES)
  test(`the sentence: ${expected}`, () => {
    const rated = rateVisit(tariff({ payment }), visit(planned, worked, { workers }))
    assert.equal(rated.ok && rated.value.reason, expected)
  })

test('the sentence tells of the price of a length and of several prices', () => {
  const reason = (shape: CardShape, one: VisitToRate): unknown => {
    const rated = rateVisit(tariff(shape), one)
    return rated.ok && rated.value.reason
  }
  assert.equal(
    reason({ bands: BANDS }, visit(45, [50])),
    'Paid 50 minutes: 50 worked, the minutes worked are paid, the 45-minute price and 5 minutes by the hour.',
  )
  assert.equal(
    reason({ rates: NIGHT, rate_at: 'split' }, visit(60, [60], { start: at('2026-06-03T21:30') })),
    'Paid 60 minutes: 60 worked, the minutes worked are paid, at 2 hourly prices in turn.',
  )
})

test('a visit is priced as if worked as planned', () => {
  const priced = priceVisit(tariff({ payment: BANDED }), {
    service: 'home_care',
    zone: 'urban',
    start: at('2026-06-03T09:00'),
    minutes: 45,
    workers: 2,
  })
  assert.equal(priced.ok && priced.value.amountPence, 3246)
})

// Properties
const payment = fc.oneof(
  fc.constantFrom({ rule: 'planned' }, { rule: 'actual' }, { rule: 'capped' }, { rule: 'balance' }),
  fc.nat(30).map((minutes) => ({ rule: 'tolerance', minutes })),
  fc.nat(60).map((minutes) => ({ rule: 'minimum', minutes })),
  fc.record({
    rule: fc.constant('banded'),
    increment: fc.integer({ min: 1, max: 60 }),
    mode: fc.constantFrom('nearest', 'up', 'down'),
  }),
  fc.record({ rule: fc.constant('percent'), full_at: fc.nat(120), zero_below: fc.nat(120) }),
)
const period = fc.array(
  fc.record({
    planned: fc.constantFrom(15, 30, 45, 60, 600),
    worked: fc.option(fc.nat(700)),
    minute: fc.nat(60_000),
    personRef: fc.constantFrom('P1', 'P2'),
  }),
  { maxLength: 20 },
)
const visitsOf = (
  entries: readonly { planned: number; worked: number | null; minute: number; personRef: string }[],
): VisitToRate[] =>
  entries.map(({ planned, worked, minute, personRef }, i) =>
    visit(planned, worked === null ? [] : [worked], {
      visitRef: `V${i}`,
      personRef,
      start: at('2026-03-01T00:00').add({ minutes: minute }),
    }),
  )

test('with a cap no rule pays more minutes than planned', () => {
  fc.assert(
    fc.property(payment, period, (rule, entries) => {
      for (const one of rateVisits(tariff({ payment: { ...rule, ...CAP } }), visitsOf(entries)))
        assert.ok(one.ok && one.value.payableMinutes <= one.value.plannedMinutes)
    }),
  )
})

test('the balance never pays more than was worked, nor over a period more than was planned', () => {
  fc.assert(
    fc.property(period, (entries) => {
      const visits = visitsOf(entries)
      const rated = rateVisits(tariff({ payment: { rule: 'balance' } }), visits).map((one) =>
        one.ok ? one.value : assert.fail(),
      )
      for (const person of ['P1', 'P2']) {
        const own = rated.filter((one, i) => visits[i]?.personRef === person && one.actualMinutes !== undefined)
        const sum = (minutes: (one: (typeof own)[number]) => number): number =>
          own.reduce((total, one) => total + minutes(one), 0)
        assert.equal(
          sum((one) => one.payableMinutes),
          Math.min(
            sum((one) => one.actualMinutes ?? 0),
            sum((one) => one.plannedMinutes),
          ),
        )
      }
    }),
  )
})

test('the order of the visits changes no price', () => {
  fc.assert(
    fc.property(payment, period, fc.infiniteStream(fc.nat()), (rule, entries, dice) => {
      const visits = visitsOf(entries)
      const keyed = visits.map((one) => ({ one, key: dice.next().value ?? 0 }))
      const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one)
      const card = tariff({ payment: rule, rates: NIGHT, rate_at: 'split' })
      const byRef = (list: readonly VisitToRate[]) =>
        new Map(rateVisits(card, list).map((one, i) => [list[i]?.visitRef, one]))
      assert.deepEqual([...byRef(shuffled)].sort(), [...byRef(visits)].sort())
    }),
  )
})

test('the pieces of a visit add up to its minutes', () => {
  fc.assert(
    fc.property(fc.nat(525_000), fc.integer({ min: 0, max: 3000 }), (minute, minutes) => {
      const card = tariff({ rates: NIGHT, rate_at: 'split' })
      const start = at('2026-01-01T00:00').add({ minutes: minute }).epochMilliseconds / 1000
      const pieces = piecesOf(card, placeOf(card, 'home_care', 'urban'), start, minutes)
      if (typeof pieces === 'string') return
      assert.equal(
        pieces.reduce((sum, piece) => sum + piece.minutes, 0),
        minutes,
      )
      for (const [i, piece] of pieces.entries()) assert.notEqual(piece.pencePerHour, pieces[i + 1]?.pencePerHour)
    }),
  )
})
