import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Counted } from '#src/brokerage/fairness/fairness.ts'

/** The points of 100 that each rating stands for, as offers are ranked by; what is not rated has those of `null`. */
export type RatingPoints = { readonly byRating: Readonly<Record<string, number>>; readonly notRated: number }

/**
 * Packages chosen from offers, by month and officer. An offer is compared with the complete ones beside it: the lowest price of an hour,
 * the highest rating.
 */
export const countChoices = (tx: Read, from: Day, to: Day, points: RatingPoints): Promise<Counted[]> =>
  rows(
    tx,
    sql<Counted>`
      with offered as (
        select p.package_ref, p.choice_rank, to_char(p.chosen_at at time zone 'Europe/London', 'YYYY-MM') as month, p.chosen_by_name as officer,
          o.offer_ref = p.chosen_offer_ref as is_chosen, o.complete, o.hourly_pence,
          coalesce((${JSON.stringify(points.byRating)}::jsonb ->> i.rating)::int, ${points.notRated}) as quality
        from brokerage.care_package p
        join brokerage.offer o on o.council_id = p.council_id and o.package_ref = p.package_ref and o.status = 'made'
        join brokerage.invitation i on i.council_id = o.council_id and i.package_ref = o.package_ref and i.organisation_ref = o.organisation_ref
        where p.council_id = ${tx.council} and p.chosen_offer_ref is not null
          and p.chosen_at >= ${from}::date::timestamp at time zone 'Europe/London'
          and p.chosen_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
          and (o.complete or o.offer_ref = p.chosen_offer_ref)
      ),
      choice as (
        select package_ref, month, officer, choice_rank, count(*) as offers, min(hourly_pence) as lowest_price, max(quality) as best,
          min(hourly_pence) filter (where is_chosen) as price, min(quality) filter (where is_chosen) as quality
        from offered group by package_ref, month, officer, choice_rank having bool_or(is_chosen)
      )
      select month, coalesce(officer, '') as officer, count(*)::int as choices, (count(*) filter (where offers > 1))::int as contested,
        (count(*) filter (where offers > 1 and price <= lowest_price))::int as lowest,
        coalesce(sum((best - quality) * 100) filter (where offers > 1), 0)::int as "forgoneBp",
        (count(*) filter (where choice_rank > 1))::int as overrides
      from choice group by month, officer order by month, officer`,
  )

export type OverrideReason = { readonly code: string; readonly choices: number }

/** Why packages went to another than the first of the ranking. */
export const countOverrideReasons = (tx: Read, from: Day, to: Day): Promise<OverrideReason[]> =>
  rows(
    tx,
    sql<OverrideReason>`select coalesce(choice_code, '') as code, count(*)::int as choices from brokerage.care_package
      where council_id = ${tx.council} and choice_rank > 1 and chosen_offer_ref is not null
        and chosen_at >= ${from}::date::timestamp at time zone 'Europe/London'
        and chosen_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
      group by 1 order by 2 desc, 1`,
  )
