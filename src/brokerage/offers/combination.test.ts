import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Offer } from '#src/brokerage/offers/offer.ts'
import { combinations, type Offered } from '#src/brokerage/offers/combination.ts'
import { type PatternVisit, type SlotDay, slotDays } from '#src/brokerage/packages/pattern.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'

const PATTERN: readonly PatternVisit[] = [
  {
    ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '07:00', windowTo: '09:00', start: '08:00', minutes: 30 },
    ...{ workers: 1, timeCritical: false, tasks: 'Breakfast' },
  },
]
const on = (...days: number[]): SlotDay[] => days.map((day) => ({ slot: 1, day }))

const ranked = (rank: number, covers: readonly SlotDay[], change: Partial<Offer> = {}): Ranked => ({
  rank,
  tenths: 500,
  components: [],
  weights: { price: 100, quality: 0, completeness: 0, start: 0 },
  outsideFramework: false,
  offer: {
    ...{ offerRef: `OF-${rank}`, packageRef: 'PK-1', organisationRef: `1-${rank}`, status: 'made', note: '' },
    ...{ startDay: '2026-11-24', weeklyPence: 0, weeklyMinutes: 0, hourlyPence: 0, overCeilingPence: 0 },
    ...{ complete: false, madeAt: Temporal.Instant.from('2026-11-20T10:00:00Z'), madeBy: 'U-1', covers },
    ...change,
  },
})
const asked = (rank: number, pence: number): Offered => ({
  organisationRef: `1-${rank}`,
  pattern: PATTERN,
  prices: slotDays(PATTERN).map((piece) => ({ ...piece, pence })),
})

describe('offers of some visits', () => {
  it('that cover all of them together are proposed, each visit by the cheapest that offers it', () => {
    const found = combinations(
      [ranked(1, on(1, 2, 3, 4, 5)), ranked(2, on(5, 6, 7)), ranked(3, on(6))],
      [asked(1, 1200), asked(2, 1100), asked(3, 900)],
      PATTERN,
    )
    assert.deepEqual(
      found.map(({ name, weeklyPence }) => [name, weeklyPence]),
      [['OF-1+OF-2', 4 * 1200 + 3 * 1100]],
    )
    assert.deepEqual(
      found[0]?.parts.map(({ covers, spared }) => [covers.length, spared]),
      [
        [4, 1],
        [3, 0],
      ],
    )
  })

  it('leave nothing to propose where a day stays empty, or where one is another package or at other times', () => {
    const week = [ranked(1, on(1, 2, 3, 4, 5)), ranked(2, on(6))]
    assert.deepEqual(combinations(week, [asked(1, 1), asked(2, 1)], PATTERN), [])
    const visits = [{ slot: 1, start: '10:00', minutes: 30, workers: 1 as const }]
    const other = [ranked(1, on(1, 2, 3, 4, 5)), ranked(2, on(6, 7), { visits })]
    assert.deepEqual(combinations(other, [asked(1, 1), asked(2, 1)], PATTERN), [])
  })

  it('are never missed: whatever is offered, the cheapest whole of two or three is found', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 })
    const offers = fc.array(fc.record({ days, pence: fc.integer({ min: 800, max: 1600 }) }), {
      minLength: 2,
      maxLength: 6,
    })
    fc.assert(
      fc.property(offers, (all) => {
        const list = all.map((one, at) => ranked(at + 1, on(...one.days)))
        const found = combinations(
          list,
          all.map(({ pence }, at) => asked(at + 1, pence)),
          PATTERN,
        )
        const costs: number[] = []
        for (let mask = 1; mask < 2 ** all.length; mask += 1) {
          const some = all.filter((_, at) => mask & (2 ** at))
          if (some.length < 2 || some.length > 3) continue
          const each = [1, 2, 3, 4, 5, 6, 7].map((day) =>
            Math.min(...some.filter((one) => one.days.includes(day)).map(({ pence }) => pence)),
          )
          if (each.every(Number.isFinite)) costs.push(each.reduce((sum, one) => sum + one, 0))
        }
        assert.equal(found.length > 0, costs.length > 0)
        for (const { parts, weeklyPence } of found) {
          assert.equal(new Set(parts.flatMap(({ covers }) => covers.map(({ day }) => day))).size, 7)
          assert.equal(
            weeklyPence,
            parts.reduce((sum, part) => sum + part.weeklyPence, 0),
          )
        }
      }),
    )
  })
})
