import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners } from '#src/payments/index.ts'
import { listDraftLines } from '#src/payments/statements/statement.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import { addRateCard } from '#src/rates/index.ts'
import { cancelVisit, recordAbsence } from '#src/visits/index.ts'
import { COUNCIL, useDatabase } from '#test/support/database.ts'
import { BANDED, CARDS, draftRun, got, loadVisits, seedPayCouncil } from '#test/support/pay-runs.ts'

const CARD = {
  ...{ ...CARDS[BANDED], card: 'HC-OWED', bands: [] },
  exceptions: { cancelled: { within_hours: 24, percent: 50 }, retainer: { days: 2, percent: 80 } },
}
const clerk = systemActor(COUNCIL)
const at = (time: string) => Temporal.Instant.from(time)

describe('visits that were cancelled', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const planned = { organisationRef: BANDED, start: '08:00', minutes: 30, cardRef: 'HC-OWED' }

  it('are paid what the card says of short notice and of the first days away, and the others nothing', async () => {
    got(await addRateCard(shell, clerk, { name: 'Owed', text: JSON.stringify(CARD) }))
    const refs = await loadVisits(shell, [
      { ...planned, personRef: 'P-1001', day: '2026-11-10' },
      { ...planned, personRef: 'P-1001', day: '2026-11-12' },
      { ...planned, personRef: 'P-1002', day: '2026-11-10' },
      { ...planned, personRef: 'P-1002', day: '2026-11-11' },
      { ...planned, personRef: 'P-1002', day: '2026-11-12' },
      { ...planned, personRef: 'P-1001', day: '2026-11-13', log: [[0, 30]] },
      { ...planned, personRef: 'P-1001', day: '2026-11-14', cardRef: 'HC-BAND' },
    ])
    clock.now = at('2026-11-09T20:00:00Z')
    for (const visitRef of [refs[0], refs[1], refs[6]])
      got(await cancelVisit(shell, clerk, { visitRef: visitRef ?? '', reason: 'Daughter visits' }))
    got(
      await recordAbsence(shell, clerk, {
        ...{ personRef: 'P-1002', kind: 'hospital', note: '' },
        ...{ from: at('2026-11-10T03:00:00Z'), to: at('2026-11-13T12:00:00Z') },
      }),
    )
    clock.now = at('2026-11-22T12:00:00Z')
    const payRunRef = await draftRun(shell)
    const lines = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 20 }))
    const told = new Map(lines.map(({ visitRef, amountPence, reason }) => [visitRef, `${amountPence} ${reason}`]))
    assert.deepEqual(
      refs.map((ref) => told.get(ref)),
      [
        '541 Paid 50% of 30 minutes: cancelled less than 24 hours before.',
        undefined,
        '866 Paid 80% of 30 minutes: a retainer for the first 2 days away.',
        // The eleventh is a bank holiday there.
        '1385 Paid 80% of 30 minutes: a retainer for the first 2 days away.',
        undefined,
        '1082 Paid 30 minutes: 30 worked, 15-minute bands to the nearest.',
        undefined,
      ],
    )
  })
})
