import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Option, type Problem, solve, solveApart } from '#src/solvers/assignment/index.ts'
import { hearAll, joined, partsOf } from '#src/solvers/assignment/parts.ts'
import { costOf, flatten } from '#src/solvers/assignment/problem.ts'
import type { Progress } from '#src/solvers/assignment/search.ts'

const ROWS = 8
const uses = fc
  .uniqueArray(fc.tuple(fc.nat(ROWS - 1), fc.nat(9)), { maxLength: 2, selector: ([row]) => row })
  .map((list) => list as Option['uses'])
const option = fc.record({ cost: fc.nat(99), uses })
const drawn: fc.Arbitrary<Problem> = fc.record({
  capacity: fc.array(fc.nat(20), { minLength: ROWS, maxLength: ROWS }),
  tasks: fc.array(fc.array(option, { minLength: 1, maxLength: 2 }), { maxLength: 6 }),
})

describe('parts of an assignment that share no row', () => {
  it('hold every task once, and together cost and break what the whole does', () => {
    let several = 0
    fc.assert(
      fc.property(drawn, fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }), (problem, picks) => {
        const flat = flatten(problem)
        const parts = partsOf(flat, 1)
        if (parts.length > 1) several++
        const tasks = parts.flatMap((part) => part.tasks).sort((a, b) => a - b)
        assert.deepEqual(tasks, [...problem.tasks.keys()])
        const rows = parts.flatMap((part) => part.rows)
        assert.equal(new Set(rows).size, rows.length)
        const answers = parts.map(({ flat: { first, tasks: count, capacity }, flat: own }) => {
          const chosen = Int32Array.from({ length: count }, (_, task) => {
            const options = first[task + 1]! - first[task]!
            return first[task]! + (picks[task % picks.length]! % options)
          })
          return { chosen, ...costOf(own, chosen), bound: 0, prices: Float64Array.from(capacity) }
        })
        const { chosen, cost, prices } = joined(flat, parts, answers)
        const broken = answers.reduce((sum, one) => sum + one.broken, 0)
        assert.deepEqual(costOf(flat, chosen), { cost, broken })
        for (const row of rows) assert.equal(prices[row], problem.capacity[row])
      }),
      { numRuns: 300 },
    )
    assert.ok(several > 50, `${several} with several parts`)
  })

  it('are told of as a whole when all were heard of, and nothing twice', () => {
    const told: Progress[] = []
    const heard = hearAll(2, (progress) => told.push(progress))
    heard(0)({ round: 1, cost: 10, bound: 5 })
    assert.equal(told.length, 0)
    heard(1)({ round: 1, cost: 7, bound: 7 })
    heard(0)({ round: 1, cost: 12, bound: 4 })
    heard(0)({ round: 2, cost: 9, bound: 6 })
    assert.deepEqual(told, [
      { round: 1, cost: 17, bound: 12 },
      { round: 2, cost: 16, bound: 13 },
    ])
  })

  it('two towns are solved as if the other were not there, and in threads the same again', async () => {
    const TASKS = 110
    const tasksOf = (town: number): Option[][] =>
      Array.from({ length: TASKS }, (_, task) =>
        [0, 1, 2].map((row) => ({
          cost: 10 + ((task * 7 + row * 5 + town) % 13),
          uses: [[3 * town + row, 3 + (task % 4)]],
        })),
      )
    const capacity = [180, 170, 160]
    const both: Problem = { capacity: [...capacity, ...capacity], tasks: [...tasksOf(0), ...tasksOf(1)] }
    const budget = { seed: 1, moves: 100_000, boundSteps: 200 }
    assert.deepEqual(
      partsOf(flatten(both)).map(({ tasks }) => tasks.length),
      [TASKS, TASKS],
    )
    const one = solve({ capacity, tasks: tasksOf(0) }, { ...budget, moves: budget.moves / 2 })
    const whole = solve(both, budget)
    assert.deepEqual(whole.chosen.slice(0, TASKS), one.chosen)
    assert.deepEqual(whole.prices.slice(0, 3), one.prices)
    const told: Progress[] = []
    const apart = await solveApart(both, budget, { tell: (progress) => told.push(progress) })
    assert.ok(apart.cost <= whole.cost && apart.bound >= whole.bound && apart.unplaced === 0)
    assert.ok(told.length > 0)
    assert.deepEqual(await solveApart(both, budget), apart)
  })
})
