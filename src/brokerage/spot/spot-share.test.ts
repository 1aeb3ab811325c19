import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sinceFirst } from '#src/brokerage/spot/spot.ts'

const month = (name: string, placed: number) => ({ month: name, placed, spot: 0, weeklyPence: 0, spotPence: 0 })

describe('the share bought on the spot', () => {
  it('begins with the first month of any placement, and keeps an empty one after it', () => {
    const months = [month('2026-08', 0), month('2026-09', 3), month('2026-10', 0), month('2026-11', 1)]
    assert.deepEqual(
      sinceFirst(months).map((one) => one.month),
      ['2026-09', '2026-10', '2026-11'],
    )
    assert.deepEqual(sinceFirst([month('2026-11', 0)]), [])
  })
})
