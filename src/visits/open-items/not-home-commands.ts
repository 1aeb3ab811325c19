/** What was logged before the council heard that nobody should have been visited. */
import type { RecordKey } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { type NotHomeWhy, saveNotHome } from '#src/visits/open-items/not-home.store.ts'
import type { LockedVisit } from '#src/visits/visit.store.ts'

type Reason = { readonly absence?: { readonly absenceRef: string; readonly kind: string } }

/** Goes through visits in which an absence or the end of a placement may lie; `reasonOf` says of which nobody should have been visited. */
export async function noteNotHome(
  tx: Write,
  why: NotHomeWhy,
  visits: readonly LockedVisit[],
  { about, reasonOf }: { readonly about: readonly RecordKey[]; reasonOf(visit: LockedVisit): Reason | undefined },
): Promise<void> {
  const looked = visits.map((visit) => {
    const reason = visit.status === 'planned' && visit.isAttended ? reasonOf(visit) : undefined
    return { ...visit, isOdd: reason !== undefined, absence: reason?.absence }
  })
  const found = new Set(await saveNotHome(tx, why, looked))
  const from = looked.find(({ visitRef }) => found.has(visitRef))?.day
  if (from === undefined) return
  tx.record({
    type: 'visits.logged-not-home',
    about,
    data: { visits: found.size, from, why },
  } satisfies VisitsFact)
}
