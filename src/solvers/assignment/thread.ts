/** The program of a thread: one of the three parts of the work. */
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { prove } from '#src/solvers/assignment/prove.ts'
import { better, type Budget, type Found, makeReady, type Progress, type Ready } from '#src/solvers/assignment/solve.ts'
import { tighten } from '#src/solvers/assignment/tighten.ts'
import { answerFromThread } from '#src/solvers/thread.ts'

export type Given = { readonly flat: Flat; readonly budget: Budget } & (
  | { readonly part: 'make ready' }
  | { readonly part: 'better'; readonly ready: Ready }
  | { readonly part: 'prove'; readonly found: Found }
)

/** A step of the bound looks at every task; of steps of the simplex method, which move one, there are so many for it. */
const SIMPLEX_STEPS = 10

await answerFromThread<Given, Progress, Ready | Found>(async (given, tell) => {
  const { flat, budget } = given
  if (given.part === 'make ready') return makeReady(flat, budget, tell)
  if (given.part === 'better') return better(flat, given.ready, budget, tell)
  const { cost } = given.found
  const tight = await tighten(flat, given.found, {
    steps: budget.boundSteps * SIMPLEX_STEPS,
    heard: (bound) => tell({ round: 3, cost, bound }),
  })
  const heard = (now: number, bound: number): void => tell({ round: 4, cost: now, bound })
  return budget.proofSteps ? prove(flat, tight, { steps: budget.proofSteps, heard }) : tight
})
