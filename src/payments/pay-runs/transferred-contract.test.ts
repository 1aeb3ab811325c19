import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Day, instantAt } from '#src/base/day.ts'
import {
  type CarePackage,
  listeners as brokerageListeners,
  listPlacements,
  loadPackages,
  loadPlacements,
  type Placed,
  type PatternVisit,
  transferPlacements,
} from '#src/brokerage/index.ts'
import { drawDown, enterContract, novateContract } from '#src/contracts/index.ts'
import { listeners, startPayRun, workPayRun } from '#src/payments/index.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { addRateCard } from '#src/rates/index.ts'
import { listeners as visitListeners, loadCallLog } from '#src/visits/index.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  contractOf,
  FAY,
  FORTNIGHT,
  got,
  inCommand,
  paidRun,
  refusal,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'

const me = system()
const connie = officer('O-1001', ['contracts.see', 'contracts.change'])
const userOf = (organisation: string): Actor => ({ ...officer('U-1', []), kind: 'provider', organisation })
const CARD = {
  ...{ card: 'HC-PLAIN', from: '2026-04-06', to: null },
  payment: { rule: 'balance', no_log_out: 'query' },
  rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2000 }],
}
const BLOCK = {
  ...CARD,
  card: 'HC-BOUGHT',
  blocks: [
    {
      ...{ service: 'home_care', zone: 'any', hours_per_week: 14, pence_per_hour: 2000 },
      ...{ guaranteed_percent: 100, over_use_pence_per_hour: 2000 },
    },
  ],
}
const DAILY: PatternVisit = {
  ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '00:00', windowTo: '23:59', start: '08:00', minutes: 60 },
  ...{ workers: 1, timeCritical: false, tasks: 'Wash and dress' },
}
/** A Monday; the contract goes to the other provider on the Thursday of the next week. */
const START = '2026-11-02'
const TRANSFER = '2026-11-12'
const NEXT = '2026-11-16'
const at = (day: Day, time = '12:00') => instantAt(day, time)

describe('a contract that goes to another provider in mid-month', () => {
  const harness = useDatabase({
    listeners: [...brokerageListeners, ...visitListeners, ...listeners],
    seed: async ({ shell }) => {
      await seedPayCouncil({ shell })
      for (const card of [CARD, BLOCK])
        got(await addRateCard(shell, me, { name: card.card, text: JSON.stringify(card) }))
    },
  })
  const { shell, clock } = harness
  const placed = async (cardRef: string): Promise<void> => {
    clock.now = at(START, '06:00')
    const contract = contractOf({ cardRef, fromDay: START, regime: 'pcr15', valuePence: 100_000_000 })
    assert.equal(got(await enterContract(shell, connie, contract)), 'CT-1004')
    const asked = { packageRef: 'PK-2001', personRef: 'P-1001', service: 'home_care', zone: 'rural', pattern: [DAILY] }
    const pkg: CarePackage = {
      ...{ ...asked, personName: 'Margaret Hughes', outwardCode: 'HR6', urgent: false, kind: 'new', musts: [] },
      ...{ wishes: [], skills: [], outcomes: [], status: 'placed', requestedBy: 'O-8', requestedByName: 'Sam Social' },
      ...{ requestedAt: clock.now, round: 1 },
    }
    const data: Placed = {
      ...{ ...asked, organisationRef: BANDED, contractRef: 'CT-1004', cardRef, startDay: START, endDay: null },
      ...{ weeklyPence: 14_000, weeklyMinutes: 420 },
    }
    const { personName } = pkg
    await inCommand(shell, async (tx) => {
      await loadPackages(tx, [pkg])
      await loadPlacements(tx, [{ ...data, personName, organisationName: 'Wye Valley Carers', placedAt: tx.now }])
      tx.record({ type: 'brokerage.placed', about: [], data })
    })
  }
  const transferred = async (): Promise<void> => {
    clock.now = at('2026-11-10')
    got(
      await novateContract(shell, connie, {
        ...{ contractRef: 'CT-1004', organisationRef: BALANCED, fromDay: TRANSFER, ground: 'd', isStated: true },
        ...{ authority: { kind: 'decision', words: 'Director, 9 November 2026' }, reason: 'Its provider is insolvent' },
      }),
    )
    assert.equal(await transferPlacements(shell, me), 0, 'its day has not come')
    clock.now = at(TRANSFER, '00:01')
    assert.equal(await transferPlacements(shell, me), 1)
    assert.equal(await transferPlacements(shell, me), 0, 'once')
  }
  const visitsSeen = (by: Actor) =>
    shell.read(by, (tx) =>
      rows(
        tx,
        sql<{ visitRef: string; day: Day }>`select visit_ref as "visitRef", day from visits.visit
          where council_id = ${tx.council} and status = 'planned' and day < ${NEXT} order by day, visit_ref`,
      ),
    )
  /** As long as planned, but for the days that say otherwise. */
  const logged = async (by: Actor, more: Readonly<Record<Day, number>> = {}, only?: Day): Promise<void> => {
    const seen = (await visitsSeen(by)).filter(({ day }) => (only === undefined ? day !== '2026-11-11' : day === only))
    await inCommand(shell, (tx) =>
      loadCallLog(
        tx,
        'vendor:made-up',
        seen.map(({ visitRef, day }) => ({
          ...{ logRef: visitRef, visitRef, personRef: 'P-1001', workerRef: 'W-1', reasonCode: undefined },
          in: at(day, '08:00').epochMilliseconds * 1000,
          out: (at(day, '08:00').epochMilliseconds + (more[day] ?? 60) * 60_000) * 1000,
          ...{ inSource: 'app_gps', outSource: 'app_gps' },
        })),
      ),
    )
  }
  const paid = async () => {
    const { statements } = await shell.read(me, (tx) => listStatements(tx, {}, { offset: 0, limit: 9 }))
    return statements
      .map((one) => [one.organisationRef, one.visits, one.amountPence] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  }

  const sums = async (): Promise<Record<string, number>> => {
    const sum: Record<string, number> = {}
    for (const [ref, , pence] of await paid()) sum[ref] = (sum[ref] ?? 0) + pence
    return sum
  }

  it('pays each its own days exactly, and a late log of a day before to the one who gave the care', async () => {
    await placed('HC-PLAIN')
    await transferred()
    const days = async (by: string) => (await visitsSeen(userOf(by))).map(({ day }) => day)
    assert.deepEqual([(await days(BANDED)).length, (await days(BANDED)).at(-1)], [10, '2026-11-11'])
    assert.deepEqual(await days(BALANCED), [TRANSFER, '2026-11-13', '2026-11-14', '2026-11-15'])
    const shown = async (by: string) =>
      (await shell.read(userOf(by), (tx) => listPlacements(tx))).map(({ packageRef }) => packageRef)
    assert.deepEqual([await shown(BANDED), await shown(BALANCED)], [[], ['PK-2001']])
    clock.now = at(NEXT)
    // The first is short on one day and the second long on another: under one balance the one would pay for the other.
    await logged(userOf(BANDED), { '2026-11-03': 30 })
    await logged(userOf(BALANCED), { '2026-11-13': 90 })
    await paidRun(shell)
    assert.deepEqual(await paid(), [
      [BANDED, 10, 9 * 2000 - 1000],
      [BALANCED, 4, 4 * 2000],
    ])
    await logged(userOf(BANDED), {}, '2026-11-11')
    clock.now = at('2026-11-23')
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-23' })
    assert.deepEqual(await sums(), { [BANDED]: 19_000, [BALANCED]: 8_000 })
  })

  it('pays each its days of a block by sevenths, also where a week was posted before the transfer was decided', async () => {
    await placed('HC-BOUGHT')
    const ahead = { ...FORTNIGHT, cycle: 'commissioned_then_reconciled' } as const
    const payRunRef = got(await startPayRun(shell, FAY, ahead))
    await workPayRun(shell, COUNCIL, payRunRef)
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.deepEqual(await sums(), { [BANDED]: 56_000 })
    await transferred()
    clock.now = at('2026-11-23')
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-23' })
    assert.deepEqual(await sums(), { [BANDED]: 28_000 + 12_000, [BALANCED]: 16_000 + 28_000 })
  })

  it('is not transferred for days gone by; an offer of who had it before is not placed', async () => {
    await placed('HC-PLAIN')
    await transferred()
    const asked = {
      ...({ contractRef: 'CT-1004', organisationRef: BANDED, ground: 'd', isStated: true, reason: 'Back' } as const),
      authority: { kind: 'decision', words: 'Director' } as const,
    }
    clock.now = at(NEXT)
    assert.equal(refusal(await novateContract(shell, connie, { ...asked, fromDay: TRANSFER })), 'a day gone by')
    const draw = (organisationRef: string) =>
      shell.command(me, 'place', (tx) =>
        drawDown(tx, {
          ...{ contractRef: 'CT-1004', organisationRef, packageRef: 'PK-9', weeklyPence: 7_000 },
          ...{ fromDay: '2026-11-23', toDay: null },
        }),
      )
    assert.equal(refusal(await draw(BANDED)), 'held by another provider')
    got(await draw(BALANCED))
  })
})
