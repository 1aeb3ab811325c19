/** The same as `solve`, in threads: the better of two seeds, then a proof if the budget has steps for one. */
import type { Streamed } from '#src/solvers/assignment/problem.ts'
import {
  type Budget,
  type Found,
  pose,
  type Progress,
  type Ready,
  type Solution,
  solutionOf,
  type Tell,
} from '#src/solvers/assignment/solve.ts'
import type { Given } from '#src/solvers/assignment/thread.ts'
import { inThread } from '#src/solvers/thread.ts'

const PROGRAM = new URL('thread.ts', import.meta.url)
/** What the second thread's seed is more by. */
const SECOND_SEED = 7919

export type Listening = { readonly tell?: Tell; readonly signal?: AbortSignal }

/** Deterministic as `solve` is: the same seed and budget give the same answer. Ends at once when the signal says so. */
export async function solveApart(
  problem: Streamed,
  budget: Budget,
  { tell, signal }: Listening = {},
): Promise<Solution> {
  const { flat, outs } = pose(problem)
  const listening = { tell: tell && onlyBetter(tell), signal }
  const run = <Answer>(given: Given): Promise<Answer> => inThread<Given, Progress, Answer>(PROGRAM, given, listening)
  const ready = await run<Ready>({ part: 'make ready', flat, budget })
  const seeds = [budget.seed, budget.seed + SECOND_SEED]
  const [one, other] = await Promise.all(
    seeds.map((seed) => run<Found>({ part: 'better', flat, ready, budget: { ...budget, seed } })),
  )
  const found = other!.cost < one!.cost ? other! : one!
  const proved = found.bound < found.cost ? await run<Found>({ part: 'prove', flat, found, budget }) : found
  return solutionOf({ flat, outs }, proved)
}

/** Of two threads' news what is new: never dearer nor less proved than what was told. */
function onlyBetter(tell: Tell): Tell {
  let told: Progress = { round: 0, cost: Infinity, bound: -Infinity }
  return ({ round, cost, bound }) => {
    const next = {
      round: Math.max(round, told.round),
      cost: Math.min(cost, told.cost),
      bound: Math.max(bound, told.bound),
    }
    if (next.cost === told.cost && next.bound === told.bound && next.round === told.round) return
    told = next
    tell(next)
  }
}
