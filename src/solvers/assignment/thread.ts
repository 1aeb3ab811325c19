/** The program of a thread that searches, or proves what was found. */
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { prove } from '#src/solvers/assignment/prove.ts'
import { type Budget, type Found, type Progress, search } from '#src/solvers/assignment/solve.ts'
import { answerFromThread } from '#src/solvers/thread.ts'

export type Given = { readonly flat: Flat; readonly budget: Budget; readonly known?: Found }

/** After two rounds of annealing. */
const PROVING = 3

await answerFromThread<Given, Progress, Found>(({ flat, budget, known }, tell) =>
  known
    ? prove(flat, known, {
        steps: budget.proofSteps ?? 0,
        heard: (cost, bound) => tell({ round: PROVING, cost, bound }),
      })
    : search(flat, budget, tell),
)
