/** An import that is killed and begun again: a process and a folder of its own. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { verifyAudit } from '#src/platform/audit.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import { createShell } from '#src/platform/command.ts'
import { openPglite } from '#src/platform/engine.ts'
import { chunkedTables } from '#src/visits/facts.ts'
import { beginImport, readImport } from '#src/visits/index.ts'
import { NOON, officer } from '#test/support/database.ts'
import { bytesOf, csvOf, manyRows } from '#test/support/visits.ts'

const ROWS = 4_000
const LOG = { people: 250, from: '2026-11-10', days: 4 }

/** Plans, begins to read the log, says so after each chunk, and is killed. */
const VICTIM = `
import { addDays } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPglite } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { beginImport, loadPlannedVisits, readImport } from '#src/visits/index.ts'
import { NOON, officer, system } from '#test/support/database.ts'
import { bytesOf, csvOf, manyPlans, manyRows } from '#test/support/visits.ts'
const log = ${JSON.stringify(LOG)}
const engine = await openPglite({ folder: process.env.FOLDER })
await migrate(engine)
const inner = createShell(createDatabase(engine), [], () => NOON)
const shell = { ...inner, command: async (...given) => {
  const done = await inner.command(...given)
  if (given[1] === 'read-log-rows') console.log('a chunk is read')
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

it('an import killed halfway and uploaded again leaves what one whole import leaves', {
  timeout: 300_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-killed-'))
  try {
    const victim = spawn(process.execPath, ['--input-type=module-typescript', '--eval', VICTIM], {
      cwd: join(import.meta.dirname, '../../..'),
      env: { ...process.env, FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const gone = once(victim, 'exit')
    let chunks = 0
    for await (const piece of victim.stdout) {
      chunks += String(piece).split('a chunk is read').length - 1
      if (chunks >= 2) break
    }
    victim.kill('SIGKILL')
    await gone
    assert.ok(chunks >= 2, 'the import was at work when it was killed')

    const engine = await openPglite({ folder })
    const database = createDatabase(engine)
    const shell = createShell(database, [], () => NOON)
    const file = () => ({ filename: 'log.csv', ...bytesOf(csvOf([...manyRows(LOG)])) })
    const begun = await beginImport(shell, officer(), 'vendor:a', file())
    assert.ok(begun.ok)
    await readImport(shell, officer(), begun.value, 'vendor:a', file())
    const [totals] = await shell.read(officer(), (tx) =>
      rows(
        tx,
        sql<Record<string, number>>`select (select count(*) from visits.call_log) as kept,
          (select count(distinct log_ref) from visits.call_log) as refs,
          (select count(*) from visits.attendance) + (select count(*) from visits.unseated) as placed,
          (select sum(accepted) from visits.log_import) as accepted,
          (select already_had from visits.log_import where import_ref = ${begun.value}) as had`,
      ),
    )
    assert.deepEqual({ ...totals, had: 0 }, { kept: ROWS, refs: ROWS, placed: ROWS, accepted: ROWS, had: 0 })
    assert.ok((totals?.['had'] ?? 0) >= 2_000)
    assert.equal(await verifyAudit(database, 1, chunkedTables), undefined)
    await engine.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
