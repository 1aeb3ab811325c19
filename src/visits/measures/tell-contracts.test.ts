import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addKpi, enterFigure, type ToldMeasure } from '#src/contracts/index.ts'
import { rows, sql } from '#src/platform/database.ts'
import { tellContracts } from '#src/visits/measures/tell-contracts-commands.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { FLAWED, got, loadVisits, seedPayCouncil } from '#test/support/pay-runs.ts'

const me = system()

describe('contracts are told what was measured of their visits', () => {
  const { shell, clock } = useDatabase({ seed: seedPayCouncil })
  const add = (measure: ToldMeasure | null, more: object = {}) =>
    addKpi(shell, me, {
      ...{ contractRef: 'CT-1001', name: measure ?? 'Complaints', target: 95, moreIsBetter: true, period: 'month' },
      ...{ measure, fromDay: '2026-04-06', ...more },
    })
  const figures = () =>
    shell
      .read(me, (tx) =>
        rows(
          tx,
          sql<{
            figure: string
          }>`select contract_ref || ' ' || number || ' ' || period_from || ' ' || figure || ' ' || source || ', ' || note
            as figure from contracts.kpi_figure where council_id = ${tx.council} order by contract_ref, number, entry`,
        ),
      )
      .then((found) => found.map(({ figure }) => figure))

  it('when a period has ended, with what it was counted from, again when it changes, and never over what an officer entered', async () => {
    await loadVisits(shell, FLAWED)
    for (const measure of ['delivered', 'on_time', 'electronic', null] as const) got(await add(measure))
    got(await add('delivered', { contractRef: 'CT-1002' }))
    got(await add('delivered', { contractRef: 'CT-1003', period: 'quarter' }))
    assert.equal(await tellContracts(shell, me), 0, 'October had no visits')
    clock.now = Temporal.Instant.from('2026-12-01T03:00:00Z')
    const entered = {
      contractRef: 'CT-1001',
      number: 3,
      day: '2026-11-30',
      figure: 99,
      isOther: false,
      note: 'Audited',
    }
    got(await enterFigure(shell, me, entered))
    assert.equal(await tellContracts(shell, me), 3)
    const due = 'visits were due from 1 November 2026 to 30 November 2026'
    assert.deepEqual(await figures(), [
      `CT-1001 1 2026-11-01 87.50 told, 8 ${due}`,
      `CT-1001 2 2026-11-01 100.00 told, 8 ${due}`,
      'CT-1001 3 2026-11-01 99.00 hand, Audited',
      `CT-1002 1 2026-11-01 100.00 told, 3 ${due}`,
    ])
    assert.equal(await tellContracts(shell, me), 0, 'nothing is new')
    const late = { personRef: 'P-1001', organisationRef: '1-101', day: '2026-11-16', start: '08:00', minutes: 30 }
    await loadVisits(shell, [late], 'B')
    assert.equal(await tellContracts(shell, me), 1)
    assert.equal((await figures())[1], `CT-1001 1 2026-11-01 77.78 told, 9 ${due}`)
    clock.now = Temporal.Instant.from('2026-12-30T03:00:00Z')
    await loadVisits(shell, [{ ...late, day: '2026-11-17' }], 'C')
    assert.equal(await tellContracts(shell, me), 0, 'the period is closed')
  })
})
