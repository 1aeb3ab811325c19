/**
 * The modulus check of a sort code and account number, as the bank industry's "Validating account numbers" describes it,
 * exceptions 1 to 14. It says whether an account can exist, never that it does. The weights are data that the council loads.
 */
import { ok, type Result, refuse } from '#src/base/result.ts'

const METHODS = ['MOD10', 'MOD11', 'DBLAL'] as const
export type Method = (typeof METHODS)[number]

/** One line of the weights: what a range of sort codes is checked by. */
export type Weighting = {
  readonly fromSortCode: string
  readonly toSortCode: string
  readonly method: Method
  /** For the six digits of the sort code and the eight of the account. */
  readonly weights: readonly number[]
  readonly exception: number | null
}

export type ModulusAnswer = 'passed' | 'failed' | 'not covered'

const DIGITS = 14
/** Places of the account's digits, which the industry calls a to h. */
const [A, B, C, G, H] = [6, 7, 8, 12, 13] as const
const FIRST_OF_C = 8

const WITHOUT_NINE = [0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1]
const WITH_NINE = [0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1]
/** Exceptions 8 and 9 are checked as accounts of these sort codes. */
const CHECKED_AS: Readonly<Record<number, string>> = { 8: '090126', 9: '309634' }

const digitsOf = (sortCode: string, account: string): number[] => [...`${sortCode}${account}`].map(Number)

function weightsFor({ exception, weights }: Weighting, digit: readonly number[]): readonly number[] {
  const endsInNine = digit[G] === 9
  if (exception === 2 && digit[A] !== 0) return endsInNine ? WITH_NINE : WITHOUT_NINE
  const dropsHead =
    (exception === 7 && endsInNine) ||
    (exception === 10 && endsInNine && (digit[A] === 0 || digit[A] === 9) && digit[B] === 9)
  return dropsHead ? weights.map((weight, place) => (place < FIRST_OF_C ? 0 : weight)) : weights
}

/** In a double alternate check the digits of each product are added, not the product. */
const addDigits = (product: number): number => Math.floor(product / 10) + (product % 10)

function remainderOf(weighting: Weighting, digit: readonly number[]): number {
  const weights = weightsFor(weighting, digit)
  const doubled = weighting.method === 'DBLAL'
  const total = weights.reduce((sum, weight, place) => {
    const product = weight * (digit[place] ?? 0)
    return sum + (doubled ? addDigits(product) : product)
  }, 0)
  const modulus = weighting.method === 'MOD11' ? 11 : 10
  const whole = weighting.exception === 1 ? total + 27 : total
  return ((whole % modulus) + modulus) % modulus
}

/** Exception 5 names the check digit itself rather than asking for no remainder. */
function endsInCheckDigit(weighting: Weighting, digit: readonly number[]): boolean {
  const remainder = remainderOf(weighting, digit)
  const [modulus, place] = weighting.method === 'MOD11' ? [11, G] : [10, H]
  if (remainder === 0) return digit[place] === 0
  return modulus - remainder === digit[place]
}

type Account = {
  readonly sortCode: string
  readonly account: string
  readonly substitutes: ReadonlyMap<string, string>
}

function passes(weighting: Weighting, { sortCode, account, substitutes }: Account): boolean {
  const { exception } = weighting
  const checkedAs = exception === 5 ? substitutes.get(sortCode) : exception === null ? undefined : CHECKED_AS[exception]
  const digit = digitsOf(checkedAs ?? sortCode, account)
  if (exception === 5) return endsInCheckDigit(weighting, digit)
  const remainder = remainderOf(weighting, digit)
  if (exception === 4) return remainder === (digit[G] ?? 0) * 10 + (digit[H] ?? 0)
  if (remainder === 0 || exception !== 14) return remainder === 0
  // Exception 14: an account whose last digit is 0, 1 or 9 may be one of seven digits with that digit added.
  if (![0, 1, 9].includes(digit[H] ?? -1)) return false
  return remainderOf(weighting, digitsOf(sortCode, `0${account.slice(0, 7)}`)) === 0
}

/** Of these pairs of lines one that passes is enough. */
const EITHER = new Set([2, 9, 10, 11, 12, 13])

/** Checks an account against the lines that cover its sort code, two at most; without one it cannot be checked and may be used. */
export function checkModulus(
  sortCode: string,
  account: string,
  lines: readonly Weighting[],
  substitutes: ReadonlyMap<string, string> = new Map(),
): ModulusAnswer {
  const [first, second] = lines
  if (!first) return 'not covered'
  const digit = digitsOf(sortCode, account)
  const inForeignMoney = [4, 5, 6, 7, 8].includes(digit[A] ?? -1) && digit[G] === digit[H]
  if (first.exception === 6 && inForeignMoney) return 'not covered'
  const asked = { sortCode, account, substitutes }
  const firstPasses = passes(first, asked)
  const answer = (passed: boolean): ModulusAnswer => (passed ? 'passed' : 'failed')
  if (!second) return answer(firstPasses)
  if (EITHER.has(first.exception ?? 0)) return answer(firstPasses || passes(second, asked))
  if (second.exception === 3 && (digit[C] === 6 || digit[C] === 9)) return answer(firstPasses)
  return answer(firstPasses && passes(second, asked))
}

/** Reads the weights as they are published: a range, a method, fourteen weights and perhaps an exception, parted by spaces. */
export function readWeightings(text: string): Result<Weighting[], string> {
  const read: Weighting[] = []
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const cells = line.trim().split(/\s+/)
    if (line.trim() === '') continue
    const [fromSortCode = '', toSortCode = '', method = '', ...numbers] = cells
    const values = numbers.map(Number)
    const isRange = /^\d{6}$/.test(fromSortCode) && /^\d{6}$/.test(toSortCode) && fromSortCode <= toSortCode
    const known = METHODS.find((one) => one === method.toUpperCase())
    const hasWeights = values.length >= DIGITS && values.length <= DIGITS + 1 && values.every(Number.isInteger)
    if (!isRange || !known || !hasWeights)
      return refuse(`Line ${at + 1}: write two sort codes, MOD10, MOD11 or DBLAL, and 14 weights`)
    read.push({
      ...{ fromSortCode, toSortCode, method: known },
      ...{ weights: values.slice(0, DIGITS), exception: values[DIGITS] ?? null },
    })
  }
  return read.length === 0 ? refuse('The file has no weights') : ok(read)
}

/** Reads the sort codes that are checked as another: two a line. */
export function readSubstitutes(text: string): Result<Map<string, string>, string> {
  const read = new Map<string, string>()
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [, sortCode, checkedAs] = /^(\d{6})\s+(\d{6})$/.exec(line.trim()) ?? []
    if (sortCode === undefined || checkedAs === undefined) return refuse(`Line ${at + 1}: write two sort codes`)
    read.set(sortCode, checkedAs)
  }
  return ok(read)
}
