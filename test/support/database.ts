import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, type SuiteContext, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import type { Instant } from '#src/base/day.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { createShell, type Enqueue, type Listener, type Shell } from '#src/platform/command.ts'
import { type Boundary, createDatabase, type Database, roleStatements } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres, type Session } from '#src/platform/engine.ts'
import { listMigrations, migrate } from '#src/platform/migrate.ts'
import { newSealKey, sealKeysFrom } from '#src/platform/seal.ts'

/** A clock that tests set; it stands still until told. */
export type TestClock = { now: Instant }

export const NOON: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')

/**
 * The shell's transactions as savepoints inside one that the harness takes back after each test. The role is reset after each:
 * SET LOCAL outlives RELEASE, so a door that forgot its council would otherwise pass.
 */
const SAVEPOINTS: Boundary = {
  open: (mode, scope) =>
    `savepoint shell; ${mode === 'read only' ? 'set local transaction_read_only = on; ' : ''}${roleStatements(scope)}`,
  commit: `release savepoint shell; reset role; set local app.council = ''; set local app.organisation = ''; set local app.member = ''`,
  rollback: `rollback to savepoint shell; release savepoint shell; reset role; set local app.council = ''; set local app.organisation = ''; set local app.member = ''`,
}

let shared: Promise<Engine> | undefined
let inUse = false

/** What one harness has given its tests, and the session that holds it, until another harness wants its own. */
type Standing = {
  readonly owner: Harness
  readonly database: Database
  readonly given: Instant
  /** Takes back what a test wrote. */
  readonly takeBack: () => Promise<void>
  readonly end: () => Promise<void>
}
let standing: Standing | undefined

async function endStanding(): Promise<void> {
  const ending = standing
  standing = undefined
  await ending?.end()
}

/** One migrated engine a process: PGlite in memory, or a fresh database of the PostgreSQL that `ALMONER_TEST_POSTGRES` names. */
export async function migratedEngine(): Promise<Engine> {
  await endStanding()
  shared ??= openMigrated()
  return shared
}

async function openMigrated(): Promise<Engine> {
  const url = process.env['ALMONER_TEST_POSTGRES']
  if (!url) return openPglite({ dump: await migratedDump() })
  return openPostgres(await migratedDatabase(url), { connections: 1 })
}

const schemaMark = (): string =>
  createHash('sha256').update(JSON.stringify(listMigrations())).digest('hex').slice(0, 16)

/** The embedded database after all migrations, kept in the temporary folder under a name of its own for each schema. */
export async function migratedDump(): Promise<Blob> {
  const file = join(tmpdir(), `almoner-test-${schemaMark()}.tar`)
  if (existsSync(file)) return new Blob([await readFile(file)])
  const engine = await openPglite()
  await migrate(engine)
  const dump = await engine.dump()
  await engine.close()
  // Written beside and then renamed: two processes may make it at once, and neither reads half of it.
  const half = `${file}.${process.pid}`
  await writeFile(half, Buffer.from(await dump.arrayBuffer()))
  await rename(half, file)
  return dump
}

let made = 0

/** Creates an empty database of its own beside the one named; returns its address. */
export const freshDatabase = (url: string): Promise<string> => createBeside(url, '')

/** The same after all migrations: a copy of one that is migrated once a server, in a third of the time. */
export async function migratedDatabase(url: string): Promise<string> {
  const template = `almoner_migrated_${schemaMark()}`
  const server = openPostgres(url, { connections: 1 })
  await server.session(async (session) => {
    // Processes that want it at once wait for the one that makes it.
    await session.query('select pg_advisory_lock(4711)')
    const known = await session.query('select 1 from pg_database where datname = $1', [template])
    if (known.rows.length === 0) {
      const half = await freshDatabase(url)
      const engine = openPostgres(half)
      await migrate(engine)
      await engine.close()
      await session.script(`alter database ${nameOf(half)} rename to ${template}`)
    }
    await session.query('select pg_advisory_unlock(4711)')
  })
  await server.close()
  return createBeside(url, `template ${template}`)
}

async function createBeside(url: string, how: string): Promise<string> {
  const server = openPostgres(url, { connections: 1 })
  const name = `almoner_test_${process.pid}_${++made}`
  await server.session((session) => session.script(`create database ${name} ${how}`))
  await server.close()
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.toString()
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

export type Harness = { readonly shell: Shell; readonly database: Database; readonly clock: TestClock }

/** The test file that is being read: with all files in one process the runner calls every file's hooks around every test. */
function testFile(): string {
  const script = getCallSites().find(({ scriptName }) => scriptName.endsWith('.test.ts'))?.scriptName ?? ''
  return script.startsWith('file:') ? fileURLToPath(script) : script
}

const isOf = (file: string, context: TestContext | SuiteContext): boolean => context.filePath === file

/**
 * For a test file or a `describe`: the shell over a migrated database. What `seed` writes is there for each test, written once; what
 * a test writes is taken back after it. With `ALMONER_TEST_POSTGRES` the same tests run on PostgreSQL.
 */
export function useDatabase(
  options: { listeners?: readonly Listener[]; seed?: (harness: Harness) => Promise<void> } = {},
): Harness {
  const clock: TestClock = { now: NOON }
  let current: Database | undefined
  const database: Database = {
    get engine() {
      if (!current) throw new Error('the test database is open only inside a test')
      return current.engine
    },
    transaction(mode, scope, work) {
      if (!current) throw new Error('the test database is open only inside a test')
      return current.transaction(mode, scope, work)
    },
  }
  const shell = createShell(database, options.listeners ?? [], () => clock.now, undefined, {
    seal: sealKeysFrom(newSealKey()),
  })
  const harness = { shell, database, clock }
  const file = testFile()
  after(endStanding)

  beforeEach(async (context) => {
    if (!isOf(file, context)) return
    if (inUse) throw new Error('two test databases are open at once: a file has one, or each describe its own')
    inUse = true
    if (standing?.owner !== harness) {
      standing = await give(harness, async (opened) => {
        clock.now = NOON
        current = opened
        await options.seed?.(harness)
      })
    }
    current = standing.database
    clock.now = standing.given
  })
  afterEach(async (context) => {
    if (!isOf(file, context)) return
    inUse = false
    current = undefined
    // One whose session is lost is made again.
    await standing?.takeBack().catch(() => endStanding().catch(() => {}))
  })
  return harness
}

/** A transaction in which something was written that every test of its owner begins with. */
async function give(owner: Harness, write: (database: Database) => Promise<void>): Promise<Standing> {
  const engine = await migratedEngine()
  const { session, ended, end } = await hold(engine)
  await session.script('begin')
  let turn: Promise<unknown> = Promise.resolve()
  const inside: Engine = {
    kind: engine.kind,
    session(work) {
      const mine = turn.then(() => work(session))
      turn = mine.catch(() => {})
      return mine
    },
    close: async () => {},
  }
  const database = createDatabase(inside, SAVEPOINTS)
  const finish = async (): Promise<void> => {
    await turn
    await session.script('rollback').finally(end)
    await ended
  }
  try {
    await write(database)
    await turn
    await session.script('savepoint given')
  } catch (error) {
    await finish()
    throw error
  }
  const takeBack = async (): Promise<void> => {
    await turn
    await session.script('rollback to savepoint given')
  }
  return { owner, database, given: owner.clock.now, takeBack, end: finish }
}

/** Borrows an engine's session until `end`. */
async function hold(engine: Engine): Promise<{ session: Session; ended: Promise<unknown>; end: () => void }> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const borrowed = Promise.withResolvers<Session>()
  const ended = engine.session(async (session) => {
    borrowed.resolve(session)
    await over
  })
  ended.catch(borrowed.reject)
  return { session: await borrowed.promise, ended, end }
}

/** For a shell whose jobs a test runs itself: keeps what one of them is asked. */
export const askedOf =
  <T>(job: string, asked: T[]): Enqueue =>
  async (_, name, data) => {
    if (name === job) asked.push(data as T)
    return () => {}
  }

export const COUNCIL = 1

/** An officer for tests, with just the grants named (all when none are). */
export const officer = (id = 'O-1', grants: readonly string[] = ['*'], council = COUNCIL): Actor => ({
  kind: 'officer',
  council,
  id,
  name: `Officer ${id}`,
  grants: new Set(grants),
})

/** A provider's user for tests: sees rows of its organisation alone. */
export const providerUser = (organisation: string, grants: readonly string[] = ['*'], council = COUNCIL): Actor => ({
  kind: 'provider',
  council,
  id: `U-${organisation}`,
  name: `User of ${organisation}`,
  organisation,
  grants: new Set(grants),
})

export const system = (council = COUNCIL): Actor => systemActor(council)
