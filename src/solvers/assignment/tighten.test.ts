import assert from 'node:assert/strict'
import { it } from 'node:test'
import { allCandidates } from '#src/solvers/assignment/bound.ts'
import { costOf, flatten } from '#src/solvers/assignment/problem.ts'
import { tighten } from '#src/solvers/assignment/tighten.ts'

it('ends where the first relaxed answer leaves nothing to close, though cuts are to be had that need no step', async () => {
  const inOrOut = (inside: number, amount: number, outside: number) => [
    { cost: inside, uses: [[0, amount]] as const },
    { cost: outside, uses: [] },
  ]
  const tasks = [inOrOut(1, 1, 3), inOrOut(2, 5, 1), inOrOut(1, 2, 1), inOrOut(2, 3, 2), inOrOut(1, 5, 2)]
  const flat = flatten({ capacity: [7], tasks })
  const chosen = Int32Array.of(0, 3, 5, 7, 8)
  const { cost, broken } = costOf(flat, chosen)
  assert.deepEqual({ cost, broken }, { cost: 6, broken: 0 })
  const known = { chosen, cost, bound: 5, prices: new Float64Array(1), candidates: allCandidates(flat) }
  const rounds: number[] = []
  const heard = (bound: number): void => {
    rounds.push(bound)
    assert.ok(rounds.length < 10, 'there is no end to it')
  }
  const { bound } = await tighten(flat, known, { steps: 300, heard })
  assert.deepEqual({ bound, rounds }, { bound: 6, rounds: [6] })
})
