/** What providers could take on beside what waits: where care is short and where it is left over. */
import type { BedsLeft } from '#src/brokerage/placing/left.store.ts'
import { takenBy } from '#src/brokerage/placing/needs.ts'
import type { Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import {
  BED_TYPES,
  type BedType,
  type Capacity,
  type Freshness,
  freshness,
  PARTS_OF_DAY,
  type PartOfDay,
  type Parts,
} from '#src/providers/index.ts'

/** A provider's hours of a zone and part of the day: as told, and what is left of them. */
export type SupplyCell = Pick<Capacity, 'zone' | 'part' | 'weeklyMinutes'> & {
  readonly left: number
  readonly age: Freshness
}

export type Balance = {
  readonly told: number
  /** What was taken on since it was told. */
  readonly taken: number
  readonly free: number
  /** What of the free hours was told a while ago. */
  readonly fading: number
  readonly waiting: number
}
export type ZoneSupply = {
  readonly zone: string
  readonly name: string
  readonly parts: Readonly<Record<PartOfDay, Balance>>
  readonly all: Balance
}

type Asked = Pick<Waiting, 'zone' | 'pattern' | 'service' | 'kind' | 'needs'>

/** Minutes a week by zone and part of the day; hours that were told too long ago count for nothing. */
export function supplyByZone(
  zones: readonly { readonly zone: string; readonly name: string }[],
  cells: readonly SupplyCell[],
  waiting: readonly Asked[],
  parts: Parts,
): ZoneSupply[] {
  const wanted = waiting.map((one) => ({ zone: one.zone, minutes: takenBy(one, parts).minutes }))
  const fresh = cells.filter(({ age }) => age !== 'stale')
  return zones.map(({ zone, name }) => {
    const balances = PARTS_OF_DAY.map((part): [PartOfDay, Balance] => {
      const own = fresh.filter((cell) => cell.zone === zone && cell.part === part)
      const told = sum(own.map(({ weeklyMinutes }) => weeklyMinutes))
      const free = sum(own.map(({ left }) => left))
      const fading = sum(own.filter(({ age }) => age === 'fading').map(({ left }) => left))
      const waits = sum(wanted.filter((one) => one.zone === zone).map(({ minutes }) => minutes[part] ?? 0))
      return [part, { told, taken: told - free, free, fading, waiting: waits }]
    })
    const whole = (of: keyof Balance): number => sum(balances.map(([, balance]) => balance[of]))
    const all = { told: whole('told'), taken: whole('taken'), free: whole('free'), fading: whole('fading') }
    return {
      ...{ zone, name, parts: Object.fromEntries(balances) as Record<PartOfDay, Balance> },
      all: { ...all, waiting: whole('waiting') },
    }
  })
}

export type BedSupply = Omit<Balance, 'fading'> & { readonly bedType: BedType }

/** Beds by kind: told, taken since, free, and how many people wait for one; who would take either waits for the first. */
export function supplyOfBeds(
  beds: readonly Pick<BedsLeft, 'bedType' | 'told' | 'vacant'>[],
  waiting: readonly Asked[],
  parts: Parts,
): BedSupply[] {
  const wanted = waiting.flatMap((one) => takenBy(one, parts).beds?.[0] ?? [])
  return BED_TYPES.map((bedType) => {
    const own = beds.filter((one) => one.bedType === bedType)
    const told = sum(own.map((one) => one.told))
    const free = sum(own.map(({ vacant }) => vacant))
    return { bedType, told, taken: told - free, free, waiting: wanted.filter((one) => one === bedType).length }
  }).filter((one) => one.told > 0 || one.waiting > 0)
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

/** Of a map in five shades: 0 is short by a step or more, 2 neither, 4 a step or more to spare. */
export const shadeOf = (more: number, step: number): number =>
  more <= -step ? 0 : more < 0 ? 1 : more === 0 ? 2 : more < step ? 3 : 4

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
