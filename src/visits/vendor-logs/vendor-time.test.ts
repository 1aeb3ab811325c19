import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  addEvidence,
  judgeOrder,
  looksLike,
  readLength,
  readVendorTime,
  type TimeStyle,
} from '#src/visits/vendor-logs/vendor-time.ts'

const DAY_FIRST: TimeStyle = { order: 'day first', numbers: undefined, zone: 'london' }
const MONTH_FIRST: TimeStyle = { ...DAY_FIRST, order: 'month first' }
const UNSETTLED: TimeStyle = { ...DAY_FIRST, order: undefined }
const UTC: TimeStyle = { ...DAY_FIRST, zone: 'utc' }
const numbers = (style: TimeStyle['numbers']): TimeStyle => ({ ...DAY_FIRST, numbers: style })

const CASES: readonly (readonly [day: string, time: string, style: TimeStyle, moment: string])[] = [
  ['2026-07-06T09:30:00Z', '', UNSETTLED, '2026-07-06T09:30:00Z'],
  ['2026-07-06T09:30:00+01:00', '', UNSETTLED, '2026-07-06T08:30:00Z'],
  ['2026-07-06T09:30+0100', '', UNSETTLED, '2026-07-06T08:30:00Z'],
  ['2026-07-06T09:30:15.250Z', '', UNSETTLED, '2026-07-06T09:30:15.25Z'],
  ['2026-07-06 09:30', '', UNSETTLED, '2026-07-06T08:30:00Z'],
  ['2026-07-06 09:30', '', UTC, '2026-07-06T09:30:00Z'],
  ['2026/1/6 9:30', '', UNSETTLED, '2026-01-06T09:30:00Z'],
  ['2026-07-06 09:30 BST', '', UNSETTLED, '2026-07-06T08:30:00Z'],
  ['2026-07-06 09:30 GMT', '', UNSETTLED, '2026-07-06T09:30:00Z'],
  ['03/04/2026 09:30', '', DAY_FIRST, '2026-04-03T08:30:00Z'],
  ['03/04/2026 09:30', '', MONTH_FIRST, '2026-03-04T09:30:00Z'],
  ['3.4.26 9.30', '', DAY_FIRST, '2026-04-03T08:30:00Z'],
  ['11/16/2026 9:02 PM', '', MONTH_FIRST, '2026-11-16T21:02:00Z'],
  ['16/11/2026 12:20 am', '', DAY_FIRST, '2026-11-16T00:20:00Z'],
  ['16/11/2026 12:20 p.m.', '', DAY_FIRST, '2026-11-16T12:20:00Z'],
  ['16/11/2026, 09:02:30', '', DAY_FIRST, '2026-11-16T09:02:30Z'],
  ['16\u00a0Nov 2026  09:02', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['Monday 16th November 2026 09:02', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['16-Nov-26 0902', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['Nov 16, 2026 9:02 AM', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['20261116', '0902', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['20261116T090200Z', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['202611160902', '', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['1794819720', '', numbers('seconds'), '2026-11-16T09:02:00Z'],
  ['1794819720.5', '', numbers('seconds'), '2026-11-16T09:02:00.5Z'],
  ['1794819720000', '', numbers('milliseconds'), '2026-11-16T09:02:00Z'],
  ['46342.376388889', '', numbers('excel'), '2026-11-16T09:02:00Z'],
  ['46342', '0.376388889', numbers('excel'), '2026-11-16T09:02:00Z'],
  ['16/11/2026', '09:02', DAY_FIRST, '2026-11-16T09:02:00Z'],
  ['16/11/2026 00:00:00', '09:02', DAY_FIRST, '2026-11-16T09:02:00Z'],
  ['2026-11-16T00:00:00', '1899-12-30T09:02:00', UNSETTLED, '2026-11-16T09:02:00Z'],
  ['2026-10-25 00:59', '', UNSETTLED, '2026-10-24T23:59:00Z'],
  ['2026-10-25 02:00', '', UNSETTLED, '2026-10-25T02:00:00Z'],
  ['2026-10-25T01:30+01:00', '', UNSETTLED, '2026-10-25T00:30:00Z'],
  ['2026-10-25T01:30Z', '', UNSETTLED, '2026-10-25T01:30:00Z'],
  ['2026-10-25 01:30', '', UTC, '2026-10-25T01:30:00Z'],
]

const FAULTS: readonly (readonly [day: string, time: string, style: TimeStyle, reason: RegExp])[] = [
  ['03/04/2026 09:30', '', UNSETTLED, /could be day\/month or month\/day/],
  ['03/25/2026 09:30', '', DAY_FIRST, /has no month 25, although the mapping says that the day comes first/],
  ['25/03/2026 09:30', '', MONTH_FIRST, /has no month 25, although the mapping says that the month comes first/],
  ['31/11/2026 09:30', '', DAY_FIRST, /a day that does not exist/],
  ['29 Feb 2026 09:30', '', UNSETTLED, /a day that does not exist/],
  ['16 Brumaire 2026 09:30', '', UNSETTLED, /a day that does not exist/],
  ['16/11/2026', '', DAY_FIRST, /has no time of day/],
  ['16/11/2026 25:00', '', DAY_FIRST, /not a time of day/],
  ['16/11/2026 13:00 pm', '', DAY_FIRST, /not a time of day/],
  ['yesterday', '', DAY_FIRST, /not a day or time that can be read/],
  ['1794819720', '', DAY_FIRST, /is a number/],
  ['1794819720', '09:00', numbers('seconds'), /is a moment already/],
  ['2026-03-29 01:30', '', UNSETTLED, /does not exist in London: the clocks went forward/],
  ['25/10/2026 01:30', '', DAY_FIRST, /happened twice in London/],
]

describe("vendors' times", () => {
  for (const [day, time, style, moment] of CASES)
    it(`${[day, time].join(' ').trim()} (${style.order ?? 'no order'}, ${style.zone}) is ${moment}`, () => {
      const read = readVendorTime(day, time, style)
      assert.ok(read.ok, JSON.stringify(read))
      assert.equal(read.value, Number(Temporal.Instant.from(moment).epochNanoseconds / 1000n))
    })
  for (const [day, time, style, reason] of FAULTS)
    it(`${[day, time].join(' ').trim()} (${style.order ?? 'no order'}) is refused with the cure`, () => {
      const read = readVendorTime(day, time, style)
      assert.ok(!read.ok)
      assert.match(read.error.reason, reason)
      assert.ok(read.error.cure.length > 10)
    })
  for (const [text, unit, minutes] of [
    ['30', 'minutes', 30],
    ['1800', 'seconds', 30],
    ['0.5', 'hours', 30],
    ['0:30', 'seconds', 30],
    ['1:30:30', 'minutes', 90.5],
    ['30 mins', 'hours', 30],
  ] as const)
    it(`a length of ${text} in ${unit} is ${minutes} minutes`, () => {
      assert.deepEqual(readLength(text, unit), { ok: true, value: minutes * 60e6 })
    })
  it('a length that is none is refused', () => assert.ok(!readLength('long', 'minutes').ok))
})

describe('the order of day and month', () => {
  const seen = (...texts: string[]) =>
    judgeOrder([texts.reduce((seen, text, index) => addEvidence(seen, { line: index + 2, text }), {})])
  const CASES_OF_ORDER: readonly (readonly [string[], string])[] = [
    [[], 'no such dates'],
    [['2026-11-16', '16 Nov 2026'], 'no such dates'],
    [['03/04/2026', '04/04/2026'], 'either'],
    [['03/04/2026', '13/04/2026'], 'day first'],
    [['03/04/2026', '04/13/2026 09:00'], 'month first'],
    [['13/04/2026', '04/13/2026'], 'mixed'],
    [['31/31/2026', '01/02/2026'], 'either'],
  ]
  for (const [texts, kind] of CASES_OF_ORDER)
    it(`${texts.join(', ') || 'nothing'} is ${kind}`, () => assert.equal(seen(...texts).kind, kind))
  it('names the lines that speak against each other', () => {
    assert.deepEqual(seen('01/02/2026', '13/04/2026', '04/13/2026'), {
      kind: 'mixed',
      dayFirst: { line: 3, text: '13/04/2026' },
      monthFirst: { line: 4, text: '04/13/2026' },
    })
  })
})

describe('the look of a value', () => {
  for (const [text, look] of [
    ['16/11/2026', 'day'],
    ['11/16/2026 9:02 AM', 'day and time'],
    ['2026-11-16T09:02Z', 'day and time'],
    ['1794819720000', 'day and time'],
    ['9:02 AM', 'time'],
    ['P-1001', undefined],
    ['4711', undefined],
  ] as const)
    it(`${text} looks like ${look ?? 'neither'}`, () => assert.equal(looksLike(text), look))
})
