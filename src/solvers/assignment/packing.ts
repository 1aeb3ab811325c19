/**
 * The relaxation by whole bundles (Dantzig, Wolfe): each task in one bundle, each block with one bundle at most, parts of bundles
 * allowed. Few bundles are ever written down: at the prices of those at hand each block is asked for one that would be worth more
 * (column generation), until none is. Its bound is far nearer than one by prices of rows where a block takes few tasks.
 */
import type { Highs, Model, ModelData, SparseMatrix } from 'highs'
import type { Candidates } from '#src/solvers/assignment/bound.ts'
import { bestBundle, type Block, blocksOf, eachBundle, type Looked } from '#src/solvers/assignment/bundles.ts'
import type { Flat } from '#src/solvers/assignment/problem.ts'

/** Options that one block takes at once; or one that uses nothing, whose block is past the last. */
export type Bundle = { readonly options: readonly number[]; readonly block: number }

/** What having each task done is worth, and what one more that uses nothing would be. */
type Worth = { readonly task: Float64Array; readonly free: number }

/** No answer is below the bound; that is known by what tasks are worth, and by the most that a bundle of each block brings at that. */
export type Relaxed = { readonly bound: number; readonly worth: Worth; readonly most: Float64Array }

/** Work left, in steps of the simplex method. */
export type Work = { left: number }

/** So many looks for bundles take as long as one step. */
export const LOOKS_A_STEP = 1000
/** Mostly a good bundle is met soon; all are gone through only where none was. */
const FEW_LOOKS = 3000
/** Of the bundles of a block met on the way to its best, the last so many are kept. */
const KEPT = 2
const NOUGHT = 1e-7

/** Options of tasks, by blocks, and the bundles of them that were met so far. */
export class Packing {
  readonly flat: Flat
  readonly blocks: readonly Block[]
  readonly free: readonly number[]
  readonly bundles: Bundle[] = []
  /** No answer takes fewer options that use nothing. */
  fewestFree = 0
  readonly #taskOf = new Map<number, number>()
  readonly #blockOf = new Map<number, number>()
  readonly #met = new Set<string>()

  constructor(flat: Flat, candidates: Candidates) {
    const { blocks, free } = blocksOf(flat, candidates)
    this.flat = flat
    this.blocks = blocks
    this.free = free
    for (let task = 0; task < flat.tasks; task++)
      for (const one of candidates.option.subarray(candidates.first[task], candidates.first[task + 1]))
        this.#taskOf.set(one, task)
    for (const [index, { option }] of blocks.entries()) for (const one of option) this.#blockOf.set(one, index)
    for (const one of free) {
      this.#blockOf.set(one, blocks.length)
      this.add({ options: [one], block: blocks.length })
    }
  }

  taskOf = (option: number): number => this.#taskOf.get(option)!

  /** Whether it is new. */
  add(bundle: Bundle): boolean {
    const key = bundle.options.toSorted((a, b) => a - b).join()
    if (this.#met.has(key)) return false
    this.#met.add(key)
    this.bundles.push(bundle)
    return true
  }

  /** The bundles of an answer, without options that are in no better one. */
  addAnswer(answer: Int32Array): void {
    const kept = Array.from(answer).filter((one) => this.#blockOf.has(one))
    for (const [block, options] of Map.groupBy(kept, (one) => this.#blockOf.get(one)!))
      if (block < this.blocks.length) this.add({ options, block })
  }

  /** What each option of a block brings. */
  profitOf({ option, task }: Block, cost: Float64Array, worth: Worth): Float64Array {
    return Float64Array.from(option, (one, at) => worth.task[task[at]!]! - cost[one]!)
  }

  /** Rows: each task in one bundle; each block with one at most; as many that use nothing as there must be. */
  model(bundles: readonly Bundle[], cost: Float64Array, infinity: number): ModelData {
    const { tasks } = this.flat
    const rows = tasks + this.blocks.length + 1
    const bundled = bundles.length
    return {
      numCols: bundled,
      numRows: rows,
      colCost: costsOf(bundles, cost),
      colLower: new Float64Array(bundled),
      // That none counts twice the rows of tasks say; a limit of its own would take its price.
      colUpper: new Float64Array(bundled).fill(infinity),
      rowLower: new Float64Array(rows)
        .fill(-infinity)
        .fill(1, 0, tasks)
        .fill(this.fewestFree, rows - 1),
      rowUpper: new Float64Array(rows).fill(1).fill(infinity, rows - 1),
      matrix: this.columns(bundles),
    }
  }

  columns(bundles: readonly Bundle[]): SparseMatrix {
    const [starts, indices]: [number[], number[]] = [[0], []]
    for (const { options, block } of bundles) {
      indices.push(...options.map(this.taskOf), this.flat.tasks + block)
      starts.push(indices.length)
    }
    return {
      ...{ format: 'csc', numRows: this.flat.tasks + this.blocks.length + 1, numCols: bundles.length },
      ...{ starts: Int32Array.from(starts), indices: Int32Array.from(indices) },
      values: new Float64Array(indices.length).fill(1),
    }
  }
}

export const costsOf = (bundles: readonly Bundle[], cost: Float64Array): Float64Array =>
  Float64Array.from(bundles, ({ options }) => options.reduce((sum, one) => sum + cost[one]!, 0))

/** `cost` is of each option; a bound above `enough` need not be raised; `start` is what tasks are thought to be worth. */
type Asked = {
  readonly cost: Float64Array
  readonly enough: number
  readonly start: Float64Array
  readonly work: Work
}

/** The best bound met in the work given. The bundles at hand must hold an answer. */
export function relax(highs: Highs, packing: Packing, { cost, enough, start, work }: Asked): Relaxed {
  const { blocks, flat } = packing
  const first = packing.model(packing.bundles, cost, highs.infinity)
  return highs.withModel(first, (model) => {
    model.options.set({ output_flag: false, presolve: 'off' })
    let best: Relaxed = {
      ...{ bound: -Infinity, most: new Float64Array(blocks.length) },
      worth: within(packing, cost, { task: start, free: 0 }),
    }
    /** Asks every block at these prices; how many new bundles came of it. */
    const ask = (worth: Worth, charges: Float64Array | undefined, looks: number): number => {
      const asked = askAll(packing, cost, worth, { charges, looks })
      work.left -= asked.looks / LOOKS_A_STEP
      if (asked.bound > best.bound) best = { bound: asked.bound, worth, most: asked.most }
      return asked.fresh
    }
    ask(best.worth, undefined, 0)
    let held = first.numCols
    while (work.left > 0 && best.bound <= enough) {
      addFresh(highs, model, packing, { cost, held })
      held = packing.bundles.length
      model.run()
      work.left -= Math.max(1, Number(model.info.get('simplex_iteration_count')))
      if (model.getObjectiveValue() - best.bound < NOUGHT) break
      const { rowDual } = model.getSolution()
      const free = Math.max(0, rowDual.at(-1)!)
      const there = within(packing, cost, { task: rowDual.slice(0, flat.tasks), free })
      const charges = rowDual.slice(flat.tasks, flat.tasks + blocks.length)
      // Between the last prices and the best ones less is lost by swinging to and fro.
      const between = within(packing, cost, middleOf(there, best.worth))
      const isMore = ask(between, charges, 0) || ask(there, charges, 0) || ask(there, charges, work.left * LOOKS_A_STEP)
      if (!isMore) break
    }
    return best
  })
}

const middleOf = (one: Worth, other: Worth): Worth => ({
  task: one.task.map((worth, at) => (worth + other.task[at]!) / 2),
  free: (one.free + other.free) / 2,
})

/** A task is worth no more than its option that uses nothing. */
function within({ free, taskOf }: Packing, cost: Float64Array, worth: Worth): Worth {
  const task = Float64Array.from(worth.task)
  for (const one of free) task[taskOf(one)] = Math.min(task[taskOf(one)]!, cost[one]! - worth.free)
  return { task, free: worth.free }
}

function addFresh(
  { infinity }: Highs,
  model: Model,
  packing: Packing,
  { cost, held }: { cost: Float64Array; held: number },
): void {
  const fresh = packing.bundles.slice(held)
  if (fresh.length === 0) return
  model.addCols({
    cost: costsOf(fresh, cost),
    lower: new Float64Array(fresh.length),
    upper: new Float64Array(fresh.length).fill(infinity),
    matrix: packing.columns(fresh),
  })
}

/**
 * The bound at these prices, if no block was left before its end; the best bundles of each that bring more than its charge are kept. After a few
 * looks at a block the best is sought to the end, as far as `looks` allow.
 */
function askAll(
  packing: Packing,
  cost: Float64Array,
  worth: Worth,
  { charges, looks }: { charges: Float64Array | undefined; looks: number },
): { bound: number; most: Float64Array; fresh: number; looks: number } {
  const asked = {
    ...{ bound: worth.free * packing.fewestFree, most: new Float64Array(packing.blocks.length) },
    ...{ fresh: 0, looks: 0 },
  }
  for (const one of worth.task) asked.bound += one
  for (const [index, block] of packing.blocks.entries()) {
    const { met, most, ...looked } = askBlock(block, packing.profitOf(block, cost, worth), looks)
    asked.most[index] = most
    asked.looks += looked.looks
    asked.bound -= looked.isWhole ? most : Infinity
    if (most <= -(charges?.[index] ?? 0) + NOUGHT) continue
    for (const bundle of met.slice(-KEPT))
      if (packing.add({ options: bundle.map((at) => block.option[at]!), block: index })) asked.fresh++
  }
  return asked
}

type BlockAsked = Looked & {
  /** Better ones come later. */
  readonly met: readonly (readonly number[])[]
  readonly most: number
}

function askBlock(block: Block, profit: Float64Array, looks: number): BlockAsked {
  let most = 0
  const met: (readonly number[])[] = []
  const go = (upTo: number): Looked =>
    eachBundle(block, profit, { least: most, looks: upTo }, (bundle, brings) => {
      met.push([...bundle])
      most = brings
      return brings
    })
  const few = go(FEW_LOOKS)
  if (few.isWhole || looks <= 0) return { met, most, ...few }
  if (!block.isAlike) {
    const all = go(looks)
    return { met, most, looks: few.looks + all.looks, isWhole: all.isWhole }
  }
  const best = bestBundle(block, profit, { least: most, looks })
  if (best.bundle.length > 0) met.push(best.bundle)
  return { met, most: best.brings, looks: few.looks + best.looks, isWhole: best.isWhole }
}
