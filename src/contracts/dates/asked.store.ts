import type { Pence } from '#src/base/money.ts'
import type { CopyState } from '#src/contracts/copies/copy.ts'
import { copyStatesOf } from '#src/contracts/copies/copy.store.ts'
import { type Proposed, proposedTo } from '#src/contracts/termination/termination.store.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** What contracts ask of an officer besides their days: in one reading, since my work asks every stage. */
export async function readAsked(
  tx: Read,
  { officerRef, abovePence }: { readonly officerRef: string; readonly abovePence: Pence },
): Promise<{ proposed: Proposed[]; copies: CopyState[] }> {
  const [found] = await rows(
    tx,
    sql<{ proposed: Proposed[]; copies: CopyState[] }>`select
      coalesce((select jsonb_agg(p) from (${proposedTo(tx, officerRef)}) p), '[]'::jsonb) as proposed,
      coalesce((select jsonb_agg(s) from (${copyStatesOf(tx, { ownerRef: officerRef, abovePence })}) s), '[]'::jsonb) as copies`,
  )
  return found ?? { proposed: [], copies: [] }
}
