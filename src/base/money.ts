declare const pence: unique symbol
/** Money as whole pence; never a fraction, never a float of pounds. */
export type Pence = number & { readonly [pence]?: true }

/** Divides to the nearest whole number, halves up (towards +∞): the one rounding of money. `denominator` > 0. */
export const divideHalfUp = (numerator: number, denominator: number): number =>
  Math.floor((2 * numerator + denominator) / (2 * denominator))

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })

/** "£1,234.50"; a debit reads "-£1,234.50". */
export const formatPence = (amount: Pence): string => pounds.format(amount / 100)

/** Reads what a person types as money: "1,234.5", "£1234.50". Undefined when it is not an amount in whole pence. */
export function parsePounds(text: string): Pence | undefined {
  const match = /^£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return undefined
  return Number(match[1]?.replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
