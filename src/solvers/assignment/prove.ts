/** Branch and cut over the options that may still be in a better answer, started from the one that is known. */
import highsPackage, { type Highs, type ModelData } from 'highs'
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import { costOf, type Flat } from '#src/solvers/assignment/problem.ts'
import type { Found } from '#src/solvers/assignment/search.ts'

// The package's types are those of its older form, in which the loader is one level deeper.
const load = highsPackage as unknown as typeof highsPackage.default
let loaded: Promise<Highs> | undefined
/** One for all models of a thread: each would keep its memory. */
export const loadHighs = (): Promise<Highs> => (loaded ??= load())

/** Beyond this a method that reckons with sixteen digits and trusts ten cannot tell a cost from one more. */
const MOST_COST = 1e9
export const areTold = (flat: Flat, { option }: Candidates): boolean =>
  option.every((one) => Math.abs(flat.cost[one]!) <= MOST_COST)

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
export async function prove(flat: Flat, known: Found, { steps, heard }: Proving): Promise<Found> {
  if (known.bound >= known.cost || !areTold(flat, known.candidates)) return known
  const highs = await loadHighs()
  return highs.withModel(modelOf(flat, known.candidates, highs.infinity), (model) => {
    // Costs are whole numbers: what is less than one better is no better. The bound has dropped what presolving would, in far less time.
    model.options.set({ output_flag: false, presolve: 'off', mip_rel_gap: 0, mip_abs_gap: 0.999 })
    model.setSolution({ colValue: startOf(known) })
    model.run({
      [highs.constants.callbackType.mipInterrupt](event) {
        const { mip_total_lp_iterations: taken, mip_primal_bound, mip_dual_bound } = event.data
        heard(Math.min(known.cost, Math.round(mip_primal_bound ?? Infinity)), boundOf(known, mip_dual_bound))
        if (Number(taken ?? 0) >= steps) event.interrupt()
      },
    })
    const chosen = answerOf(known, model.getSolution().colValue)
    const { cost, broken } = costOf(flat, chosen)
    const best = broken === 0 && cost < known.cost ? { chosen, cost } : { chosen: known.chosen, cost: known.cost }
    const bound = boundOf(known, model.info.get('mip_dual_bound'))
    return { ...known, ...best, bound: Math.min(best.cost, bound) }
  })
}

/** What the search dropped is in no better answer, so nothing is below the smaller of both bounds and the known cost. */
function boundOf({ bound, cost }: Found, proved: unknown): number {
  const whole = typeof proved === 'number' && Number.isFinite(proved) ? Math.ceil(proved - 1e-5) : bound
  return Math.min(cost, Math.max(bound, whole))
}

function startOf({ chosen, candidates: { first, option } }: Found): Float64Array {
  const start = new Float64Array(option.length)
  for (let task = 0; task < chosen.length; task++)
    for (let at = first[task]!; at < first[task + 1]!; at++) if (option[at] === chosen[task]) start[at] = 1
  return start
}

function answerOf({ chosen, candidates: { first, option } }: Found, values: Float64Array): Int32Array {
  const answer = Int32Array.from(chosen)
  for (let task = 0; task < chosen.length; task++)
    for (let at = first[task]!; at < first[task + 1]!; at++) if (values[at]! > 0.5) answer[task] = option[at]!
  return answer
}
