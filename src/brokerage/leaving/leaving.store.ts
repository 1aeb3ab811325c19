import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** From now on the provider is asked for no new care. */
export const saveLeaving = (tx: Write, organisationRef: string, why: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.leaving_provider (council_id, organisation_ref, why, since)
      values (${tx.council}, ${organisationRef}, ${why}, ${tx.now})
      on conflict (council_id, organisation_ref) do update set why = excluded.why`,
  )

/** It stays after all, or has gone and come back. */
export const dropLeaving = (tx: Write, organisationRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`delete from brokerage.leaving_provider where council_id = ${tx.council} and organisation_ref = ${organisationRef}`,
  )

/** Who of these leaves, and why they are asked no more. */
export async function listLeaving(tx: Read, organisationRefs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string; why: string }>`select organisation_ref as "organisationRef", why
      from brokerage.leaving_provider
      where council_id = ${tx.council} and organisation_ref = any(${[...organisationRefs]}::text[])`,
  )
  return new Map(found.map(({ organisationRef, why }) => [organisationRef, why]))
}

export type Withdrawable = { readonly packageRef: string; readonly organisationRef: string }

/** An invitation that can still be answered or chosen; the one that was chosen is signed for, or blocked. */
const WITHDRAWABLE = sql`brokerage.invitation i
  join brokerage.care_package p on p.council_id = i.council_id and p.package_ref = i.package_ref
    and p.status in ('sent', 'offers_in', 'awaiting_sign_off', 'blocked')
    and p.chosen_organisation_ref is distinct from i.organisation_ref`

export const listWithdrawableOf = (tx: Read, organisationRef: string): Promise<Withdrawable[]> =>
  rows(
    tx,
    sql<Withdrawable>`select i.package_ref as "packageRef", i.organisation_ref as "organisationRef" from ${WITHDRAWABLE}
      where i.council_id = ${tx.council} and i.organisation_ref = ${organisationRef} and i.status in ('invited', 'offered')
      order by i.package_ref`,
  )

export type OfTransferred = Withdrawable & { readonly contractRef: string; readonly fromDay: Day }

/** Invitations under a contract that somebody else has now, or will have when the care is to begin. */
export const listOfTransferred = (tx: Read, on: Day, limit: number): Promise<OfTransferred[]> =>
  rows(
    tx,
    sql<OfTransferred>`select i.package_ref as "packageRef", i.organisation_ref as "organisationRef",
        i.contract_ref as "contractRef", h.from_day as "fromDay"
      from contracts.v_holding h join ${WITHDRAWABLE} on i.council_id = h.council_id and i.contract_ref = h.contract_ref
      where h.council_id = ${tx.council} and h.turn > 1 and i.status in ('invited', 'offered')
        and h.organisation_ref <> i.organisation_ref and h.from_day <= greatest(${on}::date, i.start_by)
        and (h.to_day is null or h.to_day > greatest(${on}::date, i.start_by))
      order by i.package_ref, i.organisation_ref limit ${limit}`,
  )

/** What was asked for and what was offered for it stand no more. */
export async function saveWithdrawn(
  tx: Write,
  { packageRef, organisationRef }: Withdrawable,
  why: string,
): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.invitation set status = 'cancelled', withdrawn_why = ${why}
      where council_id = ${tx.council} and package_ref = ${packageRef} and organisation_ref = ${organisationRef}`,
  )
  await rows(
    tx,
    sql`update brokerage.offer set status = 'withdrawn'
      where council_id = ${tx.council} and package_ref = ${packageRef} and organisation_ref = ${organisationRef} and status = 'made'`,
  )
}
