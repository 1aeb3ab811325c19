/** Lots drawn so that anybody can draw them again: the seed is on the record, the rest follows from it (P-56). */

const SIXTY_FOUR = (1n << 64n) - 1n

/** The bids in the order in which they are drawn: shuffled from the back by the numbers that the seed gives (splitmix64). */
export function lotsDrawn(seed: string, refs: readonly string[]): string[] {
  let state = 0n
  for (const letter of seed) state = (state * 131n + BigInt(letter.codePointAt(0) ?? 0)) & SIXTY_FOUR
  const next = (): bigint => {
    state = (state + 0x9e3779b97f4a7c15n) & SIXTY_FOUR
    let mixed = state
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & SIXTY_FOUR
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & SIXTY_FOUR
    return mixed ^ (mixed >> 31n)
  }
  const drawn = refs.toSorted()
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Number(next() % BigInt(last + 1))
    const [a = '', b = ''] = [drawn[last], drawn[other]]
    drawn[last] = b
    drawn[other] = a
  }
  return drawn
}
