/** How far an offer keeps the times that were asked for: its visits within their windows, and how far outside the others are. */
import type { Offer } from '#src/brokerage/offers/offer.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'

export type TimesKept = {
  /** Visits a week that are offered. */
  readonly visits: number
  /** Of these, outside of the times asked for. */
  readonly outside: number
  /** Of those, visits that must be on time. */
  readonly critical: number
  /** Of 100: a visit outside loses all where it must be on time, else the more the further outside it is. */
  readonly percent: number
}

/** A visit that far outside of its times counts nothing. */
const MINUTES_TO_NOTHING = 120

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

function minutesOutside({ windowFrom, windowTo }: PatternVisit, start: string): number {
  if (start < windowFrom) return minutesOf(windowFrom) - minutesOf(start)
  return start > windowTo ? minutesOf(start) - minutesOf(windowTo) : 0
}

export function timesKept(
  asked: readonly PatternVisit[],
  { visits, covers }: Pick<Offer, 'visits' | 'covers'>,
): TimesKept {
  const bySlot = new Map(asked.map((visit) => [visit.slot, visit]))
  const starts = new Map(visits?.map(({ slot, start }) => [slot, start]))
  const each = covers.flatMap(({ slot }) => {
    const visit = bySlot.get(slot)
    if (!visit) return []
    const off = minutesOutside(visit, starts.get(slot) ?? visit.start)
    const left = visit.timeCritical ? (off > 0 ? 0 : 1) : Math.max(0, MINUTES_TO_NOTHING - off) / MINUTES_TO_NOTHING
    return [{ isOutside: off > 0, isCritical: visit.timeCritical, left }]
  })
  const outside = each.filter(({ isOutside }) => isOutside)
  const kept = each.reduce((sum, { left }) => sum + left, 0)
  return {
    visits: each.length,
    outside: outside.length,
    critical: outside.filter(({ isCritical }) => isCritical).length,
    percent: each.length === 0 ? 100 : Math.floor((kept * 100) / each.length),
  }
}
