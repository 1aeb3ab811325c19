import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cutsOf } from '#src/solvers/assignment/cuts.ts'
import { type Flat, flatten } from '#src/solvers/assignment/problem.ts'

/** Tasks of some size, each in one of two rows or out; and of each task what a relaxed answer might share between the three. */
const tasks = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 9 }), shares: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }) }),
  { minLength: 3, maxLength: 6 },
)

/** Every choice of options that keeps the rows. */
function wholeAnswers(flat: Flat, task = 0, chosen: readonly number[] = []): (readonly number[])[] {
  const used = new Float64Array(flat.rows)
  for (const option of chosen)
    for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++) used[flat.row[use]!]! += flat.amount[use]!
  if (used.some((amount, row) => amount > flat.capacity[row]!)) return []
  if (task === flat.tasks) return [chosen]
  return [0, 1, 2].flatMap((at) => wholeAnswers(flat, task + 1, [...chosen, flat.first[task]! + at]))
}

describe('cuts of an assignment', () => {
  it('are kept by every whole answer, and broken by the relaxed one that they were made for', () => {
    let met = 0
    fc.assert(
      fc.property(
        tasks,
        fc.array(fc.integer({ min: 5, max: 20 }), { minLength: 2, maxLength: 2 }),
        (drawn, capacity) => {
          const flat = flatten({
            capacity,
            tasks: drawn.map(({ amount }) =>
              [0, 1, 2].map((row) => ({ cost: 0, uses: row < 2 ? [[row, amount]] : [] })),
            ),
          })
          const share = Float64Array.from(
            drawn.flatMap(({ shares }) => shares.map((one) => one / Math.max(1, shares[0]! + shares[1]! + shares[2]!))),
          )
          const cuts = cutsOf(flat, Int32Array.from(share.keys()), share)
          met += cuts.length
          for (const { capacity: held, options, amounts } of cuts) {
            const sum = (shareOf: (option: number) => number): number =>
              options.reduce((all, option, at) => all + amounts[at]! * shareOf(option), 0)
            assert.ok(sum((option) => share[option]!) > held)
            for (const chosen of wholeAnswers(flat))
              assert.ok(sum((one) => (chosen.includes(one) ? 1 : 0)) <= held + 1e-6)
          }
        },
      ),
      { numRuns: 600 },
    )
    assert.ok(met > 100, `${met} cuts`)
  })
})
