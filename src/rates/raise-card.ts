/** A rate card with its prices raised by so many per cent, rounded as the council rounds (M-26, M-27). */

/** Handbook M-27: a multiple of 4p makes the quarter of an hour a whole penny. */
export type Rounding = 'none' | 'nearest_1p' | 'up_1p' | 'up_4p'
export const ROUNDINGS: readonly Rounding[] = ['none', 'nearest_1p', 'up_1p', 'up_4p']

/** One per cent, in the millionths in which a rise is counted. */
const ONE_PERCENT = 1_000_000
const WHOLE = BigInt(100 * ONE_PERCENT)

const upTo = (numerator: bigint, step: bigint): bigint => (numerator + step - 1n) / step
const nearest = (numerator: bigint, step: bigint): bigint => (2n * numerator + step) / (2n * step)

/**
 * A price in pence, with up to two decimals, raised by so many millionths of a per cent. Without rounding it keeps hundredths of a penny:
 * 20.28 and 6.6% make 21.6185.
 */
export function raisePrice(pence: number, millionths: number, rounding: Rounding): number {
  const raised = BigInt(Math.round(pence * 100)) * (WHOLE + BigInt(millionths))
  switch (rounding) {
    case 'none':
      return Number(nearest(raised, WHOLE)) / 100
    case 'nearest_1p':
      return Number(nearest(raised, WHOLE * 100n))
    case 'up_1p':
      return Number(upTo(raised, WHOLE * 100n))
    case 'up_4p':
      return Number(upTo(raised, WHOLE * 400n)) * 4
  }
}

/** Prices that are not of an hour are whole pence, and a multiple of four would mean nothing there. */
const forWholePence = (rounding: Rounding): Rounding =>
  rounding === 'none' || rounding === 'nearest_1p' ? 'nearest_1p' : 'up_1p'

type CardFile = Readonly<Record<string, unknown>>
type Line = Readonly<Record<string, unknown>>

/** The text of a card in the open format, which has no faults, from a day on and with its prices raised. */
export function raiseCard(
  card: CardFile,
  rise: { readonly millionths: number; readonly rounding: Rounding },
  from: string,
): CardFile {
  const { millionths, rounding } = rise
  const whole = (pence: unknown): number => raisePrice(Number(pence), millionths, forWholePence(rounding))
  const hour = (pence: unknown): number =>
    raisePrice(Number(pence), millionths, rounding === 'none' ? 'nearest_1p' : rounding)
  const raised = (name: string, prices: Readonly<Record<string, (pence: unknown) => number>>) =>
    Array.isArray(card[name]) ? { [name]: (card[name] as Line[]).map((line) => withPrices(line, prices)) } : {}
  return {
    ...card,
    from,
    to: null,
    rates: (card['rates'] as Line[]).map((line) => raiseLine(line, millionths, rounding, whole, hour)),
    ...(Array.isArray(card['bands'])
      ? { bands: (card['bands'] as Line[]).map((line) => raiseBands(line, whole)) }
      : {}),
    ...raised('travel', { pence_per_visit: whole }),
    ...raised('sleep_ins', { pence_per_night: whole }),
    ...raised('weeks', { pence_per_week: whole }),
    ...raised('blocks', { pence_per_hour: hour, over_use_pence_per_hour: hour }),
  }
}

const withPrices = (line: Line, prices: Readonly<Record<string, (pence: unknown) => number>>): Line =>
  Object.fromEntries(
    Object.entries(line).map(([key, value]) => {
      const raise = prices[key]
      return [key, raise ? raise(value) : value]
    }),
  )

function raiseLine(
  line: Line,
  millionths: number,
  rounding: Rounding,
  whole: (pence: unknown) => number,
  hour: (pence: unknown) => number,
): Line {
  const { pence_per_hour: inPence, exact_pence_per_hour: exact, pence_per_minute: aMinute, ...rest } = line
  const others = withPrices(rest, { pence_per_visit: whole, two_workers_pence_per_hour: hour })
  if (aMinute !== undefined) return { ...others, pence_per_minute: raiseMinute(Number(aMinute), millionths, rounding) }
  const price = inPence ?? exact
  if (price === undefined) return others
  const raised = raisePrice(Number(price), millionths, rounding)
  return Number.isInteger(raised) ? { ...others, pence_per_hour: raised } : { ...others, exact_pence_per_hour: raised }
}

/** A minute's price has hundredths of a penny. */
const raiseMinute = (pence: number, millionths: number, rounding: Rounding): number =>
  raisePrice(Math.round(pence * 100), millionths, forWholePence(rounding)) / 100

const raiseBands = (line: Line, whole: (pence: unknown) => number): Line => ({
  ...line,
  prices: Object.fromEntries(Object.entries(line['prices'] as Line).map(([minutes, pence]) => [minutes, whole(pence)])),
})
