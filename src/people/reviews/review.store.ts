import type { RawBuilder } from 'kysely'
import { addDays, type Day } from '#src/base/day.ts'
import { LIGHT_CHECK_BY_DAYS, type ReviewKind } from '#src/people/plan.ts'
import type { Asker, NextKind, NextReview } from '#src/people/reviews/next-review.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/**
 * What each person with a plan in force, or in care on a day, needs next, and whose it is: computed from the plan and from who serves
 * them, so that it cannot be forgotten. A light check is due eight weeks after the plan was agreed or care began, whichever is later (L-09).
 */
export const nextReviews = (council: number, today: Day, person?: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (select f.person_ref as "personRef", f.name as "personName", f.plan_ref as "planRef", f.due, f.planned_day as "plannedDay",
    greatest(f.due, f.planned_day) as "by", f.reason, f.asked_by as "askedBy", f.asked_reason as "askedReason", f.owner_ref as "ownerRef",
    o.name as "ownerName", o.team_ref as "teamRef", coalesce(o.left_day is null or o.left_day > ${today}::date, false)
      and o.officer_ref is not null as "inOffice",
    case when f.asked_due = f.due then 'asked for' when f.plan_ref is null then 'no plan'
      when f.light_due < f.review_due then 'light check' else 'review' end as kind
  from (
    select n.*, least(n.light_due, n.review_due, n.asked_due) as due
    from (
      select w.council_id, w.person_ref, w.given_name || ' ' || w.family_name as name, l.plan_ref, l.review_due, b.planned_day, b.asked_due,
        b.asked_by, coalesce(b.reason, '') as reason, coalesce(b.asked_reason, '') as asked_reason,
        coalesce(b.owner_ref, w.worker_ref) as owner_ref, case when l.light_check_done is null
          then least(greatest(l.light_check_due, care.from_day + ${sql.lit(LIGHT_CHECK_BY_DAYS)}), l.review_due) end as light_due
      from people.person w
      left join people.plan l on l.council_id = w.council_id and l.person_ref = w.person_ref and l.status = 'current'
      left join lateral (select min(s.from_day) as from_day from people.shared_person s
        where s.council_id = w.council_id and s.person_ref = w.person_ref and s.from_day <= ${today}::date
          and (s.to_day is null or s.to_day > ${today}::date)) care on true
      left join people.review_booking b on b.council_id = w.council_id and b.person_ref = w.person_ref and b.closed_day is null
      where w.council_id = ${council}${person === undefined ? sql`` : sql` and w.person_ref = ${person}`}
        and (l.plan_ref is not null or care.from_day is not null)
        and not exists (select from people.closed_case d where d.council_id = w.council_id and d.person_ref = w.person_ref)) n) f
  left join councils.v_officer o on o.council_id = f.council_id and o.officer_ref = f.owner_ref)`

/** What a person needs next; nothing who is neither in care nor has a plan, or whose case is closed. */
export async function findNextReview(tx: Read, personRef: string, today: Day): Promise<NextReview | undefined> {
  const [next] = await rows(tx, sql<NextReview>`select * from ${nextReviews(tx.council, today, sql`${personRef}`)} r`)
  return next
}

export const REVIEW_SORTS = ['by', 'name', 'ref'] as const

export type ReviewsWanted = {
  readonly today: Day
  readonly kinds?: readonly NextKind[]
  /** The first day of a month, and of the one after. */
  readonly month?: { readonly from: Day; readonly to: Day } | undefined
  readonly state?: 'overdue' | 'deferred' | 'no day' | undefined
  readonly ownerRef?: string | undefined
  readonly teamRef?: string | undefined
  /** Nobody in office has it. */
  readonly nobodys?: boolean
  readonly words?: string | undefined
  readonly sort: { readonly key: (typeof REVIEW_SORTS)[number]; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

const ORDERS = {
  by: sql`r."by"`,
  name: sql`r."personName" collate "und-x-icu"`,
  ref: sql`length(r."personRef")`,
}

const wantedOf = ({ today, kinds = [], month, state, ownerRef, teamRef, nobodys, words }: ReviewsWanted) =>
  sql.join(
    [
      sql`true`,
      kinds.length > 0 && sql`r.kind in (${sql.join(kinds)})`,
      month && sql`r."by" >= ${month.from}::date and r."by" < ${month.to}::date`,
      state === 'overdue' && sql`r."by" < ${today}::date`,
      state === 'deferred' && sql`r."by" > r.due`,
      state === 'no day' && sql`r."plannedDay" is null`,
      ownerRef !== undefined && sql`r."ownerRef" = ${ownerRef}`,
      teamRef !== undefined && sql`r."teamRef" = ${teamRef}`,
      nobodys === true && sql`not r."inOffice"`,
      words !== undefined &&
        sql`(r."personName" ilike ${`%${words.replace(/[\\%_]/g, '\\$&')}%`} or r."personRef" = ${words.toUpperCase()})`,
    ].filter((condition) => condition !== undefined && condition !== false),
    sql` and `,
  )

export async function searchReviews(
  tx: Read,
  wanted: ReviewsWanted,
): Promise<{ reviews: NextReview[]; total: number }> {
  const { sort, today, offset, limit } = wanted
  const direction = sort.descending ? sql`desc` : sql`asc`
  const found = await rows(
    tx,
    sql<
      NextReview & { total: number }
    >`select r.*, count(*) over ()::int as total from ${nextReviews(tx.council, today)} r
      where ${wantedOf(wanted)} order by ${ORDERS[sort.key]} ${direction}, r."personRef" limit ${limit} offset ${offset}`,
  )
  return { reviews: found.map(({ total: _, ...review }) => review), total: found[0]?.total ?? 0 }
}

export type ReviewFigures = { total: number; overdue: number; noPlan: number; nobody: number; noDay: number }

/** Of everybody: what is overdue, without a plan, without somebody in office who has it, and soon without a day. */
export async function countReviews(tx: Read, today: Day, announceDays: number): Promise<ReviewFigures> {
  const [figures] = await rows(
    tx,
    sql<ReviewFigures>`select count(*)::int as total, count(*) filter (where r."by" < ${today}::date)::int as overdue,
        count(*) filter (where r.kind = 'no plan')::int as "noPlan", count(*) filter (where not r."inOffice")::int as nobody,
        count(*) filter (where r."plannedDay" is null and r."by" <= ${addDays(today, announceDays)}::date)::int as "noDay"
      from ${nextReviews(tx.council, today)} r`,
  )
  return figures ?? { total: 0, overdue: 0, noPlan: 0, nobody: 0, noDay: 0 }
}

export type CaseWork = {
  readonly today: Day
  readonly ownerRef: string
  /** From how many days before they are due reviews and light checks are shown. */
  readonly reviewDays: number
  readonly lightCheckDays: number
  /** Of a team manager: reviews of the team, and those of no team, that nobody in office has, or that are overdue for so many days. */
  readonly manages?: { readonly teamRef: string | undefined; readonly team: string; readonly overdueDays: number }
}

/** What an officer's cases need soon, what a team manager sees to, and assessments that the officer has not completed. */
export async function listCaseWork(
  tx: Read,
  wanted: CaseWork,
): Promise<{ reviews: NextReview[]; drafts: DraftAssessment[] }> {
  const { today, ownerRef, reviewDays, lightCheckDays, manages } = wanted
  const team = manages
    ? sql`(coalesce(r."teamRef", nullif(${manages.team}, '')) is null or coalesce(r."teamRef", nullif(${manages.team}, '')) = ${manages.teamRef ?? ''})
        and (not r."inOffice" or r."by" < ${addDays(today, -manages.overdueDays)}::date)`
    : sql`false`
  const found = await rows(
    tx,
    sql<{ review: NextReview | null; draft: DraftAssessment | null }>`
      (select to_jsonb(r) as review, null::jsonb as draft from ${nextReviews(tx.council, today)} r
      where (r.kind in ('no plan', 'asked for') or r."by" <= ${addDays(today, reviewDays)}::date and r.kind = 'review'
          or r."by" <= ${addDays(today, lightCheckDays)}::date or r."plannedDay" <= ${addDays(today, lightCheckDays)}::date)
        and (r."ownerRef" = ${ownerRef} or (${team}))
      order by r."by", r."personRef" limit 200)
      union all
      (select null, jsonb_build_object('ref', a.assessment_ref, 'personRef', a.person_ref, 'personName', p.given_name || ' ' || p.family_name)
      from people.assessment a join people.person p on p.council_id = a.council_id and p.person_ref = a.person_ref
      where a.council_id = ${tx.council} and a.officer_ref = ${ownerRef} and a.status = 'draft'
      order by a.started_day, a.assessment_ref limit 50)`,
  )
  return { reviews: found.flatMap(({ review }) => review ?? []), drafts: found.flatMap(({ draft }) => draft ?? []) }
}

/** An assessment that its officer began and has not completed. */
export type DraftAssessment = { readonly ref: string; readonly personRef: string; readonly personName: string }

export type Booking = {
  readonly bookingRef: string
  readonly plannedDay: Day | null
  readonly ownerRef: string | null
  readonly reason: string
  readonly asked: { readonly by: Asker; readonly day: Day; readonly due: Day; readonly reason: string } | null
}

/** What is arranged of a person's next review; the caller holds the person. */
export async function findBooking(tx: Read, personRef: string): Promise<Booking | undefined> {
  const [booking] = await rows(
    tx,
    sql<Booking>`select booking_ref as "bookingRef", planned_day as "plannedDay", owner_ref as "ownerRef", reason,
        case when asked_by is not null then jsonb_build_object('by', asked_by, 'day', asked_day, 'due', asked_due, 'reason', asked_reason) end as asked
      from people.review_booking where council_id = ${tx.council} and person_ref = ${personRef} and closed_day is null`,
  )
  return booking
}

export async function saveBooking(
  tx: Write,
  personRef: string,
  booking: Omit<Booking, 'bookingRef'> & { readonly bookingRef?: string },
): Promise<void> {
  const { plannedDay, ownerRef, reason, asked } = booking
  const bookingRef = booking.bookingRef ?? (await nextRef(tx, 'RB'))
  await rows(
    tx,
    sql`insert into people.review_booking (council_id, booking_ref, person_ref, planned_day, owner_ref, reason, asked_by, asked_day, asked_due,
        asked_reason)
      values (${tx.council}, ${bookingRef}, ${personRef}, ${plannedDay}::date, ${ownerRef}, ${reason}, ${asked?.by ?? null},
        ${asked?.day ?? null}::date, ${asked?.due ?? null}::date, ${asked?.reason ?? ''})
      on conflict (council_id, booking_ref) do update set planned_day = excluded.planned_day, owner_ref = excluded.owner_ref,
        reason = excluded.reason, asked_by = excluded.asked_by, asked_day = excluded.asked_day, asked_due = excluded.asked_due,
        asked_reason = excluded.asked_reason`,
  )
}

/** What was arranged is done; a light check does not answer somebody who asked for a review. */
export const closeBooking = (
  tx: Write,
  personRef: string,
  day: Day,
  held: ReviewKind | 'plan' | 'closed',
): Promise<unknown> =>
  rows(
    tx,
    sql`update people.review_booking set closed_day = ${day}::date
      where council_id = ${tx.council} and person_ref = ${personRef} and closed_day is null
        and (${held !== 'light check'} or asked_by is null)`,
  )
