import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Option, type Problem, waysIn } from '#src/solvers/assignment/index.ts'

const into = (cost: number, ...uses: Option['uses']): Option => ({ cost, uses })

describe('ways in for a task without a place', () => {
  it('says which rows lack how much, the least first', () => {
    const problem: Problem = {
      capacity: [5, 5],
      tasks: [[into(1, [0, 4])], [into(2, [1, 2])], [into(7, [0, 3]), into(9, [1, 4])]],
    }
    assert.deepEqual(waysIn(problem, [0, 0, -1], 2), [
      { option: 1, lacks: [[1, 1]], lack: 1 },
      { option: 0, lacks: [[0, 2]], lack: 2 },
    ])
  })

  it('finds who could make way, and what that costs more', () => {
    const problem: Problem = {
      capacity: [4, 4],
      tasks: [[into(1, [0, 4]), into(6, [1, 4])], [into(7, [0, 4])]],
    }
    assert.deepEqual(waysIn(problem, [0, -1], 1), [
      { option: 0, lacks: [], lack: 0, moved: { task: 0, option: 1, dearer: 5 } },
    ])
  })

  it('moves nobody out altogether, nor to where there is no room', () => {
    const problem: Problem = {
      capacity: [4, 3],
      tasks: [[into(1, [0, 4]), into(6, [1, 4]), into(9)], [into(7, [0, 4])]],
    }
    assert.deepEqual(waysIn(problem, [0, -1], 1), [{ option: 0, lacks: [[0, 4]], lack: 4 }])
  })

  it('takes what is allowed only now as one more option', () => {
    const problem: Problem = { capacity: [0, 4], tasks: [[into(7, [0, 4]), into(70, [1, 4])]] }
    assert.deepEqual(waysIn(problem, [-1], 0)[0], { option: 1, lacks: [], lack: 0 })
  })
})
