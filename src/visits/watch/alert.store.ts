import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Alert, Awaits, ClosedHow, Raised } from '#src/visits/watch/alert.ts'

/** A visit that is awaited, before or after its alert. */
export type AwaitedVisit = {
  readonly day: Day
  readonly visitRef: string
  readonly awaits: Awaits
  readonly organisationRef: string
  readonly personRef: string
  readonly zone: string
  readonly timeCritical: boolean
  readonly due: Instant
}

export type KeptAlert = Alert &
  AwaitedVisit & {
    readonly raisedAt: Instant
    readonly acknowledgedBy: string | undefined
    readonly explainedBy: string | undefined
    readonly reasonCode: string | undefined
    readonly explanation: string | undefined
    readonly closedHow: ClosedHow | undefined
    readonly closedBy: string | undefined
    readonly closingNote: string | undefined
  }

type Nullable<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] }

const plain = <T>(row: Nullable<T>): T =>
  Object.fromEntries(Object.entries(row as object).map(([key, value]) => [key, value ?? undefined])) as T

const AWAITED = sql`l.day, l.visit_ref as "visitRef", l.awaits, l.organisation_ref as "organisationRef", l.person_ref as "personRef",
  l.zone, l.time_critical as "timeCritical", l.due_at as due`

const ALERT = sql`${AWAITED}, l.step, l.next_at as "nextAt", l.raised_at as "raisedAt", l.council_told_at as "councilToldAt",
  l.acknowledged_at as "acknowledgedAt", l.acknowledged_by as "acknowledgedBy", l.explained_at as "explainedAt",
  l.explained_by as "explainedBy", l.reason_code as "reasonCode", l.explanation, l.closed_at as "closedAt",
  l.closed_how as "closedHow", l.closed_by as "closedBy", l.closing_note as "closingNote"`

export async function findAlert(tx: Read, visitRef: string, awaits: Awaits): Promise<KeptAlert | undefined> {
  const [row] = await rows(
    tx,
    sql<Nullable<KeptAlert>>`select ${ALERT} from visits.alert l
      where l.council_id = ${tx.council} and l.visit_ref = ${visitRef} and l.awaits = ${awaits}`,
  )
  return row && plain(row)
}

export async function lockAlert(tx: Write, visitRef: string, awaits: Awaits): Promise<KeptAlert | undefined> {
  const [row] = await rows(
    tx,
    sql<Nullable<KeptAlert>>`select ${ALERT} from visits.alert l
      where l.council_id = ${tx.council} and l.visit_ref = ${visitRef} and l.awaits = ${awaits} for update`,
  )
  return row && plain(row)
}

/** Whether somebody is still missing at a visit: seats are taken in order, so the last one is free. */
const IS_AWAITED = sql`not exists (select from visits.attendance a
  where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref and a.seat = v.workers)`

const HAS_OPEN = sql`exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day
  and a.visit_ref = v.visit_ref and a.out_at is null)`

const IS_WATCHED = sql`not exists (select from visits.not_watched n
  where n.council_id = v.council_id and n.organisation_ref = v.organisation_ref)`

const hasAlert = (
  awaits: Awaits,
) => sql`exists (select from visits.alert l where l.council_id = v.council_id and l.day = v.day
  and l.visit_ref = v.visit_ref and l.awaits = ${awaits})`

/** Only one watch of a council looks at a time; the moment up to which it has looked. */
export async function lockWatched(tx: Write): Promise<Instant | undefined> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`watch ${tx.council}`}, 0))`)
  const [row] = await rows(
    tx,
    sql<{ lookedAt: Instant }>`select looked_at as "lookedAt" from visits.watched where council_id = ${tx.council}`,
  )
  return row?.lookedAt
}

export async function saveWatched(tx: Write, lookedAt: Instant): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.watched (council_id, looked_at) values (${tx.council}, ${lookedAt})
      on conflict (council_id) do update set looked_at = excluded.looked_at`,
  )
}

type FirstAlert = { readonly usual: number; readonly timeCritical: number }

const firstOf = (first: FirstAlert) =>
  sql`make_interval(mins => case when v.time_critical then ${first.timeCritical}::int else ${first.usual}::int end)`

/** Visits that began after `from`, whose first alert is due, and for which somebody is still to log in. */
export const listNewlyLate = (tx: Read, from: Instant, first: FirstAlert, limit: number): Promise<AwaitedVisit[]> =>
  rows(
    tx,
    sql<AwaitedVisit>`select v.day, v.visit_ref as "visitRef", 'log-in' as awaits, v.organisation_ref as "organisationRef",
        v.person_ref as "personRef", v.zone, v.time_critical as "timeCritical", v.start_at as due
      from visits.visit v where v.council_id = ${tx.council} and v.status = 'planned' and v.start_at > ${from}::timestamptz
        and v.start_at <= ${tx.now.subtract({ minutes: Math.min(first.usual, first.timeCritical) })}::timestamptz
        and v.start_at + ${firstOf(first)} <= ${tx.now}::timestamptz
        and ${IS_WATCHED} and ${IS_AWAITED} and not ${hasAlert('log-in')}
      order by v.start_at, v.visit_ref limit ${limit}`,
  )

const LONGEST_VISIT_HOURS = 24

/** Visits that should have ended so many minutes ago, after `from`, with a worker logged in and never out. */
export const listNotLoggedOut = (tx: Read, from: Instant, minutes: number, limit: number): Promise<AwaitedVisit[]> =>
  rows(
    tx,
    sql<AwaitedVisit>`select distinct v.day, v.visit_ref as "visitRef", 'log-out' as awaits, v.organisation_ref as "organisationRef",
        v.person_ref as "personRef", v.zone, v.time_critical as "timeCritical", v.start_at + make_interval(mins => v.minutes) as due
      from visits.attendance o
      join visits.visit v on v.council_id = o.council_id and v.day = o.day and v.visit_ref = o.visit_ref
      where o.council_id = ${tx.council} and o.out_at is null and v.status = 'planned'
        and o.in_at > ${from.subtract({ hours: LONGEST_VISIT_HOURS })}::timestamptz
        and v.start_at + make_interval(mins => v.minutes) > ${from}::timestamptz
        and v.start_at + make_interval(mins => v.minutes + ${minutes}::int) <= ${tx.now}::timestamptz
        and ${IS_WATCHED} and not ${hasAlert('log-out')}
      order by due, "visitRef" limit ${limit}`,
  )

/** Open alerts of which the next is due; the newest first, so that one which a changed policy never raises holds up none. */
export async function lockDue(tx: Write, limit: number): Promise<KeptAlert[]> {
  const found = await rows(
    tx,
    sql<Nullable<KeptAlert>>`select ${ALERT} from visits.alert l
      where l.council_id = ${tx.council} and l.closed_at is null and l.next_at <= ${tx.now}::timestamptz
      order by l.next_at desc, l.visit_ref limit ${limit} for update`,
  )
  return found.map(plain)
}

export type Over = Pick<KeptAlert, 'day' | 'visitRef' | 'awaits' | 'organisationRef' | 'personRef' | 'due'> & {
  readonly how: 'attended' | 'cancelled'
  /** The log-in, or log-out, that came after all. */
  readonly cameAt: Instant | null
}

/** Open alerts with nothing left to wait for: everybody came or left, or the visit was cancelled. */
export const lockOver = (tx: Write, limit: number): Promise<Over[]> =>
  rows(
    tx,
    sql<Over>`select l.day, l.visit_ref as "visitRef", l.awaits, l.organisation_ref as "organisationRef", l.person_ref as "personRef",
        l.due_at as due, case when v.status = 'cancelled' then 'cancelled' else 'attended' end as how,
        (select max(case when l.awaits = 'log-in' then a.in_at else a.out_at end) from visits.attendance a
          where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref) as "cameAt"
      from visits.alert l join visits.visit v on v.council_id = l.council_id and v.day = l.day and v.visit_ref = l.visit_ref
      where l.council_id = ${tx.council} and l.closed_at is null
        and (v.status = 'cancelled' or case when l.awaits = 'log-in' then not (${IS_AWAITED}) else not (${HAS_OPEN}) end)
      order by l.day, l.visit_ref limit ${limit} for update of l`,
  )

export async function insertAlerts(tx: Write, raised: readonly (AwaitedVisit & Raised)[]): Promise<void> {
  if (raised.length === 0) return
  await rows(
    tx,
    sql`insert into visits.alert (council_id, day, visit_ref, awaits, organisation_ref, person_ref, zone, time_critical, due_at,
        step, next_at, raised_at, council_told_at)
      select ${tx.council}, r.day, r."visitRef", r.awaits, r."organisationRef", r."personRef", r.zone, r."timeCritical", r.due, r.step,
        r."nextAt", ${tx.now}, r."councilToldAt"
      from jsonb_to_recordset(${json(raised)}::jsonb) as r(day date, "visitRef" text, awaits text, "organisationRef" text,
        "personRef" text, zone text, "timeCritical" boolean, due timestamptz, step int, "nextAt" timestamptz, "councilToldAt" timestamptz)
      on conflict do nothing`,
  )
}

export async function saveRaised(tx: Write, raised: readonly (AwaitedVisit & Raised)[]): Promise<void> {
  if (raised.length === 0) return
  await rows(
    tx,
    sql`update visits.alert l set step = r.step, next_at = r."nextAt", council_told_at = r."councilToldAt"
      from jsonb_to_recordset(${json(raised)}::jsonb) as r(day date, "visitRef" text, awaits text, step int, "nextAt" timestamptz,
        "councilToldAt" timestamptz)
      where l.council_id = ${tx.council} and l.day = r.day and l.visit_ref = r."visitRef" and l.awaits = r.awaits`,
  )
}

export async function closeOver(tx: Write, over: readonly Over[]): Promise<void> {
  if (over.length === 0) return
  await rows(
    tx,
    sql`update visits.alert l set closed_at = ${tx.now}, closed_how = r.how, closed_by = ${tx.actor.name}, next_at = null
      from jsonb_to_recordset(${json(over)}::jsonb) as r(day date, "visitRef" text, awaits text, how text)
      where l.council_id = ${tx.council} and l.day = r.day and l.visit_ref = r."visitRef" and l.awaits = r.awaits`,
  )
}

export type Reopened = Pick<KeptAlert, 'day' | 'visitRef' | 'awaits' | 'organisationRef' | 'personRef'>

/**
 * Opens again the alerts of a day that a log closed which counts no more, or a cancellation that was taken back. They start
 * anew: what was said before stands in the history alone.
 */
export const reopenFree = (tx: Write, day: Day, limit: number): Promise<Reopened[]> =>
  rows(
    tx,
    sql<Reopened>`update visits.alert r set step = 0, next_at = ${tx.now}, raised_at = ${tx.now}, council_told_at = null,
        acknowledged_at = null, acknowledged_by = null, explained_at = null, explained_by = null, reason_code = null,
        explanation = null, closed_at = null, closed_how = null, closed_by = null
      from (select l.council_id, l.day, l.visit_ref, l.awaits from visits.alert l
        join visits.visit v on v.council_id = l.council_id and v.day = l.day and v.visit_ref = l.visit_ref
        where l.council_id = ${tx.council} and l.day = ${day}::date and l.closed_how in ('attended', 'cancelled')
          and v.status = 'planned' and ${IS_WATCHED}
          and case when l.awaits = 'log-in' then ${IS_AWAITED} else ${HAS_OPEN} end
        order by l.visit_ref limit ${limit}) k
      where r.council_id = k.council_id and r.day = k.day and r.visit_ref = k.visit_ref and r.awaits = k.awaits
      returning r.day, r.visit_ref as "visitRef", r.awaits, r.organisation_ref as "organisationRef", r.person_ref as "personRef"`,
  )

type Key = Pick<KeptAlert, 'day' | 'visitRef' | 'awaits'>

const isAlert = (tx: Read, { day, visitRef, awaits }: Key) =>
  sql`council_id = ${tx.council} and day = ${day} and visit_ref = ${visitRef} and awaits = ${awaits}`

export async function saveAcknowledged(tx: Write, key: Key): Promise<void> {
  await rows(
    tx,
    sql`update visits.alert set acknowledged_at = ${tx.now}, acknowledged_by = ${tx.actor.name} where ${isAlert(tx, key)}`,
  )
}

/** Who explains has seen the alert. */
export async function saveExplained(tx: Write, key: Key, code: string, words: string): Promise<void> {
  await rows(
    tx,
    sql`update visits.alert set explained_at = ${tx.now}, explained_by = ${tx.actor.name}, reason_code = ${code}, explanation = ${words},
        acknowledged_at = coalesce(acknowledged_at, ${tx.now}), acknowledged_by = coalesce(acknowledged_by, ${tx.actor.name})
      where ${isAlert(tx, key)}`,
  )
}

export async function saveClosed(tx: Write, key: Key, note: string): Promise<void> {
  await rows(
    tx,
    sql`update visits.alert set closed_at = ${tx.now}, closed_how = 'by an officer', closed_by = ${tx.actor.name},
        closing_note = ${note}, next_at = null where ${isAlert(tx, key)}`,
  )
}

export type Waiting = KeptAlert & { readonly workers: number; readonly minutes: number; readonly seated: number }

export type WatchSearch = {
  readonly zone?: string | undefined
  readonly organisationRef?: string | undefined
  readonly awaits?: Awaits | undefined
  /** Only those of whom the council has been told. */
  readonly told?: boolean
  /** Also visits that have begun and whose first alert is still to come: those that start after this moment. */
  readonly beginning?: Instant | undefined
}

const narrowed = (search: WatchSearch, of: 'l' | 'v') => {
  const column = (name: string) => sql.ref(`${of}.${name}`)
  return sql`${search.zone === undefined ? sql`` : sql`and ${column('zone')} = ${search.zone}`}
    ${search.organisationRef === undefined ? sql`` : sql`and ${column('organisation_ref')} = ${search.organisationRef}`}`
}

const ALERTED = (
  tx: Read,
  search: WatchSearch,
) => sql`select l.*, v.workers, v.minutes, (select count(*) from visits.attendance a
      where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref) as seated
    from visits.alert l join visits.visit v on v.council_id = l.council_id and v.day = l.day and v.visit_ref = l.visit_ref
    where l.council_id = ${tx.council} and l.closed_at is null and v.status = 'planned'
      and case when l.awaits = 'log-in' then ${IS_AWAITED} else ${HAS_OPEN} end ${narrowed(search, 'l')}
      ${search.awaits === undefined ? sql`` : sql`and l.awaits = ${search.awaits}`}
      ${search.told ? sql`and l.council_told_at is not null` : sql``}`

/** Begun, nobody there, and nobody told yet: as a row of the alerts would be. */
const BEGINNING = (
  tx: Read,
  search: WatchSearch,
) => sql`select v.council_id, v.day, v.visit_ref, 'log-in', v.organisation_ref, v.person_ref,
      v.zone, v.time_critical, v.start_at, 0, null, v.start_at, null, null, null, null, null, null, null, null, null, null, null,
      v.workers, v.minutes, (select count(*) from visits.attendance a
        where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref)
    from visits.visit v where v.council_id = ${tx.council} and v.status = 'planned' and v.start_at > ${search.beginning}::timestamptz
      and v.start_at <= ${tx.now}::timestamptz and ${IS_AWAITED} and ${IS_WATCHED} and not ${hasAlert('log-in')} ${narrowed(search, 'v')}`

const NO_MARK = '0 0'

/** Counted over alerts alone: visits that have only begun come and go with every minute. */
const mark = (over: ReturnType<typeof sql>) =>
  sql`concat_ws(' ', count(*) filter (where l.step > 0) ${over}, coalesce(sum(l.step) ${over}, 0), max(l.acknowledged_at) ${over},
    max(l.explained_at) ${over}, max(l.raised_at) filter (where l.step > 0) ${over})`

/**
 * Who should be there by now and is not: time-critical first, then the longest wait. What it costs is set by what is late: the
 * open alerts, and of visits those of the last minutes.
 */
export async function listWaiting(
  tx: Read,
  search: WatchSearch,
  part: { readonly offset: number; readonly limit: number },
): Promise<{ waiting: Waiting[]; total: number; timeCritical: number; told: number; mark: string }> {
  const listed = await rows(
    tx,
    sql<
      Nullable<Waiting> & { total: number; critical: number; toldCount: number; mark: string }
    >`with l as (${ALERTED(tx, search)}
        ${search.beginning === undefined || search.awaits === 'log-out' || search.told ? sql`` : sql`union all ${BEGINNING(tx, search)}`})
      select ${ALERT}, l.workers, l.minutes, l.seated, count(*) over () as total,
        count(*) filter (where l.time_critical) over () as critical, count(l.council_told_at) over () as "toldCount",
        ${mark(sql`over ()`)} as mark
      from l order by l.time_critical desc, l.due_at, l.visit_ref, l.awaits limit ${part.limit} offset ${part.offset}`,
  )
  const [first] = listed
  return {
    waiting: listed.map(({ total: _total, critical: _critical, toldCount: _told, mark: _mark, ...row }) =>
      plain(row as Nullable<Waiting>),
    ),
    total: first?.total ?? 0,
    timeCritical: first?.critical ?? 0,
    told: first?.toldCount ?? 0,
    mark: first?.mark ?? NO_MARK,
  }
}

/** What `listWaiting` says of the alerts as a whole: another mark, and something else is late or something was said of it. */
export async function markOf(tx: Read, search: WatchSearch): Promise<string> {
  const [row] = await rows(
    tx,
    sql<{ mark: string }>`with l as (${ALERTED(tx, search)}) select ${mark(sql``)} as mark from l`,
  )
  return row?.mark ?? NO_MARK
}

/** How many alerts are open for each provider, most first. */
export const countByProvider = (tx: Read, limit: number): Promise<{ organisationRef: string; alerts: number }[]> =>
  rows(
    tx,
    sql<{
      organisationRef: string
      alerts: number
    }>`select organisation_ref as "organisationRef", count(*) as alerts from visits.alert
      where council_id = ${tx.council} and closed_at is null group by organisation_ref order by count(*) desc, organisation_ref limit ${limit}`,
  )

export type NotWatched = {
  readonly organisationRef: string
  readonly reason: string
  readonly byName: string
  readonly since: Instant
}

export const listNotWatched = (tx: Read): Promise<NotWatched[]> =>
  rows(
    tx,
    sql<NotWatched>`select organisation_ref as "organisationRef", reason, by_name as "byName", since from visits.not_watched
      where council_id = ${tx.council} order by organisation_ref`,
  )

/** Answers false where it was so already. */
export async function stopWatching(tx: Write, organisationRef: string, reason: string): Promise<boolean> {
  const done = await rows(
    tx,
    sql`insert into visits.not_watched (council_id, organisation_ref, reason, by_name, since)
      values (${tx.council}, ${organisationRef}, ${reason}, ${tx.actor.name}, ${tx.now}) on conflict do nothing returning since`,
  )
  return done.length > 0
}

export async function watchAgain(tx: Write, organisationRef: string): Promise<boolean> {
  const done = await rows(
    tx,
    sql`delete from visits.not_watched where council_id = ${tx.council} and organisation_ref = ${organisationRef} returning since`,
  )
  return done.length > 0
}
