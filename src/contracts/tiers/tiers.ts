/** Weekly prices by how much care somebody has: the provider varies care within a tier, and another tier is for a review (O-15). */
import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** Up to and with so many hours a week; null for all above. */
export type Tier = { readonly upToHours: number | null; readonly weeklyPence: Pence }

export type Tiers = {
  readonly fromDay: Day
  readonly tiers: readonly Tier[]
  /** By how much of its hours care must change, and for how many weeks, before a review may give it another tier. */
  readonly retierPercent: number
  readonly retierWeeks: number
}

export const USUAL_RETIER = { retierPercent: 20, retierWeeks: 4 } as const

export type TiersRefusal =
  | "outside the contract's term"
  | 'no tiers'
  | 'tiers do not rise'
  | 'no last tier'
  | 'no reason given'

/** Weekly prices, or prices of an hour: both rise to a last one for all above. */
export function checkTiers<
  Asked extends { readonly fromDay: Day; readonly tiers: readonly Pick<Tier, 'upToHours'>[]; readonly note: string },
>(contract: { readonly fromDay: Day; readonly toDay: Day }, asked: Asked): Result<Asked, TiersRefusal> {
  const { fromDay, tiers } = asked
  if (fromDay < contract.fromDay || fromDay >= contract.toDay) return refuse("outside the contract's term")
  if (tiers.length === 0) return refuse('no tiers')
  if (tiers.at(-1)?.upToHours !== null) return refuse('no last tier')
  const bounds = tiers.slice(0, -1).map(({ upToHours }) => upToHours)
  const rises = bounds.every((hours, at) => hours !== null && hours > (bounds[at - 1] ?? 0))
  if (!rises) return refuse('tiers do not rise')
  return asked.note.trim() === '' ? refuse('no reason given') : ok(asked)
}

/** The tier of so many hours a week, counted from 1. */
export const tierOf = (tiers: readonly Tier[], hoursAWeek: number): number =>
  tiers.findIndex(({ upToHours }) => upToHours === null || hoursAWeek <= upToHours) + 1

/** Whether a review may give somebody another tier: care changed by enough, for long enough. */
export const mayRetier = (
  { retierPercent, retierWeeks }: Pick<Tiers, 'retierPercent' | 'retierWeeks'>,
  care: { readonly agreedHours: number; readonly hoursNow: number; readonly weeks: number },
): boolean =>
  care.weeks >= retierWeeks && Math.abs(care.hoursNow - care.agreedHours) * 100 >= care.agreedHours * retierPercent
