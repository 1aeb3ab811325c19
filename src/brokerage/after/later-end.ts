/** Care that was ended and goes on: the end was a mistake, or came later than was thought. */
import { type Day, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, move, type Placement } from '#src/brokerage/packages/care-package.ts'

/** Who is away for longer than this comes back by a restart, which is asked for and signed for anew. */
const SAME_CARE_DAYS = 28

export type LaterEnd = {
  /** The first day without care; null is care that goes on. */
  readonly endDay: Day | null
  readonly reason: string
}
export type LaterEndRefusal = 'not in this state' | 'too long ago' | 'not later' | 'later than agreed' | 'no reason'

/** Whether care that ended may still go on as the same care. */
export const mayEndLater = ({ status }: Pick<CarePackage, 'status'>, endDay: Day | null, today: Day): boolean =>
  status === 'ended' && endDay !== null && daysBetween(endDay, today) <= SAME_CARE_DAYS

/** Care goes on after its settled end: as it ran, and no longer than it was once agreed for. `bound` is the first day beyond that. */
export function endLater(
  pkg: CarePackage,
  placement: Placement,
  { endDay, reason }: LaterEnd,
  { today, bound }: { readonly today: Day; readonly bound: Day | undefined },
): Result<{ pkg: CarePackage; placement: Placement; wasDay: Day }, LaterEndRefusal> {
  const wasDay = placement.endDay
  if (pkg.status !== 'ended' || wasDay === null) return refuse('not in this state')
  if (!mayEndLater(pkg, wasDay, today)) return refuse('too long ago')
  if (endDay !== null && endDay <= wasDay) return refuse('not later')
  if (bound !== undefined && (endDay === null || endDay > bound)) return refuse('later than agreed')
  if (reason.trim() === '') return refuse('no reason')
  const { endReason: __, ...running } = placement
  const asBefore = endDay === null || endDay === bound
  const moved = asBefore ? move(pkg, 'placed') : ok(pkg)
  if (!moved.ok) return moved
  const { endReason: _, ...open } = moved.value
  return ok({
    pkg: asBefore ? open : pkg,
    placement: { ...(asBefore ? running : placement), endDay },
    wasDay,
  })
}
