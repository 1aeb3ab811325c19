/** Every route of brokerage and continuity, asked with another's references: collected from what the stages mount, so that a new one is in it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import * as brokerage from '#src/brokerage/index.ts'
import * as continuity from '#src/continuity/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BANDED, got } from '#test/support/pay-runs.ts'

const STAGES = [brokerage, continuity]
const HOUSE: House = {
  panels: STAGES.flatMap(({ panels }) => panels),
  work: STAGES.flatMap(({ work }) => work),
  search: STAGES.flatMap(({ search }) => search),
  words: Object.assign({}, ...STAGES.map(({ words }) => words)),
}
const ELSEWHERE = 9
/** A provider with a contract here that was asked for none of this. */
const STRANGER = '1-999'

type Route = {
  readonly door: 'staff' | 'portal' | 'api'
  readonly verb: string
  readonly path: string
  /** What a machine sends, of the shape that the route asks for: so the reference decides of the answer, not the shape. */
  readonly body: unknown
}

type Shape = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly minimum?: number
  readonly pattern?: string
}

const TEXTS = ['2026-11-30', '2026-11-30T12:00:00Z', '08:30', 'A-1', '1']

/** The least that fits. Numbers are two: line one is the one that is asked of. */
function fits(shape: Shape): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf?.[0]) return fits(shape.anyOf[0])
  if (shape.type === 'array') return shape.items ? [fits(shape.items)] : []
  if (shape.type === 'boolean') return true
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(shape.minimum ?? 2, 2)
  if (shape.type !== 'object') return TEXTS.find((text) => new RegExp(shape.pattern ?? '').test(text)) ?? ''
  const { properties = {}, required = [] } = shape
  return Object.fromEntries(required.map((name) => [name, fits(properties[name] ?? {})]))
}

function bodyOf(grant: unknown): unknown {
  const { body } = grant as { body?: z.ZodType }
  return body ? fits(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Shape) : {}
}

/** What the stages mount, and every grant that any of it asks for. */
function mounted(): { routes: Route[]; grants: string[] } {
  const found: Route[] = []
  const grants = new Set<string>()
  const keep = (door: Route['door']) => (route: string, grant: unknown) => {
    const [verb = '', path = ''] = route.split(' ')
    found.push({ door, verb, path: path.replaceAll(/\{(\w+)\}/g, ':$1'), body: bodyOf(grant) })
    grants.add(typeof grant === 'string' ? grant : ((grant as { grant?: string }).grant ?? ''))
  }
  const doors = { staff: keep('staff'), portal: keep('portal'), api: keep('api'), open: () => {}, asset: () => {} }
  for (const { routes } of STAGES) routes(doors as unknown as Doors, HOUSE)
  return { routes: found, grants: [...grants] }
}

/** Of providers everybody reads the register; what is told of whom they serve is a council's own. */
const SHARED = /^\/(api\/v1\/)?providers\/:/
const ENDLESS = /\/progress$/

const FORM: Record<string, string> = {
  ...{ reason: 'A reason', why: 'A reason', note: 'A note', words: 'Words', by: 'Ann', as: 'person', answer: 'agrees' },
  ...{ decision: 'sign', step: '1', slot: '1', state: 'stood_down', side: 'person', line: '1', code: 'no_skills' },
  ...{ cause: 'business_failure', covers: '1-1', name: 'Ada', provider: BANDED, lines: '1', colleague: 'O-8' },
}
for (const field of ['startDay', 'day', 'on', 'from', 'endDay', 'lastDay', 'fromDay'])
  Object.assign(FORM, { [`${field}-day`]: '30', [`${field}-month`]: '11', [`${field}-year`]: '2026' })

describe('the records of another', () => {
  const { shell } = useDatabase({ seed: seedRecords, listeners: STAGES.flatMap(({ listeners }) => listeners) })
  const { routes, grants } = mounted()
  const actors: Readonly<Record<string, Actor>> = {
    here: officer('O-8', grants),
    elsewhere: officer('O-8', grants, ELSEWHERE),
    stranger: providerUser(STRANGER, grants),
  }
  let app: FastifyInstance & { logged: string[] }
  before(async () => {
    app = await serverFor(
      shell,
      STAGES.map((stage) => (doors: Doors) => stage.routes(doors, HOUSE)),
      {
        identities: { actorOf: async ({ identity }) => actors[identity], actorOfToken: async (token) => actors[token] },
      },
    )
  })
  after(() => app.close())

  const refs = () =>
    shell.read(system(), async (tx) =>
      (
        await rows(
          tx,
          sql<{ ref: string }>`select package_ref as ref from brokerage.care_package
            union all select exit_ref from continuity.exit union all select plan_ref from continuity.plan
            union all select known_ref::text from continuity.known_person
            union all select person_ref from people.person`,
        )
      ).map(({ ref }) => ref),
    )
  /** Each route with each reference in its first place; lines, slots and steps are the first. */
  const urlsOf = async (pick: (route: Route) => boolean) => {
    const all = await refs()
    return routes
      .filter((route) => pick(route) && route.path.includes('/:') && !ENDLESS.test(route.path))
      .flatMap((route) =>
        all.map((ref) => {
          const url = route.path.replace(/:\w+/, ref).replaceAll(/:(line|slot|step|round|version|number)\b/g, '1')
          return { ...route, url: url.replaceAll(/:\w+/g, ref) }
        }),
      )
  }
  const signedIn = async (door: 'staff' | 'portal', who: string, council = COUNCIL) => {
    const browser = new Browser(app)
    await browser.signInAs(door, who, council)
    return browser
  }
  /** All that this council keeps in both stages, by table. */
  const kept = () =>
    shell.read(system(), async (tx) => {
      const tables = await rows(
        tx,
        sql<{ name: string }>`select schemaname || '.' || tablename as name from pg_tables
          where schemaname in ('brokerage', 'continuity') and has_table_privilege(schemaname || '.' || tablename, 'select') order by 1`,
      )
      const found: Record<string, string | null> = {}
      for (const { name } of tables) {
        const [one] = await rows(
          tx,
          sql<{
            sum: string | null
          }>`select md5(string_agg(one::text, ',' order by one::text)) as sum from ${sql.table(name)} one`,
        )
        found[name] = one?.sum ?? null
      }
      return found
    })
  const TELLS = /Margaret|Hughes|Owen Price|Barr\b|Nora Lane|Ada Moss|Insulin/
  const tells = (body: string): boolean => TELLS.test(body)
  const call = (token: string, verb: string, url: string, body: unknown) =>
    app.inject({
      ...{ method: verb as 'GET', url, ...(verb === 'GET' ? {} : { payload: body as object }) },
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': `k${verb}${url}` },
    })

  it('are on these pages: who may read them does', async () => {
    const own = await signedIn('staff', 'here')
    const seen = new Set<string>()
    for (const { path, url } of await urlsOf(({ door, verb }) => door === 'staff' && verb === 'GET'))
      if ((await own.get(url)).statusCode === 200) seen.add(path)
    const all = routes.filter(({ door, verb, path }) => door === 'staff' && verb === 'GET' && path.includes('/:'))
    assert.ok(seen.size > all.length / 2, `${seen.size} of ${all.length} pages show a record`)
  })

  it('are shown to no officer and no machine of another council, and changed by none', async () => {
    const untouched = await kept()
    const other = await signedIn('staff', 'elsewhere', ELSEWHERE)
    const token = await other.token('/packages/start')
    const faults: string[] = []
    for (const { door, verb, path, url, body: sent } of await urlsOf(({ door }) => door !== 'portal')) {
      const { statusCode, body } =
        door === 'api'
          ? await call('elsewhere', verb, url, sent)
          : verb === 'GET'
            ? await other.get(url)
            : await other.send(url, { ...FORM, _csrf: token })
      // A body that is refused for its shape says nothing of the reference.
      const isUndecided = door === 'api' && statusCode === 422
      const isShown = statusCode < 400 && !SHARED.test(path)
      if (isShown || isUndecided || statusCode >= 500 || tells(body))
        faults.push(`${statusCode} ${verb} ${path} ${url}`)
    }
    assert.deepEqual(faults, [])
    assert.deepEqual(await kept(), untouched)
  })

  it('are shown to no provider that was not asked, and changed by none', async () => {
    const untouched = await kept()
    const portal = await signedIn('portal', 'stranger')
    const token = await portal.token('/portal/known-people')
    const faults: string[] = []
    for (const { door, verb, path, url, body: sent } of await urlsOf(() => true)) {
      const { statusCode, body } =
        door === 'api'
          ? await call('stranger', verb, url, sent)
          : verb === 'GET'
            ? await portal.get(url)
            : await portal.send(url, { ...FORM, _csrf: token })
      const isUndecided = door === 'api' && statusCode === 422
      if (statusCode < 400 || isUndecided || statusCode >= 500 || tells(body))
        faults.push(`${statusCode} ${verb} ${path} ${url}`)
    }
    assert.deepEqual(faults, [])
    assert.deepEqual(await kept(), untouched)
  })
})

/** An exit with its list and plan, whom its provider told of, a request that was sent and one that was not. */
async function seedRecords(harness: Parameters<typeof seedExits>[0]): Promise<void> {
  await seedExits(harness)
  const { shell } = harness
  const typed = { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' }
  got(await continuity.tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed }))
  const pattern = [
    {
      ...{ slot: 1, days: [1, 2], windowFrom: '08:00', windowTo: '10:00', start: '08:30', minutes: 30 },
      ...{ workers: 1 as const, timeCritical: false, tasks: 'Breakfast' },
    },
  ]
  const asked = { service: 'home_care', outcomes: ['nutrition'], startBy: '2026-11-30', pattern }
  for (const personRef of ['P-1001', 'P-1002']) {
    const made = await brokerage.requestPackage(shell, systemActor(COUNCIL), { ...asked, personRef })
    if (personRef === 'P-1001') got(await brokerage.sendPackage(shell, system(), got(made).packageRef))
  }
  const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay: null } as const
  const { exitRef } = got(await continuity.beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
  got(await continuity.listEverybody(shell, DUTY, exitRef))
  got(await continuity.askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
}
