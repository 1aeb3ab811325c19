import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { NOON, providerUser, useDatabase } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { fullDraft, publishSmallTender, smallSpec } from '#test/support/tenders.ts'

describe('a provider’s machine', () => {
  const { shell, clock } = useDatabase({
    seed: async ({ shell }) => {
      const spec = smallSpec(NOON.add({ hours: 24 }))
      await publishSmallTender(shell, {
        spec: { ...spec, conditions: spec.conditions.filter(({ evidence }) => !evidence) },
      })
    },
  })
  const machine = async (organisation: string) => {
    const app = await serverFor(shell, [bidRoutes], {
      identities: {
        actorOf: async () => undefined,
        actorOfToken: async () => ({ ...providerUser(organisation, ['tendering.bid']), kind: 'machine' as const }),
      },
    })
    return async (method: 'GET' | 'PUT' | 'POST', path = '', body?: object, key?: string) => {
      const answer = await app.inject({
        method,
        url: `/api/v1/tenders/TD-1/bid${path}`,
        headers: { authorization: 'Bearer made-up', ...(key ? { 'idempotency-key': key } : {}) },
        ...(body ? { payload: body } : {}),
      })
      return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
    }
  }
  const said = () => {
    const draft = fullDraft()
    return { ...draft, conditions: draft.conditions.filter(({ key }) => key === 'C1') }
  }

  test('saves its bid, is told what is missing, submits once for a key, and finds its receipt', async () => {
    const call = await machine('1-101')
    const begun = await call('PUT', '', { ...said(), answers: [] })
    assert.deepEqual(begun, { status: 200, body: { missing: ['Answer question Q1', 'Answer question Q2'] } })
    assert.equal((await call('POST', '/submit', undefined, 'k0')).status, 422)
    assert.deepEqual((await call('PUT', '', said())).body, { missing: [] })
    const first = await call('POST', '/submit', undefined, 'k1')
    assert.equal(first.status, 201)
    assert.deepEqual(await call('POST', '/submit', undefined, 'k1'), first)
    assert.deepEqual((await call('GET', '/receipt')).body, first.body)
    assert.deepEqual((await call('GET')).body['draft'], said())
  })

  test('of another provider finds neither draft nor receipt', async () => {
    await (await machine('1-101'))('PUT', '', said())
    const other = await machine('1-102')
    assert.deepEqual(((await other('GET')).body['draft'] as { answers: unknown[] }).answers, [])
    assert.equal((await other('GET', '/receipt')).status, 404)
  })

  test('is told what is wrong and where, and of the deadline', async () => {
    const call = await machine('1-101')
    const pointed = async (change: object) => {
      const { status, body } = await call('PUT', '', { ...said(), ...change })
      return [status, (body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer]
    }
    assert.deepEqual(await pointed({ lots: ['L9'] }), [422, '#/lots'])
    assert.deepEqual(await pointed({ contact: { name: '', email: 'no', phone: '' } }), [422, '#/contact/email'])
    assert.deepEqual(await pointed({ prices: [{ lot: 'L1', lines: [{ key: 'P1', pence: 2501 }] }] }), [422, '#/prices'])
    clock.now = NOON.add({ hours: 24 })
    assert.equal((await call('PUT', '', said())).status, 409)
    assert.equal((await call('POST', '/submit', undefined, 'k1')).status, 409)
  })
})
