/**
 * Two hundred bidders with large files in the last seconds before a deadline, over HTTP to a real server, on both engines.
 *   node test/bench/bids.ts [--bidders 200] [--megabytes 5] [--lead 20] [--engine pglite|postgres]
 * `--lead` is the seconds before the deadline in which all but the last twentieth begin; those begin after it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { rush, type RushFigures } from '#test/support/bid-rush.ts'
import { freshDatabase } from '#test/support/database.ts'
import { findPostgres, startPostgres } from '#test/support/postgres.ts'

const { values } = parseArgs({
  options: {
    bidders: { type: 'string', default: '200' },
    megabytes: { type: 'string', default: '5' },
    lead: { type: 'string', default: '20' },
    engine: { type: 'string' },
  },
})
const bidders = Number(values.bidders)
const bytes = Number(values.megabytes) * 1024 * 1024
const leadMs = Number(values.lead) * 1000

function tell(name: string, figures: RushFigures): void {
  const { answered, opened, filesWhole, lateLogged, memoryBefore, memoryMost, wholeMs, openMs } = figures
  const receipts = answered.filter(({ sha256 }) => sha256 !== null).length
  const refused = answered.filter(({ late }) => late).length
  const slowest = (of: 'uploadMs' | 'submitMs'): string =>
    `${(Math.max(...answered.map((one) => one[of])) / 1000).toFixed(1)} s`
  const megabytes = (count: number): string => `${Math.round(count / 1024 / 1024)} MB`
  console.log(`${name}: ${bidders} bidders with ${values.megabytes} MB each
  receipts ${receipts}, opened ${opened}, files whole ${filesWhole}, told that they are late ${refused}, logged as late ${lateLogged}
  neither receipt nor refusal: ${answered.length - receipts - refused}
  slowest file ${slowest('uploadMs')}, slowest submission ${slowest('submitMs')}, all answered in ${(wholeMs / 1000).toFixed(1)} s
  opening of all: ${(openMs / 1000).toFixed(1)} s
  memory of the server: ${megabytes(memoryBefore)} before, ${megabytes(memoryMost)} at the most, for ${megabytes(bidders * bytes)} of files`)
}

const run = async (name: string, engine: Engine): Promise<void> => {
  await migrate(engine)
  tell(name, await rush(engine, { bidders, bytes, leadMs, spreadMs: leadMs / 2, late: Math.ceil(bidders / 20) }))
  await engine.close()
}

if (values.engine !== 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-bench-bids-'))
  await run('PGlite', await openPglite({ folder }))
  rmSync(folder, { recursive: true, force: true })
}
if (values.engine !== 'pglite') {
  if (findPostgres()) {
    const postgres = await startPostgres({ durable: true })
    await run('PostgreSQL', openPostgres(await freshDatabase(postgres.url)))
    await postgres.stop()
  } else console.log('NOT RUN: PostgreSQL 15 is not here')
}
