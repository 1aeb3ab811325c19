/** How a problem comes into flat arrays, in memory that threads share, without being held as objects. */
import type { Flat } from '#src/solvers/assignment/problem.ts'

type Numbers = Int32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike>
type Kind<Of extends Numbers> = {
  new (from: number | ArrayBufferLike): Of
  readonly BYTES_PER_ELEMENT: number
}

/** Numbers told one after another: in the heap they would stay until it is swept, and again for each time that they outgrew their place. */
class Told<Of extends Numbers> {
  readonly #kind: Kind<Of>
  values: Of
  length = 0

  constructor(kind: Kind<Of>) {
    this.#kind = kind
    this.values = new kind(1024)
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new this.#kind(2 * this.length)
      longer.set(this.values)
      this.values = longer
    }
    this.values[this.length++] = value
  }

  shared(): Of {
    const shared = new this.#kind(new SharedArrayBuffer(this.length * this.#kind.BYTES_PER_ELEMENT))
    shared.set(this.values.subarray(0, this.length))
    return shared
  }
}

/** Told use by use, option by option and task by task. */
export class Telling {
  readonly #first = new Told(Int32Array)
  readonly #cost = new Told(Float64Array)
  readonly #from = new Told(Int32Array)
  readonly #row = new Told(Int32Array)
  readonly #amount = new Told(Float64Array)
  #begin = 0

  constructor() {
    this.#first.push(0)
    this.#from.push(0)
  }

  /** Of the option under way; amounts of one row are added up, and what uses nothing is dropped. */
  use(row: number, amount: number): void {
    if (amount === 0) return
    for (let use = this.#begin; use < this.#row.length; use++)
      if (this.#row.values[use] === row) {
        this.#amount.values[use]! += amount
        return
      }
    this.#row.push(row)
    this.#amount.push(amount)
  }

  endOption(cost: number): void {
    this.#cost.push(cost)
    this.#begin = this.#row.length
    this.#from.push(this.#begin)
  }

  endTask(): void {
    this.#first.push(this.#cost.length)
  }

  flat(capacity: readonly number[]): Flat {
    const held = new Float64Array(new SharedArrayBuffer(capacity.length * Float64Array.BYTES_PER_ELEMENT))
    held.set(capacity)
    return {
      ...{ tasks: this.#first.length - 1, rows: capacity.length, capacity: held },
      ...{ first: this.#first.shared(), cost: this.#cost.shared() },
      ...{ from: this.#from.shared(), row: this.#row.shared(), amount: this.#amount.shared() },
    }
  }
}
