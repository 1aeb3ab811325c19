import type { Day } from '#src/base/day.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { SpotMonth, SpotPurchase } from '#src/brokerage/spot/spot.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const SPOT = sql`s.spot_ref as "spotRef", s.package_ref as "packageRef", s.status, s.why, s.words, s.after_framework as "afterFramework",
  s.end_day as "endDay", s.was_day as "wasDay", s.providers, s.benchmark_pence as "benchmarkPence", s.ceiling_pence as "ceilingPence", s.asked_by as "askedBy",
  s.asked_by_name as "askedByName", s.asked_at as "askedAt", s.decided_by as "decidedBy", s.decided_by_name as "decidedByName",
  s.decided_at as "decidedAt", s.reason from brokerage.spot_purchase s`

/** The last one asked for of a package. */
export async function findSpot(tx: Read, packageRef: string): Promise<SpotPurchase | undefined> {
  const [row] = await rows(
    tx,
    sql<SpotPurchase>`select ${SPOT} where s.council_id = ${tx.council} and s.package_ref = ${packageRef}
      order by s.asked_at desc, length(s.spot_ref) desc, s.spot_ref desc limit 1`,
  )
  return row && lean<SpotPurchase>(row)
}

export const insertSpot = (tx: Write, spot: SpotPurchase): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.spot_purchase (council_id, spot_ref, package_ref, status, why, words, after_framework, end_day, was_day, providers,
        benchmark_pence, ceiling_pence, asked_by, asked_by_name, asked_at)
      values (${tx.council}, ${spot.spotRef}, ${spot.packageRef}, ${spot.status}, ${spot.why}, ${spot.words}, ${spot.afterFramework},
        ${spot.endDay}, ${spot.wasDay ?? null}, ${json(spot.providers)}::jsonb, ${spot.benchmarkPence ?? null}, ${spot.ceilingPence ?? null}, ${spot.askedBy},
        ${spot.askedByName}, ${spot.askedAt})`,
  )

export const saveDecision = (tx: Write, spot: SpotPurchase): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.spot_purchase set status = ${spot.status}, decided_by = ${spot.decidedBy ?? null},
        decided_by_name = ${spot.decidedByName ?? null}, decided_at = ${spot.decidedAt ?? null}::timestamptz, reason = ${spot.reason ?? null}
      where council_id = ${tx.council} and spot_ref = ${spot.spotRef}`,
  )

/** The last purchase of this provider's care that was approved; undefined where it is not bought so. */
export async function findApprovedSpot(
  tx: Read,
  packageRef: string,
  organisationRef: string,
): Promise<SpotPurchase | undefined> {
  const [approved] = await rows(
    tx,
    sql<SpotPurchase>`select ${SPOT}
      where s.council_id = ${tx.council} and s.package_ref = ${packageRef} and s.status = 'approved'
        and s.providers @> ${json([{ organisationRef }])}::jsonb
      order by s.asked_at desc, length(s.spot_ref) desc, s.spot_ref desc limit 1`,
  )
  return approved && lean<SpotPurchase>(approved)
}

/** Until when care of this provider was approved on the spot; undefined where it is not bought so. */
export const findSpotEnd = async (tx: Read, packageRef: string, organisationRef: string): Promise<Day | undefined> =>
  (await findApprovedSpot(tx, packageRef, organisationRef))?.endDay

export type SpotListing = SpotPurchase & { readonly placedDay?: Day; readonly weeklyPence?: number }

/** A page of spot purchases, the newest first, with the placement that came of it. */
export async function listSpots(
  tx: Read,
  search: { readonly status?: string; readonly offset: number; readonly limit: number },
): Promise<{ spots: SpotListing[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      SpotListing & { total: number }
    >`select count(*) over () as total, p.start_day as "placedDay", p.weekly_pence as "weeklyPence", ${SPOT}
      left join brokerage.placement p on p.council_id = s.council_id and p.package_ref = s.package_ref and s.status = 'approved'
        and s.providers @> jsonb_build_array(jsonb_build_object('organisationRef', p.organisation_ref))
      where s.council_id = ${tx.council} and (${search.status ?? null}::text is null or s.status = ${search.status ?? null})
      order by s.asked_at desc, s.spot_ref desc limit ${search.limit} offset ${search.offset}`,
  )
  return { spots: found.map(({ total: _, ...row }) => lean<SpotListing>(row)), total: found[0]?.total ?? 0 }
}

/** What was placed in each month, and what of it on the spot. */
export const countSpotMonths = (tx: Read, from: Day, to: Day): Promise<SpotMonth[]> =>
  rows(
    tx,
    sql<SpotMonth>`
      select to_char(p.placed_at at time zone 'Europe/London', 'YYYY-MM') as month, count(*)::int as placed,
        (count(*) filter (where s.spot))::int as spot, coalesce(sum(p.weekly_pence), 0)::bigint as "weeklyPence",
        coalesce(sum(p.weekly_pence) filter (where s.spot), 0)::bigint as "spotPence"
      from brokerage.placement p
      cross join lateral (select exists (select from brokerage.spot_purchase s where s.council_id = p.council_id
        and s.package_ref = p.package_ref and s.status = 'approved'
        and s.providers @> jsonb_build_array(jsonb_build_object('organisationRef', p.organisation_ref))) as spot) s
      where p.council_id = ${tx.council} and p.placed_at >= ${from}::date::timestamp at time zone 'Europe/London'
        and p.placed_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
      group by 1 order by 1`,
  )

/** Packages in place whose approved care on the spot is over, or the time for which care was asked for. */
export const listOverSpots = async (tx: Read, today: Day, limit: number): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select distinct p.package_ref as ref from brokerage.spot_purchase s
        join brokerage.care_package p on p.council_id = s.council_id and p.package_ref = s.package_ref and p.status = 'placed'
        join brokerage.placement c on c.council_id = p.council_id and c.package_ref = p.package_ref and c.end_day <= ${today}::date
        where s.council_id = ${tx.council} and s.status = 'approved' and s.end_day <= ${today}::date
        union select p.package_ref from brokerage.care_package p
        join brokerage.placement c on c.council_id = p.council_id and c.package_ref = p.package_ref and c.end_day <= ${today}::date
        where p.council_id = ${tx.council} and p.status = 'placed' and p.end_day <= ${today}::date
        order by ref limit ${limit}`,
    )
  ).map(({ ref }) => ref)
