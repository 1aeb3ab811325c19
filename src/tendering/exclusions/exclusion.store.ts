import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Excluded } from '#src/tendering/exclusions/exclusion.ts'
import type { KeptExclusionCheck } from '#src/tendering/markets/member.store.ts'

/**
 * Providers whom no award or call-off may go to: the last that was found of them, on a list, at an award or in an evaluation, is a
 * mandatory ground. Told to later stages too, which place.
 */
export async function listExcluded(
  tx: Read,
  organisationRefs: readonly string[],
): Promise<ReadonlyMap<string, Excluded>> {
  if (organisationRefs.length === 0) return new Map()
  const refs = sql`council_id = ${tx.council} and organisation_ref = any(${[...organisationRefs]}::text[])`
  const found = await rows(
    tx,
    sql<
      Excluded & { excluded: boolean }
    >`select distinct on (organisation_ref) organisation_ref as "organisationRef", excluded, reason,
        day as "lookedUpOn"
      from (select organisation_ref, at, finding = 'excluded' as excluded, grounds as reason, looked_up_on as day
          from tendering.exclusion_check where ${refs}
        union all
        select organisation_ref, at, outcome = 'excluded' and ground = 'mandatory', evidence, debarment_day
          from tendering.bid_exclusion_check where ${refs}) found
      order by organisation_ref, at desc`,
  )
  return new Map(found.filter(({ excluded }) => excluded).map(({ excluded: _, ...one }) => [one.organisationRef, one]))
}

/** The checks that were made for awards or call-offs, the newest first. */
export const listChecksAbout = (tx: Read, abouts: readonly string[]): Promise<KeptExclusionCheck[]> =>
  rows(
    tx,
    sql<KeptExclusionCheck>`select organisation_ref as "organisationRef", at, stage, about, finding, looked_up_on as "lookedUpOn",
        evidence, grounds, by_name as "byName"
      from tendering.exclusion_check where council_id = ${tx.council} and about = any(${[...abouts]}::text[])
      order by at desc limit 500`,
  )

/** A member's last check on its list, and what the last check of it anywhere found. */
export async function findLastCheck(
  tx: Read,
  { marketRef, organisationRef }: { readonly marketRef: string; readonly organisationRef: string },
): Promise<{ checkedOn: Day | null; finding: KeptExclusionCheck['finding'] | undefined }> {
  const [found] = await rows(
    tx,
    sql<{ checkedOn: Day | null; finding: KeptExclusionCheck['finding'] | null }>`select n.checked_on as "checkedOn",
        (select c.finding from tendering.exclusion_check c
          where c.council_id = n.council_id and c.organisation_ref = n.organisation_ref order by c.at desc limit 1) as finding
      from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${marketRef} and n.organisation_ref = ${organisationRef}`,
  )
  return { checkedOn: found?.checkedOn ?? null, finding: found?.finding ?? undefined }
}
