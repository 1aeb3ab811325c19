/** Seats the rows of a call log on the planned visits, over columns: most visits have one row and need no look. */
import { equalBytes, textOf } from '#src/base/csv-bytes.ts'
import { TextIndex } from '#src/base/text-index.ts'
import { wholeMinutes } from '#src/rates/rules.ts'
import {
  type CallLog,
  type LogRow,
  matchLoose,
  type PlannedVisits,
  type SeatedVisit,
  seatNamed,
} from '#src/visits/rules.ts'

/** The log rows on the seats of each planned visit, -1 for a free seat. */
export type Seats = { readonly first: Int32Array; readonly second: Int32Array; readonly unmatched: number }

/** No worker came. */
export const ABSENT = -1
/** Someone came, and a log-out is missing. */
export const NO_LOG_OUT = -2

export function seatFiles(planned: PlannedVisits, log: CallLog): Seats {
  const first = new Int32Array(planned.count).fill(-1)
  const second = new Int32Array(planned.count).fill(-1)
  const crowd = new Map<number, number[]>()
  const loose: number[] = []
  for (let row = 0; row < log.count; row++) {
    const visit = log.visit.at(row)
    if (visit < 0) loose.push(row)
    else if (first[visit] === -1) first[visit] = row
    else if (second[visit] === -1 && planned.workers.at(visit) === 2 && !isSameWorker(log, first[visit] as number, row))
      second[visit] = row
    else if (crowd.get(visit)?.push(row) === undefined) crowd.set(visit, [row])
  }
  for (const [visit, rows] of crowd) {
    const all = [first[visit] as number, second[visit] as number, ...rows].filter((row) => row >= 0)
    const seated = seatNamed(
      planned.workers.at(visit),
      all.map((row) => logRow(log, row)),
    )
    first[visit] = seated[0]?.row ?? -1
    second[visit] = seated[1]?.row ?? -1
  }
  if (loose.length > 0) seatLoose(planned, log, loose, { first, second })
  let seated = 0
  for (let visit = 0; visit < planned.count; visit++)
    seated += Number(first[visit] !== -1) + Number(second[visit] !== -1)
  return { first, second, unmatched: log.count - seated }
}

function isSameWorker(log: CallLog, a: number, b: number): boolean {
  const { from, to } = log.worker
  return equalBytes(log.bytes, from.at(a), to.at(a), log.bytes, from.at(b), to.at(b))
}

type FileRow = LogRow & { readonly row: number }
type FileVisit = SeatedVisit & { readonly visit: number }

function logRow(log: CallLog, row: number): FileRow {
  const out = log.outSeconds.at(row)
  return {
    row,
    logRef: textOf(log.bytes, log.logRef.from.at(row), log.logRef.to.at(row)),
    workerRef: textOf(log.bytes, log.worker.from.at(row), log.worker.to.at(row)),
    in: { seconds: log.inSeconds.at(row), fraction: log.inFraction(row) },
    out: Number.isNaN(out) ? undefined : { seconds: out, fraction: log.outFraction(row) },
  }
}

/** Matching looks at one person at a time, so only one person's visits are objects at any moment. */
function seatLoose(
  planned: PlannedVisits,
  log: CallLog,
  loose: readonly number[],
  { first, second }: Pick<Seats, 'first' | 'second'>,
): void {
  const persons = new TextIndex(log.bytes)
  const rows = listsBy(loose, (row) => persons.add(log.person.from.at(row), log.person.to.at(row)))
  const { from, to } = planned.person
  const visits: number[][] = Array.from({ length: persons.size }, () => [])
  for (let visit = 0; visit < planned.count; visit++)
    visits[persons.find(planned.bytes, from.at(visit), to.at(visit))]?.push(visit)
  for (const [person, personRows] of rows.entries()) {
    const open = (visits[person] ?? []).map((visit) => ({
      visit: fileVisit(planned, visit),
      seated: [first[visit] as number, second[visit] as number]
        .filter((row) => row >= 0)
        .map((row) => logRow(log, row)),
    }))
    const personLog = personRows.map((row) => logRow(log, row))
    matchLoose(open, personLog)
    for (const { visit, seated } of open) {
      first[visit.visit] = seated[0]?.row ?? -1
      second[visit.visit] = seated[1]?.row ?? -1
    }
  }
}

const fileVisit = (planned: PlannedVisits, visit: number): FileVisit => ({
  visit,
  visitRef: textOf(planned.bytes, planned.visitRef.from.at(visit), planned.visitRef.to.at(visit)),
  start: planned.start.at(visit),
  minutes: planned.minutes.at(visit),
  workers: planned.workers.at(visit),
})

/** Rows in one list a number; the numbers are 0, 1, 2 … as first met. */
export function listsBy(rows: readonly number[], numberOf: (row: number) => number): number[][] {
  const lists: number[][] = []
  for (const row of rows) {
    const number = numberOf(row)
    const list = lists[number]
    if (list) list.push(row)
    else lists[number] = [row]
  }
  return lists
}

/** Whole minutes worked on a visit, of two workers those together; or ABSENT, or NO_LOG_OUT. */
export function workedMinutes(log: CallLog, first: number, second: number): number {
  if (first < 0) return ABSENT
  const out = log.outSeconds.at(first)
  if (Number.isNaN(out)) return NO_LOG_OUT
  if (second >= 0) return workedTogether(log, first, second)
  const below = log.outFraction(first) < log.inFraction(first) ? 1 : 0
  return wholeMinutes(out - log.inSeconds.at(first) - below)
}

function workedTogether(log: CallLog, first: number, second: number): number {
  const [inA, inB] = [log.inSeconds.at(first), log.inSeconds.at(second)]
  const [outA, outB] = [log.outSeconds.at(first), log.outSeconds.at(second)]
  if (Number.isNaN(outB)) return NO_LOG_OUT
  const isLaterA = (inA - inB || log.inFraction(first) - log.inFraction(second)) > 0
  const isEarlierA = (outA - outB || log.outFraction(first) - log.outFraction(second)) < 0
  const below = log.outFraction(isEarlierA ? first : second) < log.inFraction(isLaterA ? first : second) ? 1 : 0
  return wholeMinutes(Math.max(0, (isEarlierA ? outA : outB) - (isLaterA ? inA : inB) - below))
}
