import assert from 'node:assert/strict'
import { it } from 'node:test'
import { allCandidates } from '#src/solvers/assignment/bound.ts'
import { greedy } from '#src/solvers/assignment/greedy.ts'
import { costOf, type Flat, randomFrom } from '#src/solvers/assignment/problem.ts'
import { combine } from '#src/solvers/assignment/prove.ts'
import { pose } from '#src/solvers/assignment/solve.ts'

/** Of the choices that take each task's option from one of some answers, the least that any costs which breaks no row. */
function leastOf(flat: Flat, answers: readonly Int32Array[]): number {
  let least = Infinity
  const chosen = new Int32Array(flat.tasks)
  const tryFrom = (task: number): void => {
    if (task === flat.tasks) {
      const { cost, broken } = costOf(flat, chosen)
      if (broken === 0) least = Math.min(least, cost)
      return
    }
    for (const option of new Set(answers.map((answer) => answer[task]!))) {
      chosen[task] = option
      tryFrom(task + 1)
    }
  }
  tryFrom(0)
  return least
}

it('what is good in one answer goes with what is good in another', async () => {
  let better = 0
  for (let seed = 1; seed <= 25; seed++) {
    const random = randomFrom(seed * 7919)
    const whole = (most: number): number => Math.floor(random() * most)
    const tasks = Array.from({ length: 8 }, () =>
      Array.from({ length: 5 }, (_, row) => ({ cost: 20 + whole(80), uses: [[row, 2 + whole(6)] as const] })),
    )
    const { flat } = pose({ capacity: [9, 9, 9, 9, 9], tasks })
    const met = Array.from({ length: 3 }, () =>
      greedy(
        flat,
        Float64Array.from({ length: flat.rows }, () => whole(30)),
      ),
    )
    const [chosen] = met.toSorted((a, b) => costOf(flat, a).cost - costOf(flat, b).cost)
    const { cost } = costOf(flat, chosen!)
    const known = {
      ...{ chosen: chosen!, cost, met, bound: -1e6 },
      ...{ prices: new Float64Array(flat.rows), candidates: allCandidates(flat) },
    }
    const combined = await combine(flat, known, { steps: 10_000, heard: () => {} })
    assert.equal(combined.cost, leastOf(flat, met))
    assert.deepEqual(costOf(flat, combined.chosen), { cost: combined.cost, broken: 0 })
    assert.equal(combined.bound, known.bound)
    if (combined.cost < cost) better += 1
  }
  assert.ok(better > 5, `${better} of 25 were bettered`)
})
