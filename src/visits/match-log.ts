/**
 * Which attendance belongs to which planned visit: rows that name their visit first, then the rest by the nearest start
 * (M-51). A visit has as many seats as workers, and one worker has one seat on a visit (M-52).
 */
import { compareMoments, gapBetween, type Moment } from '#src/base/moment.ts'
import { compareText } from '#src/rates/rules.ts'

export type SeatedVisit = {
  readonly visitRef: string
  /** The planned start, in whole seconds from 1970-01-01T00:00Z. */
  readonly start: number
  readonly minutes: number
  readonly workers: number
}

export type LogRow = {
  readonly logRef: string
  readonly workerRef: string
  readonly in: Moment
  readonly out: Moment | undefined
}

/** A planned visit must start this near to a log-in, in seconds, to be matched with it. */
export const MATCH_WINDOW = 7_200

/** Seats the rows that name one visit: by log-in, then by reference; a worker's second row finds no seat. */
export function seatNamed<R extends LogRow>(seats: number, rows: readonly R[]): R[] {
  const seated: R[] = []
  for (const row of rows.toSorted((a, b) => compareMoments(a.in, b.in) || compareText(a.logRef, b.logRef))) {
    if (seated.length === seats) break
    if (!seated.some((other) => other.workerRef === row.workerRef)) seated.push(row)
  }
  return seated
}

export type OpenVisit<V extends SeatedVisit, R extends LogRow> = { readonly visit: V; readonly seated: R[] }

type Pair<V extends SeatedVisit, R extends LogRow> = {
  readonly open: OpenVisit<V, R>
  readonly row: R
  readonly start: Moment
  readonly length: Moment
}

const NOTHING: Moment = { seconds: 0, fraction: 0 }

const always = (): boolean => true

/**
 * Seats rows without a visit on the visits of one person: over all pairs the nearest start first, then the nearest
 * length, then visit, then log reference. Adds to `seated` of each visit and gives back the rows left over.
 */
export function matchLoose<V extends SeatedVisit, R extends LogRow>(
  visits: readonly OpenVisit<V, R>[],
  rows: readonly R[],
  window = MATCH_WINDOW,
  mayMeet: (row: R, visit: V) => boolean = always,
): R[] {
  const byStart = visits
    .filter(({ visit, seated }) => seated.length < visit.workers)
    .sort((a, b) => a.visit.start - b.visit.start)
  const matched = new Set<R>()
  for (const { open, row } of rows.flatMap((row) => pairsOf(byStart, row, window)).sort(nearestFirst)) {
    if (!mayMeet(row, open.visit)) continue
    if (matched.has(row) || open.seated.length === open.visit.workers) continue
    if (open.seated.some((other) => other.workerRef === row.workerRef)) continue
    open.seated.push(row)
    matched.add(row)
  }
  return rows.filter((row) => !matched.has(row))
}

function pairsOf<V extends SeatedVisit, R extends LogRow>(
  byStart: readonly OpenVisit<V, R>[],
  row: R,
  window: number,
): Pair<V, R>[] {
  const pairs: Pair<V, R>[] = []
  for (let i = firstFrom(byStart, row.in.seconds - window); i < byStart.length; i++) {
    const open = byStart[i] as OpenVisit<V, R>
    const start = gapBetween(row.in, { seconds: open.visit.start, fraction: 0 })
    if (open.visit.start > row.in.seconds + window) break
    if (start.seconds > window || (start.seconds === window && start.fraction > 0)) continue
    pairs.push({ open, row, start, length: lengthGap(row, open.visit.minutes) })
  }
  return pairs
}

const lengthGap = (row: LogRow, minutes: number): Moment =>
  row.out ? gapBetween(gapBetween(row.in, row.out), { seconds: minutes * 60, fraction: 0 }) : NOTHING

const nearestFirst = <V extends SeatedVisit, R extends LogRow>(a: Pair<V, R>, b: Pair<V, R>): number =>
  compareMoments(a.start, b.start) ||
  compareMoments(a.length, b.length) ||
  compareText(a.open.visit.visitRef, b.open.visit.visitRef) ||
  compareText(a.row.logRef, b.row.logRef)

function firstFrom(byStart: readonly { visit: SeatedVisit }[], start: number): number {
  let low = 0
  let high = byStart.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((byStart[middle]?.visit.start ?? Infinity) < start) low = middle + 1
    else high = middle
  }
  return low
}
