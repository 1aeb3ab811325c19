/** Puts people and providers as tasks, options and rows of the solver: who stays together is one task, who is fixed is none. */
import { divideHalfUp, type Pence } from '#src/base/money.ts'
import type { Exception, PlacingPolicy, PriceOf, Room, ToPlace } from '#src/brokerage/placing/placing.ts'
import { PARTS_OF_DAY, type PartOfDay, RATINGS } from '#src/providers/index.ts'
import type { Problem } from '#src/solvers/assignment/index.ts'

/** What counts against an option, in the words of the policy. */
export type Component = { readonly what: Exception | 'changed provider' | 'not preferred'; readonly points: number }

/** Somebody at a provider: all that is hard holds, but for the hours, which everybody shares. */
export type Candidate = {
  readonly room: Room
  /** Whose hours are used: the person's own zone, or out of area another of the provider's. */
  readonly zone: string
  readonly uses: readonly (readonly [row: number, minutes: number])[]
  readonly weeklyPence: Pence
  readonly components: readonly Component[]
  readonly points: number
}

export type Hindrance = 'refused' | 'declined' | 'skill' | 'service' | 'price' | 'other provider fixed'

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

export type Row = { readonly organisationRef: string; readonly zone: string; readonly part: PartOfDay }

export type Posed = {
  readonly problem: Problem
  readonly groups: readonly Group[]
  readonly rows: readonly Row[]
  /** Minutes of each row, before anybody is placed. */
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
  const { rows, minutes, rowOf } = rowsOf(rooms)
  const wishes = toPlace.map((one) => wishOf(one, rooms, priceOf, policy, rowOf))
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

/** A provider with two contracts has its hours once; of a part that it never told it has none. */
function rowsOf(rooms: readonly Room[]) {
  const rows: Row[] = []
  const minutes: number[] = []
  const numbers = new Map<string, number>()
  for (const { organisationRef, zones, minutes: told } of rooms)
    for (const zone of zones)
      for (const part of PARTS_OF_DAY) {
        const key = `${organisationRef}/${zone}/${part}`
        if (numbers.has(key)) continue
        numbers.set(key, rows.length)
        rows.push({ organisationRef, zone, part })
        minutes.push(Math.max(0, Math.floor(told.get(`${zone}/${part}`) ?? 0)))
      }
  const rowOf = (organisationRef: string, zone: string, part: string): number =>
    numbers.get(`${organisationRef}/${zone}/${part}`) ?? -1
  return { rows, minutes, rowOf }
}

type RowOf = ReturnType<typeof rowsOf>['rowOf']

function wishOf(toPlace: ToPlace, rooms: readonly Room[], priceOf: PriceOf, policy: PlacingPolicy, rowOf: RowOf): Wish {
  const best = new Map<string, Candidate>()
  const hindered: { room: Room; why: Hindrance }[] = []
  for (const room of rooms) {
    const why = hindranceOf(toPlace, room)
    const weeklyPence = why === undefined ? priceOf(toPlace, room) : undefined
    if (why !== undefined || weeklyPence === undefined) {
      hindered.push({ room, why: why ?? 'price' })
      continue
    }
    const candidate = candidateOf(toPlace, room, weeklyPence, policy, rowOf)
    const before = best.get(room.organisationRef)
    if (candidate && (!before || candidate.points < before.points)) best.set(room.organisationRef, candidate)
  }
  const unplacedPoints =
    policy.unplaced +
    (toPlace.timeCritical ? policy.timeCritical : 0) +
    (toPlace.doubleHanded ? policy.doubleHanded : 0)
  return { toPlace, candidates: [...best.values()].sort((a, b) => a.points - b.points), hindered, unplacedPoints }
}

function hindranceOf(toPlace: ToPlace, room: Room): Hindrance | undefined {
  if (toPlace.refuses.includes(room.organisationRef)) return 'refused'
  if (toPlace.declined?.includes(room.organisationRef)) return 'declined'
  if (room.service !== undefined && room.service !== toPlace.service) return 'service'
  if (room.skills !== undefined && toPlace.skills.some((skill) => !room.skills?.includes(skill))) return 'skill'
  if (toPlace.fixed !== undefined && toPlace.fixed !== room.organisationRef) return 'other provider fixed'
  return undefined
}

/** Out of area it uses the hours of the first of the provider's zones that has enough of them. */
function candidateOf(
  toPlace: ToPlace,
  room: Room,
  weeklyPence: Pence,
  policy: PlacingPolicy,
  rowOf: RowOf,
): Candidate | undefined {
  const isOut = !room.zones.includes(toPlace.zone)
  const needed = Object.entries(toPlace.minutes).filter(([, minutes]) => minutes > 0) as [PartOfDay, number][]
  const coverOf = (zone: string): number =>
    Math.min(1, ...needed.map(([part, need]) => (room.minutes.get(`${zone}/${part}`) ?? 0) / need))
  const zone = isOut ? room.zones.find((one) => coverOf(one) === 1) : toPlace.zone
  if (zone === undefined) return undefined
  const uses = needed.map(([part, minutes]) => [rowOf(room.organisationRef, zone, part), minutes] as const)
  const components = componentsOf(toPlace, room, weeklyPence, policy, isOut)
  const price = divideHalfUp(weeklyPence * policy.perPound, 100)
  const points = components.reduce((sum, component) => sum + component.points, price)
  return { room, zone, uses, weeklyPence, components, points }
}

const worseness = (rating: string): number => RATINGS.findIndex((one) => one === rating)

function componentsOf(
  toPlace: ToPlace,
  room: Room,
  weeklyPence: Pence,
  policy: PlacingPolicy,
  isOut: boolean,
): Component[] {
  const isOver = toPlace.ceilingPence !== undefined && weeklyPence > toPlace.ceilingPence
  const isBelow = room.rating !== undefined && worseness(room.rating) > worseness(policy.ratingFloor)
  const isChanged = toPlace.today !== undefined && toPlace.today.organisationRef !== room.organisationRef
  const isOther = toPlace.prefers.length > 0 && !toPlace.prefers.includes(room.organisationRef)
  const all: (Component & { readonly counts: boolean })[] = [
    { what: 'out of area', points: policy.outOfArea, counts: isOut },
    { what: 'rating', points: policy.belowRating, counts: isBelow },
    { what: 'over ceiling', points: policy.overCeiling, counts: isOver },
    { what: 'changed provider', points: policy.changedProvider, counts: isChanged },
    { what: 'not preferred', points: policy.notPreferred, counts: isOther },
  ]
  return all.filter(({ counts }) => counts).map(({ what, points }) => ({ what, points }))
}

/** For each provider that every member could have, what each would have there; the best first. */
function choicesOf(members: readonly Wish[]): Candidate[][] {
  const [first, ...others] = members
  const choices = (first?.candidates ?? []).map((candidate) => {
    const theirs = others.map(({ candidates }) =>
      candidates.find(({ room }) => room.organisationRef === candidate.room.organisationRef),
    )
    return theirs.every((one) => one !== undefined) ? [candidate, ...theirs] : []
  })
  return choices.filter((choice) => choice.length > 0).sort((a, b) => pointsOf(a) - pointsOf(b))
}
