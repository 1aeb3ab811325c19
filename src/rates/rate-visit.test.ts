import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bankHolidays } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { rateVisit, rateVisits, type VisitToRate } from '#src/rates/rate-visit.ts'
import { type Tariff, tariffOf } from '#src/rates/tariff.ts'

type CardShape = {
  payment?: Record<string, unknown>
  rates?: readonly Record<string, unknown>[]
  bands?: readonly Record<string, unknown>[]
  rate_at?: string
  to?: string | null
}

const line = (pence: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  service: 'home_care',
  zone: 'any',
  day: 'any',
  from: '00:00',
  to: '24:00',
  pence_per_hour: pence,
  ...more,
})

function tariff(shape: CardShape): Tariff {
  const card = { card: 'HC', from: '2026-01-01', payment: { rule: 'actual' }, rates: [line(2164)], ...shape }
  const parsed = parseRateCard(JSON.stringify(card))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return tariffOf(parsed.value, bankHolidays(['2026-01-01', '2026-04-03', '2026-04-06', '2026-12-25', '2027-01-01']))
}

const at = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London', { disambiguation: 'reject' }).toInstant()

/** A visit of p planned minutes, with one attendance for each length worked; null is a missing log-out. */
function visit(planned: number, worked: readonly (number | null)[], more: Partial<VisitToRate> = {}): VisitToRate {
  const start = more.start ?? at('2026-06-03T09:00')
  return {
    visitRef: 'V1',
    personRef: 'P1',
    contractRef: 'C1',
    service: 'home_care',
    zone: 'urban',
    start,
    minutes: planned,
    workers: 1,
    attendances: worked.map((minutes) => ({
      in: start,
      out: minutes === null ? undefined : start.add({ seconds: Math.round(minutes * 60) }),
    })),
    ...more,
  }
}

function show(card: Tariff, one: VisitToRate): string {
  const rated = rateVisit(card, one)
  if (!rated.ok) return rated.error.refusal
  const { outcome, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence } = rated.value
  return [outcome, actualMinutes ?? '-', payableMinutes, workersPaid, pencePerHour ?? '-', amountPence].join(' ')
}

const BANDED = { rule: 'banded', increment: 15, mode: 'nearest' }

// A1
for (const [worked, expected] of [
  [7, 0],
  [8, 15],
  [22, 15],
  [23, 30],
  [37, 30],
  [38, 45],
  [52, 45],
  [53, 60],
  [67, 60],
  [68, 75],
  [112, 105],
] as const)
  test(`A1: ${worked} minutes worked in 15-minute bands`, () => {
    const rated = rateVisit(tariff({ payment: BANDED }), visit(30, [worked]))
    assert.equal(rated.ok && rated.value.payableMinutes, expected)
  })

// A2 and the worked table of handbook 3.6, 21.64 an hour: R2, R3, R4(5), R5, R5 capped, R1
const RULES = [
  { rule: 'actual' },
  { rule: 'capped' },
  { rule: 'tolerance', minutes: 5 },
  BANDED,
  { ...BANDED, cap_at_planned: true },
  { rule: 'planned' },
]
for (const [planned, worked, ...amounts] of [
  [30, 28, 1010, 1010, 1082, 1082, 1082, 1082],
  [30, 22, 793, 793, 793, 541, 541, 1082],
  [30, 41, 1479, 1082, 1082, 1623, 1082, 1082],
  [30, 7, 252, 252, 252, 0, 0, 1082],
  [60, 53, 1912, 1912, 1912, 2164, 2164, 2164],
] as const)
  for (const [index, expected] of amounts.entries())
    test(`A2: p${planned} a${worked} by ${JSON.stringify(RULES[index])}`, () => {
      const rated = rateVisit(tariff({ payment: RULES[index] ?? {} }), visit(planned, [worked]))
      assert.equal(rated.ok && rated.value.amountPence, expected)
    })

test('A3: 50 minutes by the 45-minute price and the hour', () => {
  const bands = [{ service: 'home_care', zone: 'any', prices: { 30: 1600, 45: 2000 } }]
  assert.equal(show(tariff({ rates: [line(2400)], bands }), visit(50, [50])), 'paid 50 50 1 2400 2200')
})
