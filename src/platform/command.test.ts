import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ok, refuse } from '#src/base/result.ts'
import { timeline, verifyAudit } from '#src/platform/audit.ts'
import { IdempotencyConflict, listen, nextRef } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'

describe('a command', () => {
  const heard: string[] = []
  const { shell, database } = useDatabase({
    listeners: [
      listen<{ type: 'test.opened'; about: []; data: { ref: string } }>('test.opened', async (tx, fact) => {
        heard.push(fact.data.ref)
        tx.record({ type: 'test.heard', about: ['thing:T-1001'], data: {} })
      }),
    ],
  })
  const open = (key?: string, request: unknown = {}) =>
    shell.command(
      officer(),
      'open-thing',
      async (tx) => {
        const ref = await nextRef(tx, 'T')
        tx.record({ type: 'test.opened', about: [`thing:${ref}`], data: { ref, count: 2 } })
        return ok(ref)
      },
      { idempotencyKey: key, request },
    )

  test('saves, tells its listeners, and leaves one audit line for each fact', async () => {
    assert.deepEqual(await open(), ok('T-1001'))
    assert.deepEqual(heard, ['T-1001'])
    const lines = await shell.read(officer(), (tx) => timeline(tx, 'thing:T-1001'))
    assert.deepEqual(
      lines.map((line) => [line.seq, line.type, line.actorName]),
      [
        [2, 'test.heard', 'Officer O-1'],
        [1, 'test.opened', 'Officer O-1'],
      ],
    )
    assert.equal(await verifyAudit(database, COUNCIL, []), undefined)
  })

  test('that refuses changes nothing', async () => {
    const refused = await shell.command(officer(), 'open-thing', async (tx) => {
      await nextRef(tx, 'T')
      return refuse('not today')
    })
    assert.deepEqual(refused, refuse('not today'))
    assert.deepEqual(await open(), ok('T-1001'))
  })

  test('that decides yes and records no fact fails', async () => {
    await assert.rejects(() => shell.command(officer(), 'silent', async () => ok(1)), /recorded no fact/)
  })

  test('with the same idempotency key gives the first answer and changes nothing', async () => {
    assert.deepEqual(await open('k1'), ok('T-1001'))
    assert.deepEqual(await open('k1'), ok('T-1001'))
    assert.deepEqual(await open('k2'), ok('T-1002'))
    await assert.rejects(() => open('k1', { other: true }), IdempotencyConflict)
  })

  test('opened inside another is refused at once', async () => {
    await assert.rejects(
      () => shell.command(officer(), 'outer', async () => shell.command(officer(), 'inner', async () => ok(1))),
      /inside another/,
    )
  })

  test('may not write through a read', async () => {
    await assert.rejects(
      () => shell.read(officer(), (tx) => rows(tx, sql`insert into audit.counter values (1, 'X', 1)`)),
      /read-only transaction/,
    )
  })

  test('of another council sees nothing of this one', async () => {
    await open()
    const lines = await shell.read(officer('O-1', ['*'], 2), (tx) => timeline({ ...tx, council: 1 }, 'thing:T-1001'))
    assert.deepEqual(lines, [])
  })

  test('of a provider leaves its audit line but cannot read the trail', async () => {
    await open()
    const done = await shell.command(providerUser('1-100'), 'offer', async (tx) => {
      tx.record({ type: 'test.offered', about: ['thing:T-9'], data: {} })
      return ok(true)
    })
    assert.ok(done.ok)
    await assert.rejects(
      () => shell.read(providerUser('1-100'), (tx) => timeline(tx, 'thing:T-9')),
      /permission denied/,
    )
    assert.equal((await shell.read(officer(), (tx) => timeline(tx, 'thing:T-9'))).length, 1)
  })

  test('viewed record: its access line is there', async () => {
    await shell.view(officer(), 'person:P-1', async () => 1)
    const seen = await shell.read(officer(), (tx) => rows(tx, sql<{ record: string }>`select record from audit.access`))
    assert.deepEqual(seen, [{ record: 'person:P-1' }])
  })

  test('an audit line that was changed is named by verify', async () => {
    await open()
    await open()
    await database.engine.session((session) =>
      session.script(`update audit.entry set data = '{"ref":"T-6"}' where seq = 3`),
    )
    assert.match((await verifyAudit(database, COUNCIL, []))?.what ?? '', /line 3 \(test.opened\) was changed/)
  })

  test('an audit line that was removed at the end is named by verify', async () => {
    await open()
    await database.engine.session((session) => session.script('delete from audit.entry where seq = 2'))
    assert.match((await verifyAudit(database, COUNCIL, []))?.what ?? '', /chain ends at line 1/)
  })
})
