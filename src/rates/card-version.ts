/** Where a version of a rate card goes among those that there are: versions follow each other by date, and none is ever edited. */
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** The days that a version holds: from its first to the day before `to`; null has no end. */
export type Term = { readonly from: Day; readonly to: Day | null }

export type VersionRefusal = 'another version holds then' | 'days that have passed need a reason'

export type Placed = {
  readonly term: Term
  /** The version that ends where the new one begins. */
  readonly ended: Term | undefined
  /** The version that the new one stands for from its first day: it is kept, and prices nothing any more. */
  readonly replaced: Term | undefined
  /** Visits of days that have passed were priced by the version before: they are rated again. */
  readonly isBackDated: boolean
}

/**
 * A version without an end is ended by the next. Whoever gives a reason may also cut or replace a version that has an end: the new one then
 * holds as long as that would have held. Prices of days that have passed change for a reason only.
 */
export function placeVersion(
  versions: readonly Term[],
  asked: Term,
  today: Day,
  reason: string | undefined,
): Result<Placed, VersionRefusal> {
  const running = versions.find((version) => version.from <= asked.from && endsAfter(version.to, asked.from))
  const replaces = running?.from === asked.from
  const isOpenEnded = running?.to === null && !replaces
  if (running && !isOpenEnded && reason === undefined) return refuse('another version holds then')
  const term = { from: asked.from, to: asked.to ?? running?.to ?? null }
  const others = versions.filter((version) => version !== running)
  if (others.some((other) => overlap(other, term))) return refuse('another version holds then')
  // Ended by the correction alone, the rest of the version it corrects would be left without a price.
  if (running && !isOpenEnded && term.to !== running.to) return refuse('another version holds then')
  const isBackDated = running !== undefined && asked.from < today
  if (isBackDated && reason === undefined) return refuse('days that have passed need a reason')
  return ok({
    term,
    ended: replaces ? undefined : running,
    replaced: replaces ? running : undefined,
    isBackDated,
  })
}

const endsAfter = (to: Day | null, day: Day): boolean => to === null || day < to

const overlap = (a: Term, b: Term): boolean => endsAfter(a.to, b.from) && endsAfter(b.to, a.from)
