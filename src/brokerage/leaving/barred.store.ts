import { listLeaving } from '#src/brokerage/leaving/leaving.store.ts'
import type { Read } from '#src/platform/database.ts'
import { standingOf } from '#src/providers/index.ts'
import { listSuspended } from '#src/tendering/index.ts'

/** Who of these is given no new care, and why: suspended by the council or on a list of its, no longer used, or about to leave. */
export async function listBarred(tx: Read, organisationRefs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const standings = await standingOf(tx, organisationRefs)
  const suspended = await listSuspended(tx, organisationRefs)
  const leaving = await listLeaving(tx, organisationRefs)
  return new Map(
    organisationRefs.flatMap((ref): [string, string][] => {
      const standing = standings.get(ref)?.standing
      const isStopped = standing === 'suspended' || standing === 'not used'
      const why = suspended.has(ref) ? 'suspended' : isStopped ? standing : leaving.get(ref)
      return why === undefined ? [] : [[ref, why]]
    }),
  )
}
