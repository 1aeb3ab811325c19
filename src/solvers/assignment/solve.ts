/** The whole way: posed, taken apart, each part searched, and put together. */
import { hearAll, joined, partsOf, shareOf } from '#src/solvers/assignment/parts.ts'
import { type Flat, flatten, type Option, type Streamed } from '#src/solvers/assignment/problem.ts'
import { type Answer, type Budget, search, type Tell } from '#src/solvers/assignment/search.ts'

export type Solution = {
  /** Of each task the number of its option; -1 where no option fits. */
  readonly chosen: readonly number[]
  readonly cost: number
  /** No answer costs less than this. */
  readonly bound: number
  /** By row: what one unit more would save, at the bound's prices. */
  readonly prices: readonly number[]
  readonly unplaced: number
}

/** A problem in flat arrays, and of each task its last resort: -1 where an option of its own always fits. */
export type Posed = { readonly flat: Flat; readonly outs: readonly number[] }

export function solve(problem: Streamed, budget: Budget, tell: Tell = () => {}): Solution {
  const posed = pose(problem)
  const parts = partsOf(posed.flat)
  const heard = hearAll(parts.length, tell)
  const found = parts.map(({ flat }, at) => search(flat, shareOf(budget, flat, posed.flat), heard(at)))
  return solutionOf(posed, joined(posed.flat, parts, found))
}

/** Every task gets an option that always fits: one of its own, or a last resort that costs more than anything else together. */
export function pose({ capacity, tasks }: Streamed): Posed {
  // Others may have to take their dearest options instead of their cheapest, or one task the place of several.
  let dearest = 1
  const needsOut: boolean[] = []
  function* withOut(): Iterable<readonly Option[]> {
    for (const options of tasks) {
      const costs = options.map(({ cost }) => cost)
      dearest += Math.max(0, ...costs) - Math.min(0, ...costs)
      const isFree = options.some(({ uses }) => uses.every(([, amount]) => amount === 0))
      needsOut.push(!isFree)
      yield isFree ? options : [...options, { cost: 0, uses: [] }]
    }
  }
  const flat = flatten({ capacity, tasks: withOut() })
  const outs = needsOut.map((needs, task) => (needs ? flat.first[task + 1]! - 1 : -1))
  for (const out of outs) if (out >= 0) flat.cost[out] = dearest
  return { flat, outs }
}

export function solutionOf({ flat, outs }: Posed, { chosen, cost, bound, prices }: Answer): Solution {
  const isOut = (task: number): boolean => outs[task] === chosen[task]
  return {
    chosen: Array.from(chosen, (option, task) => (isOut(task) ? -1 : option - flat.first[task]!)),
    cost,
    bound,
    prices: Array.from(prices),
    unplaced: outs.reduce((sum, _, task) => sum + (isOut(task) ? 1 : 0), 0),
  }
}
