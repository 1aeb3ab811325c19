/** Branch and cut over the options that may still be in a better answer, started from the one that is known. */
import highsPackage, { type Highs, type Model, type ModelData } from 'highs'
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import { costOf, type Flat } from '#src/solvers/assignment/problem.ts'
import type { Found, Known } from '#src/solvers/assignment/search.ts'

// The package's types are those of its older form, in which the loader is one level deeper.
const load = highsPackage as unknown as typeof highsPackage.default
let loaded: Promise<Highs> | undefined
/** One for all models of a thread: each would keep its memory. */
export const loadHighs = (): Promise<Highs> => (loaded ??= load())

/** Beyond this a method that reckons with sixteen digits and trusts ten cannot tell a cost from one more. */
const MOST_COST = 1e9
export const areTold = (flat: Flat, { option }: Candidates): boolean =>
  option.every((one) => Math.abs(flat.cost[one]!) <= MOST_COST)

/** Whether the method came to an end of its own or was called off: where it failed (seldom, and always the same), what was known stands. */
export function ranThrough(highs: Highs, model: Model, hooks: Parameters<Model['run']>[0]): boolean {
  try {
    model.run(hooks)
    return true
  } catch (error) {
    if (error instanceof highs.errors.HighsError) return false
    throw error
  }
}

/** Each task takes one option; no row holds more than its capacity. */
export function modelOf(flat: Flat, { first, option }: Candidates, infinity: number): ModelData {
  const columns = option.length
  const rows = flat.tasks + flat.rows
  const starts = new Int32Array(columns + 1)
  const indices: number[] = []
  const values: number[] = []
  for (let task = 0; task < flat.tasks; task++)
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      starts[at] = indices.length
      indices.push(task)
      values.push(1)
      for (let use = flat.from[option[at]!]!; use < flat.from[option[at]! + 1]!; use++) {
        indices.push(flat.tasks + flat.row[use]!)
        values.push(flat.amount[use]!)
      }
    }
  starts[columns] = indices.length
  const rowLower = new Float64Array(rows).fill(-infinity).fill(1, 0, flat.tasks)
  const rowUpper = new Float64Array(rows).fill(1)
  rowUpper.set(flat.capacity, flat.tasks)
  return {
    numCols: columns,
    numRows: rows,
    colCost: Float64Array.from(option, (one) => flat.cost[one]!),
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(1),
    rowLower,
    rowUpper,
    matrix: { format: 'csc', numRows: rows, numCols: columns, starts, indices, values },
    integrality: new Int32Array(columns).fill(1),
  }
}

export type Proving = {
  /** Work is counted in steps of the simplex method, which are the same on every machine; time is not. */
  readonly steps: number
  readonly heard: (cost: number, bound: number) => void
}

/** What is found is never worse than what is known, in cost and in bound. */
export async function prove<K extends Known>(flat: Flat, known: K, { steps, heard }: Proving): Promise<K> {
  // The bound has dropped what presolving would, in far less time.
  const { candidates } = known
  const better = await branch(flat, known, { candidates, presolve: 'off', steps, heard })
  return better ? { ...known, ...better, bound: Math.min(better.cost, boundOf(known, better.bound)) } : known
}

/** With fewer steps a task than this nothing better is found. */
const STEPS_A_TASK = 10

/** The best answer that takes each task's option from one of the runs' answers, or nearly. It says nothing about the bound. */
export async function combine(flat: Flat, known: Found, { steps, heard }: Proving): Promise<Found> {
  if (steps < STEPS_A_TASK * flat.tasks) return known
  const candidates = takenIn(known.met, known.chosen)
  const better = await branch(flat, known, {
    ...{ candidates, presolve: 'on', steps },
    heard: (cost) => heard(cost, known.bound),
  })
  return better ? { ...known, chosen: better.chosen, cost: better.cost } : known
}

/** Of each task the options that answers took. */
function takenIn(answers: readonly Int32Array[], chosen: Int32Array): Candidates {
  const first = new Int32Array(chosen.length + 1)
  const option: number[] = []
  for (let task = 0; task < chosen.length; task++) {
    option.push(...new Set([chosen[task]!, ...answers.map((answer) => answer[task]!)]))
    first[task + 1] = option.length
  }
  return { first, option: Int32Array.from(option) }
}

/** Rows that it keeps at hand: more take memory and find no more. */
const MOST_CUTS = 1000

type Branching = Proving & { readonly candidates: Candidates; readonly presolve: 'on' | 'off' }

/** The best answer among some options, and the bound proved of them; nothing where the known answer is the best or numbers cannot be told. */
async function branch(
  flat: Flat,
  known: Known,
  { candidates, presolve, steps, heard }: Branching,
): Promise<{ chosen: Int32Array; cost: number; bound: unknown } | undefined> {
  if (known.bound >= known.cost || !areTold(flat, candidates)) return undefined
  const highs = await loadHighs()
  return highs.withModel(modelOf(flat, candidates, highs.infinity), (model) => {
    // Costs are whole numbers: what is less than one better is no better.
    model.options.set({
      output_flag: false,
      presolve,
      mip_rel_gap: 0,
      mip_abs_gap: 0.999,
      mip_pool_soft_limit: MOST_CUTS,
    })
    model.setSolution({ colValue: startOf(known.chosen, candidates) })
    const ran = ranThrough(highs, model, {
      [highs.constants.callbackType.mipInterrupt](event) {
        const { mip_total_lp_iterations: taken, mip_primal_bound, mip_dual_bound } = event.data
        heard(Math.min(known.cost, Math.round(mip_primal_bound ?? Infinity)), boundOf(known, mip_dual_bound))
        if (Number(taken ?? 0) >= steps) event.interrupt()
      },
    })
    if (!ran) return undefined
    const chosen = answerOf(known.chosen, candidates, model.getSolution().colValue)
    const { cost, broken } = costOf(flat, chosen)
    const best = broken === 0 && cost < known.cost ? { chosen, cost } : { chosen: known.chosen, cost: known.cost }
    return { ...best, bound: model.info.get('mip_dual_bound') }
  })
}

/** What the search dropped is in no better answer, so nothing is below the smaller of both bounds and the known cost. */
function boundOf({ bound, cost }: Known, proved: unknown): number {
  const whole = typeof proved === 'number' && Number.isFinite(proved) ? Math.ceil(proved - 1e-5) : bound
  return Math.min(cost, Math.max(bound, whole))
}

function startOf(chosen: Int32Array, { first, option }: Candidates): Float64Array {
  const start = new Float64Array(option.length)
  for (let task = 0; task < chosen.length; task++)
    for (let at = first[task]!; at < first[task + 1]!; at++) if (option[at] === chosen[task]) start[at] = 1
  return start
}

function answerOf(chosen: Int32Array, { first, option }: Candidates, values: Float64Array): Int32Array {
  const answer = Int32Array.from(chosen)
  for (let task = 0; task < chosen.length; task++)
    for (let at = first[task]!; at < first[task + 1]!; at++) if (values[at]! > 0.5) answer[task] = option[at]!
  return answer
}
