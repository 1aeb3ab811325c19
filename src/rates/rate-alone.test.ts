import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { microsOf } from '#src/base/moment.ts'
import type { AttendanceTerms } from '#src/rates/payable-minutes.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { rateVisit, rateVisits, type VisitToRate } from '#src/rates/rate-visit.ts'
import { tariffOf } from '#src/rates/tariff.ts'

const home = { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' }
const BY_THE_HOUR = { rates: [{ ...home, pence_per_hour: 2164 }] }
const BY_LENGTH = { ...BY_THE_HOUR, bands: [{ service: 'home_care', zone: 'any', prices: { 30: 1600, 45: 2000 } }] }
const IN_PIECES = {
  rate_at: 'split',
  rates: [
    { ...home, to: '09:15', pence_per_hour: 2000 },
    { ...home, from: '09:15', pence_per_hour: 2600 },
  ],
}
const AT_A_SHARE = { ...BY_THE_HOUR, two_workers_percent: 190 }
const FOR_TWO = { rates: [{ ...home, pence_per_hour: 2164, two_workers_pence_per_hour: 4000 }] }
const WITH_TRAVEL = { ...BY_THE_HOUR, travel: [{ service: 'home_care', zone: 'any', pence_per_visit: 100 }] }
const BY_THE_VISIT = { rates: [{ ...home, pence_per_visit: 750 }] }
const A_NIGHT = {
  rates: [],
  sleep_ins: [{ service: 'home_care', zone: 'any', pence_per_night: 7500, wakings_included: 1 }],
}
const IN_A_BLOCK = {
  rates: [],
  blocks: [{ service: 'home_care', zone: 'any', hours_per_week: 10, pence_per_hour: 2000 }],
}

const tariff = (payment: object, prices: object) => {
  const card = parseRateCard(JSON.stringify({ card: 'HC', from: '2026-01-01', payment, ...prices }))
  assert.ok(card.ok, JSON.stringify(card))
  return tariffOf(card.value, undefined)
}

const START = Temporal.Instant.from('2026-06-03T08:00:00Z')
const at = (text: string) => {
  const [minutes = '', seconds = '0'] = text.split(':')
  return microsOf(START.add({ minutes: Number(minutes), seconds: Number(seconds) }))
}
const visitOf = (logs: string, minutes: number, terms?: AttendanceTerms): VisitToRate => ({
  ...{ visitRef: 'V1', personRef: 'P1', contractRef: 'C1', service: 'home_care', zone: 'urban', start: START, minutes },
  workers: 2,
  attendances: logs
    .split(' ')
    .filter((log) => log !== '')
    .map((log) => log.split('-'))
    .map(([from = '', to = '']) => ({ in: at(from), out: to === '' ? undefined : at(to) })),
  terms,
})

/**
 * Two workers of 09:00 for so many minutes planned, their log-ins and log-outs in minutes after it, and under which rule and prices:
 * minutes paid for both, minutes paid for one alone, pence; and the pence where the time alone is not paid (M-52).
 */
const CASES: readonly (readonly [object, object, number, string, string, number])[] = [
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-30 10-30', 'paid 20 10 1803', 1443],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-30 0-30', 'paid 30 0 2164', 2164],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-15 20-35', 'paid 0 30 1082', 0],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-40 10-20', 'paid 10 30 1803', 721],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-20:29 0-30', 'paid 20 10 1803', 1443],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-30', 'one_worker 30 0 1082', 1082],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '', 'missed 0 0 0', 0],
  [{ rule: 'actual' }, BY_THE_HOUR, 30, '0-30 0-', 'query 0 0 0', 0],
  [{ rule: 'actual', no_log_out: 'planned' }, BY_THE_HOUR, 30, '0-45 0-', 'paid 30 0 2164', 2164],
  [{ rule: 'actual', cap_at_planned: true }, BY_THE_HOUR, 30, '0-40 20-40', 'paid 20 10 1803', 1443],
  [{ rule: 'capped' }, BY_THE_HOUR, 30, '0-40 10-50', 'paid 30 0 2164', 2164],
  [{ rule: 'capped' }, BY_THE_HOUR, 30, '0-30 25-55', 'paid 5 25 1262', 361],
  [{ rule: 'planned' }, BY_THE_HOUR, 30, '0-5 20-25', 'paid 30 0 2164', 2164],
  [{ rule: 'tolerance', minutes: 5 }, BY_THE_HOUR, 30, '0-30 6-30', 'paid 24 6 1948', 1731],
  [{ rule: 'tolerance', minutes: 10 }, BY_THE_HOUR, 30, '0-30 6-30', 'paid 30 0 2164', 2164],
  [{ rule: 'banded', increment: 15, mode: 'nearest' }, BY_THE_HOUR, 30, '0-30 10-30', 'paid 15 15 1623', 1082],
  [{ rule: 'percent', full_at: 90, zero_below: 50 }, BY_THE_HOUR, 30, '0-30 18-30', 'paid 0 30 1082', 0],
  [{ rule: 'minimum', minutes: 30 }, BY_THE_HOUR, 30, '0-30 10-30', 'paid 30 0 2164', 2164],
  [{ rule: 'balance' }, BY_THE_HOUR, 30, '0-40 20-40', 'paid 20 10 1803', 1443],
  [{ rule: 'actual' }, BY_LENGTH, 45, '0-45 0-30', 'paid 30 15 3600', 3200],
  [{ rule: 'actual' }, BY_LENGTH, 45, '0-45 0-10', 'paid 10 35 2361', 721],
  [{ rule: 'actual' }, IN_PIECES, 30, '0-30 0-15', 'paid 15 15 1650', 1000],
  [{ rule: 'actual' }, AT_A_SHARE, 30, '0-30 10-30', 'paid 20 10 1731', 1371],
  [{ rule: 'actual' }, FOR_TWO, 30, '0-30 10-30', 'paid 20 10 1694', 1333],
  [{ rule: 'actual' }, WITH_TRAVEL, 30, '0-30 10-30', 'paid 20 10 2003', 1643],
  [{ rule: 'actual' }, WITH_TRAVEL, 30, '0-15 20-35', 'paid 0 30 1282', 0],
  [{ rule: 'actual' }, BY_THE_VISIT, 30, '0-30 10-30', 'paid 20 10 1500', 1500],
  [{ rule: 'actual' }, BY_THE_VISIT, 30, '0-15 20-35', 'paid 0 30 750', 0],
  [{ rule: 'actual' }, A_NIGHT, 540, '0-540 60-540', 'paid 540 0 15000', 15_000],
  [{ rule: 'actual' }, IN_A_BLOCK, 30, '0-30 10-30', 'paid 20 10 0', 0],
]

const ALONE: AttendanceTerms = { paysAlone: true }

describe('of two workers one is paid for the time alone where the council says so', () => {
  for (const [payment, prices, minutes, logs, expected, unpaid] of CASES)
    test(`${JSON.stringify(payment)} ${JSON.stringify(prices)} ${minutes}: ${logs || 'nobody'}`, () => {
      const card = tariff(payment, prices)
      const rated = rateVisit(card, visitOf(logs, minutes, ALONE))
      assert.ok(rated.ok)
      const { outcome, payableMinutes, aloneMinutes, amountPence } = rated.value
      assert.equal([outcome, payableMinutes, aloneMinutes, amountPence].join(' '), expected)
      const without = rateVisit(card, visitOf(logs, minutes))
      assert.equal(without.ok && without.value.amountPence, unpaid)
    })

  test('the sentence says so', () => {
    const rated = rateVisit(tariff({ rule: 'actual' }, BY_THE_HOUR), visitOf('0-30 10-30', 30, ALONE))
    assert.equal(
      rated.ok && rated.value.reason,
      'Paid 20 minutes for two workers and 10 minutes for one alone: 20 worked together, the minutes worked are paid.',
    )
  })

  test('the balance of the period counts the time for which anyone was there, and takes the time alone off first', () => {
    const first = visitOf('0-30 10-30', 30, ALONE)
    const later = { ...visitOf('0-45 5-35', 30, ALONE), visitRef: 'V2', start: START.add({ minutes: 1 }) }
    const rated = rateVisits(tariff({ rule: 'balance' }, BY_THE_HOUR), [first, later])
    // 30 and 45 minutes of 60: the 15 too many are those of one alone, on the later visit.
    assert.deepEqual(
      rated.map((one) => one.ok && [one.value.payableMinutes, one.value.aloneMinutes, one.value.amountPence]),
      [
        [20, 10, 1803],
        [30, 0, 2164],
      ],
    )
  })

  test('it never pays less than without, nor more than both for all the time that anyone was there', () => {
    const some = fc.constantFrom(...CASES.map(([payment, prices]) => [payment, prices] as const))
    const login = fc.tuple(fc.nat(90), fc.nat(90))
    const logs = fc.tuple(login, login)
    fc.assert(
      fc.property(some, logs, ([payment, prices], pairs) => {
        const card = tariff(payment, prices)
        const written = pairs.map(([from, length]) => `${from}-${from + length}`).join(' ')
        const paid = rateVisit(card, visitOf(written, 30, ALONE))
        const without = rateVisit(card, visitOf(written, 30, { paysAlone: false }))
        assert.ok(paid.ok && without.ok)
        assert.deepEqual(without, rateVisit(card, visitOf(written, 30)))
        assert.equal(paid.value.payableMinutes, without.value.payableMinutes)
        assert.ok(paid.value.amountPence >= without.value.amountPence)
        const [[a, long], [b, short]] = pairs
        const together = Math.max(0, Math.min(a + long, b + short) - Math.max(a, b))
        const both = rateVisit(card, visitOf(`0-${long + short - together} 0-${long + short - together}`, 30))
        assert.ok(both.ok && paid.value.amountPence <= both.value.amountPence)
      }),
    )
  })
})

/** Rule for a missing log-out, the share that the provider is over, and what comes of a visit of 30 minutes (M-54). */
for (const [rule, overManualPercent, expected] of [
  ['query', undefined, 'query 0'],
  ['query', 5, 'query 0'],
  ['planned', undefined, 'paid 2164'],
  ['planned', 5, 'paid 0'],
  ['zero', undefined, 'paid 0'],
  ['zero', 5, 'paid 0'],
] as const)
  test(`no log-out under ${rule}, of a provider ${overManualPercent === undefined ? 'within' : 'over'} the share by hand`, () => {
    const card = tariff({ rule: 'capped', no_log_out: rule }, BY_THE_HOUR)
    const rated = rateVisit(card, visitOf('0-30 0-', 30, { paysAlone: false, overManualPercent }))
    assert.ok(rated.ok)
    assert.equal(`${rated.value.outcome} ${rated.value.amountPence}`, expected)
    if (rule === 'planned' && overManualPercent === 5)
      assert.match(
        rated.value.reason,
        /no log-out, and more than 5% of the provider's visits of the month were entered by hand, so 0 count as worked/,
      )
  })
