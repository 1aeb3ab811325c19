import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import type { Holidays } from '#src/base/working-days.ts'
import { thresholdPence } from '#src/tendering/regime/regime.ts'
import { sumOfPercents, weightsTotal } from '#src/tendering/tenders/draft.ts'
import {
  isAllowed,
  type Requirements,
  requirementsOf,
  routeName,
  standstillFits,
} from '#src/tendering/tenders/route.ts'
import type { PriceLine, Spec } from '#src/tendering/tenders/spec.ts'
import {
  endWithExtensions,
  instantOf,
  type Periods,
  startFault,
  termFaults,
  timetableFaults,
} from '#src/tendering/tenders/timetable.ts'

/** The parts that a tender is prepared in, as its task list has them. */
export const PARTS = {
  about: 'What is bought, and how',
  engagement: 'Market engagement',
  lots: 'Lots',
  conditions: 'Conditions of participation',
  questions: 'Questions and weights',
  price: 'Price',
  timetable: 'Timetable',
  documents: 'Documents',
  'call-off': 'Call-off',
} as const
export type Part = keyof typeof PARTS

export const isPart = (text: string): text is Part => Object.hasOwn(PARTS, text)

/** What stands between a draft and its publication, and the cure. */
export type Missing = { readonly part: Part; readonly message: string }

/** What is known of a tender beside its specification. */
export type Prepared = {
  /** The day it would be, or was first, published. */
  readonly publishedOn: Day
  readonly holidays: Holidays
  readonly periods: Periods
  /** The council's zones. */
  readonly zones: ReadonlySet<string>
  /** The questions that have a model answer. */
  readonly answered: ReadonlySet<string>
  readonly documents: number
  readonly engagements: number
  /** What it rests on is there: a framework that is awarded, a market that is open. */
  readonly restsOnKnown: boolean
  /** The list of those who may bid is open, where not everybody may. */
  readonly membersKnown: boolean
}

/** Everything that is missing before a tender may be published; empty when nothing is. */
export function missingFrom(spec: Spec, prepared: Prepared): Missing[] {
  const asks = requirementsOf(spec.route, spec.regime)
  return [
    ...inPart('about', [...aboutFaults(spec, asks, prepared), ...termFaults(spec)]),
    ...inPart('engagement', engagementFaults(spec, asks, prepared)),
    ...inPart('lots', lotFaults(spec, prepared)),
    ...inPart('conditions', conditionFaults(spec, asks)),
    ...inPart('questions', questionFaults(spec, asks, prepared)),
    ...inPart('price', priceFaults(spec, asks)),
    ...inPart('timetable', [
      ...timetableFaults(spec, prepared),
      startFault(spec, prepared.holidays),
      ...standstillFaults(spec, asks),
    ]),
    ...inPart('documents', [
      asks.competitive && prepared.documents === 0 && 'Add the documents that bidders need, the specification at least',
    ]),
    ...inPart('call-off', callOffFaults(spec, asks)),
  ]
}

type Faults = readonly (string | false | undefined)[]

const inPart = (part: Part, faults: Faults): Missing[] =>
  faults.filter((fault) => typeof fault === 'string').map((message) => ({ part, message }))

/** The parts that a route has, in order: what a direct award needs no questions for, it is not asked. */
export const partsOf = ({ route, regime }: Pick<Spec, 'route' | 'regime'>): Part[] => {
  const { competitive, engagement, framework } = requirementsOf(route, regime)
  return (Object.keys(PARTS) as Part[]).filter(
    (part) =>
      (part !== 'questions' || competitive) &&
      (part !== 'engagement' || engagement) &&
      (part !== 'call-off' || framework),
  )
}

const aboutFaults = (spec: Spec, asks: Requirements, { restsOnKnown, membersKnown }: Prepared): Faults => [
  spec.title === '' && 'Give the tender a title',
  spec.summary === '' && 'Say in a few sentences what is bought',
  !/^\d{8}$/.test(spec.cpv) && 'Give the CPV code of eight digits, such as 85320000',
  spec.estimatedPence <= 0 && 'Estimate the value with VAT, over the whole term and its extensions',
  !isAllowed(spec.route, spec.regime) && `${routeName(spec.route)} does not exist under this law: choose another`,
  spec.regime === 'below_threshold' &&
    spec.timetable.closesAt !== '' &&
    spec.estimatedPence >= thresholdPence('light_touch', closingDay(spec)) &&
    'The estimated value has reached the threshold: choose the law that applies above it',
  asks.restsOn === 'market' && !spec.marketRef && 'Name the dynamic market whose members may bid',
  asks.restsOn === 'framework' && !spec.frameworkOf && 'Name the framework that this is called off from',
  !restsOnKnown &&
    `${spec.marketRef ?? spec.frameworkOf} is not a framework that was awarded, or a market that is open: correct the reference`,
  asks.restsOn === 'framework' &&
    spec.frameworkOf !== null &&
    restsOnKnown &&
    !membersKnown &&
    `Open a list of the members of ${spec.frameworkOf}, under Lists: they alone may be given work`,
  !asks.competitive &&
    !spec.directAward &&
    'Name the provider, and the ground on which it is awarded without competition',
]

const closingDay = ({ timetable }: Spec): Day => {
  const closes = instantOf(timetable.closesAt)
  return closes ? dayOf(closes) : ''
}

const engagementFaults = (spec: Spec, asks: Requirements, { engagements }: Prepared): Faults => [
  asks.engagement &&
    engagements === 0 &&
    !spec.noEngagementReason &&
    'Record what was asked of the market, or say why nothing was (UK2)',
]

function lotFaults({ lots, mostLots, estimatedPence }: Spec, { zones }: Prepared): Faults {
  if (lots.length === 0) return ['Add at least one lot']
  const sum = lots.reduce((total, lot) => total + lot.estimatedPence, 0)
  return [
    ...lots.flatMap((lot) => [
      lot.zones.length === 0 && `${lot.lot}: choose its zones`,
      lot.zones.some((zone) => !zones.has(zone)) && `${lot.lot}: a zone is no longer one of the council’s`,
      lot.hoursAWeek <= 0 && `${lot.lot}: say about how many hours a week`,
      lot.estimatedPence <= 0 && `${lot.lot}: estimate its value`,
      lot.places < 1 && `${lot.lot}: say how many providers win a place`,
    ]),
    sum > estimatedPence && 'The lots together are estimated higher than the tender: correct either',
    mostLots !== null && mostLots > lots.length && 'A bidder cannot win more lots than there are',
  ]
}

const conditionFaults = ({ conditions }: Spec, { competitive }: Requirements): Faults => [
  competitive && conditions.length === 0 && 'Add what a bidder must meet, such as registration with CQC',
]

function questionFaults(spec: Spec, asks: Requirements, { answered }: Prepared): Faults {
  if (!asks.competitive) return []
  const { questions, scale, tieBreaks } = spec
  const total = weightsTotal(spec)
  const marks = new Set(scale.marks.map(({ mark }) => mark))
  return [
    total !== 100 && `The weights of the questions and of the price make ${total}, not 100`,
    ...questions.flatMap(({ key, least, weight }) => [
      weight <= 0 && `${key}: give it a weight`,
      !answered.has(key) && `${key}: write a model answer, for assessors alone`,
      least !== null && least > scale.most && `${key}: its lowest pass is above the scale`,
    ]),
    (!marks.has(0) || !marks.has(scale.most) || marks.size < 2) &&
      `Say what the marks of the scale mean, 0 and ${scale.most} at least`,
    tieBreaks.length === 0
      ? 'Say how a tie is broken'
      : tieBreaks.at(-1) !== 'lot_drawn' && 'Let a lot drawn be the last that breaks a tie: it alone always decides',
  ]
}

function priceFaults({ price, questions }: Spec, { competitive }: Requirements): Faults {
  const { lines, formula } = price
  if (lines.length === 0) return ['Add the prices that every bidder gives']
  const volume = sumOfPercents(lines.map((line) => line.volume))
  return [
    volume !== 100 && `The lines’ shares of the volume make ${volume}, not 100`,
    ...lines.map(limitFault),
    competitive && formula.kind === 'value_ratio' && questions.length === 0 && 'Without questions price has no ratio',
    formula.kind === 'ceiling_linear' &&
      formula.ceilingPence <= formula.floorPence &&
      'The formula needs a ceiling, with no marks, above its floor, with all marks',
    formula.kind === 'fixed_bands' &&
      !rise(formula.bands.map(({ toPence }) => toPence)) &&
      'Give the price bands, each up to a higher price than the one before',
  ]
}

const rise = (values: readonly number[]): boolean =>
  values.length > 0 && values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0))

const limitFault = ({ key, floorPence, ceilingPence }: PriceLine): string | false =>
  floorPence !== null && ceilingPence !== null && ceilingPence < floorPence && `${key}: its ceiling is below its floor`

const standstillFaults = ({ standstill }: Spec, asks: Requirements): Faults => [
  !standstillFits(standstill, asks.standstill) && 'The law asks for a standstill here: choose the mandatory one',
]

function callOffFaults({ callOff }: Spec, { framework }: Requirements): Faults {
  if (!framework) return []
  if (!callOff) return ['Say how care is called off from the framework']
  return [
    callOff.mechanism !== 'mini_competition' &&
      callOff.orderBy.length === 0 &&
      'State the objective order by which a provider is selected (P-11)',
    callOff.mechanism === 'ranked_list' &&
      callOff.firstRefusalHours < 1 &&
      'Say for how many hours the first may refuse',
  ]
}

/** The last day of the term, with and without its extensions, in words. */
export const termWords = (spec: Pick<Spec, 'fromDay' | 'toDay' | 'extensionMonths'>): string => {
  if (spec.fromDay === '' || spec.toDay === '') return 'Not said yet'
  const term = `${formatDay(spec.fromDay)} to ${formatDay(addDays(spec.toDay, -1))}`
  return spec.extensionMonths.length === 0
    ? term
    : `${term}, with extensions to ${formatDay(addDays(endWithExtensions(spec), -1))}`
}
