/**
 * The live watch of a great council: how long the page's query takes and each minute's look, with 30,000 visits a day of which one
 * in a hundred is late, and the plan of the query. What it costs is set by what is late: more days of visits change nothing.
 *   node test/bench/watch.ts [--visits 30000] [--days 1,7] [--late 100] [--engine pglite|postgres]
 */
import { parseArgs } from 'node:util'
import { addDays, type Instant } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { loadPlannedVisits, watchVisits } from '#src/visits/index.ts'
import { listWaiting } from '#src/visits/watch/alert.store.ts'
import { freshDatabase, officer, system } from '#test/support/database.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { planOf, slotOf } from '#test/support/visits.ts'

const TODAY = '2026-11-20'
/** The morning's peak is over an hour old. */
const NOW: Instant = Temporal.Instant.from(`${TODAY}T09:30:00Z`)
const VISITS_A_PERSON = 4
const RUNS = 21
const PAGE = { offset: 0, limit: 25 }

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '30000' },
    days: { type: 'string', default: '1,7' },
    late: { type: 'string', default: '100' },
    engine: { type: 'string' },
  },
})

/** People with a visit every five hours, beginning at any five minutes from seven. */
const plansOf = (visitsADay: number, from: string) =>
  Array.from({ length: Math.ceil(visitsADay / VISITS_A_PERSON) }, (_, index) =>
    planOf({
      packageRef: `PK-${10_001 + index}`,
      personRef: `P-${10_001 + index}`,
      organisationRef: `1-${101 + (index % 64)}`,
      zone: index % 3 === 0 ? 'rural' : 'town',
      startDay: from,
      pattern: Array.from({ length: VISITS_A_PERSON }, (_each, slot) => {
        const minutes = 420 + slot * 210 + (index % 42) * 5
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
        return slotOf({ slot: slot + 1, start: time, timeCritical: index % 12 === 0 })
      }),
    }),
  )

async function prepared(engine: Engine, days: number, oneIn: number): Promise<Shell> {
  await migrate(engine)
  const shell = createShell(createDatabase(engine), [], () => NOW)
  const from = addDays(TODAY, 1 - days)
  await shell.command(system(), 'load', async (tx) => {
    const plans = plansOf(Number(values.visits), from)
    await loadPlannedVisits(tx, { plans, absences: [], plannedTo: addDays(TODAY, 1) })
    // Everybody came at the planned time, but for one in so many of today's.
    await rows(
      tx,
      sql`insert into visits.attendance (council_id, day, visit_ref, seat, organisation_ref, person_ref, log_day, log_source, log_ref,
          worker_ref, in_at, in_source, out_at, out_source, matched, merged)
        select council_id, day, visit_ref, 1, organisation_ref, person_ref, day, 'vendor:a', visit_ref, 'W-1', start_at, 'app_gps',
          start_at + interval '30 minutes', 'app_gps', true, 0
        from visits.visit where start_at <= ${NOW}::timestamptz and (day < ${TODAY}::date or hashtext(visit_ref) % ${oneIn}::int <> 0)`,
    )
    return ok('loaded')
  })
  await engine.session((session) => session.script('analyze'))
  return shell
}

async function median(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return `${times[Math.floor(RUNS / 2)]?.toFixed(1)} ms (slowest ${times.at(-1)?.toFixed(1)})`
}

async function measure(name: string, engine: Engine, days: number): Promise<void> {
  const shell = await prepared(engine, days, Number(values.late))
  const started = performance.now()
  const { raised } = await watchVisits(shell, system())
  console.log(`${name}, ${Number(values.visits).toLocaleString('en-GB')} visits a day, ${days} days`)
  console.log(`  first look of the morning: ${raised} alerts raised in ${(performance.now() - started).toFixed(0)} ms`)
  console.log(`  a look with nothing new:   ${await median(() => watchVisits(shell, system()))}`)
  const list = (search: Parameters<typeof listWaiting>[1]) => () =>
    shell.read(officer(), (tx) => listWaiting(tx, search, PAGE))
  console.log(`  the page's query:          ${await median(list({}))}`)
  console.log(`  of one zone and provider:  ${await median(list({ zone: 'town', organisationRef: '1-102' }))}`)
  console.log(`  from the planned start:    ${await median(list({ beginning: NOW.subtract({ minutes: 15 }) }))}`)
  console.log(await planOfQuery(shell))
}

/** What the database does for the page: the open alerts by their index, their visits and seats by key. */
async function planOfQuery(shell: Shell): Promise<string> {
  const plan = await shell.read(officer(), (tx) =>
    rows(
      tx,
      sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off, costs off) select l.visit_ref from visits.alert l
        join visits.visit v on v.council_id = l.council_id and v.day = l.day and v.visit_ref = l.visit_ref
        where l.council_id = ${tx.council} and l.closed_at is null and v.status = 'planned' and not exists (select
          from visits.attendance a where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref and a.seat = v.workers)
        order by l.time_critical desc, l.due_at limit 25`,
    ),
  )
  return plan.map((line) => `    ${line['QUERY PLAN']}`).join('\n')
}

for (const days of values.days.split(',').map(Number)) {
  if (values.engine !== 'pglite') {
    const server = await startPostgres({ durable: true })
    const engine = openPostgres(await freshDatabase(server.url))
    await measure('PostgreSQL 15', engine, days)
    await engine.close()
    await server.stop()
  }
  if (values.engine !== 'postgres') {
    const engine = await openPglite()
    await measure('PGlite', engine, days)
    await engine.close()
  }
}
