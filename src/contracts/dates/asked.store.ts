import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { CopyState } from '#src/contracts/copies/copy.ts'
import { copyStatesOf } from '#src/contracts/copies/copy.store.ts'
import { type Watched, watchedOf } from '#src/contracts/dates/date.store.ts'
import { type Proposed, proposedTo } from '#src/contracts/termination/termination.store.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

type Asked = { readonly proposed: Proposed[]; readonly copies: CopyState[]; readonly watched: Watched[] }

/** What contracts ask of an officer: in one reading, since my work asks every stage. */
export async function readAsked(
  tx: Read,
  asked: { readonly officerRef: string; readonly abovePence: Pence; readonly on: Day; readonly before: Day },
): Promise<Asked> {
  const { officerRef, abovePence, on, before } = asked
  const all = (query: ReturnType<typeof sql>) =>
    sql`coalesce((select jsonb_agg(to_jsonb(a)) from (${query}) a), '[]'::jsonb)`
  const [found] = await rows(
    tx,
    sql<Asked>`select ${all(proposedTo(tx, officerRef))} as proposed, ${all(copyStatesOf(tx, { ownerRef: officerRef, abovePence }))} as copies,
      ${all(watchedOf(tx, { on, before, ownerRef: officerRef }))} as watched`,
  )
  return found ?? { proposed: [], copies: [], watched: [] }
}
