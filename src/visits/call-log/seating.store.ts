import type { Day } from '#src/base/day.ts'
import { isoOf } from '#src/base/moment.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { compareText } from '#src/rates/index.ts'
import {
  type KeptSeat,
  listStarts,
  type Range,
  readRanges,
  type Standing,
} from '#src/visits/call-log/seats-known.store.ts'
import {
  type Call,
  type Island,
  islandsOf,
  lastOut,
  type MatchingPolicy,
  type RowToSeat,
  seatCalls,
  type Seating,
  type VisitToSeat,
} from '#src/visits/call-log/seating.ts'
import { askForOlder } from '#src/visits/open-items/older-days-commands.ts'

/** The moments of a person's time, in seconds, at which a visit or a log row came, went or changed. */
export type Touched = Map<string, number[]>

export const touch = (touched: Touched, personRef: string, seconds: number): void => {
  const moments = touched.get(personRef)
  if (moments) moments.push(seconds)
  else touched.set(personRef, [seconds])
}

const HOUR = 3600
/**
 * How much of a person's time is read on either side of what changed, before it is known where their island ends: most visits of a
 * person lie further apart than the window. Where an island goes on, more is read, and then much more.
 */
const MARGIN = HOUR
const WIDER = [6 * HOUR, 72 * HOUR] as const

/** The visits on which the rows that were seated now came to sit. */
export type SeatsTaken = Map<string, string>

export const seatKey = (source: string, logRef: string): string => `${source} ${logRef}`

/** What a seating did: where rows came to sit, and every visit whose seats are others now. */
export type Reseated = { readonly seats: SeatsTaken; readonly changed: ReadonlySet<string> }

/** So many people are held one by one; a seating of more waits for all others, since locks are few. */
const HELD_ONE_BY_ONE = 256

/** Two seatings near one person wait for each other here: each sees all that the one before it wrote. */
async function lockPeople(tx: Write, personRefs: readonly string[]): Promise<void> {
  const all = sql`hashtextextended(${`seats ${tx.council}`}, 0)`
  if (personRefs.length > HELD_ONE_BY_ONE) {
    await rows(tx, sql`select pg_advisory_xact_lock(${all})`)
    return
  }
  await rows(tx, sql`select pg_advisory_xact_lock_shared(${all})`)
  await rows(
    tx,
    sql`select pg_advisory_xact_lock(k.key) from (
      select distinct hashtextextended(${`seats ${tx.council} `} || p.ref, 0) as key
      from unnest(${personRefs}::text[]) as p(ref) order by 1) as k`,
  )
}

/**
 * Seats anew whatever stands near the moments touched, and writes what is different. What it costs grows with the moments,
 * not with the archive. `named` are visits that rows at
 * these moments name, and whose rows: most start near their row, the others are looked up.
 */
export async function reseat(
  tx: Write,
  touched: Touched,
  policy: MatchingPolicy,
  named: ReadonlyMap<string, string> = new Map(),
): Promise<Reseated> {
  const seats: SeatsTaken = new Map()
  const changed = new Set<string>()
  const emptied = new Set<Day>()
  if (touched.size === 0) return { seats, changed }
  await lockPeople(tx, [...touched.keys()])
  const reach = Math.max(policy.windowMinutes, policy.mergeMinutes) * 60
  let ranges = [...touched].flatMap(([personRef, moments]) => rangesOf(personRef, moments, reach + MARGIN))
  for (let time = 0; ranges.length > 0; time++) {
    const known = await readRanges(tx, ranges)
    const changes: Changes = { attendance: [], emptied: [], unseated: [], cleared: [] }
    const found = ranges.map((range, index) => near(range, known.at(index), reach))
    // An island that runs to the edge of what was read may go on beyond it; a decided row may have moved between two of a person.
    const cut = new Set(found.flatMap(({ range, isCut }) => (isCut ? [range.personRef] : [])))
    for (const { range, islands } of found) {
      if (cut.has(range.personRef)) continue
      for (const island of islands) compareIsland(island, policy, known.standing, changes)
    }
    await writeChanges(tx, changes)
    for (const { visitRef } of changes.emptied) changed.add(visitRef)
    for (const day of leftEmpty(changes)) emptied.add(day)
    for (const { visit, call } of changes.attendance) {
      changed.add(visit.visitRef)
      seats.set(seatKey(call.rows[0].logSource, call.logRef), visit.visitRef)
    }
    const wider = time === 0 ? WIDER[0] : WIDER[1]
    const far = time === 0 ? [...named.keys()].filter((visitRef) => !known.has(visitRef)) : []
    ranges = joined([
      ...ranges
        .filter(({ personRef }) => cut.has(personRef))
        .map((range) => ({ ...range, from: range.from - wider, to: range.to + wider })),
      ...(await listStarts(tx, far)).flatMap(({ visitRef, at }) =>
        rangesOf(named.get(visitRef) ?? '', [at], reach + MARGIN),
      ),
    ])
  }
  await askForOlder(tx, emptied)
  return { seats, changed }
}

/** The days of visits from which somebody was taken, and to which nobody else came. */
function leftEmpty({ attendance, emptied }: Changes): Day[] {
  const attended = new Set(attendance.map(({ visit }) => visit.visitRef))
  return emptied.flatMap(({ visitRef, day }) => (attended.has(visitRef) ? [] : [day]))
}

type Person = { readonly visits: VisitToSeat[]; readonly rows: RowToSeat[] }

/** The islands near the moments of a range, and whether one of them runs to its edge. */
function near(range: Range, person: Person, reach: number): { range: Range; islands: Island[]; isCut: boolean } {
  const islands = islandsOf(person.visits, person.rows, reach).filter(({ from, to }) =>
    range.moments.some((at) => at >= from - reach && at <= to + reach),
  )
  const isCut = islands.some(({ from, to }) => from - reach <= range.from || to + reach >= range.to)
  return { range, islands, isCut }
}

/** Moments that lie near each other are read together; a year between two of them is not. */
function rangesOf(personRef: string, moments: readonly number[], margin: number): Range[] {
  return joined(moments.map((at) => ({ personRef, from: at - margin, to: at + margin, moments: [at] })))
}

/** What lies between two ranges is read with them where it is no more than this: a person has few visits a day. */
const GAP = 24 * HOUR

/** Ranges of a person that lie near each other become one: a visit is never compared twice. */
function joined(ranges: readonly Range[]): Range[] {
  const order = (a: Range, b: Range): number => compareText(a.personRef, b.personRef) || a.from - b.from
  const result: Range[] = []
  for (const range of ranges.toSorted(order)) {
    const last = result.at(-1)
    if (last && last.personRef === range.personRef && range.from <= last.to + GAP) {
      last.to = Math.max(last.to, range.to)
      last.moments.push(...range.moments)
    } else result.push({ ...range, moments: [...range.moments] })
  }
  return result
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
  island: Pick<Island, 'visits' | 'rows'>,
  policy: MatchingPolicy,
  standing: Standing,
  changes: Changes,
): void {
  const seating = seatCalls(island.visits, island.rows, policy)
  for (const visit of island.visits) {
    const seats = (seating.seatedByVisit.get(visit.visitRef) ?? []).map((call, index) => ({
      visit,
      seat: index + 1,
      call,
    }))
    const before = standing.attendance.get(visit.visitRef) ?? []
    if (before.length === seats.length && seats.every((one) => before.some((kept) => isSameSeat(one, kept)))) continue
    if (before.length > 0) changes.emptied.push(visit)
    changes.attendance.push(...seats)
  }
  const unseated = unseatedBy(seating)
  if (unseated.size === 0 && standing.unseated.size === 0) return
  for (const row of island.rows) {
    const before = standing.unseated.get(`${row.logSource} ${row.logRef}`)
    const after = unseated.get(row)
    if (before === (after && `${after.why} ${after.mergedInto ?? ''}`)) continue
    if (before !== undefined) changes.cleared.push(row)
    if (after) changes.unseated.push(after)
  }
}

/** The rows that sit nowhere: those of calls without a seat, and those that repeat the first of theirs (M-54). */
function unseatedBy({ seatedByVisit, unseated }: Seating): Map<RowToSeat, Unseated> {
  const found = new Map<RowToSeat, Unseated>()
  const addRepeats = ({ rows: all, logRef }: Call): void => {
    for (let i = 1; i < all.length; i++) {
      const row = all[i] as RowToSeat
      found.set(row, { row, why: 'merged', mergedInto: `${all[0].logSource} ${logRef}` })
    }
  }
  for (const { call, why } of unseated) for (const row of call.rows) found.set(row, { row, why, mergedInto: undefined })
  for (const calls of seatedByVisit.values()) calls.forEach(addRepeats)
  for (const { call } of unseated) addRepeats(call)
  return found
}

const NOTHING_STANDS: Standing = { attendance: new Map(), unseated: new Map() }
const SEATS_AT_ONCE = 20_000

/**
 * Seats the whole log of people of whom nothing is seated yet, out of what is at hand: the same matching as `reseat`, without
 * reading anything back.
 */
export async function seatFirst(
  tx: Write,
  people: Iterable<Pick<Island, 'visits' | 'rows'>>,
  policy: MatchingPolicy,
): Promise<void> {
  const none = (): Changes => ({ attendance: [], emptied: [], unseated: [], cleared: [] })
  let changes = none()
  for (const person of people) {
    compareIsland(person, policy, NOTHING_STANDS, changes)
    if (changes.attendance.length < SEATS_AT_ONCE) continue
    await writeChanges(tx, changes)
    changes = none()
  }
  await writeChanges(tx, changes)
}

function isSameSeat({ seat, call }: Seat, kept: KeptSeat): boolean {
  const [first] = call.rows
  const last = lastOut(call.rows)
  return (
    kept.seat === seat &&
    kept.logRef === call.logRef &&
    kept.logSource === first.logSource &&
    kept.workerRef === call.workerRef &&
    kept.in === first.in &&
    kept.inSource === first.inSource &&
    (kept.out ?? undefined) === last?.out &&
    (kept.outSource ?? undefined) === last?.outSource &&
    (kept.reasonCode ?? undefined) === reasonOf(call) &&
    kept.isMatched === (call.visitRef === undefined) &&
    kept.merged === call.rows.length - 1
  )
}

const reasonOf = (call: Call): string | undefined =>
  call.rows.find(({ reasonCode }) => reasonCode !== undefined)?.reasonCode

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
  insertMany(
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
        isoOf(first.in),
        first.inSource,
        last?.out === undefined ? null : isoOf(last.out),
        last?.outSource ?? null,
        reasonOf(call) ?? null,
        call.visitRef === undefined,
        call.rows.length - 1,
      ]
    }),
  )

const insertUnseated = (tx: Write, unseated: readonly Unseated[]): Promise<number> =>
  insertMany(
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
      isoOf(row.in),
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

/** The visits on which rows sit, by `seatKey`. */
export async function listSeats(tx: Read, source: string, logRefs: readonly string[]): Promise<SeatsTaken> {
  const found = await rows(
    tx,
    sql<{ logRef: string; visitRef: string }>`select log_ref as "logRef", visit_ref as "visitRef" from visits.attendance
      where council_id = ${tx.council} and log_source = ${source} and log_ref = any(${[...logRefs]}::text[])`,
  )
  return new Map(found.map(({ logRef, visitRef }) => [seatKey(source, logRef), visitRef]))
}

/** The visit on which a row sits. */
export const findSeat = async (tx: Read, source: string, logRef: string): Promise<string | undefined> =>
  (await listSeats(tx, source, [logRef])).get(seatKey(source, logRef))
