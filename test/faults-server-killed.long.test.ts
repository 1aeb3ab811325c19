/** `almoner serve` killed (-9) in the middle of a pay run, twice, and started again: it goes on by itself, and the books hold. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LISTENERS, migrateAll, openStore, type Store } from '#src/app.ts'
import { startPayRun } from '#src/payments/index.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { openPostgres } from '#src/platform/engine.ts'
import { auditBooks } from '#test/support/books.ts'
import { COUNCIL, freshDatabase, NOON } from '#test/support/database.ts'
import { beforeStage, prepareMonth, workStage } from '#test/support/pay-month.ts'
import { checkAndApprove, FAY, FORTNIGHT, got } from '#test/support/pay-runs.ts'
import { findPostgres, type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'
import { ROOT } from '#test/support/source-files.ts'

const MAIN = join(ROOT, 'src', 'main.ts')
const PEOPLE = 150

describe('a server that is killed', { skip: findPostgres() ? false : 'NOT RUN: PostgreSQL 15 is not here' }, () => {
  let postgres: PrivatePostgres
  let url: string
  let store: Store
  let shell: Shell
  let server: ChildProcess | undefined

  before(async () => {
    postgres = await startPostgres()
    url = await freshDatabase(postgres.url)
    const engine = openPostgres(url)
    await migrateAll(engine)
    await prepareMonth(engine, PEOPLE)
    await engine.close()
    // Its jobs are never started here: what is left to them is the server's.
    store = await openStore({ url }, () => {})
    shell = createShell(store.shell.database, LISTENERS, () => NOON, store.enqueue)
    for (const stage of ['read', 'seat'] as const) {
      await beforeStage(shell, stage, PEOPLE)
      await workStage(shell, stage, PEOPLE)
    }
  })
  after(async () => {
    server?.kill('SIGKILL')
    await store?.close()
    await postgres?.stop()
  })

  async function serve(): Promise<void> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0'], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    server = child
    await new Promise<void>((serves) => {
      // Read to its end: a server whose output is closed dies of it.
      child.stdout.on('data', (piece) => String(piece).includes('serves at') && serves())
    })
  }

  async function kill(): Promise<void> {
    const gone = server && once(server, 'exit')
    server?.kill('SIGKILL')
    await gone
  }

  const found = async (query: string): Promise<boolean> =>
    (await store.engine.session((session) => session.query(query, [COUNCIL]))).rows.length > 0

  async function until(what: string, query: string): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
      if (await found(query)) return
      await sleep(250)
    }
    assert.fail(`${what} did not come`)
  }

  it('goes on with rating and with posting once it is started again', async () => {
    await serve()
    const payRunRef = got(await startPayRun(shell, FAY, FORTNIGHT))
    await until('a first chunk', 'select from payments.draft_line where council_id = $1 limit 1')
    await kill()
    assert.deepEqual((await auditBooks(shell.database)).faults, [])
    await serve()
    await until('a draft', `select from payments.pay_run where council_id = $1 and state = 'draft'`)
    got(await checkAndApprove(shell, payRunRef))
    await until('a statement', 'select from payments.statement where council_id = $1 limit 1')
    await kill()
    assert.deepEqual((await auditBooks(shell.database)).faults, [])
    await serve()
    await until('the end of posting', `select from payments.pay_run where council_id = $1 and state = 'approved'`)
    const { faults, visits } = await auditBooks(shell.database)
    assert.deepEqual(faults, [])
    assert.ok(visits > PEOPLE * 10)
    await kill()
  })
})
