/**
 * Who sat on which visit, out of everything that is known of a person's visits and log rows. It is the matching of
 * match-log.ts with what the database adds: docs/formats/matching-in-the-database.md says it in words.
 */
import type { Day } from '#src/base/day.ts'
import { compareMoments, type Micros, type Moment } from '#src/base/moment.ts'
import { compareText } from '#src/rates/index.ts'
import { type LogSource, momentOfMicros } from '#src/visits/call-log/log-row.ts'
import { matchLoose, type OpenVisit, seatNamed, type SeatedVisit } from '#src/visits/match-log.ts'

export type VisitToSeat = SeatedVisit & {
  readonly day: Day
  readonly personRef: string
  readonly organisationRef: string
  readonly isCancelled: boolean
  /** Workers whom the provider's rota names; null where it names nobody. */
  readonly expected: readonly string[] | null
}

export type RowToSeat = {
  readonly day: Day
  readonly logSource: string
  readonly logRef: string
  readonly visitRef: string | undefined
  readonly personRef: string
  readonly workerRef: string
  readonly in: Micros
  readonly inSource: LogSource
  readonly out: Micros | undefined
  readonly outSource: LogSource | undefined
  readonly reasonCode: string | undefined
  readonly organisationRef: string | undefined
  /** What an officer decided about its seat. */
  readonly decided?: SeatDecided | undefined
}

/** The visit on which a row sits whatever else would, and those on which it never does. */
export type SeatDecided = { readonly pin: string | undefined; readonly bans: readonly string[] }

/** The visit that a row belongs to by name: the officer's decision before what the row says. */
export const namedVisit = ({ visitRef, decided }: Pick<RowToSeat, 'visitRef' | 'decided'>): string | undefined =>
  decided?.pin ?? (visitRef !== undefined && decided?.bans.includes(visitRef) ? undefined : visitRef)

/** One worker's call: a row, or several of one log-in that came more than once (M-54). The first of them stands for all. */
export type Call = {
  readonly logRef: string
  readonly workerRef: string
  readonly visitRef: string | undefined
  readonly organisationRef: string | undefined
  readonly decided: SeatDecided | undefined
  readonly in: Moment
  readonly out: Moment | undefined
  readonly rows: readonly [RowToSeat, ...RowToSeat[]]
}

export const WHYS = ['no visit near', 'no free seat', 'visit cancelled', 'provider not known', 'taken off'] as const
export type Why = (typeof WHYS)[number]

export type Seating = {
  readonly seatedByVisit: ReadonlyMap<string, readonly Call[]>
  readonly unseated: readonly { readonly call: Call; readonly why: Why }[]
}

export type MatchingPolicy = { readonly windowMinutes: number; readonly mergeMinutes: number }

const inOrder = (a: RowToSeat, b: RowToSeat): number =>
  a.in - b.in || compareText(a.logRef, b.logRef) || compareText(a.logSource, b.logSource)

/**
 * Joins rows of one worker whose log-ins lie less than `mergeMinutes` after the first of them (M-54). A row about which an officer
 * decided joins none before it: the decision is about that row.
 */
export function mergeRepeats(rows: readonly RowToSeat[], mergeMinutes: number): Call[] {
  // Most visits have one row, and it stands alone on its island.
  const [only, ...others] = rows
  if (only && others.length === 0) return [callOf([only])]
  const calls: RowToSeat[][] = []
  const latest = new Map<string, RowToSeat[]>()
  for (const row of rows.toSorted(inOrder)) {
    const key = `${row.workerRef}\n${row.organisationRef ?? ''}`
    const call = latest.get(key)
    if (call && isRepeat(call, row, mergeMinutes * 60e6)) {
      call.push(row)
      continue
    }
    const begun = [row]
    calls.push(begun)
    latest.set(key, begun)
  }
  return calls.map((call) => callOf(call as [RowToSeat, ...RowToSeat[]]))
}

function isRepeat(call: readonly RowToSeat[], row: RowToSeat, within: Micros): boolean {
  if (row.decided) return false
  const first = call[0] as RowToSeat
  const named = visitNamedBy(call)
  return row.in - first.in < within && (named === undefined || row.visitRef === undefined || named === row.visitRef)
}

const visitNamedBy = (rows: readonly RowToSeat[]): string | undefined => {
  for (const row of rows) {
    const named = namedVisit(row)
    if (named !== undefined) return named
  }
  return undefined
}

function callOf(rows: readonly [RowToSeat, ...RowToSeat[]]): Call {
  const [first] = rows
  const last = lastOut(rows)
  return {
    logRef: first.logRef,
    workerRef: first.workerRef,
    visitRef: visitNamedBy(rows),
    organisationRef: first.organisationRef,
    decided: first.decided,
    in: momentOfMicros(first.in),
    out: last?.out === undefined ? undefined : momentOfMicros(last.out),
    rows,
  }
}

/** The row of a call that logged out last. */
export const lastOut = (rows: readonly RowToSeat[]): RowToSeat | undefined =>
  rows.reduce<RowToSeat | undefined>(
    (latest, row) => (row.out !== undefined && row.out > (latest?.out ?? -Infinity) ? row : latest),
    undefined,
  )

/** Seats the calls of one person on their visits. The order in which either is given does not matter. */
export function seatCalls(visits: readonly VisitToSeat[], rows: readonly RowToSeat[], policy: MatchingPolicy): Seating {
  const calls = mergeRepeats(rows, policy.mergeMinutes)
  const named = Map.groupBy(calls, ({ visitRef }) => visitRef)
  const open = visits
    .filter(({ isCancelled }) => !isCancelled)
    .sort((a, b) => compareText(a.visitRef, b.visitRef))
    .map((visit) => ({ visit, seated: seatByName(visit.workers, named.get(visit.visitRef) ?? []) }))
  const loose = named.get(undefined)
  if (loose) seatLoose(open, loose, policy)
  const seated = open.reduce((sum, one) => sum + one.seated.length, 0)
  return {
    seatedByVisit: new Map(open.map(({ visit, seated: theirs }) => [visit.visitRef, theirs.toSorted(byLogIn)])),
    unseated: seated === calls.length ? [] : unseatedOf(calls, open, visits, policy),
  }
}

type Open = OpenVisit<VisitToSeat, Call>

function seatLoose(open: readonly Open[], calls: readonly Call[], policy: MatchingPolicy): void {
  for (const [organisation, theirs] of Map.groupBy(calls, ({ organisationRef }) => organisationRef)) {
    if (organisation === undefined) continue
    const near = open.filter(({ visit }) => visit.organisationRef === organisation)
    seatExpected(near, theirs, policy.windowMinutes * 60)
    const seated = new Set(near.flatMap((one) => one.seated))
    matchLoose(
      near,
      theirs.filter((call) => !seated.has(call)),
      policy.windowMinutes * 60,
      mayMeet,
    )
  }
}

function unseatedOf(
  calls: readonly Call[],
  open: readonly Open[],
  visits: readonly VisitToSeat[],
  policy: MatchingPolicy,
): Seating['unseated'] {
  const seated = new Set(open.flatMap((one) => one.seated))
  return calls
    .filter((call) => !seated.has(call))
    .map((call) => ({ call, why: whyUnseated(call, visits, policy.windowMinutes * 60) }))
}

/** Those whom an officer seated go before those that name the visit themselves. */
function seatByName(seats: number, calls: readonly Call[]): Call[] {
  const pinned = seatNamed(
    seats,
    calls.filter(({ decided }) => decided?.pin !== undefined),
  )
  if (pinned.length === 0) return seatNamed(seats, calls)
  const workers = new Set(pinned.map(({ workerRef }) => workerRef))
  const others = calls.filter((call) => !pinned.includes(call) && !workers.has(call.workerRef))
  return [...pinned, ...seatNamed(seats - pinned.length, others)]
}

const mayMeet = ({ decided }: Call, { visitRef }: VisitToSeat): boolean => !decided?.bans.includes(visitRef)

/** The same worker first (M-51): a visit on which the rota names the worker goes before a nearer one. */
function seatExpected(open: readonly Open[], calls: readonly Call[], window: number): void {
  if (open.every(({ visit }) => !visit.expected?.length)) return
  for (const [worker, theirs] of Map.groupBy(calls, ({ workerRef }) => workerRef)) {
    matchLoose(
      open.filter(({ visit }) => visit.expected?.includes(worker)),
      theirs,
      window,
      mayMeet,
    )
  }
}

const byLogIn = (a: Call, b: Call): number => compareMoments(a.in, b.in) || compareText(a.logRef, b.logRef)

function whyUnseated(call: Call, visits: readonly VisitToSeat[], window: number): Why {
  if (call.visitRef !== undefined) {
    const named = visits.find(({ visitRef }) => visitRef === call.visitRef)
    return named?.isCancelled ? 'visit cancelled' : 'no free seat'
  }
  if (call.organisationRef === undefined) return 'provider not known'
  const near = visits.filter(
    ({ start, organisationRef }) =>
      organisationRef === call.organisationRef && Math.abs(start - call.in.seconds) <= window,
  )
  if (near.length === 0) return 'no visit near'
  if (near.some(({ visitRef }) => call.decided?.bans.includes(visitRef))) return 'taken off'
  return near.every(({ isCancelled }) => isCancelled) ? 'visit cancelled' : 'no free seat'
}

/** A stretch of a person's time in which every visit and row may bear on every other; beyond its ends nothing does. */
export type Island = {
  readonly from: number
  readonly to: number
  readonly visits: readonly VisitToSeat[]
  readonly rows: readonly RowToSeat[]
}

type Span = { readonly from: number; readonly to: number; readonly visit?: VisitToSeat; readonly row?: RowToSeat }

/**
 * Cuts a person's time into islands: between two of them lies more than `reach` seconds without a visit or a log-in.
 * What changes in one leaves the seats of the others as they are.
 */
export function islandsOf(visits: readonly VisitToSeat[], rows: readonly RowToSeat[], reach: number): Island[] {
  const startOf = new Map(visits.map(({ visitRef, start }) => [visitRef, start]))
  const spans: Span[] = visits.map((visit) => ({ from: visit.start, to: visit.start, visit }))
  for (const row of rows) {
    const at = row.in / 1e6
    const named = startOf.get(namedVisit(row) ?? '') ?? at
    spans.push({ from: Math.min(at, named), to: Math.max(at, named), row })
  }
  const islands: { from: number; to: number; visits: VisitToSeat[]; rows: RowToSeat[] }[] = []
  for (const { from, to, visit, row } of spans.sort((a, b) => a.from - b.from)) {
    let island = islands.at(-1)
    if (island && from - island.to <= reach) island.to = Math.max(island.to, to)
    else islands.push((island = { from, to, visits: [], rows: [] }))
    if (visit) island.visits.push(visit)
    if (row) island.rows.push(row)
  }
  return islands
}
