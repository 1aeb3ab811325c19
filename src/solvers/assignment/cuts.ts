/**
 * What whole tasks cannot share, said to the bound. Where a row is full of parts of tasks, an inequality that every whole answer
 * keeps and the parts do not becomes a row of its own, priced like the others: mixed integer rounding (Marchand, Wolsey) and
 * extended covers. Answers are not touched by it: what keeps the rows keeps the cuts.
 */
import type { Flat } from '#src/solvers/assignment/problem.ts'

export type Cut = {
  readonly capacity: number
  readonly options: Int32Array
  readonly amounts: Float64Array
}

/** An option that the relaxed answer takes, wholly or in part, and what it uses of the row in question. */
type Placed = { readonly option: number; readonly amount: number; readonly share: number }

/** A row that parts of tasks share, and whom the relaxed answer places there. */
type Shared = { readonly row: number; readonly capacity: number; readonly placed: readonly Placed[] }

/** The row's amounts are divided; those who are `turned` count by what they leave free when they stay away. */
type Rounding = { readonly divisor: number; readonly turned: ReadonlySet<Placed> }

const PART_AT_LEAST = 1e-3
const BROKEN_AT_LEAST = 0.01

function sharedRows(flat: Flat, share: Float64Array): Shared[] {
  const placed = new Map<number, Placed[]>()
  const isShared = new Set<number>()
  for (const [option, part] of share.entries()) {
    if (part <= PART_AT_LEAST) continue
    for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++) {
      const row = flat.row[use]!
      if (!placed.has(row)) placed.set(row, [])
      placed.get(row)!.push({ option, amount: flat.amount[use]!, share: part })
      if (part < 1 - PART_AT_LEAST) isShared.add(row)
    }
  }
  return Array.from(isShared, (row) => ({ row, capacity: flat.capacity[row]!, placed: placed.get(row)! }))
}

/** Rounds down, and makes good what is lost as far as the remainder of the capacity allows. */
const rounded = (value: number, rest: number): number => {
  const down = Math.floor(value + 1e-9)
  return down + Math.max(0, value - down - rest) / (1 - rest)
}

/** What the rounded row holds, and what is left over of the capacity; undefined where hardly anything is. */
function roundedCapacity(capacity: number, { divisor, turned }: Rounding): { whole: number; rest: number } | undefined {
  let left = capacity
  for (const { amount } of turned) left -= amount
  left /= divisor
  const rest = left - Math.floor(left)
  if (rest < 0.02 || rest > 0.98) return undefined
  let whole = Math.floor(left)
  for (const { amount } of turned) whole -= rounded(-amount / divisor, rest)
  return { whole, rest }
}

/** How far the relaxed answer is outside of the rounded row. */
function brokenBy({ capacity, placed }: Shared, rounding: Rounding): number {
  const held = roundedCapacity(capacity, rounding)
  if (!held) return 0
  let sum = -held.whole
  let length = 0
  for (const one of placed) {
    const part = one.amount / rounding.divisor
    const own = rounding.turned.has(one) ? -rounded(-part, held.rest) : rounded(part, held.rest)
    sum += own * one.share
    length += own * own
  }
  return length > 0 ? sum / Math.sqrt(length) : 0
}

/** Options that together overfill the row, none of which could be left out: those placed most come first. */
function coverOf({ capacity, placed }: Shared): Set<Placed> {
  const order = placed.toSorted((a, b) => (1 - a.share) / a.amount - (1 - b.share) / b.amount || a.option - b.option)
  const cover: Placed[] = []
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
  return new Set(filled > capacity ? needed : [])
}

/** The ways to round a row: turned are nobody, those mostly placed, or a cover; divided is by what the placed use, and parts of it. */
function roundingsOf(shared: Shared): Rounding[] {
  const mostly = (least: number): Set<Placed> => new Set(shared.placed.filter(({ share }) => share > least))
  const sizes = [...new Set(shared.placed.map(({ amount }) => amount))]
  const turns = [new Set<Placed>(), mostly(0.5), mostly(0.9), coverOf(shared)]
  return turns.flatMap((turned) =>
    sizes.flatMap((size) => [1, 2, 3].map((part): Rounding => ({ divisor: size / part, turned }))),
  )
}

/** Who may use each row: `option[from[row]]` to `option[from[row + 1] - 1]`, and how much of it. */
type Users = { readonly from: Int32Array; readonly option: Int32Array; readonly amount: Float64Array }

function usersOf(flat: Flat, options: Int32Array): Users {
  const from = new Int32Array(flat.rows + 1)
  const eachUse = (visit: (row: number, option: number, amount: number) => void): void => {
    for (const option of options)
      for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++)
        visit(flat.row[use]!, option, flat.amount[use]!)
  }
  eachUse((row) => from[row + 1]!++)
  for (let row = 0; row < flat.rows; row++) from[row + 1]! += from[row]!
  const users = { from, option: new Int32Array(from[flat.rows]!), amount: new Float64Array(from[flat.rows]!) }
  const next = from.slice()
  eachUse((row, option, amount) => {
    users.option[next[row]!] = option
    users.amount[next[row]!++] = amount
  })
  return users
}

function cutBy({ row, capacity }: Shared, rounding: Rounding, { from, option, amount }: Users): Cut {
  const { whole, rest } = roundedCapacity(capacity, rounding)!
  const turned = new Set(Array.from(rounding.turned, (one) => one.option))
  const options = option.slice(from[row], from[row + 1])
  const amounts = amount.slice(from[row], from[row + 1])
  let kept = 0
  for (const [at, one] of options.entries()) {
    const part = amounts[at]! / rounding.divisor
    const own = turned.has(one) ? -rounded(-part, rest) : rounded(part, rest)
    if (own < 1e-9) continue
    options[kept] = one
    amounts[kept++] = own
  }
  return { capacity: whole, options: options.slice(0, kept), amounts: amounts.slice(0, kept) }
}

/** The cut of each row that the relaxed answer breaks most. `options` may be in an answer; `share` says how much of its task each takes. */
export function cutsOf(flat: Flat, options: Int32Array, share: Float64Array): Cut[] {
  const users = usersOf(flat, options)
  return sharedRows(flat, share).flatMap((shared) => {
    const tried = roundingsOf(shared)
      .map((rounding) => ({ rounding, broken: brokenBy(shared, rounding) }))
      .filter(({ broken }) => broken > BROKEN_AT_LEAST)
      .sort((a, b) => b.broken - a.broken)
    return tried[0] ? [cutBy(shared, tried[0].rounding, users)] : []
  })
}
