/**
 * Import of a call log, none of whose rows names its visit: rows a second through the API's batches and through the file.
 *   node test/bench/import-call-log.ts [--rows 100000] [--engine pglite|postgres] [--folder DIR]
 * The plan is there first: 1,250 people with four visits a day. Without --engine both are measured, PostgreSQL with fsync on.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addDays, type Instant } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { beginImport, checkLogRow, loadPlannedVisits, readImport, sendBatch } from '#src/visits/index.ts'
import { freshDatabase, officer, system } from '#test/support/database.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { bytesOf, csvOf, manyPlans, manyRows } from '#test/support/visits.ts'

const NOW: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')
const FROM = '2026-10-28'
const PEOPLE = 1_250
const BATCH = 5_000

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, engine: { type: 'string' }, folder: { type: 'string' } },
})
const wanted = Number(values.rows)
const log = { people: PEOPLE, from: FROM, days: Math.ceil(wanted / (PEOPLE * 4)) }
const rows = [...manyRows(log)].slice(0, wanted)

async function prepared(engine: Engine): Promise<Shell> {
  await migrate(engine)
  const shell = createShell(createDatabase(engine), [], () => NOW)
  await shell.command(system(), 'load', async (tx) => {
    await loadPlannedVisits(tx, { plans: manyPlans(log), absences: [], plannedTo: addDays(FROM, log.days + 1) })
    return ok('loaded')
  })
  await engine.session((session) => session.script('analyze'))
  return shell
}

/** From the text of the bodies to the answers, as a machine sends them. */
async function byBatches(shell: Shell): Promise<number> {
  const bodies: string[] = []
  for (let from = 0; from < rows.length; from += BATCH)
    bodies.push(JSON.stringify({ rows: rows.slice(from, from + BATCH) }))
  const started = performance.now()
  let accepted = 0
  for (const body of bodies) {
    const sent = (JSON.parse(body) as { rows: Parameters<typeof checkLogRow>[0][] }).rows
    const read = sent.map((row) => ({ logRef: row.log_ref, read: checkLogRow(row) }))
    const { answers } = await sendBatch(shell, officer(), { source: 'client:bench', rows: read }, {})
    accepted += answers.filter(({ answer }) => answer === 'accepted').length
  }
  return measured(started, accepted)
}

async function byFile(shell: Shell): Promise<number> {
  const text = csvOf(rows)
  const started = performance.now()
  const begun = await beginImport(shell, officer(), 'vendor:bench', { filename: 'log.csv', ...bytesOf(text) })
  if (!begun.ok) throw new Error(begun.error)
  await readImport(shell, officer(), begun.value, 'vendor:bench', { filename: 'log.csv', ...bytesOf(text) })
  return measured(started, rows.length)
}

function measured(started: number, accepted: number): number {
  if (accepted !== rows.length) throw new Error(`${accepted} of ${rows.length} rows were accepted`)
  return accepted / ((performance.now() - started) / 1000)
}

async function measure(name: string, open: () => Promise<Engine>): Promise<void> {
  for (const [way, run] of [
    ['batches of 5,000', byBatches],
    ['file', byFile],
  ] as const) {
    const engine = await open()
    const shell = await prepared(engine)
    const speed = await run(shell)
    console.log(`${name}, ${way}: ${Math.round(speed).toLocaleString('en-GB')} rows/s`)
    await engine.close()
  }
}

if (values.engine !== 'postgres') {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'almoner-bench-'))
  let number = 0
  await measure('PGlite', () => openPglite({ folder: join(folder, `${++number}`) }))
  rmSync(folder, { recursive: true, force: true })
}
if (values.engine !== 'pglite') {
  const server = await startPostgres({ durable: true })
  await measure('PostgreSQL 15', async () => openPostgres(await freshDatabase(server.url)))
  await server.stop()
}
