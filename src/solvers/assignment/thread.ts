/** The program of a thread: one of the three parts of the work. */
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { prove } from '#src/solvers/assignment/prove.ts'
import { better, type Budget, type Found, makeReady, type Progress, type Ready } from '#src/solvers/assignment/solve.ts'
import { answerFromThread } from '#src/solvers/thread.ts'

export type Given = { readonly flat: Flat; readonly budget: Budget } & (
  | { readonly part: 'make ready' }
  | { readonly part: 'better'; readonly ready: Ready }
  | { readonly part: 'prove'; readonly found: Found }
)

await answerFromThread<Given, Progress, Ready | Found>((given, tell) => {
  const { flat, budget } = given
  if (given.part === 'make ready') return makeReady(flat, budget, tell)
  if (given.part === 'better') return better(flat, given.ready, budget, tell)
  const heard = (cost: number, bound: number): void => tell({ round: 4, cost, bound })
  return prove(flat, given.found, { steps: budget.proofSteps ?? 0, heard })
})
