/** Greedy, bound and annealing: an answer with a proof of how far it may be from the best. */
import { anneal } from '#src/solvers/assignment/anneal.ts'
import { allCandidates, type Bound, type Candidates, pricedCosts, worthwhile } from '#src/solvers/assignment/bound.ts'
import { oneEach } from '#src/solvers/assignment/one-each.ts'
import { greedy } from '#src/solvers/assignment/greedy.ts'
import { costOf, type Flat, flatten, type Problem } from '#src/solvers/assignment/problem.ts'
import { cutMore, type Relaxed, relax } from '#src/solvers/assignment/relax.ts'

export type Budget = {
  /** The same seed and budget give the same answer on every machine. */
  readonly seed: number
  /** Changes tried. */
  readonly moves: number
  /** Steps towards the best bound; they end of themselves when nothing more is to be had. */
  readonly boundSteps: number
  /** Steps of the simplex method in branch and cut, in a thread of its own: none when left out. */
  readonly proofSteps?: number
}

export type Progress = { readonly round: number; readonly cost: number; readonly bound: number }
export type Tell = (progress: Progress) => void

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

/** An answer in options of the flat problem, what is proved, and the options that may still be in a better answer. */
export type Found = {
  readonly chosen: Int32Array
  readonly cost: number
  readonly bound: number
  readonly prices: Float64Array
  readonly candidates: Candidates
}

export function solve(problem: Problem, budget: Budget, tell: Tell = () => {}): Solution {
  const posed = pose(problem)
  return solutionOf(posed, search(posed.flat, budget, tell))
}

/** Every task gets an option that always fits: one of its own, or a last resort that costs more than anything else together. */
export function pose({ capacity, tasks }: Problem): Posed {
  let dearest = 1
  let most = 0
  for (const options of tasks) {
    const costs = options.map(({ cost }) => cost)
    if (costs.length > 0) dearest += Math.max(...costs) - Math.min(...costs)
    most = Math.max(most, ...costs.map(Math.abs))
  }
  const isFree = (options: Problem['tasks'][number]): boolean =>
    options.some(({ uses }) => uses.every(([, amount]) => amount === 0))
  const withOut = tasks.map((options) => (isFree(options) ? options : [...options, { cost: dearest + most, uses: [] }]))
  const flat = flatten({ capacity, tasks: withOut })
  return { flat, outs: tasks.map((options, task) => (isFree(options) ? -1 : flat.first[task + 1]! - 1)) }
}

export function solutionOf({ flat, outs }: Posed, { chosen, cost, bound, prices }: Found): Solution {
  const isOut = (task: number): boolean => outs[task] === chosen[task]
  return {
    chosen: Array.from(chosen, (option, task) => (isOut(task) ? -1 : option - flat.first[task]!)),
    cost,
    bound,
    prices: Array.from(prices),
    unplaced: outs.reduce((sum, _, task) => sum + (isOut(task) ? 1 : 0), 0),
  }
}

/** What share of the moves is made before the cuts, so that they know what they are to reach. */
const FIRST_MOVES = 0.1

export function search(flat: Flat, { seed, moves, boundSteps }: Budget, tell: Tell): Found {
  const all = allCandidates(flat)
  const exact = exactWhereOneEach(flat, all)
  if (exact) return exact
  let round = 0
  let best = betterOf(flat, greedy(flat, new Float64Array(flat.rows)))
  const tellBound = (bound: Bound): void => tell({ round, cost: best.cost, bound: wholeBound(bound, best.cost) })
  let relaxed = relax(flat, all, { upper: best.cost, steps: Math.ceil(boundSteps / 2) })
  best = betterOf(flat, greedy(flat, relaxed.prices), best)
  tellBound(relaxed.best)
  const annealFor = (share: number): void => {
    round++
    const before = best.cost
    const heard = (saved: number): void =>
      tell({ round, cost: before - saved, bound: wholeBound(relaxed.best, before - saved) })
    const chosen = annealOnce(flat, all, relaxed, best, { seed: seed + round, moves: Math.ceil(moves * share), heard })
    best = betterOf(flat, chosen, best)
    tellBound(relaxed.best)
  }
  annealFor(FIRST_MOVES)
  if (wholeBound(relaxed.best, best.cost) < best.cost) {
    relaxed = cutMore(flat, all, relaxed, { upper: best.cost, steps: Math.ceil(boundSteps / 2), tell: tellBound })
    annealFor(1 - FIRST_MOVES)
  }
  return {
    ...best,
    bound: wholeBound(relaxed.best, best.cost),
    prices: relaxed.prices,
    candidates: withChosen(worthwhile(relaxed.cut, all, relaxed.best, best.cost - 1), best.chosen),
  }
}

/** Of one place for each there is an exact method; the prices come from the bound, which is as good there. */
function exactWhereOneEach(flat: Flat, all: Candidates): Found | undefined {
  const chosen = oneEach(flat, all)
  if (!chosen) return undefined
  const { cost } = costOf(flat, chosen)
  const { prices } = relax(flat, all, { upper: cost, steps: EXACT_STEPS })
  return { chosen, cost, bound: cost, prices, candidates: all }
}

const EXACT_STEPS = 1000

type Answer = { readonly chosen: Int32Array; readonly cost: number }

function betterOf(flat: Flat, chosen: Int32Array, known?: Answer): Answer {
  const { cost } = costOf(flat, chosen)
  return known && known.cost <= cost ? known : { chosen, cost }
}

/** Costs are whole numbers, and so is every answer's. The bound is a sum of many, so the last digits are not trusted. */
const wholeBound = ({ bound }: Bound, cost: number): number =>
  Math.min(cost, Math.ceil(bound - 1e-6 - Math.abs(bound) * 1e-11) + 0)

/** How many times the usual second choice's price a change may cost at first, and what share of that at last. */
const HOT = 1.5
const COLD = 1 / 60

function annealOnce(
  flat: Flat,
  all: Candidates,
  { cut, best: bound }: Relaxed,
  known: Answer,
  { seed, moves, heard }: { seed: number; moves: number; heard: (saved: number) => void },
): Int32Array {
  const priced = pricedCosts(cut, bound.prices)
  const candidates = withChosen(worthwhile(cut, all, bound, known.cost), known.chosen)
  const hot = HOT * usualRegret(candidates, priced)
  return anneal(flat, candidates, known.chosen, priced, { seed, moves, hot, cold: hot * COLD, heard })
}

/** A chosen option that was dropped as too dear for a better answer is still where its task stands. */
function withChosen(candidates: Candidates, chosen: Int32Array): Candidates {
  const first = new Int32Array(candidates.first.length)
  const option: number[] = []
  for (let task = 0; task < chosen.length; task++) {
    first[task] = option.length
    const own = candidates.option.subarray(candidates.first[task], candidates.first[task + 1])
    for (const one of own) option.push(one)
    if (!own.includes(chosen[task]!)) option.push(chosen[task]!)
  }
  first[chosen.length] = option.length
  return { first, option: Int32Array.from(option) }
}

/** In the middle of all tasks, what the second choice costs more than the first. */
function usualRegret({ first, option }: Candidates, priced: Float64Array): number {
  const dearer: number[] = []
  for (let task = 0; task + 1 < first.length; task++)
    if (first[task + 1]! - first[task]! > 1)
      dearer.push(priced[option[first[task]! + 1]!]! - priced[option[first[task]!]!]!)
  dearer.sort((a, b) => a - b)
  return Math.max(1, dearer[Math.floor(dearer.length / 2)] ?? 1)
}
