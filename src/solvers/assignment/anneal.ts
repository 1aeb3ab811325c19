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
  /** What share of the rows' prices is charged at first. */
  readonly charge: number
  /** Hears now and then how much was saved so far. */
  readonly heard: (saved: number) => void
}

const MOST_EJECTED = 4
const LOOKED_AT = 6
/** Candidates stand by price, and the cheapest are tried most: half the tries are among the first sixteenth. */
const NEAR = 4

/** Where the tasks stand, in arrays of candidates alone, so that the loops run over memory that lies together. */
class Standing {
  readonly first: Int32Array
  /** Of each candidate: its cost, what its uses cost at the rows' prices, and its option. */
  readonly cost: Float64Array
  readonly priced: Float64Array
  readonly option: Int32Array
  readonly from: Int32Array
  readonly row: Int32Array
  readonly amount: Float64Array
  readonly taskOf: Int32Array
  readonly chosen: Int32Array
  readonly load: Float64Array
  readonly capacity: Float64Array
  /** Which uses stand in a row: `count[row]` of them from `seatFrom[row]`, and where each stands. */
  readonly seatFrom: Int32Array
  readonly seats: Int32Array
  readonly count: Int32Array
  readonly place: Int32Array
  /** What was undone by the move under way: task and its candidate before. */
  readonly undo = new Int32Array(2 * (MOST_EJECTED + 2))
  undone = 0
  charge = 0

  constructor(flat: Flat, { first, option }: Candidates, start: Int32Array, priced: Float64Array) {
    this.first = first
    this.option = option
    this.capacity = flat.capacity
    this.cost = Float64Array.from(option, (one) => flat.cost[one]!)
    this.priced = Float64Array.from(option, (one) => priced[one]! - flat.cost[one]!)
    this.from = new Int32Array(option.length + 1)
    let uses = 0
    for (const [at, one] of option.entries()) {
      this.from[at] = uses
      uses += flat.from[one + 1]! - flat.from[one]!
    }
    this.from[option.length] = uses
    this.row = new Int32Array(uses)
    this.amount = new Float64Array(uses)
    this.taskOf = new Int32Array(uses)
    this.place = new Int32Array(uses)
    this.load = new Float64Array(flat.rows)
    this.count = new Int32Array(flat.rows)
    this.seatFrom = new Int32Array(flat.rows + 1)
    this.chosen = new Int32Array(flat.tasks)
    for (let task = 0; task < flat.tasks; task++)
      for (let at = first[task]!; at < first[task + 1]!; at++) {
        const one = option[at]!
        if (one === start[task]) this.chosen[task] = at
        for (let use = this.from[at]!, old = flat.from[one]!; use < this.from[at + 1]!; use++, old++) {
          this.row[use] = flat.row[old]!
          this.amount[use] = flat.amount[old]!
          this.taskOf[use] = task
          this.seatFrom[flat.row[old]! + 1]!++
        }
      }
    for (let row = 0; row < flat.rows; row++) this.seatFrom[row + 1]! += this.seatFrom[row]!
    this.seats = new Int32Array(uses)
    for (const at of this.chosen) this.put(at)
  }

  options(): Int32Array {
    return this.chosen.map((at) => this.option[at]!)
  }

  weight(at: number): number {
    return this.cost[at]! + this.charge * this.priced[at]!
  }

  put(at: number): void {
    for (let use = this.from[at]!; use < this.from[at + 1]!; use++) {
      const row = this.row[use]!
      this.load[row]! += this.amount[use]!
      const seat = this.seatFrom[row]! + this.count[row]!++
      this.place[use] = seat
      this.seats[seat] = use
    }
  }

  take(at: number): void {
    for (let use = this.from[at]!; use < this.from[at + 1]!; use++) {
      const row = this.row[use]!
      this.load[row]! -= this.amount[use]!
      const last = this.seats[this.seatFrom[row]! + --this.count[row]!]!
      this.seats[this.place[use]!] = last
      this.place[last] = this.place[use]!
    }
  }

  fits(at: number): boolean {
    for (let use = this.from[at]!; use < this.from[at + 1]!; use++)
      if (this.load[this.row[use]!]! + this.amount[use]! > this.capacity[this.row[use]!]!) return false
    return true
  }

  change(task: number, to: number): void {
    this.undo[this.undone++] = task
    this.undo[this.undone++] = this.chosen[task]!
    this.take(this.chosen[task]!)
    this.put(to)
    this.chosen[task] = to
  }

  /** A row that is over-used where a candidate stands; -1 where there is none. */
  overUsed(at: number): number {
    for (let use = this.from[at]!; use < this.from[at + 1]!; use++)
      if (this.load[this.row[use]!]! > this.capacity[this.row[use]!]!) return this.row[use]!
    return -1
  }

  /** The first candidate of a task that fits without the one it has, and is cheap enough; -1 where none is. Candidates stand by price. */
  firstFree(task: number, most: number): number {
    const own = this.chosen[task]!
    for (let use = this.from[own]!; use < this.from[own + 1]!; use++) this.load[this.row[use]!]! -= this.amount[use]!
    let found = -1
    let least = most
    for (let at = this.first[task]!, seen = 0; at < this.first[task + 1]! && seen < 3; at++) {
      if (at === own) continue
      const weight = this.weight(at)
      if (weight >= least || !this.fits(at)) continue
      found = at
      least = weight
      seen++
    }
    for (let use = this.from[own]!; use < this.from[own + 1]!; use++) this.load[this.row[use]!]! += this.amount[use]!
    return found
  }

  rollBack(): void {
    while (this.undone > 0) {
      const before = this.undo[--this.undone]!
      const task = this.undo[--this.undone]!
      this.take(this.chosen[task]!)
      this.chosen[task] = before
      this.put(before)
    }
  }
}

/** Makes room in every row that a candidate over-uses; answers with what that weighs, or Infinity where it weighs more than may be. */
function makeRoom(standing: Standing, task: number, random: () => number, most: number): number {
  const at = standing.chosen[task]!
  let weight = 0
  for (let ejected = 0; ; ejected++) {
    const row = standing.overUsed(at)
    if (row < 0) return weight
    if (ejected === MOST_EJECTED) return Infinity
    const there = standing.count[row]!
    const seatFrom = standing.seatFrom[row]!
    let goes = -1
    let to = -1
    let least = most - weight
    const begin = Math.floor(random() * there)
    for (let looked = 0; looked < LOOKED_AT && looked < there; looked++) {
      const other = standing.taskOf[standing.seats[seatFrom + ((begin + looked) % there)]!]!
      if (other === task) continue
      const own = standing.weight(standing.chosen[other]!)
      const place = standing.firstFree(other, own + least)
      if (place < 0) continue
      least = standing.weight(place) - own
      goes = other
      to = place
    }
    if (goes < 0) return Infinity
    weight += least
    standing.change(goes, to)
  }
}

/** Tries one change of one task, and keeps it where it is not heavier than the heat allows: then the answer is true. */
function move(standing: Standing, heat: number, random: () => number): boolean {
  const { first, chosen } = standing
  const task = Math.floor(random() * chosen.length)
  const choices = first[task + 1]! - first[task]!
  const to = first[task]! + Math.floor(random() ** NEAR * choices)
  const own = chosen[task]!
  if (to === own) return false
  const allowed = -heat * Math.log(1 - random())
  const heavier = standing.weight(to) - standing.weight(own)
  if (heavier > allowed) return false
  standing.undone = 0
  standing.change(task, to)
  if (heavier + makeRoom(standing, task, random, allowed - heavier) <= allowed) return true
  standing.rollBack()
  return false
}

/** The best answer met. `priced` are the options' costs at the bound's prices: they say which tasks are badly placed. */
export function anneal(
  flat: Flat,
  candidates: Candidates,
  start: Int32Array,
  priced: Float64Array,
  { seed, moves, hot, cold, charge, heard }: Annealing,
): Int32Array {
  const standing = new Standing(flat, candidates, start, priced)
  const random = randomFrom(seed)
  const cooling = moves > 1 ? (cold / hot) ** (1 / moves) : 1
  let heat = hot
  let cost = 0
  let best = 0
  let found = standing.options()
  let isKept = true
  for (let made = 0; made < moves; made++) {
    // Room in scarce rows is dear for the first half, and at last it is free to be used up.
    if ((made & 255) === 0) standing.charge = charge * Math.min(1, 2 - (2 * made) / moves)
    if ((made & 0x3ffff) === 0x3ffff) heard(-best)
    if (move(standing, heat, random)) {
      let changed = 0
      for (let at = 0; at < standing.undone; at += 2)
        changed += standing.cost[standing.chosen[standing.undo[at]!]!]! - standing.cost[standing.undo[at + 1]!]!
      // The best is written down when it is about to be left: most bests are bettered by the next move.
      if (changed > 0 && !isKept) {
        found = bestOf(standing)
        isKept = true
      }
      cost += changed
      if (cost < best) {
        best = cost
        isKept = false
      }
    }
    heat *= cooling
  }
  return isKept ? found : standing.options()
}

/** The answer before the last move. */
function bestOf(standing: Standing): Int32Array {
  const before = standing.options()
  for (let at = standing.undone - 2; at >= 0; at -= 2)
    before[standing.undo[at]!] = standing.option[standing.undo[at + 1]!]!
  return before
}
