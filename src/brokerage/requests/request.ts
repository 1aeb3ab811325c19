/** What is asked for beside the visits: why now, what a provider must have, what would be good, and outcomes in place of visits. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { abilityKey } from '#src/providers/index.ts'

export const REQUEST_KINDS = [
  'new',
  'hospital_discharge',
  'change',
  'restart',
  'crisis',
  'respite',
  'carers_break',
] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

export const REQUEST_WORDS: Readonly<Record<RequestKind, { readonly name: string; readonly hint: string }>> = {
  new: { name: 'New care', hint: 'The person has no care of this kind yet' },
  hospital_discharge: { name: 'Hospital discharge', hint: 'The person is ready to leave hospital' },
  change: { name: 'Change of care', hint: 'Care is in place and has to change' },
  restart: { name: 'Restart', hint: 'Care was stopped, such as for a stay in hospital, and begins again' },
  crisis: { name: 'Crisis', hint: 'Care must begin within hours' },
  respite: { name: 'Respite', hint: 'Care for a time, away from or in place of the usual care' },
  carers_break: { name: 'Carer’s break', hint: 'Somebody who cares for the person needs a break' },
}

/** Care for a time: it is asked for until a day. */
export const isStay = (kind: RequestKind): boolean => kind === 'respite' || kind === 'carers_break'

export const isRequestKind = (text: string): text is RequestKind => REQUEST_KINDS.some((kind) => kind === text)

/** How quickly providers must answer. */
export const PACES = ['standard', 'urgent', 'crisis'] as const
export type Pace = (typeof PACES)[number]

export const FEATURE_KINDS = ['skill', 'language', 'gender', 'faith', 'home', 'worker', 'other'] as const
export type FeatureKind = (typeof FEATURE_KINDS)[number]

export const FEATURE_WORDS: Readonly<Record<FeatureKind | 'double_handed', string>> = {
  skill: 'Skill',
  language: 'Language',
  gender: 'Gender of the worker',
  faith: 'Faith or culture',
  home: 'The home, such as pets or smoking',
  worker: 'A worker whom the person knows',
  other: 'Something else',
  double_handed: 'Double-handed',
}

/**
 * To ask for the gender of a worker is lawful only where it is an occupational requirement that is in proportion (Equality Act 2010,
 * Schedule 9): as a must it needs one of these.
 */
export const GENDER_REASONS: Readonly<Record<string, string>> = {
  personal_care: 'Intimate personal care',
  trauma: 'The person has suffered abuse or violence',
  faith: 'The person’s faith asks for it in personal care',
}

/** One thing that a provider has or has not. */
export type Feature = {
  /** Kind and words as one word; what a provider says that it meets is kept by it. */
  readonly key: string
  readonly kind: FeatureKind | 'double_handed'
  readonly words: string
  /** Why the gender of the worker matters. */
  readonly why?: string
}

export type TypedFeature = { readonly kind: FeatureKind; readonly words: string; readonly why?: string }
export type FeatureFault = 'no words' | 'too long' | 'not a gender' | 'gender without a reason' | 'too many' | 'twice'

const LONGEST = 80
export const MOST_FEATURES = 10

export function featureOf({ kind, words, why }: TypedFeature, must: boolean): Result<Feature, FeatureFault> {
  const said = words.trim()
  if (said === '') return refuse('no words')
  if (said.length > LONGEST) return refuse('too long')
  const plain = said.toLowerCase()
  if (kind === 'gender' && plain !== 'female' && plain !== 'male') return refuse('not a gender')
  if (kind === 'gender' && must && (why === undefined || !Object.hasOwn(GENDER_REASONS, why)))
    return refuse('gender without a reason')
  return ok({ key: abilityKey(kind, said), kind, words: said, ...(kind === 'gender' && why ? { why } : {}) })
}

/** Reads a list of features; the first fault is told with its place. */
export function featuresOf(
  typed: readonly TypedFeature[],
  must: boolean,
): Result<readonly Feature[], { readonly at: number; readonly fault: FeatureFault }> {
  const features: Feature[] = []
  for (const [at, one] of typed.entries()) {
    const read = featureOf(one, must)
    if (!read.ok) return refuse({ at, fault: read.error })
    if (features.some(({ key }) => key === read.value.key)) return refuse({ at, fault: 'twice' })
    features.push(read.value)
  }
  return features.length > MOST_FEATURES ? refuse({ at: MOST_FEATURES, fault: 'too many' }) : ok(features)
}

type Asking = {
  readonly pattern: readonly PatternVisit[]
  readonly skills: readonly string[]
  readonly musts: readonly Feature[]
}

/** Every gate of a package: what was said, its skills, and two workers together where a visit has two. */
export function gatesOf({ pattern, skills, musts }: Asking): Feature[] {
  const gates: Feature[] = [
    ...musts,
    ...skills.map((words): Feature => ({ key: abilityKey('skill', words), kind: 'skill', words })),
  ]
  if (pattern.some(({ workers }) => workers === 2))
    gates.push({ key: 'double_handed', kind: 'double_handed', words: 'Two workers together' })
  return gates.filter(({ key }, at) => gates.findIndex((one) => one.key === key) === at)
}

export type WishesMet = {
  readonly met: readonly Feature[]
  readonly unmet: readonly Feature[]
  readonly percent: number
}

/** What of the wishes a provider says that it meets; without a wish nothing is left to be wished for. */
export function wishesMet(wishes: readonly Feature[], meets: readonly string[]): WishesMet {
  const met = wishes.filter(({ key }) => meets.includes(key))
  return {
    met,
    unmet: wishes.filter(({ key }) => !meets.includes(key)),
    percent: wishes.length === 0 ? 100 : Math.floor((met.length * 100) / wishes.length),
  }
}

/** The gates that a provider does not say it passes: one is enough for its offer to be refused. */
export const gatesUnmet = (gates: readonly Feature[], meets: readonly string[]): Feature[] =>
  gates.filter(({ key }) => !meets.includes(key))

/** "Gender of the worker: female, for intimate personal care" */
export const featureInWords = ({ kind, words, why }: Feature): string =>
  kind === 'double_handed'
    ? words
    : `${FEATURE_WORDS[kind]}: ${words}${why === undefined ? '' : ` (${(GENDER_REASONS[why] ?? why).toLowerCase()})`}`

/** In place of visits: outcomes, and how much care a week may take to reach them (R: no task-and-time). */
export type ByOutcomes = { readonly weeklyMinutes: number; readonly weeklyPence?: number }

/** By how much a week is above what the outcomes may cost; 0 where it is within, or no budget was said. */
export const overBudgetPence = (asked: { readonly byOutcomes?: ByOutcomes }, weeklyPence: number): number =>
  Math.max(0, weeklyPence - (asked.byOutcomes?.weeklyPence ?? weeklyPence))

const DAYS = 7
const USUAL_MINUTES = 60
const MOST_MINUTES = 6_000
/** A day has at most twelve; one more holds what does not divide by the days. */
const MOST_VISITS = 11
const FROM = 7 * 60
const UNTIL = 21 * 60

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/**
 * A week that stands for those minutes until provider and person agree on their own: spread over the days, in visits of about an hour,
 * each of which may start at any time of the day. Prices and commitments are reckoned by it.
 */
export function notionalWeek(
  { weeklyMinutes }: ByOutcomes,
  leastMinutes: number,
): Result<PatternVisit[], 'not so many minutes'> {
  if (!Number.isInteger(weeklyMinutes) || weeklyMinutes < leastMinutes || weeklyMinutes > MOST_MINUTES)
    return refuse('not so many minutes')
  const days = Math.min(DAYS, Math.floor(weeklyMinutes / leastMinutes))
  const daily = Math.floor(weeklyMinutes / days)
  const visits = Math.min(MOST_VISITS, Math.max(1, Math.floor(daily / Math.max(USUAL_MINUTES, leastMinutes))))
  const left = weeklyMinutes - daily * days
  const each = Math.floor(daily / visits)
  const gap = Math.floor((UNTIL - FROM) / visits)
  const dayNumbers = Array.from({ length: days }, (_, at) => at + 1)
  const week = Array.from({ length: visits }, (_, at) =>
    agreedVisit(at + 1, dayNumbers, FROM + at * gap, each + (at === 0 ? daily - each * visits : 0)),
  )
  const [first, ...others] = week
  if (left === 0 || !first) return ok(week)
  // What does not divide by the days is the first day's.
  const longer = { ...first, slot: visits + 1, days: [1], minutes: first.minutes + left }
  return ok([...(days > 1 ? [{ ...first, days: dayNumbers.slice(1) }] : []), ...others, longer])
}

const agreedVisit = (slot: number, days: readonly number[], start: number, minutes: number): PatternVisit => ({
  ...{ slot, days, minutes },
  ...{ windowFrom: clock(FROM), windowTo: clock(UNTIL), start: clock(start) },
  ...{ workers: 1, timeCritical: false, tasks: 'As the person and the provider agree, for the outcomes' },
})

/** What the least and the dearest of those who would be asked cost a week. */
export type CostRange = {
  readonly leastPence: number
  readonly mostPence: number
  readonly providers: number
  /** The least by a framework's cards: what a spot purchase is measured by. */
  readonly frameworkPence?: number
}

export const costRange = (
  weeks: readonly { readonly pence: number; readonly framework: boolean }[],
): CostRange | undefined => {
  if (weeks.length === 0) return undefined
  const all = weeks.map(({ pence }) => pence)
  const framework = weeks.filter((one) => one.framework).map(({ pence }) => pence)
  return {
    ...{ leastPence: Math.min(...all), mostPence: Math.max(...all), providers: weeks.length },
    ...(framework.length > 0 ? { frameworkPence: Math.min(...framework) } : {}),
  }
}
