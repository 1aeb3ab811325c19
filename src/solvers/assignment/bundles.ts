/**
 * What one place can take at once. Rows that options use together are a block (one provider's hours); options of different tasks that
 * fit into a block side by side are a bundle. Bundles know what prices of rows cannot: what goes with what, and that none is shared.
 */
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import { rowsTogether } from '#src/solvers/assignment/parts.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'

/** Its option `at` uses `amount[at * rows + row]` of its rows, `rows` being how many capacities there are. */
export type Block = {
  readonly capacity: Float64Array
  readonly option: Int32Array
  readonly task: Int32Array
  readonly amount: Float64Array
  /** Whether most of its options use the same as others: then `bestBundle` is quicker than `eachBundle`. */
  readonly isAlike: boolean
  /** What its rows seemed worth when it was last gone through: the next time begins there. */
  readonly prices: Float64Array
}

/** The blocks that options fall into, in the order of their first option; `free` are those that use nothing. */
export function blocksOf(flat: Flat, { first, option }: Candidates): { blocks: Block[]; free: number[] } {
  const topOf = rowsTogether(flat, usesOf(flat, option))
  const held = new Map<number, Held>()
  const free: number[] = []
  for (let task = 0; task + 1 < first.length; task++)
    for (const one of option.subarray(first[task], first[task + 1])) {
      if (flat.from[one] === flat.from[one + 1]) {
        free.push(one)
        continue
      }
      const top = topOf(flat.row[flat.from[one]!]!)
      if (!held.has(top)) held.set(top, { option: [], task: [], rows: new Map() })
      const own = held.get(top)!
      own.option.push(one)
      own.task.push(task)
      for (const row of flat.row.subarray(flat.from[one], flat.from[one + 1]))
        if (!own.rows.has(row)) own.rows.set(row, own.rows.size)
    }
  return { free, blocks: Array.from(held.values(), (own) => blockOf(flat, own)) }
}

function* usesOf(flat: Flat, options: Int32Array): Iterable<readonly [from: number, to: number]> {
  for (const one of options) yield [flat.from[one]!, flat.from[one + 1]!]
}

/** Rows by their number in the whole, with their number in the block. */
type Held = { readonly option: number[]; readonly task: number[]; readonly rows: Map<number, number> }

function blockOf(flat: Flat, { option, task, rows }: Held): Block {
  const amount = new Float64Array(option.length * rows.size)
  for (const [at, one] of option.entries())
    for (let use = flat.from[one]!; use < flat.from[one + 1]!; use++)
      amount[at * rows.size + rows.get(flat.row[use]!)!]! += flat.amount[use]!
  const kinds = new Set(option.map((_, at) => amount.subarray(at * rows.size, (at + 1) * rows.size).join()))
  return {
    capacity: Float64Array.from(rows.keys(), (row) => flat.capacity[row]!),
    isAlike: 2 * kinds.size < option.length,
    option: Int32Array.from(option),
    task: Int32Array.from(task),
    amount,
    prices: new Float64Array(rows.size),
  }
}

/** So many steps are taken towards the best prices of a block's rows, each so much shorter than the one before. */
const STEPS = 40
const SHORTER = 0.9

/** Prices of the rows at which what is left of the profits, and what the rows are worth, are least together: no bundle brings more. */
function priceRows({ capacity, amount, prices }: Block, items: readonly number[], profit: Float64Array): void {
  const rows = capacity.length
  const walk = Float64Array.from(prices)
  const slope = new Float64Array(rows)
  let [least, way] = [Infinity, 0]
  for (let step = 0; step < STEPS; step++) {
    let worth = 0
    for (let row = 0; row < rows; row++) {
      worth += walk[row]! * capacity[row]!
      slope[row] = capacity[row]!
    }
    for (const item of items) {
      let left = profit[item]!
      for (let row = 0; row < rows; row++) left -= walk[row]! * amount[item * rows + row]!
      if (left <= 0) continue
      worth += left
      for (let row = 0; row < rows; row++) slope[row]! -= amount[item * rows + row]!
    }
    if (worth < least) {
      least = worth
      prices.set(walk)
    }
    way = step === 0 ? worth / 10 : way * SHORTER
    let norm = 0
    for (let row = 0; row < rows; row++) {
      // A price of nought falls no further; a step is as long for a row of minutes as for one of heads.
      slope[row] = walk[row] === 0 && slope[row]! > 0 ? 0 : slope[row]! / Math.max(1, capacity[row]!)
      norm += slope[row]! * slope[row]!
    }
    if (norm === 0) return
    for (let row = 0; row < rows; row++)
      walk[row] = Math.max(0, walk[row]! - (way * slope[row]!) / norm / Math.max(1, capacity[row]!))
  }
}

/** The block's options that may count, those first that bring most beyond what they use; `rest[at]` is what those from `at` on bring at most. */
type Ranked = { readonly items: Int32Array; readonly beyond: Float64Array; readonly rest: Float64Array }

function rank({ capacity, amount, prices }: Block, items: readonly number[], profit: Float64Array): Ranked {
  const rows = capacity.length
  const beyond = new Map(
    items.map((item) => {
      let left = profit[item]!
      for (let row = 0; row < rows; row++) left -= prices[row]! * amount[item * rows + row]!
      return [item, left]
    }),
  )
  const order = items.toSorted((a, b) => beyond.get(b)! - beyond.get(a)! || a - b)
  const rest = new Float64Array(order.length + 1)
  for (let at = order.length - 1; at >= 0; at--) rest[at] = rest[at + 1]! + Math.max(0, beyond.get(order[at]!)!)
  return { items: Int32Array.from(order), beyond: Float64Array.from(order, (item) => beyond.get(item)!), rest }
}

/** Asked for are bundles that bring more than `least`, where none brings more than `gap` beyond it; at most so many looks are taken. */
export type Asked = { readonly least: number; readonly gap?: number; readonly looks: number }

/** How many looks it took; and whether none was missed. */
export type Looked = { readonly looks: number; readonly isWhole: boolean }

/**
 * Goes through the bundles that bring more than asked; `found` is told each, by places in the block, and says what the next must
 * bring more than. Branch and bound: what is left of the rows is worth at most its prices. `isWhole` says that none was missed.
 */
export function eachBundle(
  block: Block,
  profit: Float64Array,
  { least, gap = 0, looks }: Asked,
  found: (bundle: readonly number[], brings: number) => number,
): Looked {
  const { capacity, amount, task, prices } = block
  const rows = capacity.length
  // Whoever costs a bundle more than the gap is in none that is asked for.
  const counting = Array.from(profit.keys()).filter((item) => profit[item]! > -gap)
  priceRows(block, counting, profit)
  const { items, beyond, rest } = rank(block, counting, profit)
  const left = Float64Array.from(capacity)
  // Tasks stand in their order.
  const isTaken = new Uint8Array((task.at(-1) ?? 0) + 1)
  const bundle: number[] = []
  let [over, taken] = [least, 0]

  const fits = (item: number): boolean => {
    for (let row = 0; row < rows; row++) if (amount[item * rows + row]! > left[row]!) return false
    return isTaken[task[item]!] === 0
  }
  /** Uses what an item uses, or gives it back; says what that is worth. */
  const use = (item: number, sign: 1 | -1): number => {
    let worth = 0
    for (let row = 0; row < rows; row++) {
      left[row]! -= sign * amount[item * rows + row]!
      worth += prices[row]! * amount[item * rows + row]!
    }
    return worth
  }
  const lookFrom = (from: number, brings: number, worth: number): boolean => {
    for (let at = from; at < items.length; at++) {
      if (brings + worth + rest[at]! <= over) return true
      if (brings + worth + beyond[at]! + rest[at + 1]! <= over) {
        if (beyond[at]! <= 0) return true
        continue
      }
      const item = items[at]!
      if (!fits(item)) continue
      if (++taken > looks) return false
      const spent = use(item, 1)
      isTaken[task[item]!] = 1
      bundle.push(item)
      const more = brings + profit[item]!
      if (more > over) over = found(bundle, more)
      const isWhole = lookFrom(at + 1, more, worth - spent)
      bundle.pop()
      isTaken[task[item]!] = 0
      use(item, -1)
      if (!isWhole) return false
    }
    return true
  }
  const worth = capacity.reduce((sum, held, row) => sum + held * prices[row]!, 0)
  return { isWhole: lookFrom(0, 0, worth), looks: taken }
}

/** A bundle begun: what it brings, what it leaves of the rows and what that is worth. */
type Begun = {
  readonly brings: number
  readonly worth: number
  readonly left: Float64Array
  readonly item: number
  readonly before: Begun | undefined
}

/** To take up what was begun takes longer than a look. */
const LOOKS_A_TRY = 4

/**
 * The bundle that brings most, if it is more than `least`. Task by task: of the bundles begun that leave the same of the rows only the best
 * goes on, so that it does not matter how many tasks are alike, as it does in `eachBundle`.
 */
export function bestBundle(
  block: Block,
  profit: Float64Array,
  { least, looks }: Asked,
): Looked & { readonly bundle: readonly number[]; readonly brings: number } {
  const { capacity, amount, task, prices } = block
  const rows = capacity.length
  const counting = Array.from(profit.keys()).filter((item) => profit[item]! > 0)
  priceRows(block, counting, profit)
  const { items, beyond } = rank(block, counting, profit)
  const tasks = [...Map.groupBy(items.keys(), (at) => task[items[at]!]!).values()]
  // Options stand in order, so that the first of a task is its best.
  const rest = new Float64Array(tasks.length + 1)
  for (let at = tasks.length - 1; at >= 0; at--) rest[at] = rest[at + 1]! + Math.max(0, beyond[tasks[at]![0]!]!)

  const take = (begun: Begun, item: number): Begun | undefined => {
    const left = Float64Array.from(begun.left)
    let worth = begun.worth
    for (let row = 0; row < rows; row++) {
      left[row]! -= amount[item * rows + row]!
      worth -= prices[row]! * amount[item * rows + row]!
      if (left[row]! < 0) return undefined
    }
    return { brings: begun.brings + profit[item]!, worth, left, item, before: begun }
  }
  const worth = capacity.reduce((sum, held, row) => sum + held * prices[row]!, 0)
  let begun: Begun[] = [{ brings: 0, worth, left: capacity, item: -1, before: undefined }]
  let best: Begun | undefined
  let taken = 0
  for (const [at, options] of tasks.entries()) {
    const next = new Map<string, Begun>()
    const keep = (one: Begun): void => {
      if (one.brings + one.worth + rest[at + 1]! <= (best?.brings ?? least)) return
      const key = one.left.join()
      if ((next.get(key)?.brings ?? -Infinity) < one.brings) next.set(key, one)
    }
    for (const one of begun) {
      keep(one)
      for (const option of options) {
        const more = take(one, items[option]!)
        if (!more) continue
        if (more.brings > (best?.brings ?? least)) best = more
        keep(more)
      }
    }
    taken += begun.length * options.length * LOOKS_A_TRY
    begun = [...next.values()]
    if (taken > looks) break
  }
  const bundle: number[] = []
  for (let one = best; one && one.item >= 0; one = one.before) bundle.push(one.item)
  return { bundle, brings: best?.brings ?? least, looks: taken, isWhole: taken <= looks }
}
