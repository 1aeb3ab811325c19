import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changedTerms } from '#src/rates/card-words.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'

const place = { service: 'extra_care', zone: 'any' }
const CARD = {
  ...{ card: 'HC', from: '2026-04-06', to: null, payment: { rule: 'actual' }, special_days: ['2026-12-25'] },
  rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2164 }],
  travel: [{ ...place, pence_per_visit: 150 }],
  blocks: [{ ...place, hours_per_week: 120, pence_per_hour: 2080, guaranteed_percent: 80 }],
  sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 8500, wakings_included: 2 }],
  exceptions: { no_access: { minutes: 15 } },
}
const read = (file: object) => {
  const card = parseRateCard(JSON.stringify(file))
  assert.ok(card.ok)
  return card.value
}

describe('what two versions of a card say otherwise beside their prices', () => {
  const CASES: readonly (readonly [string, object, readonly string[]])[] = [
    ['nothing', {}, []],
    [
      'prices, which are compared by themselves',
      { travel: [], blocks: [{ ...CARD.blocks[0], pence_per_hour: 2100 }] },
      [],
    ],
    ['the rule', { payment: { rule: 'planned' } }, ['Minutes: the minutes worked > the planned minutes']],
    [
      'what a missing log-out counts for',
      { payment: { rule: 'actual', no_log_out: 'zero' } },
      ['No log-out: the visit is in query > no minute counts'],
    ],
    [
      'hours of a block, and how many are guaranteed',
      { blocks: [{ ...CARD.blocks[0], hours_per_week: 100, guaranteed_percent: 90 }] },
      ['Block (Extra care, any zone): 120 hours a week, 80% guaranteed > 100 hours a week, 90% guaranteed'],
    ],
    [
      'wakings of a night',
      { sleep_ins: [{ ...CARD.sleep_ins[0], wakings_included: 0, full_at: 80 }] },
      ['Sleep-in (Sleep in, any zone): 2 wakings included > 0 wakings included, in proportion below 80%'],
    ],
    [
      'what is gone and what is new',
      { special_days: [], exceptions: { retainer: { days: 7, percent: 50 } }, two_workers_percent: 180 },
      [
        'Special days: 25 December 2026 > none',
        'Not let in: 15 minutes are paid > none',
        'Two workers: none > 180% of one',
        'In hospital or away: none > 50% for the first 7 days',
      ],
    ],
  ]
  for (const [what, change, expected] of CASES)
    test(what, () => {
      const found = changedTerms(read(CARD), read({ ...CARD, ...change }))
      const said = found.map(
        ({ key, place: of, before, after }) =>
          `${key}${of === undefined ? '' : ` (${of})`}: ${before ?? 'none'} > ${after ?? 'none'}`,
      )
      assert.deepEqual(said, expected)
    })
})
