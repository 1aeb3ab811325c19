import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { allCandidates } from '#src/solvers/assignment/bound.ts'
import { bestBundle, type Block, blocksOf, eachBundle } from '#src/solvers/assignment/bundles.ts'
import { flatten } from '#src/solvers/assignment/problem.ts'

const ROWS = 2

/** Two rows, and up to seven options of four tasks. */
const asked = fc.record({
  capacity: fc.array(fc.nat(20), { minLength: ROWS, maxLength: ROWS }),
  options: fc.array(
    fc.record({
      task: fc.nat(3),
      profit: fc.integer({ min: -20, max: 60 }),
      amount: fc.array(fc.nat(12), { minLength: ROWS, maxLength: ROWS }),
    }),
    { maxLength: 7 },
  ),
  gap: fc.nat(40),
})

function blockOf(capacity: readonly number[], options: readonly { task: number; amount: readonly number[] }[]): Block {
  return {
    capacity: Float64Array.from(capacity),
    option: Int32Array.from(options.keys()),
    task: Int32Array.from(options, ({ task }) => task),
    amount: Float64Array.from(options.flatMap(({ amount }) => amount)),
    isAlike: false,
    prices: new Float64Array(ROWS),
  }
}

describe('bundles of a block', () => {
  it('are told whole: all that bring more than asked, and no other', () => {
    fc.assert(
      fc.property(asked, ({ capacity, options: unordered, gap }) => {
        const options = unordered.toSorted((a, b) => a.task - b.task)
        const brings = (bundle: readonly number[]): number => bundle.reduce((sum, at) => sum + options[at]!.profit, 0)
        const fits = (bundle: readonly number[]): boolean =>
          new Set(bundle.map((at) => options[at]!.task)).size === bundle.length &&
          capacity.every((held, row) => bundle.reduce((sum, at) => sum + options[at]!.amount[row]!, 0) <= held)
        const subsets = Array.from({ length: 2 ** options.length - 1 }, (_, bits) =>
          [...options.keys()].filter((at) => ((bits + 1) >> at) & 1),
        )
        const possible = subsets.filter(fits)
        const top = Math.max(0, ...possible.map(brings))
        const block = blockOf(capacity, options)
        const profit = Float64Array.from(options, (one) => one.profit)

        const met: string[] = []
        const least = top - gap - 0.5
        const { isWhole } = eachBundle(block, profit, { least, gap: gap + 0.5, looks: 10_000 }, (bundle) => {
          met.push(bundle.toSorted((a, b) => a - b).join())
          return least
        })
        const wanted = possible.filter((bundle) => brings(bundle) > least).map((bundle) => bundle.join())
        assert.deepEqual({ isWhole, met: met.toSorted() }, { isWhole: true, met: wanted.toSorted() })

        let best = 0
        eachBundle(block, profit, { least: 0, looks: 10_000 }, (_, more) => (best = more))
        assert.equal(best, top)
        const one = bestBundle(block, profit, { least: 0, looks: 100_000 })
        assert.deepEqual([one.brings, one.isWhole], [top, true])
        assert.deepEqual([brings(one.bundle), fits(one.bundle)], [top, true])
      }),
      { numRuns: 200 },
    )
  })

  it('the best is found where many are alike, and going through them would not end', () => {
    const tasks = 40
    const options = [...Array(tasks).keys()].map((task) => ({ task, amount: [30 + (task % 2) * 15, 0] }))
    const block = blockOf([475, 0], options)
    const profit = Float64Array.from({ length: tasks }, (_, task) => 1000 + (task % 2) * 480 + (task % 5))
    const asked = { least: 0, looks: 100_000 }
    assert.equal(eachBundle(block, profit, asked, (_, brings) => brings).isWhole, false)
    // Of each length the best so many.
    const sumOf = (odd: number, count: number): number => {
      const own = [...profit].filter((_, task) => task % 2 === odd)
      return own
        .sort((x, y) => y - x)
        .slice(0, count)
        .reduce((sum, one) => sum + one, 0)
    }
    const longs = [...Array(11).keys()]
    const top = Math.max(...longs.map((long) => sumOf(1, long) + sumOf(0, Math.floor((475 - 45 * long) / 30))))
    const best = bestBundle(block, profit, asked)
    assert.deepEqual([best.isWhole, best.brings], [true, top])
  })

  it('are not claimed whole where the looks ran out', () => {
    const options = [...Array(6).keys()].map((task) => ({ task, amount: [1, 0] }))
    const block = blockOf([3, 0], options)
    const profit = new Float64Array(6).fill(1)
    const { isWhole, looks } = eachBundle(block, profit, { least: 0.5, looks: 2 }, () => 0.5)
    assert.deepEqual({ isWhole, looks }, { isWhole: false, looks: 3 })
  })
})

it('blocks are rows that options use together; what uses nothing stands apart', () => {
  const flat = flatten({
    capacity: [9, 9, 9, 9],
    tasks: [
      [
        {
          cost: 1,
          uses: [
            [0, 2],
            [2, 3],
          ],
        },
        { cost: 9, uses: [] },
      ],
      [
        { cost: 1, uses: [[2, 4]] },
        { cost: 2, uses: [[3, 5]] },
      ],
      [
        {
          cost: 1,
          uses: [
            [3, 1],
            [3, 1],
          ],
        },
      ],
    ],
  })
  const { blocks, free } = blocksOf(flat, allCandidates(flat))
  assert.deepEqual(free, [1])
  assert.deepEqual(
    blocks.map(({ option, task, capacity, amount }) => [option, task, capacity, amount].map((list) => [...list])),
    [
      [
        [0, 2],
        [0, 1],
        [9, 9],
        [2, 3, 0, 4],
      ],
      [[3, 4], [1, 2], [9], [5, 2]],
    ],
  )
})
