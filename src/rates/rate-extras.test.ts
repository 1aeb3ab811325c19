import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { microsOf } from '#src/base/moment.ts'
import { bankHolidays } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { rateBlock } from '#src/rates/rate-block.ts'
import { rateVisit, rateVisits, type VisitToRate } from '#src/rates/rate-visit.ts'
import { type Tariff, tariffOf } from '#src/rates/tariff.ts'

type Parts = Readonly<Record<string, unknown>>

const hour = (pence: number, more: Parts = {}): Parts => ({
  ...{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' },
  ...(pence < 0 ? {} : { pence_per_hour: pence }),
  ...more,
})

function tariff(parts: Parts): Tariff {
  const file = { card: 'HC', from: '2026-01-01', payment: { rule: 'actual' }, rates: [hour(2164)], ...parts }
  const parsed = parseRateCard(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return tariffOf(parsed.value, bankHolidays(['2026-01-01', '2026-12-25', '2027-01-01']))
}

const at = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London').toInstant()

/** A visit at 9:00 on an ordinary Wednesday, with one attendance for each length worked. */
function visit(minutes: number, worked: readonly number[], more: Partial<VisitToRate> = {}): VisitToRate {
  const start = more.start ?? at('2026-06-03T09:00')
  return {
    ...{ visitRef: 'V1', personRef: 'P1', contractRef: 'C1', service: 'home_care', zone: 'rural', start, minutes },
    workers: 1,
    attendances: worked.map((length) => ({ in: microsOf(start), out: microsOf(start.add({ minutes: length })) })),
    ...more,
  }
}

const pence = (card: Parts, one: VisitToRate): number | string => {
  const rated = rateVisit(tariff(card), one)
  return rated.ok ? rated.value.amountPence : rated.error.refusal
}
const reason = (card: Parts, one: VisitToRate): string => {
  const rated = rateVisit(tariff(card), one)
  return rated.ok ? rated.value.reason : rated.error.refusal
}

const MINUTE = { rates: [hour(-1, { pence_per_minute: 36.07 })] }
const EXACT = { rates: [hour(-1, { exact_pence_per_hour: 2161.85 })] }
const VISIT = { rates: [hour(-1, { pence_per_visit: 1500 })] }
const TWO = { two_workers_percent: 180 }
const OWN = { rates: [hour(2164, { two_workers_pence_per_hour: 4001 })] }
const TRAVEL = {
  travel: [
    { service: 'home_care', zone: 'rural', pence_per_visit: 150 },
    { service: 'home_care', zone: 'rural', from_miles: 5, pence_per_visit: 275 },
  ],
}
const SKILL = { rates: [hour(2164, { zone: 'rural' }), hour(2600, { skill: 'complex' })] }
const SPECIAL = {
  special_days: ['2026-12-25', '2026-12-31'],
  rates: [hour(2164), hour(3246, { day: 'bank_holiday' }), hour(4328, { day: 'special' })],
}
const NIGHT = {
  sleep_ins: [{ service: 'home_care', zone: 'any', pence_per_night: 8500, wakings_included: 2, full_at: 80 }],
}
const WEEK = { rates: [], weeks: [{ service: 'home_care', zone: 'any', pence_per_week: 120_000 }] }
const BLOCK = {
  rates: [],
  blocks: [{ service: 'home_care', zone: 'any', hours_per_week: 100, pence_per_hour: 2000 }],
}
const LIGHT_NIGHT = { sleep_ins: [{ service: 'home_care', zone: 'any', pence_per_night: 8500 }] }
const ZERO = { payment: { rule: 'actual', no_log_out: 'zero' } }
const BANDED = { payment: { rule: 'banded', increment: 15, mode: 'nearest' } }
const two = { workers: 2 }

const noLogOut = (minutes: number, more: Partial<VisitToRate> = {}) =>
  visit(minutes, [], { ...more, attendances: [{ in: microsOf(at('2026-06-03T09:00')), out: undefined }] })
/** The second came an hour after the first had gone. */
function neverMet(minutes: number): VisitToRate {
  const came = (hours: number) => microsOf(at('2026-06-03T09:00').add({ hours }))
  return visit(minutes, [], {
    ...two,
    attendances: [
      { in: came(0), out: came(1) },
      { in: came(2), out: came(4) },
    ],
  })
}

// One row a case: what, the card, the visit, pence
const CASES: readonly (readonly [string, Parts, VisitToRate, number | string])[] = [
  ['a price of a minute', MINUTE, visit(30, [28]), 1010],
  ['a price of a minute for two', MINUTE, visit(30, [28, 28], two), 2020],
  ['hundredths of a penny an hour', EXACT, visit(30, [30]), 1081],
  ['hundredths of a penny are rounded once, after the workers', EXACT, visit(30, [30, 30], two), 2162],
  ['a price of a visit, however long', VISIT, visit(30, [12]), 1500],
  ['a price of a visit of which no minute is payable', { ...VISIT, ...BANDED }, visit(30, [7]), 0],
  ['two workers at 180%', TWO, visit(30, [30, 30], two), 1948],
  ['two workers at 180%, of whom one came', TWO, visit(30, [30], two), 1082],
  ['two workers at a price of their own', OWN, visit(30, [30, 30], two), 2001],
  ['a price for two, of whom one came', OWN, visit(30, [30], two), 1082],
  ['travel', TRAVEL, visit(30, [30]), 1232],
  ['travel of two workers', TRAVEL, visit(30, [30, 30], two), 2464],
  ['travel from nearby', TRAVEL, visit(30, [30], { miles: 4.99 }), 1232],
  ['travel from afar', TRAVEL, visit(30, [30], { miles: 5 }), 1357],
  ['no travel in town', TRAVEL, visit(30, [30], { zone: 'urban' }), 1082],
  ['no travel where nothing is payable', { ...TRAVEL, ...BANDED }, visit(30, [7]), 0],
  ['travel beside two workers at 180%', { ...TRAVEL, ...TWO }, visit(30, [30, 30], two), 2248],
  ['a skill named beats a zone named', SKILL, visit(30, [30], { skill: 'complex' }), 1300],
  ['another skill', SKILL, visit(30, [30], { skill: 'nursing' }), 1082],
  ['no skill', SKILL, visit(30, [30]), 1082],
  ['a special day beats a bank holiday', SPECIAL, visit(30, [30], { start: at('2026-12-25T09:00') }), 2164],
  ['a bank holiday that is not special', SPECIAL, visit(30, [30], { start: at('2027-01-01T09:00') }), 1623],
  ['a special day that is no bank holiday', SPECIAL, visit(30, [30], { start: at('2026-12-31T09:00') }), 2164],
  ['a sleep-in', NIGHT, visit(540, [540]), 8500],
  ['a sleep-in is not longer for staying', NIGHT, visit(540, [700]), 8500],
  ['a sleep-in of 80%', NIGHT, visit(540, [432]), 8500],
  ['a sleep-in of less', NIGHT, visit(540, [400]), 6296],
  ['wakings that are included', NIGHT, visit(540, [540], { wakings: [20, 45] }), 8500],
  ['wakings beyond them by the hour', NIGHT, visit(540, [540], { wakings: [20, 45, 30] }), 9582],
  ['a sleep-in of two', NIGHT, visit(540, [540, 540], two), 17_000],
  ['a sleep-in that nobody came to', NIGHT, visit(540, []), 0],
  [
    'wakings without a price of an hour',
    { ...NIGHT, rates: [] },
    visit(540, [540], { wakings: [9, 9, 9] }),
    'no rate line',
  ],
  ['a sleep-in without a price of an hour', { ...NIGHT, rates: [] }, visit(540, [540]), 8500],
  ['a day of a week, Wednesday', WEEK, visit(1440, [1440]), 17_143],
  ['a day of a week, Monday', WEEK, visit(1440, [1440], { start: at('2026-06-01T00:00') }), 17_143],
  ['a night of which no minute was stayed', LIGHT_NIGHT, visit(540, [0]), 0],
  ['a night without a log-out, where that counts as nothing', { ...LIGHT_NIGHT, ...ZERO }, noLogOut(540), 0],
  ['a night without a log-out, with wakings', { ...NIGHT, ...ZERO }, noLogOut(540, { wakings: [9, 9, 9] }), 0],
  ['a night of two who never met', LIGHT_NIGHT, neverMet(540), 0],
  ['a night of a minute, where the card names no share', LIGHT_NIGHT, visit(540, [1]), 8500],
  ['a day of a week of which no minute was stayed', WEEK, visit(1440, [0]), 0],
  ['a day of a week of two who never met', WEEK, neverMet(1440), 0],
  ['a visit within a block', BLOCK, visit(30, [30]), 0],
  ['a service that the block does not name', BLOCK, visit(30, [30], { service: 'sitting' }), 'no rate line'],
  [
    'travel in pieces',
    { ...TRAVEL, rate_at: 'split', rates: [hour(2000, { to: '09:15' }), hour(2600, { from: '09:15' })] },
    visit(30, [30]),
    1300,
  ],
  [
    'two at a price of their own in one piece of two',
    {
      rate_at: 'split',
      rates: [hour(2000, { to: '09:15' }), hour(2600, { from: '09:15', two_workers_pence_per_hour: 4000 })],
    },
    visit(30, [30, 30], two),
    2000,
  ],
  [
    'a length for two at 180%',
    { ...TWO, bands: [{ service: 'home_care', zone: 'any', prices: { 30: 1600 } }] },
    visit(45, [40, 40], two),
    3529,
  ],
]

describe('beyond the hour', () => {
  for (const [what, card, one, expected] of CASES) test(what, () => assert.equal(pence(card, one), expected))

  test('seven days of live-in care are the week to the penny, whatever its price', () =>
    fc.assert(
      fc.property(fc.nat(1_000_000), (price) => {
        const card = tariff({ rates: [], weeks: [{ service: 'home_care', zone: 'any', pence_per_week: price }] })
        const days = Array.from({ length: 7 }, (_, day) =>
          visit(1440, [1440], { start: at('2026-06-01T00:00').add({ hours: 24 * day }) }),
        )
        const paid = rateVisits(card, days).map((rated) => (rated.ok ? rated.value.amountPence : assert.fail()))
        assert.equal(
          paid.reduce((sum, one) => sum + one, 0),
          price,
        )
      }),
    ))

  test('a card that uses none of it rates as before, and one that uses it does where it does not apply', () => {
    const elsewhere = { ...TRAVEL, ...NIGHT, sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 1 }] }
    for (const [minutes, workers] of [
      [28, 1],
      [29, 2],
      [0, 1],
    ] as const) {
      const one = visit(
        30,
        Array.from({ length: workers }, () => minutes),
        { workers, zone: 'urban' },
      )
      assert.deepEqual(rateVisit(tariff(elsewhere), one), rateVisit(tariff({}), one))
    }
  })

  test('the sentence says how', () => {
    assert.equal(
      reason(VISIT, visit(30, [28])),
      'Paid 28 minutes: 28 worked, the minutes worked are paid, at the price of a visit.',
    )
    assert.equal(
      reason(TRAVEL, visit(30, [28])),
      'Paid 28 minutes: 28 worked, the minutes worked are paid, with £1.50 for travel.',
    )
    assert.equal(
      reason(TWO, visit(30, [28, 28], two)),
      'Paid 28 minutes for two workers: 28 worked together, the minutes worked are paid, two workers at 180% of one.',
    )
    assert.equal(
      reason(NIGHT, visit(540, [540], { wakings: [20, 45, 30] })),
      'Paid 540 minutes: 540 worked, the price of a sleep-in, 3 wakings, 2 included, 30 minutes awake by the hour.',
    )
    assert.equal(
      reason(NIGHT, visit(540, [400])),
      'Paid 400 minutes: 400 worked, the price of a sleep-in for 400 of 540 minutes.',
    )
    assert.equal(
      reason(WEEK, visit(1440, [1440])),
      'Paid 1440 minutes: 1440 worked, a seventh of the price of the week.',
    )
    assert.equal(
      reason(BLOCK, visit(30, [28])),
      'Paid 28 minutes: 28 worked, the minutes worked are paid, counted towards the hours of the block.',
    )
  })
})

const EXCEPTIONS = {
  exceptions: {
    no_access: { minutes: 15 },
    cancelled: { within_hours: 24, percent: 50 },
    retainer: { days: 14, percent: 80 },
  },
}
const start = at('2026-06-03T09:00')
const unmet = (exception: NonNullable<VisitToRate['exception']>, more: Partial<VisitToRate> = {}) =>
  visit(30, [], { exception, ...more })
const noAccess = { kind: 'no access' } as const
const cancelled = (hours: number) => ({ kind: 'cancelled', at: start.subtract({ minutes: hours * 60 }) }) as const
const away = (since: string) => ({ kind: 'away', since: at(since) }) as const

// One row a case: the card, the visit, pence, the sentence
const UNMET: readonly (readonly [Parts, VisitToRate, number, string])[] = [
  [EXCEPTIONS, unmet(noAccess), 541, 'Paid 15 minutes: the worker came and was not let in.'],
  [EXCEPTIONS, unmet(noAccess, { minutes: 10 }), 361, 'Paid 10 minutes: the worker came and was not let in.'],
  [EXCEPTIONS, unmet(noAccess, two), 1082, 'Paid 15 minutes: the worker came and was not let in.'],
  [{ ...EXCEPTIONS, ...TRAVEL }, unmet(noAccess), 691, 'Paid 15 minutes: the worker came and was not let in.'],
  [{}, unmet(noAccess), 0, 'Not paid: the worker was not let in, and the rate card pays nothing for that.'],
  [EXCEPTIONS, unmet(cancelled(3)), 541, 'Paid 50% of 30 minutes: cancelled less than 24 hours before.'],
  [EXCEPTIONS, unmet(cancelled(23.75)), 541, 'Paid 50% of 30 minutes: cancelled less than 24 hours before.'],
  [EXCEPTIONS, unmet(cancelled(24)), 0, 'Not paid: cancelled 24 hours or more before.'],
  [EXCEPTIONS, unmet(cancelled(-1)), 541, 'Paid 50% of 30 minutes: cancelled less than 24 hours before.'],
  [
    { ...EXCEPTIONS, ...TRAVEL },
    unmet(cancelled(3)),
    541,
    'Paid 50% of 30 minutes: cancelled less than 24 hours before.',
  ],
  [{}, unmet(cancelled(3)), 0, 'Not paid: cancelled, and the rate card pays nothing for that.'],
  [EXCEPTIONS, unmet(away('2026-06-03T08:00')), 866, 'Paid 80% of 30 minutes: a retainer for the first 14 days away.'],
  [EXCEPTIONS, unmet(away('2026-05-21T23:00')), 866, 'Paid 80% of 30 minutes: a retainer for the first 14 days away.'],
  [EXCEPTIONS, unmet(away('2026-05-20T00:00')), 0, 'Not paid: the person has been away for 14 days or more.'],
  [{}, unmet(away('2026-06-03T08:00')), 0, 'Not paid: the person was away, and the rate card pays no retainer.'],
  [
    { ...EXCEPTIONS, ...NIGHT },
    unmet(away('2026-06-01T08:00'), { minutes: 540 }),
    6800,
    'Paid 80% of 540 minutes: a retainer for the first 14 days away.',
  ],
  [
    { ...EXCEPTIONS, ...WEEK },
    unmet(away('2026-06-01T08:00'), { minutes: 1440 }),
    13_714,
    'Paid 80% of 1440 minutes: a retainer for the first 14 days away.',
  ],
  // 15 of 540 minutes of 8500 pence, of 1440 of a seventh of the week, of 30 of 1500.
  [
    { ...EXCEPTIONS, ...LIGHT_NIGHT },
    unmet(noAccess, { minutes: 540 }),
    236,
    'Paid 15 minutes: the worker came and was not let in.',
  ],
  [
    { ...EXCEPTIONS, ...WEEK },
    unmet(noAccess, { minutes: 1440 }),
    179,
    'Paid 15 minutes: the worker came and was not let in.',
  ],
  [{ ...EXCEPTIONS, ...VISIT }, unmet(noAccess), 750, 'Paid 15 minutes: the worker came and was not let in.'],
  [
    { ...EXCEPTIONS, ...VISIT },
    unmet(noAccess, { minutes: 10 }),
    1500,
    'Paid 10 minutes: the worker came and was not let in.',
  ],
  [{ ...EXCEPTIONS, ...BLOCK }, unmet(cancelled(3)), 0, 'Paid 50% of 30 minutes: cancelled less than 24 hours before.'],
  [
    { ...EXCEPTIONS, ...VISIT },
    unmet(cancelled(3)),
    750,
    'Paid 50% of 30 minutes: cancelled less than 24 hours before.',
  ],
]

describe('visits that did not take place as planned', () => {
  for (const [card, one, expected, sentence] of UNMET)
    test(`${expected}: ${sentence}`, () => {
      const rated = rateVisit(tariff(card), one)
      assert.deepEqual(rated.ok && [rated.value.amountPence, rated.value.reason], [expected, sentence])
    })

  test('stay out of the balance of the period, and what was logged of them counts for nothing', () => {
    const card = tariff({ ...EXCEPTIONS, payment: { rule: 'balance' } })
    const rated = rateVisits(card, [visit(30, [45]), visit(30, [10], { visitRef: 'V2', exception: cancelled(3) })])
    assert.deepEqual(
      rated.map((one) => one.ok && [one.value.payableMinutes, one.value.amountPence]),
      [
        [30, 1082],
        [15, 541],
      ],
    )
  })
})

describe('a block of hours', () => {
  const block = (more: Parts = {}) => {
    const [only] = tariff({ blocks: [{ ...BLOCK.blocks[0], ...more }] }).card.blocks
    return only ?? assert.fail()
  }
  // Settings, days, hours used; pence, minutes not used, minutes beyond, the sentence
  const BLOCKS: readonly (readonly [Parts, number, number, readonly [number, number, number], string])[] = [
    [{}, 28, 400, [800_000, 0, 0], 'Paid 400 hours: 400 hours bought at £20.00 an hour.'],
    [
      {},
      28,
      350.5,
      [800_000, 2970, 0],
      'Paid 400 hours: 400 hours bought at £20.00 an hour, 49 hours 30 minutes not used.',
    ],
    [
      { over_use_pence_per_hour: 2164 },
      ...([28, 410, [821_640, 0, 600]] as const),
      'Paid 410 hours: 400 hours bought at £20.00 an hour, 10 hours beyond them at £21.64 an hour.',
    ],
    [
      { guaranteed_percent: 80 },
      ...([28, 300, [640_000, 6000, 0]] as const),
      'Paid 320 hours: 400 hours bought at £20.00 an hour, of which 80% are guaranteed, 100 hours not used.',
    ],
    [
      { guaranteed_percent: 80 },
      ...([28, 350, [700_000, 3000, 0]] as const),
      'Paid 350 hours: 400 hours bought at £20.00 an hour, of which 80% are guaranteed, 50 hours not used.',
    ],
    [{}, 7, 0, [200_000, 6000, 0], 'Paid 100 hours: 100 hours bought at £20.00 an hour, 100 hours not used.'],
  ]
  for (const [settings, days, hours, expected, sentence] of BLOCKS)
    test(sentence, () => {
      const rated = rateBlock(block(settings), { days, usedMinutes: hours * 60 })
      assert.deepEqual([rated.amountPence, rated.unusedMinutes, rated.overMinutes], expected)
      assert.equal(rated.reason, sentence)
    })
})

describe('a card with parts beyond the hour', () => {
  const faults = (parts: Parts): string[] => {
    const file = { card: 'HC', from: '2026-01-01', payment: { rule: 'actual' }, rates: [hour(2164)], ...parts }
    const parsed = parseRateCard(JSON.stringify(file))
    return parsed.ok ? [] : parsed.error.map(({ text, at: place }) => `${place}: ${text}`)
  }
  for (const [parts, ...expected] of [
    [
      { rates: [hour(2164, { pence_per_visit: 1500 })] },
      'rates/0/pence_per_visit: rate line 1: has pence_per_hour and pence_per_visit: a line has one price',
    ],
    [{ rates: [hour(-1)] }, 'rates/0/pence_per_hour: rate line 1: "pence_per_hour" is not a whole number, 0 or more'],
    [
      { rates: [hour(-1, { pence_per_minute: 36.071 })] },
      'rates/0/pence_per_minute: rate line 1: "pence_per_minute" is not a number from 0 to 100000 with up to 2 decimals',
    ],
    [
      { rates: [hour(4328, { day: 'special' })] },
      'rates: the card: there are prices of special days: name the days in "special_days"',
    ],
    [{ special_days: ['2026-12-25', '2026-12-25'] }, 'special_days: the card: "special_days" holds a day twice'],
    [{ special_days: ['Christmas'] }, 'special_days: the card: "special_days" holds what is not a day, YYYY-MM-DD'],
    [
      { rate_at: 'split', ...VISIT },
      'rates/0/pence_per_visit: rate line 1: "pence_per_visit" cannot be used with "rate_at": "split"',
    ],
    [
      { ...NIGHT, ...BLOCK, rates: [] },
      'blocks: the card: "blocks" and "sleep_ins" both price the service "home_care"',
    ],
    [{ weeks: [...WEEK.weeks, ...WEEK.weeks] }, 'weeks/1: week 2: is for the same service and zone as week 1'],
    [
      { exceptions: { no_access: { minutes: 15, percent: 1 } } },
      'exceptions/no_access/percent: no_access: "percent" is not a setting',
    ],
    [{ exceptions: { bonus: {} } }, 'exceptions/bonus: exceptions: "bonus" is not a setting'],
    [
      { two_workers_percent: 1001 },
      'two_workers_percent: the card: "two_workers_percent" is not a whole number, 0 or more up to 1000',
    ],
    [{ rates: [hour(1, { skill: 'complex' }), hour(2, { skill: 'nursing' }), hour(3)] }],
    [
      { rates: [hour(1, { skill: 'complex' }), hour(2, { skill: 'complex' })] },
      'rates/1: rate line 2: holds at the same time as rate line 1, and neither is more specific',
    ],
  ] as const)
    test(expected[0] ?? 'lines of two skills side by side', () => assert.deepEqual(faults(parts), expected))
})
