/** The call logs of the council year: three vendors with the flaws of real life, what comes late, and what officers put right. */
import { addDays, type Day, type Instant } from '#src/base/day.ts'
import {
  beginImport,
  checkLogRow,
  correctLog,
  logIn,
  logOut,
  putOnVisit,
  readImport,
  seatDue,
  sendBatch,
  setAside,
  takeOffVisit,
} from '#src/visits/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { COUNCIL, officer, providerUser } from '#test/support/database.ts'
import { ask, CLERK, type Sent, someVisits, tell, type Year } from '#test/support/year-at-hand.ts'
import { BALANCED, BANDED, got } from '#test/support/pay-runs.ts'
import { bytesOf, csvOf, logRow } from '#test/support/visits.ts'

type Row = Record<string, string>
type VisitToLog = {
  readonly ref: string
  readonly personRef: string
  readonly organisationRef: string
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly status: string
  readonly service: string
}

/** Two vendors send files and batches for the council; the third is the provider's own machine. */
const FILES = 'vendor:caretime'
const BATCHES = 'vendor:planit'
const OWN_MACHINE = 'client:rota'
const sourceFor = (organisationRef: string): string =>
  organisationRef === BANDED ? FILES : organisationRef === BALANCED ? OWN_MACHINE : BATCHES

const MACHINE: Actor = { ...officer('M-1', ['visits.log']), kind: 'machine' }
const PROVIDER_MACHINE: Actor = { ...providerUser(BALANCED, ['visits.log']), kind: 'machine' }

const VISIT = `select visit_ref as ref, person_ref as "personRef", organisation_ref as "organisationRef", start_at as start, minutes, workers,
  status, service from visits.visit where council_id = $1`

/** The same moment in Z, in Z with seconds, with an offset, or as the clocks of London show it. */
function written({ dice }: Year, moment: Instant): string {
  const london = moment.toZonedDateTimeISO('Europe/London')
  return dice.pick([
    moment.toString(),
    moment.toString({ smallestUnit: 'second' }),
    london.toString({ timeZoneName: 'never', smallestUnit: 'second' }),
    london.toPlainDateTime().toString({ smallestUnit: 'second' }),
  ])
}

/** The rows of a visit: mostly one a worker, mostly right. */
function rowsOf(year: Year, visit: VisitToLog): Row[] {
  const { dice } = year
  const comes = visit.status === 'planned' ? 95 : 5
  return Array.from({ length: visit.workers }, (_, worker) => worker).flatMap((worker) => {
    if (!dice.percent(comes)) return []
    const begun = visit.start.add({ seconds: dice.whole(-9 * 60, 14 * 60) })
    const over = begun.add({ seconds: Math.max(60, visit.minutes * 60 + dice.whole(-15 * 60, 15 * 60)) })
    const row = logRow({
      ...{ log_ref: `${visit.organisationRef}/${(year.logs += 1)}`, person_ref: visit.personRef },
      ...{ visit_ref: dice.percent(50) ? visit.ref : '', worker_ref: `W-${dice.whole(1, 4)}${worker}` },
      ...{ in_at: written(year, begun), out_at: written(year, over), in_source: 'app_gps', out_source: 'app_gps' },
      wakings: visit.service === 'sleep_in' ? dice.pick(['', 'none', '20', '35;15', '20;35;10']) : '',
      reason_code: dice.percent(3) ? 'no_access' : '',
    })
    if (dice.percent(4)) return [{ ...row, out_at: '', out_source: '' }]
    if (!dice.percent(5)) return [row]
    // The device sent it again under another reference, a minute later (M-54).
    const again = { ...row, log_ref: `${row['log_ref']}b`, in_at: written(year, begun.add({ seconds: 50 })) }
    return [row, again]
  })
}

/** The week's logs: what is not late, in no order, some of it twice; and what was late in earlier weeks. */
export async function sendLogs(year: Year, monday: Day): Promise<void> {
  const { dice } = year
  const next = addDays(monday, 7)
  const logged = await ask<{ ref: string }>(
    year,
    `select distinct visit_ref as ref from visits.call_log where council_id = $1 and visit_ref is not null and day >= $2`,
    [monday],
  )
  const already = new Set(logged.map(({ ref }) => ref))
  const visits = await ask<VisitToLog>(year, `${VISIT} and day >= $2 and day < $3 order by day, visit_ref`, [
    monday,
    next,
  ])
  const due: Sent[] = []
  for (const visit of visits.filter(({ ref }) => !already.has(ref)))
    for (const row of rowsOf(year, visit)) {
      const sent = { source: sourceFor(visit.organisationRef), row }
      if (dice.percent(6)) year.late.push({ from: addDays(next, dice.whole(0, 45)), sent })
      else due.push(sent)
    }
  await send(year, due)
  await sendLate(year, next, Infinity)
}

/** Sends what was held back until now, so many rows at most. */
export async function sendLate(year: Year, today: Day, most: number): Promise<void> {
  const ripe = year.late.filter(({ from }) => from <= today).slice(0, most)
  year.late.splice(0, year.late.length, ...year.late.filter((one) => !ripe.includes(one)))
  await send(
    year,
    ripe.map(({ sent }) => sent),
  )
  for (const one of ripe) tell(year, 'late log', { ok: true, value: one })
}

async function send(year: Year, all: readonly Sent[]): Promise<void> {
  for (const [source, some] of Map.groupBy(all, (sent) => sent.source)) {
    const mixed = some.map(({ row }) => ({ row, by: year.dice.next() })).sort((a, b) => a.by - b.by)
    const sent = [...mixed, ...mixed.filter(() => year.dice.percent(3))].map(({ row }) => row)
    if (source === FILES) await sendFile(year, sent)
    else await sendPieces(year, source, sent)
  }
  await seatDue(year.shell, COUNCIL)
}

async function sendFile(year: Year, sent: readonly Row[]): Promise<void> {
  const { shell, dice } = year
  const mark = dice.percent(50) ? '\uFEFF' : ''
  const text = `${mark}${csvOf(sent)}${dice.percent(50) ? '\r\n\r\n' : ''}`
  const file = () => ({ filename: 'week.csv', ...bytesOf(text) })
  // Now and then the same file comes twice.
  for (let times = dice.percent(15) ? 2 : 1; times > 0; times--) {
    const importRef = got(await beginImport(shell, CLERK, FILES, file()))
    await readImport(shell, CLERK, importRef, FILES, file())
    tell(year, 'file', { ok: true, value: importRef })
  }
}

async function sendPieces(year: Year, source: string, sent: readonly Row[]): Promise<void> {
  const actor = source === OWN_MACHINE ? PROVIDER_MACHINE : MACHINE
  for (let from = 0; from < sent.length; from += 40) {
    const some = sent
      .slice(from, from + 40)
      .map((row) => ({ logRef: row['log_ref'] ?? '', read: checkLogRow(row as Parameters<typeof checkLogRow>[0]) }))
    await sendBatch(year.shell, actor, { source, rows: some }, {})
    tell(year, 'batch', { ok: true, value: from })
  }
}

/** Events as they happen, by the provider's own machine: a log-in, and mostly its log-out. */
export async function liveEvents(year: Year, day: Day): Promise<void> {
  const { shell, dice, clock } = year
  const visits = await ask<VisitToLog>(
    year,
    `${VISIT} and day = $2 and organisation_ref = '${BALANCED}' and status = 'planned' and workers = 1 order by visit_ref`,
    [day],
  )
  for (const visit of visits.slice(0, 4)) {
    clock.now = visit.start.add({ minutes: dice.whole(-5, 10) })
    const row = logRow({
      ...{ log_ref: `live/${(year.logs += 1)}`, visit_ref: visit.ref, person_ref: visit.personRef },
      ...{ in_at: clock.now.toString(), out_at: '', out_source: '' },
    })
    const read = checkLogRow(row as Parameters<typeof checkLogRow>[0])
    tell(year, 'log-in', await logIn(shell, PROVIDER_MACHINE, { source: OWN_MACHINE, row: got(read) }, {}))
    clock.now = clock.now.add({ minutes: Math.max(5, visit.minutes + dice.whole(-12, 12)) })
    if (dice.percent(10)) continue
    const out = clock.now.epochMilliseconds * 1000
    const logRef = row['log_ref'] ?? ''
    tell(
      year,
      'log-out',
      await logOut(
        shell,
        PROVIDER_MACHINE,
        {
          source: OWN_MACHINE,
          logRef,
          out,
          outSource: 'app_gps',
          workerRef: row['worker_ref'] ?? '',
          reasonCode: undefined,
        },
        {},
      ),
    )
  }
}

type KeptRow = { readonly source: string; readonly logRef: string; readonly in: Instant; readonly out: Instant | null }

/** Officers correct times, set rows aside, put rows on visits and take them off. */
export async function putRight(year: Year, today: Day): Promise<void> {
  const { shell, dice } = year
  const rows = await ask<KeptRow>(
    year,
    `select log_source as source, log_ref as "logRef", in_at as in, out_at as out from visits.call_log
      where council_id = $1 and part <> 'out' and day >= $2 and day < $3 order by day, log_source, log_ref`,
    [addDays(today, -60), today],
  )
  if (rows.length === 0) return
  for (let count = 0; count < 4; count++) {
    const { source, logRef, in: begun } = dice.pick(rows)
    const micros = (minutes: number) => (begun.epochMilliseconds + minutes * 60_000) * 1000
    const times = { in: micros(dice.percent(10) ? -24 * 60 : dice.whole(-20, 5)), out: micros(dice.whole(10, 75)) }
    tell(
      year,
      'row corrected',
      await correctLog(shell, CLERK, {
        source,
        logRef,
        ...times,
        reasonCode: 'no_signal',
        reason: 'The care notes say so',
      }),
    )
  }
  for (let count = 0; count < 2; count++)
    tell(year, 'row set aside', await setAside(shell, CLERK, { ...dice.pick(rows), reason: 'Another person' }))
  await moveSeats(year, today, rows)
}

async function moveSeats(year: Year, today: Day, rows: readonly KeptRow[]): Promise<void> {
  const { shell, dice } = year
  tell(year, 'row taken off', await takeOffVisit(shell, CLERK, { ...dice.pick(rows), reason: 'It was not here' }))
  const loose = await ask<{ source: string; logRef: string; personRef: string; day: Day }>(
    year,
    `select log_source as source, log_ref as "logRef", person_ref as "personRef", day from visits.unseated
      where council_id = $1 and why <> 'merged' and day >= $2 order by day, log_source, log_ref`,
    [addDays(today, -40)],
  )
  for (let count = 0; count < 3 && loose.length > 0; count++) {
    const { source, logRef, personRef, day } = dice.pick(loose)
    const near = await someVisits(year, addDays(day, -5), addDays(day, 5), 12, personRef)
    for (const { ref } of near) {
      const put = await putOnVisit(shell, CLERK, { source, logRef, visitRef: ref, reason: 'The care notes say so' })
      if (tell(year, 'row put on a visit', put)) break
    }
    // What was put somewhere may turn out to be wrong after all.
    if (dice.percent(40)) tell(year, 'row set aside', await setAside(shell, CLERK, { source, logRef, reason: 'Wrong' }))
  }
}
