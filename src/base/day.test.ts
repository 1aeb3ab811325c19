import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, formatDay, formatShortDay } from '#src/base/day.ts'

test('days are written as the calendar of England writes them, on each day of a leap year', () => {
  for (let day = '2028-01-01'; day <= '2028-12-31'; day = addDays(day, 1)) {
    const date = Temporal.PlainDate.from(day)
    const common = { day: 'numeric', year: 'numeric' } as const
    assert.equal(formatDay(day), date.toLocaleString('en-GB', { ...common, month: 'long' }))
    assert.equal(formatShortDay(day), date.toLocaleString('en-GB', { ...common, month: 'short' }))
  }
})
