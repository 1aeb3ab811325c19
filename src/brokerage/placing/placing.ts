/**
 * Places many people at once: everybody's options at every provider, under the hours that providers said they have (L4, 6.4). What is
 * hard makes no option - no hours, a skill that is lacking, a refusal, no price; what is only unwelcome costs points by policy.
 */
import { formatPence, type Pence } from '#src/base/money.ts'
import { explain } from '#src/brokerage/placing/explain.ts'
import { pose } from '#src/brokerage/placing/pose.ts'
import type { Policies } from '#src/councils/index.ts'
import type { PartOfDay } from '#src/providers/index.ts'
import type { Budget, solve } from '#src/solvers/assignment/index.ts'

/** Somebody who needs a provider. Minutes are of work a week: a visit of two workers counts twice. */
export type ToPlace = {
  readonly ref: string
  readonly personRef: string
  readonly zone: string
  readonly service: string
  readonly minutes: Readonly<Partial<Record<PartOfDay, number>>>
  readonly skills: readonly string[]
  readonly doubleHanded: boolean
  readonly timeCritical?: boolean
  /** Organisations that the person will not have. */
  readonly refuses: readonly string[]
  /** Organisations that said already that they cannot. */
  readonly declined?: readonly string[]
  /** Organisations that the person asked for. */
  readonly prefers: readonly string[]
  /** A key that those share who are placed at one provider or not at all. */
  readonly together?: string
  /** The organisation that accepted already, or that a broker locked. */
  readonly fixed?: string
  readonly today?: { readonly organisationRef: string; readonly weeklyPence: Pence }
  /** What a week may cost by the council's ceiling. */
  readonly ceilingPence?: Pence
}

/** A provider with a contract, and the minutes a week that it could still take on, by zone and part of the day. */
export type Room = {
  readonly organisationRef: string
  readonly name: string
  readonly contractRef: string
  readonly zones: readonly string[]
  /** What the contract is for; left out, its price says. */
  readonly service?: string
  readonly minutes: ReadonlyMap<`${string}/${PartOfDay}`, number>
  /** Left out where the provider was never asked: nothing is held against it. */
  readonly skills: readonly string[] | undefined
  readonly rating: string | undefined
}

/** What a week of somebody's care costs there; undefined where the card has no price. */
export type PriceOf = (toPlace: ToPlace, room: Room) => Pence | undefined

export type PlacingPolicy = Policies['placing']
export type Exception = 'out of area' | 'rating' | 'over ceiling'

export type Alternative = {
  readonly organisationRef: string
  readonly contractRef: string
  readonly weeklyPence: Pence
  readonly why: readonly string[]
  /** Points more than what is proposed; less than nothing where it would be better but is full. */
  readonly dearer: number
}

export type Proposal = {
  readonly ref: string
  readonly organisationRef: string | undefined
  readonly contractRef: string | undefined
  readonly weeklyPence: Pence | undefined
  readonly points: number
  readonly why: readonly string[]
  readonly exceptions: readonly Exception[]
  readonly alternatives: readonly Alternative[]
  /** Of somebody who is not placed: what stands in the way, and the least that would change it. */
  readonly binds?: string
  readonly cheapestChange?: string
}

export type HourPrice = {
  readonly organisationRef: string
  readonly zone: string
  readonly part: PartOfDay
  /** What one hour more there would save the whole plan. */
  readonly points: number
}

export type Plan = {
  readonly proposals: readonly Proposal[]
  readonly points: number
  /** No plan has fewer points than this. */
  readonly bound: number
  readonly weeklyPence: Pence
  /** What those who are placed cost today, where they have care. */
  readonly todayPence: Pence
  readonly prices: readonly HourPrice[]
}

/** One plan for everybody. The same people, rooms, policy, seed and budget give the same plan. */
export function plan(
  toPlace: readonly ToPlace[],
  rooms: readonly Room[],
  priceOf: PriceOf,
  policy: PlacingPolicy,
  solveIt: typeof solve,
  budget: Budget,
): Plan {
  const posed = pose(toPlace, rooms, priceOf, policy)
  return explain(posed, solveIt(posed.problem, budget))
}

/** "0.4%": how far at most a plan is from the best there can be. */
export function gapInWords({ points, bound }: Pick<Plan, 'points' | 'bound'>): string {
  if (points <= bound) return 'No plan has fewer points.'
  const percent = points > 0 ? ((points - bound) / points) * 100 : 0
  return `No plan can have more than ${percent < 0.1 ? 'one tenth of a percent' : `${percent.toFixed(1)}%`} fewer points.`
}

/** "£3,410.00 a week, £120.00 less than today" */
export function costInWords({ weeklyPence, todayPence }: Pick<Plan, 'weeklyPence' | 'todayPence'>): string {
  const week = `${formatPence(weeklyPence)} a week`
  if (todayPence === 0) return week
  const more = weeklyPence - todayPence
  return more === 0
    ? `${week}, as today`
    : `${week}, ${formatPence(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than today`
}
