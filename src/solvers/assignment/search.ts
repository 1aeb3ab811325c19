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
import { costOf, type Flat } from '#src/solvers/assignment/problem.ts'

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

/** An answer in options of the flat problem, and what is proved. */
export type Answer = {
  readonly chosen: Int32Array
  readonly cost: number
  readonly bound: number
  readonly prices: Float64Array
}

/** With the options that may still be in a better answer. */
export type Known = Answer & { readonly candidates: Candidates }

/** With the answers of all runs: what is good in one may go with what is good in another. */
export type Found = Known & { readonly met: readonly Int32Array[] }

/** What a problem is given of the whole's budget. */
export type Work = Budget & { readonly simplexSteps: number }

/** What is known before the long annealing: an answer, the bound, and what each option costs with the rows' prices charged. */
export type Ready = Omit<Known, 'bound'> & {
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
  if (exact) {
    tell({ round: 1, cost: exact.cost, bound: exact.bound })
    return exact
  }
  const first = betterOf(flat, greedy(flat, new Float64Array(flat.rows)))
  const { bound, prices } = raiseBound(flat, all, { upper: first.cost, steps: boundSteps })
  const priced = pricedCosts(flat, prices)
  const narrowed = ({ chosen, cost }: Placed): Ready => {
    const candidates = withChosen(worthwhile(all, priced, bound, cost), chosen)
    return { chosen, cost, bound, prices, priced, candidates }
  }
  const ready = narrowed(betterOf(flat, greedy(flat, prices), first))
  const heard = (cost: number): void => tell({ round: 1, cost, bound: wholeBound(bound, cost) })
  return narrowed(annealed(flat, ready, { seed, moves: Math.ceil(moves * FIRST_MOVES) }, heard))
}

/** The long annealing. Of what is ready several may be made better, each with its seed. */
export function better(flat: Flat, ready: Ready, { seed, moves }: Omit<Budget, 'boundSteps'>, tell: Tell): Found {
  const isBest = wholeBound(ready.bound, ready.cost) === ready.cost
  const best = isBest
    ? { ...ready, met: [] }
    : annealed(flat, ready, { seed: seed + 1, moves: Math.floor(moves * (1 - FIRST_MOVES)) }, (cost) =>
        tell({ round: 2, cost, bound: wholeBound(ready.bound, cost) }),
      )
  const kept = worthwhile(ready.candidates, ready.priced, ready.bound, best.cost - 1)
  return {
    ...{ chosen: best.chosen, cost: best.cost, met: best.met, prices: ready.prices },
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

type Placed = Pick<Answer, 'chosen' | 'cost'>

function betterOf(flat: Flat, chosen: Int32Array, known?: Placed): Placed {
  const { cost } = costOf(flat, chosen)
  return known && known.cost <= cost ? known : { chosen, cost }
}

/** Costs are whole numbers, and so is every answer's. The bound is a sum of many, so the last digits are not trusted. */
export const wholeBound = (bound: number, cost: number): number =>
  Math.min(cost, Math.ceil(bound - 1e-6 - Math.abs(bound) * 1e-11) + 0)

/** How many times what a task's next options usually cost more a change may cost, at first and at last. */
const HOT = 1 / 2
const COLD = 1 / 25
/** It begins hotter where the answer is further than that above the bound for each task, as it is when some are left out; at most so many times. */
const HOTTEST = 8

/** Beyond so many moves for each task another run mostly gains more than a longer one. */
const MOVES_A_TASK = 4000

/**
 * What share of the rows' prices each run charges in turn. Where all charge them whole, all come to one answer and stay there: it is the
 * best at those prices, and may not be the best.
 */
const CHARGES = [0.7, 1, 0.4]

/** The best of several runs, each with its seed, and what each of them came to. */
function annealed(
  flat: Flat,
  { chosen, cost, bound, candidates, priced }: Ready,
  { seed, moves }: { seed: number; moves: number },
  tell: (cost: number) => void,
): Placed & { met: Int32Array[] } {
  const usual = usuallyDearer(candidates, priced)
  const far = (cost - bound) / Math.max(1, flat.tasks)
  const heat = { hot: Math.max(usual * HOT, Math.min(usual * HOTTEST, far)), cold: usual * COLD }
  const runs = Math.max(1, Math.round(moves / (Math.max(1, flat.tasks) * MOVES_A_TASK)))
  let best: Placed = { chosen, cost }
  const met = [chosen]
  for (let run = 0; run < runs; run++) {
    const known = best.cost
    const heard = (saved: number): void => tell(Math.min(known, cost - saved))
    const charge = CHARGES[run % CHARGES.length]!
    const work = { seed: seed + run * NEXT_SEED, moves: Math.floor(moves / runs), ...heat, charge, heard }
    const came = anneal(flat, candidates, chosen, priced, work)
    met.push(came)
    best = betterOf(flat, came, best)
    tell(best.cost)
  }
  return { ...best, met }
}

/** What a run's seed is more by than the one before. */
const NEXT_SEED = 104_729

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
