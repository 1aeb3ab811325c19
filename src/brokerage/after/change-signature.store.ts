/** The signatures of more care, kept as those of a choice are. */
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type ChangeSignature = Signature & { readonly number: number }

/** Of all changes of a package, in their order. */
export async function listChangeSignatures(tx: Read, packageRef: string): Promise<ChangeSignature[]> {
  const found = await rows(
    tx,
    sql<ChangeSignature>`select s.number, s.step, s.label, s.role, s.status, s.asked_at as "askedAt", s.reminded_at as "remindedAt",
        s.handed_to as "handedTo", s.decided_at as "decidedAt", s.decided_by as "decidedBy", s.decided_by_name as "decidedByName",
        s.on_behalf_of as "onBehalfOf", s.reason, s.in_order as "inOrder"
      from brokerage.change_signature s where s.council_id = ${tx.council} and s.package_ref = ${packageRef} order by s.number, s.step`,
  )
  return found.map((row) => lean<ChangeSignature>(row))
}

export const signaturesOf = (all: readonly ChangeSignature[], number: number): ChangeSignature[] =>
  all.filter((one) => one.number === number)

export async function saveChangeSignatures(
  tx: Write,
  { packageRef, number }: { readonly packageRef: string; readonly number: number },
  signatures: readonly Signature[],
): Promise<void> {
  for (const one of signatures)
    await rows(
      tx,
      sql`insert into brokerage.change_signature (council_id, package_ref, number, step, label, role, status, asked_at, reminded_at,
          handed_to, decided_at, decided_by, decided_by_name, on_behalf_of, reason, in_order)
        values (${tx.council}, ${packageRef}, ${number}, ${one.step}, ${one.label}, ${one.role}, ${one.status}, ${one.askedAt},
          ${one.remindedAt ?? null}::timestamptz, ${one.handedTo ?? null}, ${one.decidedAt ?? null}::timestamptz, ${one.decidedBy ?? null},
          ${one.decidedByName ?? null}, ${one.onBehalfOf ?? null}, ${one.reason ?? null}, ${one.inOrder ?? false})
        on conflict (council_id, package_ref, number, step) do update set status = excluded.status, asked_at = excluded.asked_at,
          reminded_at = excluded.reminded_at, handed_to = excluded.handed_to, decided_at = excluded.decided_at,
          decided_by = excluded.decided_by, decided_by_name = excluded.decided_by_name, on_behalf_of = excluded.on_behalf_of,
          reason = excluded.reason`,
    )
}
