import { addDays, type Day, daysBetween } from '#src/base/day.ts'
import { divideHalfUp, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** The weights by which a framework ranks offers, in percent; they add up to 100. What a framework does not state weighs nothing (P-11). */
export type Weights = {
  readonly price: number
  readonly quality: number
  readonly completeness: number
  readonly start: number
  /** How near the provider's present rounds come. */
  readonly travel?: number
  /** Workers whom the person knows. */
  readonly known?: number
  readonly wishes?: number
  /** Visits at the times asked for. */
  readonly times?: number
}

export function addUpTo100({
  price,
  quality,
  completeness,
  start,
  travel = 0,
  known = 0,
  wishes = 0,
  times = 0,
}: Weights): boolean {
  const all = [price, quality, completeness, start, travel, known, wishes, times]
  return all.every((weight) => weight >= 0) && all.reduce((sum, weight) => sum + weight, 0) === 100
}

export type Contract = {
  readonly contractRef: string
  readonly frameworkRef: string | null
  readonly organisationRef: string
  readonly title: string
  readonly lot: string
  readonly service: string
  readonly zones: readonly string[]
  readonly cardRef: string
  /** The most that may be committed over the term; null when the contract has no ceiling. */
  readonly ceilingPence: Pence | null
  readonly fromDay: Day
  /** The first day after the term. */
  readonly toDay: Day
  readonly weights: Weights
  /** From this day on nobody new is placed: notice is given; null where none is. */
  readonly closedFrom: Day | null
}

/** Signs a commitment over the ceiling (M-29): who, and why. */
export type Override = { readonly officerRef: string; readonly reason: string }

export type DrawDownRequest = {
  readonly packageRef: string
  readonly weeklyPence: Pence
  readonly fromDay: Day
  /** The first day after the care; null runs to the contract's end. */
  readonly toDay: Day | null
  readonly override?: Override | undefined
  /** Whose offer it is: the contract may have gone to another meanwhile. */
  readonly organisationRef?: string
}

export type DrawDownLine = {
  readonly packageRef: string
  /** `term_changed` is what a longer or shorter term makes of a commitment. */
  readonly kind: 'placed' | 'ended' | 'term_changed'
  readonly fromDay: Day
  readonly toDay: Day | null
  readonly weeklyPence: Pence
  /** What the line commits; an early end commits less than nothing. */
  readonly pence: Pence
  readonly override?: Override | undefined
}

export type DrawDownRefusal =
  | 'contract not running'
  | 'notice is given'
  | 'held by another provider'
  | "outside the contract's term"
  | 'over the ceiling'

/** What care at a weekly cost takes of a contract: its days to the end of the care or of the contract, by sevenths, half up. */
export function commitment(weeklyPence: Pence, fromDay: Day, toDay: Day): Pence {
  return divideHalfUp(weeklyPence * Math.max(0, daysBetween(fromDay, toDay)), 7)
}

const earlier = (a: Day, b: Day | null): Day => (b !== null && b < a ? b : a)

/**
 * Whether a placement may draw on the contract, and the line it adds. The commitment runs to the contract's end (M-29); over the
 * ceiling it is refused unless a named officer signs with a reason.
 */
export function decideDrawDown(
  contract: Contract,
  committedPence: Pence,
  request: DrawDownRequest,
  today: Day,
): Result<DrawDownLine, DrawDownRefusal> {
  if (today >= contract.toDay) return refuse('contract not running')
  if (request.fromDay < contract.fromDay || request.fromDay >= contract.toDay)
    return refuse("outside the contract's term")
  if (contract.closedFrom !== null && request.fromDay >= contract.closedFrom) return refuse('notice is given')
  if (request.organisationRef !== undefined && request.organisationRef !== contract.organisationRef)
    return refuse('held by another provider')
  const pence = commitment(request.weeklyPence, request.fromDay, earlier(contract.toDay, request.toDay))
  const over = contract.ceilingPence !== null && committedPence + pence > contract.ceilingPence
  if (over && !isSigned(request.override)) return refuse('over the ceiling')
  return ok({
    packageRef: request.packageRef,
    kind: 'placed',
    fromDay: request.fromDay,
    toDay: request.toDay,
    weeklyPence: request.weeklyPence,
    pence,
    ...(over ? { override: request.override } : {}),
  })
}

const isSigned = (override: Override | undefined): boolean =>
  override !== undefined && override.officerRef.trim() !== '' && override.reason.trim() !== ''

/** Gives back what an earlier end leaves unused of a placement's commitment; undefined when there is nothing to give back. */
export function endLine(contract: Contract, placed: DrawDownLine, toDay: Day): DrawDownLine | undefined {
  const until = earlier(contract.toDay, placed.toDay)
  const from = toDay < placed.fromDay ? placed.fromDay : toDay
  const unused = placed.pence - commitment(placed.weeklyPence, placed.fromDay, earlier(until, from))
  if (unused <= 0) return undefined
  return {
    packageRef: placed.packageRef,
    kind: 'ended',
    fromDay: from,
    toDay: null,
    weeklyPence: placed.weeklyPence,
    pence: -unused,
  }
}

/** What a placement commits when the term becomes another; undefined where it stays. `pence` is what it commits so far. */
export function termLine(
  placed: Pick<DrawDownLine, 'packageRef' | 'fromDay' | 'toDay' | 'weeklyPence' | 'pence'>,
  term: { readonly oldToDay: Day; readonly newToDay: Day },
): DrawDownLine | undefined {
  const { packageRef, fromDay, toDay, weeklyPence } = placed
  const pence = commitment(weeklyPence, fromDay, earlier(term.newToDay, toDay)) - placed.pence
  if (pence === 0) return undefined
  const first = earlier(term.oldToDay, term.newToDay)
  return { packageRef, kind: 'term_changed', fromDay: first < fromDay ? fromDay : first, toDay, weeklyPence, pence }
}

/** The alert levels (percent of the ceiling) that a commitment crosses upwards. */
export function crossedAlerts(
  ceilingPence: Pence | null,
  before: Pence,
  after: Pence,
  percents: readonly number[],
): number[] {
  if (ceilingPence === null) return []
  const reached = (pence: Pence, percent: number) => pence * 100 >= ceilingPence * percent
  return percents.filter((percent) => reached(after, percent) && !reached(before, percent))
}

/** The last day of care that a term ends with, for people: `toDay` is the first day after. */
export const lastDay = (toDay: Day): Day => addDays(toDay, -1)
