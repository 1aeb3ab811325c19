/** Tasks that share no row with others, not even by way of others, are a problem of their own: solved so, each is small. */
import type { Flat } from '#src/solvers/assignment/problem.ts'
import type { Answer, Budget, Progress, Tell, Work } from '#src/solvers/assignment/search.ts'
import { Telling } from '#src/solvers/assignment/telling.ts'

/** A problem of its own, and which tasks and rows of the whole it holds. */
export type Part = { readonly flat: Flat; readonly tasks: readonly number[]; readonly rows: readonly number[] }

/** Small parts are gathered until they have so many tasks. */
const TOGETHER = 100

export function partsOf(flat: Flat, together = TOGETHER): Part[] {
  const gathered: { tasks: number[]; rows: number[] }[] = []
  for (const { tasks, rows } of apart(flat)) {
    const last = gathered.at(-1)
    if (last && last.tasks.length < together) {
      for (const task of tasks) last.tasks.push(task)
      for (const row of rows) last.rows.push(row)
    } else gathered.push({ tasks, rows })
  }
  if (gathered.length <= 1) return [{ flat, tasks: [...Array(flat.tasks).keys()], rows: [...flat.capacity.keys()] }]
  const place = new Int32Array(flat.rows)
  for (const { rows } of gathered) for (const [at, row] of rows.entries()) place[row] = at
  return gathered.map((one) => ({ flat: flatOf(flat, one, place), ...one }))
}

/** Tasks and the rows that their options use, in the order of the first task of each. */
function apart(flat: Flat): Iterable<{ tasks: number[]; rows: number[] }> {
  const usesOfTask = (task: number) => [flat.from[flat.first[task]!]!, flat.from[flat.first[task + 1]!]!] as const
  const tasks = Array.from({ length: flat.tasks }, (_, task) => task)
  const topOf = rowsTogether(flat, tasks.values().map(usesOfTask))
  // A task that uses nothing stands with its like.
  const found = new Map<number, { tasks: number[]; rows: number[] }>()
  for (const task of tasks) {
    const [from, to] = usesOfTask(task)
    const top = from === to ? -1 : topOf(flat.row[from]!)
    const own = found.get(top)
    if (own) own.tasks.push(task)
    else found.set(top, { tasks: [task], rows: [] })
  }
  for (const row of flat.capacity.keys()) found.get(topOf(row))?.rows.push(row)
  return found.values()
}

/** Of each row one that stands for all that are used together with it; told are uses from one to before another. */
export function rowsTogether(flat: Flat, used: Iterable<readonly [from: number, to: number]>): (row: number) => number {
  const above = Int32Array.from(flat.capacity.keys())
  const topOf = (row: number): number => {
    let top = row
    while (above[top] !== top) top = above[top] = above[above[top]!]!
    return top
  }
  for (const [from, to] of used)
    for (let use = from + 1; use < to; use++) above[topOf(flat.row[use]!)] = topOf(flat.row[from]!)
  return topOf
}

function flatOf(flat: Flat, { tasks, rows }: Omit<Part, 'flat'>, place: Int32Array): Flat {
  const telling = new Telling()
  for (const task of tasks) {
    for (let option = flat.first[task]!; option < flat.first[task + 1]!; option++) {
      for (let use = flat.from[option]!; use < flat.from[option + 1]!; use++)
        telling.use(place[flat.row[use]!]!, flat.amount[use]!)
      telling.endOption(flat.cost[option]!)
    }
    telling.endTask()
  }
  return telling.flat(rows.map((row) => flat.capacity[row]!))
}

/** A step of the bound looks at every task; of steps of the simplex method, which move one, there are so many for it. */
const SIMPLEX_STEPS = 10

/** Work that goes by tasks is shared out by them. A step of the bound is less in a part of itself. */
export function shareOf(budget: Budget, part: Flat, whole: Flat): Work {
  const own = (work: number): number => Math.ceil(work * (part.tasks / Math.max(1, whole.tasks)))
  return {
    ...budget,
    moves: own(budget.moves),
    simplexSteps: own(budget.boundSteps * SIMPLEX_STEPS),
    proofSteps: own(budget.proofSteps ?? 0),
  }
}

/** The answers of the parts, in options and rows of the whole. */
export function joined(flat: Flat, parts: readonly Part[], answers: readonly Answer[]): Answer {
  const chosen = new Int32Array(flat.tasks)
  const prices = new Float64Array(flat.rows)
  let [cost, bound] = [0, 0]
  for (const [index, { flat: own, tasks, rows }] of parts.entries()) {
    const answer = answers[index]!
    for (const [at, task] of tasks.entries()) chosen[task] = flat.first[task]! + answer.chosen[at]! - own.first[at]!
    for (const [at, row] of rows.entries()) prices[row] = answer.prices[at]!
    cost += answer.cost
    bound += answer.bound
  }
  return { chosen, cost, bound, prices }
}

/** News of each part becomes news of the whole, once every part was heard of: never dearer nor less proved than what was told. */
export function hearAll(parts: number, tell: Tell): (part: number) => Tell {
  const best = new Map<number, Progress>()
  let told: Progress | undefined
  return (part) => (news) => {
    const known = best.get(part) ?? news
    best.set(part, {
      round: Math.max(known.round, news.round),
      cost: Math.min(known.cost, news.cost),
      bound: Math.max(known.bound, news.bound),
    })
    if (best.size < parts) return
    const sum = (of: 'cost' | 'bound'): number => best.values().reduce((all, one) => all + one[of], 0)
    const next = { round: Math.max(...best.values().map(({ round }) => round)), cost: sum('cost'), bound: sum('bound') }
    if (told && next.cost === told.cost && next.bound === told.bound && next.round === told.round) return
    told = next
    tell(next)
  }
}
