/** The bound in full: prices for the rows, then for what whole tasks cannot share, a few cuts at a time. */
import { type Bound, type Candidates, raiseBound } from '#src/solvers/assignment/bound.ts'
import { type Cut, cutsOf, withCuts } from '#src/solvers/assignment/cuts.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'

export type Relaxed = {
  /** The problem with its cuts as rows behind its own, and their prices with the rows'. */
  readonly cut: Flat
  readonly best: Bound
  /** What the rows are worth while nothing is cut: the price of one unit more. */
  readonly prices: Float64Array
}

const STEPS_A_ROUND = 40

/** The bound at no prices: what it would cost if there were room for everything. */
function freeBound(flat: Flat): Bound {
  let bound = 0
  for (let task = 0; task < flat.tasks; task++) {
    let least = Infinity
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++)
      least = Math.min(least, flat.cost[option]!)
    bound += least
  }
  return { bound, prices: new Float64Array(flat.rows) }
}

export function relax(flat: Flat, all: Candidates, { upper, steps }: { upper: number; steps: number }): Relaxed {
  const plain = raiseBound(flat, all, freeBound(flat), { upper, steps })
  return { cut: flat, best: plain, prices: plain.prices }
}

/** Cuts until the steps are used up or nothing is left to cut. Those whose price is back at nought are dropped. */
export function cutMore(
  flat: Flat,
  all: Candidates,
  relaxed: Relaxed,
  { upper, steps, tell }: { upper: number; steps: number; tell: (bound: Bound) => void },
): Relaxed {
  let cuts: Cut[] = []
  let cut = flat
  let best: Bound = relaxed.best
  let reached = raiseBound(flat, all, best, { upper, steps: STEPS_A_ROUND, first: 0.1 })
  for (let taken = STEPS_A_ROUND; taken < steps; taken += STEPS_A_ROUND) {
    const share = reached.taken.map((times) => times / reached.looks)
    const fresh = cutsOf(flat, reached.prices, share)
    if (fresh.length === 0) break
    const priced = cuts.map((_, index) => reached.prices[flat.rows + index]!)
    cuts = [...cuts.filter((_, index) => priced[index]! > 0), ...fresh]
    cut = withCuts(flat, cuts)
    const prices = new Float64Array(cut.rows)
    prices.set(reached.prices.subarray(0, flat.rows))
    prices.set(
      priced.filter((price) => price > 0),
      flat.rows,
    )
    reached = raiseBound(cut, all, { bound: best.bound, prices }, { upper, steps: STEPS_A_ROUND, first: 0.3 })
    best = reached
    tell(best)
    if (best.bound > upper - 1) break
  }
  return { ...relaxed, cut, best }
}
