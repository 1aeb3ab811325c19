import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** Who agreed to care from outside of the zone, or chose a home there, and when. */
export type Agreement = {
  readonly packageRef: string
  readonly organisationRef: string
  readonly saidBy: string
  readonly saidAs: 'person' | 'acting'
  readonly saidOn: Day
}
export type NotedAgreement = Agreement & { readonly notedByName: string; readonly notedAt: Instant }

export async function findAgreement(
  tx: Read,
  packageRef: string,
  organisationRef: string | undefined,
): Promise<NotedAgreement | undefined> {
  const [found] = await rows(
    tx,
    sql<NotedAgreement>`select package_ref as "packageRef", organisation_ref as "organisationRef", said_by as "saidBy",
        said_as as "saidAs", said_on as "saidOn", noted_by_name as "notedByName", noted_at as "notedAt"
      from brokerage.out_of_area_agreement
      where council_id = ${tx.council} and package_ref = ${packageRef} and organisation_ref = ${organisationRef ?? ''}`,
  )
  return found
}

export const saveAgreement = (tx: Write, one: Agreement): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.out_of_area_agreement (council_id, package_ref, organisation_ref, said_by, said_as, said_on, noted_by_name,
        noted_at)
      values (${tx.council}, ${one.packageRef}, ${one.organisationRef}, ${one.saidBy}, ${one.saidAs}, ${one.saidOn}, ${tx.actor.name},
        ${tx.now})
      on conflict (council_id, package_ref, organisation_ref) do update set said_by = excluded.said_by, said_as = excluded.said_as,
        said_on = excluded.said_on, noted_by_name = excluded.noted_by_name, noted_at = excluded.noted_at`,
  )
