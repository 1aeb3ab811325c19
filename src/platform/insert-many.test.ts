import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { rows, sql } from '#src/platform/database.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'

describe('many rows', () => {
  const { shell } = useDatabase()
  type Counter = readonly [council: number, prefix: string | null, next: number]
  const insert = (counters: Iterable<Counter>, columns = ['council_id', 'prefix', 'next']) =>
    shell.command(officer(), 'count-things', async (tx) => {
      tx.record({ type: 'test.counted', about: [], data: {} })
      return ok(await insertMany(tx, 'audit.counter', columns, counters))
    })
  const kept = () =>
    shell.read(officer(), (tx) =>
      rows(tx, sql<{ prefix: string; next: number }>`select prefix, next from audit.counter order by next`),
    )

  it('are kept to the letter, whatever they hold', async () => {
    const awkward = [
      'plain',
      '',
      ' ',
      'null',
      'NULL',
      'a,b',
      '{a}',
      '"',
      'it "is"',
      '\\',
      '\\N',
      'a\tb',
      'a\r\nb',
      'é🏠',
      "'; --",
    ]
    assert.deepEqual(await insert(awkward.map((prefix, at) => [COUNCIL, prefix, at])), ok(awkward.length))
    assert.deepEqual(
      await kept(),
      awkward.map((prefix, next) => ({ prefix, next })),
    )
  })

  it('of every count are all kept, and no rows are none', async () => {
    assert.deepEqual(await insert([]), ok(0))
    assert.deepEqual(await insert(Array.from({ length: 12_001 }, (_, at) => [COUNCIL, `T${at}`, at])), ok(12_001))
    const all = await kept()
    assert.deepEqual([all.length, all[0]?.prefix, all.at(-1)?.prefix], [12_001, 'T0', 'T12000'])
  })

  it('of another council, or without what a column needs, are refused, and all with them', async () => {
    await assert.rejects(
      insert([
        [COUNCIL, 'A', 1],
        [COUNCIL + 1, 'B', 2],
      ]),
      /row-level security/,
    )
    await assert.rejects(insert([[COUNCIL, null, 1]]), /null value/)
    await assert.rejects(
      insert([[COUNCIL, 'A', 1]], ['council_id', 'prefix', 'nothing']),
      /audit\.counter\.nothing cannot/,
    )
    assert.deepEqual(await kept(), [])
  })
})
