import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import { type Answers, MILESTONES, type Placed, type Speeds, type StepSpeed } from '#src/brokerage/speed/speed.ts'

/** The packages asked for on the days [from, to]. */
const asked = (tx: Read, from: Day, to: Day) => sql`p.council_id = ${tx.council}
  and p.requested_at >= ${from}::date::timestamp at time zone 'Europe/London'
  and p.requested_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'`

const spread = (hours: string) =>
  sql.raw(
    `jsonb_build_object('count', count(${hours}), 'median', round(percentile_cont(0.5) within group (order by ${hours})),` +
      ` 'ninetieth', round(percentile_cont(0.9) within group (order by ${hours})))`,
  )

const sinceRequest = (moment: string) => sql.raw(`extract(epoch from ${moment} - p.requested_at) / 3600`)

/**
 * Hours from the request to each step, by the month of the request; the row without a month is all of them. An offer counts by when it was
 * first made or last changed, signatures by the last of a choice that was signed by all.
 */
export const listSpeeds = (tx: Read, from: Day, to: Day): Promise<Speeds[]> =>
  rows(
    tx,
    sql<Speeds>`
      with hours as (
        select to_char(p.requested_at at time zone 'Europe/London', 'YYYY-MM') as month,
          ${sinceRequest('o.first')} as offer, ${sinceRequest('p.chosen_at')} as choice, ${sinceRequest('s.last')} as signed,
          case when c.start_day is not null
            then greatest(0, ${sinceRequest("(c.start_day::timestamp at time zone 'Europe/London')")}) end as start
        from brokerage.care_package p
        left join lateral (select min(o.made_at) as first from brokerage.offer o
          where o.council_id = p.council_id and o.package_ref = p.package_ref) o on true
        left join lateral (select max(s.decided_at) as last from brokerage.signature s
          where s.council_id = p.council_id and s.package_ref = p.package_ref and s.round = p.round
          having bool_and(s.status = 'signed')) s on true
        left join brokerage.placement c on c.council_id = p.council_id and c.package_ref = p.package_ref
        where ${asked(tx, from, to)} and p.status <> 'draft')
      select month, count(*)::int as packages,
        ${sql.join(MILESTONES.map(([name]) => sql`${spread(name)} as ${sql.ref(name)}`))}
      from hours group by grouping sets ((month), ()) order by month nulls first`,
  )

/** Hours that each step of sign-off took, and how many wait now; the slowest first. */
export const listStepSpeeds = (tx: Read, from: Day, to: Day): Promise<StepSpeed[]> =>
  rows(
    tx,
    sql<StepSpeed>`
      select label, count(hours)::int as count, round(percentile_cont(0.5) within group (order by hours))::int as median,
        round(percentile_cont(0.9) within group (order by hours))::int as ninetieth, coalesce(round(sum(hours)), 0)::int as hours,
        (count(*) filter (where status = 'waiting'))::int as waiting
      from (select s.label, s.status, extract(epoch from s.decided_at - s.asked_at) / 3600 as hours
        from brokerage.care_package p
        join brokerage.signature s on s.council_id = p.council_id and s.package_ref = p.package_ref
        where ${asked(tx, from, to)} and (s.decided_at is not null or (s.round = p.round and p.status = 'awaiting_sign_off'))) s
      group by label order by 3 desc nulls last, label limit 20`,
  )

export async function countPlaced(tx: Read, from: Day, to: Day): Promise<Placed> {
  const [row] = await rows(
    tx,
    sql<Placed>`
      select count(*)::int as placed, count(f.contract_ref)::int as "onFramework" from brokerage.care_package p
      join brokerage.placement c on c.council_id = p.council_id and c.package_ref = p.package_ref
      left join contracts.v_under_framework f on f.council_id = c.council_id and f.contract_ref = c.contract_ref
      where ${asked(tx, from, to)}`,
  )
  return row ?? { placed: 0, onFramework: 0 }
}

/** What providers answered to what they were asked: a page of them, those that decline most first. */
export async function listAnswersOf(
  tx: Read,
  from: Day,
  to: Day,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ answers: Answers[]; total: number }> {
  const found = await rows(
    tx,
    sql<Answers & { total: number }>`
      select i.organisation_ref as "organisationRef", min(i.organisation_name) as "organisationName", count(*)::int as asked,
        count(o.offer_ref)::int as offered, (count(*) filter (where o.status = 'withdrawn'))::int as withdrawn, (count(*) filter (where i.status = 'declined' or i.decline_code is not null))::int as declined,
        (count(*) filter (where o.offer_ref is null and i.decline_code is null and i.closes_at <= ${tx.now}))::int as silent,
        mode() within group (order by i.decline_code) as "mostCode", (count(*) over ())::int as total
      from brokerage.care_package p
      join brokerage.invitation i on i.council_id = p.council_id and i.package_ref = p.package_ref
      left join brokerage.offer o on o.council_id = i.council_id and o.package_ref = i.package_ref and o.organisation_ref = i.organisation_ref
      where ${asked(tx, from, to)}
      group by i.organisation_ref order by declined desc, "organisationName", 1 limit ${limit} offset ${offset}`,
  )
  return { answers: found.map(({ total: _, ...row }) => lean<Answers>(row)), total: found[0]?.total ?? 0 }
}
