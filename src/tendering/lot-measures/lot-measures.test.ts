import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decideAwardOf } from '#src/tendering/awards/award-commands.ts'
import { lotMeasureListeners } from '#src/tendering/lot-measures/listeners.ts'
import { howItStood } from '#src/tendering/lot-measures/lot-measure.ts'
import { listLotMeasures } from '#src/tendering/lot-measures/lot-measure.store.ts'
import { NOON, officer, useDatabase } from '#test/support/database.ts'
import { councilThatTenders, HELEN, rankedTender, workedSpec } from '#test/support/evaluated-tenders.ts'
import { got } from '#test/support/pay-runs.ts'

describe('how an award stood beside the other bids', () => {
  const harness = useDatabase({ listeners: lotMeasureListeners, seed: ({ shell }) => councilThatTenders(shell) })
  const { shell } = harness

  it('is kept when it is decided: the tender of P-53 went to the best quality, not to the lowest price', async () => {
    await rankedTender(harness, { spec: workedSpec(NOON.add({ hours: 24 })) })
    got(
      await decideAwardOf(shell, HELEN, {
        ...{ tenderRef: 'TD-1', authority: 'delegated', reference: 'D-14', limitPence: 150_000_000 },
        reason: 'The most advantageous tender',
      }),
    )
    const measures = await shell.read(officer(), (tx) => listLotMeasures(tx, '2026-01-01', '2027-12-31'))
    assert.deepEqual(
      measures.map(({ organisationRef, bids, rank, lowest, forgoneBp, decidedByName }) => [
        ...[organisationRef, bids, rank, lowest, forgoneBp, decidedByName],
      ]),
      [['1-103', 3, 1, false, 0, 'Helen Head']],
    )
  })

  it('says nothing of a winner who was not ranked', () => {
    assert.equal(howItStood({ ranked: [] }, '1-101', 60), undefined)
  })
})
