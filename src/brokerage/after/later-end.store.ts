import type { Day } from '#src/base/day.ts'
import { OPEN_STATUSES, type Placement } from '#src/brokerage/packages/care-package.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** Another package of the same service that is asked for, or began since a day: with it the person would be served twice. */
export async function findCareSince(
  tx: Read,
  { packageRef, personRef, service }: Pick<Placement, 'packageRef' | 'personRef' | 'service'>,
  day: Day,
): Promise<string | undefined> {
  const [found] = await rows(
    tx,
    sql<{ ref: string }>`select p.package_ref as ref from brokerage.care_package p
      left join brokerage.placement c on c.council_id = p.council_id and c.package_ref = p.package_ref
      where p.council_id = ${tx.council} and p.person_ref = ${personRef} and p.service = ${service} and p.package_ref <> ${packageRef}
        and (p.status = any(${[...OPEN_STATUSES]}::text[])
          or (c.start_day >= ${day}::date and (c.end_day is null or c.end_day > c.start_day)))
      limit 1`,
  )
  return found?.ref
}
