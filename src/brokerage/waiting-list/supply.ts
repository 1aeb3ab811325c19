/** What providers could take on beside what waits: where care is short and where it is left over. */
import { minutesByPart } from '#src/brokerage/placing/needs.ts'
import type { Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import {
  type Capacity,
  type Freshness,
  freshness,
  PARTS_OF_DAY,
  type PartOfDay,
  type Parts,
} from '#src/providers/index.ts'

export type Balance = { readonly free: number; readonly waiting: number }
export type ZoneSupply = {
  readonly zone: string
  readonly name: string
  readonly parts: Readonly<Record<PartOfDay, Balance>>
  readonly all: Balance
}

/** Minutes a week by zone and part of the day; hours that were told too long ago count for nothing. */
export function supplyByZone(
  zones: readonly { readonly zone: string; readonly name: string }[],
  capacity: readonly Capacity[],
  waiting: readonly Pick<Waiting, 'zone' | 'pattern'>[],
  parts: Parts,
): ZoneSupply[] {
  const wanted = waiting.map(({ zone, pattern }) => ({ zone, minutes: minutesByPart(pattern, parts) }))
  return zones.map(({ zone, name }) => {
    const balances = PARTS_OF_DAY.map((part): [PartOfDay, Balance] => [
      part,
      {
        free: sum(
          capacity.filter((cell) => cell.zone === zone && cell.part === part).map((cell) => cell.weeklyMinutes),
        ),
        waiting: sum(wanted.filter((one) => one.zone === zone).map(({ minutes }) => minutes[part] ?? 0)),
      },
    ])
    const all = {
      free: sum(balances.map(([, { free }]) => free)),
      waiting: sum(balances.map(([, balance]) => balance.waiting)),
    }
    return { zone, name, parts: Object.fromEntries(balances) as Record<PartOfDay, Balance>, all }
  })
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

export type Verdict = 'short' | 'enough' | 'oversupply' | 'nothing'

/** Three times what waits is more than anybody will need soon. */
const OVERSUPPLY = 3

export function verdictOf({ parts, all }: Pick<ZoneSupply, 'parts' | 'all'>): Verdict {
  if (all.free === 0 && all.waiting === 0) return 'nothing'
  if (PARTS_OF_DAY.some((part) => parts[part].free < parts[part].waiting)) return 'short'
  return all.free > all.waiting * OVERSUPPLY ? 'oversupply' : 'enough'
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  short: 'Short',
  enough: 'Enough',
  oversupply: 'Oversupply',
  nothing: 'Nothing told',
}

export type ProviderSupply = {
  readonly organisationRef: string
  readonly cells: readonly Capacity[]
  readonly weeklyMinutes: number
  readonly toldAt: Temporal.Instant
  readonly age: Freshness
}

/** Each provider with its last word, the oldest first. */
export function supplyByProvider(
  capacity: readonly Capacity[],
  now: Temporal.Instant,
  staleDays: number,
): ProviderSupply[] {
  return [...Map.groupBy(capacity, ({ organisationRef }) => organisationRef)]
    .map(([organisationRef, cells]) => {
      const toldAt = cells.map((cell) => cell.toldAt).reduce((a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b))
      const weeklyMinutes = sum(cells.map((cell) => cell.weeklyMinutes))
      return { organisationRef, cells, weeklyMinutes, toldAt, age: freshness(toldAt, now, staleDays) }
    })
    .sort((a, b) => Temporal.Instant.compare(a.toldAt, b.toldAt))
}
