/**
 * Import of a call log, none of whose rows names its visit: rows a second that are stored and answered, by the API's batches and by
 * the file, and rows a second that are seated afterwards.
 *   node test/bench/import-call-log.ts [--rows 100000] [--senders 4] [--engine pglite|postgres] [--folder DIR] [--statements]
 * The plan is there first: 1,250 people with four visits a day. Without --engine both are measured, PostgreSQL with fsync on. A
 * batch goes through the whole API as a machine sends it: the text of its body, schema, idempotency key, answers. Several senders
 * are several systems that send at once; each waits for an answer before it sends the next batch.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LISTENERS } from '#src/app.ts'
import { addDays, type Instant } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { beginImport, loadPlannedVisits, readImport, seatDue } from '#src/visits/index.ts'
import { visitsApi } from '#src/visits/visits.api.ts'
import { tell, telling, type Waited } from '#test/bench/statement-times.ts'
import { COUNCIL, freshDatabase, officer, system } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { bytesOf, csvOf, manyPlans, manyRows } from '#test/support/visits.ts'

const NOW: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')
const FROM = '2026-10-28'
const PEOPLE = 1_250
const BATCH = 5_000

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    senders: { type: 'string', default: '4' },
    engine: { type: 'string' },
    folder: { type: 'string' },
    statements: { type: 'boolean' },
  },
})
const wanted = Number(values.rows)
const log = { people: PEOPLE, from: FROM, days: Math.ceil(wanted / (PEOPLE * 4)) }
const rows = [...manyRows(log)].slice(0, wanted)

const waited: Waited = new Map()

async function prepared(opened: Engine): Promise<Shell> {
  const engine = values.statements ? telling(opened, waited) : opened
  await migrate(engine)
  const shell = createShell(createDatabase(engine), LISTENERS, () => NOW)
  await shell.command(system(), 'load', async (tx) => {
    await loadPlannedVisits(tx, { plans: manyPlans(log), absences: [], plannedTo: addDays(FROM, log.days + 1) })
    return ok('loaded')
  })
  await engine.session((session) => session.script('analyze'))
  waited.clear()
  return shell
}

const bodies = (): string[] => {
  const texts: string[] = []
  for (let from = 0; from < rows.length; from += BATCH)
    texts.push(JSON.stringify({ rows: rows.slice(from, from + BATCH) }))
  return texts
}

const speed = (count: number, started: number): string =>
  Math.round(count / ((performance.now() - started) / 1000)).toLocaleString('en-GB')

/** From the text of the bodies to the text of the answers, as machines send them. */
async function byBatches(shell: Shell, senders: number): Promise<string> {
  const app = await serverFor(shell, [visitsApi], {
    identities: {
      actorOf: async () => undefined,
      actorOfToken: async (token) => ({ ...officer(token, ['visits.log']), kind: 'machine' }),
    },
  })
  const waiting = bodies()
  const started = performance.now()
  let accepted = 0
  const send = async (sender: number): Promise<void> => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/v1/call-log/batches',
        headers: {
          authorization: `Bearer sender-${sender}`,
          'content-type': 'application/json',
          'idempotency-key': `batch-${waiting.length}`,
        },
        payload: body,
      })
      if (answer.statusCode !== 200) throw new Error(answer.body.slice(0, 500))
      accepted += (JSON.parse(answer.body) as { accepted: number }).accepted
    }
  }
  await Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)))
  const stored = speed(accepted, started)
  if (accepted !== rows.length) throw new Error(`${accepted} of ${rows.length} rows were accepted`)
  tell(waited)
  const seating = performance.now()
  const seated = await seatDue(shell, COUNCIL)
  await app.close()
  return `${stored} rows/s stored and answered, ${speed(seated, seating)} rows/s seated afterwards`
}

async function byFile(shell: Shell): Promise<string> {
  const text = csvOf(rows)
  const started = performance.now()
  const begun = await beginImport(shell, officer(), 'vendor:bench', { filename: 'log.csv', ...bytesOf(text) })
  if (!begun.ok) throw new Error(begun.error)
  await readImport(shell, officer(), begun.value, 'vendor:bench', { filename: 'log.csv', ...bytesOf(text) })
  return `${speed(rows.length, started)} rows/s stored and seated`
}

type Way = readonly [name: string, run: (shell: Shell) => Promise<string>]

async function measure(name: string, open: () => Promise<Engine>, ways: readonly Way[]): Promise<void> {
  for (const [way, run] of ways) {
    const engine = await open()
    const shell = await prepared(engine)
    console.log(`${name}, ${way}: ${await run(shell)}`)
    await engine.close()
  }
}

const ONE: Way = ['batches of 5,000, one sender', (shell) => byBatches(shell, 1)]
const SOME: Way = [`batches of 5,000, ${values.senders} senders`, (shell) => byBatches(shell, Number(values.senders))]
const FILE: Way = ['file', byFile]

if (values.engine !== 'postgres') {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'almoner-bench-'))
  let number = 0
  await measure('PGlite', () => openPglite({ folder: join(folder, `${++number}`) }), [ONE, FILE])
  rmSync(folder, { recursive: true, force: true })
}
if (values.engine !== 'pglite') {
  const server = await startPostgres({ durable: true })
  await measure(
    'PostgreSQL 15',
    async () => openPostgres(await freshDatabase(server.url)),
    values.statements ? [ONE, SOME] : [ONE, SOME, FILE],
  )
  await server.stop()
}
