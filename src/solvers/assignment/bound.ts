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
  const option = new Int32Array(flat.cost.length)
  let kept = 0
  for (let task = 0; task < flat.tasks; task++) {
    for (let one = flat.first[task]!; one < flat.first[task + 1]!; one++) {
      let fits = true
      for (let use = flat.from[one]!; use < flat.from[one + 1]!; use++)
        fits &&= flat.amount[use]! <= flat.capacity[flat.row[use]!]!
      if (fits) option[kept++] = one
    }
    first[task + 1] = kept
  }
  return { first, option: option.slice(0, kept) }
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
export function worthwhile(all: Candidates, priced: Float64Array, bound: number, upper: number): Candidates {
  const first = new Int32Array(all.first.length)
  const option = new Int32Array(all.option.length)
  let kept = 0
  for (let task = 0; task + 1 < first.length; task++) {
    let least = Infinity
    const options = all.option.subarray(all.first[task], all.first[task + 1])
    for (const one of options) least = Math.min(least, priced[one]!)
    for (const one of options) if (bound + priced[one]! - least <= upper) option[kept++] = one
    option.subarray(first[task], kept).sort((a, b) => priced[a]! - priced[b]! || a - b)
    first[task + 1] = kept
  }
  return { first, option: option.slice(0, kept) }
}

/** The first so many of each task, and the chosen: that may be too dear for a better answer, and is still where its task stands. */
export function withChosen({ first, option }: Candidates, chosen: Int32Array, most = Infinity): Candidates {
  const ends = new Int32Array(first.length)
  const options = new Int32Array(option.length + chosen.length)
  let kept = 0
  for (let task = 0; task < chosen.length; task++) {
    const own = option.subarray(first[task], Math.min(first[task + 1]!, first[task]! + most))
    options.set(own, kept)
    kept += own.length
    if (!own.includes(chosen[task]!)) options[kept++] = chosen[task]!
    ends[task + 1] = kept
  }
  return { first: ends, option: options.slice(0, kept) }
}

/** The cheapest options of each task at some prices, lying together: nearly always the cheapest at prices nearby is one of them. */
type Core = {
  readonly first: Int32Array
  readonly option: Int32Array
  readonly cost: Float64Array
  readonly from: Int32Array
  readonly row: Int32Array
  readonly amount: Float64Array
}

const CORE = 10
/** So many steps are taken in the core between two looks at everything. */
const INNER = 20
/** After so many steps for nothing they get so many times shorter, down to this share of the bound. */
const PATIENCE = 12
const SHORTER = 1.3
const SHORTEST = 1e-6

type Walk = {
  readonly prices: Float64Array
  readonly direction: Float64Array
  /** By how much each row is over-used at the prices. */
  readonly slope: Float64Array
  /** What is a usual amount of each row: a step is as long in minutes as it is in heads. */
  readonly unit: Float64Array
}

function emptySlope(flat: Flat, { prices, slope }: Walk): number {
  let worth = 0
  for (let row = 0; row < flat.rows; row++) {
    slope[row] = -flat.capacity[row]!
    worth -= prices[row]! * flat.capacity[row]!
  }
  return worth
}

/** The bound at the walk's prices over all options, and the core there. */
function lookAtAll(flat: Flat, { first, option }: Candidates, walk: Walk): { bound: number; core: Core } {
  let bound = emptySlope(flat, walk)
  const ends = new Int32Array(flat.tasks + 1)
  const inCore: number[] = []
  const best = new Int32Array(CORE)
  const cost = new Float64Array(CORE)
  for (let task = 0; task < flat.tasks; task++) {
    let held = 0
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      const one = option[at]!
      const limit = held === CORE ? cost[CORE - 1]! : Infinity
      let priced = flat.cost[one]!
      for (let use = flat.from[one]!; use < flat.from[one + 1]! && priced < limit; use++)
        priced += walk.prices[flat.row[use]!]! * flat.amount[use]!
      if (priced >= limit) continue
      let place = held < CORE ? held++ : CORE - 1
      for (; place > 0 && cost[place - 1]! > priced; place--) {
        cost[place] = cost[place - 1]!
        best[place] = best[place - 1]!
      }
      cost[place] = priced
      best[place] = one
    }
    bound += cost[0]!
    for (let place = 0; place < held; place++) inCore.push(best[place]!)
    ends[task + 1] = inCore.length
    for (let use = flat.from[best[0]!]!; use < flat.from[best[0]! + 1]!; use++)
      walk.slope[flat.row[use]!]! += flat.amount[use]!
  }
  return { bound, core: coreOf(flat, ends, Int32Array.from(inCore)) }
}

function coreOf(flat: Flat, first: Int32Array, option: Int32Array): Core {
  const from = new Int32Array(option.length + 1)
  for (const [at, one] of option.entries()) from[at + 1] = from[at]! + flat.from[one + 1]! - flat.from[one]!
  const row = new Int32Array(from[option.length]!)
  const amount = new Float64Array(row.length)
  for (const [at, one] of option.entries()) {
    row.set(flat.row.subarray(flat.from[one], flat.from[one + 1]), from[at])
    amount.set(flat.amount.subarray(flat.from[one], flat.from[one + 1]), from[at])
  }
  return { first, option, cost: Float64Array.from(option, (one) => flat.cost[one]!), from, row, amount }
}

/** The bound at the walk's prices as far as the core knows. */
function lookAtCore(flat: Flat, { first, cost, from, row, amount }: Core, walk: Walk): number {
  const { prices, slope } = walk
  let bound = emptySlope(flat, walk)
  for (let task = 0; task < flat.tasks; task++) {
    let best = -1
    let least = Infinity
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      let priced = cost[at]!
      for (let use = from[at]!; use < from[at + 1]! && priced < least; use++)
        priced += prices[row[use]!]! * amount[use]!
      if (priced < least) {
        least = priced
        best = at
      }
    }
    bound += least
    for (let use = from[best]!; use < from[best + 1]!; use++) slope[row[use]!]! += amount[use]!
  }
  return bound
}

/** One step along the slope, bent towards the last (Camerini, Fratta, Maffioli), as long as the way that is thought to be left says (Polyak). */
function step({ prices, direction, slope, unit }: Walk, way: number): void {
  let along = 0
  let length = 0
  for (let row = 0; row < prices.length; row++) {
    // Below nought there is nothing to go down for.
    slope[row] = prices[row] === 0 && slope[row]! < 0 ? 0 : slope[row]! / unit[row]!
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
  for (let row = 0; row < prices.length; row++)
    prices[row] = Math.max(0, prices[row]! + (size * direction[row]!) / unit[row]!)
}

function usualAmounts(flat: Flat): Float64Array {
  const sum = new Float64Array(flat.rows)
  const count = new Float64Array(flat.rows)
  for (let use = 0; use < flat.row.length; use++) {
    sum[flat.row[use]!]! += flat.amount[use]!
    count[flat.row[use]!]!++
  }
  return sum.map((all, row) => (all > 0 ? all / count[row]! : 1))
}

/** The bound at no prices: what it would cost if there were room for everything. */
function freeBound(flat: Flat, { first, option }: Candidates): Bound {
  let bound = 0
  for (let task = 0; task < flat.tasks; task++) {
    let least = Infinity
    for (let at = first[task]!; at < first[task + 1]!; at++) least = Math.min(least, flat.cost[option[at]!]!)
    bound += least
  }
  return { bound, prices: new Float64Array(flat.rows) }
}

/** The best bound of so many steps; `upper` is the cost of a known answer. */
export function raiseBound(
  flat: Flat,
  candidates: Candidates,
  { upper, steps }: { upper: number; steps: number },
): Bound {
  const walk: Walk = {
    prices: new Float64Array(flat.rows),
    direction: new Float64Array(flat.rows),
    slope: new Float64Array(flat.rows),
    unit: usualAmounts(flat),
  }
  let best = freeBound(flat, candidates)
  // A known answer that leaves tasks out may lie a thousand times too high: then the bound's own size says how far there is to go.
  let way = Math.max(Math.min(upper - best.bound, Math.abs(best.bound)), 1e-6)
  let looks = 0
  while (looks < steps && way > SHORTEST * Math.max(1, Math.abs(best.bound))) {
    const { bound, core } = lookAtAll(flat, candidates, walk)
    if (bound > best.bound) best = { bound, prices: Float64Array.from(walk.prices) }
    else if (looks > 0) way /= SHORTER
    let inner = { bound, prices: Float64Array.from(walk.prices) }
    let waited = 0
    for (let taken = 0; taken < INNER; taken++) {
      step(walk, way)
      const reached = lookAtCore(flat, core, walk)
      if (reached > inner.bound) {
        inner = { bound: reached, prices: Float64Array.from(walk.prices) }
        waited = 0
      } else if (++waited >= PATIENCE) {
        way /= SHORTER
        waited = 0
      }
    }
    looks += INNER
    walk.prices.set(inner.prices)
    walk.direction.fill(0)
  }
  const last = lookAtAll(flat, candidates, walk)
  if (last.bound > best.bound) best = { bound: last.bound, prices: walk.prices }
  // Every option that was dropped is in no answer better than `upper`, so nothing is below the smaller of the two.
  return { bound: Math.min(best.bound, upper), prices: best.prices }
}
