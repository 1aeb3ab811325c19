import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  commitment,
  type Contract,
  crossedAlerts,
  decideDrawDown,
  endLine,
  termLine,
} from '#src/contracts/draw-down.ts'

const contract: Contract = {
  contractRef: 'CT-1',
  frameworkRef: 'FW-1',
  organisationRef: '1-100',
  title: 'Home care, lot 1',
  lot: '1',
  service: 'home_care',
  zones: ['town'],
  cardRef: 'HC',
  ceilingPence: 1_000_000,
  fromDay: '2026-04-01',
  toDay: '2027-04-01',
  weights: { price: 50, quality: 30, completeness: 10, start: 10 },
  closedFrom: null,
}
const request = { packageRef: 'PK-1', weeklyPence: 70_000, fromDay: '2026-12-01', toDay: '2026-12-15' }

describe('what a placement commits', () => {
  for (const [weekly, from, to, pence] of [
    [70_000, '2026-12-01', '2026-12-08', 70_000],
    [70_000, '2026-12-01', '2026-12-02', 10_000],
    [100, '2026-12-01', '2026-12-02', 14],
    [100, '2026-12-01', '2026-12-04', 43],
    [70_000, '2026-12-01', '2026-12-01', 0],
    [70_000, '2026-03-28', '2026-04-04', 70_000],
  ] as const) {
    test(`${weekly} a week from ${from} until ${to} is ${pence}`, () =>
      assert.equal(commitment(weekly, from, to), pence))
  }
})

describe('a draw-down', () => {
  const decide = (
    change: Partial<typeof request> & { override?: { officerRef: string; reason: string } },
    committed = 0,
    today = '2026-11-22',
  ) => decideDrawDown(contract, committed, { ...request, ...change }, today)

  test('within the ceiling commits to the end of the care', () => {
    const decided = decide({})
    assert.ok(decided.ok)
    assert.equal(decided.value.pence, 140_000)
  })
  test('without an end commits to the end of the contract', () => {
    const decided = decide({ toDay: null as unknown as string, weeklyPence: 7_000 })
    assert.ok(decided.ok)
    assert.equal(decided.value.pence, 121_000)
  })
  test('up to the last penny of the ceiling goes through', () => assert.ok(decide({}, 860_000).ok))
  test('a penny over the ceiling is blocked', () =>
    assert.deepEqual(decide({}, 860_001), { ok: false, error: 'over the ceiling' }))
  test('over the ceiling goes through when a named officer signs with a reason, and says so', () => {
    const decided = decide({ override: { officerRef: 'O-5', reason: 'No one else covers the valley' } }, 990_000)
    assert.ok(decided.ok)
    assert.equal(decided.value.override?.officerRef, 'O-5')
  })
  test('over the ceiling with a blank reason is blocked', () =>
    assert.equal(decide({ override: { officerRef: 'O-5', reason: '  ' } }, 990_000).ok, false))
  test('within the ceiling a signature is not recorded as an override', () => {
    const decided = decide({ override: { officerRef: 'O-5', reason: 'to be safe' } })
    assert.ok(decided.ok && decided.value.override === undefined)
  })
  test('on a contract that has ended is refused', () =>
    assert.deepEqual(decide({}, 0, '2027-04-01'), { ok: false, error: 'contract not running' }))
  test('on a contract of which notice is given is refused from its day on', () => {
    const noticed = { ...contract, closedFrom: '2026-12-01' }
    assert.deepEqual(decideDrawDown(noticed, 0, request, '2026-11-22'), { ok: false, error: 'notice is given' })
    assert.ok(decideDrawDown(noticed, 0, { ...request, fromDay: '2026-11-30' }, '2026-11-22').ok)
  })
  test('that starts after the term is refused', () =>
    assert.deepEqual(decide({ fromDay: '2027-04-01' }), { ok: false, error: "outside the contract's term" }))
})

describe('another term', () => {
  const placed = { packageRef: 'PK-1', fromDay: '2026-12-01', toDay: null, weeklyPence: 7_000, pence: 121_000 }
  const term = (newToDay: string, oldToDay = '2027-04-01') => termLine(placed, { oldToDay, newToDay })
  test('that is longer commits the days from the old end', () =>
    assert.deepEqual(
      [term('2027-04-08')?.kind, term('2027-04-08')?.pence, term('2027-04-08')?.fromDay],
      ['term_changed', 7_000, '2027-04-01'],
    ))
  test('that is shorter gives the days after it back', () =>
    assert.deepEqual([term('2027-03-25')?.pence, term('2027-03-25')?.fromDay], [-7_000, '2027-03-25']))
  test('before the care begins gives all of it back', () =>
    assert.deepEqual([term('2026-11-25')?.pence, term('2026-11-25')?.fromDay], [-121_000, '2026-12-01']))
  test('beyond the end of the care changes nothing', () =>
    assert.equal(
      termLine({ ...placed, toDay: '2027-01-05', pence: 35_000 }, { oldToDay: '2027-04-01', newToDay: '2028-04-01' }),
      undefined,
    ))
})

describe('an early end', () => {
  const placed = decideDrawDown(contract, 0, request, '2026-11-22')
  assert.ok(placed.ok)
  for (const [end, given] of [
    ['2026-12-08', -70_000],
    ['2026-12-01', -140_000],
    ['2026-11-25', -140_000],
    ['2026-12-14', -10_000],
  ] as const) {
    test(`on ${end} gives ${given} back`, () => assert.equal(endLine(contract, placed.value, end)?.pence, given))
  }
  test('on or after the planned end gives nothing back', () =>
    assert.equal(endLine(contract, placed.value, '2026-12-15'), undefined))
})

test('an alert is raised once, by the commitment that crosses its level', () => {
  assert.deepEqual(crossedAlerts(1000, 700, 900, [75, 90, 100]), [75, 90])
  assert.deepEqual(crossedAlerts(1000, 900, 950, [75, 90, 100]), [])
  assert.deepEqual(crossedAlerts(null, 0, 5000, [75]), [])
})
