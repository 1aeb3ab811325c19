/**
 * How good any answer can be at best. Each row's capacity is priced instead of kept; for any prices of 0 or more the sum of each
 * task's cheapest option, less what the capacity is worth, is below every answer (Lagrange). Subgradient steps look for the prices
 * that raise it most, and those prices say what one more unit of a full row would save.
 */
import type { Flat } from '#src/solvers/assignment/problem.ts'

export type Bound = { readonly bound: number; readonly prices: Float64Array }

/** Options worth a look, by task, as in `Flat`. */
export type Candidates = { readonly first: Int32Array; readonly option: Int32Array }

/** All but those that would not fit if they stood alone. */
export function allCandidates(flat: Flat): Candidates {
  const first = new Int32Array(flat.tasks + 1)
  const kept: number[] = []
  for (let task = 0; task < flat.tasks; task++) {
    first[task] = kept.length
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++) {
      let fits = true
      for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++)
        fits &&= flat.amount[use]! <= flat.capacity[flat.row[use]!]!
      if (fits) kept.push(option)
    }
  }
  first[flat.tasks] = kept.length
  return { first, option: Int32Array.from(kept) }
}

/** What each option costs with its uses priced. */
export function pricedCosts(flat: Flat, prices: Float64Array): Float64Array {
  const priced = Float64Array.from(flat.cost)
  for (let option = 0; option < priced.length; option++)
    for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++)
      priced[option]! += prices[flat.row[use]!]! * flat.amount[use]!
  return priced
}

/**
 * An option whose price alone lifts the bound above a known answer is in no better answer: it is dropped (reduced cost fixing).
 * Those kept stand by their priced cost, the cheapest first.
 */
export function worthwhile(flat: Flat, all: Candidates, { bound, prices }: Bound, upper: number): Candidates {
  const priced = pricedCosts(flat, prices)
  const first = new Int32Array(flat.tasks + 1)
  const kept: number[] = []
  for (let task = 0; task < flat.tasks; task++) {
    first[task] = kept.length
    const own: number[] = []
    let least = Infinity
    const options = all.option.subarray(all.first[task], all.first[task + 1])
    for (const option of options) least = Math.min(least, priced[option]!)
    for (const option of options) if (bound + priced[option]! - least <= upper) own.push(option)
    own.sort((a, b) => priced[a]! - priced[b]! || a - b)
    kept.push(...own)
  }
  first[flat.tasks] = kept.length
  return { first, option: Int32Array.from(kept) }
}

type Walk = { readonly prices: Float64Array; readonly direction: Float64Array; readonly slope: Float64Array }

/** The bound at given prices; `slope` becomes by how much each row is over-used. */
function evaluate(flat: Flat, { first, option }: Candidates, { prices, slope }: Walk): number {
  let bound = 0
  for (let row = 0; row < flat.rows; row++) {
    slope[row] = -flat.capacity[row]!
    bound -= prices[row]! * flat.capacity[row]!
  }
  for (let task = 0; task < flat.tasks; task++) {
    let best = -1
    let least = Infinity
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      const one = option[at]!
      let cost = flat.cost[one]!
      for (let use = flat.from[one]!; use < flat.from[one + 1]! && cost < least; use++)
        cost += prices[flat.row[use]!]! * flat.amount[use]!
      if (cost < least) {
        least = cost
        best = one
      }
    }
    bound += least
    for (let use = flat.from[best]!; use < flat.from[best + 1]!; use++) slope[flat.row[use]!]! += flat.amount[use]!
  }
  return bound
}

/** One step along the slope, bent towards the last (Camerini, Fratta, Maffioli), as long as the way to the known answer says (Polyak). */
function step({ prices, direction, slope }: Walk, way: number): void {
  let along = 0
  let length = 0
  for (let row = 0; row < prices.length; row++) {
    // Below nought there is nothing to go down for.
    if (prices[row] === 0 && slope[row]! < 0) slope[row] = 0
    along += slope[row]! * direction[row]!
    length += direction[row]! * direction[row]!
  }
  const bend = length > 0 ? Math.max(0, (-1.5 * along) / length) : 0
  let norm = 0
  for (let row = 0; row < prices.length; row++) {
    direction[row] = slope[row]! + bend * direction[row]!
    norm += direction[row]! * direction[row]!
  }
  if (norm === 0) return
  const size = way / norm
  for (let row = 0; row < prices.length; row++) prices[row] = Math.max(0, prices[row]! + size * direction[row]!)
}

const PATIENCE = 12

/** The best bound of so many steps from given prices; `upper` is the cost of a known answer. */
export function raiseBound(
  flat: Flat,
  candidates: Candidates,
  from: Bound,
  { upper, steps }: { upper: number; steps: number },
): Bound {
  const walk: Walk = {
    prices: Float64Array.from(from.prices),
    direction: new Float64Array(flat.rows),
    slope: new Float64Array(flat.rows),
  }
  let best = from
  let scale = 1
  let waited = 0
  for (let taken = 0; taken < steps && scale > 1e-4; taken++) {
    const bound = evaluate(flat, candidates, walk)
    if (bound > best.bound + Math.abs(best.bound) * 1e-9) {
      best = { bound, prices: Float64Array.from(walk.prices) }
      waited = 0
    } else if (++waited >= PATIENCE) {
      scale /= 2
      waited = 0
      walk.prices.set(best.prices)
      walk.direction.fill(0)
      evaluate(flat, candidates, walk)
    }
    const gap = Math.max(upper - best.bound, Math.abs(upper) * 1e-6, 1e-6)
    step(walk, scale * gap)
  }
  // Every option that was dropped is in no answer better than `upper`, so nothing is below the smaller of the two.
  return best.bound > upper ? { ...best, bound: upper } : best
}
