import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { nextRef } from '#src/platform/command.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'

const PERMISSION = { code: '42501' }

describe('the role of providers, in the tables that every command writes', () => {
  const { shell, database } = useDatabase({
    seed: async (harness) => {
      await greet(harness.shell, officer())
    },
  })
  const greet = (by: typeof shell, actor = providerUser('1-101'), idempotencyKey?: string) =>
    by.command(
      actor,
      'greet',
      async (tx) => {
        tx.record({ type: 'test.greeted', about: [], data: {} })
        return ok(actor.id)
      },
      { idempotencyKey },
    )
  const asProvider = (organisation: string, statement: string) =>
    database.transaction('read write', { council: COUNCIL, organisation }, ({ session }) => session.query(statement))

  it('finds again what its own organisation was answered, and no other answer', async () => {
    await greet(shell, providerUser('1-101'), 'a')
    await greet(shell, officer(), 'b')
    const seen = async (organisation: string) =>
      (await asProvider(organisation, 'select key from audit.idempotency')).rows.map(
        (row) => (row as { key: string }).key,
      )
    assert.deepEqual([await seen('1-101'), await seen('1-102')], [['a'], []])
    assert.deepEqual(await greet(shell, providerUser('1-101'), 'a'), ok('U-1-101'))
    await assert.rejects(
      asProvider(
        '1-102',
        `insert into audit.idempotency (council_id, actor_id, command, key, request_hash, answer, at, organisation_ref)
         values (1, 'U-1-101', 'greet', 'c', '', '{}', now(), '1-101')`,
      ),
      PERMISSION,
    )
  })

  it('takes references of its own commands, and sees none of those that officers take', async () => {
    const take = (prefix: string, actor = providerUser('1-101')) =>
      shell.command(actor, 'take', async (tx) => {
        const ref = await nextRef(tx, prefix)
        tx.record({ type: 'test.taken', about: [], data: { ref } })
        return ok(ref)
      })
    assert.deepEqual(await take('PR', officer()), ok('PR-1001'))
    assert.deepEqual(await take('OF'), ok('OF-1001'))
    assert.deepEqual(await take('OF'), ok('OF-1002'))
    await assert.rejects(take('PR'), PERMISSION)
    assert.deepEqual((await asProvider('1-101', 'select prefix from audit.counter')).rows, [{ prefix: 'OF' }])
    await assert.rejects(asProvider('1-101', `update audit.counter set prefix = 'X'`), PERMISSION)
  })

  it('moves the head of the chain, and neither begins one nor takes it elsewhere', async () => {
    assert.deepEqual(await greet(shell), ok('U-1-101'))
    await assert.rejects(asProvider('1-101', `insert into audit.chain_head values (2, 0, '')`), PERMISSION)
    await assert.rejects(asProvider('1-101', 'update audit.chain_head set council_id = 2'), PERMISSION)
    await assert.rejects(asProvider('1-101', 'delete from audit.chain_head'), PERMISSION)
  })
})
