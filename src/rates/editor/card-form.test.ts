import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cardOfForm } from '#src/rates/editor/card-form.ts'
import { type Terms, type TermTable, termsOfCard, withLine } from '#src/rates/editor/card-terms.ts'
import { gridOfCard } from '#src/rates/editor/price-grid.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'

const HEAD = { card: 'HC', from: '2026-04-06', to: null }
const place = (service: string, zone = 'any') => ({ service, zone })
const line = (service: string, more: object) => ({
  ...place(service),
  ...{ day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2164 },
  ...more,
})

/** A card that says something in every part. */
const FULL = {
  ...HEAD,
  payment: { rule: 'banded', increment: 15, mode: 'up', cap_at_planned: true, no_log_out: 'zero' },
  rate_at: 'start',
  rates: [
    line('home_care', { two_workers_pence_per_hour: 4000 }),
    line('home_care', { day: 'special', pence_per_hour: 4328 }),
    line('sleep_in', {}),
  ],
  bands: [
    { ...place('home_care'), prices: { 15: 900, 30: 1600 } },
    { ...place('home_care', 'rural'), prices: { 30: 1750 } },
  ],
  special_days: ['2026-12-25', '2027-01-01'],
  two_workers_percent: 180,
  travel: [
    { ...place('home_care'), pence_per_visit: 150 },
    { ...place('home_care'), from_miles: 5.5, pence_per_visit: 275 },
  ],
  sleep_ins: [{ ...place('sleep_in'), pence_per_night: 8500, wakings_included: 2, full_at: 80 }],
  weeks: [{ ...place('live_in'), pence_per_week: 129_500 }],
  blocks: [
    { ...place('extra_care'), hours_per_week: 120, pence_per_hour: 2080, guaranteed_percent: 80 },
    { ...place('extra_care', 'rural'), hours_per_week: 37.5, pence_per_hour: 2200, over_use_pence_per_hour: 2300 },
  ],
  exceptions: {
    no_access: { minutes: 15 },
    cancelled: { within_hours: 24, percent: 50 },
    retainer: { days: 7, percent: 50 },
  },
}

const read = (file: object) => {
  const card = parseRateCard(JSON.stringify(file))
  assert.ok(card.ok, JSON.stringify(card))
  return { ...card.value, bankHolidayLine: undefined }
}

const form = (file: object, change: (terms: Terms) => Terms = (terms) => terms) => {
  const asFile = file as Readonly<Record<string, unknown>>
  return cardOfForm(HEAD, { grid: gridOfCard(asFile), terms: change(termsOfCard(asFile)) })
}

describe('a rate card as it is typed', () => {
  const RULES = [
    { rule: 'planned' },
    { rule: 'actual', no_log_out: 'planned' },
    { rule: 'capped' },
    { rule: 'tolerance', minutes: 5 },
    { rule: 'banded', increment: 5, mode: 'nearest' },
    { rule: 'percent', full_at: 90, zero_below: 12.5 },
    { rule: 'minimum', minutes: 15, cap_at_planned: true },
    { rule: 'balance' },
  ]
  for (const file of [FULL, ...RULES.map((payment) => ({ ...HEAD, payment, rates: [line('home_care', {})] }))])
    test(`is the same card again: ${file.payment.rule}${file === FULL ? ', and every other part' : ''}`, () => {
      const made = form(file)
      assert.ok(made.ok, JSON.stringify(made))
      assert.deepEqual({ ...made.value.card, bankHolidayLine: undefined }, read(file))
    })

  test('that prices piece by piece is the same card again', () => {
    const file = { ...HEAD, payment: { rule: 'capped' }, rate_at: 'split', rates: [line('home_care', {})] }
    const made = form(file)
    assert.deepEqual(made.ok && made.value.card.rateAt, 'split')
  })

  test('a line is added, filled, and taken off when it is left empty', () => {
    const added = (terms: Terms) => withLine(terms, 'travel')
    assert.deepEqual(form(FULL, added), form(FULL), 'an empty row says nothing')
    const filled = form(FULL, (terms) =>
      set(added(terms), 'travel', 2, { service: 'sitting', zone: 'any', from_miles: '', pence_per_visit: '£1.75' }),
    )
    assert.deepEqual(filled.ok && filled.value.card.travel.find(({ service }) => service === 'sitting'), {
      ...place('sitting'),
      fromMiles: 0,
      pencePerVisit: 175,
    })
    // The zone is chosen from a list, and stays.
    const none = { service: '', zone: 'any', pence_per_week: '' }
    const gone = form(FULL, (terms) => set(terms, 'weeks', 0, none))
    assert.deepEqual(gone.ok && gone.value.card.weeks, [])
  })

  const set = (terms: Terms, table: TermTable, row: number, cells: Readonly<Record<string, string>>): Terms => ({
    ...terms,
    tables: {
      ...terms.tables,
      [table]: terms.tables[table].map((one, at) => (at === row ? { ...one, ...cells } : one)),
    },
  })
  const setting = (terms: Terms, settings: Readonly<Record<string, string>>): Terms => ({
    ...terms,
    settings: { ...terms.settings, ...settings },
  })

  const FAULTS: readonly (readonly [string, (terms: Terms) => Terms])[] = [
    [
      'travel-0-pence_per_visit: "much" is not a price in pounds and pence, such as 1.50',
      (t) => set(t, 'travel', 0, { pence_per_visit: 'much' }),
    ],
    ['travel-0-pence_per_visit: Pounds a visit: enter the price', (t) => set(t, 'travel', 0, { pence_per_visit: ' ' })],
    ['travel-1-from_miles: From miles: "far" is not a number', (t) => set(t, 'travel', 1, { from_miles: 'far' })],
    [
      'travel-1-service: is for the same service and zone as travel line 1',
      (t) => set(t, 'travel', 1, { from_miles: '' }),
    ],
    ['sleep_ins-0-zone: Enter the zone, or any', (t) => set(t, 'sleep_ins', 0, { zone: '' })],
    [
      'sleep_ins-0-full_at: Paid in full from per cent is not a whole number, 0 or more up to 100',
      (t) => set(t, 'sleep_ins', 0, { full_at: '101' }),
    ],
    ['weeks-0-service: Enter the service, for example home_care', (t) => set(t, 'weeks', 0, { service: '' })],
    [
      'weeks-0-service: “Live-in care” and “Sleep-ins” both price the service "sleep_in"',
      (t) => set(t, 'weeks', 0, { service: 'sleep_in' }),
    ],
    ['blocks-1-hours_per_week: Hours a week: enter a number', (t) => set(t, 'blocks', 1, { hours_per_week: '' })],
    [
      'blocks-1-guaranteed_percent: Per cent guaranteed is not a whole number, 0 or more',
      (t) => set(t, 'blocks', 1, { guaranteed_percent: '80.5' }),
    ],
    [
      'bands-1-minutes: There is a price of 15 minutes for this place already',
      (t) => set(t, 'bands', 1, { minutes: '15' }),
    ],
    ['bands-2-minutes: Minutes: enter a number', (t) => set(t, 'bands', 2, { minutes: '' })],
    [
      'bands-2-pence: "17,5" is not a price in pounds and pence, such as 1.50',
      (t) => set(t, 'bands', 2, { pence: '17,5' }),
    ],
    ['rule: Choose how minutes are paid', (t) => setting(t, { rule: '' })],
    ['banded-increment: Minutes of a step: enter a number', (t) => setting(t, { 'banded-increment': '' })],
    [
      'banded-increment: Minutes of a step is not a whole number, 1 or more',
      (t) => setting(t, { 'banded-increment': '0' }),
    ],
    [
      'cancelled-percent: Cancelled: share that is paid: enter a number',
      (t) => setting(t, { 'cancelled-percent': '' }),
    ],
    [
      'retainer-percent: In hospital or away: share that is paid is not a whole number, 0 or more up to 100',
      (t) => setting(t, { 'retainer-percent': '500' }),
    ],
    [
      'two_workers_percent: What two workers cost: "twice" is not a number',
      (t) => setting(t, { two_workers_percent: 'twice' }),
    ],
    [
      'special_days: "31 June 2027" is not a day, such as 25 December 2027',
      (t) => setting(t, { special_days: '25 Dec 2026\n31 June 2027' }),
    ],
    ['special_days: there are prices of special days: name the days', (t) => setting(t, { special_days: '' })],
    [
      'bands-0-service: “Price of a visit by its length” cannot be used with prices piece by piece: take out one of the two',
      (t) => setting(t, { rate_at: 'split' }),
    ],
  ]
  for (const [expected, change] of FAULTS)
    test(`is told at its field: ${expected}`, () => {
      const made = form(FULL, change)
      assert.deepEqual(made.ok ? [] : made.error.map(({ field, message }) => `${field}: ${message}`), [expected])
    })

  test('special days are read as they are written, the day before the month', () => {
    const typed = '25 December 2026\n1/1/2027, 2027-12-25; 3.5.2027\n'
    const made = form(FULL, (terms) => setting(terms, { special_days: typed }))
    assert.deepEqual(made.ok && made.value.card.specialDays, ['2026-12-25', '2027-01-01', '2027-12-25', '2027-05-03'])
  })
})
