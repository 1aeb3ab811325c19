/**
 * A month of a great council on PostgreSQL 15, fsync on: its log matched to its visits, rated and posted by the product, and beside
 * it, in the same database, the bare COPY of the rows that it posted and plain SQL that matches, totals and posts the same.
 *   node test/bench/month.ts [--visits 50000] [--curve 100000,500000,1000000,2000000] [--statements]
 * The visits and the log are loaded before the clock starts. The lines of both must be equal, sentence by sentence.
 * With --statements it tells which statements took the longest.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LISTENERS } from '#src/app.ts'
import type { Instant } from '#src/base/day.ts'
import { startPayRun, workPayRun } from '#src/payments/index.ts'
import { createShell, type Listener } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { seatDue } from '#src/visits/index.ts'
import { FROM, loadMonth, type Month, TO } from '#test/bench/made-up-month.ts'
import { compareLines, copyPosted, runStaged } from '#test/bench/month-peers.ts'
import { tell, telling, type Waited } from '#test/bench/statement-times.ts'
import { addTimes, NO_TIME, timed, type Times } from '#test/bench/times.ts'
import { COUNCIL, freshDatabase } from '#test/support/database.ts'
import { checkAndApprove, FAY, got } from '#test/support/pay-runs.ts'
import { startPostgres } from '#test/support/postgres.ts'

const NOW: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')
const COPY_GOAL = 4
const SQL_GOAL = 2

const { values } = parseArgs({
  options: { visits: { type: 'string', default: '50000' }, curve: { type: 'string' }, statements: { type: 'boolean' } },
})

const thousands = (count: number): string => Math.round(count).toLocaleString('en-GB')

/** Tells how far each stage is, by what it records on the way. */
class Progress {
  readonly #to: number
  #done = 0
  #told = 0

  constructor(to: number) {
    this.#to = to
  }

  readonly listeners: readonly Listener[] = [
    { on: 'visits.log-seated', hear: async (_, { data }) => this.#add('matched', Number(data['rows'])) },
    { on: 'payments.visits-rated', hear: async (_, { data }) => this.#add('rated', Number(data['visits'])) },
    { on: 'payments.lines-posted', hear: async (_, { data }) => this.#add('posted', Number(data['count'])) },
  ]

  begin(): void {
    this.#done = 0
    this.#told = 0
  }

  #add(what: string, count: number): void {
    this.#done += count
    if (this.#done < this.#told + this.#to / 4) return
    this.#told = this.#done
    console.log(`    ${thousands(this.#done)} ${what}`)
  }
}

async function measure(engine: Engine, visits: number, folder: string): Promise<void> {
  await migrate(engine)
  const setUp = performance.now()
  const month = await loadMonth(
    createShell(createDatabase(engine), LISTENERS, () => NOW),
    visits,
  )
  await engine.session((session) => session.script('analyze; checkpoint'))
  const prepared = (performance.now() - setUp) / 1000
  console.log(
    `${thousands(month.visits)} visits, ${thousands(month.logged)} log rows, loaded in ${prepared.toFixed(0)} s`,
  )
  const progress = new Progress(month.visits)
  const waited: Waited = new Map()
  const used = values.statements ? telling(engine, waited) : engine
  const shell = createShell(createDatabase(used), [...LISTENERS, ...progress.listeners], () => NOW)
  let together = NO_TIME
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    progress.begin()
    const [times, value] = await timed(engine, work)
    together = addTimes(together, times)
    show(what, times, perSecond(month, times))
    tell(waited)
    return value
  }
  await step('matched', () => seatDue(shell, COUNCIL))
  const run = await step('rated', async () => {
    const payRunRef = got(await startPayRun(shell, FAY, { organisationRef: null, from: FROM, to: TO }))
    await workPayRun(shell, COUNCIL, payRunRef)
    return payRunRef
  })
  await step('posted', async () => {
    got(await checkAndApprove(shell, run))
    await workPayRun(shell, COUNCIL, run)
  })
  show('together', together, perSecond(month, together))
  await showBeside(engine, folder, together)
}

const show = (what: string, { clock, processor, server }: Times, told: string): void => {
  const of = `${processor.toFixed(1).padStart(6)} s of processor (${server.toFixed(1)} the server's)`
  console.log(`  ${what.padEnd(10)}${clock.toFixed(1).padStart(7)} s, ${of}  ${told}`)
}

const perSecond = ({ visits }: Month, { clock }: Times): string => `${thousands(visits / clock)} visits/s`

async function showBeside(engine: Engine, folder: string, together: Times): Promise<void> {
  const beside = ({ clock, processor }: Times, goal: number): string =>
    `${(together.clock / clock).toFixed(2)} times by the clock (goal: ${goal} at most), ${(together.processor / processor).toFixed(2)} by the processor`
  const copy = await copyPosted(engine, folder)
  show('bare COPY', copy.times, `${thousands(copy.rows)} posted rows; ${beside(copy.times, COPY_GOAL)}`)
  const plain = await runStaged(engine)
  show('plain SQL', plain, beside(plain, SQL_GOAL))
  await compareLines(engine)
}

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, node ${process.version}`)
for (const visits of values.curve?.split(',') ?? [values.visits]) {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-month-'))
  // The server writes the files that it then copies, and it runs as another user.
  chmodSync(folder, 0o777)
  const server = await startPostgres({ durable: true })
  const engine = openPostgres(await freshDatabase(server.url))
  try {
    await measure(engine, Number(visits), folder)
  } finally {
    await engine.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
