import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Store } from '#src/app.ts'
import type { Browser } from '#test/support/http.ts'
import { appOver, openPaidTrial, signedInAs } from '#test/support/trial.ts'

type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}
type Call = {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}
type Paths = Readonly<Record<string, Readonly<Record<string, Call>>>>
type Asked = { readonly method: string; readonly url: string; readonly body?: unknown }

const NONSENSE: readonly unknown[] = [
  ...[
    null,
    -1,
    0,
    1.5,
    1e21,
    '',
    '💥',
    'x'.repeat(5000),
    {},
    [],
    [null],
    true,
    '\u0000',
    '2026-02-30',
    '9999-12-31',
    '0001-01-01',
  ],
  ...['24:61', "'%_\\", '2026-11-23T25:00:00Z', 'PK-1', ['a', 'a'], 2147483648, '-0', 'P-1001'],
]
/** A machine client may make so many calls a minute; with a client for each part of the calls nobody waits. */
const CALLS_A_CLIENT = 2500

/** A body as the schema would have it, or nearly: what is only text may be a day or a reference to the code. */
function sampleOf(schema: Schema = {}, name = ''): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return sampleOf(choice, name)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, one]) => [key, sampleOf(one, key)]))
    case 'array':
      return [sampleOf(schema.items, name)]
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return /day|date|from|to$|on$/i.test(name)
        ? '2026-11-30'
        : /at$|in$|out$/i.test(name)
          ? '2026-11-20T09:00:00Z'
          : 'P-1001'
  }
}

/** The body with one value in it after another replaced. */
function* spoilt(value: unknown): Generator<unknown> {
  yield* NONSENSE
  if (Array.isArray(value)) for (const one of spoilt(value[0])) yield [one]
  else if (value !== null && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>
      yield rest
      for (const other of spoilt(one)) yield { ...value, [key]: other }
    }
}

describe('a call of the API with nonsense', () => {
  let store: Store
  let app: FastifyInstance
  let paths: Paths
  const faults: string[] = []
  let asked = 0

  /** A client that may do all that any software may, a council's or a provider's. */
  async function tokenFor(browser: Browser, organisation: string, refused: readonly string[]): Promise<string> {
    const { body: form } = await browser.get('/machine-clients/new')
    const scopes = [...form.matchAll(/name="scopes"[^>]*value="([^"]*)"/g)].map(([, scope = '']) => scope)
    const wanted = scopes.filter((scope) => !refused.includes(scope))
    const { body } = await browser.post('/machine-clients/new', { name: 'Nonsense', organisation, scopes: wanted })
    const named = /cannot be given ([^<]+?)<|can use ([^<:]+):/.exec(body)
    if (named && refused.length === 0) return tokenFor(browser, organisation, (named[1] ?? named[2] ?? '').split(', '))
    const shown = (name: string) => new RegExp(`${name}: <strong>([^<]+)`).exec(body)?.[1] ?? ''
    const fields = {
      grant_type: 'client_credentials',
      client_id: shown('client_id'),
      client_secret: shown('client_secret'),
    }
    const answer = await app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
    return answer.json().access_token as string
  }

  async function ask(token: string, { method, url, body }: Asked): Promise<string> {
    const answer = await app.inject({
      method: method.toUpperCase() as 'POST',
      url,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': `nonsense-${++asked}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const of = `${method} ${url.slice(0, 120)} ${JSON.stringify(body)?.slice(0, 300) ?? ''}`
    if (answer.statusCode >= 500) faults.push(`${answer.statusCode} of ${of}`)
    return answer.body
  }

  /** References of each kind, as the lists of the API tell them. */
  async function refsOf(token: string): Promise<string[]> {
    const refs = new Set<string>()
    for (const [path, { get }] of Object.entries(paths))
      if (get && !path.includes('{'))
        for (const [, ref = ''] of (await ask(token, { method: 'get', url: path })).matchAll(
          /"\w*[rR]ef":"([^"]{3,40})"/g,
        ))
          refs.add(ref)
    const firsts = Map.groupBy(refs, (ref) => ref.replace(/-.*/, ''))
    return [...firsts.values()].flatMap((some) => some.slice(0, 1))
  }

  function* callsOf(refs: readonly string[]): Generator<Asked> {
    for (const [path, methods] of Object.entries(paths))
      for (const [method, call] of Object.entries(methods)) {
        const fill = (ref: string) => path.replace(/\{ref\}/g, encodeURIComponent(ref)).replace(/\{\w+\}/g, '1')
        const urls = path.includes('{') ? [...refs, '💥', 'x'.repeat(300), '%00'].map(fill) : [path]
        const own = urls.filter((url) => !url.includes('%2500'))
        if (method === 'get') {
          yield* own.map((url) => ({ method, url }))
          for (const { name } of (call.parameters ?? []).filter((one) => one.in === 'query'))
            for (const value of NONSENSE.filter((one) => typeof one !== 'object'))
              yield { method, url: `${own[0]}?${new URLSearchParams({ [name]: String(value) })}` }
          continue
        }
        const [content] = Object.entries(call.requestBody?.content ?? {})
        if (content && content[0] !== 'application/json') continue
        const sample = content ? sampleOf(content[1].schema) : {}
        yield* own.map((url) => ({ method, url, body: sample }))
        // Nonsense is looked at before what it is about, so one record of each kind will do; it may be of another kind.
        for (const body of spoilt(sample)) yield { method, url: own[asked % own.length] ?? path, body }
      }
  }

  before(async () => {
    store = await openPaidTrial()
    app = (await appOver(store)).app
    paths = (await app.inject('/api/openapi.json')).json().paths
    const browser = await signedInAs(app, 'Connie Contract')
    const providers = (await browser.get('/providers')).body.match(/\/providers\/(1-[\w]+)"/)?.[1] ?? ''
    for (const organisation of ['', providers]) {
      let token = await tokenFor(browser, organisation, [])
      const refs = await refsOf(token)
      let left = CALLS_A_CLIENT
      for (const call of callsOf(refs)) {
        if (left-- === 0) {
          token = await tokenFor(browser, organisation, [])
          left = CALLS_A_CLIENT
        }
        await ask(token, call)
      }
    }
  })
  after(() => store.close())

  it('is refused, whoever sends it', () => {
    assert.ok(asked > 20_000, `${asked} calls were made`)
    assert.deepEqual(faults, [])
  })
})
