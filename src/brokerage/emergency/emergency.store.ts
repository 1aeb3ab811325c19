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
    sql<
      Emergency & { total: number }
    >`select p.package_ref as "packageRef", p.person_ref as "personRef", p.person_name as "personName",
        p.service, p.chosen_at as "placedAt", p.chosen_by_name as "placedBy", p.emergency_reason as reason, p.sign_by as "signBy",
        s.signed, s.signatures, s.questioned, s.last as "lastSignedAt", (count(*) over ())::int as total
      from brokerage.care_package p
      cross join lateral (select (count(*) filter (where s.status = 'signed'))::int as signed, count(*)::int as signatures,
          (count(*) filter (where s.status in ('sent_back', 'refused')))::int as questioned, max(s.decided_at) as last
        from brokerage.signature s where s.council_id = p.council_id and s.package_ref = p.package_ref and s.round = p.round) s
      where p.council_id = ${tx.council} and p.sign_by is not null and p.status in ('placed', 'ended')
        and (not ${open} or (s.signed < s.signatures and p.status = 'placed'))
      order by s.signed = s.signatures, p.sign_by, p.package_ref limit ${limit} offset ${offset}`,
  )
  return { emergencies: found.map(({ total: _, ...row }) => lean<Emergency>(row)), total: found[0]?.total ?? 0 }
}
