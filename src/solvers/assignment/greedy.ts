/** An answer at once: whoever loses most by not getting the cheapest goes first; each takes the cheapest, at the prices, that still fits. */
import { pricedCosts } from '#src/solvers/assignment/bound.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'

export function greedy(flat: Flat, prices: Float64Array): Int32Array {
  const priced = pricedCosts(flat, prices)
  const regret = new Float64Array(flat.tasks)
  for (let task = 0; task < flat.tasks; task++) {
    let [least, second] = [Infinity, Infinity]
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++) {
      const cost = priced[option]!
      if (cost < least) [least, second] = [cost, least]
      else if (cost < second) second = cost
    }
    regret[task] = second - least
  }
  const order = Array.from(regret.keys()).sort((a, b) => regret[b]! - regret[a]! || a - b)
  const load = new Float64Array(flat.rows)
  const chosen = new Int32Array(flat.tasks)
  for (const task of order) {
    let best = -1
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++)
      if ((best < 0 || priced[option]! < priced[best]!) && fits(flat, load, option)) best = option
    chosen[task] = best
    for (let use = flat.from[best]!; use < flat.from[best + 1]!; use++) load[flat.row[use]!]! += flat.amount[use]!
  }
  return chosen
}

function fits({ from, row, amount, capacity }: Flat, load: Float64Array, option: number): boolean {
  for (let use = from[option]!; use < from[option + 1]!; use++)
    if (load[row[use]!]! + amount[use]! > capacity[row[use]!]!) return false
  return true
}
