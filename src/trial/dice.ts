/** Chance from a seed: the same seed gives the same council, on every machine. */
export type Dice = {
  /** From 0 up to 1, not included. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  /** True so many times in a hundred. */
  percent(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** Picks by weights. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T
}

/** Mulberry32: small, fast and good enough for made-up people. */
export function diceFrom(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const dice: Dice = {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    percent: (share) => next() * 100 < share,
    pick(list) {
      if (list.length === 0) throw new Error('nothing to pick from')
      return list[Math.floor(next() * list.length)] as (typeof list)[number]
    },
    weighted(choices) {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [choice, weight] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      return dice.pick(choices)[0]
    },
  }
  return dice
}
