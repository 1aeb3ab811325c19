/**
 * The visits of a year rated under a raised rate card, as the dry run of an uplift rates them both ways, on PostgreSQL 15; beside it one
 * plain statement that only reads the same visits and adds up the minutes worked.
 *   node test/bench/year.ts [--visits 1000000] [--statements]
 * A great council has 12,000,000 visits a year. They are made by SQL before the clock starts, with the indexes that their keys are.
 */
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Instant } from '#src/base/day.ts'
import { startUplift, workUplift } from '#src/payments/uplift/commands.ts'
import { findUplift, totalsOfUplift } from '#src/payments/uplift/uplift.store.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { migrate } from '#src/platform/migrate.ts'
import { addRateCard } from '#src/rates/index.ts'
import { CARDS } from '#test/bench/made-up-month.ts'
import { tell, telling, type Waited } from '#test/bench/statement-times.ts'
import { timed, type Times } from '#test/bench/times.ts'
import { COUNCIL, freshDatabase, officer, system } from '#test/support/database.ts'
import { got } from '#test/support/pay-runs.ts'
import { startPostgres } from '#test/support/postgres.ts'

const NOW: Instant = Temporal.Instant.from('2026-11-22T12:00:00Z')
const VISITS_A_PERSON = 365 * 4

const { values } = parseArgs({
  options: { visits: { type: 'string', default: '1000000' }, statements: { type: 'boolean' } },
})
const people = Math.max(1, Math.round(Number(values.visits) / VISITS_A_PERSON))

const thousands = (count: number): string => Math.round(count).toLocaleString('en-GB')

const INDEXES = [
  ...['visit_by_ref', 'visit_by_person', 'visit_by_organisation', 'visit_by_package', 'visit_by_chunk'],
  ...['attendance_by_worker', 'attendance_by_row'],
]

const VISITS = `
  insert into visits.visit (council_id, day, visit_ref, package_ref, slot, turn, person_ref, organisation_ref, contract_ref, card_ref,
    service, zone, start_at, minutes, workers, time_critical, bank_holiday, status, chunk)
  select ${COUNCIL}, d::date, 'PK-' || 100000 + p || '-' || to_char(d, 'YYYYMMDD') || '-' || s, 'PK-' || 100000 + p, s, 1, 'P-' || 100000 + p,
    '1-' || 1000 + p % 64, 'CT-' || 1000 + p % 64, case p % 2 when 0 then 'HC-BAND' else 'HC-CAP' end, 'home_care',
    case p % 3 when 0 then 'rural' else 'urban' end, (d + (array['07:15', '12:00', '16:45', '20:30'])[s]::time) at time zone 'Europe/London',
    (array[15, 30, 30, 30, 45, 45, 60])[1 + (p * 5 + s) % 7], case (p * 11 + s) % 12 when 0 then 2 else 1 end, false, false, 'planned', 'VC-1'
  from generate_series(timestamp '2025-11-22', timestamp '2026-11-21', '1 day') d, generate_series(1, ${people}) p, generate_series(1, 4) s`

/** Of a hundred visits two are missed, and one has no log-out. */
const ATTENDANCES = `
  insert into visits.attendance (council_id, day, visit_ref, seat, organisation_ref, person_ref, log_day, log_source, log_ref, worker_ref,
    in_at, in_source, out_at, out_source, matched, merged)
  select council_id, day, visit_ref, seat, organisation_ref, person_ref, day, 'vendor', visit_ref || '-' || seat, 'W-' || seat, at, 'app_gps',
    case when h % 100 <> 1 then at + minutes * (0.7 + (h / 100 % 50) / 100.0) * interval '1 minute' end, 'app_gps', false, 0
  from (select v.*, seat, abs(hashtext(visit_ref || seat)) as h, start_at + (abs(hashtext(visit_ref || seat)) % 20 - 8) * interval '1 minute' as at
    from visits.visit v cross join generate_series(1, 2) seat where seat <= workers) s
  where abs(hashtext(visit_ref)) % 50 <> 0`

const ADDED_UP = `
  select v.organisation_ref, count(*) as visits, sum(date_part('epoch', a.out_at - a.in_at)) as seconds
  from visits.visit v left join visits.attendance a on a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref and a.seat = 1
  where v.status = 'planned' group by v.organisation_ref`

const told = ({ clock, processor }: Times): string => `${clock.toFixed(1)} s (${processor.toFixed(1)} s of processor)`

async function measure(engine: Engine): Promise<void> {
  await migrate(engine)
  const waited: Waited = new Map()
  const shell = createShell(createDatabase(values.statements ? telling(engine, waited) : engine), [], () => NOW)
  for (const card of CARDS) got(await addRateCard(shell, system(), { name: card.card, text: JSON.stringify(card) }))
  const script = (text: string) => engine.session((session) => session.script(text))
  const [made] = await timed(engine, async () => {
    for (const index of INDEXES) await script(`drop index visits.${index}`)
    for (const statement of [VISITS, ATTENDANCES, 'vacuum analyze', 'checkpoint']) await script(statement)
  })
  console.log(`${thousands(people * VISITS_A_PERSON)} visits of a year, made in ${made.clock.toFixed(0)} s`)
  const upliftRef = got(
    await startUplift(shell, officer(), {
      ...{ cardRefs: CARDS.map(({ card }) => card), method: { kind: 'percent', percent: '4.1' } },
      ...{ rounding: 'nearest_1p', from: '2027-04-07', note: 'A dry run' },
    }),
  )
  const [work] = await timed(engine, () => workUplift(shell, COUNCIL, upliftRef))
  tell(waited)
  const [state, totals] = await shell.read(officer(), async (tx) => [
    (await findUplift(tx, upliftRef))?.state,
    await totalsOfUplift(tx, upliftRef),
  ])
  if (state !== 'draft' || totals.visits !== people * VISITS_A_PERSON || totals.unpriced > 0)
    throw new Error(`the dry run is ${state}: ${JSON.stringify(totals)}`)
  const [reading] = await timed(engine, () => script(ADDED_UP))
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    `  rated both ways ${told(work)}, ${thousands(totals.visits / work.clock)} visits/s, ${peak} MB at the peak`,
  )
  console.log(
    `  read and added up by one statement ${told(reading)}; ${(work.clock / reading.clock).toFixed(2)} times by the clock`,
  )
}

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, node ${process.version}`)
const server = await startPostgres({ durable: true })
const engine = openPostgres(await freshDatabase(server.url))
try {
  await measure(engine)
} finally {
  await engine.close()
  await server.stop()
}
