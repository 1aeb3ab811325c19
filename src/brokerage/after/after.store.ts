import type { Day, Instant } from '#src/base/day.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Write } from '#src/platform/command.ts'
import type { CareChange, CareCheck, CheckKind } from '#src/brokerage/after/care-change.ts'
import type { PackageStatus } from '#src/brokerage/packages/care-package.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import { dueOnce } from '#src/brokerage/self-funders/advice.ts'

const CHANGE = sql`c.package_ref as "packageRef", c.number, c.organisation_ref as "organisationRef", c.kind, c.from_day as "fromDay", c.pattern,
  c.weekly_pence as "weeklyPence", c.weekly_minutes as "weeklyMinutes", c.before_pence as "beforePence", c.reason, c.state,
  c.by_provider as "byProvider", c.proposed_by as "proposedBy", c.proposed_by_name as "proposedByName", c.proposed_at as "proposedAt",
  c.decided_by_name as "decidedByName", c.decided_at as "decidedAt", c.decline_reason as "declineReason", c.person_says as "personSays",
  c.hourly_pence as "hourlyPence", c.over_ceiling_pence as "overCeilingPence", c.ceiling_pence_per_hour as "ceilingPencePerHour", c.floor, c.answered,
  c.emergency_reason as "emergencyReason", c.sign_by as "signBy"
  from brokerage.care_change c`

/** All versions of a package's care since it was placed, the newest first. */
export const listChanges = async (tx: Read, packageRef: string): Promise<CareChange[]> =>
  (
    await rows(
      tx,
      sql<KeptChange>`select ${CHANGE} where c.council_id = ${tx.council} and c.package_ref = ${packageRef} order by c.number desc`,
    )
  ).map(toChange)

type KeptChange = Omit<CareChange, 'emergency'> & {
  readonly emergencyReason: string | null
  readonly signBy: Instant | null
}

const toChange = ({ emergencyReason, signBy, ...row }: KeptChange): CareChange => ({
  ...lean<CareChange>(row),
  ...(emergencyReason !== null && signBy !== null ? { emergency: { reason: emergencyReason, signBy } } : {}),
})

export async function insertChange(tx: Write, one: CareChange): Promise<void> {
  await rows(
    tx,
    sql`insert into brokerage.care_change (council_id, package_ref, number, organisation_ref, kind, from_day, pattern, weekly_pence,
        weekly_minutes, before_pence, reason, state, by_provider, proposed_by, proposed_by_name, proposed_at,
        hourly_pence, over_ceiling_pence, ceiling_pence_per_hour, floor, emergency_reason, sign_by)
      values (${tx.council}, ${one.packageRef}, ${one.number}, ${one.organisationRef}, ${one.kind}, ${one.fromDay},
        ${json(one.pattern)}::jsonb, ${one.weeklyPence}, ${one.weeklyMinutes}, ${one.beforePence}, ${one.reason}, ${one.state},
        ${one.byProvider}, ${one.proposedBy}, ${one.proposedByName}, ${one.proposedAt}, ${one.hourlyPence ?? null},
        ${one.overCeilingPence ?? null}, ${one.ceilingPencePerHour ?? null}, ${one.floor ? json(one.floor) : null}::jsonb,
        ${one.emergency?.reason ?? null}, ${one.emergency?.signBy ?? null}::timestamptz)`,
  )
}

export async function saveDecision(tx: Write, one: CareChange): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.care_change set state = ${one.state}, from_day = ${one.fromDay}, decided_by_name = ${one.decidedByName ?? null},
        decided_at = ${one.decidedAt ?? null}, decline_reason = ${one.declineReason ?? null}, person_says = ${one.personSays ?? null}, answered = ${one.answered ? json(one.answered) : null}::jsonb
      where council_id = ${tx.council} and package_ref = ${one.packageRef} and number = ${one.number}`,
  )
}

export const listChecks = (tx: Read, packageRef: string): Promise<CareCheck[]> =>
  rows(
    tx,
    sql<CareCheck>`select package_ref as "packageRef", kind, organisation_ref as "organisationRef", day, outcome, note,
        checked_by_name as "checkedByName", by_provider as "byProvider", checked_at as "checkedAt"
      from brokerage.care_check where council_id = ${tx.council} and package_ref = ${packageRef} order by checked_at`,
  )

export async function insertCheck(tx: Write, one: CareCheck): Promise<void> {
  await rows(
    tx,
    sql`insert into brokerage.care_check (council_id, package_ref, kind, organisation_ref, day, outcome, note, checked_by_name,
        by_provider, checked_at)
      values (${tx.council}, ${one.packageRef}, ${one.kind}, ${one.organisationRef}, ${one.day}, ${one.outcome}, ${one.note},
        ${one.checkedByName}, ${one.byProvider}, ${one.checkedAt})`,
  )
}

/** Text of days within jsonb; moments are not shown. */
type Kept = {
  readonly endDay: Day | null
  readonly changes: readonly (Omit<CareChange, 'emergency'> & { readonly emergencyReason?: string })[]
  readonly checks: readonly Pick<CareCheck, 'kind' | 'day' | 'outcome' | 'note' | 'checkedByName'>[]
}

/** All that a package's page of care shows of it since it was placed, in one reading; undefined before it is placed. */
export async function findAfter(tx: Read, packageRef: string): Promise<Kept | undefined> {
  const [row] = await rows(
    tx,
    sql<Kept>`select p.end_day as "endDay",
        (select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(v)) order by v.number desc), '[]') from (select ${CHANGE}
          where c.council_id = p.council_id and c.package_ref = p.package_ref) v) as changes,
        (select coalesce(jsonb_agg(to_jsonb(d) order by d.kind), '[]') from (select d.kind, d.day, d.outcome, d.note,
          d.checked_by_name as "checkedByName" from brokerage.care_check d
          where d.council_id = p.council_id and d.package_ref = p.package_ref) d) as checks
      from brokerage.placement p where p.council_id = ${tx.council} and p.package_ref = ${packageRef}`,
  )
  return row
}

export type Due = {
  readonly what:
    | CheckKind
    | 'overdue'
    | 'questioned'
    | 'change'
    | 'to do'
    | 'advice'
    | 'advice due'
    | 'spot end'
    | 'closed'
  readonly packageRef: string
  readonly personName: string
  readonly service: string
  readonly due: Instant
  readonly number: number | null
  readonly kind: CareChange['kind'] | null
  readonly byProvider: boolean | null
  readonly proposedBy: string | null
  readonly signed: number | null
  readonly signatures: number | null
  /** Of what is to do before care is placed. */
  readonly status: PackageStatus | null
  readonly offers: number | null
  /** A spot purchase of it waits for an approver. */
  readonly spotAsked: boolean | null
  readonly withRef: string | null
  readonly withName: string | null
}

const AT_FIVE = sql.raw("+ time '17:00') at time zone 'Europe/London'")

/** Changes to decide, and more care that began before it was signed for and is not signed for in time, or questioned. */
const changesDue = (tx: Read) => sql`
      select 'change', c.package_ref, k.person_name, k.service, c.from_day::timestamp at time zone 'Europe/London', c.number, c.kind,
        c.by_provider, c.proposed_by, null, null, null, null, null, null, null
      from brokerage.care_change c join brokerage.care_package k on k.council_id = c.council_id and k.package_ref = c.package_ref
      where c.council_id = ${tx.council} and c.state = 'proposed' and not exists (select from brokerage.change_signature s
        where s.council_id = c.council_id and s.package_ref = c.package_ref and s.number = c.number)
      union all
      select case when s.questioned > 0 then 'questioned' else 'overdue' end, c.package_ref, k.person_name, k.service, c.sign_by, c.number,
        null, null, null, s.signed, s.signatures, null, null, null, null, null
      from brokerage.care_change c join brokerage.care_package k on k.council_id = c.council_id and k.package_ref = c.package_ref
      cross join lateral (select (count(*) filter (where s.status = 'signed'))::int as signed, count(*)::int as signatures,
          count(*) filter (where s.status = 'refused') as questioned
        from brokerage.change_signature s where s.council_id = c.council_id and s.package_ref = c.package_ref and s.number = c.number) s
      where c.council_id = ${tx.council} and c.sign_by is not null and k.status = 'placed' and s.signed < s.signatures
        and (s.questioned > 0 or c.sign_by < ${tx.now})`

/** Care that runs on, and packages on their way, of people whose case is closed. */
const leftOfClosed = (tx: Read, today: Day) => sql`
      select 'closed', k.package_ref, k.person_name, k.service, c.closed_at, null, null, null, null, null, null, k.status, null, null, null, null
      from brokerage.care_package k
      join people.v_closed_case c on c.council_id = k.council_id and c.person_ref = k.person_ref
      left join brokerage.placement p on p.council_id = k.council_id and p.package_ref = k.package_ref
      left join brokerage.arrangement g on g.council_id = k.council_id and g.package_ref = k.package_ref
      where k.council_id = ${tx.council}
        and k.status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked', 'placed', 'arranged')
        and (k.status not in ('placed', 'arranged') or coalesce(p.end_day, g.end_day, 'infinity') > ${today}::date)`

/**
 * What waits for officers in packages, in one reading: drafts to send, offers to choose from, packages that nobody could take; starts to confirm and two-week checks of care that began not long ago,
 * changes to decide, what is left of people whose case is closed, care on the spot that ends soon or is to go on, what was placed in an emergency and is not signed for in time, or questioned, and people who pay alone with whom
 * money is to be spoken of again, or who were not told what they should know by now.
 */
export const listDue = (tx: Read, today: Day, spotDays: number, limit: number): Promise<Due[]> =>
  rows(
    tx,
    sql<Due>`
      select k.kind as what, p.package_ref as "packageRef", p.person_name as "personName", p.service,
        (p.start_day + k.after ${AT_FIVE} as due, null::int as number, null as kind, null::boolean as "byProvider",
        null as "proposedBy", null::int as signed, null::int as signatures, null as status, null::int as offers, null::boolean as "spotAsked",
        null as "withRef", null as "withName"
      from brokerage.placement p
      cross join (values ('start', 0, 14), ('two_weeks', 14, 42)) as k(kind, after, until)
      where p.council_id = ${tx.council} and p.start_day between ${today}::date - 42 and ${today}::date
        and p.start_day + k.after <= ${today}::date and p.start_day + k.until >= ${today}::date
        and (p.end_day is null or p.end_day > ${today}::date) and p.chunk is null
        and not exists (select from brokerage.care_check d where d.council_id = p.council_id and d.package_ref = p.package_ref and d.kind = k.kind)
      union all
      ${changesDue(tx)}
      union all
      ${leftOfClosed(tx, today)}
      union all
      select case when s.questioned > 0 then 'questioned' else 'overdue' end, p.package_ref, p.person_name, p.service, p.sign_by, null,
        null, null, null, s.signed, s.signatures, null, null, null, null, null
      from brokerage.care_package p
      cross join lateral (select (count(*) filter (where s.status = 'signed'))::int as signed, count(*)::int as signatures,
          count(*) filter (where s.status in ('sent_back', 'refused')) as questioned
        from brokerage.signature s where s.council_id = p.council_id and s.package_ref = p.package_ref and s.round = p.round) s
      where p.council_id = ${tx.council} and p.sign_by is not null and p.status = 'placed' and s.signed < s.signatures
        and (s.questioned > 0 or p.sign_by < ${tx.now})
      union all
      select 'advice', g.package_ref, p.person_name, g.service, g.review_on::timestamp at time zone 'Europe/London', null, null, null, null,
        null, null, null, null, null, null, null
      from brokerage.arrangement g join brokerage.care_package p on p.council_id = g.council_id and p.package_ref = g.package_ref
      where g.council_id = ${tx.council} and g.review_on <= ${today}::date and (g.end_day is null or g.end_day > ${today}::date)
      union all
      select 'advice due', p.package_ref, p.person_name, p.service, p.requested_at + interval '24 hours', null, null, null, null,
        null, null, null, null, null, p.with_ref, p.with_name
      from brokerage.care_package p
      left join brokerage.arrangement g on g.council_id = p.council_id and g.package_ref = p.package_ref
      where p.council_id = ${tx.council} and p.payer = 'self' and p.status in ('draft', 'arranged')
        and (g.review_on is null or g.review_on > ${today}::date)
        and exists (select from unnest(case p.status when 'draft' then ${dueOnce('draft')}::text[] else ${dueOnce('arranged')}::text[] end) as due(kind)
          where not exists (select from brokerage.advice_given v
            where v.council_id = p.council_id and v.package_ref = p.package_ref and v.kind = due.kind))
      union all
      select 'spot end', p.package_ref, p.person_name, p.service, p.end_day::timestamp at time zone 'Europe/London', null, null, null, null,
        null, null, null, null, exists (select from brokerage.spot_purchase a where a.council_id = p.council_id
          and a.package_ref = p.package_ref and a.status = 'asked'), null, null
      from (select s.package_ref from brokerage.spot_purchase s
          join brokerage.placement p on p.council_id = s.council_id and p.package_ref = s.package_ref and p.end_day = s.end_day
          where s.council_id = ${tx.council} and s.status = 'approved'
            and s.end_day between ${today}::date + 1 and ${today}::date + ${spotDays}::int
          union select s.package_ref from brokerage.spot_purchase s where s.council_id = ${tx.council} and s.status = 'asked'
            and s.was_day > ${today}::date) spot
      join brokerage.placement p on p.council_id = ${tx.council} and p.package_ref = spot.package_ref
      where not exists (select from brokerage.care_package n where n.council_id = p.council_id and n.person_ref = p.person_ref and n.copied_from = p.package_ref
          and n.status not in ('withdrawn', 'refused', 'ended'))
      union all
      (select 'to do', p.package_ref, p.person_name, p.service,
        coalesce(p.start_by::timestamp at time zone 'Europe/London', p.requested_at + interval '24 hours') as due,
        null, null, null, null, null, null, p.status, (select count(*)::int from brokerage.offer o
          where o.council_id = p.council_id and o.package_ref = p.package_ref and o.status = 'made'),
        exists (select from brokerage.spot_purchase s where s.council_id = p.council_id and s.package_ref = p.package_ref
          and s.status = 'asked'), p.with_ref, p.with_name
      from brokerage.care_package p
      where p.council_id = ${tx.council}
        and (p.status in ('draft', 'offers_in', 'no_capacity', 'blocked') or (p.status = 'sent' and p.closes_at <= ${tx.now}))
        and not exists (select from people.v_closed_case c where c.council_id = p.council_id and c.person_ref = p.person_ref)
      order by due, p.package_ref limit ${limit})
      order by due, "packageRef" limit ${2 * limit}`,
  )
