import type { Regime } from '#src/tendering/regime/regime.ts'
import { requirementsOf } from '#src/tendering/tenders/route.ts'
import type { Route, Spec } from '#src/tendering/tenders/spec.ts'

export type Begun = {
  readonly title: string
  readonly service: string
  readonly route: Route
  readonly regime: Regime
  readonly estimatedPence: number
}

/** The scale that most councils score by (P-51). */
export const USUAL_SCALE: Spec['scale'] = {
  most: 5,
  marks: [
    { mark: 0, label: 'No answer, or one that does not meet the need' },
    { mark: 1, label: 'Poor: most of the need is not met' },
    { mark: 2, label: 'Below expectation: some of the need is not met' },
    { mark: 3, label: 'Acceptable: meets the need' },
    { mark: 4, label: 'Good: meets the need with more in places' },
    { mark: 5, label: 'Excellent: more than the need throughout' },
  ],
}

/** A tender as it begins: what is not said yet is empty, and the checklist names it. */
export function draftOf({ title, service, route, regime, estimatedPence }: Begun): Spec {
  const { competitive, framework, standstill } = requirementsOf(route, regime)
  return {
    ...{ title, service, route, regime, estimatedPence },
    summary: '',
    // Home care is social work without accommodation (P-05).
    cpv: '85320000',
    fromDay: '',
    toDay: '',
    extensionMonths: [],
    lots: [],
    mostLots: null,
    conditions: [],
    questions: [],
    qualityLeastPercent: null,
    scale: USUAL_SCALE,
    price: { weight: competitive ? 40 : 100, formula: { kind: 'lowest_proportional' }, lines: [] },
    tieBreaks: competitive ? ['quality', 'heaviest_question', 'price', 'lot_drawn'] : [],
    agreed: 'consensus',
    blind: false,
    timetable: { questionsUntil: '', closesAt: '', evaluatedBy: '', decisionDay: '' },
    // By policy a council stands still where the law leaves it free (P-10).
    standstill,
    callOff: framework ? { mechanism: 'ranked_list', firstRefusalHours: 24, orderBy: ['capacity', 'score'] } : null,
    marketRef: null,
    frameworkOf: null,
    directAward: null,
    noEngagementReason: null,
  }
}

/** Weights and volumes have two decimals at most, so their sums are whole hundredths. */
export const sumOfPercents = (percents: readonly number[]): number =>
  percents.reduce((sum, percent) => sum + Math.round(percent * 100), 0) / 100

/** Of 100, how much the questions and the price have together. */
export const weightsTotal = ({ questions, price }: Pick<Spec, 'questions' | 'price'>): number =>
  sumOfPercents([...questions.map(({ weight }) => weight), price.weight])

/** The next key of a list: after Q1 and Q3 it is Q4, so that no two things have the same. */
export function nextKey(prefix: string, keys: readonly string[]): string {
  const numbers = keys.map((key) => Number(key.slice(prefix.length))).filter((number) => Number.isSafeInteger(number))
  return `${prefix}${Math.max(0, ...numbers) + 1}`
}
