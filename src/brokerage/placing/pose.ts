/** Puts people and providers as tasks, options and rows of the solver: who stays together is one task, who is fixed is none. */
import { divideHalfUp, type Pence } from '#src/base/money.ts'
import type {
  Exception,
  FreeBeds,
  Moved,
  PlacingPolicy,
  PriceOf,
  Room,
  Row,
  ToldAt,
  ToPlace,
} from '#src/brokerage/placing/plan.ts'
import { type Numbered, numberRows } from '#src/brokerage/placing/row.ts'
import { nearTo, oldestOf } from '#src/brokerage/placing/beside-price.ts'
import { movesOf } from '#src/brokerage/placing/moved.ts'
import { afterMoving, beyondToday } from '#src/brokerage/placing/needs.ts'
import type { Near } from '#src/brokerage/told/told.ts'
import { type PartOfDay, RATINGS } from '#src/providers/index.ts'
import type { Problem } from '#src/solvers/assignment/index.ts'

/** What counts against an option, in the words of the policy. */
export type Component = {
  readonly what: Exception | 'changed provider' | 'not preferred' | 'travel'
  readonly points: number
}

/** Somebody at a provider: all that is hard holds, but for the hours, which everybody shares. */
export type Candidate = {
  readonly room: Room
  /** Whose hours are used: the person's own zone, or out of area another of the provider's. */
  readonly zone: string
  readonly bed?: FreeBeds
  /** Visits that come in another part of the day than was asked for. */
  readonly moved?: Moved
  readonly isOut: boolean
  readonly uses: readonly (readonly [row: number, minutes: number])[]
  readonly weeklyPence: Pence
  readonly components: readonly Component[]
  readonly points: number
  /** The oldest word that it rests on. */
  readonly told?: ToldAt
  readonly near?: Near
}

export type Hindrance = 'refused' | 'declined' | 'skill' | 'service' | 'zone' | 'bed' | 'price' | 'other provider fixed'

/** One person with every provider that could care for them, the best first, and why the others cannot. */
export type Wish = {
  readonly toPlace: ToPlace
  readonly candidates: readonly Candidate[]
  readonly hindered: readonly { readonly room: Room; readonly why: Hindrance }[]
  readonly unplacedPoints: number
}

/** Those who are placed as one, with an option for each provider that all of them could have. */
export type Group = {
  readonly wishes: readonly Wish[]
  /** One candidate a member, at the same provider. */
  readonly choices: readonly (readonly Candidate[])[]
  /** Those of them that the solver chooses from. */
  readonly options: readonly (readonly Candidate[])[]
  /** Index of the solver's task; fixed groups have none, and their choice is made. */
  readonly task: number | undefined
  readonly taken?: readonly Candidate[]
}

export type Posed = {
  readonly problem: Problem
  readonly groups: readonly Group[]
  readonly rows: readonly Row[]
  /** Minutes or beds of each row, before anybody is placed. */
  readonly minutes: readonly number[]
  readonly policy: PlacingPolicy
  readonly names: ReadonlyMap<string, string>
  /** What fixed people bring to the points of the plan. */
  readonly fixedPoints: number
}

export function pose(
  toPlace: readonly ToPlace[],
  rooms: readonly Room[],
  priceOf: PriceOf,
  policy: PlacingPolicy,
): Posed {
  const { rows, amounts: minutes, ...numbered } = numberRows(rooms)
  const wishes = toPlace.map((one) => wishOf(one, rooms, priceOf, policy, numbered))
  const together = [...Map.groupBy(wishes, ({ toPlace: { ref, together: key } }) => key ?? `alone ${ref}`).values()]
  const left = [...minutes]
  const tasks: Problem['tasks'][number][] = []
  let fixedPoints = 0
  const groups = together.map((members): Group => {
    const choices = choicesOf(members)
    const unplacedPoints = members.reduce((sum, wish) => sum + wish.unplacedPoints, 0)
    if (members.some(({ toPlace: { fixed } }) => fixed !== undefined)) {
      const taken = choices.find((choice) => fits(choice, left))
      if (taken) for (const [row, amount] of usesOf(taken)) left[row] = (left[row] ?? 0) - amount
      fixedPoints += taken ? pointsOf(taken) : unplacedPoints
      return { wishes: members, choices, options: [], task: undefined, ...(taken ? { taken } : {}) }
    }
    // What does not fit an empty plan is no option. The last one leaves the group out: it uses nothing, so there always is a plan.
    const options = choices.filter((choice) => fits(choice, minutes))
    const out = { cost: unplacedPoints, uses: [] }
    tasks.push([...options.map((choice) => ({ cost: pointsOf(choice), uses: usesOf(choice) })), out])
    return { wishes: members, choices, options, task: tasks.length - 1 }
  })
  const names = new Map(rooms.map(({ organisationRef, name }) => [organisationRef, name]))
  return { problem: { capacity: left, tasks }, groups, rows, minutes, policy, names, fixedPoints }
}

export const pointsOf = (choice: readonly Candidate[]): number => choice.reduce((sum, { points }) => sum + points, 0)

export const usesOf = (choice: readonly Candidate[]): (readonly [row: number, minutes: number])[] => {
  const byRow = new Map<number, number>()
  for (const [row, amount] of choice.flatMap(({ uses }) => uses)) byRow.set(row, (byRow.get(row) ?? 0) + amount)
  return [...byRow]
}

export const fits = (choice: readonly Candidate[], left: readonly number[]): boolean =>
  usesOf(choice).every(([row, amount]) => amount <= (left[row] ?? 0))

function wishOf(
  toPlace: ToPlace,
  rooms: readonly Room[],
  priceOf: PriceOf,
  policy: PlacingPolicy,
  numbered: Numbered,
): Wish {
  const best = new Map<string, Candidate>()
  const hindered: { room: Room; why: Hindrance }[] = []
  for (const room of rooms) {
    const why = hindranceOf(toPlace, room)
    const weeklyPence = why === undefined ? priceOf(toPlace, room) : undefined
    if (why !== undefined || weeklyPence === undefined) {
      hindered.push({ room, why: why ?? 'price' })
      continue
    }
    for (const candidate of candidatesOf(toPlace, room, weeklyPence, policy, numbered)) {
      const key = `${room.organisationRef}/${placeOf(candidate)}`
      const before = best.get(key)
      if (!before || candidate.points < before.points) best.set(key, candidate)
    }
  }
  const unplacedPoints =
    policy.unplaced +
    (toPlace.timeCritical ? policy.timeCritical : 0) +
    (toPlace.doubleHanded ? policy.doubleHanded : 0) +
    (toPlace.triage ?? 0) * policy.triagePoint
  const candidates = [...best.values()].sort((a, b) => a.points - b.points)
  return { toPlace, candidates: fewMoved(candidates), hindered, unplacedPoints }
}

/** Enough to find hours for somebody; more would make each person many times as many options as there are providers. */
const MOST_MOVED = 12

function fewMoved(candidates: readonly Candidate[]): Candidate[] {
  let moved = 0
  return candidates.filter((one) => one.moved === undefined || moved++ < MOST_MOVED)
}

/** What a provider said that its workers cannot do. */
export const lacking = ({ needs }: Pick<ToPlace, 'needs'>, { able }: Pick<Room, 'able'>): ToPlace['needs'] =>
  needs.filter(({ ability }) => able.get(ability)?.has === false)

const bedsFor = ({ beds: wanted = [] }: ToPlace, { beds = [] }: Room): FreeBeds[] =>
  beds.filter(({ bedType }) => wanted.includes(bedType))

function hindranceOf(toPlace: ToPlace, room: Room): Hindrance | undefined {
  if (toPlace.refuses.includes(room.organisationRef)) return 'refused'
  if (toPlace.declined?.includes(room.organisationRef)) return 'declined'
  if (room.service !== undefined && room.service !== toPlace.service) return 'service'
  if (!room.zones.includes(toPlace.zone)) return 'zone'
  if (lacking(toPlace, room).length > 0) return 'skill'
  if (toPlace.fixed !== undefined && toPlace.fixed !== room.organisationRef) return 'other provider fixed'
  return toPlace.beds && bedsFor(toPlace, room).length === 0 ? 'bed' : undefined
}

type Needed = readonly (readonly [part: PartOfDay, minutes: number])[]
const neededBy = (minutes: ToPlace['minutes']): Needed =>
  (Object.entries(minutes) as [PartOfDay, number][]).filter(([, need]) => need > 0)

/** The home in which somebody would live, or the zone whose hours are used and when. */
const placeOf = ({ bed, zone, moved }: Candidate): string =>
  bed ? `${bed.locationRef}/${bed.bedType}` : `${zone} ${moved?.from} ${moved?.to}`

/** A bed of each of its homes; or its hours in the person's zone, as asked or in another part of the day, and out of area those of the first other zone that has enough. */
function candidatesOf(
  toPlace: ToPlace,
  room: Room,
  weeklyPence: Pence,
  policy: PlacingPolicy,
  { rowOf, bedRow, ableRows }: Numbered,
): Candidate[] {
  const { organisationRef } = room
  const price = divideHalfUp(weeklyPence * policy.perPound, 100)
  const needed = neededBy(toPlace.minutes)
  const candidate = (zone: string, isOut: boolean, uses: Candidate['uses'], at: At = {}): Candidate => {
    const { bed, moved } = at
    const minutes = afterMoving(toPlace, moved)
    const keys = bed ? [`${bed.locationRef}/${bed.bedType}`] : neededBy(minutes).map(([part]) => `${zone}/${part}`)
    const told = oldestOf(room.told, keys)
    const near = bed ? undefined : nearTo({ ...toPlace, minutes }, room)
    const components = [
      ...componentsOf(toPlace, room, weeklyPence, policy, { isOut, isStale: told?.age === 'stale', moved }),
      ...travelOf(near, policy),
    ]
    const points = components.reduce((sum, component) => sum + component.points, price)
    const known = { ...at, ...(told ? { told } : {}), ...(near ? { near } : {}) }
    return { room, zone, isOut, uses, weeklyPence, components, points, ...known }
  }
  if (toPlace.beds)
    return bedsFor(toPlace, room).map((bed) => {
      const { zone = toPlace.zone } = bed
      return candidate(zone, zone !== toPlace.zone, [[bedRow(organisationRef, bed), 1]], { bed })
    })
  const abilities = ableRows(room, toPlace.needs)
  const inZone = (zone: string, isOut: boolean, moved?: Moved): Candidate => {
    const more = neededBy(beyondToday(toPlace, { organisationRef, zone }, afterMoving(toPlace, moved)))
    const total = more.reduce((sum, [, minutes]) => sum + minutes, 0)
    const rows = more.map(([part, minutes]) => [rowOf(organisationRef, zone, part), minutes] as const)
    return candidate(zone, isOut, [...rows, ...abilities.map((row) => [row, total] as const)], moved ? { moved } : {})
  }
  const told = new Set([...room.minutes.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))))
  const other = [...told].find(
    (zone) =>
      zone !== toPlace.zone && needed.every(([part, need]) => need <= (room.minutes.get(`${zone}/${part}`) ?? 0)),
  )
  return [
    inZone(toPlace.zone, false),
    ...movesOf(toPlace, room).map((moved) => inZone(toPlace.zone, false, moved)),
    ...(other === undefined ? [] : [inZone(other, true)]),
  ]
}

type At = { readonly bed?: FreeBeds; readonly moved?: Moved }

/** The fewer of a full round it makes near the person at these times, the more. */
const travelOf = (near: Near | undefined, { travel }: PlacingPolicy): Component[] => {
  const points = near ? divideHalfUp(travel * (100 - near.percent), 100) : 0
  return points > 0 ? [{ what: 'travel', points }] : []
}

const worseness = (rating: string): number => RATINGS.findIndex((one) => one === rating)

function componentsOf(
  toPlace: ToPlace,
  room: Room,
  weeklyPence: Pence,
  policy: PlacingPolicy,
  { isOut, isStale, moved }: { readonly isOut: boolean; readonly isStale: boolean; readonly moved: Moved | undefined },
): Component[] {
  const isOver = toPlace.ceilingPence !== undefined && weeklyPence > toPlace.ceilingPence
  const isBelow = room.rating !== undefined && worseness(room.rating) > worseness(policy.ratingFloor)
  const isChanged = toPlace.today !== undefined && toPlace.today.organisationRef !== room.organisationRef
  const isOther = toPlace.prefers.length > 0 && !toPlace.prefers.includes(room.organisationRef)
  const all: (Component & { readonly counts: boolean })[] = [
    { what: 'out of area', points: policy.outOfArea, counts: isOut },
    { what: 'rating', points: policy.belowRating, counts: isBelow },
    { what: 'over ceiling', points: policy.overCeiling, counts: isOver },
    { what: 'stale capacity', points: policy.staleCapacity, counts: isStale },
    { what: 'changed times', points: policy.changedTimes, counts: moved !== undefined },
    { what: 'changed provider', points: policy.changedProvider, counts: isChanged },
    { what: 'not preferred', points: policy.notPreferred, counts: isOther },
  ]
  return all.filter(({ counts }) => counts).map(({ what, points }) => ({ what, points }))
}

/** For each place that every member could have, what each would have there; the best first. Those who stay together keep their times, which are often the same. */
function choicesOf(members: readonly Wish[]): Candidate[][] {
  const [first, ...others] = members
  const choices = (first?.candidates ?? []).map((candidate) => {
    const theirs = others.map(({ candidates }) => sharing(candidates, candidate))
    if (others.length > 0 && candidate.moved) return []
    return theirs.every((one) => one !== undefined) ? [candidate, ...theirs] : []
  })
  return choices.filter((choice) => choice.length > 0).sort((a, b) => pointsOf(a) - pointsOf(b))
}

/** What another has at the same provider: in the same home, or of the same hours where that can be. */
function sharing(candidates: readonly Candidate[], { room, bed, zone }: Candidate): Candidate | undefined {
  const same = candidates.filter((one) => one.room.organisationRef === room.organisationRef && one.moved === undefined)
  if (bed) return same.find((one) => one.bed?.locationRef === bed.locationRef)
  return same.find((one) => one.zone === zone) ?? same[0]
}
