/** Greedy, bound and annealing: an answer with a proof of how far it may be from the best. */
import { anneal } from '#src/solvers/assignment/anneal.ts'
import {
  allCandidates,
  type Candidates,
  pricedCosts,
  raiseBound,
  withChosen,
  worthwhile,
} from '#src/solvers/assignment/bound.ts'
import { oneEach } from '#src/solvers/assignment/one-each.ts'
import { greedy } from '#src/solvers/assignment/greedy.ts'
import { costOf, type Flat, flatten, type Option, type Streamed } from '#src/solvers/assignment/problem.ts'

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

export function solve(problem: Streamed, budget: Budget, tell: Tell = () => {}): Solution {
  const posed = pose(problem)
  return solutionOf(posed, search(posed.flat, budget, tell))
}

/** Every task gets an option that always fits: one of its own, or a last resort that costs more than anything else together. */
export function pose({ capacity, tasks }: Streamed): Posed {
  let dearest = 1
  let most = 0
  const needsOut: boolean[] = []
  function* withOut(): Iterable<readonly Option[]> {
    for (const options of tasks) {
      const costs = options.map(({ cost }) => cost)
      if (costs.length > 0) dearest += Math.max(...costs) - Math.min(...costs)
      most = Math.max(most, ...costs.map(Math.abs))
      const isFree = options.some(({ uses }) => uses.every(([, amount]) => amount === 0))
      needsOut.push(!isFree)
      yield isFree ? options : [...options, { cost: 0, uses: [] }]
    }
  }
  const flat = flatten({ capacity, tasks: withOut() })
  const outs = needsOut.map((needs, task) => (needs ? flat.first[task + 1]! - 1 : -1))
  for (const out of outs) if (out >= 0) flat.cost[out] = dearest + most
  return { flat, outs }
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

/** What is known before the long annealing: an answer, the bound, and what each option costs with the rows' prices charged. */
export type Ready = Omit<Found, 'bound'> & {
  /** The bound to the last digit: those who are dropped are dropped by it. */
  readonly bound: number
  readonly priced: Float64Array
}

/** What share of the moves is made before it is known which options may be in a better answer. */
const FIRST_MOVES = 0.1

export function search(flat: Flat, budget: Budget, tell: Tell): Found {
  return better(flat, makeReady(flat, budget, tell), budget, tell)
}

export function makeReady(flat: Flat, { seed, moves, boundSteps }: Budget, tell: Tell): Ready {
  const all = allCandidates(flat)
  const exact = exactWhereOneEach(flat, all)
  if (exact) return exact
  const first = betterOf(flat, greedy(flat, new Float64Array(flat.rows)))
  const { bound, prices } = raiseBound(flat, all, { upper: first.cost, steps: boundSteps })
  const priced = pricedCosts(flat, prices)
  const narrowed = ({ chosen, cost }: Answer): Ready => {
    const candidates = withChosen(worthwhile(all, priced, bound, cost), chosen)
    return { chosen, cost, bound, prices, priced, candidates }
  }
  const ready = narrowed(betterOf(flat, greedy(flat, prices), first))
  const heard = (cost: number): void => tell({ round: 1, cost, bound: wholeBound(bound, cost) })
  return narrowed(annealed(flat, ready, { seed, moves: Math.ceil(moves * FIRST_MOVES) }, heard))
}

/** The long annealing. Of what is ready several may be made better, each with its seed. */
export function better(flat: Flat, ready: Ready, { seed, moves }: Omit<Budget, 'boundSteps'>, tell: Tell): Found {
  const { priced, ...known } = ready
  const isBest = wholeBound(ready.bound, ready.cost) === ready.cost
  const best = isBest
    ? known
    : annealed(flat, ready, { seed: seed + 1, moves: Math.floor(moves * (1 - FIRST_MOVES)) }, (cost) =>
        tell({ round: 2, cost, bound: wholeBound(ready.bound, cost) }),
      )
  const kept = worthwhile(ready.candidates, priced, ready.bound, best.cost - 1)
  return {
    ...{ chosen: best.chosen, cost: best.cost, prices: ready.prices },
    bound: wholeBound(ready.bound, best.cost),
    candidates: withChosen(kept, best.chosen),
  }
}

/** Of one place for each there is an exact method; the prices come from the bound, which is as good there. */
function exactWhereOneEach(flat: Flat, all: Candidates): Ready | undefined {
  const chosen = oneEach(flat, all)
  if (!chosen) return undefined
  const { cost } = costOf(flat, chosen)
  const { prices } = raiseBound(flat, all, { upper: cost, steps: EXACT_STEPS })
  return { chosen, cost, bound: cost, prices, candidates: all, priced: flat.cost }
}

const EXACT_STEPS = 1000

type Answer = { readonly chosen: Int32Array; readonly cost: number }

function betterOf(flat: Flat, chosen: Int32Array, known?: Answer): Answer {
  const { cost } = costOf(flat, chosen)
  return known && known.cost <= cost ? known : { chosen, cost }
}

/** Costs are whole numbers, and so is every answer's. The bound is a sum of many, so the last digits are not trusted. */
export const wholeBound = (bound: number, cost: number): number =>
  Math.min(cost, Math.ceil(bound - 1e-6 - Math.abs(bound) * 1e-11) + 0)

/** How many times what a task's next options usually cost more a change may cost, at first and at last. */
const HOT = 1 / 2
const COLD = 1 / 25

function annealed(
  flat: Flat,
  { chosen, cost, candidates, priced }: Ready,
  work: { seed: number; moves: number },
  tell: (cost: number) => void,
): Answer {
  const usual = usuallyDearer(candidates, priced)
  const heard = (saved: number): void => tell(cost - saved)
  const heat = { hot: usual * HOT, cold: usual * COLD }
  const found = anneal(flat, candidates, chosen, priced, { ...work, ...heat, heard })
  const best = betterOf(flat, found, { chosen, cost })
  tell(best.cost)
  return best
}

/** The second option is as cheap as the first for all that stand between two rows; the fifth tells how far apart options lie. */
const NEXT = 4

/** In the middle of all tasks, what the fifth option costs more than the first. */
function usuallyDearer({ first, option }: Candidates, priced: Float64Array): number {
  const dearer: number[] = []
  for (let task = 0; task + 1 < first.length; task++) {
    const other = Math.min(first[task]! + NEXT, first[task + 1]! - 1)
    if (other > first[task]!) dearer.push(priced[option[other]!]! - priced[option[first[task]!]!]!)
  }
  dearer.sort((a, b) => a - b)
  return Math.max(1, dearer[Math.floor(dearer.length / 2)] ?? 1)
}
