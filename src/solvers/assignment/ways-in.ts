/** What would let in a task that has no place: how much its options lack of which rows, and whether another task could make way. */
import type { Option, Problem } from '#src/solvers/assignment/problem.ts'

export type WayIn = {
  /** Of the task that has no place. */
  readonly option: number
  /** What rows would have to hold more, once who makes way has gone; nothing where that is enough. */
  readonly lacks: readonly (readonly [row: number, amount: number])[]
  readonly lack: number
  /** The task that makes way, its new option, and what that costs more. */
  readonly moved?: { readonly task: number; readonly option: number; readonly dearer: number }
}

type Uses = Option['uses']

/**
 * By option of the task the way that lacks least, with at most one other task moved; the least first, then the cheapest. What the
 * caller would allow only now is one more option of the task. Choices are as in a solution: -1 is out.
 */
export function waysIn(problem: Problem, chosen: readonly number[], task: number): WayIn[] {
  const left = [...problem.capacity]
  for (const [other, at] of chosen.entries())
    if (other !== task) for (const [row, amount] of usesOf(problem, other, at)) left[row] = (left[row] ?? 0) - amount
  const options = problem.tasks[task] ?? []
  const costOf = ({ option, moved }: WayIn): number => options[option]!.cost + (moved?.dearer ?? 0)
  return options
    .map(({ uses }, option) => {
      const alone = wayOf(option, uses, left)
      return alone.lack === 0 ? alone : bestOf([alone, ...waysBeside(problem, chosen, { task, left, alone, uses })])
    })
    .sort((a, b) => a.lack - b.lack || costOf(a) - costOf(b))
}

const usesOf = ({ tasks }: Problem, task: number, option: number): Uses => tasks[task]?.[option]?.uses ?? []

function wayOf(option: number, uses: Uses, left: readonly number[]): WayIn {
  const need = new Map<number, number>()
  for (const [row, amount] of uses) need.set(row, (need.get(row) ?? 0) + amount)
  const lacks = [...need].flatMap(([row, amount]) => {
    const short = amount - Math.max(0, left[row] ?? 0)
    return short > 0 ? [[row, short] as const] : []
  })
  return { option, lacks, lack: lacks.reduce((sum, [, short]) => sum + short, 0) }
}

const bestOf = (ways: readonly WayIn[]): WayIn =>
  ways.reduce((best, way) =>
    way.lack < best.lack || (way.lack === best.lack && (way.moved?.dearer ?? 0) < (best.moved?.dearer ?? 0))
      ? way
      : best,
  )

type Wanted = { readonly task: number; readonly left: readonly number[]; readonly alone: WayIn; readonly uses: Uses }

/** The ways when one of those who use what is lacking takes another option that has room. */
function waysBeside(problem: Problem, chosen: readonly number[], { task, left, alone, uses }: Wanted): WayIn[] {
  const lacking = new Set(alone.lacks.map(([row]) => row))
  return chosen.flatMap((own, other) => {
    const given = usesOf(problem, other, own)
    if (other === task || !given.some(([row]) => lacking.has(row))) return []
    const freed = [...left]
    for (const [row, amount] of given) freed[row] = (freed[row] ?? 0) + amount
    return problem.tasks[other]!.flatMap(({ cost, uses: wanted }, option) => {
      // Who leaves everything makes a place for one by taking it from another.
      if (option === own || wanted.length === 0 || wayOf(option, wanted, freed).lack > 0) return []
      const after = [...freed]
      for (const [row, amount] of wanted) after[row] = (after[row] ?? 0) - amount
      const moved = { task: other, option, dearer: cost - problem.tasks[other]![own]!.cost }
      return [{ ...wayOf(alone.option, uses, after), moved }]
    })
  })
}
