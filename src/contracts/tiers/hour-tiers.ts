/** Prices of an hour of a block by how many hours a week it comes to: each hour at the price of its own tier (M-28). */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'

/** Up to and with so many hours a week of the whole block; null for all above. */
export type HourTier = { readonly upToHours: number | null; readonly pencePerHour: Pence }

export type HourTiers = {
  readonly fromDay: Day
  /** Empty: from that day on the rate card prices them again. */
  readonly tiers: readonly HourTier[]
}

export type KeptHourTiers = HourTiers & {
  readonly number: number
  readonly note: string
  readonly byName: string
  readonly at: Instant
}

/** The tiers that hold on a day; undefined where the rate card prices the block. */
export function hourTiersOn(all: readonly KeptHourTiers[], day: Day): readonly HourTier[] | undefined {
  const held = all
    .filter(({ fromDay }) => fromDay <= day)
    .toSorted((a, b) => (a.fromDay === b.fromDay ? b.number - a.number : a.fromDay < b.fromDay ? 1 : -1))[0]
  return held && held.tiers.length > 0 ? held.tiers : undefined
}
