/** Exact numbers: marks and baskets are never rounded before they are ranked (P-53). */

/** In lowest terms; the denominator is above nought. */
export type Fraction = { readonly top: bigint; readonly bottom: bigint }

function common(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function fraction(top: bigint | number, bottom: bigint | number = 1n): Fraction {
  const [above, below] = [BigInt(top), BigInt(bottom)]
  if (below === 0n) throw new Error('a fraction of nought')
  const sign = below < 0n ? -1n : 1n
  const shared = common(above, below * sign)
  return { top: (above * sign) / shared, bottom: (below * sign) / shared }
}

export const NOUGHT: Fraction = { top: 0n, bottom: 1n }
export const ONE: Fraction = { top: 1n, bottom: 1n }

/** A number as it is written: 12.5 is 25/2, never the nearest binary fraction. */
export function exactly(value: number): Fraction {
  const [digits = '', places = ''] = String(value).split('.')
  return fraction(BigInt(digits + places), 10n ** BigInt(places.length))
}

export const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
export const minus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom)
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.top * b.top, a.bottom * b.bottom)
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.top * b.bottom, a.bottom * b.top)

/** Below nought when `a` is the less. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.top * b.bottom - b.top * a.bottom
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const sumOf = (parts: readonly Fraction[]): Fraction => parts.reduce(plus, NOUGHT)
export const lesser = (a: Fraction, b: Fraction): Fraction => (compare(a, b) <= 0 ? a : b)
export const greater = (a: Fraction, b: Fraction): Fraction => (compare(a, b) >= 0 ? a : b)
export const clamp = (value: Fraction, least: Fraction, most: Fraction): Fraction => greater(least, lesser(value, most))

/** For show alone: rounded half up to so many places, "37.50". */
export function shown(value: Fraction, places = 2): string {
  const scale = 10n ** BigInt(places)
  const doubled = 2n * value.top * scale + value.bottom
  const bottom = 2n * value.bottom
  const rounded = doubled >= 0n ? doubled / bottom : -((-doubled + bottom - 1n) / bottom)
  const digits = String(rounded < 0n ? -rounded : rounded).padStart(places + 1, '0')
  const sign = rounded < 0n ? '-' : ''
  return places === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** For charts and machines, which do not rank by it. */
export const roughly = (value: Fraction, places = 4): number => Number(shown(value, places))

/** As it is kept, "2240/3": read back exactly. */
export const written = ({ top, bottom }: Fraction): string => `${top}/${bottom}`

export function readFraction(text: string): Fraction {
  const [top = '0', bottom = '1'] = text.split('/')
  return fraction(BigInt(top), BigInt(bottom))
}
