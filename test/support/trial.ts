import type { FastifyInstance } from 'fastify'
import { createServer, LISTENERS, type Store } from '#src/app.ts'
import { createShell, type Listener } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPglite } from '#src/platform/engine.ts'
import { makeTrial, type TrialSize } from '#src/trial/load-trial.ts'
import { migratedDump } from '#test/support/database.ts'
import { Browser } from '#test/support/http.ts'

/** Small enough for a test, with a package in every state. */
export const SMALL: TrialSize = { people: 92, providers: 8, weeksBack: 3 }

/** The trial council in memory, as of a moment; no job runs in it. */
export async function openSmallTrial(options: { now?: Temporal.Instant; seed?: number } = {}): Promise<Store> {
  const engine = await openPglite({ dump: await migratedDump() })
  const database = createDatabase(engine)
  const now = options.now ?? Temporal.Now.instant().round('millisecond')
  const listeners: readonly Listener[] = LISTENERS
  await makeTrial({ database, listeners, now, size: SMALL, ...(options.seed ? { seed: options.seed } : {}) })
  return {
    engine,
    shell: createShell(database, listeners, () => now),
    trial: true,
    announce: () => {},
    enqueue: async () => {},
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
