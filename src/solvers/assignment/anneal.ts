/**
 * Betters an answer by small changes, some of them for the worse while it is hot: a task takes another option; where that is full,
 * tasks that stand in its way go to the cheapest place still free. No answer on the way breaks a row.
 */
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import { type Flat, randomFrom } from '#src/solvers/assignment/problem.ts'

export type Annealing = {
  readonly seed: number
  readonly moves: number
  /** How much worse a change may be, at the first move and at the last. */
  readonly hot: number
  readonly cold: number
}

const MOST_EJECTED = 4
const LOOKED_AT = 6
/** Of a task's options the cheapest so many are tried. */
const TRIED = 24

class Standing {
  readonly flat: Flat
  readonly candidates: Candidates
  readonly chosen: Int32Array
  readonly load: Float64Array
  /** Which uses stand in a row, and where in it each stands. */
  readonly inRow: number[][]
  readonly place: Int32Array
  readonly taskOf: Int32Array
  /** What was undone by the move under way: task and its option before. */
  readonly undo: number[] = []

  constructor(flat: Flat, candidates: Candidates, chosen: Int32Array) {
    this.flat = flat
    this.candidates = candidates
    this.chosen = Int32Array.from(chosen)
    this.load = new Float64Array(flat.rows)
    this.inRow = Array.from({ length: flat.rows }, () => [])
    this.place = new Int32Array(flat.row.length)
    this.taskOf = new Int32Array(flat.row.length)
    for (let task = 0; task < flat.tasks; task++)
      for (let use = flat.from[flat.first[task]!]!; use < flat.from[flat.first[task + 1]!]!; use++)
        this.taskOf[use] = task
    for (const option of this.chosen) this.put(option)
  }

  put(option: number): void {
    const { from, row, amount } = this.flat
    for (let use = from[option]!; use < from[option + 1]!; use++) {
      const at = row[use]!
      this.load[at]! += amount[use]!
      const standing = this.inRow[at]!
      this.place[use] = standing.length
      standing.push(use)
    }
  }

  take(option: number): void {
    const { from, row, amount } = this.flat
    for (let use = from[option]!; use < from[option + 1]!; use++) {
      const at = row[use]!
      this.load[at]! -= amount[use]!
      const standing = this.inRow[at]!
      const last = standing.pop()!
      if (last === use) continue
      standing[this.place[use]!] = last
      this.place[last] = this.place[use]!
    }
  }

  fits(option: number): boolean {
    const { from, row, amount, capacity } = this.flat
    for (let use = from[option]!; use < from[option + 1]!; use++)
      if (this.load[row[use]!]! + amount[use]! > capacity[row[use]!]!) return false
    return true
  }

  change(task: number, option: number): void {
    this.undo.push(task, this.chosen[task]!)
    this.take(this.chosen[task]!)
    this.put(option)
    this.chosen[task] = option
  }

  /** A row that the option over-uses; -1 where there is none. */
  overUsed(option: number): number {
    const { from, row, capacity } = this.flat
    for (let use = from[option]!; use < from[option + 1]!; use++)
      if (this.load[row[use]!]! > capacity[row[use]!]!) return row[use]!
    return -1
  }

  /** The cheapest option of a task that still fits without the one it has; -1 where none does. */
  cheapestFree(task: number): number {
    const { first, option } = this.candidates
    const own = this.chosen[task]!
    this.take(own)
    let best = -1
    for (let at = first[task]!; at < first[task + 1]!; at++) {
      const one = option[at]!
      if (one === own || (best >= 0 && this.flat.cost[one]! >= this.flat.cost[best]!) || !this.fits(one)) continue
      best = one
    }
    this.put(own)
    return best
  }

  rollBack(): void {
    for (let at = this.undo.length - 2; at >= 0; at -= 2) {
      const task = this.undo[at]!
      this.take(this.chosen[task]!)
      this.chosen[task] = this.undo[at + 1]!
      this.put(this.chosen[task]!)
    }
  }
}

/** Makes room in every row that an option over-uses; answers with what that costs, or undefined where it cannot be done cheaply. */
function makeRoom(standing: Standing, task: number, random: () => number, most: number): number | undefined {
  const { flat } = standing
  const option = standing.chosen[task]!
  let cost = 0
  for (let ejected = 0; ; ejected++) {
    const row = standing.overUsed(option)
    if (row < 0) return cost
    if (ejected === MOST_EJECTED) return undefined
    const there = standing.inRow[row]!
    let goes = -1
    let to = -1
    let least = Infinity
    for (let looked = Math.min(LOOKED_AT, there.length); looked > 0; looked--) {
      const other = standing.taskOf[there[Math.floor(random() * there.length)]!]!
      if (other === task) continue
      const place = standing.cheapestFree(other)
      const dearer = place < 0 ? Infinity : flat.cost[place]! - flat.cost[standing.chosen[other]!]!
      if (dearer >= least) continue
      least = dearer
      goes = other
      to = place
    }
    cost += least
    if (goes < 0 || cost > most) return undefined
    standing.change(goes, to)
  }
}

/** Tries one change of one task, and keeps it where it is not dearer than the heat allows. Answers with what it changed the cost by. */
function move(standing: Standing, priced: Float64Array, heat: number, random: () => number): number {
  const { flat, candidates, chosen, undo } = standing
  const { first, option } = candidates
  let task = Math.floor(random() * flat.tasks)
  // Of two tasks more often the one whose option is further from its cheapest.
  const other = Math.floor(random() * flat.tasks)
  if (gapOf(standing, priced, other) > gapOf(standing, priced, task)) task = other
  const choices = Math.min(TRIED, first[task + 1]! - first[task]!)
  const to = option[first[task]! + Math.floor(random() * random() * choices)]!
  if (to === chosen[task]) return 0
  const allowed = -heat * Math.log(1 - random())
  const dearer = flat.cost[to]! - flat.cost[chosen[task]!]!
  undo.length = 0
  standing.change(task, to)
  const room = makeRoom(standing, task, random, allowed - dearer)
  if (room !== undefined && dearer + room <= allowed) return dearer + room
  standing.rollBack()
  return 0
}

const gapOf = ({ chosen, candidates }: Standing, priced: Float64Array, task: number): number =>
  priced[chosen[task]!]! - priced[candidates.option[candidates.first[task]!]!]!

/** The best answer met. `priced` are the options' costs at the bound's prices: they say which tasks are badly placed. */
export function anneal(
  flat: Flat,
  candidates: Candidates,
  start: Int32Array,
  priced: Float64Array,
  { seed, moves, hot, cold }: Annealing,
): Int32Array {
  const standing = new Standing(flat, candidates, start)
  const random = randomFrom(seed)
  const cooling = moves > 1 ? (cold / hot) ** (1 / moves) : 1
  let heat = hot
  let cost = 0
  let best = 0
  let found: Int32Array = Int32Array.from(start)
  let isKept = true
  for (let made = 0; made < moves; made++) {
    const changed = move(standing, priced, heat, random)
    // The best is written down when it is about to be left: most bests are bettered by the next move.
    if (changed > 0 && !isKept) {
      found = bestOf(standing)
      isKept = true
    }
    cost += changed
    if (cost < best - 1e-9) {
      best = cost
      isKept = false
    }
    heat *= cooling
  }
  return isKept ? found : Int32Array.from(standing.chosen)
}

/** The answer before the last move. */
function bestOf({ chosen, undo }: Standing): Int32Array {
  const before = Int32Array.from(chosen)
  for (let at = undo.length - 2; at >= 0; at -= 2) before[undo[at]!] = undo[at + 1]!
  return before
}
