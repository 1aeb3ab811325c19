import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rateBlock } from '#src/rates/rate-block.ts'

const block = {
  ...{ service: 'home_care', zone: 'any', minutesPerWeek: 100 * 60, pencePerHour: 2140, overUsePencePerHour: 2240 },
  guaranteedPercent: 80,
}
const tiers = [
  { upToMinutes: 100 * 60, pencePerHour: 2140 },
  { upToMinutes: 150 * 60, pencePerHour: 2099 },
  { upToMinutes: null, pencePerHour: 2051 },
]

describe('a block whose hours are priced by tiers (M-28)', () => {
  for (const [days, usedMinutes, pence] of [
    [7, 0, 80 * 2140],
    [7, 79 * 60, 80 * 2140],
    [7, 100 * 60 - 1, 213_964],
    [7, 100 * 60, 214_000],
    [7, 100 * 60 + 1, 214_035],
    [7, 150 * 60, 214_000 + 50 * 2099],
    [7, 150 * 60 + 1, 214_000 + 50 * 2099 + 34],
    [7, 160 * 60, 214_000 + 50 * 2099 + 10 * 2051],
    // Three days of a week: the first tier ends at 2,571 minutes, the second at 3,857.
    [3, 2571, 91_699],
    [3, 2572, 91_734],
    [3, 3857, 136_688],
    [3, 3858, 136_722],
  ] as const)
    it(`costs ${pence} pence for ${usedMinutes} minutes in ${days} days`, () =>
      assert.equal(rateBlock({ ...block, tiers }, { days, usedMinutes }).amountPence, pence))

  it('says on its line which hours lie in which tier', () => {
    const { reason } = rateBlock({ ...block, tiers }, { days: 7, usedMinutes: 110 * 60 })
    assert.equal(
      reason,
      'Paid 110 hours: 100 hours in tier 1 at £21.40 an hour, 10 hours in tier 2 at £20.99 an hour, 100 hours bought, 10 hours beyond them.',
    )
  })
  it('costs as its card says where it has no tiers', () =>
    assert.equal(rateBlock(block, { days: 7, usedMinutes: 110 * 60 }).amountPence, 214_000 + 22_400))
})
