import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { transport } from '#src/solvers/transport.ts'

describe('the transportation problem', () => {
  // sources, sinks, ways [from, to, cost, most], what flows
  const table = [
    [
      'places the most before it looks at costs',
      { a: 1, b: 1 },
      { x: 1, y: 1 },
      [
        ['a', 'x', 1n],
        ['a', 'y', 9n],
        ['b', 'x', 2n],
      ],
      ['a y 1', 'b x 1'],
    ],
    [
      'takes the cheapest of the plans that place the most',
      { a: 1, b: 1 },
      { x: 1, y: 1 },
      [
        ['a', 'x', 5n],
        ['a', 'y', 4n],
        ['b', 'x', 4n],
        ['b', 'y', 9n],
      ],
      ['a y 1', 'b x 1'],
    ],
    [
      'reckons with costs below nought',
      { a: 2 },
      { x: 1, y: 1, z: 1 },
      [
        ['a', 'x', -1n],
        ['a', 'y', -3n],
        ['a', 'z', -2n],
      ],
      ['a y 1', 'a z 1'],
    ],
    [
      'sends several by one way',
      { a: 5, b: 2 },
      { x: 4, y: 3 },
      [
        ['a', 'x', 1n, 9],
        ['a', 'y', 3n, 9],
        ['b', 'x', 1n, 9],
        ['b', 'y', 1n, 9],
      ],
      ['a x 4', 'a y 1', 'b y 2'],
    ],
    [
      'counts beyond what numbers hold',
      { a: 1, b: 1 },
      { x: 1 },
      [
        ['a', 'x', 10n ** 40n + 1n],
        ['b', 'x', 10n ** 40n],
      ],
      ['b x 1'],
    ],
    ['has nothing to do without ways', { a: 1 }, { x: 1 }, [], []],
  ] as const
  for (const [what, sources, sinks, ways, expected] of table)
    it(what, () => {
      const ends = (of: object) => Object.entries(of).map(([key, most]) => ({ key, most: most as number }))
      const flows = transport(
        ends(sources),
        ends(sinks),
        ways.map(([from, to, cost, most = 1]) => ({ from, to, cost, most })),
      )
      assert.deepEqual(flows.map(({ from, to, amount }) => `${from} ${to} ${amount}`).sort(), [...expected])
    })

  it('says when a way leads to nothing', () => {
    assert.throws(() => transport([], [], [{ from: 'a', to: 'x', cost: 1n }]), /from a to x, which are not there/)
  })
})
