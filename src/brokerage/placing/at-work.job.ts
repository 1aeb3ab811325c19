/** Plans that this process works on: how far each is, its lease renewed, and stopped within a second of nobody wanting it any more. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Budget, type Problem, type Progress, type Solution, solveApart } from '#src/solvers/assignment/index.ts'

type PlanKey = { readonly council: number; readonly planRef: string }
type Work = { readonly rounds: Progress[]; readonly stop: AbortController }

const atWork = new Map<string, Work>()
const keyOf = ({ council, planRef }: PlanKey): string => `${council} ${planRef}`

/** The rounds so far; none where another process makes it, or nobody yet. */
export const roundsOf = (plan: PlanKey): readonly Progress[] => atWork.get(keyOf(plan))?.rounds ?? []

const STOPPED = Symbol('stopped')

/** At once where this process makes it; any other sees it at its next look. */
export const stopWork = (plan: PlanKey): void => atWork.get(keyOf(plan))?.stop.abort(STOPPED)

export type Watching = {
  /** Looked at twice a second. */
  isWanted(): Promise<boolean>
  /** Says each minute that it is still being made, and how far it is. */
  goOn(rounds: readonly Progress[]): Promise<unknown>
  /** Points that the solver counts and the plan does not. */
  readonly aside?: number
}

const LOOK_MS = 500
const LOOKS_A_LEASE = 120
/** Twice what passes between two words of whoever makes a plan. */
export const LEASE = { minutes: 2 }

async function watch({ rounds, stop }: Work, { isWanted, goOn }: Watching, over: AbortSignal): Promise<void> {
  for (let look = 1; ; look += 1) {
    await pause(LOOK_MS, undefined, { signal: over }).catch(() => undefined)
    if (over.aborted) return
    if (!(await isWanted())) return stop.abort(STOPPED)
    if (look % LOOKS_A_LEASE === 0) await goOn(thinned(rounds))
  }
}

export type Solved = { readonly solution: Solution; readonly rounds: readonly Progress[] }

/** In threads of its own, so that pages are answered meanwhile; undefined when it was stopped. */
export async function solveWatched(
  plan: PlanKey,
  problem: Problem,
  budget: Budget,
  watching: Watching,
): Promise<Solved | undefined> {
  const work: Work = { rounds: [], stop: new AbortController() }
  const over = new AbortController()
  atWork.set(keyOf(plan), work)
  // What goes wrong while it is watched ends the work, and is the work's error.
  const watched = watch(work, watching, over.signal).catch((error: unknown) => work.stop.abort(error))
  try {
    const { aside = 0 } = watching
    const tell = (one: Progress): void =>
      void work.rounds.push({ ...one, cost: one.cost - aside, bound: one.bound - aside })
    const solution = await solveApart(problem, budget, { tell, signal: work.stop.signal })
    return { solution, rounds: thinned(work.rounds) }
  } catch (error) {
    if (work.stop.signal.reason === STOPPED) return undefined
    throw error
  } finally {
    over.abort()
    await watched
    atWork.delete(keyOf(plan))
  }
}

const SHOWN_ROUNDS = 60

/** Enough of them for a chart, the last one always. */
function thinned(rounds: readonly Progress[]): Progress[] {
  const step = Math.ceil(rounds.length / SHOWN_ROUNDS)
  return rounds.filter((_, at) => at % step === 0 || at === rounds.length - 1)
}
