import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { routes } from '#src/visits/routes.ts'
import { words } from '#src/visits/words.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const machine = (actor: Actor): Actor => ({ ...actor, kind: 'machine' })
const provider = machine(providerUser('1-101', ['visits.log']))
const other = machine(providerUser('1-102', ['visits.log']))
const council = machine(officer('c-1', ['visits.see', 'brokerage.request', 'people.assess']))

describe('what is agreed with people, by machine', () => {
  const { shell } = useDatabase()
  let who: Actor = provider
  let server: ReturnType<typeof serverFor> | undefined
  let keys = 0
  const call = async (as: Actor, method: 'GET' | 'POST', url: string, payload?: object) => {
    who = as
    server ??= serverFor(shell, [(doors: Doors) => routes(doors, { panels: [], work: [], search: [], words })], {
      identities: { actorOf: async () => officer('O-1'), actorOfToken: async () => who },
    })
    keys += 1
    const answer = await (await server).inject({
      ...{ method, url, ...(payload ? { payload } : {}) },
      headers: { authorization: 'Bearer t', 'idempotency-key': `a-key-of-its-own-${keys}` },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const pattern = [
    slotOf({ windowFrom: '08:30', windowTo: '10:00' }),
    slotOf({ slot: 2, start: '12:00', minutes: 15, shortReason: 'add_on_to_make_45' }),
  ]
  const time = { kind: 'one-off', minutes: 30, agreedWith: 'Mrs Hughes', agreedOn: '2026-11-20' }
  const visit = '/api/v1/visits/PK-1001-20261125-1/agreed-times'

  it('a provider agrees a time inside the window, and asks outside it; the council decides', async () => {
    await place(shell, planOf({ pattern }))
    const inside = await call(provider, 'POST', visit, { ...time, start: '09:45' })
    assert.deepEqual([inside.status, inside.body.status], [201, 'agreed'])
    const outside = await call(provider, 'POST', visit.replace('25-1', '26-1'), { ...time, start: '14:00' })
    assert.deepEqual([outside.status, outside.body.status], [201, 'asked'])
    const own = await call(provider, 'GET', '/api/v1/own-agreed-times')
    assert.deepEqual(
      own.body.changes.map((one: { start: string; status: string }) => [one.start, one.status]),
      [
        ['14:00', 'asked'],
        ['09:45', 'agreed'],
      ],
    )
    assert.equal((await call(other, 'GET', '/api/v1/own-agreed-times')).body.total, 0)
    const path = `/api/v1/agreed-times/${outside.body.changeRef}/decision`
    assert.equal((await call(provider, 'POST', path, { agree: true })).status, 403)
    assert.equal((await call(council, 'POST', path, { agree: false })).body.errors[0].pointer, '#/note')
    const decided = await call(council, 'POST', path, { agree: true })
    assert.deepEqual([decided.status, decided.body.status], [200, 'agreed'])
    assert.equal((await call(council, 'GET', '/api/v1/agreed-times?status=agreed&providerRef=1-101')).body.total, 2)
  })

  it('says what is wrong with a time, and where', async () => {
    await place(shell, planOf({ pattern }))
    const same = await call(provider, 'POST', visit, { ...time, start: '09:00' })
    assert.deepEqual([same.status, same.body.errors[0].pointer], [422, '#/start'])
    assert.equal((await call(other, 'POST', visit, { ...time, start: '09:45' })).status, 404)
    const early = await call(provider, 'POST', '/api/v1/visits/PK-1001-20261125-1/banked-time', {
      ...{ minutes: 10, agreedWith: 'Mrs Hughes', agreedOn: '2026-11-20' },
    })
    assert.deepEqual([early.status, early.body.title], [422, 'Nobody has logged out of the visit yet'])
  })

  it('lists short visits with what is wrong with their reasons, and records that the person agreed', async () => {
    await place(shell, planOf({ pattern }))
    const listed = await call(council, 'GET', '/api/v1/short-visits?agreed=no')
    assert.deepEqual(
      listed.body.shortVisits.map((one: { slot: number; fault: string }) => [one.slot, one.fault]),
      [[2, 'makes no 45 minutes']],
    )
    const path = '/api/v1/packages/PK-1001/visits/2/short-agreements'
    const agreed = { agreedBy: 'Mrs Hughes', agreedOn: '2026-11-19' }
    assert.equal(
      (await call(council, 'POST', path, { ...agreed, agreedOn: '2026-12-01' })).body.errors[0].pointer,
      '#/agreedOn',
    )
    assert.equal((await call(council, 'POST', path.replace('/2/', '/1/'), agreed)).status, 422)
    assert.equal((await call(council, 'POST', path, agreed)).status, 201)
    assert.equal((await call(council, 'GET', '/api/v1/short-visits?agreed=no')).body.total, 0)
    assert.equal((await call(provider, 'POST', path, agreed)).status, 403)
  })
})
