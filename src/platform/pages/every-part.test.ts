import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { everyPart } from '#src/platform/pages/every-part.ts'

describe('the rows of a file', () => {
  for (const [rows, reads] of [
    [0, 1],
    [2, 1],
    [3, 2],
    [7, 3],
  ] as const)
    it(`are all ${rows} of a list, read three at a time`, async () => {
      const list = Array.from({ length: rows }, (_, at) => at)
      let asked = 0
      const all = await everyPart(async ({ offset, limit }) => {
        asked += 1
        return list.slice(offset, offset + limit)
      }, 3)
      assert.deepEqual(all, list)
      assert.equal(asked, reads)
    })
})
