import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addDays,
  dayOf,
  dayOfWeek,
  daysBetween,
  formatDay,
  formatShortDay,
  formatTime,
  instantAt,
  LONDON,
  parseDay,
} from '#src/base/day.ts'

test('days are written as the calendar of England writes them, on each day of a leap year', () => {
  for (let day = '2028-01-01'; day <= '2028-12-31'; day = addDays(day, 1)) {
    const date = Temporal.PlainDate.from(day)
    const common = { day: 'numeric', year: 'numeric' } as const
    assert.equal(formatDay(day), date.toLocaleString('en-GB', { ...common, month: 'long' }))
    assert.equal(formatShortDay(day), date.toLocaleString('en-GB', { ...common, month: 'short' }))
  }
})

test('days, weekdays and the times of London are those of Temporal, also on the days when the clocks change', () => {
  let earlier = Temporal.PlainDate.from('1899-12-20')
  for (let days = 0; days < 90_000; days += 13) {
    const day = earlier.toString()
    const later = earlier.add({ days: 13 })
    assert.equal(addDays(day, 13), later.toString())
    assert.equal(addDays(later.toString(), -13), day)
    assert.equal(daysBetween(day, later.toString()), 13)
    assert.equal(dayOfWeek(day), earlier.dayOfWeek)
    earlier = later
  }
  assert.throws(() => addDays('no day', 1), RangeError)
})

test('a wall time names the moment that Temporal says, and a moment its wall time', () => {
  for (const first of ['2026-03-27', '2026-10-23', '2027-03-26', '1971-10-30', '2026-06-01', '2026-12-30']) {
    for (let minutes = 0; minutes < 4 * 24 * 60; minutes += 5) {
      const wall = Temporal.PlainDateTime.from(`${first}T00:00`).add({ minutes })
      const [day = '', time = ''] = wall.toString({ smallestUnit: 'minute' }).split('T')
      const moment = wall.toZonedDateTime(LONDON).toInstant()
      assert.equal(String(instantAt(day, time)), String(moment))
      const shown = moment.toZonedDateTimeISO(LONDON)
      assert.equal(dayOf(moment), shown.toPlainDate().toString())
      const told = `${shown.hour % 12 || 12}:${String(shown.minute).padStart(2, '0')}${shown.hour < 12 ? 'am' : 'pm'}`
      assert.equal(formatTime(moment), told)
    }
  }
})

test('a day that is read is a real one of the years 1800 to 2199', () => {
  const real = ['2026-11-23', '2028-02-29', '1800-01-01', '2199-12-31']
  assert.deepEqual(real.map(parseDay), real)
  for (const text of ['2026-02-30', '2026-2-3', '9999-12-31', '0001-01-01', '1799-12-31', ' 2026-11-23', ''])
    assert.equal(parseDay(text), undefined)
})
