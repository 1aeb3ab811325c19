import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import { getPolicy, listZones, type Zone } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import {
  type Attendance,
  type Flag,
  type Outcome,
  outcomeOf,
  OUTCOMES,
  type Punctuality,
  type VisitOutcome,
} from '#src/visits/visit-outcome.ts'
import { type KeptVisit, VISIT, visitOf, type VisitRow } from '#src/visits/visit.store.ts'

/** The council's measure of late, short and missed (M-42), with the longer tolerance in its rural zones. */
export async function punctualityOf(tx: Read, zones?: readonly Zone[]): Promise<Punctuality> {
  const rural = (zones ?? (await listZones(tx))).filter(({ kind }) => kind === 'rural').map(({ zone }) => zone)
  return { ...(await getPolicy(tx, 'punctuality', dayOf(tx.now))), zonesOnRuralTime: new Set(rural) }
}

type Placed = Parameters<typeof outcomeOf>[0] & {
  readonly day: Day
  readonly visitRef: string
  readonly packageRef: string
}

/** What became of one visit, with the rule by which it is told; what lies beside it is looked up only where the rule asks. */
export async function whatBecameOf(
  tx: Read,
  visit: Placed,
  attendances: readonly Attendance[],
  known?: Beside,
): Promise<VisitOutcome & { readonly rule: Punctuality }> {
  const rule = await punctualityOf(tx)
  const alone = outcomeOf(visit, attendances, rule, tx.now)
  const asksBeside = rule.missed.afterNextVisit || (attendances.length > 0 && alone.outcome === 'missed')
  const became = asksBeside
    ? outcomeOf(visit, attendances, rule, tx.now, known ?? (await readBeside(tx, visit)))
    : alone
  return { ...became, rule }
}

type Beside = NonNullable<Parameters<typeof outcomeOf>[4]>
type BesideRow = { nextStart: Instant | null; isExplained: boolean }

/** A visit with what stands beside it, in one reading. */
export async function findVisitBeside(
  tx: Read,
  visitRef: string,
): Promise<{ visit: KeptVisit; beside: Beside } | undefined> {
  const [row] = await rows(
    tx,
    sql<VisitRow & BesideRow>`select ${VISIT}, ${NEXT_START} as "nextStart", ${IS_EXPLAINED} as "isExplained"
      from visits.visit v where v.council_id = ${tx.council} and v.visit_ref = ${visitRef}`,
  )
  if (!row) return undefined
  const { nextStart, isExplained, ...visit } = row
  return { visit: visitOf(visit), beside: { nextStart: nextStart ?? undefined, isExplained } }
}

async function readBeside(tx: Read, { day, visitRef }: Placed): Promise<Beside> {
  const [row] = await rows(
    tx,
    sql<BesideRow>`select ${NEXT_START} as "nextStart", ${IS_EXPLAINED} as "isExplained"
      from visits.visit v where v.council_id = ${tx.council} and v.day = ${day} and v.visit_ref = ${visitRef}`,
  )
  return { nextStart: row?.nextStart ?? undefined, isExplained: row?.isExplained ?? false }
}

/** When the package's next visit is to start, of this day or the one after. */
const NEXT_START = sql`(select min(n.start_at) from visits.visit n where n.council_id = v.council_id
  and n.package_ref = v.package_ref and n.day between v.day and v.day + 1 and n.status = 'planned' and n.start_at > v.start_at)`

const IS_EXPLAINED = sql`exists (select from visits.alert e where e.council_id = v.council_id and e.day = v.day
  and e.visit_ref = v.visit_ref and e.explained_at is not null)`

export type State = Outcome | Flag

export type VisitSearch = {
  readonly from: Day
  /** The last day, counted. */
  readonly to: Day
  readonly personRef?: string | undefined
  readonly organisationRef?: string | undefined
  readonly packageRef?: string | undefined
  readonly workerRef?: string | undefined
  readonly zone?: string | undefined
  readonly states?: readonly State[]
}

export type ListedVisit = VisitOutcome & {
  readonly day: Day
  readonly visitRef: string
  readonly packageRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly contractRef: string
  readonly service: string
  readonly zone: string
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly timeCritical: boolean
  readonly bankHoliday: boolean
  readonly skill?: string | null | undefined
  readonly miles?: number | null | undefined
  readonly status: 'planned' | 'cancelled'
  readonly seated: number
  readonly firstIn: Instant | null
  readonly lastOut: Instant | null
}

type ListedRow = Omit<ListedVisit, 'flags'> & { isSingle: boolean; isShort: boolean; isManual: boolean }

/** A visit that was planned anew stands in its last turn alone. */
const found = (tx: Read, search: VisitSearch) => sql`from visits.visit v where v.council_id = ${tx.council}
  and not (v.status = 'cancelled' and v.cancelled_why in ('planned anew', 'placement ended') and exists (select from visits.visit anew
    where anew.council_id = v.council_id and anew.package_ref = v.package_ref and anew.day = v.day and anew.slot = v.slot
      and anew.turn > v.turn))
  and v.day >= ${search.from}::date and v.day <= ${search.to}::date
  ${search.personRef === undefined ? sql`` : sql`and v.person_ref = ${search.personRef}`}
  ${search.organisationRef === undefined ? sql`` : sql`and v.organisation_ref = ${search.organisationRef}`}
  ${search.packageRef === undefined ? sql`` : sql`and v.package_ref = ${search.packageRef}`}
  ${search.zone === undefined ? sql`` : sql`and v.zone = ${search.zone}`}
  ${
    search.workerRef === undefined
      ? sql``
      : sql`and (exists (select from visits.attendance w where w.council_id = v.council_id
      and w.day = v.day and w.visit_ref = v.visit_ref and w.worker_ref = ${search.workerRef})
    or exists (select from visits.expected_worker e where e.council_id = v.council_id and e.day = v.day
      and e.visit_ref = v.visit_ref and e.worker_ref = ${search.workerRef}))`
  }`

/** Who attended, summed: what `outcomeOf` needs to know. */
export const SEATED = (
  council: number,
) => sql`cross join lateral (select count(*) as seated, min(a.in_at) as first_in, max(a.in_at) as last_in,
    min(a.out_at) as first_out, max(a.out_at) as last_out, coalesce(bool_or(a.out_at is null), false) as open,
    coalesce(bool_or(a.in_source = 'manual' or a.out_source = 'manual'), false) as manual,
    coalesce(bool_or(a.reason_code <> ''), false) as reasoned
  from visits.attendance a where a.council_id = ${council} and a.day = v.day and a.visit_ref = v.visit_ref) s`

const minutesOf = (count: number) => sql`make_interval(mins => ${count}::int)`

/** `missedAfter` as SQL. */
function missedColumns({ missed }: Punctuality) {
  const by = sql`${missed.notBegunBy}::time`
  const local = sql`(v.start_at at time zone 'Europe/London')`
  const fixed = [
    ...(missed.notBegunBy === null
      ? []
      : [
          sql`((${local}::date + case when ${local}::time >= ${by} then 1 else 0 end + ${by}) at time zone 'Europe/London')`,
        ]),
    ...(missed.afterNextVisit ? [NEXT_START] : []),
  ]
  const counted = missed.afterMinutes === null ? [] : [sql`v.start_at + ${minutesOf(missed.afterMinutes)}`]
  const earliest = (moments: readonly ReturnType<typeof minutesOf>[]) =>
    moments.length === 0 ? sql`null::timestamptz` : sql`least(${sql.join(moments)})`
  const usual = earliest([...fixed, ...counted])
  return { usual, excused: missed.unlessExplained ? earliest(fixed) : usual }
}

/** `outcomeOf` as SQL, so that a queue can be narrowed by it; a test holds the two to the same answers. */
export function outcomeColumns(rule: Punctuality, now: Instant) {
  const rural = [...rule.zonesOnRuralTime]
  const { usual, rural: far, timeCritical } = rule.onTime
  const within = (bound: 'earlyMinutes' | 'lateMinutes') =>
    sql`make_interval(mins => case when v.time_critical then ${timeCritical[bound]}::int
      when v.zone = any(${rural}::text[]) then ${far[bound]}::int else ${usual[bound]}::int end)`
  const at = sql`${now}::timestamptz`
  const limit = missedColumns(rule)
  const actual = sql`floor(extract(epoch from greatest(s.first_out - s.last_in, interval '0')) / 60 + 0.5) * 100`
  const { belowPercent } = rule.missed
  return sql`case when v.status = 'cancelled' then 'cancelled'
      when s.seated = 0 then case when ${at} <= v.start_at then 'to come'
        when ${at} > ${limit.usual} then 'missed' else 'waiting' end
      when s.open then case when ${at} > v.start_at + make_interval(mins => v.minutes) + ${minutesOf(rule.noLogOutAfterMinutes)}
        then 'no log-out' else 'under way' end
      when s.first_in > ${limit.usual} and (coalesce(s.first_in > ${limit.excused}, false) or not ${IS_EXPLAINED}) then 'missed'
      when ${belowPercent !== null}::boolean and ${actual} < v.minutes * ${belowPercent ?? 0}::int and not s.reasoned
        and not ${IS_EXPLAINED} then 'missed'
      when s.first_in > v.start_at + ${within('lateMinutes')} then 'late'
      when s.first_in < v.start_at - ${within('earlyMinutes')} then 'early' else 'on time' end as outcome,
    v.status = 'planned' and s.seated > 0 and s.seated < v.workers as "isSingle",
    v.status = 'planned' and s.seated > 0 and not s.open
      and ${actual} < v.minutes * ${rule.shortBelowPercent}::int as "isShort",
    v.status = 'planned' and s.seated > 0 and s.manual as "isManual"`
}

const COLUMNS = sql`v.day, v.visit_ref as "visitRef", v.package_ref as "packageRef", v.person_ref as "personRef",
  v.organisation_ref as "organisationRef", v.contract_ref as "contractRef", v.service, v.zone, v.start_at as start, v.minutes,
  v.workers, v.time_critical as "timeCritical", v.bank_holiday as "bankHoliday", v.skill, v.miles, v.status, s.seated, s.first_in as "firstIn",
  s.last_out as "lastOut"`

const listedOf = ({ isSingle, isShort, isManual, ...row }: ListedRow): ListedVisit => {
  const flags: Flag[] = []
  if (isSingle) flags.push('one worker')
  if (isShort) flags.push('short')
  if (isManual) flags.push('manual')
  return { ...row, flags }
}

const isOutcome = (state: State): state is Outcome => (OUTCOMES as readonly string[]).includes(state)

/** Visits of some days by their start, a page of them, with what became of each. */
export async function searchVisits(
  tx: Read,
  search: VisitSearch,
  part: { readonly offset: number; readonly limit: number },
  zones?: readonly Zone[],
): Promise<{ visits: ListedVisit[]; total: number }> {
  const rule = await punctualityOf(tx, zones)
  const { states = [] } = search
  if (states.length === 0) return searchAll(tx, search, rule, part)
  const listed = await rows(
    tx,
    sql<ListedRow & { total: number }>`with listed as (select ${COLUMNS}, ${outcomeColumns(rule, tx.now)}
        from (select v.* ${found(tx, search)}) v ${SEATED(tx.council)})
      select *, count(*) over () as total from listed
      where outcome = any(${states.filter(isOutcome)}::text[]) or ("isSingle" and ${states.includes('one worker')}::boolean)
        or ("isShort" and ${states.includes('short')}::boolean) or ("isManual" and ${states.includes('manual')}::boolean)
      order by start, "visitRef" limit ${part.limit} offset ${part.offset}`,
  )
  return { visits: listed.map(({ total: _total, ...row }) => listedOf(row)), total: listed[0]?.total ?? 0 }
}

/** Without a state only the page's own visits are looked up in the attendances. */
async function searchAll(
  tx: Read,
  search: VisitSearch,
  rule: Punctuality,
  part: { readonly offset: number; readonly limit: number },
): Promise<{ visits: ListedVisit[]; total: number }> {
  const listed = await rows(
    tx,
    sql<ListedRow & { total: number }>`select ${COLUMNS}, ${outcomeColumns(rule, tx.now)},
        (select count(*) ${found(tx, search)}) as total
      from (select v.* ${found(tx, search)} order by v.start_at, v.visit_ref limit ${part.limit} offset ${part.offset}) v
      ${SEATED(tx.council)} order by v.start_at, v.visit_ref`,
  )
  return { visits: listed.map(({ total: _total, ...row }) => listedOf(row)), total: listed[0]?.total ?? 0 }
}

export type StateCounts = {
  readonly visits: number
  readonly delivered: number
  readonly missed: number
  readonly late: number
  readonly cancelled: number
}

/** How the visits of some days went, in figures. */
export async function countVisits(tx: Read, search: VisitSearch): Promise<StateCounts> {
  const rule = await punctualityOf(tx)
  const [counts] = await rows(
    tx,
    sql<StateCounts>`with listed as (select ${outcomeColumns(rule, tx.now)}, s.seated
        from (select v.* ${found(tx, search)}) v ${SEATED(tx.council)})
      select count(*) as visits, count(*) filter (where seated > 0 and outcome <> 'missed') as delivered, count(*) filter (where outcome = 'missed') as missed,
        count(*) filter (where outcome = 'late') as late, count(*) filter (where outcome = 'cancelled') as cancelled from listed`,
  )
  return counts ?? { visits: 0, delivered: 0, missed: 0, late: 0, cancelled: 0 }
}

export type KeptAttendance = Attendance & {
  readonly visitRef: string
  readonly seat: number
  readonly logSource: string
  readonly logRef: string
  readonly workerRef: string
  readonly reasonCode: string | null
  readonly isMatched: boolean
  readonly merged: number
}

/** Who attended some visits, by visit and seat. */
export async function listAttendances(
  tx: Read,
  visits: readonly { readonly day: Day; readonly visitRef: string }[],
): Promise<KeptAttendance[]> {
  if (visits.length === 0) return []
  const seated = await rows(
    tx,
    sql<KeptAttendance & { out: Instant | null; outSource: string | null }>`select a.* from unnest(
        ${visits.map(({ day }) => day)}::date[], ${visits.map(({ visitRef }) => visitRef)}::text[]) as v(day, visit_ref)
      cross join lateral (select a.visit_ref as "visitRef", a.seat, a.log_source as "logSource", a.log_ref as "logRef",
          a.worker_ref as "workerRef", a.in_at as "in", a.out_at as "out", a.in_source as "inSource", a.out_source as "outSource",
          a.reason_code as "reasonCode", a.matched as "isMatched", a.merged
        from visits.attendance a where a.council_id = ${tx.council} and a.day = v.day and a.visit_ref = v.visit_ref offset 0) a
      order by a."visitRef", a.seat`,
  )
  return seated.map((row) => ({ ...row, out: row.out ?? undefined, outSource: row.outSource ?? undefined }))
}

export type UnmatchedRow = {
  readonly day: Day
  readonly source: string
  readonly logRef: string
  readonly personRef: string
  readonly workerRef: string
  readonly visitRef: string | null
  readonly organisationRef: string | null
  readonly in: Instant
  readonly why: string
}

/** Log rows that sit on no visit, newest first; rows merged into another are not among them. */
export async function searchUnmatched(
  tx: Read,
  search: {
    readonly from?: Day | undefined
    readonly to?: Day | undefined
    readonly personRef?: string | undefined
    readonly organisationRef?: string | undefined
    readonly whys?: readonly string[]
  },
  part: { readonly offset: number; readonly limit: number },
): Promise<{ rows: UnmatchedRow[]; total: number }> {
  const { whys = [] } = search
  const listed = await rows(
    tx,
    sql<
      UnmatchedRow & { total: number }
    >`select day, log_source as source, log_ref as "logRef", person_ref as "personRef",
        worker_ref as "workerRef", visit_ref as "visitRef", organisation_ref as "organisationRef", in_at as "in", why,
        count(*) over () as total
      from visits.unseated where council_id = ${tx.council} and why <> 'merged'
        ${search.from === undefined ? sql`` : sql`and day >= ${search.from}::date`}
        ${search.to === undefined ? sql`` : sql`and day <= ${search.to}::date`}
        ${search.personRef === undefined ? sql`` : sql`and person_ref = ${search.personRef}`}
        ${search.organisationRef === undefined ? sql`` : sql`and organisation_ref = ${search.organisationRef}`}
        ${whys.length === 0 ? sql`` : sql`and why = any(${whys}::text[])`}
      order by in_at desc, log_source, log_ref limit ${part.limit} offset ${part.offset}`,
  )
  return { rows: listed.map(({ total: _total, ...row }) => row), total: listed[0]?.total ?? 0 }
}

/** Visits whose reference begins with some words, newest first. */
export const findByRef = (
  tx: Read,
  words: string,
  limit: number,
): Promise<{ visitRef: string; personRef: string; start: Instant }[]> =>
  rows(
    tx,
    sql<{
      visitRef: string
      personRef: string
      start: Instant
    }>`select visit_ref as "visitRef", person_ref as "personRef", start_at as start
      from visits.visit where council_id = ${tx.council} and visit_ref = ${words} limit ${limit}`,
  )
