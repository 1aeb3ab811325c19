import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Option, type Problem, solve, solveApart } from '#src/solvers/assignment/index.ts'
import { pack } from '#src/solvers/assignment/pack.ts'
import { costOf, randomFrom } from '#src/solvers/assignment/problem.ts'
import { prove } from '#src/solvers/assignment/prove.ts'
import { search } from '#src/solvers/assignment/search.ts'
import { pose, solutionOf } from '#src/solvers/assignment/solve.ts'
import { tighten } from '#src/solvers/assignment/tighten.ts'

const BUDGET = { seed: 1, moves: 4000, boundSteps: 200 }

const uses = fc
  .uniqueArray(fc.tuple(fc.nat(3), fc.nat(9)), { maxLength: 3, selector: ([row]) => row })
  .map((list) => list as Option['uses'])
const small: fc.Arbitrary<Problem> = fc.record({
  capacity: fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }),
  tasks: fc.array(
    fc.array(fc.record({ cost: fc.integer({ min: -50, max: 200 }), uses }), { minLength: 1, maxLength: 4 }),
    {
      maxLength: 6,
    },
  ),
})

/** What every row holds after a choice; -1 leaves a task out. */
function roomLeft({ capacity, tasks }: Problem, chosen: readonly number[]): number[] {
  const left = [...capacity]
  for (const [task, option] of chosen.entries())
    for (const [row, amount] of tasks[task]?.[option]?.uses ?? []) left[row] = (left[row] ?? 0) - amount
  return left
}

/** Every choice tried: as few tasks left out as can be, then the least cost. */
function bestByTryingAll(problem: Problem): { unplaced: number; cost: number } {
  let best = { unplaced: Infinity, cost: Infinity }
  const tryFrom = (task: number, chosen: number[], cost: number): void => {
    if (roomLeft(problem, chosen).some((left) => left < 0)) return
    const unplaced = chosen.filter((option) => option < 0).length
    if (task === problem.tasks.length) {
      if (unplaced < best.unplaced || (unplaced === best.unplaced && cost < best.cost)) best = { unplaced, cost }
      return
    }
    tryFrom(task + 1, [...chosen, -1], cost)
    for (const [at, option] of problem.tasks[task]!.entries()) tryFrom(task + 1, [...chosen, at], cost + option.cost)
  }
  tryFrom(0, [], 0)
  return best
}

const costOfChosen = ({ tasks }: Problem, chosen: readonly number[]): number =>
  chosen.reduce((sum, option, task) => sum + (tasks[task]?.[option]?.cost ?? 0), 0)

describe('assignment under shared capacity', () => {
  it('gives each task one of its options and breaks no row', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const { chosen, unplaced } = solve(problem, BUDGET)
        assert.equal(chosen.length, problem.tasks.length)
        assert.ok(chosen.every((option, task) => option === -1 || problem.tasks[task]?.[option] !== undefined))
        assert.equal(unplaced, chosen.filter((option) => option === -1).length)
        assert.ok(roomLeft(problem, chosen).every((left) => left >= 0))
      }),
      { numRuns: 150 },
    )
  })

  it('proves no bound above the best that trying all finds, and finds none below it', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const { chosen, cost, bound, unplaced } = solve(problem, BUDGET)
        const best = bestByTryingAll(problem)
        assert.ok(unplaced >= best.unplaced)
        assert.ok(bound <= cost)
        if (unplaced === best.unplaced) assert.ok(costOfChosen(problem, chosen) >= best.cost)
        if (unplaced === 0) assert.equal(cost, costOfChosen(problem, chosen))
        if (best.unplaced === 0) assert.ok(bound <= best.cost)
      }),
      { numRuns: 150 },
    )
  })

  it('answers the same for the same seed and work', () => {
    fc.assert(
      fc.property(small, (problem) => assert.deepEqual(solve(problem, BUDGET), solve(problem, BUDGET))),
      {
        numRuns: 20,
      },
    )
  })

  it('finds the one plan in which everybody has a place', () => {
    const problem: Problem = {
      capacity: [10, 10],
      tasks: [
        [
          { cost: 1, uses: [[0, 10]] },
          { cost: 9, uses: [[1, 10]] },
        ],
        [{ cost: 5, uses: [[0, 10]] }],
      ],
    }
    const { chosen, cost, bound, unplaced } = solve(problem, BUDGET)
    assert.deepEqual({ chosen, cost, bound, unplaced }, { chosen: [1, 0], cost: 14, bound: 14, unplaced: 0 })
  })

  it('prices the row that stands in the way, and no other', () => {
    const into = (row: number, cost: number): Option => ({ cost, uses: [[row, 1]] })
    const tasks = Array.from({ length: 6 }, () => [into(0, 10), into(1, 60)])
    const { prices } = solve({ capacity: [3, 6], tasks }, BUDGET)
    assert.ok(prices[0]! > 40 && prices[0]! <= 60, String(prices[0]))
    assert.equal(prices[1], 0)
  })

  it('says which task has no place at all', () => {
    const { chosen, unplaced } = solve(
      { capacity: [5], tasks: [[{ cost: 3, uses: [[0, 6]] }], [{ cost: 3, uses: [[0, 5]] }], []] },
      BUDGET,
    )
    assert.deepEqual({ chosen, unplaced }, { chosen: [-1, 0, -1], unplaced: 2 })
  })

  it('leaves out one who uses much rather than two who use little, though both are dearer', () => {
    const into = (cost: number, amount: number): Option[] => [{ cost, uses: [[0, amount]] }]
    const problem: Problem = { capacity: [9], tasks: [into(1, 1), into(0, 9), into(1, 1)] }
    const { chosen, unplaced } = solve(problem, BUDGET)
    assert.deepEqual({ chosen, unplaced }, { chosen: [0, -1, 0], unplaced: 1 })
  })

  it('leaves out whom the caller lets out, at the price that the caller sets', () => {
    const { chosen, cost, unplaced } = solve(
      {
        capacity: [5],
        tasks: [
          [
            { cost: 3, uses: [[0, 5]] },
            { cost: 100, uses: [] },
          ],
          [
            { cost: 3, uses: [[0, 5]] },
            { cost: 80, uses: [] },
          ],
        ],
      },
      BUDGET,
    )
    assert.deepEqual({ chosen, cost, unplaced }, { chosen: [0, 1], cost: 83, unplaced: 0 })
  })

  it('adds up what an option uses of the same row', () => {
    const twice: Option = {
      cost: 1,
      uses: [
        [0, 3],
        [0, 3],
      ],
    }
    assert.equal(solve({ capacity: [5], tasks: [[twice]] }, BUDGET).unplaced, 1)
    assert.equal(solve({ capacity: [6], tasks: [[twice]] }, BUDGET).unplaced, 0)
  })

  it('has nothing to do for nobody', () => {
    assert.deepEqual(solve({ capacity: [1], tasks: [] }, BUDGET), {
      chosen: [],
      cost: 0,
      bound: 0,
      prices: [0],
      unplaced: 0,
    })
  })

  const refused: readonly (readonly [string, Problem, RegExp])[] = [
    ['half a capacity', { capacity: [0.5], tasks: [] }, /a capacity must be a whole number of 0 or more/],
    ['half a cost', { capacity: [], tasks: [[{ cost: 0.5, uses: [] }]] }, /a cost must be a whole number/],
    ['an amount below nought', { capacity: [1], tasks: [[{ cost: 1, uses: [[0, -1]] }]] }, /an amount must be a whole/],
    ['half a row', { capacity: [1, 1], tasks: [[{ cost: 1, uses: [[0.5, 1]] }]] }, /there is no row 0.5/],
    ['a row that is not there', { capacity: [1], tasks: [[{ cost: 1, uses: [[1, 1]] }]] }, /there is no row 1/],
  ]
  for (const [what, problem, words] of refused)
    it(`refuses ${what}`, () => assert.throws(() => solve(problem, BUDGET), { name: 'RangeError', message: words }))

  it('tells how it gets on, and the gap only closes', () => {
    const told: { cost: number; bound: number }[] = []
    const tasks = Array.from({ length: 12 }, (_, task) =>
      [0, 1, 2].map((row): Option => ({ cost: 10 + ((task * 7 + row * 5) % 13), uses: [[row, 3 + (task % 4)]] })),
    )
    solve({ capacity: [20, 20, 20], tasks }, BUDGET, (progress) => told.push(progress))
    assert.ok(told.length > 0)
    for (const [at, now] of told.entries()) {
      assert.ok(now.bound <= now.cost)
      assert.ok(now.cost <= (told[at - 1]?.cost ?? Infinity) && now.bound >= (told[at - 1]?.bound ?? -Infinity))
    }
  })

  it('is exact where each takes one place', () => {
    const bed = fc.record({ cost: fc.nat(99), uses: fc.nat(3).map((row) => [[row, 1]] as Option['uses']) })
    const beds: fc.Arbitrary<Problem> = fc.record({
      capacity: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
      tasks: fc.array(fc.array(bed, { maxLength: 4 }), { maxLength: 6 }),
    })
    fc.assert(
      fc.property(beds, (problem) => {
        const { chosen, unplaced, cost, bound } = solve(problem, { seed: 1, moves: 0, boundSteps: 0 })
        assert.deepEqual({ unplaced, cost: costOfChosen(problem, chosen) }, bestByTryingAll(problem))
        assert.equal(bound, cost)
      }),
      { numRuns: 100 },
    )
  })

  it('is proved by bundles to be the best that trying all finds', async () => {
    await fc.assert(
      fc.asyncProperty(small, async (problem) => {
        const posed = pose(problem)
        const found = search(posed.flat, { seed: 1, moves: 20, boundSteps: 20 }, () => {})
        const heard: number[] = []
        const packed = await pack(posed.flat, found, { steps: 10_000, heard: (_, bound) => heard.push(bound) })
        const { chosen, unplaced, cost, bound } = solutionOf(posed, packed)
        assert.deepEqual({ unplaced, cost: costOfChosen(problem, chosen) }, bestByTryingAll(problem))
        assert.equal(bound, cost)
        assert.ok(heard.every((one) => one <= cost))
      }),
      { numRuns: 100 },
    )
  })

  it('keeps what is known where the work does not last for whole bundles', async () => {
    const random = randomFrom(5)
    const whole = (to: number): number => 1 + Math.floor(random() * to)
    const tasks = Array.from({ length: 60 }, () => {
      const amounts = [whole(97), whole(89), whole(83), whole(79)]
      return [0, 4].map((row): Option => {
        return { cost: whole(500), uses: amounts.map((amount, at) => [row + at, amount] as const) }
      })
    })
    const posed = pose({ capacity: new Array<number>(8).fill(1100), tasks })
    const found = search(posed.flat, { seed: 1, moves: 2000, boundSteps: 50 }, () => {})
    const packed = await pack(posed.flat, found, { steps: 3000, heard: () => {} })
    assert.ok(packed.cost <= found.cost && packed.bound >= found.bound && packed.bound <= packed.cost)
    assert.equal(costOf(posed.flat, packed.chosen).broken, 0)
  })

  it('is proved by cuts, then branch and cut, to be the best that trying all finds', async () => {
    await fc.assert(
      fc.asyncProperty(small, async (problem) => {
        const posed = pose(problem)
        const found = search(posed.flat, { seed: 1, moves: 20, boundSteps: 20 }, () => {})
        const tight = await tighten(posed.flat, found, { steps: 1000, heard: () => {} })
        const proved = await prove(posed.flat, tight, { steps: 10_000, heard: () => {} })
        const { chosen, unplaced, cost, bound } = solutionOf(posed, proved)
        const best = bestByTryingAll(problem)
        assert.deepEqual({ unplaced, cost: costOfChosen(problem, chosen) }, best)
        assert.equal(bound, cost)
        assert.ok(found.bound <= tight.bound && tight.bound <= cost)
      }),
      { numRuns: 40 },
    )
  })
})

it('costs too large for the simplex method to tell apart are placed without it', async () => {
  const into = (cost: number, amount: number): Option => ({ cost, uses: [[0, amount]] })
  const problem: Problem = {
    capacity: [3],
    tasks: [
      [into(137_890_000_000, 3), into(857_458_000_000, 2)],
      [],
      [into(263_410_000_000, 2), into(262_269_000_000, 3), into(964_299_000_000, 2)],
      [into(7_072_000_000, 3)],
      [],
    ],
  }
  const { chosen, unplaced } = await solveApart(problem, { ...BUDGET, proofSteps: 1000 })
  assert.deepEqual({ chosen, unplaced }, { chosen: [-1, -1, -1, 0, -1], unplaced: 4 })
})

describe('assignment in threads of its own', () => {
  const tasks = Array.from({ length: 14 }, (_, task) =>
    [0, 1, 2].map(
      (row): Option => ({
        cost: 10 + ((task * 7 + row * 5) % 13),
        uses: [
          [row, 3 + (task % 4)],
          [3 + (row % 2), 1],
        ],
      }),
    ),
  )
  const problem: Problem = { capacity: [22, 21, 20, 9, 8], tasks }
  const budget = { ...BUDGET, proofSteps: 20_000 }

  it('proves its answer, tells how it gets on, and answers the same again', async () => {
    const told: { cost: number; bound: number }[] = []
    const once = await solveApart(problem, budget, { tell: (progress) => told.push(progress) })
    assert.equal(once.bound, once.cost)
    assert.ok(once.cost <= solve(problem, BUDGET).cost)
    assert.ok(told.every(({ cost, bound }, at) => bound <= cost && cost <= (told[at - 1]?.cost ?? Infinity)))
    const [again, beside] = await Promise.all([solveApart(problem, budget), solveApart(problem, budget)])
    assert.deepEqual([again, beside], [once, once])
  })

  it('ends when it is called off', async () => {
    const calledOff = new AbortController()
    const asked = solveApart(problem, { seed: 1, moves: 1e12, boundSteps: 100 }, { signal: calledOff.signal })
    calledOff.abort(new Error('not needed any more'))
    await assert.rejects(asked, /not needed any more/)
    await assert.rejects(solveApart(problem, BUDGET, { signal: calledOff.signal }), /not needed any more/)
  })

  it('refuses what is not a problem before it starts a thread', async () => {
    await assert.rejects(solveApart({ capacity: [0.5], tasks: [] }, BUDGET), /a whole number of 0 or more/)
  })
})
