/** The same as `solve`, in threads: of each part the better of two seeds, then its bound tightened, and proved if there are steps for it. */
import { hearAll, joined, partsOf, shareOf } from '#src/solvers/assignment/parts.ts'
import type { Streamed } from '#src/solvers/assignment/problem.ts'
import type { Budget, Found, Ready, Tell } from '#src/solvers/assignment/search.ts'
import { pose, type Solution, solutionOf } from '#src/solvers/assignment/solve.ts'
import type { Asked, News } from '#src/solvers/assignment/thread.ts'
import { inThread } from '#src/solvers/thread.ts'

const PROGRAM = new URL('thread.ts', import.meta.url)
/** What the second thread's seed is more by. */
const SECOND_SEED = 7919

export type Listening = { readonly tell?: Tell; readonly signal?: AbortSignal }

/** Deterministic as `solve` is: the same seed and budget give the same answer. Ends at once when the signal says so. */
export async function solveApart(
  problem: Streamed,
  budget: Budget,
  { tell = () => {}, signal }: Listening = {},
): Promise<Solution> {
  const posed = pose(problem)
  const parts = partsOf(posed.flat)
  const given = parts.map(({ flat }) => ({ flat, work: shareOf(budget, flat, posed.flat) }))
  const heard = hearAll(parts.length, tell)

  /** One thread goes through these parts. */
  async function run<Answer>(these: readonly number[], ask: (part: number) => Asked): Promise<readonly Answer[]> {
    if (these.length === 0) return []
    const listening = { tell: ({ at, progress }: News) => heard(these[at]!)(progress), signal }
    return inThread<readonly Asked[], News, readonly Answer[]>(PROGRAM, these.map(ask), listening)
  }

  /** Every other part in a thread of its own. */
  async function runHalves<Answer>(these: readonly number[], ask: (part: number) => Asked): Promise<Answer[]> {
    const halves = [0, 1].map((half) => these.filter((_, at) => at % 2 === half))
    const [even, odd] = await Promise.all(halves.map((half) => run<Answer>(half, ask)))
    return these.map((_, at) => (at % 2 === 0 ? even : odd)![at >> 1]!)
  }

  const all = [...parts.keys()]
  const ready = await runHalves<Ready>(all, (part) => ({ step: 'make ready', ...given[part]! }))
  const askSeed =
    (more: number) =>
    (part: number): Asked => {
      const { flat, work } = given[part]!
      return { step: 'better', flat, work: { ...work, seed: work.seed + more }, ready: ready[part]! }
    }
  const [one, other] = await Promise.all([0, SECOND_SEED].map((more) => run<Found>(all, askSeed(more))))
  const found = all.map((part) => betterOf(one![part]!, other![part]!))
  const open = all.filter((part) => found[part]!.bound < found[part]!.cost)
  const proved = await runHalves<Found>(open, (part) => ({ step: 'prove', ...given[part]!, found: found[part]! }))
  for (const [at, part] of open.entries()) found[part] = proved[at]!
  return solutionOf(posed, joined(posed.flat, parts, found))
}

const betterOf = (one: Found, other: Found): Found => ({
  ...(other.cost < one.cost ? other : one),
  met: [...one.met, ...other.met],
})
