/**
 * The bound tightened. The linear relaxation is solved to its end; what it shares and whole tasks cannot becomes rows; from where it
 * stood the dual simplex method (HiGHS) goes on, round by round. Only its prices are believed: the bound is summed over all options.
 */
import type { Highs, Model } from 'highs'
import { type Candidates, pricedCosts, withChosen, worthwhile } from '#src/solvers/assignment/bound.ts'
import { type Cut, cutsOf } from '#src/solvers/assignment/cuts.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { areTold, loadHighs, modelOf } from '#src/solvers/assignment/prove.ts'
import { type Known, wholeBound } from '#src/solvers/assignment/search.ts'

/** The relaxed answer is looked for among so many of the cheapest options of each task. */
const CORE = 15
/** The first relaxed answer takes about so many steps a task: with fewer there is none. */
const STEPS_A_TASK = 3
/** A round that closes less than this of the distance is the last. */
const WORTH = 0.001
/** A price below this is nought. */
const NOUGHT = 1e-9

type Priced = { readonly bound: number; readonly priced: Float64Array }

/** The best bound met in so many steps of the simplex method, and the options that it leaves; what is known where they are too few. */
export async function tighten<K extends Known>(
  flat: Flat,
  known: K,
  { steps, heard }: { steps: number; heard: (bound: number) => void },
): Promise<K> {
  const { chosen, cost, candidates } = known
  if (known.bound >= cost || steps < STEPS_A_TASK * flat.tasks || !areTold(flat, candidates)) return known
  const highs = await loadHighs()
  const core = withChosen(candidates, chosen, CORE)
  const best = highs.withModel(modelOf(flat, core, highs.infinity), (model) => {
    model.clearIntegrality()
    model.options.set({ output_flag: false, presolve: 'off' })
    let cuts: readonly Cut[] = []
    let most: Priced | undefined
    // A round may need no step at all: it counts as one, so that there is an end.
    for (let left = steps; left > 0; left -= Math.max(1, Number(model.info.get('simplex_iteration_count')))) {
      model.options.set({ simplex_iteration_limit: left })
      model.run()
      const { colValue, rowDual } = model.getSolution()
      const prices = rowDual.subarray(flat.tasks).map((dual) => Math.max(0, -dual))
      const reached = priceAll(flat, candidates, prices, cuts)
      const gained = reached.bound - (most?.bound ?? -Infinity)
      if (gained > 0) most = reached
      heard(Math.max(known.bound, wholeBound(reached.bound, cost)))
      // Costs are whole: within one of the answer nothing is left to close.
      if (!(cost - reached.bound >= 1 && gained >= WORTH * (cost - reached.bound))) break
      cuts = dropFree(model, flat, prices, cuts)
      const fresh = cutsOf(flat, candidates.option, shareOf(flat, core, colValue))
      if (fresh.length === 0) break
      addRows(model, highs, core, fresh)
      cuts = [...cuts, ...fresh]
    }
    return most
  })
  if (!best || best.bound <= known.bound) return known
  const kept = worthwhile(candidates, best.priced, best.bound, cost - 1)
  return { ...known, bound: wholeBound(best.bound, cost), candidates: withChosen(kept, chosen) }
}

function shareOf(flat: Flat, core: Candidates, values: Float64Array): Float64Array {
  const share = new Float64Array(flat.cost.length)
  for (const [at, option] of core.option.entries()) share[option] = values[at]!
  return share
}

/** What each option costs with rows and cuts priced, and the bound that follows. */
function priceAll(flat: Flat, { first, option }: Candidates, prices: Float64Array, cuts: readonly Cut[]): Priced {
  const priced = pricedCosts(flat, prices)
  let bound = 0
  for (const [row, capacity] of flat.capacity.entries()) bound -= prices[row]! * capacity
  for (const [index, { capacity, options, amounts }] of cuts.entries()) {
    const price = prices[flat.rows + index]!
    bound -= price * capacity
    for (const [at, one] of options.entries()) priced[one]! += price * amounts[at]!
  }
  for (let task = 0; task < flat.tasks; task++) {
    let least = Infinity
    for (let at = first[task]!; at < first[task + 1]!; at++) least = Math.min(least, priced[option[at]!]!)
    bound += least
  }
  return { bound, priced }
}

/** A cut that costs nothing holds nothing. */
function dropFree(model: Model, flat: Flat, prices: Float64Array, cuts: readonly Cut[]): readonly Cut[] {
  const isFree = (index: number): boolean => prices[flat.rows + index]! < NOUGHT
  const indices = Array.from(cuts.keys()).filter(isFree)
  model.deleteRows({ kind: 'set', indices: indices.map((index) => flat.tasks + flat.rows + index) })
  return cuts.filter((_, index) => !isFree(index))
}

function addRows(model: Model, { infinity }: Highs, core: Candidates, cuts: readonly Cut[]): void {
  const column = new Map(core.option.entries().map(([at, option]) => [option, at]))
  const [starts, indices, values]: [number[], number[], number[]] = [[0], [], []]
  for (const { options, amounts } of cuts) {
    for (const [at, option] of options.entries()) {
      if (!column.has(option)) continue
      indices.push(column.get(option)!)
      values.push(amounts[at]!)
    }
    starts.push(indices.length)
  }
  model.addRows({
    lower: new Float64Array(cuts.length).fill(-infinity),
    upper: Float64Array.from(cuts, ({ capacity }) => capacity),
    matrix: {
      ...{ format: 'csr', numRows: cuts.length, numCols: core.option.length },
      ...{ starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(values) },
    },
  })
}
