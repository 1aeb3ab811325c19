import { describe, it } from 'node:test'
import { openSmallTrial } from '#test/support/trial.ts'

describe('the trial council', () => {
  it('can be made at every hour of the day, on every day of the week', async () => {
    for (let hour = 0; hour < 24 * 7; hour += 5) {
      const now = Temporal.Instant.from('2026-11-23T00:20:00Z').add({ hours: hour })
      const store = await openSmallTrial({ now })
      await store.close()
    }
  })
})
