import type { Day, Instant } from '#src/base/day.ts'
import { listZones, type Zone } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import {
  type Attendance,
  type Flag,
  type Outcome,
  OUTCOMES,
  type Punctuality,
  USUAL_PUNCTUALITY,
  type VisitOutcome,
} from '#src/visits/visit-outcome.ts'

/** The council's measure of late, short and missed: M-42, with the longer tolerance in its rural zones. */
export async function punctualityOf(tx: Read, zones?: readonly Zone[]): Promise<Punctuality> {
  const rural = (zones ?? (await listZones(tx))).filter(({ kind }) => kind === 'rural').map(({ zone }) => zone)
  return { ...USUAL_PUNCTUALITY, zonesOnRuralTime: new Set(rural) }
}

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
  readonly status: 'planned' | 'cancelled'
  readonly seated: number
  readonly firstIn: Instant | null
  readonly lastOut: Instant | null
}

type ListedRow = Omit<ListedVisit, 'flags'> & { isSingle: boolean; isShort: boolean; isManual: boolean }

const found = (tx: Read, search: VisitSearch) => sql`from visits.visit v where v.council_id = ${tx.council}
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
const SEATED = (
  council: number,
) => sql`cross join lateral (select count(*) as seated, min(a.in_at) as first_in, max(a.in_at) as last_in,
    min(a.out_at) as first_out, max(a.out_at) as last_out, coalesce(bool_or(a.out_at is null), false) as open,
    coalesce(bool_or(a.in_source = 'manual' or a.out_source = 'manual'), false) as manual
  from visits.attendance a where a.council_id = ${council} and a.day = v.day and a.visit_ref = v.visit_ref) s`

/** `outcomeOf` as SQL, so that a queue can be narrowed by it; a test holds the two to the same answers. */
function outcomeColumns(rule: Punctuality, now: Instant) {
  const rural = [...rule.zonesOnRuralTime]
  const minutes = (count: number) => sql`make_interval(mins => ${count}::int)`
  const allowed = sql`make_interval(mins => case when v.time_critical then ${rule.timeCriticalMinutes}::int
    when v.zone = any(${rural}::text[]) then ${rule.ruralLateMinutes}::int else ${rule.lateMinutes}::int end)`
  const at = sql`${now}::timestamptz`
  return sql`case when v.status = 'cancelled' then 'cancelled'
      when s.seated = 0 then case when ${at} <= v.start_at then 'to come'
        when ${at} > v.start_at + ${minutes(rule.missedAfterMinutes)} then 'missed' else 'waiting' end
      when s.open then case when ${at} > v.start_at + make_interval(mins => v.minutes) + ${minutes(rule.missedAfterMinutes)}
        then 'no log-out' else 'under way' end
      when s.first_in > v.start_at + ${allowed} then 'late'
      when s.first_in < v.start_at - ${allowed} then 'early' else 'on time' end as outcome,
    v.status = 'planned' and s.seated > 0 and s.seated < v.workers as "isSingle",
    v.status = 'planned' and s.seated > 0 and not s.open
      and floor(extract(epoch from greatest(s.first_out - s.last_in, interval '0')) / 60 + 0.5) * 100
        < v.minutes * ${rule.shortBelowPercent}::int as "isShort",
    v.status = 'planned' and s.seated > 0 and s.manual as "isManual"`
}

const COLUMNS = sql`v.day, v.visit_ref as "visitRef", v.package_ref as "packageRef", v.person_ref as "personRef",
  v.organisation_ref as "organisationRef", v.contract_ref as "contractRef", v.service, v.zone, v.start_at as start, v.minutes,
  v.workers, v.time_critical as "timeCritical", v.bank_holiday as "bankHoliday", v.status, s.seated, s.first_in as "firstIn",
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
      select count(*) as visits, count(*) filter (where seated > 0) as delivered, count(*) filter (where outcome = 'missed') as missed,
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
