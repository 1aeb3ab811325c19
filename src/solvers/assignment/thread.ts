/** The program of a thread: one of the three steps of the work, for some problems. */
import type { Flat } from '#src/solvers/assignment/problem.ts'
import { pack } from '#src/solvers/assignment/pack.ts'
import { combine, prove } from '#src/solvers/assignment/prove.ts'
import { better, type Found, makeReady, type Progress, type Ready, type Work } from '#src/solvers/assignment/search.ts'
import { tighten } from '#src/solvers/assignment/tighten.ts'
import { answerFromThread } from '#src/solvers/thread.ts'

export type Asked = { readonly flat: Flat; readonly work: Work } & (
  | { readonly step: 'make ready' }
  | { readonly step: 'better'; readonly ready: Ready }
  | { readonly step: 'prove'; readonly found: Found }
)

/** Which of the problems it is of. */
export type News = { readonly at: number; readonly progress: Progress }

async function answer(asked: Asked, tell: (progress: Progress) => void): Promise<Ready | Found> {
  const { flat, work } = asked
  if (asked.step === 'make ready') return makeReady(flat, work, tell)
  if (asked.step === 'better') return better(flat, asked.ready, work, tell)
  const heard = (cost: number, bound: number): void => tell({ round: 3, cost, bound })
  const found = await combine(flat, asked.found, { steps: work.simplexSteps, heard })
  const tight = await tighten(flat, found, {
    steps: work.simplexSteps,
    heard: (bound) => heard(found.cost, bound),
  })
  const proved = (cost: number, bound: number): void => tell({ round: 4, cost, bound })
  if (!work.proofSteps) return tight
  // Of some tasks all is known by bundles; where it is not, the other half goes to branch and cut by options.
  const half = { steps: Math.ceil(work.proofSteps / 2), heard: proved }
  return prove(flat, await pack(flat, tight, half), half)
}

await answerFromThread<readonly Asked[], News, readonly (Ready | Found)[]>(async (all, tell) => {
  const answers: (Ready | Found)[] = []
  for (const [at, asked] of all.entries()) answers.push(await answer(asked, (progress) => tell({ at, progress })))
  return answers
})
