import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commitment } from '#src/contracts/draw-down.ts'
import { forecast, type SpendLine } from '#src/contracts/spending/forecast.ts'

const TERM = { fromDay: '2026-04-06', toDay: '2028-04-03', ceilingPence: 10_000_000 }
const TODAY = '2026-11-22'
const placed = (fromDay: string, weeklyPence: number, toDay = TERM.toDay): SpendLine => ({
  ...{ fromDay, weeklyPence },
  pence: commitment(weeklyPence, fromDay, toDay),
})

describe('a forecast', () => {
  it('has a point for each month of the term and for its last day', () => {
    const { days } = forecast(TERM, [], TODAY)
    assert.deepEqual([days[0], days[1], days.at(-1), days.length], ['2026-04-30', '2026-05-31', '2028-04-02', 25])
  })
  it('adds up to what is committed, to the penny', () => {
    const lines = [placed('2026-04-06', 70_000), placed('2026-11-30', 12_345)]
    const found = forecast(TERM, lines, TODAY)
    assert.equal(found.placedPence, (lines[0]?.pence ?? 0) + (lines[1]?.pence ?? 0))
    assert.equal(found.toDatePence, 33 * 70_000, 'thirty-three weeks to today, today included')
    assert.equal(found.weeklyPence, 70_000)
  })
  it('takes off what an early end gave back', () => {
    const whole = placed('2026-04-06', 7_000)
    const end: SpendLine = { ...placed('2026-05-04', 7_000), pence: 0 - commitment(7_000, '2026-05-04', TERM.toDay) }
    const found = forecast(TERM, [whole, end], TODAY)
    assert.deepEqual([found.toDatePence, found.placedPence, found.weeklyPence], [28_000, 28_000, 0])
  })
  it('expects new placements at the pace of the last quarter, and says when the ceiling is passed', () => {
    const lines = [placed('2026-04-06', 70_000), placed('2026-10-05', 13_000)]
    const found = forecast(TERM, lines, TODAY)
    assert.equal(found.paceWeeklyPence, 1_000)
    assert.ok(found.expectedPence > found.placedPence)
    assert.ok(found.passesOn !== undefined && found.passesOn > '2027-12-01')
    assert.equal(found.expected[0], undefined, 'of months that are over nothing is expected')
    assert.equal(forecast({ ...TERM, ceilingPence: null }, lines, TODAY).passesOn, undefined)
  })
  it('expects nothing more where placements become fewer, and nothing before the term begins or after it ends', () => {
    const lines = [placed('2026-04-06', 70_000, '2026-10-05')]
    const found = forecast(TERM, lines, TODAY)
    assert.deepEqual([found.paceWeeklyPence, found.expectedPence], [0, found.placedPence])
    assert.equal(forecast(TERM, lines, '2026-01-01').toDatePence, 10_000, 'its first day')
    assert.equal(forecast(TERM, lines, '2029-01-01').toDatePence, found.placedPence)
  })
})
