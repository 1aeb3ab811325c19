/** Greedy, bound, annealing and again: an answer with a proof of how far it may be from the best. */
import { anneal } from '#src/solvers/assignment/anneal.ts'
import {
  allCandidates,
  type Bound,
  type Candidates,
  pricedCosts,
  raiseBound,
  worthwhile,
} from '#src/solvers/assignment/bound.ts'
import { costOf, type Flat, flatten, type Problem } from '#src/solvers/assignment/problem.ts'

export type Budget = {
  /** The same seed and budget give the same answer on every machine. */
  readonly seed: number
  /** Changes tried, over all rounds. */
  readonly moves: number
  readonly boundSteps: number
}

export type Progress = { readonly round: number; readonly cost: number; readonly bound: number }

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

const ROUNDS = 4

export function solve(problem: Problem, budget: Budget, tell: (progress: Progress) => void = () => {}): Solution {
  const { flat, outs } = withWayOut(problem)
  const start = freeBound(flat)
  const everything = allCandidates(flat)
  let chosen = greedy(flat, start.prices)
  let cost = costOf(flat, chosen).cost
  let bound = raiseBound(flat, everything, start, { upper: cost, steps: Math.ceil(budget.boundSteps / 4) })
  const atPrices = greedy(flat, bound.prices)
  const costAtPrices = costOf(flat, atPrices).cost
  if (costAtPrices < cost) [chosen, cost] = [atPrices, costAtPrices]
  for (let round = 1; round <= ROUNDS; round++) {
    let candidates = withChosen(worthwhile(flat, everything, bound, cost), chosen)
    bound = raiseBound(flat, candidates, bound, { upper: cost, steps: Math.ceil(budget.boundSteps / 4) })
    candidates = withChosen(worthwhile(flat, everything, bound, cost), chosen)
    const priced = pricedCosts(flat, bound.prices)
    const hot = heatOf(flat, candidates, priced) / 2 ** (round - 1)
    chosen = anneal(flat, candidates, chosen, priced, {
      seed: budget.seed + round,
      moves: Math.ceil(budget.moves / ROUNDS),
      hot,
      cold: hot / 100,
    })
    cost = costOf(flat, chosen).cost
    tell({ round, cost, bound: Math.min(cost, wholeBound(bound)) })
    if (wholeBound(bound) >= cost) break
  }
  const unplaced = outs.reduce((sum, out, task) => sum + (out >= 0 && chosen[task] === out ? 1 : 0), 0)
  return {
    chosen: Array.from(chosen, (option, task) => (outs[task] === option ? -1 : option - flat.first[task]!)),
    cost,
    bound: Math.min(cost, wholeBound(bound)),
    prices: Array.from(bound.prices),
    unplaced,
  }
}

/** Costs are whole numbers, and so is every answer's. */
const wholeBound = ({ bound }: Bound): number => Math.ceil(bound - 1e-6) + 0

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

/** Every task gets an option that always fits: one of its own, or a last resort that costs more than anything else together. */
function withWayOut({ capacity, tasks }: Problem): { flat: Flat; outs: number[] } {
  const dearest = tasks.reduce(
    (sum, options) => sum + options.reduce((most, { cost }) => Math.max(most, Math.abs(cost)), 0),
    1,
  )
  const isFree = (options: Problem['tasks'][number]): boolean =>
    options.some(({ uses }) => uses.every(([, amount]) => amount === 0))
  const withOut = tasks.map((options) => (isFree(options) ? options : [...options, { cost: dearest, uses: [] }]))
  const flat = flatten({ capacity, tasks: withOut })
  return { flat, outs: tasks.map((options, task) => (isFree(options) ? -1 : flat.first[task + 1]! - 1)) }
}

/** Whoever loses most by not getting the cheapest goes first; each takes the cheapest, at the prices, that still fits. */
function greedy(flat: Flat, prices: Float64Array): Int32Array {
  const priced = pricedCosts(flat, prices)
  const regret = new Float64Array(flat.tasks)
  for (let task = 0; task < flat.tasks; task++) {
    let [least, second] = [Infinity, Infinity]
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++) {
      const cost = priced[option]!
      if (cost < least) [least, second] = [cost, least]
      else if (cost < second) second = cost
    }
    regret[task] = second - least
  }
  const order = Array.from(regret.keys()).sort((a, b) => regret[b]! - regret[a]! || a - b)
  const load = new Float64Array(flat.rows)
  const chosen = new Int32Array(flat.tasks)
  for (const task of order) {
    let best = -1
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++)
      if ((best < 0 || priced[option]! < priced[best]!) && fits(flat, load, option)) best = option
    chosen[task] = best
    for (let use = flat.from[best]!; use < flat.from[best + 1]!; use++) load[flat.row[use]!]! += flat.amount[use]!
  }
  return chosen
}

function fits({ from, row, amount, capacity }: Flat, load: Float64Array, option: number): boolean {
  for (let use = from[option]!; use < from[option + 1]!; use++)
    if (load[row[use]!]! + amount[use]! > capacity[row[use]!]!) return false
  return true
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

/** A heat at which a usual second choice is taken now and then: the middle of what second choices cost more. */
function heatOf(flat: Flat, { first, option }: Candidates, priced: Float64Array): number {
  const dearer: number[] = []
  for (let task = 0; task < flat.tasks; task++)
    if (first[task + 1]! - first[task]! > 1)
      dearer.push(priced[option[first[task]! + 1]!]! - priced[option[first[task]!]!]!)
  dearer.sort((a, b) => a - b)
  return Math.max(1, dearer[Math.floor(dearer.length / 2)] ?? 1)
}
