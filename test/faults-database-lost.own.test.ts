/** The database is lost in the middle of a pay run (its server killed, as by `stop -m immediate`) and comes back: the run goes on. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LISTENERS, migrateAll, openStore } from '#src/app.ts'
import { resumePayRuns, startPayRun, workPayRun } from '#src/payments/index.ts'
import { createShell } from '#src/platform/command.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { auditBooks } from '#test/support/books.ts'
import { COUNCIL, migratedDatabase, NOON } from '#test/support/database.ts'
import { beforeStage, prepareMonth, shellOn, workStage } from '#test/support/pay-month.ts'
import { checkAndApprove, counted, FAY, FORTNIGHT, got } from '#test/support/pay-runs.ts'
import { findPostgres, type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const PEOPLE = 12
const VISITS_AT_ONCE = 60

describe('a database that is lost in mid-run', {
  skip: findPostgres() ? false : 'NOT RUN: PostgreSQL 15 is not here',
}, () => {
  let postgres: PrivatePostgres
  before(async () => {
    // What was committed has to be there again.
    postgres = await startPostgres({ durable: true, restarts: true })
  })
  after(() => postgres?.stop())

  const stateOf = async (engine: Engine): Promise<string | undefined> => {
    const { rows } = await engine.session((session) =>
      session.query('select state from payments.pay_run where council_id = $1 order by pay_run_ref limit 1', [COUNCIL]),
    )
    return (rows[0] as { state: string } | undefined)?.state
  }

  /** One that is being lost still answers here and there; the one that is back began later. */
  async function startOf(engine: Engine): Promise<string | undefined> {
    const { rows } = await engine.session((session) =>
      session.query('select pg_postmaster_start_time()::text as began'),
    )
    return (rows[0] as { began: string } | undefined)?.began
  }

  /** A few tries a second, for a minute or two: what is lost is away for a while. */
  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await holds().catch(() => false)) return
      await sleep(250)
    }
    assert.fail(`${what} did not come`)
  }

  it('fails the work at hand, and the same pool of connections goes on with it once it is back', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    await prepareMonth(engine, PEOPLE)
    const shell = shellOn(engine)
    for (const stage of ['read', 'seat'] as const) {
      await beforeStage(shell, stage, PEOPLE)
      await workStage(shell, stage, PEOPLE)
    }
    const payRunRef = got(await startPayRun(shell, FAY, FORTNIGHT))
    for (const [state, next] of [
      ['rating', 'draft'],
      ['posting', 'approved'],
    ] as const) {
      const began = await startOf(engine)
      let sent = 0
      const losing = counted(engine, () => {
        sent += 1
        if (sent === 30) postgres.lose()
      })
      await assert.rejects(workPayRun(shellOn(losing), COUNCIL, payRunRef, VISITS_AT_ONCE))
      await until('the database', async () => (await startOf(engine)) !== began)
      assert.equal(await stateOf(engine), state)
      await resumePayRuns(shell)
      assert.equal(await stateOf(engine), next)
      assert.deepEqual((await auditBooks(shell.database)).faults, [])
      if (next === 'draft') got(await checkAndApprove(shell, payRunRef))
    }
    await engine.close()
  })

  /** As in `almoner serve`: commands leave work to the jobs, and nobody looks after them. It may take minutes until one is tried again. */
  if (FULL)
    it('is gone on with by the jobs of a server that stays up', async () => {
      const url = await migratedDatabase(postgres.url)
      const engine = openPostgres(url)
      await migrateAll(engine)
      await prepareMonth(engine, 150)
      const store = await openStore({ url }, () => {})
      const shell = createShell(store.shell.database, LISTENERS, () => NOON, store.enqueue)
      await beforeStage(shellOn(engine), 'read', 150)
      await workStage(shellOn(engine), 'read', 150)
      await store.startJobs()
      const payRunRef = got(await startPayRun(shell, FAY, FORTNIGHT))
      await until('a first chunk', async () => {
        const { rows } = await engine.session((session) => session.query('select from payments.draft_line limit 1'))
        return rows.length > 0
      })
      postgres.lose()
      await until('a draft', async () => (await stateOf(engine)) === 'draft')
      assert.deepEqual((await auditBooks(shell.database)).faults, [])
      got(await checkAndApprove(shell, payRunRef))
      await until('a statement', async () => {
        const { rows } = await engine.session((session) => session.query('select from payments.statement limit 1'))
        return rows.length > 0
      })
      postgres.lose()
      await until('the end of posting', async () => (await stateOf(engine)) === 'approved')
      assert.deepEqual((await auditBooks(shell.database)).faults, [])
      await store.close()
      await engine.close()
    })
})
