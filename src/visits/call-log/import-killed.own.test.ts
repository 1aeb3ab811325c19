/** An import that is killed and begun again: a process and a folder of its own. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { verifyAudit } from '#src/platform/audit.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { openPglite } from '#src/platform/engine.ts'
import { chunkedTables } from '#src/visits/facts.ts'
import { beginImport, jobs, readImport } from '#src/visits/index.ts'
import { NOON, officer } from '#test/support/database.ts'
import { bytesOf, csvOf, manyRows } from '#test/support/visits.ts'

const ROWS = 2_400
const LOG = { people: 150, from: '2026-11-10', days: 4 }

/** Plans, begins to read the log, says so after each chunk that is kept and each piece that is seated, and is killed. */
const VICTIM = `
import { addDays } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPglite } from '#src/platform/engine.ts'
import { beginImport, loadPlannedVisits, readImport } from '#src/visits/index.ts'
import { migratedDump, NOON, officer, system } from '#test/support/database.ts'
import { bytesOf, csvOf, manyPlans, manyRows } from '#test/support/visits.ts'
const log = ${JSON.stringify(LOG)}
const engine = await openPglite({ folder: process.env.FOLDER, dump: await migratedDump() })
const inner = createShell(createDatabase(engine), [], () => NOON)
const shell = { ...inner, command: async (...given) => {
  const done = await inner.command(...given)
  if (given[1] === 'read-log-rows') console.log('a chunk is read')
  if (given[1] === 'seat-log-rows') console.log('a piece is seated')
  return done
} }
await shell.command(system(), 'load', async (tx) => {
  await loadPlannedVisits(tx, { plans: manyPlans(log), absences: [], plannedTo: addDays(log.from, log.days) })
  return ok('loaded')
})
const file = () => ({ filename: 'log.csv', ...bytesOf(csvOf([...manyRows(log)])) })
const begun = await beginImport(shell, officer(), 'vendor:a', file())
await readImport(shell, officer(), begun.value, 'vendor:a', file())
`

/** Runs the victim until it has said so often what it is waited for, and kills it. */
async function killAfter(folder: string, words: string, times: number): Promise<void> {
  const victim = spawn(process.execPath, ['--input-type=module-typescript', '--eval', VICTIM], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(victim, 'exit')
  let said = 0
  for await (const piece of victim.stdout) {
    said += String(piece).split(words).length - 1
    if (said >= times) break
  }
  victim.kill('SIGKILL')
  await gone
  assert.ok(said >= times, 'the import was at work when it was killed')
}

/** Opens what the killed process left, and counts what is in it. */
async function afterwards(folder: string, work: (shell: Shell) => Promise<void>): Promise<Record<string, number>> {
  const engine = await openPglite({ folder })
  const database = createDatabase(engine)
  const shell = createShell(database, [], () => NOON)
  await work(shell)
  const [totals] = await shell.read(officer(), (tx) =>
    rows(
      tx,
      sql<Record<string, number>>`select (select count(*) from visits.call_log) as kept,
        (select count(distinct log_ref) from visits.call_log) as refs, (select count(*) from visits.seating_due) as due,
        (select count(*) from visits.attendance) + (select count(*) from visits.unseated) as placed,
        (select sum(accepted) from visits.log_import) as accepted,
        (select already_had from visits.log_import order by import_ref desc limit 1) as had`,
    ),
  )
  assert.equal(await verifyAudit(database, 1, chunkedTables), undefined)
  await engine.close()
  return totals ?? {}
}

describe('an import that is killed', { timeout: 600_000 }, () => {
  it('halfway and uploaded again leaves what one whole import leaves', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'almoner-killed-'))
    try {
      await killAfter(folder, 'a chunk is read', 1)
      const totals = await afterwards(folder, async (shell) => {
        const file = () => ({ filename: 'log.csv', ...bytesOf(csvOf([...manyRows(LOG)])) })
        const begun = await beginImport(shell, officer(), 'vendor:a', file())
        assert.ok(begun.ok)
        await readImport(shell, officer(), begun.value, 'vendor:a', file())
      })
      const { had = 0, ...others } = totals
      assert.deepEqual(others, { kept: ROWS, refs: ROWS, due: 0, placed: ROWS, accepted: ROWS })
      assert.ok(had >= 2_000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('when its rows are kept and some are seated gets the other seats by the job, without the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'almoner-killed-'))
    try {
      await killAfter(folder, 'a piece is seated', 1)
      const totals = await afterwards(folder, async (shell) => {
        const [job] = jobs(shell).filter(({ name }) => name === 'seat-call-log')
        await job?.run({ council: 1 })
      })
      const { kept, refs, due, placed } = totals
      assert.deepEqual({ kept, refs, due, placed }, { kept: ROWS, refs: ROWS, due: 0, placed: ROWS })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
