import assert from 'node:assert/strict'
import { it } from 'node:test'
import { allCandidates, raiseBound } from '#src/solvers/assignment/bound.ts'
import { greedy } from '#src/solvers/assignment/greedy.ts'
import { costOf, randomFrom } from '#src/solvers/assignment/problem.ts'
import { loadHighs, modelOf } from '#src/solvers/assignment/prove.ts'
import { pose } from '#src/solvers/assignment/solve.ts'

it('comes to the relaxation that the simplex method solves, though the only answer known leaves tasks out', async () => {
  const random = randomFrom(7)
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  const ROWS = 12
  const tasks = Array.from({ length: 120 }, () =>
    Array.from({ length: ROWS }, (_, row) => {
      const amount = whole(1, 100)
      return { cost: 111 - amount + whole(-10, 10), uses: [[row, amount]] as const }
    }),
  )
  const { flat, outs } = pose({ capacity: new Array<number>(ROWS).fill(400), tasks })
  const all = allCandidates(flat)
  const first = greedy(flat, new Float64Array(ROWS))
  assert.ok(first.some((option, task) => option === outs[task]))
  const { bound } = raiseBound(flat, all, { upper: costOf(flat, first).cost, steps: 900 })
  const highs = await loadHighs()
  const relaxed = highs.withModel(modelOf(flat, all, highs.infinity), (model) => {
    model.clearIntegrality()
    model.options.set({ output_flag: false })
    model.run()
    return model.getObjectiveValue()
  })
  assert.ok(bound <= relaxed + 1e-6 && bound >= relaxed * 0.9995, `${bound} of ${relaxed}`)
})
