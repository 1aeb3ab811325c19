/** Pay runs that are killed, and pay runs side by side: an independent auditor adds the books again after each. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  approvePayRun,
  checkPayRun,
  checkBooks,
  chunkedTables,
  listeners,
  resumePayRuns,
  startPayRun,
  workPayRun,
} from '#src/payments/index.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { createShell, listen, type Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { loadCallLog } from '#src/visits/index.ts'
import { COUNCIL, migratedDatabase, migratedDump, NOON, officer, system } from '#test/support/database.ts'
import {
  checkAndApprove,
  counted,
  crowd,
  FAY,
  MAX,
  FORTNIGHT,
  got,
  inCommand,
  loadVisits,
  refusal,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const SEED = Number(process.env['ALMONER_SEED'] ?? 20261122)
const PEOPLE = FULL ? 200 : 24
const VISITS_AT_ONCE = 60
const KILLS = FULL ? 12 : 1
const WORKER = fileURLToPath(new URL('../../../test/support/pay-run-worker.ts', import.meta.url))

/** Mulberry32: the same moments from the same seed. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const shellOn = (engine: Engine): Shell => createShell(createDatabase(engine), listeners, () => NOON)

/** A council with a crowd's visits and a run begun. */
async function prepare(engine: Engine): Promise<string> {
  const shell = shellOn(engine)
  await addCouncil(shell.database, { council: COUNCIL, name: 'Wenbury', trial: true })
  await seedPayCouncil({ shell })
  await loadVisits(shell, crowd(PEOPLE))
  return got(await startPayRun(shell, FAY, FORTNIGHT))
}

type Books = { lines: string[]; statements: string[] }

/** Adds the books again from the rows alone; what it answers must be the same however the run came about. */
async function audit(engine: Engine, payRunRefs: readonly string[]): Promise<Books> {
  const shell = shellOn(engine)
  const read = <T>(query: ReturnType<typeof sql<T>>) => shell.read(system(), (tx) => rows(tx, query))
  const visits = await read<{ ref: string }>(
    sql`select visit_ref as ref from visits.visit where council_id = ${COUNCIL}`,
  )
  const lines = await read<{
    ref: string
    run: string
    statement: string
    provider: string
    pence: number
    line: string
  }>(
    sql`select visit_ref as ref, pay_run_ref as run, statement_ref as statement, organisation_ref as provider, amount_pence as pence,
        concat_ws(' ', visit_ref, outcome, payable_minutes, workers_paid, amount_pence, reason) as line
      from payments.pay_line where council_id = ${COUNCIL}`,
  )
  const statements = await read<{ ref: string; provider: string; run: string; visits: number; pence: number }>(
    sql`select statement_ref as ref, organisation_ref as provider, pay_run_ref as run, visits, amount_pence as pence
      from payments.statement where council_id = ${COUNCIL}`,
  )
  const [left] = await read<{ drafts: number; restless: number }>(
    sql`select (select count(*) from payments.draft_line where council_id = ${COUNCIL}) as drafts,
      (select count(*) from payments.pay_run where council_id = ${COUNCIL} and state <> 'approved') as restless`,
  )
  assert.deepEqual(left, { drafts: 0, restless: 0 })
  assert.equal(new Set(lines.map((line) => line.ref)).size, lines.length, 'a visit is on two lines')
  // Of each person's fourteen visits two are in query: one without a log-out, one without a card.
  assert.equal(visits.length, PEOPLE * 14)
  assert.equal(lines.length, PEOPLE * 12, 'a visit is missing')
  assert.ok(lines.every((line) => payRunRefs.includes(line.run)))
  for (const statement of statements) {
    const mine = lines.filter((line) => line.statement === statement.ref)
    assert.deepEqual(
      [mine.length, mine.reduce((sum, line) => sum + line.pence, 0), [...new Set(mine.map((line) => line.provider))]],
      [statement.visits, statement.pence, [statement.provider]],
    )
  }
  assert.equal(
    statements.reduce((sum, one) => sum + one.visits, 0),
    lines.length,
  )
  assert.equal(await verifyAudit(shell.database, COUNCIL, chunkedTables), undefined)
  assert.deepEqual(await shell.read(system(), checkBooks), [], 'the ledger does not balance')
  return {
    lines: lines.map((line) => line.line).sort(),
    statements: statements.map((one) => `${one.provider} ${one.visits} ${one.pence}`).sort(),
  }
}

/** Works a run in a process of its own and kills it (-9) about its nth statement: between two, or inside one. */
async function killAt(store: string, payRunRef: string, statement: number): Promise<void> {
  const child = spawn(process.execPath, [WORKER, store, payRunRef, String(VISITS_AT_ONCE), String(statement)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let sent = 0
  child.stdout.on('data', (dots: Buffer) => {
    sent += dots.length
    if (sent >= statement) child.kill('SIGKILL')
  })
  await once(child, 'close')
  assert.equal(child.signalCode, 'SIGKILL', 'the worker ended before it was killed')
}

/** How many statements a worker sends until a run rests. */
async function statementsOf(engine: Engine, payRunRef: string): Promise<number> {
  let sent = 0
  await workPayRun(shellOn(counted(engine, () => void (sent += 1))), COUNCIL, payRunRef, VISITS_AT_ONCE)
  return sent
}

/** The run without any trouble: what must come out, and how many statements rating and posting take. */
async function undisturbed(engine: Engine, payRunRef: string) {
  const rating = await statementsOf(engine, payRunRef)
  got(await checkAndApprove(shellOn(engine), payRunRef))
  const posting = await statementsOf(engine, payRunRef)
  return { rating, posting, books: await audit(engine, [payRunRef]) }
}

/** A run killed while it rates and again while it posts, each time gone on with by what the next start finds to do. */
async function disturbed(
  store: string,
  open: () => Promise<Engine>,
  payRunRef: string,
  at: { rating: number; posting: number },
) {
  await killAt(store, payRunRef, at.rating)
  const again = await open()
  assert.equal(await stateOf(again, payRunRef), 'rating')
  await resumePayRuns(shellOn(again))
  got(await checkAndApprove(shellOn(again), payRunRef))
  await again.close()
  await killAt(store, payRunRef, at.posting)
  const last = await open()
  assert.equal(await stateOf(last, payRunRef), 'posting')
  await resumePayRuns(shellOn(last))
  const books = await audit(last, [payRunRef])
  await last.close()
  return books
}

const stateOf = (engine: Engine, payRunRef: string) =>
  shellOn(engine).read(system(), async (tx) => {
    const [run] = await rows(
      tx,
      sql<{
        state: string
      }>`select state from payments.pay_run where council_id = ${COUNCIL} and pay_run_ref = ${payRunRef}`,
    )
    return run?.state
  })

describe(`a pay run killed at moments of seed ${SEED}`, () => {
  it('on PGlite: started again it pays each visit once, to the same penny', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'almoner-pay-run-'))
    try {
      const template = join(folder, 'template')
      const first = await openPglite({ folder: template, dump: await migratedDump() })
      const payRunRef = await prepare(first)
      await first.close()
      cpSync(template, join(folder, 'whole'), { recursive: true })
      const whole = await openPglite({ folder: join(folder, 'whole') })
      const { rating, posting, books } = await undisturbed(whole, payRunRef)
      await whole.close()
      const throwDice = dice(SEED)
      for (let kill = 0; kill < KILLS; kill++) {
        const store = join(folder, `killed-${kill}`)
        cpSync(template, store, { recursive: true })
        const at = {
          rating: 1 + Math.floor(throwDice() * rating * 0.8),
          posting: 1 + Math.floor(throwDice() * posting * 0.8),
        }
        assert.deepEqual(await disturbed(store, () => openPglite({ folder: store }), payRunRef, at), books)
        rmSync(store, { recursive: true, force: true })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('on PostgreSQL', () => {
  let postgres: PrivatePostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  it('a run killed and started again pays each visit once, to the same penny', async () => {
    const whole = openPostgres(await migratedDatabase(postgres.url))
    const { rating, posting, books } = await undisturbed(whole, await prepare(whole))
    await whole.close()
    const throwDice = dice(SEED + 1)
    for (let kill = 0; kill < Math.ceil(KILLS / 2); kill++) {
      const store = await migratedDatabase(postgres.url)
      const engine = openPostgres(store)
      const payRunRef = await prepare(engine)
      await engine.close()
      const at = {
        rating: 1 + Math.floor(throwDice() * rating * 0.8),
        posting: 1 + Math.floor(throwDice() * posting * 0.8),
      }
      assert.deepEqual(await disturbed(store, async () => openPostgres(store), payRunRef, at), books)
    }
  })

  it('two runs over one period, each worked by two at once, share the visits out and pay each once', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const first = await prepare(engine)
    const shell = shellOn(engine)
    const second = got(await startPayRun(shell, FAY, FORTNIGHT))
    const work = (refs: readonly string[]) =>
      Promise.all(refs.map((ref) => workPayRun(shell, COUNCIL, ref, VISITS_AT_ONCE)))
    await work([first, second, first, second])
    for (const ref of [first, second]) assert.equal(await stateOf(engine, ref), 'draft')
    got(await checkAndApprove(shell, first))
    got(await checkAndApprove(shell, second))
    await work([first, second, first, second])
    await audit(engine, [first, second])
    await engine.close()
  })

  it('approved by two officers at once, a run is approved by one', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const payRunRef = await prepare(engine)
    const shell = shellOn(engine)
    await workPayRun(shell, COUNCIL, payRunRef)
    got(await checkPayRun(shell, FAY, { payRunRef, note: 'Log-outs asked for' }))
    const answers = await Promise.all([
      approvePayRun(shell, MAX, payRunRef),
      approvePayRun(shell, officer('O-6'), payRunRef),
      approvePayRun(shell, officer('O-7'), payRunRef),
    ])
    assert.equal(answers.filter((answer) => answer.ok).length, 1)
    assert.deepEqual(
      answers.flatMap((answer) => refusal(answer) ?? []),
      ['not a draft', 'not a draft'],
    )
    await Promise.all([workPayRun(shell, COUNCIL, payRunRef), workPayRun(shell, COUNCIL, payRunRef)])
    await audit(engine, [payRunRef])
    await engine.close()
  })

  /** A late log of the visit that the first person of the crowd missed. */
  const lateLog = (shell: Shell, logRef = 'LATE-1') =>
    inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef, visitRef: 'PK-A3-20261104-1', personRef: 'P-2001', workerRef: 'W-1', reasonCode: undefined },
          ...{ in: Temporal.Instant.from('2026-11-04T08:01:00Z').epochMilliseconds * 1000, inSource: 'tag' },
          ...{ out: Temporal.Instant.from('2026-11-04T08:30:00Z').epochMilliseconds * 1000, outSource: 'tag' },
        },
      ]),
    )

  /** A shell whose logs are told of and then wait, before they commit, until they are let go. */
  function holding(engine: Engine): { shell: Shell; told: Promise<void>; letGo: () => void } {
    const told = Promise.withResolvers<void>()
    const free = Promise.withResolvers<void>()
    const wait = listen('visits.log-read', async () => {
      told.resolve()
      await free.promise
    })
    const shell = createShell(createDatabase(engine), [...listeners, wait], () => NOON)
    return { shell, told: told.promise, letGo: free.resolve }
  }

  const answersWithin = (ms: number, work: Promise<unknown>) =>
    Promise.race([work.then(() => true), new Promise<boolean>((done) => setTimeout(done, ms, false))])

  it('a log that is on its way while a run is approved is waited for, and nothing stale is approved', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const payRunRef = await prepare(engine)
    const shell = shellOn(engine)
    await workPayRun(shell, COUNCIL, payRunRef)
    const held = holding(engine)
    const logging = lateLog(held.shell)
    await held.told
    const approving = checkAndApprove(shell, payRunRef)
    assert.equal(await answersWithin(200, approving), false)
    held.letGo()
    await logging
    assert.equal(refusal(await approving), 'visits have changed')
    await resumePayRuns(shell)
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.ok((await audit(engine, [payRunRef])).lines.includes(LOGGED_LATE))
    await engine.close()
  })

  it('a log that is on its way while its visit is rated is waited for, and the visit is rated with it', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const payRunRef = await prepare(engine)
    const shell = shellOn(engine)
    const held = holding(engine)
    const logging = lateLog(held.shell)
    await held.told
    const working = workPayRun(shell, COUNCIL, payRunRef)
    assert.equal(await answersWithin(200, working), false)
    held.letGo()
    await Promise.all([logging, working])
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.ok((await audit(engine, [payRunRef])).lines.includes(LOGGED_LATE))
    await engine.close()
  })

  it('two runs at once adjust a visit that changed after it was paid in one of them', async () => {
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const first = await prepare(engine)
    const shell = createShell(createDatabase(engine), listeners, () => NOON)
    await workPayRun(shell, COUNCIL, first)
    got(await checkAndApprove(shell, first))
    await workPayRun(shell, COUNCIL, first)
    await lateLog(shell)
    const next = { organisationRef: null, from: '2026-11-16', to: '2026-11-20' }
    const runs = [got(await startPayRun(shell, FAY, next)), got(await startPayRun(shell, FAY, next))]
    await Promise.all([...runs, ...runs].map((ref) => workPayRun(shell, COUNCIL, ref)))
    for (const ref of runs) got(await checkAndApprove(shell, ref))
    await Promise.all([...runs, ...runs].map((ref) => workPayRun(shell, COUNCIL, ref)))
    const posted = await shell.read(system(), (tx) =>
      rows(
        tx,
        sql<{ ref: string; pence: number }>`select visit_ref as ref, amount_pence as pence from payments.adjustment`,
      ),
    )
    assert.deepEqual(posted, [{ ref: 'PK-A3-20261104-1', pence: 1600 }])
    assert.equal(await verifyAudit(shell.database, COUNCIL, chunkedTables), undefined)
    await engine.close()
  })
})

const LOGGED_LATE =
  'PK-A3-20261104-1 paid 30 1 1600 Paid 30 minutes: 29 worked, 15-minute bands to the nearest, the 30-minute price.'
