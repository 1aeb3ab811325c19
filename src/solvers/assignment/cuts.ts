/**
 * What whole tasks cannot share, said to the bound. Where a row is full of parts of tasks, an inequality that every whole answer
 * keeps and the parts do not becomes a row of its own, priced like the others: mixed integer rounding (Marchand, Wolsey) and
 * extended covers. Answers are not touched by it: what keeps the rows keeps the cuts.
 */
import type { Flat } from '#src/solvers/assignment/problem.ts'

export type Cut = {
  readonly capacity: number
  readonly options: readonly number[]
  readonly amounts: readonly number[]
}

/** Who uses a full row: all that may, and of them those that the relaxed answer places there, with their share. */
type Users = {
  readonly capacity: number
  readonly options: number[]
  readonly amounts: number[]
  readonly placed: { readonly amount: number; readonly share: number; readonly at: number }[]
}

/** The row's amounts are divided; those who are `turned` count by what they leave free when they stay away. */
type Rounding = { readonly divisor: number; readonly turned: ReadonlySet<number> }

const PART_AT_LEAST = 1e-3
const BROKEN_AT_LEAST = 0.01

/** Rows in which the relaxed answer places parts of tasks. */
function sharedRows(flat: Flat, share: Float64Array): Users[] {
  const users = new Map<number, Users>()
  for (const [option, part] of share.entries())
    if (part > PART_AT_LEAST && part < 1 - PART_AT_LEAST)
      for (const row of flat.row.subarray(flat.from[option], flat.from[option + 1]))
        users.set(row, { capacity: flat.capacity[row]!, options: [], amounts: [], placed: [] })
  for (let option = 0; option < flat.cost.length; option++)
    for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++) {
      const amount = flat.amount[use]!
      const own = users.get(flat.row[use]!)
      if (!own || amount > own.capacity) continue
      if (share[option]! > PART_AT_LEAST) own.placed.push({ amount, share: share[option]!, at: own.options.length })
      own.options.push(option)
      own.amounts.push(amount)
    }
  return [...users.values()]
}

/** Rounds down, and makes good what is lost as far as the remainder of the capacity allows. */
const rounded = (value: number, rest: number): number => {
  const down = Math.floor(value + 1e-9)
  return down + Math.max(0, value - down - rest) / (1 - rest)
}

/** What the rounded row holds, and what is left over of the capacity; undefined where hardly anything is. */
function roundedCapacity(
  { capacity, amounts }: Users,
  { divisor, turned }: Rounding,
): { whole: number; rest: number } | undefined {
  let left = capacity
  for (const at of turned) left -= amounts[at]!
  left /= divisor
  const rest = left - Math.floor(left)
  if (rest < 0.02 || rest > 0.98) return undefined
  let whole = Math.floor(left)
  for (const at of turned) whole -= rounded(-amounts[at]! / divisor, rest)
  return { whole, rest }
}

/** How far the relaxed answer is outside of the rounded row. */
function brokenBy(users: Users, rounding: Rounding): number {
  const held = roundedCapacity(users, rounding)
  if (!held) return 0
  let sum = -held.whole
  let length = 0
  for (const { amount, share, at } of users.placed) {
    const part = amount / rounding.divisor
    const own = rounding.turned.has(at) ? -rounded(-part, held.rest) : rounded(part, held.rest)
    sum += own * share
    length += own * own
  }
  return length > 0 ? sum / Math.sqrt(length) : 0
}

function cutBy(users: Users, rounding: Rounding): Cut {
  const { whole, rest } = roundedCapacity(users, rounding)!
  const options: number[] = []
  const amounts: number[] = []
  for (const [at, amount] of users.amounts.entries()) {
    const part = amount / rounding.divisor
    const own = rounding.turned.has(at) ? -rounded(-part, rest) : rounded(part, rest)
    if (own < 1e-9) continue
    options.push(users.options[at]!)
    amounts.push(own)
  }
  return { capacity: whole, options, amounts }
}

/** Options that together overfill the row, none of which could be left out: those placed most come first. */
function coverOf({ capacity, placed }: Users): Set<number> {
  const order = placed.toSorted((a, b) => (1 - a.share) / a.amount - (1 - b.share) / b.amount || a.at - b.at)
  const cover: typeof order = []
  let filled = 0
  for (const one of order) {
    if (filled > capacity) break
    cover.push(one)
    filled += one.amount
  }
  const needed = cover.toReversed().filter(({ amount }) => {
    if (filled - amount <= capacity) return true
    filled -= amount
    return false
  })
  return new Set(filled > capacity ? needed.map(({ at }) => at) : [])
}

/** The ways to round a row: turned are nobody, those mostly placed, or a cover; divided is by what the placed use, and parts of it. */
function roundingsOf(users: Users): Rounding[] {
  const mostly = (least: number): Set<number> =>
    new Set(users.placed.flatMap(({ share, at }) => (share > least ? [at] : [])))
  const sizes = [...new Set(users.placed.map(({ amount }) => amount))]
  const turns = [new Set<number>(), mostly(0.5), mostly(0.9), coverOf(users)]
  return turns.flatMap((turned) =>
    sizes.flatMap((size) => [1, 2, 3].map((part): Rounding => ({ divisor: size / part, turned }))),
  )
}

/** The cut of each row that the relaxed answer breaks most. `share` says how much of its task an option takes there. */
export function cutsOf(flat: Flat, share: Float64Array): Cut[] {
  return sharedRows(flat, share).flatMap((users) => {
    const tried = roundingsOf(users)
      .map((rounding) => ({ rounding, broken: brokenBy(users, rounding) }))
      .filter(({ broken }) => broken > BROKEN_AT_LEAST)
      .sort((a, b) => b.broken - a.broken)
    return tried[0] ? [cutBy(users, tried[0].rounding)] : []
  })
}
