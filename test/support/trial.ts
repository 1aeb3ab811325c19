import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createServer, LISTENERS, type Store } from '#src/app.ts'
import { addDays, dayOf, type Instant, mondayOf } from '#src/base/day.ts'
import { actorOfOfficer, getOfficer } from '#src/councils/index.ts'
import { approvePayRun, checkPayRun, startPayRun, workPayRun } from '#src/payments/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite } from '#src/platform/engine.ts'
import { newSealKey, type SealKeys, sealKeysFrom } from '#src/platform/seal.ts'
import { makeTrial, type TrialSize } from '#src/trial/load-trial.ts'
import { COUNCIL, migratedDump, NOON } from '#test/support/database.ts'
import { Browser } from '#test/support/http.ts'
import { ROOT } from '#test/support/source-files.ts'

/** Small enough for a test, with a package in every state. */
export const SMALL: TrialSize = { people: 92, providers: 8, weeksBack: 3 }

/** The trial council in memory, as of a moment; no job runs in it. */
export async function openSmallTrial(options: { now: Instant; seed?: number }): Promise<Store> {
  const engine = await openPglite({ dump: await migratedDump() })
  const { now, seed } = options
  const seal = sealKeysFrom(newSealKey())
  const database = createDatabase(engine)
  await makeTrial({ database, listeners: LISTENERS, seal, now, size: SMALL, ...(seed ? { seed } : {}) })
  return storeOver(engine, seal, now)
}

/** The same as of `NOON`, with a week paid. */
export async function openPaidTrial(): Promise<Store> {
  const store = await openSmallTrial({ now: NOON })
  await payLastWeek(store)
  return store
}

export function storeOver(engine: Engine, seal: SealKeys, now: Instant): Store {
  return {
    engine,
    shell: createShell(createDatabase(engine), LISTENERS, () => now, undefined, { seal }),
    trial: true,
    announce: () => {},
    enqueue: async () => () => {},
    startJobs: async () => {},
    close: () => engine.close(),
  }
}

/** The whole app over a store, for `inject`; what it logs is kept. */
export async function appOver(store: Store): Promise<{ app: FastifyInstance; logged: string[] }> {
  const logged: string[] = []
  const logTo = { write: (line: string) => void logged.push(line) }
  const app = await createServer(store, { host: '127.0.0.1', port: 0, address: 'http://127.0.0.1', logTo })
  return { app, logged }
}

/** Somebody of the trial council, signed in by the page that greets them. */
export async function signedInAs(app: FastifyInstance, name: string): Promise<Browser> {
  const browser = new Browser(app)
  const { body } = await browser.get('/sign-in')
  const who = [...body.matchAll(/name="who" value="([^"]+)"[\s\S]*?Be ([^<]+?)\s*<\/button>/g)].find(
    ([, , found]) => found === name,
  )?.[1]
  if (who === undefined) throw new Error(`nobody to be is called ${name}`)
  const { statusCode } = await browser.post('/sign-in/trial', { who, next: '/' }, '/sign-in')
  if (statusCode !== 303) throw new Error(`${name} could not sign in: ${statusCode}`)
  return browser
}

/** A week that is rated and paid, so that runs, statements and letters have something to show. */
export async function payLastWeek({ shell }: Store): Promise<void> {
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
  const maker = await officer('O-1005')
  const checked = await checkPayRun(shell, maker, { payRunRef: started.value, note: 'Asked the providers' })
  assert.ok(checked.ok, JSON.stringify(checked))
  const approved = await approvePayRun(shell, await officer('O-1006'), started.value)
  assert.ok(approved.ok, JSON.stringify(approved))
  await workPayRun(shell, COUNCIL, started.value)
}

/** The pages that the stages mount, as their routes.ts say. */
export function pageRoutes(verb: 'GET' | 'POST' = 'GET'): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('sample-pages'))
    .map((path) => readFileSync(join(ROOT, 'src', path), 'utf8'))
  const mounted = new RegExp(`doors\\.(?:staff|portal)\\(\\s*'${verb} (/[^']*)'`, 'g')
  const found = texts.flatMap((text) => [...text.matchAll(mounted)])
  return found.flatMap(([, route]) => route ?? [])
}

/** Of each kind of page so many are read, found by the links of the pages before. */
const READ_OF_EACH = 2

/** Reads pages from some on by their links; `read` answers with a page's text. */
export async function walkPages(
  routes: readonly string[],
  from: readonly string[],
  leftOut: readonly RegExp[],
  read: (route: string, url: string) => Promise<string>,
): Promise<void> {
  const routeOf = routesByPath(routes)
  const seen = new Map<string, number>()
  const asked = new Set<string>()
  const queue = [...from]
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    if (asked.has(url)) continue
    asked.add(url)
    const path = url.split(/[?#]/)[0] ?? ''
    const route = routeOf(path)
    if (route === undefined || leftOut.some((pattern) => pattern.test(path))) continue
    if ((seen.get(route) ?? 0) >= READ_OF_EACH) continue
    seen.set(route, (seen.get(route) ?? 0) + 1)
    for (const [, href] of (await read(route, url)).matchAll(/href="(\/[^"#]*)"/g))
      if (href !== undefined) queue.push(href.replaceAll('&amp;', '&'))
  }
}

/** The route of a path: of several that fit, the one with the fewest places to fill. */
function routesByPath(routes: readonly string[]): (path: string) => string | undefined {
  const patterns = routes
    .toSorted((a, b) => a.split(':').length - b.split(':').length)
    .map((route) => [route, new RegExp(`^${route.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+')}$`)] as const)
  return (path) => patterns.find(([, pattern]) => pattern.test(path))?.[0]
}
