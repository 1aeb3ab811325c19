/** One place for each: where every option takes one unit of one row, or nothing, the problem is one of transportation. */
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { transport, type Way } from '#src/solvers/transport.ts'

/** Beyond so many tasks the exact method takes longer than the search and its proof. */
const MOST_TASKS = 500
/** Where options that use nothing lead. */
const NOWHERE = 'nowhere'

/** The best answer, or undefined where the problem is another. */
export function oneEach(flat: Flat, { first, option }: Candidates): Int32Array | undefined {
  if (flat.tasks === 0 || flat.tasks > MOST_TASKS) return undefined
  const place = (one: number): string =>
    flat.from[one] === flat.from[one + 1] ? NOWHERE : `${flat.row[flat.from[one]!]}`
  const isOne = (one: number): boolean => {
    const uses = flat.from[one + 1]! - flat.from[one]!
    return uses === 0 || (uses === 1 && flat.amount[flat.from[one]!] === 1)
  }
  if (!option.every(isOne)) return undefined
  const ways: Way[] = []
  const optionBy = new Map<string, number>()
  for (let task = 0; task < flat.tasks; task++) {
    const cheapest = new Map<string, number>()
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      const one = option[at]!
      const known = cheapest.get(place(one))
      if (known === undefined || flat.cost[one]! < flat.cost[known]!) cheapest.set(place(one), one)
    }
    for (const [to, one] of cheapest) {
      ways.push({ from: `${task}`, to, cost: BigInt(flat.cost[one]!) })
      optionBy.set(`${task} ${to}`, one)
    }
  }
  const sinks = Array.from(flat.capacity, (most, row) => ({ key: `${row}`, most }))
  const flows = transport(
    Array.from({ length: flat.tasks }, (_, task) => ({ key: `${task}`, most: 1 })),
    [...sinks, { key: NOWHERE, most: flat.tasks }],
    ways,
  )
  const chosen = new Int32Array(flat.tasks)
  for (const { from, to } of flows) chosen[Number(from)] = optionBy.get(`${from} ${to}`)!
  return chosen
}
