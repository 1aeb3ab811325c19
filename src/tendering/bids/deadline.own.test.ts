import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPglite } from '#src/platform/engine.ts'
import { migratedDump } from '#test/support/database.ts'
import { rush } from '#test/support/bid-rush.ts'

test('of twenty bidders with large files at the deadline none is lost, and the late ones are told and logged', async () => {
  const engine = await openPglite({ dump: await migratedDump() })
  try {
    const figures = await rush(engine, { bidders: 20, bytes: 1_000_000, spreadMs: 1000, leadMs: 4000, late: 3 })
    const { answered, opened, filesWhole, lateLogged } = figures
    const receipts = answered.filter(({ sha256 }) => sha256 !== null)
    const late = answered.filter((one) => one.late)
    // Each has its receipt or was told; on a slow machine more than three are late.
    assert.equal(receipts.length + late.length, 20)
    assert.ok(late.length >= 3)
    assert.deepEqual([opened, filesWhole, lateLogged], [receipts.length, receipts.length, late.length])
  } finally {
    await engine.close()
  }
})
