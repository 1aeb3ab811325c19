/** What is known around what changed: visits, log rows with all that was said about them since, and who sits where. */
import type { Micros } from '#src/base/moment.ts'
import { micros, type Read, rows, sql } from '#src/platform/database.ts'
import type { LogSource } from '#src/visits/call-log/log-row.ts'
import { decidedSeat, type SeatDecision } from '#src/visits/call-log/seat-decision.ts'
import { namedVisit, type RowToSeat, type SeatDecided, type VisitToSeat } from '#src/visits/call-log/seating.ts'

/** A stretch of one person's time, in seconds, and the moments within it at which something changed. */
export type Range = { readonly personRef: string; from: number; to: number; readonly moments: number[] }

/** A seat as it stands. */
export type KeptSeat = {
  readonly seat: number
  readonly logSource: string
  readonly logRef: string
  readonly workerRef: string
  readonly in: Micros
  readonly inSource: string
  readonly out: Micros | null
  readonly outSource: string | null
  readonly reasonCode: string | null
  readonly isMatched: boolean
  readonly merged: number
}

export type Standing = {
  readonly attendance: ReadonlyMap<string, readonly KeptSeat[]>
  /** Why a row sits nowhere, by its source and reference. */
  readonly unseated: ReadonlyMap<string, string>
}

type Person = { readonly visits: VisitToSeat[]; readonly rows: RowToSeat[] }

type VisitRow = VisitToSeat & { readonly n: number }
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
    isAside: boolean
    /** Why it sits nowhere, as that was found before. */
    unseatedAs: string | null
  }

const ofRow = (row: string) =>
  sql.raw(
    `${row}.council_id = l.council_id and ${row}.day = l.day and ${row}.log_source = l.log_source and ${row}.log_ref = l.log_ref`,
  )

/** Rows of a call log as they came; live log-outs, corrections and decisions are laid on them afterwards. */
const ROW = sql`l.day, l.log_source as "logSource", l.log_ref as "logRef", l.part, l.visit_ref as "visitRef",
  l.person_ref as "personRef", l.worker_ref as "workerRef", ${micros('l.in_at')} as "in", l.in_source as "inSource",
  ${micros('l.out_at')} as "out", l.out_source as "outSource", l.reason_code as "reasonCode", l.organisation_ref as "organisationRef",
  exists (select from visits.set_aside s where ${ofRow('s')}) as "isAside",
  (select u.why || ' ' || coalesce(u.merged_into, '') from visits.unseated u where ${ofRow('u')}) as "unseatedAs"`

const moment = (seconds: number): string => new Date(Math.floor(seconds) * 1000).toISOString()

type RowKey = Pick<LogRow, 'day' | 'logSource' | 'logRef'>
const keyOf = ({ day, logSource, logRef }: RowKey): string => `${day} ${logSource} ${logRef}`

const keysOf = (keys: readonly RowKey[]) => sql`unnest(${keys.map(({ day }) => day)}::date[],
  ${keys.map(({ logSource }) => logSource)}::text[], ${keys.map(({ logRef }) => logRef)}::text[]) as k(day, source, ref)`

/** Workers whom rotas name on the days of some ranges: where there are none, they are not looked for visit by visit. */
const expectedOn = (
  tx: Read,
  ranges: readonly Range[],
) => sql`select from visits.expected_worker where council_id = ${tx.council}
  and day >= (${moment(ranges.reduce((least, { from }) => Math.min(least, from), Infinity))}::timestamptz)::date - 1
  and day <= (${moment(ranges.reduce((most, { to }) => Math.max(most, to), -Infinity))}::timestamptz)::date + 1`

export async function readRanges(
  tx: Read,
  ranges: readonly Range[],
): Promise<{ at(index: number): Person; has(visitRef: string): boolean; standing: Standing }> {
  const range = sql`unnest(${ranges.map(({ personRef }) => personRef)}::text[], ${ranges.map(({ from }) => moment(from))}::timestamptz[],
    ${ranges.map(({ to }) => moment(to))}::timestamptz[]) with ordinality as r(person_ref, from_at, to_at, n)`
  const people: Person[] = ranges.map(() => ({ visits: [], rows: [] }))
  // `offset 0` keeps each range a search of its own in the index, however little is known of the table's size.
  const visits = await rows(
    tx,
    sql<VisitRow>`select r.n, v.*, case when (select exists (${expectedOn(tx, ranges)}))
        then (select array_agg(e.worker_ref order by e.worker_ref) from visits.expected_worker e
          where e.council_id = ${tx.council} and e.day = v.day and e.visit_ref = v."visitRef") end as expected
      from ${range} cross join lateral (
        select v.day, v.visit_ref as "visitRef", v.person_ref as "personRef", v.organisation_ref as "organisationRef",
          date_part('epoch', v.start_at)::bigint as start, v.minutes, v.workers, v.status = 'cancelled' as "isCancelled"
        from visits.visit v where v.council_id = ${tx.council} and v.person_ref = r.person_ref
          and v.start_at >= r.from_at and v.start_at <= r.to_at offset 0) v`,
  )
  for (const visit of visits) people[visit.n - 1]?.visits.push(visit)
  const sent = await rows(
    tx,
    sql<LogRow>`select r.n, l.* from ${range} cross join lateral (select ${ROW} from visits.call_log l
        where l.council_id = ${tx.council} and l.person_ref = r.person_ref and l.in_at >= r.from_at and l.in_at <= r.to_at
          and l.visit_ref is null offset 0) l
      union all select 0, l.* from unnest(${visits.map(({ visitRef }) => visitRef)}::text[]) as v(ref)
        cross join lateral (select ${ROW} from visits.call_log l
          where l.council_id = ${tx.council} and l.visit_ref = v.ref and l.part <> 'out' offset 0) l`,
  )
  const logged = await settle(tx, [...new Set(ranges.map(({ personRef }) => personRef))], sent)
  const rangeOfVisit = new Map(visits.map(({ visitRef, n }) => [visitRef, n - 1]))
  const placeOf = placing(ranges, rangeOfVisit)
  const unseated = new Map<string, string>()
  for (const row of logged) {
    if (row.unseatedAs !== null) unseated.set(`${row.logSource} ${row.logRef}`, row.unseatedAs)
    const place = placeOf(row)
    if (place !== undefined) people[place]?.rows.push(row)
  }
  return {
    at: (index) => people[index] as Person,
    has: (visitRef) => rangeOfVisit.has(visitRef),
    standing: { attendance: await listSeated(tx, visits), unseated },
  }
}

type SettledRow = RowToSeat & { readonly n: number; readonly unseatedAs: string | null }

/** The range in which a row belongs: its visit's, or that of its log-in. Where a row was corrected or seated, that may be another than it came from. */
function placing(
  ranges: readonly Range[],
  rangeOfVisit: ReadonlyMap<string, number>,
): (row: SettledRow) => number | undefined {
  let rangesOf: Map<string, [Range, number][]> | undefined
  return (row) => {
    const named = namedVisit(row)
    if (named !== undefined) return rangeOfVisit.get(named)
    if (row.n > 0) return row.n - 1
    rangesOf ??= Map.groupBy(
      ranges.map((range, index): [Range, number] => [range, index]),
      ([{ personRef }]) => personRef,
    )
    const seconds = row.in / 1e6
    return rangesOf.get(row.personRef)?.find(([{ from, to }]) => seconds >= from && seconds <= to)?.[1]
  }
}

/** Lays on the rows what was said about them since: log-outs of live ones, corrections, decisions. What was set aside is left out. */
async function settle(tx: Read, personRefs: readonly string[], sent: readonly LogRow[]): Promise<SettledRow[]> {
  const corrections = await listCorrected(tx, personRefs)
  const decisions = await listDecided(tx, personRefs)
  const known = new Set(corrections.size + decisions.size === 0 ? [] : sent.map(keyOf))
  const elsewhere = [...corrections.values(), ...decisions.values()].filter((row) => !known.has(keyOf(row)))
  const all = elsewhere.length === 0 ? sent : [...sent, ...(await listRows(tx, elsewhere))]
  const live = all.filter(({ part }) => part === 'in')
  const outs = live.length === 0 ? [] : await listLogOuts(tx, live)
  const outOf = new Map(outs.map((row) => [keyOf(row), row]))
  const isUntold = corrections.size + decisions.size + outs.length === 0
  const found: SettledRow[] = []
  for (const row of all) {
    if (row.isAside) continue
    const key = isUntold ? '' : keyOf(row)
    found.push(settled(row, outOf.get(key), corrections.get(key), decisions.get(key)?.decided))
  }
  return found
}

function settled(
  row: LogRow,
  out: LogOut | undefined,
  correction: CorrectedRow | undefined,
  decided: SeatDecided | undefined,
): SettledRow {
  // A log-out that comes live after the log-in was corrected still counts.
  const corrected = correction?.out === null ? undefined : correction
  const last = corrected ?? (row.part === 'in' ? out : undefined) ?? row
  // Named one by one: to copy all but some of a row takes fifteen times as long.
  return {
    day: row.day,
    logSource: row.logSource,
    logRef: row.logRef,
    personRef: row.personRef,
    unseatedAs: row.unseatedAs,
    // A decided row may have moved out of the range in which it was found.
    n: correction || decided ? 0 : row.n,
    visitRef: row.visitRef ?? undefined,
    organisationRef: row.organisationRef ?? undefined,
    workerRef: correction?.workerRef ?? row.workerRef,
    in: correction?.in ?? row.in,
    inSource: correction?.inSource ?? row.inSource,
    out: last.out ?? undefined,
    outSource: last.outSource ?? undefined,
    reasonCode: correction?.reasonCode ?? row.reasonCode ?? out?.reasonCode ?? undefined,
    decided,
  }
}

type CorrectedRow = RowKey &
  Pick<LogRow, 'workerRef' | 'in' | 'inSource' | 'out' | 'outSource'> & { reasonCode: string }

/** The correction that counts of each corrected row of some people; they have few. */
async function listCorrected(tx: Read, personRefs: readonly string[]): Promise<Map<string, CorrectedRow>> {
  const found = await rows(
    tx,
    sql<CorrectedRow>`select distinct on (c.day, c.log_source, c.log_ref) c.day, c.log_source as "logSource", c.log_ref as "logRef",
        c.worker_ref as "workerRef", ${micros('c.in_at')} as "in", c.in_source as "inSource", ${micros('c.out_at')} as "out",
        c.out_source as "outSource", c.reason_code as "reasonCode"
      from visits.log_correction c where c.council_id = ${tx.council} and c.person_ref = any(${personRefs}::text[])
      order by c.day, c.log_source, c.log_ref, c.number desc`,
  )
  return new Map(found.map((row) => [keyOf(row), row]))
}

/** The rows of some people about whose seat an officer decided; they have few. */
async function listDecided(
  tx: Read,
  personRefs: readonly string[],
): Promise<Map<string, RowKey & { decided: SeatDecided | undefined }>> {
  const found = await rows(
    tx,
    sql<
      RowKey & SeatDecision & { undoes: number | null }
    >`select day, log_source as "logSource", log_ref as "logRef", number, verb,
        visit_ref as "visitRef", undoes
      from visits.seat_decision where council_id = ${tx.council} and person_ref = any(${personRefs}::text[])`,
  )
  return new Map(
    [...Map.groupBy(found, keyOf)].flatMap(([key, all]) => {
      const [first] = all
      const decided = decidedSeat(all.map((one) => ({ ...one, undoes: one.undoes ?? undefined })))
      return first ? [[key, { ...first, decided }] as const] : []
    }),
  )
}

const listRows = (tx: Read, keys: readonly RowKey[]): Promise<LogRow[]> =>
  rows(
    tx,
    sql<LogRow>`select 0 as n, l.* from (select distinct * from ${keysOf(keys)}) k cross join lateral (select ${ROW}
      from visits.call_log l where l.council_id = ${tx.council} and l.day = k.day and l.log_source = k.source
        and l.log_ref = k.ref and l.part <> 'out' offset 0) l`,
  )

type LogOut = RowKey & Pick<LogRow, 'out' | 'outSource' | 'reasonCode'>

const listLogOuts = (tx: Read, live: readonly LogRow[]): Promise<LogOut[]> =>
  rows(
    tx,
    sql<LogOut>`select o.* from ${keysOf(live)}
      cross join lateral (select l.day, l.log_source as "logSource", l.log_ref as "logRef", ${micros('l.out_at')} as "out",
          l.out_source as "outSource", l.reason_code as "reasonCode"
        from visits.call_log l where l.council_id = ${tx.council} and l.day = k.day and l.log_source = k.source
          and l.log_ref = k.ref and l.part = 'out' offset 0) o`,
  )

/** When some visits start. */
export const listStarts = async (
  tx: Read,
  visitRefs: readonly string[],
): Promise<{ visitRef: string; at: number }[]> =>
  visitRefs.length === 0
    ? []
    : rows(
        tx,
        sql<{ visitRef: string; at: number }>`select visit_ref as "visitRef", date_part('epoch', start_at) as at
          from visits.visit where council_id = ${tx.council} and visit_ref = any (${[...visitRefs]}::text[])`,
      )

/** Seats on the days of some visits: where nobody sits yet, as in a log that comes first, they are not looked for visit by visit. */
const seatedOn = (
  tx: Read,
  visits: readonly VisitRow[],
) => sql`select from visits.attendance where council_id = ${tx.council}
  and day >= ${visits.reduce((first, { day }) => (day < first ? day : first), visits[0]?.day ?? '')}::date
  and day <= ${visits.reduce((last, { day }) => (day > last ? day : last), '')}::date`

/** Who sits on some visits as it stands. */
async function listSeated(tx: Read, visits: readonly VisitRow[]): Promise<ReadonlyMap<string, readonly KeptSeat[]>> {
  if (visits.length === 0) return new Map()
  const seated = await rows(
    tx,
    sql<KeptSeat & { visitRef: string }>`select a.* from unnest(${visits.map(({ day }) => day)}::date[],
        ${visits.map(({ visitRef }) => visitRef)}::text[]) as v(day, visit_ref)
      cross join lateral (select a.visit_ref as "visitRef", a.seat, a.log_source as "logSource", a.log_ref as "logRef",
          a.worker_ref as "workerRef", ${micros('a.in_at')} as "in", a.in_source as "inSource", ${micros('a.out_at')} as "out",
          a.out_source as "outSource", a.reason_code as "reasonCode", a.matched as "isMatched", a.merged
        from visits.attendance a where a.council_id = ${tx.council} and a.day = v.day and a.visit_ref = v.visit_ref offset 0) a
      where (select exists (${seatedOn(tx, visits)}))`,
  )
  return Map.groupBy(seated, ({ visitRef }) => visitRef)
}
