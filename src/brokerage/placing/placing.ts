/**
 * Places many people at once: everybody's options at every provider, under the hours that providers said they have (L4, 6.4). What is
 * hard makes no option - no hours, no bed, a skill that is lacking, a refusal, no price, a contract for other zones; what is only unwelcome costs points by policy.
 */
import { formatPence } from '#src/base/money.ts'
import { explain } from '#src/brokerage/placing/explain.ts'
import type { PlacingPolicy, Plan, PriceOf, Room, ToPlace } from '#src/brokerage/placing/plan.ts'
import { pose } from '#src/brokerage/placing/pose.ts'
import type { Budget, solve } from '#src/solvers/assignment/index.ts'

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
