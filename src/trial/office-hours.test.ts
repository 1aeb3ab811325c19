import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf, instantAt } from '#src/base/day.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'

describe('the trial council’s officers', () => {
  it('work between half past eight and half past five, in the order of what they did, and never tomorrow', () => {
    for (const now of [
      '2026-11-22T03:15:00Z',
      '2026-11-22T08:31:00Z',
      '2026-11-22T12:00:00Z',
      '2026-11-22T23:50:00Z',
    ]) {
      const at = Temporal.Instant.from(now)
      let later = at
      for (let hours = 0; hours < 200; hours++) {
        const done = hoursAgo(at, hours)
        assert.ok(Temporal.Instant.compare(done, later) <= 0, `${now}: ${hours} hours ago`)
        assert.ok(Temporal.Instant.compare(done, instantAt(dayOf(done), '08:30')) >= 0)
        assert.ok(Temporal.Instant.compare(done, instantAt(dayOf(done), '17:30')) <= 0)
        later = done
      }
    }
  })
})
