import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { refuse } from '#src/base/result.ts'
import { timeline } from '#src/platform/audit.ts'
import { createShell } from '#src/platform/command.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { endMachineClient, listMachineClients } from '#src/platform/sign-in/machine-clients.ts'
import { createSignIn } from '#src/platform/sign-in/sign-in.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const administrator = officer('O-1', ['sign-in.clients'])

const calls = (doors: Doors) =>
  doors.api(
    'GET /api/v1/whoami',
    {
      grant: 'visits.log',
      summary: 'Who am I',
      answer: z.strictObject({
        id: z.string(),
        council: z.int(),
        organisation: z.string().nullable(),
        answerable: z.string().nullable(),
      }),
    },
    ({ actor }) => ({
      id: actor.id,
      council: actor.council,
      organisation: actor.organisation ?? null,
      answerable: actor.answerable ?? null,
    }),
  )

describe('machine clients', () => {
  const { shell, clock } = useDatabase()
  let app: FastifyInstance & { logged: string[] }
  before(async () => {
    const signIn = createSignIn({
      shell,
      settings: { trial: false, host: '0.0.0.0', address: 'https://almoner.example' },
      whoIs: async () => administrator,
      grantsOfProviderUser: () => new Set(),
      scopes: ['visits.log', 'brokerage.see', 'brokerage.offer'],
      providerScopes: new Set(['visits.log', 'brokerage.offer']),
      onlyProviders: new Set(['brokerage.offer']),
      officerName: async (_tx, ref) => ({ 'O-1': 'Ada', 'O-3': 'Bea Broker' })[ref],
      councilName: () => 'Wenbury Council',
      organisationName: async (_tx, ref) => ({ '1-101': 'Sunrise Care Ltd' })[ref],
      report: () => {},
    })
    app = await serverFor(shell, [signIn.routes, calls], {
      identities: signIn.identities,
      mountTokens: signIn.mountTokens,
      settings: { trial: false, https: false, limits: { apiPerMinute: 20, secretsPerAddress: 1000 } },
    })
  })
  after(() => app.close())

  const create = async (fields: Record<string, string> = { organisation: '1-101' }) => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'anyone')
    const { body } = await browser.post('/machine-clients/new', { name: 'Rota', scopes: 'visits.log', ...fields })
    const shown = (name: string) => new RegExp(`${name}: <strong>([^<]+)`).exec(body)?.[1] ?? ''
    return { browser, body, id: shown('client_id'), secret: shown('client_secret') }
  }
  const ask = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
    })
  const whoami = (token: string) => app.inject({ url: '/api/v1/whoami', headers: { authorization: `Bearer ${token}` } })
  const tokenOf = async ({ id, secret }: { id: string; secret: string }) =>
    (await ask({ client_id: id, client_secret: secret })).json().access_token as string

  it('an administrator creates one; it fetches a token and calls', async () => {
    const { id, secret } = await create()
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const answer = await ask({ scope: 'visits.log' }, { authorization: basic })
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['cache-control'], 'no-store')
    const { access_token, token_type, expires_in, scope } = answer.json()
    assert.deepEqual([token_type, expires_in, scope], ['Bearer', 1800, 'visits.log'])
    assert.deepEqual((await whoami(access_token)).json(), { id, council: 1, organisation: '1-101', answerable: null })
  })

  it('the officer named answers for the council’s own; whoever creates it where none is', async () => {
    const answers = async (fields: Record<string, string>) =>
      (await whoami(await tokenOf(await create(fields)))).json().answerable
    assert.deepEqual([await answers({ answerable: 'O-3' }), await answers({})], ['O-3', 'O-1'])
  })

  it('says what a client cannot be given, of whom and by whom', async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ organisation: '1-999' }, /No organisation on the register has this number/],
      [{ organisation: '1-101', scopes: 'brokerage.see' }, /A provider’s software cannot be given brokerage.see/],
      [{ scopes: 'brokerage.offer' }, /Only a provider’s software can use brokerage.offer/],
      [{ answerable: 'O-99' }, /There is no officer with this reference/],
    ]
    for (const [fields, words] of cases) {
      const { body, id } = await create(fields)
      assert.match(body, words)
      assert.equal(id, '')
    }
  })

  it('is made and ended with its line in the audit, or not at all', async () => {
    const { id } = await create()
    const { database, now } = shell
    const deaf = { on: 'sign-in.client-ended', hear: () => Promise.reject(new Error('no line today')) }
    await assert.rejects(endMachineClient(createShell(database, [deaf], now), administrator, id), /no line today/)
    assert.equal((await listMachineClients(shell, 1)).find(({ clientRef }) => clientRef === id)?.endedAt, null)
    assert.ok((await endMachineClient(shell, administrator, id)).ok)
    const lines = await shell.read(administrator, (tx) => timeline(tx, `machine:${id}`))
    assert.deepEqual(
      lines.map(({ type }) => type),
      ['sign-in.client-ended', 'sign-in.client-created'],
    )
  })

  it('a token ends after half an hour', async () => {
    const token = await tokenOf(await create())
    clock.now = clock.now.add({ minutes: 29 })
    assert.equal((await whoami(token)).statusCode, 200)
    clock.now = clock.now.add({ minutes: 1 })
    const late = await whoami(token)
    assert.equal(late.statusCode, 401)
    assert.match(String(late.headers['www-authenticate']), /error="invalid_token".*expired/)
  })

  it('a token of another scope does not open the call', async () => {
    const client = await create({ scopes: 'brokerage.see' })
    assert.equal((await whoami(await tokenOf(client))).statusCode, 403)
  })

  it('refuses as RFC 6749 has it', async () => {
    const { id, secret } = await create()
    const cases: [Record<string, string>, number, string][] = [
      [{ client_id: id, client_secret: 'wrong' }, 401, 'invalid_client'],
      [{ client_id: 'MC-9', client_secret: secret }, 401, 'invalid_client'],
      [{}, 401, 'invalid_client'],
      [{ client_id: id, client_secret: secret, scope: 'payments.approve' }, 400, 'invalid_scope'],
      [{ client_id: id, client_secret: secret, grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ]
    for (const [fields, status, error] of cases) {
      const answer = await ask(fields)
      assert.deepEqual([answer.statusCode, answer.json()], [status, { error }])
    }
    const json = await app.inject({
      method: 'POST',
      url: '/oauth/token',
      payload: { grant_type: 'client_credentials' },
    })
    assert.deepEqual([json.statusCode, json.json()], [415, { error: 'invalid_request' }])
  })

  it('blames the client for a name that nothing can have', async () => {
    const answer = await ask({ client_id: 'MC-1\0', client_secret: 'x' })
    assert.deepEqual([answer.statusCode, answer.json()], [422, { error: 'invalid_request' }])
  })

  it('is ended by its own council alone', async () => {
    const { id, secret } = await create()
    const token = await tokenOf({ id, secret })
    const elsewhere = { ...administrator, council: 2 }
    assert.deepEqual(await endMachineClient(shell, elsewhere, id), refuse('no such client'))
    assert.equal((await whoami(token)).statusCode, 200)
  })

  it('is ended with its tokens', async () => {
    const { browser, id, secret } = await create()
    const token = await tokenOf({ id, secret })
    await browser.post(`/machine-clients/${id}/end`, {}, '/machine-clients')
    assert.equal((await whoami(token)).statusCode, 401)
    assert.equal((await ask({ client_id: id, client_secret: secret })).statusCode, 401)
  })

  it('needs a name and something that it may do, of what there is', async () => {
    assert.match((await create({ name: '' })).body, /Enter a name/)
    assert.match((await create({ scopes: 'councils.manage' })).body, /Select what the software may do/)
  })

  it('may call so often a minute and no more', async () => {
    const token = await tokenOf(await create())
    let last = await whoami(token)
    for (let call = 0; call < 25; call++) last = await whoami(token)
    assert.equal(last.statusCode, 429)
    assert.match(String(last.headers['content-type']), /problem\+json/)
    assert.ok(Number(last.headers['retry-after']) > 0)
  })

  it('leaves no secret in the log or the tables', async () => {
    const { id, secret } = await create()
    const token = await tokenOf({ id, secret })
    const kept = await shell.database.transaction('read only', 'platform', async ({ session }) =>
      JSON.stringify([
        await session.query('select * from sign_in.machine_client'),
        await session.query('select * from sign_in.access_token'),
      ]),
    )
    for (const text of [kept, app.logged.join('')]) assert.ok(!text.includes(secret) && !text.includes(token))
  })
})
