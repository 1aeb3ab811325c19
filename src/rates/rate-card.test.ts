import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseHolidays, yearsCovered } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'

/** The example of the format, one member a line: line 4 is the payment, 6 and 7 the rate lines, 8 the bands. */
const CARD = `{ "card": "HC-2026",
  "from": "2026-04-06",
  "to": null,
  "payment": { "rule": "banded", "increment": 15, "mode": "nearest", "cap_at_planned": false, "no_log_out": "query" },
  "rate_at": "start", "rates": [
    { "service": "home_care", "zone": "any", "day": "any", "from": "00:00", "to": "24:00", "pence_per_hour": 2164 },
    { "service": "home_care", "zone": "rural", "day": "bank_holiday", "from": "00:00", "to": "24:00", "pence_per_hour": 3462 } ],
  "bands": [ { "service": "home_care", "zone": "any", "prices": { "30": 1600, "45": 2000 } } ] }`

const second = (line: string): string => `"pence_per_hour": 2164 },\n    ${line},\n`
const PAYMENT = /"payment": \{[^}]*\}/

const CARDS: readonly (readonly [string, (card: string) => string, readonly string[]])[] = [
  ['the example', (card) => card, []],
  ['a byte order mark', (card) => `\uFEFF${card}`, []],
  [
    'no bands, no rate_at, no to',
    (card) =>
      card
        .replace(/,\s*"bands".*/s, '}')
        .replace('"rate_at": "start",', '')
        .replace('"to": null,', ''),
    [],
  ],
  ['an end', (card) => card.replace('"to": null', '"to": "2027-04-05"'), []],
  ['settings left to their defaults', (card) => card.replace(PAYMENT, '"payment": { "rule": "actual" }'), []],
  ['a tolerance', (card) => card.replace(PAYMENT, '"payment": { "rule": "tolerance", "minutes": 0 }'), []],
  [
    'percentages',
    (card) => card.replace(PAYMENT, '"payment": { "rule": "percent", "full_at": 87.5, "zero_below": 50 }'),
    [],
  ],
  ['a price of nothing', (card) => card.replace('2164', '0'), []],
  ['a price written with a point', (card) => card.replace('2164', '2164.0'), []],
  ['not JSON', () => '{ "card": }', ['1: is not JSON: "}" is not expected here']],
  ['nothing', () => '', ['1: is not JSON: it ends too early']],
  [
    'a list',
    () => '[]',
    [
      '1: the card: is not an object { }',
      '1: the card: "from" is not a day, YYYY-MM-DD',
      '1: the card: "rates" is not a list [ ]',
      '1: the card: "card" is not given as text',
      '1: the card: "payment" is missing',
    ],
  ],
  ['a comma too many', (card) => card.replace('3462 } ],', '3462 }, ],'), ['7: is not JSON: "]" is not expected here']],
  ['a member twice', (card) => card.replace('"to": null', '"from": "2026-04-07"'), ['3: "from" is there twice']],
  ['no name', (card) => card.replace('"card": "HC-2026"', '"card": ""'), ['1: the card: "card" is not given as text']],
  [
    'a day that is none',
    (card) => card.replace('2026-04-06', '2026-02-30'),
    ['2: the card: "from" is not a day, YYYY-MM-DD'],
  ],
  [
    'an end before its start',
    (card) => card.replace('"to": null', '"to": "2026-04-06"'),
    ['3: the card: "to" 2026-04-06 is not after "from" 2026-04-06'],
  ],
  [
    'an unknown setting',
    (card) => card.replace('"to": null', '"to": null, "currency": "GBP"'),
    ['3: the card: "currency" is not a setting'],
  ],
  [
    'an unknown rule',
    (card) => card.replace('"banded"', '"band15"'),
    [
      '4: payment: "rule" "band15" is not one of planned, actual, capped, tolerance, banded, percent, minimum, balance',
      '4: payment: "increment" is not a setting of the rule "planned"; "mode"',
    ],
  ],
  [
    'an unknown setting of the rule',
    (card) => card.replace('"increment": 15', '"increment": 15, "minutes": 5'),
    ['4: payment: "minutes" is not a setting of the rule "banded"'],
  ],
  [
    'a mode that is none',
    (card) => card.replace('"nearest"', '"nearer"'),
    ['4: payment: "mode" "nearer" is not one of nearest, up, down'],
  ],
  [
    'no increment',
    (card) => card.replace('"increment": 15, ', ''),
    ['4: payment: "increment" is not a whole number, 1 or more'],
  ],
  [
    'an increment of nothing',
    (card) => card.replace('15,', '0,'),
    ['4: payment: "increment" is not a whole number, 1 or more'],
  ],
  [
    'a cap that is text',
    (card) => card.replace('false', '"no"'),
    ['4: payment: "cap_at_planned" is not true or false'],
  ],
  [
    'an unknown way with a missing log-out',
    (card) => card.replace('"query"', '"pay"'),
    ['4: payment: "no_log_out" "pay" is not one of query, planned, zero'],
  ],
  [
    'no tolerance',
    (card) => card.replace(PAYMENT, '"payment": { "rule": "tolerance" }'),
    ['4: payment: "minutes" is not a whole number, 0 or more'],
  ],
  [
    'a minimum that is no whole number',
    (card) => card.replace(PAYMENT, '"payment": { "rule": "minimum", "minutes": 7.5 }'),
    ['4: payment: "minutes" is not a whole number, 0 or more'],
  ],
  [
    'a percentage below nothing',
    (card) => card.replace(PAYMENT, '"payment": { "rule": "percent", "full_at": 90, "zero_below": -1 }'),
    ['4: payment: "zero_below" is not a percentage, such as 90'],
  ],
  [
    'a rate_at that is none',
    (card) => card.replace('"rate_at": "start"', '"rate_at": "end"'),
    ['5: the card: "rate_at" "end" is not one of start, split'],
  ],
  [
    'bands with split',
    (card) => card.replace('"rate_at": "start"', '"rate_at": "split"'),
    ['8: the card: "bands" cannot be used with "rate_at": "split": take out one of the two'],
  ],
  [
    'a price below nothing',
    (card) => card.replace('2164', '-1'),
    ['6: rate line 1: "pence_per_hour" is not a whole number, 0 or more'],
  ],
  [
    'a price with a fraction',
    (card) => card.replace('2164', '2164.5'),
    ['6: rate line 1: "pence_per_hour" is not a whole number, 0 or more'],
  ],
  [
    'a price as text',
    (card) => card.replace('2164', '"2164"'),
    ['6: rate line 1: "pence_per_hour" is not a whole number, 0 or more'],
  ],
  [
    'a day of no week',
    (card) => card.replace('"bank_holiday"', '"holiday"'),
    [
      '7: rate line 2: "day" "holiday" is not one of any, weekday, weekend, bank_holiday, monday, tuesday, wednesday, thursday, friday, saturday, sunday, special',
    ],
  ],
  [
    'a time past 24:00',
    (card) => card.replace('24:00', '24:01'),
    ['6: rate line 1: "to" is not a time, 00:00 to 24:00'],
  ],
  [
    'a time without its nought',
    (card) => card.replace('00:00', '9:00'),
    ['6: rate line 1: "from" is not a time, 00:00 to 24:00'],
  ],
  [
    'a band over midnight',
    (card) => card.replace('"from": "00:00", "to": "24:00"', '"from": "22:00", "to": "07:00"'),
    ['6: rate line 1: from 22:00 is not before to 07:00: write a band over midnight as two lines'],
  ],
  [
    'a band of no length',
    (card) => card.replace('"from": "00:00", "to": "24:00"', '"from": "07:00", "to": "07:00"'),
    ['6: rate line 1: from 07:00 is not before to 07:00: write a band over midnight as two lines'],
  ],
  [
    'no service',
    (card) => card.replace('"service": "home_care", "zone": "any", "day"', '"zone": "any", "day"'),
    ['6: rate line 1: "service" is not given as text'],
  ],
  [
    'a line that is no object',
    (card) => card.replace('3462 } ]', '3462 }, 5 ]'),
    [
      '7: rate line 3: is not an object { }',
      '7: rate line 3: "from" is not a time, 00:00 to 24:00',
      '7: rate line 3: "to" is not a time, 00:00 to 24:00',
      '7: rate line 3: "service" is not given as text',
      '7: rate line 3: "zone" is not given as text',
      '7: rate line 3: "day" is not one of any, weekday, weekend, bank_holiday, monday, tuesday, wednesday, thursday, friday, saturday, sunday, special',
      '7: rate line 3: "pence_per_hour" is not a whole number, 0 or more',
    ],
  ],
  [
    'the same line twice',
    (card) =>
      card.replace(
        '"pence_per_hour": 2164 },\n',
        second(
          '{ "service": "home_care", "zone": "any", "day": "any", "from": "00:00", "to": "24:00", "pence_per_hour": 1 }',
        ),
      ),
    ['7: rate line 2: holds at the same time as rate line 1, and neither is more specific'],
  ],
  [
    'lines of one width that overlap',
    (card) =>
      card.replace(
        '"from": "00:00", "to": "24:00", "pence_per_hour": 2164 },\n',
        '"from": "08:00", "to": "12:00", "pence_per_hour": 2164 },\n { "service": "home_care", "zone": "any", "day": "any", "from": "11:00", "to": "15:00", "pence_per_hour": 1 },\n',
      ),
    ['7: rate line 2: holds at the same time as rate line 1, and neither is more specific'],
  ],
  [
    'lines of one width side by side',
    (card) =>
      card.replace(
        '"from": "00:00", "to": "24:00", "pence_per_hour": 2164 },\n',
        '"from": "08:00", "to": "12:00", "pence_per_hour": 2164 },\n { "service": "home_care", "zone": "any", "day": "any", "from": "12:00", "to": "16:00", "pence_per_hour": 1 },\n',
      ),
    [],
  ],
  [
    'a narrower line within a wider',
    (card) =>
      card.replace(
        '"pence_per_hour": 2164 },\n',
        second(
          '{ "service": "home_care", "zone": "any", "day": "any", "from": "01:00", "to": "24:00", "pence_per_hour": 1 }',
        ),
      ),
    [],
  ],
  [
    'weekday beside weekend',
    (card) =>
      card
        .replace('"any", "day": "any"', '"any", "day": "weekend"')
        .replace(
          '"pence_per_hour": 2164 },\n',
          second(
            '{ "service": "home_care", "zone": "any", "day": "weekday", "from": "00:00", "to": "24:00", "pence_per_hour": 1 }',
          ),
        ),
    [],
  ],
  [
    'two bands of one place',
    (card) => card.replace('} } ] }', '} }, { "service": "home_care", "zone": "any", "prices": {} } ] }'),
    ['8: bands line 2: is for the same service and zone as bands line 1'],
  ],
  [
    'bands of two zones',
    (card) => card.replace('} } ] }', '} }, { "service": "home_care", "zone": "rural", "prices": {} } ] }'),
    [],
  ],
  [
    'a band price with a fraction',
    (card) => card.replace('1600', '1600.5'),
    ['8: prices: "30" is not a whole number, 0 or more'],
  ],
  [
    'a band of no length in minutes',
    (card) => card.replace('"30"', '"0"'),
    ['8: prices: "0" is not a length in whole minutes, 1 or more'],
  ],
  [
    'a band of half an hour in words',
    (card) => card.replace('"30"', '"half"'),
    ['8: prices: "half" is not a length in whole minutes, 1 or more'],
  ],
]

for (const [name, change, faults] of CARDS)
  test(`a rate card with ${name}`, () => {
    const parsed = parseRateCard(change(CARD))
    const found = parsed.ok ? [] : parsed.error.map(({ line, text }) => `${line}: ${text}`)
    if (name === 'an unknown rule') assert.equal(found[0], faults[0])
    else assert.deepEqual(found, faults)
  })

const holiday = (date: unknown): string =>
  JSON.stringify({ 'england-and-wales': { division: 'england-and-wales', events: [{ title: 'A day', date }] } })

const HOLIDAYS: readonly (readonly [string, string, string])[] = [
  ['a day', holiday('2026-12-25'), '2026'],
  ['no days', '{"england-and-wales":{"division":"england-and-wales","events":[]}}', 'no year'],
  ['a day that is none', holiday('2026-12-32'), '1: an event has no "date" that is a day, YYYY-MM-DD'],
  ['a day that is a number', holiday(20261225), '1: an event has no "date" that is a day, YYYY-MM-DD'],
  ['Scotland alone', '{"scotland":{"events":[]}}', '1: has no "england-and-wales": give gov.uk\'s bank-holidays.json'],
  ['no events', '{"england-and-wales":{}}', '1: "england-and-wales" has no list of "events"'],
  ['no JSON', 'Christmas', '1: is not JSON: "C" is not expected here'],
]

for (const [name, text, expected] of HOLIDAYS)
  test(`bank holidays with ${name}`, () => {
    const parsed = parseHolidays(text)
    assert.equal(
      parsed.ok ? yearsCovered(parsed.value) : `${parsed.error[0]?.line}: ${parsed.error[0]?.text}`,
      expected,
    )
  })

const PUBLISHED = new URL('../../../shared/data/reference/bank-holidays-2019-2027.json', import.meta.url)
test("gov.uk's own file is read", {
  skip: existsSync(PUBLISHED) ? false : 'the published file is not on this machine',
}, () => {
  const parsed = parseHolidays(readFileSync(PUBLISHED, 'utf8'))
  assert.ok(parsed.ok)
  assert.equal(yearsCovered(parsed.value), '2019 to 2027')
  assert.ok(parsed.value.days.size > 70)
})
