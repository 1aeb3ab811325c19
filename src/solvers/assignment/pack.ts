/**
 * The best answer there is, by whole bundles. A better answer than the known one has only bundles that lie within its distance of the
 * relaxation's bound; where blocks take few tasks these are few, and branch and cut chooses among all of them.
 */
import type { Highs } from 'highs'
import { pricedCosts, withChosen } from '#src/solvers/assignment/bound.ts'
import { eachBundle } from '#src/solvers/assignment/bundles.ts'
import { type Bundle, LOOKS_A_STEP, Packing, type Relaxed, relax, type Work } from '#src/solvers/assignment/packing.ts'
import { costOf, type Flat } from '#src/solvers/assignment/problem.ts'
import { areTold, loadHighs, type Proving, ranThrough } from '#src/solvers/assignment/prove.ts'
import { type Found, wholeBound } from '#src/solvers/assignment/search.ts'

/** With fewer steps a task than this the relaxation is not reached. */
const STEPS_A_TASK = 50
/** What share of the steps the relaxation may take: the bundles that it met are worth choosing from, though it did not end. */
const RELAXING = 0.75
/** Among so many bundles the best answer is found at once; it is mostly the best of all. */
const FEW = 1500
/** Among more it takes longer than by options. */
const MANY = 20_000
/** A block in which they are met more seldom is taken to have too many. */
const LOOKS_A_BUNDLE = 100
/** The bound is a sum of many: its last digits are not trusted. */
const UNSURE = 1e-6

/** Never worse than what is known, in cost and in bound; `steps` counts looks for bundles too. */
export async function pack(flat: Flat, known: Found, { steps, heard }: Proving): Promise<Found> {
  if (known.bound >= known.cost || steps < STEPS_A_TASK * flat.tasks || !areTold(flat, known.candidates)) return known
  const highs = await loadHighs()
  const work: Work = { left: Math.ceil(steps * RELAXING) }
  const packing = new Packing(flat, known.candidates)
  for (const answer of [known.chosen, ...known.met]) packing.addAnswer(answer)
  packing.fewestFree = fewestFree(highs, packing, known, work)
  const relaxed = relax(highs, packing, {
    ...{ cost: flat.cost, enough: known.cost - 1, work },
    start: worthOf(flat, known),
  })
  const bound = Math.max(known.bound, wholeBound(relaxed.bound, known.cost))
  heard(known.cost, bound)
  work.left += Math.floor(steps * (1 - RELAXING))
  // Where the work did not last for a bound there is nothing to widen.
  if (bound >= known.cost || relaxed.bound === -Infinity) return { ...known, bound }
  return widen(highs, packing, { ...known, bound }, { relaxed, work, heard })
}

/** How many tasks have an option that uses nothing in every answer; as many as can be proved. */
function fewestFree(highs: Highs, packing: Packing, { chosen }: Found, work: Work): number {
  const known = chosen.reduce((sum, one) => sum + (packing.free.includes(one) ? 1 : 0), 0)
  if (known === 0) return 0
  const cost = new Float64Array(packing.flat.cost.length)
  for (const one of packing.free) cost[one] = 1
  const start = new Float64Array(packing.flat.tasks)
  const { bound } = relax(highs, packing, { cost, enough: known - 1 + UNSURE, start, work })
  return Math.max(0, wholeBound(bound, known))
}

/** What each task's cheapest option costs at the prices of rows. */
function worthOf(flat: Flat, { prices, candidates: { first, option } }: Found): Float64Array {
  const priced = pricedCosts(flat, prices)
  return Float64Array.from({ length: flat.tasks }, (_, task) =>
    option.subarray(first[task], first[task + 1]).reduce((least, one) => Math.min(least, priced[one]!), Infinity),
  )
}

type Widening = { readonly relaxed: Relaxed; readonly work: Work; readonly heard: Proving['heard'] }

/** The best answer among the bundles nearest to the bound, then among all that may be in a better one. */
function widen(highs: Highs, packing: Packing, known: Found, { relaxed, work, heard }: Widening): Found {
  let best = known
  const cutOff = (): number => best.cost - 1 - relaxed.bound
  let gap = cutOff()
  let most = FEW
  let near = bundlesNear(packing, relaxed, { gap, most, work })
  while (!near && gap > 1) {
    gap /= 2
    near = bundlesNear(packing, relaxed, { gap, most, work })
  }
  while (work.left > 0) {
    // Where all are alike there are too many near the bound: of those at hand an answer may be had, and no proof.
    const { chosen, isProved } = bestOf(highs, packing, near ?? packing.bundles, { known: best, work })
    const { cost, broken } = costOf(packing.flat, chosen)
    if (broken === 0 && cost < best.cost) best = { ...best, cost, chosen }
    if (!near || !isProved) break
    // Whatever has another bundle costs more than the gap above the relaxation's bound.
    const isAll = gap >= cutOff()
    best = { ...best, bound: isAll ? best.cost : Math.max(best.bound, wholeBound(relaxed.bound + gap, best.cost)) }
    heard(best.cost, best.bound)
    if (isAll) break
    gap = Math.min(gap * 2, cutOff())
    most = MANY
    near = bundlesNear(packing, relaxed, { gap, most, work })
    if (!near) break
  }
  heard(best.cost, best.bound)
  return { ...best, candidates: withChosen(best.candidates, best.chosen) }
}

/** All bundles that cost at most the gap more than they bring at the relaxation's prices; nothing where there are more than so many. */
function bundlesNear(
  packing: Packing,
  { worth, most: brings }: Relaxed,
  { gap, most, work }: { gap: number; most: number; work: Work },
): Bundle[] | undefined {
  const { flat, blocks, free, taskOf } = packing
  const near: Bundle[] = free
    .filter((one) => flat.cost[one]! - worth.free - worth.task[taskOf(one)]! <= gap)
    .map((one) => ({ options: [one], block: blocks.length }))
  for (const [index, block] of blocks.entries()) {
    const profit = packing.profitOf(block, flat.cost, worth)
    const least = brings[index]! - gap - UNSURE
    const asked = { least, gap: gap + UNSURE, looks: Math.min(work.left * LOOKS_A_STEP, LOOKS_A_BUNDLE * most) }
    const looked = eachBundle(block, profit, asked, (bundle) => {
      near.push({ options: bundle.map((at) => block.option[at]!), block: index })
      return near.length > most ? Infinity : least
    })
    work.left -= looked.looks / LOOKS_A_STEP
    if (!looked.isWhole || near.length > most) return undefined
  }
  return near
}

/** The best answer among these bundles, by branch and cut: the known one where there is none. It is not proved where the work did not last. */
function bestOf(
  highs: Highs,
  packing: Packing,
  bundles: readonly Bundle[],
  { known, work }: { known: Found; work: Work },
): { readonly chosen: Int32Array; readonly isProved: boolean } {
  const { modelStatus } = highs.constants
  const whole = {
    integrality: new Int32Array(bundles.length).fill(1),
    colUpper: new Float64Array(bundles.length).fill(1),
  }
  return highs.withModel({ ...packing.model(bundles, packing.flat.cost, highs.infinity), ...whole }, (model) => {
    // Presolving such models fails now and then, and there is little for it to find.
    model.options.set({ output_flag: false, presolve: 'off', mip_rel_gap: 0, mip_abs_gap: 0.999 })
    let taken = 0
    const ran = ranThrough(highs, model, {
      [highs.constants.callbackType.mipInterrupt](event) {
        taken = Number(event.data.mip_total_lp_iterations ?? 0)
        if (taken >= work.left) event.interrupt()
      },
    })
    work.left -= Math.max(1, taken)
    if (!ran) return { chosen: known.chosen, isProved: false }
    const status = model.getModelStatus()
    const chosen = Int32Array.from(known.chosen)
    if (Number(model.info.get('primal_solution_status')) === FEASIBLE) {
      const { colValue } = model.getSolution()
      for (const [at, { options }] of bundles.entries())
        if (colValue[at]! > 0.5) for (const one of options) chosen[packing.taskOf(one)] = one
    }
    return { chosen, isProved: status === modelStatus.optimal || status === modelStatus.infeasible }
  })
}

const FEASIBLE = 2
