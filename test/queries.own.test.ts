import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Store } from '#src/app.ts'
import { addDays, dayOf } from '#src/base/day.ts'
import { actorOfOfficer, getOfficer } from '#src/councils/index.ts'
import { approvePayRun, startPayRun, workPayRun } from '#src/payments/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { mondayOf } from '#src/trial/wenbury.ts'
import { COUNCIL } from '#test/support/database.ts'
import { ROOT } from '#test/support/source-files.ts'
import { appOver, openSmallTrial, signedInAs } from '#test/support/trial.ts'

/** No page issues more: sessions, the access line and whatever panels later stages hang in are counted with it. */
const MOST_QUERIES = 8
/** Of each kind of page so many are read by each person, found by the links of the pages before. */
const READ_OF_EACH = 2

const STAFF = ['Bea Broker', 'Mo Manager', 'Sam Social', 'Fin Officer', 'Fay Finance', 'Connie Contract', 'Hugo Head']

/** Streams that end when the work does, ways in and out, and what has no row in a trial council yet. */
const LEFT_OUT = [
  /\/progress$/,
  /sign-(in|out)/,
  /^\/portal\/(forgotten|reset|welcome|council)/,
  /^\/assets/,
  /^\/api\//,
]

/** Pages that still issue more: they may get fewer, never more. */
const STILL_MORE: Readonly<Record<string, number>> = {
  '/providers/:ref': 16,
  '/contracts/:ref': 10,
  '/visits/:ref': 10,
  '/visits/day': 9,
}

/** What no link of this small council leads to: nothing was imported, no such state stands, or the link is of another role. */
const NOT_REACHED: readonly string[] = [
  '/call-log/set-aside',
  '/machine-clients',
  '/machine-clients/new',
  '/packages/:ref/end',
  '/packages/:ref/over-ceiling',
  '/pay-runs/:ref/cancel',
  '/portal/call-logs/:ref',
  '/portal/call-logs/:ref/refused.csv',
  '/portal/statements/:ref.csv',
  '/providers/imports/:ref',
  '/providers/imports/:ref/findings.csv',
  '/statements/:ref.csv',
  '/visits/imports/:ref',
  '/visits/imports/:ref/refused.csv',
]

type Read = { readonly route: string; readonly url: string; readonly status: number; readonly queries: number }

/** The pages that the stages mount, as their routes.ts say. */
function pageRoutes(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('sample-pages'))
    .map((path) => readFileSync(join(ROOT, 'src', path), 'utf8'))
  const found = texts.flatMap((text) => [...text.matchAll(/doors\.(?:staff|portal)\(\s*'GET (\/[^']*)'/g)])
  return found.flatMap(([, route]) => route ?? [])
}

describe('queries of a page', () => {
  let store: Store
  let app: FastifyInstance
  let routes: string[]
  const read: Read[] = []

  before(async () => {
    store = await openSmallTrial()
    await payLastWeek(store)
    app = (await appOver(store)).app
    routes = pageRoutes()
  })
  after(() => store.close())

  const routeOf = (path: string): string | undefined =>
    routes
      .filter((route) => new RegExp(`^${route.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+')}$`).test(path))
      .toSorted((a, b) => a.split(':').length - b.split(':').length)[0]

  async function walk(name: string, from: readonly string[]): Promise<void> {
    const browser = await signedInAs(app, name)
    const seen = new Map<string, number>()
    const asked = new Set<string>()
    const queue = [...from]
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      const path = url.split(/[?#]/)[0] ?? ''
      const route = routeOf(path)
      if (asked.has(url) || route === undefined || LEFT_OUT.some((pattern) => pattern.test(path))) continue
      if ((seen.get(route) ?? 0) >= READ_OF_EACH) continue
      asked.add(url)
      seen.set(route, (seen.get(route) ?? 0) + 1)
      const target = url
      const { value, queries } = await countQueries(() => browser.get(target))
      read.push({ route, url, status: value.statusCode, queries })
      for (const [, href] of value.body.matchAll(/href="(\/[^"#]*)"/g))
        if (href !== undefined) queue.push(href.replaceAll('&amp;', '&'))
    }
  }

  const above = (some: readonly Read[]): string[] =>
    some
      .filter(({ route, queries }) => queries > (STILL_MORE[route] ?? MOST_QUERIES))
      .map(({ route, queries, url }) => `${queries} ${route} ${url}`)

  it('are eight at most, on every page that staff come to', async () => {
    const from = ['/my-work', '/packages?state=draft', '/search?words=ZW1', '/policies', '/officers', '/provider-users']
    for (const name of STAFF) await walk(name, from)
    assert.deepEqual(above(read), [])
  })

  it('are eight at most, on every page of the portal', async () => {
    const before = read.length
    const users = (await app.inject('/sign-in')).body.matchAll(/Be (Pat of [^<]+?)\s*<\/button>/g)
    for (const [, name] of users) await walk(name ?? '', ['/portal', '/portal/offers', '/portal/statements'])
    assert.deepEqual(above(read.slice(before)), [])
    assert.ok(read.length > before + 10)
  })

  it('were counted on nearly every page that there is, and none of them broke', () => {
    assert.deepEqual(
      read.filter(({ status }) => status >= 500).map(({ url }) => url),
      [],
    )
    const reached = new Set(read.map(({ route }) => route))
    const missed = routes.filter((route) => !reached.has(route) && !LEFT_OUT.some((pattern) => pattern.test(route)))
    assert.deepEqual(missed.toSorted(), NOT_REACHED)
  })
})

/** A week that is rated and paid, so that runs, statements and letters have something to show. */
async function payLastWeek({ shell }: Store): Promise<void> {
  const monday = mondayOf(dayOf(shell.now()))
  const officer = async (ref: string) => {
    const found = await shell.read(systemActor(COUNCIL), (tx) => getOfficer(tx, ref))
    const actor = found && actorOfOfficer(COUNCIL, found, dayOf(shell.now()))
    assert.ok(actor)
    return actor
  }
  const started = await startPayRun(shell, await officer('O-1005'), {
    organisationRef: null,
    from: addDays(monday, -14),
    to: addDays(monday, -7),
  })
  assert.ok(started.ok)
  await workPayRun(shell, COUNCIL, started.value)
  const approved = await approvePayRun(shell, await officer('O-1006'), started.value)
  assert.ok(approved.ok, JSON.stringify(approved))
  await workPayRun(shell, COUNCIL, started.value)
}
