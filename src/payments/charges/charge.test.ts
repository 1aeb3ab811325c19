import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#src/base/day.ts'
import { enterContract } from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import { chargeDueWeeks, setContribution } from '#src/payments/charges/charge-commands.ts'
import { chargeOf, type Contribution } from '#src/payments/charges/charge.ts'
import { type KeptCharge, listCharges } from '#src/payments/charges/charge.store.ts'
import { costsPlanned } from '#src/payments/charges/week-cost.store.ts'
import { listeners } from '#src/payments/index.ts'
import { addRateCard } from '#src/rates/index.ts'
import { loadCallLog } from '#src/visits/index.ts'
import { system, useDatabase } from '#test/support/database.ts'
import {
  contractOf,
  FAY,
  got,
  inCommand,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
  type VisitMade,
} from '#test/support/pay-runs.ts'
import { BLOCK_CARD } from '#test/support/priced-cards.ts'

const MONDAY = '2026-11-02'
const from = (fromDay: Day, weeklyPence: number | null, toDay: Day | null = null): Contribution => ({
  fromDay,
  toDay,
  weeklyPence,
})
/** So many pence on each day of the week from Monday. */
const costs = (...pence: readonly number[]) => new Map(pence.map((cost, at) => [addDays(MONDAY, at), cost] as const))

describe('what a week is charged (M-60)', () => {
  const EVER = '2026-01-01'
  const cases: readonly (readonly [string, ReadonlyMap<Day, number>, readonly Contribution[], number, number])[] = [
    // what, the cost of each day, contributions, the least collected, the charge in pence
    ['the contribution where the care cost more', costs(5000, 5000), [from(EVER, 4520)], 0, 4520],
    ['the cost where it was less', costs(1000, 1000), [from(EVER, 4520)], 0, 2000],
    ['nothing where no care was given', costs(), [from(EVER, 4520)], 0, 0],
    ['nothing of a contribution of nought', costs(5000), [from(EVER, 0)], 0, 0],
    ['the whole cost of who pays it', costs(5000, 5000), [from(EVER, null)], 0, 10_000],
    [
      'three sevenths of a contribution that began on Friday',
      costs(0, 0, 0, 0, 9000),
      [from('2026-11-06', 7000)],
      0,
      3000,
    ],
    ['four sevenths, half up', costs(9000), [from(EVER, 1003, '2026-11-06')], 0, 573],
    [
      'each part of a week in which it changed',
      costs(9000, 0, 0, 0, 9000),
      [from(EVER, 7000, '2026-11-06'), from('2026-11-06', 3500)],
      0,
      5500,
    ],
    [
      'and each part held to the cost of its own days',
      costs(1000, 0, 0, 0, 9000),
      [from(EVER, 7000, '2026-11-06'), from('2026-11-06', 3500)],
      0,
      2500,
    ],
    ['days before any contribution cost the person nothing', costs(9000), [from('2026-11-06', 7000)], 0, 0],
    ['nothing below the least that is collected', costs(9000), [from(EVER, 199)], 200, 0],
    ['the least itself is collected', costs(9000), [from(EVER, 200)], 200, 200],
  ]
  for (const [what, costByDay, contributions, least, expected] of cases)
    it(what, () => assert.equal(chargeOf({ monday: MONDAY, costByDay }, contributions, least).owedPence, expected))

  it('is never above the contribution nor above the cost', () => {
    const pence = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.array(pence, { maxLength: 7 }), pence, (daily, weekly) => {
        const { owedPence, costPence } = chargeOf(
          { monday: MONDAY, costByDay: costs(...daily) },
          [from(EVER, weekly)],
          0,
        )
        assert.ok(owedPence <= weekly && owedPence <= costPence && owedPence >= 0)
      }),
    )
  })

  it('says why, in one sentence', () => {
    const said = (daily: readonly number[], contribution: Contribution, least = 0) =>
      chargeOf({ monday: MONDAY, costByDay: costs(...daily) }, [contribution], least).reason
    assert.equal(said([9000], from(EVER, 4520)), 'The contribution of £45.20; the care cost £90.00.')
    assert.equal(said([2000], from(EVER, 4520)), 'The care cost £20.00, which is less than the contribution of £45.20.')
    assert.equal(
      said([0, 0, 0, 0, 9000], from('2026-11-06', 7000)),
      'The contribution of £30.00 for 3 of 7 days; the care cost £90.00.',
    )
  })
})

describe('charges', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const charges = async (): Promise<KeptCharge[]> =>
    (await shell.read(system(), (tx) => listCharges(tx, { personRef: 'P-1001' }, { offset: 0, limit: 50 }))).charges
  const told = async () => (await charges()).map(({ week, turn, amountPence }) => [week, turn, amountPence])
  const contribute = (fromDay: Day, weeklyPence: number | null) =>
    setContribution(shell, FAY, { personRef: 'P-1001', fromDay, weeklyPence, note: 'Assessment FA-7' })
  /** Two visits of an hour at £20: one made, one missed. */
  const week = () =>
    loadVisits(shell, [
      { personRef: 'P-1001', organisationRef: SPLIT, day: '2026-11-02', start: '08:00', minutes: 60, log: [[0, 60]] },
      { personRef: 'P-1001', organisationRef: SPLIT, day: '2026-11-03', start: '08:00', minutes: 60 },
    ])
  /** In a block, of which ten hours a week are bought: an hour of two workers, and one that nobody came to. */
  const inBlock = async () => {
    got(await addRateCard(shell, system(), { name: 'Block', text: JSON.stringify(BLOCK_CARD) }))
    got(await enterContract(shell, system(), contractOf({ organisationRef: SPLIT, cardRef: 'HC-BLOCK' })))
    const visit = {
      ...{ personRef: 'P-1001', organisationRef: SPLIT, contractRef: 'CT-1004', cardRef: 'HC-BLOCK' },
      ...{ start: '08:00', minutes: 60 },
    }
    const both: VisitMade['log'] = [
      [0, 60],
      [0, 60],
    ]
    return loadVisits(shell, [
      { ...visit, day: '2026-11-02', workers: 2, log: both },
      { ...visit, day: '2026-11-03' },
    ])
  }
  const late = (visitRef: string | undefined) => {
    const micros = (time: string) => Temporal.Instant.from(`2026-11-03T${time}:00Z`).epochMilliseconds * 1000
    return inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'LATE-1', visitRef, personRef: 'P-1001', workerRef: 'W-9', reasonCode: undefined },
          ...{ in: micros('08:00'), inSource: 'tag', out: micros('09:00'), outSource: 'tag' },
        },
      ]),
    )
  }

  it('are made once the visits are paid, and once only', async () => {
    await week()
    got(await contribute('2026-10-05', 4520))
    assert.equal(await chargeDueWeeks(shell, system()), 0)
    await paidRun(shell)
    assert.equal(await chargeDueWeeks(shell, system()), 1)
    assert.equal(await chargeDueWeeks(shell, system()), 0)
    assert.deepEqual(await told(), [['2026-11-02', 1, 2000]])
  })

  it('rise when a late log raises the cost, as far as the contribution', async () => {
    const [, missed] = await week()
    got(await contribute('2026-10-05', 3000))
    await paidRun(shell)
    await chargeDueWeeks(shell, system())
    await late(missed)
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    await chargeDueWeeks(shell, system())
    assert.deepEqual(await told(), [
      ['2026-11-02', 1, 2000],
      ['2026-11-02', 2, 1000],
    ])
  })

  it('are credited when a contribution is set lower from a day in the past', async () => {
    await week()
    got(await contribute('2026-10-05', 4520))
    await paidRun(shell)
    await chargeDueWeeks(shell, system())
    got(await contribute('2026-11-02', 500))
    await chargeDueWeeks(shell, system())
    assert.deepEqual(await told(), [
      ['2026-11-02', 1, 2000],
      ['2026-11-02', 2, -1500],
    ])
  })

  it('count a visit within a block, paid nothing by itself, by its minutes at the price of its hour', async () => {
    const visits = await inBlock()
    got(await contribute('2026-10-05', 100_000))
    await paidRun(shell)
    await chargeDueWeeks(shell, system())
    // 1 hour for two workers at £20.
    assert.deepEqual(await told(), [['2026-11-02', 1, 4000]])
    await late(visits[1])
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    await chargeDueWeeks(shell, system())
    assert.deepEqual((await told()).slice(1), [['2026-11-02', 2, 2000]])
    const [charge] = await charges()
    assert.match(charge?.reason ?? '', /^The care cost £/)
  })

  it('go by the plan where the council decides so: a missed visit is charged', async () => {
    const today = clock.now
    clock.now = Temporal.Instant.from('2026-10-01T09:00:00Z')
    got(
      await changePolicy(shell, system(), {
        kind: 'charges',
        value: { basis: 'planned', leastWeeklyPence: 0, travelRule: 'Travel is never charged.', contact: '' },
        fromDay: '2026-10-05',
        reason: 'Cabinet of 3 September',
      }),
    )
    clock.now = today
    await week()
    got(await contribute('2026-10-05', 100_000))
    await paidRun(shell)
    await chargeDueWeeks(shell, system())
    assert.deepEqual(await told(), [['2026-11-02', 1, 4000]])
  })

  it('go by the plan of a block too', async () => {
    await inBlock()
    const week = { week: MONDAY, personRef: 'P-1001' }
    const costs = await shell.read(system(), (tx) => costsPlanned(tx, week))
    assert.deepEqual(
      [...costs],
      [
        ['2026-11-02', 4000],
        ['2026-11-03', 2000],
      ],
    )
  })

  it('entered wrongly are put right for the same first day, and what was charged by them with it', async () => {
    await week()
    got(await contribute('2026-10-05', 45_200))
    await paidRun(shell)
    await chargeDueWeeks(shell, system())
    assert.deepEqual(await told(), [['2026-11-02', 1, 2000]])
    got(await contribute('2026-10-05', 452))
    await chargeDueWeeks(shell, system())
    assert.deepEqual(
      (await told()).sort((a, b) => Number(a[1]) - Number(b[1])),
      [
        ['2026-11-02', 1, 2000],
        ['2026-11-02', 2, -1548],
      ],
    )
  })

  it('need a note, a person who exists, and another amount', async () => {
    const input = { personRef: 'P-1001', fromDay: '2026-11-02', weeklyPence: 100, note: 'FA-1' }
    assert.equal(refusal(await setContribution(shell, FAY, { ...input, note: ' ' })), 'no note')
    assert.equal(refusal(await setContribution(shell, FAY, { ...input, personRef: 'P-9' })), 'no such person')
    got(await setContribution(shell, FAY, input))
    assert.equal(refusal(await setContribution(shell, FAY, input)), 'nothing changes')
  })
})
