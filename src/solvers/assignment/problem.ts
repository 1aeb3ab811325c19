/**
 * Assignment under shared capacity: each task takes exactly one of its options, an option uses amounts of capacity rows, and the
 * sum of costs is to be least. What is wished, forbidden or allowed at a price is for the caller to say by options and costs: a
 * task that may be left out has an option that uses nothing and costs much; "at most k of these" is a row of capacity k.
 */
import { Telling } from '#src/solvers/assignment/telling.ts'

export type Option = {
  /** A whole number; less is better. */
  readonly cost: number
  /** Whole amounts of rows. */
  readonly uses: readonly (readonly [row: number, amount: number])[]
}

export type Problem = {
  /** What each row holds, whole numbers of 0 or more. */
  readonly capacity: readonly number[]
  /** The options of each task. Where none fits, the task is left out, dearer than anything else together. */
  readonly tasks: readonly (readonly Option[])[]
}

/** A problem whose tasks are told one after another and need not all be held at once; solving goes through them once. */
export type Streamed = Omit<Problem, 'tasks'> & { readonly tasks: Iterable<readonly Option[]> }

/** The same in flat arrays, for the loops, in memory that threads share. Options of task t are `first[t]` to `first[t + 1] - 1`, uses of option o `from[o]` to `from[o + 1] - 1`. */
export type Flat = {
  readonly tasks: number
  readonly rows: number
  readonly capacity: Float64Array
  readonly first: Int32Array
  readonly cost: Float64Array
  readonly from: Int32Array
  readonly row: Int32Array
  readonly amount: Float64Array
}

const whole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} must be a whole number of 0 or more`)
  return value
}

/** @throws RangeError in words when a number is not whole or a row is unknown. */
export function flatten({ capacity, tasks }: Streamed): Flat {
  const telling = new Telling()
  for (const options of tasks) {
    for (const { cost, uses } of options) {
      if (!Number.isSafeInteger(cost)) throw new RangeError('a cost must be a whole number')
      for (const [row, amount] of uses) {
        if (capacity[row] === undefined) throw new RangeError(`there is no row ${row}`)
        telling.use(row, whole(amount, 'an amount'))
      }
      telling.endOption(cost)
    }
    telling.endTask()
  }
  return telling.flat(capacity.map((one) => whole(one, 'a capacity')))
}

/** What a choice of options costs, and by how much it breaks rows: nothing broken is 0. */
export function costOf(flat: Flat, chosen: Int32Array): { cost: number; broken: number } {
  const load = new Float64Array(flat.rows)
  let cost = 0
  for (const option of chosen) {
    cost += flat.cost[option] ?? 0
    for (let use = flat.from[option] ?? 0; use < (flat.from[option + 1] ?? 0); use++)
      load[flat.row[use] ?? 0] = (load[flat.row[use] ?? 0] ?? 0) + (flat.amount[use] ?? 0)
  }
  let broken = 0
  for (let row = 0; row < flat.rows; row++) broken += Math.max(0, (load[row] ?? 0) - (flat.capacity[row] ?? 0))
  return { cost, broken }
}

/** Numbers between 0 and 1 from a seed: the same for the same seed on every machine (xorshift32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0 || 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}
