/**
 * A pay run over four weeks of many providers: visits rated and posted a second, and the longest transactions on the way.
 *   node test/bench/pay-run.ts [--people 625] [--visits-at-once 1500] [--engine pglite|postgres]
 * Without --engine both are measured, PostgreSQL with fsync on.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addDays, type Instant } from '#src/base/day.ts'
import { listeners, startPayRun, workPayRun } from '#src/payments/index.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { addRateCard } from '#src/rates/index.ts'
import { checkLogRow, loadCallLog, loadPlannedVisits, type SentRow } from '#src/visits/index.ts'
import { COUNCIL, freshDatabase, system } from '#test/support/database.ts'
import { checkAndApprove, BANDED, CARDS, FAY, got, inCommand } from '#test/support/pay-runs.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { manyPlans, manyRows } from '#test/support/visits.ts'

const NOW: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')
const FROM = '2026-10-19'
const DAYS = 28

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '625' },
    'visits-at-once': { type: 'string' },
    engine: { type: 'string' },
  },
})
const people = Number(values.people)
const visitsAtOnce = values['visits-at-once'] === undefined ? undefined : Number(values['visits-at-once'])
const count = people * 4 * DAYS

async function prepare(engine: Engine): Promise<Shell> {
  await migrate(engine)
  const shell = createShell(createDatabase(engine), [], () => NOW)
  const plans = manyPlans({ people, days: DAYS, from: FROM }).map((plan) => ({ ...plan, cardRef: 'HC-BAND' }))
  got(
    await addRateCard(shell, system(), {
      name: 'Home care',
      text: JSON.stringify({ ...CARDS[BANDED], rates: (CARDS[BANDED] as { rates: object[] }).rates.slice(0, 2) }),
    }),
  )
  await inCommand(shell, (tx) => loadPlannedVisits(tx, { plans, absences: [], plannedTo: addDays(FROM, DAYS) }))
  await inCommand(shell, (tx) => loadCallLog(tx, 'vendor:bench', sentRows()))
  await engine.session((session) => session.script('analyze'))
  return shell
}

function* sentRows(): Generator<SentRow> {
  for (const row of manyRows({ people, days: DAYS, from: FROM })) {
    const read = checkLogRow(row as Parameters<typeof checkLogRow>[0])
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    yield read.value
  }
}

/** The engine, with the milliseconds for which each transaction holds its connection, and those of this process's processor. */
function timed(engine: Engine, held: number[], processor: number[]): Engine {
  return {
    ...engine,
    session: (work) =>
      engine.session(async (session) => {
        const from = performance.now()
        const used = process.cpuUsage()
        try {
          return await work(session)
        } finally {
          held.push(performance.now() - from)
          const { user, system: inSystem } = process.cpuUsage(used)
          processor.push((user + inSystem) / 1000)
        }
      }),
  }
}

const longest = (milliseconds: readonly number[]): string =>
  `${milliseconds
    .toSorted((a, b) => b - a)
    .slice(0, 3)
    .map((ms) => Math.round(ms))
    .join(', ')} ms`

async function measure(name: string, engine: Engine): Promise<void> {
  await prepare(engine)
  const held: number[] = []
  const processor: number[] = []
  const shell = createShell(createDatabase(timed(engine, held, processor)), listeners, () => NOW)
  const payRunRef = got(await startPayRun(shell, FAY, { organisationRef: null, from: FROM, to: addDays(FROM, DAYS) }))
  const step = async (what: string) => {
    held.length = 0
    processor.length = 0
    const from = performance.now()
    await workPayRun(shell, COUNCIL, payRunRef, visitsAtOnce)
    const seconds = (performance.now() - from) / 1000
    console.log(
      `${name}, ${count.toLocaleString('en-GB')} visits ${what}: ${Math.round(count / seconds).toLocaleString('en-GB')} a second; ${held.length} transactions, the longest ${longest(held)}, by the processor ${longest(processor)}`,
    )
  }
  await step('rated')
  got(await checkAndApprove(shell, payRunRef))
  await step('posted')
}

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores`)
if (values.engine !== 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-bench-'))
  const engine = await openPglite({ folder: join(folder, 'pglite') })
  await measure('PGlite', engine)
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
}
if (values.engine !== 'pglite') {
  const server = await startPostgres({ durable: true })
  const engine = openPostgres(await freshDatabase(server.url))
  await measure('PostgreSQL', engine)
  await engine.close()
  await server.stop()
}
