/** How much more care providers could take on, as they say it: hours a week by zone and part of the day, and beds by type (L6). */
import type { Instant } from '#src/base/day.ts'

export const PARTS_OF_DAY = ['morning', 'midday', 'tea', 'evening', 'night'] as const
export type PartOfDay = (typeof PARTS_OF_DAY)[number]
/** When each part begins, 'HH:MM'. */
export type Parts = Readonly<Record<PartOfDay, string>>

export const PART_WORDS: Readonly<Record<PartOfDay, string>> = {
  morning: 'Morning',
  midday: 'Midday',
  tea: 'Teatime',
  evening: 'Evening',
  night: 'Night',
}

export const isPart = (text: string): text is PartOfDay => PARTS_OF_DAY.some((part) => part === text)

/** The part in which a time of day falls; before the morning it is still night. */
export const partOf = (time: string, parts: Parts): PartOfDay =>
  PARTS_OF_DAY.findLast((part) => parts[part] <= time) ?? 'night'

export type Capacity = {
  readonly organisationRef: string
  readonly zone: string
  readonly part: PartOfDay
  readonly weeklyMinutes: number
  readonly toldAt: Instant
  readonly toldBy: string
}
export type CapacityCell = Pick<Capacity, 'zone' | 'part' | 'weeklyMinutes'>

export const BED_TYPES = ['residential', 'residential_dementia', 'nursing', 'nursing_dementia', 'respite'] as const
export type BedType = (typeof BED_TYPES)[number]
export const isBedType = (text: string): text is BedType => BED_TYPES.some((type) => type === text)

export type Beds = {
  readonly organisationRef: string
  readonly locationRef: string
  /** Name and postcode of the home, by the register. */
  readonly home: string | null
  readonly postcode: string | null
  readonly bedType: BedType
  readonly vacant: number
  readonly toldAt: Instant
  readonly toldBy: string
}
export type BedCell = Pick<Beds, 'locationRef' | 'bedType' | 'vacant'>

/** A provider of a size that England has not seen: what is more was typed wrongly. */
const MOST_MINUTES = 5_000 * 60
const MOST_BEDS = 500

export type CapacityRefusal =
  | { readonly why: 'nothing told' }
  | { readonly why: 'no such provider' }
  | { readonly why: 'no such zone'; readonly zone: string }
  | { readonly why: 'told twice'; readonly zone: string; readonly part: PartOfDay }
  | { readonly why: 'not so many hours'; readonly zone: string; readonly part: PartOfDay }
  | { readonly why: 'no such home'; readonly locationRef: string }
  | { readonly why: 'beds told twice'; readonly locationRef: string; readonly bedType: BedType }
  | { readonly why: 'not so many beds'; readonly locationRef: string; readonly bedType: BedType }

/** What is wrong with one of several things that were told; `at` is its place among them. */
export type ToldFault<Refusal> = { readonly at: number; readonly refusal: Refusal }

/** All that is wrong with cells, held to the council's zones: every cell once, in whole minutes. */
export function faultsOfCells(
  cells: readonly CapacityCell[],
  zones: readonly string[],
): readonly ToldFault<CapacityRefusal>[] {
  const seen = new Set<string>()
  const faultOf = ({ zone, part, weeklyMinutes }: CapacityCell): CapacityRefusal | undefined => {
    if (!zones.includes(zone)) return { why: 'no such zone', zone }
    if (seen.has(`${zone}/${part}`)) return { why: 'told twice', zone, part }
    seen.add(`${zone}/${part}`)
    return isWithin(weeklyMinutes, MOST_MINUTES) ? undefined : { why: 'not so many hours', zone, part }
  }
  return faultsOf(cells, faultOf)
}

/** All that is wrong with beds, held to the homes that the organisation runs. */
export function faultsOfBeds(
  beds: readonly BedCell[],
  homes: readonly string[],
): readonly ToldFault<CapacityRefusal>[] {
  const seen = new Set<string>()
  const faultOf = ({ locationRef, bedType, vacant }: BedCell): CapacityRefusal | undefined => {
    if (!homes.includes(locationRef)) return { why: 'no such home', locationRef }
    if (seen.has(`${locationRef}/${bedType}`)) return { why: 'beds told twice', locationRef, bedType }
    seen.add(`${locationRef}/${bedType}`)
    return isWithin(vacant, MOST_BEDS) ? undefined : { why: 'not so many beds', locationRef, bedType }
  }
  return faultsOf(beds, faultOf)
}

/** A whole number from nought to the most. */
export const isWithin = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most

export const faultsOf = <One, Refusal>(
  all: readonly One[],
  faultOf: (one: One) => Refusal | undefined,
): ToldFault<Refusal>[] =>
  all.flatMap((one, at) => {
    const refusal = faultOf(one)
    return refusal === undefined ? [] : [{ at, refusal }]
  })

export type Freshness = 'fresh' | 'fading' | 'stale'

/** How far a provider's word may be relied on: past half of its time it fades, past all of it no plan uses it unless told to. */
export function freshness(toldAt: Instant, now: Instant, staleDays: number): Freshness {
  const hours = now.since(toldAt).total('hours')
  return hours > staleDays * 24 ? 'stale' : hours > staleDays * 12 ? 'fading' : 'fresh'
}
