import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { isWorkingDay } from '#src/base/working-days.ts'
import { frameworkSpec } from '#src/trial/tenders.ts'
import { holidaysOf } from '#src/trial/wenbury.ts'

test('on every day on which the trial is made, its tenders of the last quarter closed on a working day', () => {
  for (let at = 0; at < 7; at++) {
    const today = addDays('2026-11-23', at)
    const holidays = holidaysOf(today)
    for (let ago = 0; ago < 90; ago++) {
      const { timetable } = frameworkSpec(addDays(today, -ago), holidays)
      const closed = dayOf(Temporal.Instant.from(timetable.closesAt))
      assert.ok(isWorkingDay(closed, holidays), `${closed}, seen on ${today}`)
    }
  }
})
