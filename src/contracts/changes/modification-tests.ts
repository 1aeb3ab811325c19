/** May this contract be changed so? The tests of its regime as sums that pass or fail (P-20, P-21, P-22, P-40). */
import { addMonths, type Day, daysBetween } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Regime } from '#src/tendering/index.ts'

/** The lawful grounds, as the laws number them; the last three stand where no ground is asked for. */
export const GROUNDS = [
  ...(['A1', 'A2', 'A4', 'A5', 'A8', 'A9', 'B', 'C'] as const),
  ...(['a', 'b', 'c', 'd', 'e', 'f'] as const),
  ...(['light touch', 'standing orders', 'psr'] as const),
] as const
export type Ground = (typeof GROUNDS)[number]

export type ChangeFigures = {
  readonly regime: Regime
  /** Estimated at award, with VAT and all extensions. */
  readonly originalPence: Pence
  /** What it was estimated to be before this change. */
  readonly beforePence: Pence
  readonly changePence: Pence
  /** Net of the earlier changes under the limb that adds up: C, or (f). */
  readonly earlierPence: Pence
  /** Of earlier changes that could reasonably have been one with this (s74(7)-(8)). */
  readonly togetherPence: Pence
  readonly term: TermChange
  readonly changesScope: boolean
  /** Shifts the economic balance to the supplier. */
  readonly favoursSupplier: boolean
  /** The supplier becomes another. */
  readonly replacesSupplier: boolean
  /** It is an extension that the contract on record provides for. */
  readonly isOption: boolean
  readonly thresholdPence: Pence
}

/** How the term changes, against the longest term provided for on award: in months where both are whole ones. */
export type TermChange = { readonly by: number; readonly of: number; readonly unit: 'months' | 'days' }

export function termChange(fromDay: Day, maximumToDay: Day, oldToDay: Day, newToDay: Day): TermChange {
  const of = wholeMonths(fromDay, maximumToDay)
  const by = newToDay >= oldToDay ? wholeMonths(oldToDay, newToDay) : negative(wholeMonths(newToDay, oldToDay))
  if (of !== undefined && by !== undefined) return { by, of, unit: 'months' }
  return { by: daysBetween(oldToDay, newToDay), of: daysBetween(fromDay, maximumToDay), unit: 'days' }
}

const negative = (months: number | undefined): number | undefined => (months === undefined ? undefined : 0 - months)

function wholeMonths(from: Day, to: Day): number | undefined {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  return addMonths(from, months) === to ? months : undefined
}

/** A part of a test: a sum that holds or not, what an officer must state, or what the law leaves unsettled and is worth advice. */
export type TestPart = { readonly words: string; readonly holds: boolean | 'stated' | 'advice' }
export type Verdict = 'passes' | 'fails' | 'passes if stated'
export type GroundTest = {
  readonly ground: Ground
  /** Its handbook number and paragraph. */
  readonly rule: string
  readonly title: string
  readonly parts: readonly TestPart[]
  readonly verdict: Verdict
}

const part = (holds: boolean, words: string): TestPart => ({ holds, words })
const stated = (words: string): TestPart => ({ holds: 'stated', words })

const test = (ground: Ground, rule: string, title: string, parts: readonly TestPart[]): GroundTest => ({
  ...{ ground, rule, title, parts },
  verdict: parts.some(({ holds }) => holds === false)
    ? 'fails'
    : parts.some(({ holds }) => holds === 'stated')
      ? 'passes if stated'
      : 'passes',
})

/** Every ground of the contract's regime with its sums. */
export function modificationTests(figures: ChangeFigures): GroundTest[] {
  switch (figures.regime) {
    case 'pa23':
      return groundsOf2023(figures)
    case 'pcr15':
    case 'pcr15_light_touch':
      return groundsOf2015(figures)
    case 'pa23_light_touch':
      return [
        test('light touch', 'P-10', 'Light touch contract: no ground is asked for (section 74)', [
          part(true, 'Any change is allowed by section 74'),
        ]),
      ]
    case 'below_threshold':
      return isConvertible(figures)
        ? groundsOf2023(figures)
        : [
            test('standing orders', 'P-22', 'Below the threshold: the council’s contract standing orders', [
              part(true, `${formatPence(newPence(figures))} stays at or below ${formatPence(figures.thresholdPence)}`),
            ]),
          ]
    case 'psr':
      return [
        test('psr', 'P-03', 'Provider Selection Regime: its own rules on changes apply', [
          stated('The change is allowed by the Provider Selection Regime Regulations 2023'),
        ]),
      ]
  }
}

const newPence = ({ beforePence, changePence }: ChangeFigures): Pence => beforePence + changePence

/** P-22: a contract below the threshold that the change carries over it. */
const isConvertible = (figures: ChangeFigures): boolean =>
  figures.regime === 'below_threshold' && newPence(figures) > figures.thresholdPence

const groundsOf2023 = (figures: ChangeFigures): GroundTest[] => [
  test('A1', 'P-20 A, schedule 8 paragraph 1', 'Provided for in the contract', [providedFor(figures)]),
  test('A2', 'P-20 A, schedule 8 paragraphs 2 and 3', 'Urgency, or the protection of life', [
    stated('It is strictly necessary for reasons of extreme urgency or to protect life'),
  ]),
  test('A4', 'P-20 A, schedule 8 paragraph 4', 'Circumstances that could not be foreseen', [
    atMostHalf(figures),
    natureStays(figures),
    stated('The council could not reasonably have foreseen the circumstances'),
  ]),
  test('A5', 'P-20 A, schedule 8 paragraph 5', 'A known risk came true', [
    atMostHalf(figures),
    stated('The risk was identified in the tender or transparency notice'),
    stated('The contract cannot otherwise be performed, and the change is in the public interest'),
  ]),
  test('A8', 'P-20 A, schedule 8 paragraph 8', 'Additional services', [
    atMostHalf(figures),
    stated('Another supplier would bring services that do not fit, and costs out of proportion'),
  ]),
  test('A9', 'P-20 A, schedule 8 paragraph 9', 'Transfer on corporate restructuring', [
    part(figures.replacesSupplier, figures.replacesSupplier ? 'The supplier becomes another' : 'The supplier stays'),
    stated('It follows a corporate restructuring, and the new supplier is not excluded'),
  ]),
  test('B', 'P-20 B', 'Not a substantial change', [
    termStays(figures),
    scopeStays(figures),
    balanceStays(figures),
    supplierStays(figures),
  ]),
  test('C', 'P-20 C', 'Below the threshold for changes', [
    share(figures, figures.earlierPence + figures.changePence, 10, 'at most', 'with earlier changes'),
    belowThresholdOrAdvice(figures),
    scopeStays(figures),
    supplierStays(figures),
  ]),
]

const groundsOf2015 = (figures: ChangeFigures): GroundTest[] => [
  test('a', 'P-40 (a)', 'Clear, precise and unequivocal review clause', [providedFor(figures)]),
  test('b', 'P-40 (b)', 'Additional services that became necessary', [
    atMostHalf(figures),
    stated('A change of contractor cannot be made for economic or technical reasons'),
  ]),
  test('c', 'P-40 (c)', 'Circumstances that could not be foreseen', [
    atMostHalf(figures),
    natureStays(figures),
    stated('A diligent council could not have foreseen the circumstances'),
  ]),
  test('d', 'P-40 (d)', 'Another contractor replaces the first', [
    part(
      figures.replacesSupplier,
      figures.replacesSupplier ? 'The contractor becomes another' : 'The contractor stays',
    ),
    stated('A review clause provides for it, or a corporate restructuring brings it about'),
  ]),
  test('e', 'P-40 (e)', 'Not a substantial change', [
    scopeStays(figures),
    balanceStays(figures),
    supplierStays(figures),
    stated('Others would not have been admitted, nor another tender accepted, had it been in the contract'),
  ]),
  test('f', 'P-40 (f)', 'A small change', [
    share(figures, figures.earlierPence + figures.changePence, 10, 'less than', 'with earlier changes'),
    belowThreshold(figures),
    natureStays(figures),
    supplierStays(figures),
  ]),
]

const providedFor = ({ isOption }: ChangeFigures): TestPart =>
  isOption
    ? part(true, 'It is an extension option of the contract')
    : stated('The contract and its tender or transparency notice provide for it unambiguously')

const natureStays = ({ changesScope }: ChangeFigures): TestPart =>
  part(!changesScope, changesScope ? 'The nature of the contract changes' : 'The nature of the contract stays')

const scopeStays = ({ changesScope }: ChangeFigures): TestPart =>
  part(!changesScope, changesScope ? 'The scope changes materially' : 'The scope does not change materially')

const balanceStays = ({ favoursSupplier }: ChangeFigures): TestPart =>
  part(
    !favoursSupplier,
    favoursSupplier
      ? 'The economic balance shifts to the supplier'
      : 'The economic balance does not shift to the supplier',
  )

const supplierStays = ({ replacesSupplier }: ChangeFigures): TestPart =>
  part(!replacesSupplier, replacesSupplier ? 'The supplier becomes another' : 'The supplier stays')

const termStays = ({ term }: ChangeFigures): TestPart =>
  part(
    Math.abs(term.by) * 100 <= term.of * 10,
    `The term changes by ${Math.abs(term.by)} of ${term.of} ${term.unit}: ${percent(term.by, term.of)}${verdictWords(Math.abs(term.by) * 100 <= term.of * 10, 'at most', 10)}`,
  )

const atMostHalf = (figures: ChangeFigures): TestPart =>
  share(
    figures,
    figures.togetherPence + figures.changePence,
    50,
    'at most',
    figures.togetherPence === 0 ? '' : 'taken together',
  )

type Bound = 'at most' | 'less than'

/** "£401,000.00 of £4,000,000.00 is 10.03%, more than 10%" */
function share({ originalPence }: ChangeFigures, pence: Pence, most: number, bound: Bound, what: string): TestPart {
  const amount = Math.abs(pence)
  const holds = bound === 'at most' ? amount * 100 <= originalPence * most : amount * 100 < originalPence * most
  return part(
    holds,
    `${formatPence(amount)}${what === '' ? '' : ` ${what},`} of ${formatPence(originalPence)} is ${percent(amount, originalPence)}${verdictWords(holds, bound, most)}`,
  )
}

const belowThreshold = ({ earlierPence, changePence, thresholdPence }: ChangeFigures): TestPart => {
  const amount = Math.abs(earlierPence + changePence)
  const holds = amount < thresholdPence
  return part(
    holds,
    `${formatPence(amount)} is ${holds ? 'below' : 'not below'} the threshold of ${formatPence(thresholdPence)}`,
  )
}

/** Whether the aggregate of such changes must stay below the threshold too is not settled (P-20 C). */
const belowThresholdOrAdvice = (figures: ChangeFigures): TestPart => {
  const { holds, words } = belowThreshold(figures)
  return { holds: holds === true ? true : 'advice', words }
}

const verdictWords = (holds: boolean, bound: Bound, most: number): string =>
  bound === 'at most'
    ? `, ${holds ? 'not more' : 'more'} than ${most}%`
    : `, ${holds ? 'less than' : 'not less than'} ${most}%`

/** Shown to three places; the tests themselves are on whole numbers. */
const percent = (part: number, whole: number): string =>
  whole === 0 ? 'no share' : `${Number(((Math.abs(part) * 100) / whole).toFixed(3))}%`

export type Notice = 'UK10' | 'PCR modification notice'

/**
 * The notice that a change asks for before it is made (P-21, P-40). Whether value and term must both stay within 10 per cent is not settled: the
 * careful reading is taken, so that either beyond it asks for the notice.
 */
export function noticeOf(figures: ChangeFigures, ground: Ground): Notice | undefined {
  if (figures.regime === 'pcr15' || figures.regime === 'pcr15_light_touch')
    return ground === 'b' || ground === 'c' ? 'PCR modification notice' : undefined
  if (figures.regime !== 'pa23' && !isConvertible(figures)) return undefined
  if (ground === 'A9') return 'UK10'
  const value = Math.abs(figures.earlierPence + figures.changePence)
  const isSmall = value * 100 <= figures.originalPence * 10 && termStays(figures).holds === true
  return isSmall ? undefined : 'UK10'
}

/** What the law leaves free and a court may still ask about. */
export const warningOf = ({ regime }: ChangeFigures): string | undefined =>
  regime === 'pa23_light_touch'
    ? 'The law sets no test for a light touch contract. Say why the change is best value and fair to other providers: the objectives of section 12 and public law still apply.'
    : undefined

export type GroundRefusal = 'not a ground of this regime' | 'the test fails' | 'not stated'
export type Judged = {
  readonly test: GroundTest
  readonly tests: readonly GroundTest[]
  readonly notice: Notice | undefined
  readonly warning: string | undefined
}

/** Whether a ground carries the change: its sums hold, and an officer states what no sum can show. */
export function judge(figures: ChangeFigures, ground: Ground, isStated: boolean): Result<Judged, GroundRefusal> {
  const tests = modificationTests(figures)
  const chosen = tests.find((one) => one.ground === ground)
  if (!chosen) return refuse('not a ground of this regime')
  if (chosen.verdict === 'fails') return refuse('the test fails')
  if (chosen.verdict === 'passes if stated' && !isStated) return refuse('not stated')
  return ok({ test: chosen, tests, notice: noticeOf(figures, ground), warning: warningOf(figures) })
}

/** The grounds that a regime knows, with their titles, for somebody to choose from. */
export function groundsOf(regime: Regime): { readonly ground: Ground; readonly title: string }[] {
  const blank: ChangeFigures = {
    ...{ regime, originalPence: 0, beforePence: 0, changePence: 0, earlierPence: 0, togetherPence: 0 },
    ...{ term: { by: 0, of: 1, unit: 'months' }, changesScope: false, favoursSupplier: false },
    ...{ replacesSupplier: false, isOption: false, thresholdPence: 0 },
  }
  const tests = modificationTests(blank)
  const converted = regime === 'below_threshold' ? groundsOf2023(blank) : []
  return [...tests, ...converted].map(({ ground, title }) => ({ ground, title }))
}
