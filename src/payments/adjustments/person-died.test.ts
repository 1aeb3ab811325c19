import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, instantAt } from '#src/base/day.ts'
import { listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { findLatest } from '#src/payments/charges/charge.store.ts'
import {
  approvePayRun,
  chargeDueWeeks,
  checkBooks,
  checkPayRun,
  listeners,
  setContribution,
  startPayRun,
  workPayRun,
} from '#src/payments/index.ts'
import { previewPayables } from '#src/payments/payment-files/payment-file-commands.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import { endPlan, loadCallLog, loadPlannedVisits } from '#src/visits/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import { BANDED, cardOf, FAY, FORTNIGHT, got, inCommand, MAX, paidRun, seedPayCouncil } from '#test/support/pay-runs.ts'

const PACKAGE = 'PK-Z1'
const HALF_HOUR = 1600
const NEXT = { organisationRef: BANDED, from: '2026-11-16', to: '2026-11-22' } as const

describe('a person who died in the middle of a period', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const charged = async (week: string) =>
    (await shell.read(council, (tx) => findLatest(tx, { personRef: 'P-1001', week })))?.owedPence

  /** Half an hour a day for a fortnight, logged until the tenth, and paid on account as commissioned. */
  const paidOnAccount = async () => {
    const days = Array.from({ length: 9 }, (_, at) => addDays('2026-11-02', at))
    await inCommand(shell, async (tx) => {
      await loadPlannedVisits(tx, {
        plans: [
          {
            ...{ packageRef: PACKAGE, personRef: 'P-1001', organisationRef: BANDED, contractRef: 'CT-1001' },
            ...{
              cardRef: cardOf(BANDED),
              service: 'home_care',
              zone: 'rural',
              startDay: '2026-11-02',
              endDay: undefined,
            },
            pattern: [
              {
                ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '00:00', windowTo: '23:59', start: '08:00' },
                ...{ minutes: 30, workers: 1, timeCritical: false, tasks: 'Wash and dress' },
              },
            ],
          },
        ],
        absences: [],
        plannedTo: '2026-11-16',
      })
      await loadCallLog(
        tx,
        'vendor:made-up',
        days.map((day) => {
          const start = instantAt(day, '08:00').epochMilliseconds * 1000
          return {
            ...{ logRef: `L-${day}`, visitRef: `${PACKAGE}-${day.replaceAll('-', '')}-1`, personRef: 'P-1001' },
            ...{ workerRef: 'W-1', in: start, inSource: 'tag', out: start + 1_800_000_000, outSource: 'tag' },
            reasonCode: undefined,
          } as const
        }),
      )
    })
    const weeklyPence = 5000
    got(
      await setContribution(shell, FAY, { personRef: 'P-1001', fromDay: '2026-11-02', weeklyPence, note: 'Assessed' }),
    )
    const run = got(await startPayRun(shell, FAY, { ...FORTNIGHT, cycle: 'commissioned_then_reconciled' }))
    await workPayRun(shell, COUNCIL, run)
    got(await checkPayRun(shell, FAY, { payRunRef: run, note: 'On account' }))
    got(await approvePayRun(shell, MAX, run))
    await workPayRun(shell, COUNCIL, run)
  }

  it('is paid for until that day: what was paid on account beyond it is taken back, and the charge follows', async () => {
    await paidOnAccount()
    await chargeDueWeeks(shell, council)
    assert.deepEqual([await charged('2026-11-02'), await charged('2026-11-09')], [5000, 5000])
    await inCommand(shell, (tx) => endPlan(tx, PACKAGE, '2026-11-11'))
    const next = await paidRun(shell, NEXT)
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { payRunRef: next }, { offset: 0, limit: 5 }),
    )
    const adjustments = await shell.read(council, (tx) =>
      listAdjustments(tx, statements[0]?.statementRef ?? '', { limit: 20 }),
    )
    assert.deepEqual(
      adjustments.filter((one) => one.amountPence !== 0).map((one) => [one.day, one.cause, one.amountPence]),
      [11, 12, 13, 14, 15].map((day) => [`2026-11-${day}`, 'cancelled', 0 - HALF_HOUR]),
    )
    const { payables } = await shell.read(council, previewPayables)
    assert.equal(payables[0]?.amountPence, 9 * HALF_HOUR)
    await chargeDueWeeks(shell, council)
    assert.deepEqual([await charged('2026-11-02'), await charged('2026-11-09')], [5000, 2 * HALF_HOUR])
    // Nothing is contributed any more: two sevenths of the week are.
    got(await setContribution(shell, FAY, { personRef: 'P-1001', fromDay: '2026-11-11', weeklyPence: 0, note: 'Died' }))
    await chargeDueWeeks(shell, council)
    assert.equal(await charged('2026-11-09'), 1429)
    assert.deepEqual(await shell.read(council, checkBooks), [])
  })
})
