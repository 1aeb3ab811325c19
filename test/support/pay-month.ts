/** A fortnight of a crowd from its call log to its statements, in stages that a test may kill and go on with. */
import { instantAt } from '#src/base/day.ts'
import { listeners, resumePayRuns, startPayRun, workPayRun } from '#src/payments/index.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { createDatabase } from '#src/platform/database.ts'
import type { Engine } from '#src/platform/engine.ts'
import { beginImport, checkLogRow, readImport, seatDue, sendBatch } from '#src/visits/index.ts'
import { COUNCIL, NOON, officer } from '#test/support/database.ts'
import {
  checkAndApprove,
  crowd,
  FAY,
  FORTNIGHT,
  got,
  loadVisits,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'
import { bytesOf, csvOf, logRow } from '#test/support/visits.ts'

export const STAGES = ['read', 'seat', 'rate', 'check', 'approve', 'post'] as const
export type Stage = (typeof STAGES)[number]

const SOURCE = 'vendor:caretime'
const CLERK = officer()
const RUN = 'PR-1001'
const VISITS_AT_ONCE = 60

type Row = Record<string, string>

let ticks = 0

/** Its clock goes on by a thousandth of a second whenever it is looked at. */
export const shellOn = (engine: Engine): Shell =>
  createShell(createDatabase(engine), listeners, () => NOON.add({ milliseconds: (ticks += 1) }))

/** Rows of the log of some visits; `from` is the number of the first visit. */
function rowsOf(visits: readonly VisitMade[], from: number): Row[] {
  return visits.flatMap((visit, at) =>
    (visit.log ?? []).map(([begun, over], worker) => {
      const moment = (minutes: number) => instantAt(visit.day, visit.start).add({ minutes }).toString()
      const out = over === undefined ? { out_at: '', out_source: '' } : { out_at: moment(over), out_source: 'app_gps' }
      return logRow({
        ...{ log_ref: `L-${from + at}-${worker}`, person_ref: visit.personRef, worker_ref: `W-${from + at}-${worker}` },
        ...{ in_at: moment(begun), ...out },
      })
    }),
  )
}

/** The missed visits of some people after all. */
const lateRows = (people: number): Row[] =>
  Array.from({ length: Math.ceil(people / 3) }, (_, at) =>
    logRow({
      ...{ log_ref: `LATE-${at}`, person_ref: `P-${2001 + at * 3}`, worker_ref: `W-LATE-${at}` },
      ...{ in_at: '2026-11-04T08:01:00Z', out_at: '2026-11-04T08:30:00Z' },
    }),
  )

/** A council with the visits of a crowd, and no log yet, in a database that has its tables. */
export async function prepareMonth(engine: Engine, people: number): Promise<void> {
  const shell = shellOn(engine)
  await addCouncil(shell.database, { council: COUNCIL, name: 'Wenbury', trial: true })
  await seedPayCouncil({ shell })
  await loadVisits(
    shell,
    crowd(people).map(({ log: _, ...visit }) => visit),
  )
}

const batchOf = (sent: readonly Row[]) => ({
  source: SOURCE,
  rows: sent.map((row) => ({
    logRef: row['log_ref'] ?? '',
    read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
  })),
})

/** What comes before a stage and is not killed. Done again it does nothing. */
export async function beforeStage(shell: Shell, stage: Stage, people: number): Promise<void> {
  const visits = crowd(people)
  const half = Math.floor(visits.length / 2)
  if (stage === 'seat') await sendBatch(shell, CLERK, batchOf(rowsOf(visits.slice(half), half)), {})
  if (stage === 'rate') got(await startPayRun(shell, FAY, FORTNIGHT, { idempotencyKey: 'the run' }))
  if (stage === 'check') await sendBatch(shell, CLERK, batchOf(lateRows(people)), {})
}

/** A stage from wherever it stands to its end. */
export async function workStage(shell: Shell, stage: Stage, people: number): Promise<void> {
  if (stage === 'read') {
    const visits = crowd(people)
    const text = csvOf(rowsOf(visits.slice(0, Math.floor(visits.length / 2)), 0))
    const file = () => ({ filename: 'log.csv', ...bytesOf(text) })
    await readImport(shell, CLERK, got(await beginImport(shell, CLERK, SOURCE, file())), SOURCE, file())
  } else if (stage === 'seat') await seatDue(shell, COUNCIL)
  else if (stage === 'approve') await checkAndApprove(shell, RUN)
  else await workPayRun(shell, COUNCIL, RUN, VISITS_AT_ONCE)
}

/** What the next start of a server finds to do, and what people do again. */
export async function goOn(shell: Shell, stage: Stage, people: number): Promise<void> {
  if (stage === 'read' || stage === 'seat' || stage === 'approve') await workStage(shell, stage, people)
  else await resumePayRuns(shell)
}

/** The lines and statements, however they came about. */
export async function outcomeOfMonth(engine: Engine): Promise<string[]> {
  const { rows } = await engine.session((session) =>
    session.query(
      `select concat_ws(' ', visit_ref, outcome, payable_minutes, workers_paid, amount_pence, reason) as line from payments.pay_line
        where council_id = $1
      union all select concat_ws(' ', visit_ref, turn, cause, amount_pence) from payments.adjustment where council_id = $1
      union all select concat_ws(' ', organisation_ref, visits, amount_pence) from payments.statement where council_id = $1
      union all select concat_ws(' ', visit_ref, log_ref, in_at, out_at) from visits.attendance where council_id = $1
      union all select concat_ws(' ', log_ref, why) from visits.unseated where council_id = $1
      union all select concat_ws(' ', pay_run_ref, state) from payments.pay_run where council_id = $1 order by 1`,
      [COUNCIL],
    ),
  )
  return (rows as { line: string }[]).map(({ line }) => line)
}
