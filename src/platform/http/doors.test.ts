import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ok } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { type Doors, events, notFound, page, problem, seeOther } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const routes = (doors: Doors) => {
  doors.open('GET /', () => page({ title: 'Welcome', content: html`<p>Hello</p>` }))
  doors.staff('GET /packages', 'brokerage.see', (visit) =>
    page({
      title: 'Packages',
      content: html`<form method="post"><input type="hidden" name="_csrf" value="${visit.csrf}"></form>`,
    }),
  )
  doors.staff('POST /packages', 'brokerage.choose', (visit) => seeOther('/packages', `Kept ${visit.form.name}`))
  doors.staff('GET /broken', 'brokerage.see', () => {
    throw new Error('Mrs Edith Marsh has no address')
  })
  doors.staff('GET /packages/:ref', 'brokerage.see', () => notFound())
  doors.staff('GET /search', 'brokerage.see', async ({ shell, actor, query }) => {
    await shell.noteList(actor, 'search', { words: query.words })
    return notFound()
  })
  doors.portal('GET /portal/offers', 'offers.see', () => page({ title: 'Offers', content: html`` }))
  doors.open('GET /progress', () =>
    events(
      (async function* () {
        yield { event: 'step', data: { read: 1 } }
        yield { event: 'done', data: { read: 2 } }
      })(),
    ),
  )
  doors.api(
    'POST /api/v1/visits',
    {
      grant: 'visits.log',
      summary: 'Log a visit',
      body: z.strictObject({ day: z.string(), visits: z.array(z.strictObject({ minutes: z.int() })) }),
      answer: z.strictObject({ count: z.int() }),
      idempotent: true,
      status: 201,
    },
    async (call) => {
      if (call.body.visits.length === 0) throw problem(409, 'No visits', { pointer: '#/visits' })
      return { count: call.body.visits.length }
    },
  )
  doors.api(
    'GET /api/v1/councils-own',
    { grant: 'visits.log', summary: 'Entries of a day outside the calendar', answer: z.strictObject({}) },
    ({ shell, actor }) =>
      shell.read(actor, async (tx) => {
        // In two steps: PostgreSQL looks at the date before the grant, the embedded database after it.
        await rows(tx, sql`select from audit.entry limit 1`)
        await rows(tx, sql`select ${'0000-01-01T00:00:00Z'}::text::timestamptz`)
        return {}
      }),
  )
  doors.api(
    'POST /api/v1/visits/:ref/cancel',
    {
      grant: 'visits.log',
      summary: 'Cancel a visit',
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({ why: z.unknown() }),
      answer: z.strictObject({ cancelled: z.string() }),
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const cancelled = await shell.command(
        actor,
        'cancel-visit',
        async (tx) => {
          tx.record({ type: 'test.cancelled', about: [`visit:${params.ref}`], data: { why: body.why } })
          return ok(params.ref)
        },
        command,
      )
      return { cancelled: cancelled.ok ? cancelled.value : '' }
    },
  )
}

const actors: Record<string, Actor> = {
  ravinder: { ...officer('O-1', ['brokerage.see', 'brokerage.choose']), name: 'Ravinder Gill' },
  noel: officer('O-2', ['people.see']),
  sunrise: providerUser('1-101', ['offers.see']),
}
const machine: Actor = { ...officer('MC-1', ['visits.log']), kind: 'machine' }

describe('doors', () => {
  const { shell, clock } = useDatabase()
  let app: FastifyInstance & { logged: string[] }
  before(async () => {
    app = await serverFor(shell, [routes], {
      identities: {
        actorOf: async ({ identity }) => actors[identity],
        actorOfToken: async (token) =>
          token === 'old'
            ? 'expired'
            : token === 'good'
              ? machine
              : token === 'own'
                ? { ...machine, organisation: '1-101' }
                : token === 'weak'
                  ? { ...machine, grants: new Set() }
                  : undefined,
      },
    })
  })
  after(() => app.close())

  it('an open page sets no cookie, allows nothing from elsewhere', async () => {
    const answer = await app.inject('/')
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['set-cookie'], undefined)
    const policy = String(answer.headers['content-security-policy'])
    assert.match(policy, /default-src 'self';script-src 'self' 'sha256-[^']+';style-src 'self'/)
    assert.match(policy, /form-action 'self';frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|\*|data:/)
  })

  it('sends whoever is not signed in to sign in first, and back afterwards', async () => {
    const answer = await app.inject('/packages?zone=town')
    assert.equal(answer.statusCode, 303)
    assert.equal(answer.headers.location, '/sign-in?next=%2Fpackages%3Fzone%3Dtown')
    assert.equal((await app.inject('/portal/offers')).headers.location, '/portal/sign-in?next=%2Fportal%2Foffers')
  })

  it('lets staff through the staff door only', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    const answer = await browser.get('/packages')
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.match(answer.body, /Ravinder Gill/)
    assert.equal((await browser.get('/portal/offers')).statusCode, 403)
  })

  it('lets provider users through the portal only', async () => {
    const browser = new Browser(app)
    await browser.signInAs('portal', 'sunrise')
    assert.equal((await browser.get('/portal/offers')).statusCode, 200)
    const refused = await browser.get('/packages')
    assert.equal(refused.statusCode, 403)
    assert.match(refused.body, /This page is for council staff/)
  })

  it('refuses an officer without the grant', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'noel')
    assert.equal((await browser.get('/packages')).statusCode, 403)
  })

  it('takes a form with its token, shows what it did once', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    const answer = await browser.post('/packages', { name: 'PK-1001' })
    assert.equal(answer.statusCode, 303)
    assert.match((await browser.get('/packages')).body, /Kept PK-1001/)
    assert.doesNotMatch((await browser.get('/packages')).body, /Kept PK-1001/)
  })

  it('refuses a form without its token, or with that of another browser', async () => {
    const [browser, other] = [new Browser(app), new Browser(app)]
    await browser.signInAs('staff', 'ravinder')
    await other.signInAs('staff', 'ravinder')
    const tokens = ['', 'guess', await other.token('/packages')]
    for (const fields of tokens.map((token) => ({ _csrf: token }))) {
      const answer = await browser.send('/packages', fields)
      assert.equal(answer.statusCode, 403)
      assert.match(answer.body, /This form has expired/)
    }
  })

  it('shows a failure in plain words and logs it without them', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    const answer = await browser.get('/broken?name=Marsh')
    assert.equal(answer.statusCode, 500)
    assert.match(answer.body, /there is a problem with the service/)
    assert.ok(answer.body.includes(String(answer.headers['x-request-id'])))
    assert.doesNotMatch(answer.body + app.logged.join(''), /Marsh/)
  })

  it('knows unknown addresses, other methods and OPTIONS', async () => {
    assert.equal((await app.inject('/nowhere')).statusCode, 404)
    const wrong = await app.inject({ method: 'DELETE', url: '/packages' })
    assert.deepEqual([wrong.statusCode, wrong.headers.allow], [405, 'GET, HEAD, POST, OPTIONS'])
    const options = await app.inject({ method: 'OPTIONS', url: '/packages/PK-1' })
    assert.deepEqual([options.statusCode, options.headers.allow], [204, 'GET, HEAD, OPTIONS'])
    assert.equal((await app.inject({ method: 'HEAD', url: '/' })).statusCode, 200)
    const api = await app.inject('/api/v1/nowhere')
    assert.equal(api.statusCode, 404)
    assert.match(String(api.headers['content-type']), /problem\+json/)
  })

  it('ends a session after an hour without use and after twelve in any case', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    const start = clock.now
    for (let minutes = 50; minutes < 12 * 60; minutes += 50) {
      clock.now = start.add({ minutes })
      assert.equal((await browser.get('/packages')).statusCode, 200, `after ${minutes} minutes`)
    }
    clock.now = start.add({ hours: 12 })
    assert.equal((await browser.get('/packages')).statusCode, 303)
    await browser.signInAs('staff', 'ravinder')
    clock.now = clock.now.add({ minutes: 61 })
    assert.equal((await browser.get('/packages')).statusCode, 303)
  })

  it('ends a session that a wrong clock began or used far in the future, once the clock is put back', async () => {
    const browser = new Browser(app)
    const right = clock.now
    clock.now = right.add({ hours: 24 })
    await browser.signInAs('staff', 'ravinder')
    clock.now = right
    assert.equal((await browser.get('/packages')).statusCode, 303)
    clock.now = right.add({ minutes: 50 })
    await browser.signInAs('staff', 'ravinder')
    clock.now = right
    assert.equal((await browser.get('/packages')).statusCode, 200)
    clock.now = right.add({ minutes: 61 })
    assert.equal((await browser.get('/packages')).statusCode, 303)
  })

  it('streams progress', async () => {
    const answer = await app.inject('/progress')
    assert.match(String(answer.headers['content-type']), /text\/event-stream/)
    assert.equal(answer.body, 'event: step\ndata: {"read":1}\n\nevent: done\ndata: {"read":2}\n\n')
  })

  const call = (
    token: string | undefined,
    payload: unknown,
    headers: Record<string, string> = { 'idempotency-key': 'k1' },
  ) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/visits',
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      payload: payload as object,
    })
  const good = { day: '2026-11-22', visits: [{ minutes: 30 }] }

  it('answers a machine with its token, scope and key', async () => {
    const answer = await call('good', good)
    assert.deepEqual([answer.statusCode, answer.json()], [201, { count: 1 }])
  })

  it('refuses a machine: no token, unknown, expired, wrong scope', async () => {
    const none = await call(undefined, good)
    assert.deepEqual([none.statusCode, none.headers['www-authenticate']], [401, 'Bearer realm="almoner"'])
    assert.match(String((await call('guess', good)).headers['www-authenticate']), /error="invalid_token"/)
    assert.match(String((await call('old', good)).headers['www-authenticate']), /invalid_token.*expired/)
    const weak = await call('weak', good)
    assert.equal(weak.statusCode, 403)
    assert.match(String(weak.headers['www-authenticate']), /insufficient_scope", scope="visits.log"/)
    assert.match(String(weak.headers['content-type']), /application\/problem\+json/)
  })

  it('points to the field that is wrong', async () => {
    const cases: [unknown, string][] = [
      [{ ...good, colour: 'red' }, '#/colour'],
      [{ ...good, visits: [{ minutes: 'x' }] }, '#/visits/0/minutes'],
      [{ ...good, visits: [{ minutes: 1, extra: 1 }] }, '#/visits/0/extra'],
    ]
    for (const [body, pointer] of cases) {
      const answer = await call('good', body)
      assert.deepEqual([answer.statusCode, answer.json().errors[0].pointer], [422, pointer])
    }
    const clash = await call('good', { ...good, visits: [] })
    assert.deepEqual([clash.statusCode, clash.json().errors], [409, [{ pointer: '#/visits', detail: 'No visits' }]])
    assert.equal((await call('good', good, {})).statusCode, 400)
  })

  it('refuses a body that is too large or not JSON, as a problem', async () => {
    const large = await call('good', { ...good, day: 'x'.repeat(1_100_000) })
    assert.deepEqual([large.statusCode, large.json().status], [413, 413])
    const text = await app.inject({
      method: 'POST',
      url: '/api/v1/visits',
      headers: { authorization: 'Bearer good', 'content-type': 'text/plain' },
      payload: 'x',
    })
    assert.deepEqual([text.statusCode, text.json().status], [415, 415])
    const broken = await app.inject({
      method: 'POST',
      url: '/api/v1/visits',
      headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
      payload: '{',
    })
    assert.deepEqual([broken.statusCode, broken.json().status], [400, 400])
  })

  const cancel = (ref: string, key: string, payload: object | string) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/visits/${ref}/cancel`,
      headers: { authorization: 'Bearer good', 'idempotency-key': key, 'content-type': 'application/json' },
      payload,
    })

  it('refuses a key that comes again for another record', async () => {
    assert.deepEqual((await cancel('V-1', 'once', { why: 'ill' })).json(), { cancelled: 'V-1' })
    assert.deepEqual((await cancel('V-1', 'once', { why: 'ill' })).json(), { cancelled: 'V-1' })
    assert.equal((await cancel('V-2', 'once', { why: 'ill' })).statusCode, 409)
  })

  it('refuses a form in parts that breaks off or has no boundary', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    for (const type of ['multipart/form-data; boundary=x', 'multipart/form-data']) {
      const headers = { ...browser.headers(), 'content-type': type }
      const answer = await app.inject({ method: 'POST', url: '/packages', headers, payload: '--x\r\nfoo' })
      assert.equal(answer.statusCode, 400, type)
    }
  })

  it('tells a provider’s machine that a call is the council’s alone', async () => {
    const answer = await app.inject({ url: '/api/v1/councils-own', headers: { authorization: 'Bearer own' } })
    assert.deepEqual(
      [answer.statusCode, answer.json().detail],
      [403, 'Only the council may see or change this, not a provider.'],
    )
    const council = await app.inject({ url: '/api/v1/councils-own', headers: { authorization: 'Bearer good' } })
    assert.equal(council.statusCode, 400)
  })

  it('blames what was sent for characters that the database refuses', async () => {
    const cases: [object | string, string][] = [
      [{ why: 'a\0b' }, '#/why'],
      [{ why: { deep: ['ok', '\0'] } }, '#/why/deep/1'],
      ['{"why":"\\ud83d"}', '#/why'],
      [`{"why":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '#/why'],
    ]
    for (const [index, [body, pointer]] of cases.entries()) {
      const answer = await cancel('V-3', `nul-${index}`, body)
      assert.equal(answer.statusCode, 422, pointer)
      assert.ok(answer.json().errors[0].pointer.startsWith(pointer))
    }
    assert.equal((await cancel('V-3%00', 'nul', { why: 'ill' })).statusCode, 400)
    const browser = new Browser(app)
    await browser.signInAs('staff', 'ravinder')
    const page = await browser.get('/search?words=a%00b')
    assert.equal(page.statusCode, 400)
    assert.match(page.body, /Take out characters that cannot be seen/)
  })

  it('describes itself as OpenAPI 3.1', async () => {
    const { openapi, paths } = (await app.inject('/api/openapi.json')).json()
    assert.equal(openapi, '3.1.0')
    assert.deepEqual(Object.keys(paths), ['/api/v1/visits', '/api/v1/councils-own', '/api/v1/visits/{ref}/cancel'])
    const { post } = paths['/api/v1/visits']
    assert.deepEqual(post.security, [{ oauth: ['visits.log'] }])
    assert.deepEqual(
      post.parameters.map(({ name }: { name: string }) => name),
      ['Idempotency-Key'],
    )
    assert.equal(post.requestBody.content['application/json'].schema.additionalProperties, false)
    assert.ok(post.responses['201'] && post.responses.default.content['application/problem+json'])
  })

  it('describes itself to people under the same strict policy', async () => {
    const answer = await app.inject('/api/docs')
    assert.equal(answer.statusCode, 200)
    for (const words of ['Log a visit', '/api/v1/visits', 'visits[].minutes', 'scope visits.log']) {
      assert.ok(answer.body.includes(words), words)
    }
    assert.doesNotMatch(answer.body, /style="/)
  })

  it('serves style sheets for ever and says that it lives', async () => {
    const path = /href="(\/assets\/[^"]+\.css)"/.exec((await app.inject('/')).body)?.[1] as string
    const style = await app.inject(path)
    assert.equal(style.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.deepEqual((await app.inject('/health')).json(), { alive: true })
    assert.deepEqual((await app.inject('/ready')).json(), { ready: true })
  })

  it('cannot declare a route without a grant', async () => {
    const bare = (doors: Doors) => doors.staff('GET /x', '', () => notFound())
    await assert.rejects(serverFor(shell, [bare]), /GET \/x needs a grant/)
  })
})
