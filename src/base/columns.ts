/** Columns of numbers that grow: a million rows without an object a row. */
export class Ints {
  values: Int32Array
  size = 0

  constructor(expected = 1024) {
    this.values = new Int32Array(expected)
  }

  push(value: number): void {
    if (this.size === this.values.length) this.#grow()
    this.values[this.size++] = value
  }

  at(index: number): number {
    return this.values[index] as number
  }

  #grow(): void {
    const wider = new Int32Array(this.size * 2 + 1)
    wider.set(this.values)
    this.values = wider
  }
}

export class Floats {
  values: Float64Array
  size = 0

  constructor(expected = 1024) {
    this.values = new Float64Array(expected)
  }

  push(value: number): void {
    if (this.size === this.values.length) this.#grow()
    this.values[this.size++] = value
  }

  at(index: number): number {
    return this.values[index] as number
  }

  #grow(): void {
    const wider = new Float64Array(this.size * 2 + 1)
    wider.set(this.values)
    this.values = wider
  }
}

/** A column of text, kept as positions in the bytes of its file. */
export class Spans {
  readonly from: Ints
  readonly to: Ints

  constructor(expected?: number) {
    this.from = new Ints(expected)
    this.to = new Ints(expected)
  }

  push(from: number, to: number): void {
    this.from.push(from)
    this.to.push(to)
  }

  get size(): number {
    return this.from.size
  }
}
