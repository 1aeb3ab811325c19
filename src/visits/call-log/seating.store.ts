import { addDays, type Day } from '#src/base/day.ts'
import { copyIn, type Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { compareText } from '#src/rates/index.ts'
import type { LogSource, Micros } from '#src/visits/call-log/log-row.ts'
import {
  type Call,
  type Island,
  islandsOf,
  lastOut,
  type MatchingPolicy,
  type RowToSeat,
  seatCalls,
  type VisitToSeat,
} from '#src/visits/call-log/seating.ts'

/** The moments of a person's time, in seconds, at which a visit or a log row came, went or changed. */
export type Touched = Map<string, number[]>

export const touch = (touched: Touched, personRef: string, seconds: number): void => {
  const moments = touched.get(personRef)
  if (moments) moments.push(seconds)
  else touched.set(personRef, [seconds])
}

type Range = { readonly personRef: string; from: number; to: number; readonly moments: number[] }

const DAY = 86_400
/** How much of a person's time is read on either side of what changed, before it is known where their island ends. */
const MARGIN = 6 * 3600
const WIDER = 3 * DAY

/** The visits on which the rows that were seated now came to sit. */
export type SeatsTaken = Map<string, string>

export const seatKey = (source: string, logRef: string): string => `${source} ${logRef}`

/**
 * Seats anew whatever stands near the moments touched, and writes what is different. What it costs grows with the moments,
 * not with the archive.
 */
export async function reseat(tx: Write, touched: Touched, policy: MatchingPolicy): Promise<SeatsTaken> {
  const taken: SeatsTaken = new Map()
  const reach = Math.max(policy.windowMinutes, policy.mergeMinutes) * 60
  let ranges = [...touched].flatMap(([personRef, moments]) => rangesOf(personRef, moments))
  while (ranges.length > 0) {
    const known = await readRanges(tx, ranges)
    const changes: Changes = { attendance: [], emptied: [], unseated: [], cleared: [] }
    const cut: Range[] = []
    for (const [index, range] of ranges.entries()) {
      const { visits, rows: logged } = known.at(index)
      const islands = islandsOf(visits, logged, reach).filter(({ from, to }) =>
        range.moments.some((at) => at >= from - reach && at <= to + reach),
      )
      // An island that runs to the edge of what was read may go on beyond it.
      const isCut = islands.some(({ from, to }) => from - reach <= range.from || to + reach >= range.to)
      if (isCut) cut.push({ ...range, from: range.from - WIDER, to: range.to + WIDER })
      else for (const island of islands) compareIsland(island, visits, logged, policy, known.standing, changes)
    }
    await writeChanges(tx, changes)
    for (const { visit, call } of changes.attendance)
      taken.set(seatKey(call.rows[0].logSource, call.logRef), visit.visitRef)
    ranges = joined(cut)
  }
  return taken
}

/** Moments that lie near each other are read together; a year between two of them is not. */
function rangesOf(personRef: string, moments: readonly number[]): Range[] {
  return joined(moments.map((at) => ({ personRef, from: at - MARGIN, to: at + MARGIN, moments: [at] })))
}

/** Ranges of a person that meet become one: a visit is never compared twice. */
function joined(ranges: readonly Range[]): Range[] {
  const order = (a: Range, b: Range): number => compareText(a.personRef, b.personRef) || a.from - b.from
  const result: Range[] = []
  for (const range of ranges.toSorted(order)) {
    const last = result.at(-1)
    if (last && last.personRef === range.personRef && range.from <= last.to) {
      last.to = Math.max(last.to, range.to)
      last.moments.push(...range.moments)
    } else result.push({ ...range, moments: [...range.moments] })
  }
  return result
}

type Standing = {
  /** Attendances by visit, as they stand, each in one text for comparing. */
  readonly attendance: ReadonlyMap<string, readonly string[]>
  readonly unseated: ReadonlyMap<string, string>
}

type Person = { readonly visits: VisitToSeat[]; readonly rows: RowToSeat[] }

type VisitRow = Omit<VisitToSeat, 'expected'> & { n: number; expected: readonly string[] | null }
type LogRow = { part: 'whole' | 'in' } & Omit<
  RowToSeat,
  'visitRef' | 'out' | 'outSource' | 'reasonCode' | 'organisationRef'
> & {
    n: number
    visitRef: string | null
    out: Micros | null
    outSource: LogSource | null
    reasonCode: string | null
    organisationRef: string | null
  }

/** Rows of a call log as they came; the log-outs of live ones and what was set aside are laid on them afterwards. */
const ROW = sql`l.day, l.log_source as "logSource", l.log_ref as "logRef", l.part, l.visit_ref as "visitRef",
  l.person_ref as "personRef", l.worker_ref as "workerRef", (extract(epoch from l.in_at) * 1000000)::bigint as "in",
  l.in_source as "inSource", (extract(epoch from l.out_at) * 1000000)::bigint as "out", l.out_source as "outSource",
  l.reason_code as "reasonCode", l.organisation_ref as "organisationRef"`

const moment = (seconds: number): string => new Date(Math.floor(seconds) * 1000).toISOString()

async function readRanges(
  tx: Read,
  ranges: readonly Range[],
): Promise<{ at(index: number): Person; standing: Standing }> {
  const range = sql`unnest(${ranges.map(({ personRef }) => personRef)}::text[], ${ranges.map(({ from }) => moment(from))}::timestamptz[],
    ${ranges.map(({ to }) => moment(to))}::timestamptz[]) with ordinality as r(person_ref, from_at, to_at, n)`
  const people: Person[] = ranges.map(() => ({ visits: [], rows: [] }))
  // `offset 0` keeps each range a search of its own in the index, however little is known of the table's size.
  const visits = await rows(
    tx,
    sql<VisitRow>`select r.n, v.*, (select array_agg(e.worker_ref order by e.worker_ref) from visits.expected_worker e
        where e.council_id = ${tx.council} and e.day = v.day and e.visit_ref = v."visitRef") as expected
      from ${range} cross join lateral (
        select v.day, v.visit_ref as "visitRef", v.person_ref as "personRef", v.organisation_ref as "organisationRef",
          extract(epoch from v.start_at)::bigint as start, v.minutes, v.workers, v.status = 'cancelled' as "isCancelled"
        from visits.visit v where v.council_id = ${tx.council} and v.person_ref = r.person_ref
          and v.start_at >= r.from_at and v.start_at <= r.to_at offset 0) v`,
  )
  for (const { n, expected, ...visit } of visits) people[n - 1]?.visits.push({ ...visit, expected: expected ?? [] })
  const named = visits.map(({ visitRef }) => visitRef)
  const sent = await rows(
    tx,
    sql<LogRow>`select r.n, l.* from ${range} cross join lateral (select ${ROW} from visits.call_log l
        where l.council_id = ${tx.council} and l.person_ref = r.person_ref and l.in_at >= r.from_at and l.in_at <= r.to_at
          and l.visit_ref is null offset 0) l
      union all select 0, l.* from unnest(${named}::text[]) as v(ref) cross join lateral (select ${ROW} from visits.call_log l
        where l.council_id = ${tx.council} and l.visit_ref = v.ref and l.part <> 'out' offset 0) l`,
  )
  const logged = await settle(tx, sent)
  const indexOfVisit = new Map(visits.map(({ visitRef, n }) => [visitRef, n]))
  for (const { n, part: _part, ...row } of logged) {
    const index = row.visitRef === null ? n : (indexOfVisit.get(row.visitRef) ?? 0)
    people[index - 1]?.rows.push({
      ...row,
      visitRef: row.visitRef ?? undefined,
      out: row.out ?? undefined,
      outSource: row.outSource ?? undefined,
      reasonCode: row.reasonCode ?? undefined,
      organisationRef: row.organisationRef ?? undefined,
    })
  }
  return { at: (index) => people[index] as Person, standing: await readStanding(tx, visits, logged) }
}

/** Lays the log-outs of live rows on them, and leaves out what was set aside. */
async function settle(tx: Read, sent: readonly LogRow[]): Promise<LogRow[]> {
  if (sent.length === 0) return []
  const keyOf = ({ day, logSource, logRef }: Pick<LogRow, 'day' | 'logSource' | 'logRef'>): string =>
    `${day} ${seatKey(logSource, logRef)}`
  const days = sent.map(({ day }) => day).sort()
  const aside = await rows(
    tx,
    sql<
      Pick<LogRow, 'day' | 'logSource' | 'logRef'>
    >`select day, log_source as "logSource", log_ref as "logRef" from visits.set_aside
      where council_id = ${tx.council} and day >= ${days[0]} and day <= ${days.at(-1)}`,
  )
  const live = sent.filter(({ part }) => part === 'in')
  const outs = live.length === 0 ? [] : await listLogOuts(tx, live)
  const isAside = new Set(aside.map(keyOf))
  const outOf = new Map(outs.map((row) => [keyOf(row), row]))
  return sent
    .filter((row) => !isAside.has(keyOf(row)))
    .map((row) => {
      const out = row.part === 'in' ? outOf.get(keyOf(row)) : undefined
      return out
        ? { ...row, out: out.out, outSource: out.outSource, reasonCode: row.reasonCode ?? out.reasonCode }
        : row
    })
}

type LogOut = Pick<LogRow, 'day' | 'logSource' | 'logRef' | 'out' | 'outSource' | 'reasonCode'>

const listLogOuts = (tx: Read, live: readonly LogRow[]): Promise<LogOut[]> =>
  rows(
    tx,
    sql<LogOut>`select o.* from unnest(${live.map(({ day }) => day)}::date[], ${live.map(({ logSource }) => logSource)}::text[],
        ${live.map(({ logRef }) => logRef)}::text[]) as k(day, source, ref)
      cross join lateral (select l.day, l.log_source as "logSource", l.log_ref as "logRef",
          (extract(epoch from l.out_at) * 1000000)::bigint as "out", l.out_source as "outSource", l.reason_code as "reasonCode"
        from visits.call_log l where l.council_id = ${tx.council} and l.day = k.day and l.log_source = k.source
          and l.log_ref = k.ref and l.part = 'out' offset 0) o`,
  )

async function readStanding(tx: Read, visits: readonly VisitRow[], logged: readonly LogRow[]): Promise<Standing> {
  const seated = await rows(
    tx,
    sql<{
      visitRef: string
      as: string
    }>`select a.* from unnest(${visits.map(({ day }) => day)}::date[], ${visits.map(({ visitRef }) => visitRef)}::text[]) as v(day, visit_ref)
      cross join lateral (select a.visit_ref as "visitRef",
          jsonb_build_array(a.seat, a.log_source, a.log_ref, (extract(epoch from a.out_at) * 1000000)::bigint, a.merged)::text as "as"
        from visits.attendance a where a.council_id = ${tx.council} and a.day = v.day and a.visit_ref = v.visit_ref offset 0) a`,
  )
  const unseated = await rows(
    tx,
    sql<{
      key: string
      as: string
    }>`select u.* from unnest(${logged.map(({ day }) => day)}::date[], ${logged.map(({ logSource }) => logSource)}::text[],
          ${logged.map(({ logRef }) => logRef)}::text[]) as l(day, log_source, log_ref)
      cross join lateral (select u.log_source || ' ' || u.log_ref as key, u.why || ' ' || coalesce(u.merged_into, '') as "as"
        from visits.unseated u where u.council_id = ${tx.council} and u.day = l.day and u.log_source = l.log_source
          and u.log_ref = l.log_ref offset 0) u`,
  )
  return {
    attendance: new Map(
      [...Map.groupBy(seated, ({ visitRef }) => visitRef)].map(([visitRef, all]) => [
        visitRef,
        all.map((one) => one.as),
      ]),
    ),
    unseated: new Map(unseated.map((one) => [one.key, one.as])),
  }
}

type Seat = { visit: VisitToSeat; seat: number; call: Call }
type Unseated = { row: RowToSeat; why: string; mergedInto: string | undefined }
type Changes = {
  attendance: Seat[]
  emptied: VisitToSeat[]
  unseated: Unseated[]
  cleared: RowToSeat[]
}

function compareIsland(
  island: Island,
  visits: readonly VisitToSeat[],
  logged: readonly RowToSeat[],
  policy: MatchingPolicy,
  standing: Standing,
  changes: Changes,
): void {
  const startOf = new Map(visits.map(({ visitRef, start }) => [visitRef, start]))
  const isOn = (at: number): boolean => at >= island.from && at <= island.to
  const mine = visits.filter(({ start }) => isOn(start))
  const rowsHere = logged.filter((row) => isOn((row.visitRef && startOf.get(row.visitRef)) || row.in / 1e6))
  const seating = seatCalls(mine, rowsHere, policy)
  for (const visit of mine) {
    const seats = (seating.seatedByVisit.get(visit.visitRef) ?? []).map((call, index) => ({
      visit,
      seat: index + 1,
      call,
    }))
    const before = standing.attendance.get(visit.visitRef) ?? []
    const after = seats.map(seatText)
    if (before.length === after.length && after.every((text) => before.includes(text))) continue
    if (before.length > 0) changes.emptied.push(visit)
    changes.attendance.push(...seats)
  }
  const unseated = new Map<RowToSeat, Unseated>()
  for (const { call, why } of seating.unseated)
    for (const row of call.rows) unseated.set(row, { row, why, mergedInto: undefined })
  for (const call of [...[...seating.seatedByVisit.values()].flat(), ...seating.unseated.map((one) => one.call)])
    for (const row of call.rows.slice(1))
      unseated.set(row, { row, why: 'merged', mergedInto: `${call.rows[0].logSource} ${call.logRef}` })
  for (const row of rowsHere) {
    const before = standing.unseated.get(`${row.logSource} ${row.logRef}`)
    const after = unseated.get(row)
    if (before === (after && `${after.why} ${after.mergedInto ?? ''}`)) continue
    if (before !== undefined) changes.cleared.push(row)
    if (after) changes.unseated.push(after)
  }
}

const EVER: Island = { from: -Infinity, to: Infinity }
const NOTHING_STANDS: Standing = { attendance: new Map(), unseated: new Map() }
const SEATS_AT_ONCE = 20_000

/**
 * Seats the whole log of people of whom nothing is seated yet, out of what is at hand: the same matching as `reseat`, without
 * reading anything back.
 */
export async function seatFirst(
  tx: Write,
  people: Iterable<{ readonly visits: readonly VisitToSeat[]; readonly logged: readonly RowToSeat[] }>,
  policy: MatchingPolicy,
): Promise<void> {
  const none = (): Changes => ({ attendance: [], emptied: [], unseated: [], cleared: [] })
  let changes = none()
  for (const { visits, logged } of people) {
    compareIsland(EVER, visits, logged, policy, NOTHING_STANDS, changes)
    if (changes.attendance.length < SEATS_AT_ONCE) continue
    await writeChanges(tx, changes)
    changes = none()
  }
  await writeChanges(tx, changes)
}

/** As PostgreSQL writes the same array: a space after each comma. */
const seatText = ({ seat, call }: Seat): string =>
  `[${[seat, call.rows[0].logSource, call.logRef, lastOut(call.rows)?.out ?? null, call.rows.length - 1].map((cell) => JSON.stringify(cell)).join(', ')}]`

const at = (micros: Micros): string => {
  const seconds = Math.floor(micros / 1e6)
  return `${moment(seconds).slice(0, 19)}.${String(micros - seconds * 1e6).padStart(6, '0')}Z`
}

async function writeChanges(tx: Write, changes: Changes): Promise<void> {
  if (changes.emptied.length > 0)
    await rows(
      tx,
      sql`delete from visits.attendance a using jsonb_to_recordset(${json(changes.emptied.map(({ day, visitRef }) => ({ day, ref: visitRef })))}::jsonb) as k(day date, ref text)
        where a.council_id = ${tx.council} and a.day = k.day and a.visit_ref = k.ref`,
    )
  if (changes.cleared.length > 0)
    await rows(
      tx,
      sql`delete from visits.unseated u using jsonb_to_recordset(${json(changes.cleared.map(({ day, logSource, logRef }) => ({ day, source: logSource, ref: logRef })))}::jsonb) as k(day date, source text, ref text)
        where u.council_id = ${tx.council} and u.day = k.day and u.log_source = k.source and u.log_ref = k.ref`,
    )
  if (changes.attendance.length > 0) await insertAttendance(tx, changes.attendance)
  if (changes.unseated.length > 0) await insertUnseated(tx, changes.unseated)
}

const insertAttendance = (tx: Write, seats: readonly Seat[]): Promise<number> =>
  copyIn(
    tx,
    'visits.attendance',
    [
      'council_id',
      'day',
      'visit_ref',
      'seat',
      'organisation_ref',
      'person_ref',
      'log_day',
      'log_source',
      'log_ref',
      'worker_ref',
      'in_at',
      'in_source',
      'out_at',
      'out_source',
      'reason_code',
      'matched',
      'merged',
    ],
    seats.map(({ visit, seat, call }) => {
      const [first] = call.rows
      const last = lastOut(call.rows)
      return [
        tx.council,
        visit.day,
        visit.visitRef,
        seat,
        visit.organisationRef,
        visit.personRef,
        first.day,
        first.logSource,
        first.logRef,
        first.workerRef,
        at(first.in),
        first.inSource,
        last?.out === undefined ? null : at(last.out),
        last?.outSource ?? null,
        call.rows.find(({ reasonCode }) => reasonCode !== undefined)?.reasonCode ?? null,
        call.visitRef === undefined,
        call.rows.length - 1,
      ]
    }),
  )

const insertUnseated = (tx: Write, unseated: readonly Unseated[]): Promise<number> =>
  copyIn(
    tx,
    'visits.unseated',
    [
      'council_id',
      'day',
      'log_source',
      'log_ref',
      'organisation_ref',
      'person_ref',
      'worker_ref',
      'visit_ref',
      'in_at',
      'why',
      'merged_into',
    ],
    unseated.map(({ row, why, mergedInto }) => [
      tx.council,
      row.day,
      row.logSource,
      row.logRef,
      row.organisationRef ?? null,
      row.personRef,
      row.workerRef,
      row.visitRef ?? null,
      at(row.in),
      why,
      mergedInto ?? null,
    ]),
  )

/** A row that was set aside sits nowhere and waits for nobody. */
export async function clearUnseated(tx: Write, day: Day, source: string, logRef: string): Promise<void> {
  await rows(
    tx,
    sql`delete from visits.unseated where council_id = ${tx.council} and day = ${day} and log_source = ${source} and log_ref = ${logRef}`,
  )
}

/** The visit on which a row sits; a visit's day is that of its rows, or lies beside it. */
export async function findSeat(tx: Read, day: Day, source: string, logRef: string): Promise<string | undefined> {
  const days = [addDays(day, -1), day, addDays(day, 1)]
  const [found] = await rows(
    tx,
    sql<{ visitRef: string }>`select visit_ref as "visitRef" from visits.attendance
      where council_id = ${tx.council} and day = any(${days}::date[]) and log_source = ${source} and log_ref = ${logRef}`,
  )
  return found?.visitRef
}
