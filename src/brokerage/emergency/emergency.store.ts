import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Emergency } from '#src/brokerage/emergency/emergency.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'

export type EmergencySearch = { readonly open: boolean; readonly offset: number; readonly limit: number }

/** What was placed in an emergency, the signatures due first on top; only what is not all signed for, if asked so. */
export async function listEmergencies(
  tx: Read,
  { open, offset, limit }: EmergencySearch,
): Promise<{ emergencies: Emergency[]; total: number }> {
  const found = await rows(
    tx,
    sql<Emergency & { total: number; status: string }>`select k.*, (count(*) over ())::int as total from (
      select p.package_ref as "packageRef", p.person_ref as "personRef", p.person_name as "personName",
        p.service, p.chosen_at as "placedAt", p.chosen_by_name as "placedBy", p.emergency_reason as reason, p.sign_by as "signBy",
        s.signed, s.signatures, s.questioned, s.last as "lastSignedAt", null::int as change,
        p.status
      from brokerage.care_package p
      cross join lateral (select (count(*) filter (where s.status = 'signed'))::int as signed, count(*)::int as signatures,
          (count(*) filter (where s.status in ('sent_back', 'refused')))::int as questioned, max(s.decided_at) as last
        from brokerage.signature s where s.council_id = p.council_id and s.package_ref = p.package_ref and s.round = p.round) s
      where p.council_id = ${tx.council} and p.sign_by is not null and p.status in ('placed', 'ended')
      union all
      select c.package_ref, p.person_ref, p.person_name, p.service, c.proposed_at, c.proposed_by_name, c.emergency_reason, c.sign_by,
        s.signed, s.signatures, s.questioned, s.last, c.number, p.status
      from brokerage.care_change c
      join brokerage.care_package p on p.council_id = c.council_id and p.package_ref = c.package_ref
      cross join lateral (select (count(*) filter (where s.status = 'signed'))::int as signed, count(*)::int as signatures,
          (count(*) filter (where s.status in ('sent_back', 'refused')))::int as questioned, max(s.decided_at) as last
        from brokerage.change_signature s where s.council_id = c.council_id and s.package_ref = c.package_ref and s.number = c.number) s
      where c.council_id = ${tx.council} and c.sign_by is not null) k
      where not ${open} or (k.signed < k.signatures and k.status = 'placed')
      order by k.signed = k.signatures, k."signBy", k."packageRef" limit ${limit} offset ${offset}`,
  )
  return {
    emergencies: found.map(({ total: _, status: _state, ...row }) => lean<Emergency>(row)),
    total: found[0]?.total ?? 0,
  }
}
