import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { Zone } from '#src/councils/index.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { KeyFact, StatusTag } from '#src/platform/pages/page.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, money } from '#src/platform/pages/table.ts'
import { regimeName, type Standstill } from '#src/tendering/regime/regime.ts'
import { openFrameworkDays } from '#src/tendering/regime/open-framework.ts'
import { termWords } from '#src/tendering/tenders/checklist.ts'
import { requirementsOf, ROUTES, routeName } from '#src/tendering/tenders/route.ts'
import type {
  CallOff,
  CallOffOrder,
  Condition,
  ConditionKind,
  Lot,
  PriceFormula,
  PriceLine,
  Question,
  Spec,
  TenderStatus,
  TieBreak,
} from '#src/tendering/tenders/spec.ts'
import { instantOf, type Step } from '#src/tendering/tenders/timetable.ts'
import { timetableChart } from '#src/tendering/tenders/timetable-chart.page.ts'

const STATUS_TAGS: Readonly<Record<TenderStatus, StatusTag>> = {
  planning: { text: 'Planning', colour: 'blue' },
  published: { text: 'Taking bids', colour: 'green' },
  opened: { text: 'Bids opened', colour: 'purple' },
  evaluated: { text: 'Evaluated', colour: 'purple' },
  decided: { text: 'Decided', colour: 'yellow' },
  standstill: { text: 'Standstill', colour: 'yellow' },
  awarded: { text: 'Awarded', colour: 'green' },
  cancelled: { text: 'Cancelled', colour: 'red' },
}

export const STATUS_CHOICES = (Object.keys(STATUS_TAGS) as TenderStatus[]).map((value) => ({
  value,
  text: STATUS_TAGS[value].text,
}))

/** Published and past its deadline is closed: nobody says so, the clock does. */
export function tenderTag(status: TenderStatus, closesAt: Instant | null, now: Instant): StatusTag {
  const isClosed = status === 'published' && closesAt !== null && Temporal.Instant.compare(now, closesAt) >= 0
  return isClosed ? { text: 'Closed', colour: 'grey' } : STATUS_TAGS[status]
}

/** What a provider or a visitor is told of where a tender stands. */
export const publicTag = (closesAt: Instant, now: Instant, isCancelled: boolean): StatusTag =>
  tenderTag(isCancelled ? 'cancelled' : 'published', closesAt, now)

export const FORMULA_NAMES: Readonly<Record<PriceFormula['kind'], string>> = {
  lowest_proportional: 'Lowest price divided by the bidder’s price, times the weight',
  difference_from_lowest: 'Weight less the share by which the price is above the lowest',
  mean_based: 'Half of the weight at the middle price, more below it and less above',
  ceiling_linear: 'From no marks at the ceiling to all marks at the floor, in a straight line',
  fixed_bands: 'Fixed shares of the weight by bands of price',
  value_ratio: 'Ranked by quality marks for each pound of price',
}

export const CONDITION_NAMES: Readonly<Record<ConditionKind, string>> = {
  cqc_personal_care: 'CQC registration for personal care',
  insurance: 'Insurance',
  call_monitoring: 'Electronic call monitoring',
  policies: 'Policies',
  other: 'Other',
}

export const TIE_BREAK_NAMES: Readonly<Record<TieBreak, string>> = {
  quality: 'higher quality total',
  heaviest_question: 'higher mark on the heaviest question',
  price: 'lower price',
  lot_drawn: 'a lot drawn',
}

export const MECHANISM_NAMES: Readonly<Record<CallOff['mechanism'], string>> = {
  ranked_list: 'By a ranked list, the first asked first',
  mini_competition: 'By a mini-competition among all on the lot',
  direct_award: 'By direct award, in the order below',
}

export const CALL_OFF_NAMES: Readonly<Record<CallOffOrder, string>> = {
  capacity: 'capacity at the times that are needed',
  continuity: 'carers whom the person knows',
  score: 'score in the tender',
  price: 'price',
  fewest_packages: 'fewest packages in hand',
}

export const STANDSTILL_NAMES: Readonly<Record<Standstill, string>> = {
  mandatory: 'Mandatory',
  voluntary: 'Voluntary, by the council’s policy',
  none: 'None',
}

export const zoneNames = (refs: readonly string[], zones: readonly Pick<Zone, 'zone' | 'name'>[]): string =>
  refs.map((ref) => zones.find(({ zone }) => zone === ref)?.name ?? ref).join(', ')

export const inWords = (code: string): string =>
  code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

/** Paragraphs as they were typed. */
export const paragraphs = (text: string): Html =>
  html`${text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p class="govuk-body">${line}</p>`)}`

export const momentWords = (text: string): string => {
  const instant = instantOf(text)
  return instant ? formatInstant(instant) : 'Not said yet'
}

/** The strip under the title, for everybody. */
export const tenderFacts = (spec: Spec): KeyFact[] => [
  { label: 'Route', value: routeName(spec.route) },
  { label: 'Bids close', value: momentWords(spec.timetable.closesAt) },
  { label: 'Lots', value: spec.lots.length },
  { label: 'Estimated', value: money(spec.estimatedPence) },
]

type View = {
  readonly spec: Spec
  readonly zones: readonly Pick<Zone, 'zone' | 'name'>[]
  readonly steps: readonly Step[]
}

/** All that a tender says, as officers, bidders and the public read it. */
export const specSections = ({ spec, zones, steps }: View): Html => html`
${section('What is bought', html`${paragraphs(spec.summary)}${aboutList(spec)}`)}
${section('Lots', html`${lotTable(spec, zones)}${spec.mostLots !== null && html`<p class="govuk-body">One bidder wins ${counted(spec.mostLots, 'lot')} at most.</p>`}`)}
${ROUTES[spec.route].competitive && section('Conditions of participation', conditionTable(spec))}
${ROUTES[spec.route].competitive && section('Questions and weights', html`${questionTable(spec)}${markingList(spec)}`)}
${section('Price', priceSection(spec))}
${section('Timetable', html`${timetableChart(steps)}${reopeningWords(spec)}`)}
${spec.callOff && section('How care is called off', callOffList(spec.callOff))}`

const aboutList = (spec: Spec): Html =>
  summary([
    { key: 'Service', value: inWords(spec.service) },
    { key: 'CPV code', value: spec.cpv },
    { key: 'Estimated value', value: html`${money(spec.estimatedPence)} with VAT, over the whole term` },
    { key: 'Term', value: termWords(spec) },
    { key: 'Route', value: routeName(spec.route) },
    { key: 'Law', value: regimeName(spec.regime) },
    spec.marketRef !== null && { key: 'Who may bid', value: `Members of ${spec.marketRef}, which providers may join` },
    spec.frameworkOf !== null && {
      key: 'Called off from',
      value: `${spec.frameworkOf}${ROUTES[spec.route].competitive ? ', whose members alone may bid' : ''}`,
    },
    spec.directAward !== null && { key: 'Awarded directly because', value: spec.directAward.reason },
    spec.noEngagementReason !== null && { key: 'Why no market engagement', value: spec.noEngagementReason },
  ])

export const lotTable = ({ lots }: Spec, zones: View['zones'], action?: (key: string) => Html): Html =>
  dataTable({
    caption: 'Lots',
    captionHidden: true,
    empty: 'No lot yet.',
    rows: lots,
    columns: [
      { heading: 'Lot', cell: (one) => html`${one.lot}: ${one.title}` },
      { heading: 'Zones', cell: (one) => zoneNames(one.zones, zones) },
      { heading: 'Hours a week', format: 'number', cell: (one) => one.hoursAWeek.toLocaleString('en-GB') },
      { heading: 'Places', format: 'number', cell: (one) => one.places },
      { heading: 'Estimated', format: 'number', cell: (one) => money(one.estimatedPence) },
      ...actions(action, (one: Lot) => one.lot),
    ],
  })

const actions = <Row>(action: ((key: string) => Html) | undefined, keyOf: (row: Row) => string) =>
  action ? [{ heading: 'Action', cell: (row: Row) => action(keyOf(row)) }] : []

export const conditionTable = ({ conditions }: Spec, action?: (key: string) => Html): Html =>
  dataTable({
    caption: 'Conditions of participation',
    captionHidden: true,
    empty: 'No condition yet.',
    folds: true,
    rows: conditions,
    columns: [
      { heading: 'Condition', cell: (one) => html`${one.key}: ${CONDITION_NAMES[one.kind]}` },
      { heading: 'What is asked', cell: (one) => one.text },
      { heading: 'Evidence', cell: (one) => (one.evidence ? 'A file' : 'None') },
      ...actions(action, (one: Condition) => one.key),
    ],
  })

export const questionTable = ({ questions, price }: Spec, action?: (key: string) => Html): Html =>
  dataTable({
    caption: 'Questions',
    captionHidden: true,
    empty: 'No question yet.',
    rows: questions,
    columns: [
      { heading: 'Question', cell: (one) => html`${one.key}: ${one.text}` },
      {
        heading: 'Part',
        cell: (one) => (one.part === 'quality' ? 'Quality' : 'Social value'),
        total: `Price ${price.weight}%`,
      },
      { heading: 'Words', format: 'number', cell: (one) => one.mostWords },
      { heading: 'Lowest pass', format: 'number', cell: (one) => one.least ?? 'none' },
      {
        heading: 'Weight',
        format: 'number',
        cell: (one) => `${one.weight}%`,
        total: `${Math.round(questions.reduce((sum, one) => sum + one.weight, 0) * 100) / 100}%`,
      },
      ...actions(action, (one: Question) => one.key),
    ],
  })

export const markingList = (spec: Spec): Html =>
  summary([
    {
      key: 'Marks',
      value: html`<ul class="govuk-list">${spec.scale.marks.map(({ mark, label }) => html`<li>${mark}: ${label}</li>`)}</ul>`,
    },
    {
      key: 'Agreed by',
      value: spec.agreed === 'consensus' ? 'Moderation: assessors agree one mark' : 'The mean of the assessors’ marks',
    },
    spec.blind && { key: 'Bidders', value: 'Assessors see them as numbers, without names' },
    spec.qualityLeastPercent !== null && {
      key: 'Quality',
      value: `At least ${spec.qualityLeastPercent}% of its marks`,
    },
    {
      key: 'A tie is broken by',
      value: spec.tieBreaks.map((one) => TIE_BREAK_NAMES[one]).join(', then ') || 'Not said yet',
    },
  ])

const priceSection = (spec: Spec): Html =>
  html`<p class="govuk-body">${ROUTES[spec.route].competitive && html`The price has ${spec.price.weight}% of the marks. `}${formulaWords(spec.price.formula)}</p>${lineTable(spec)}`

export function formulaWords(formula: PriceFormula): string {
  const name = `${FORMULA_NAMES[formula.kind]}.`
  switch (formula.kind) {
    case 'mean_based':
      return `${name} The middle is the ${formula.middle}.`
    case 'ceiling_linear':
      return `${name} The ceiling is ${formatPence(formula.ceilingPence)}, the floor ${formatPence(formula.floorPence)}.`
    case 'fixed_bands':
      return `${name} ${formula.bands.map(({ toPence, percent }) => `Up to ${formatPence(toPence)}: ${percent}%`).join('; ')}.`
    default:
      return name
  }
}

const UNIT_WORDS: Readonly<Record<PriceLine['unit'], string>> = {
  hour: 'an hour',
  visit: 'a visit',
  night: 'a night',
  week: 'a week',
}
export const UNIT_CHOICES = Object.entries(UNIT_WORDS).map(([value, text]) => ({ value, text: inWords(text) }))

export const lineTable = ({ price }: Spec, action?: (key: string) => Html): Html =>
  dataTable({
    caption: 'Prices that every bidder gives',
    captionHidden: true,
    empty: 'No price yet.',
    rows: price.lines,
    columns: [
      { heading: 'Price', cell: (one) => html`${one.key}: ${one.title}` },
      {
        heading: 'For',
        cell: (one) => `${UNIT_WORDS[one.unit]}${one.minutes === null ? '' : ` of ${one.minutes} minutes`}`,
      },
      { heading: 'Share of volume', format: 'number', cell: (one) => `${one.volume}%` },
      { heading: 'Floor', format: 'number', cell: (one) => (one.floorPence === null ? 'none' : money(one.floorPence)) },
      {
        heading: 'Ceiling',
        format: 'number',
        cell: (one) => (one.ceilingPence === null ? 'none' : money(one.ceilingPence)),
      },
      ...actions(action, (one: PriceLine) => one.key),
    ],
  })

const callOffList = (callOff: CallOff): Html =>
  summary([
    { key: 'Mechanism', value: MECHANISM_NAMES[callOff.mechanism] },
    callOff.mechanism === 'ranked_list' && { key: 'First refusal', value: `${callOff.firstRefusalHours} hours` },
    callOff.orderBy.length > 0 && {
      key: 'In order of',
      value: callOff.orderBy.map((one) => CALL_OFF_NAMES[one]).join(', then '),
    },
  ])

/** An open framework says when it opens again (P-12). */
export function reopeningWords(spec: Spec): Html | undefined {
  if (!requirementsOf(spec.route, spec.regime).reopens || spec.timetable.decisionDay === '') return undefined
  const { reopenBy, schemeEnd } = openFrameworkDays([spec.timetable.decisionDay])
  return html`<p class="govuk-body">This framework is opened again and awarded by ${formatDay(reopenBy)} at the latest. The scheme ends on ${formatDay(schemeEnd)}.</p>`
}

/** "Bids close on 18 December 2026 at 12:00pm", or that they closed. */
export const closingWords = (closesAt: Instant, now: Instant): string =>
  Temporal.Instant.compare(now, closesAt) < 0
    ? `Bids close on ${formatInstant(closesAt)}.`
    : `Bids closed on ${formatDay(dayOf(closesAt))}.`
