/** A list of providers from which the council buys: set up, opened, changed, ended. What differs between kinds is data. */
import { type Day, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Holidays, lastOfWorkingDays, workingDayAfter } from '#src/base/working-days.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'
import { type RankWeights, weightsFault } from '#src/tendering/ranked-lists/ranked-list.ts'

type KindProperties = {
  readonly name: string
  readonly hint: string
  /** Providers may apply, at any time while it is open; otherwise members come by award. */
  readonly joins: boolean
  /** Its conditions stay what they were when it opened (P-13). */
  readonly fixed: boolean
  /** The number of members may be limited (P-13 forbids it for dynamic markets). */
  readonly capped: boolean
  /** Each of its steps has a notice (UK13 to UK16). */
  readonly notices: boolean
  /** The working days that the law gives for an application, and those where more had to be asked for (P-14). */
  readonly lawDays: { readonly usual: number; readonly longest: number } | null
  /** It may only go on if it began before this day (P-01, P-14). */
  readonly beganBefore: Day | null
}

export const MARKET_KINDS = {
  approved_list: {
    name: 'Approved list',
    hint: 'Providers that meet the council’s conditions, to place with under its own standing orders',
    ...{ joins: true, fixed: false, capped: true, notices: false, lawDays: null, beganBefore: null },
  },
  dynamic_market: {
    name: 'Dynamic market',
    hint: 'Under the Procurement Act: open to join at all times, without a limit, its conditions never change',
    ...{ joins: true, fixed: true, capped: false, notices: true, lawDays: null, beganBefore: null },
  },
  dps: {
    name: 'Dynamic purchasing system',
    hint: 'Begun under the Regulations of 2015 and still running: each request to join is answered in ten working days',
    ...{ joins: true, fixed: true, capped: false, notices: false, beganBefore: '2025-02-24' },
    lawDays: { usual: 10, longest: 15 },
  },
  framework: {
    name: 'Framework membership',
    hint: 'The winners of a framework: they come by award, and their evidence and ranks are kept here',
    ...{ joins: false, fixed: true, capped: true, notices: false, lawDays: null, beganBefore: null },
  },
} as const satisfies Record<string, KindProperties>

export type MarketKind = keyof typeof MARKET_KINDS
export const MARKET_KIND_KEYS = Object.keys(MARKET_KINDS) as MarketKind[]
export const isMarketKind = (text: string): text is MarketKind => Object.hasOwn(MARKET_KINDS, text)
export const kindOf = (kind: MarketKind): KindProperties => MARKET_KINDS[kind]

export type MarketLot = {
  readonly lot: string
  readonly title: string
  readonly zones: readonly string[]
}

export type MarketStatus = 'planned' | 'open' | 'ceased'

/** What everybody may read of a market. */
export type MarketTerms = {
  readonly kind: MarketKind
  readonly title: string
  readonly summary: string
  readonly service: string
  readonly lots: readonly MarketLot[]
  readonly conditions: readonly Condition[]
  readonly mostMembers: number | null
  /** The day on which it was first set up: only what began before the Act goes on under the Regulations. */
  readonly beganOn: Day | null
  /** The first day on which it is no more; null for no fixed end. */
  readonly endsOn: Day | null
  /** What its ranked lists weigh; null where providers are not ranked. */
  readonly ranking: RankWeights | null
  /** The tender that its members won, for a framework. */
  readonly tenderRef: string | null
}

export type Market = MarketTerms & {
  readonly marketRef: string
  readonly status: MarketStatus
  readonly openedOn: Day | null
  readonly ceasedOn: Day | null
}

export type TermsRefusal =
  | 'the title is missing'
  | 'the summary is missing'
  | 'no lots'
  | 'no conditions'
  | 'members may not be limited'
  | 'it ends before it begins'
  | 'it began too late for this kind'
  | 'it would run too long'
  | 'the weights do not make 100'
  | 'it names no tender'

/** Whether a market may be set up so. `dpsLastDay` is the last day of what began under the Regulations (P-14). */
export function checkTerms(terms: MarketTerms, today: Day, dpsLastDay: Day): Result<MarketTerms, TermsRefusal> {
  const kind = kindOf(terms.kind)
  if (terms.title.trim() === '') return refuse('the title is missing')
  if (terms.summary.trim() === '') return refuse('the summary is missing')
  if (terms.lots.length === 0 || terms.lots.some(({ zones }) => zones.length === 0)) return refuse('no lots')
  if (terms.conditions.length === 0) return refuse('no conditions')
  if (terms.mostMembers !== null && !kind.capped) return refuse('members may not be limited')
  if (terms.endsOn !== null && terms.endsOn <= today) return refuse('it ends before it begins')
  if (kind.beganBefore !== null && (terms.beganOn === null || terms.beganOn >= kind.beganBefore))
    return refuse('it began too late for this kind')
  if (kind.beganBefore !== null && (terms.endsOn === null || daysBetween(terms.endsOn, dpsLastDay) < -1))
    return refuse('it would run too long')
  if (terms.ranking && weightsFault(terms.ranking)) return refuse('the weights do not make 100')
  if (!kind.joins && terms.tenderRef === null) return refuse('it names no tender')
  return ok(terms)
}

export type OpenRefusal = 'it is not planned'

export const openMarket = (market: Market, today: Day): Result<Market, OpenRefusal> =>
  market.status === 'planned' ? ok({ ...market, status: 'open', openedOn: today }) : refuse('it is not planned')

export type CeaseRefusal = 'it has ended' | 'the reason is missing'

export function ceaseMarket(market: Market, reason: string, today: Day): Result<Market, CeaseRefusal> {
  if (market.status === 'ceased') return refuse('it has ended')
  if (reason.trim() === '') return refuse('the reason is missing')
  return ok({ ...market, status: 'ceased', ceasedOn: today })
}

export type MarketChange = Pick<MarketTerms, 'title' | 'summary' | 'lots' | 'conditions' | 'mostMembers' | 'ranking'>

export type ChangeRefusal =
  | TermsRefusal
  | 'it has ended'
  | 'the reason is missing'
  | 'nothing would change'
  | 'its conditions may not change'
  | 'a lot has members'

/** What an open market may become. Conditions of a dynamic market never change while it runs (P-13); lots only come. */
export function changeMarket(
  market: Market,
  change: MarketChange,
  given: { readonly reason: string; readonly today: Day; readonly dpsLastDay: Day },
): Result<Market, ChangeRefusal> {
  if (market.status === 'ceased') return refuse('it has ended')
  const changed = { ...market, ...change }
  if (JSON.stringify(changed) === JSON.stringify(market)) return refuse('nothing would change')
  const isOpen = market.status === 'open'
  if (isOpen && given.reason.trim() === '') return refuse('the reason is missing')
  if (isOpen && kindOf(market.kind).fixed && JSON.stringify(change.conditions) !== JSON.stringify(market.conditions))
    return refuse('its conditions may not change')
  if (isOpen && market.lots.some(({ lot }) => !change.lots.some((one) => one.lot === lot)))
    return refuse('a lot has members')
  const checked = checkTerms(changed, given.today, given.dpsLastDay)
  return checked.ok ? ok(changed) : checked
}

/** The last working day for an answer: the law's days where it gives some, else the council's own; from the day after it came. */
export function answerBy(
  kind: MarketKind,
  madeOn: Day,
  given: { readonly evaluateDays: number; readonly holidays: Holidays; readonly askedForMore: boolean },
): Day {
  const law = kindOf(kind).lawDays
  const days = law ? (given.askedForMore ? law.longest : law.usual) : given.evaluateDays
  return lastOfWorkingDays(workingDayAfter(madeOn, given.holidays), days, given.holidays)
}

export const zonesOf = (lots: readonly MarketLot[], named?: readonly string[]): string[] => [
  ...new Set(lots.flatMap(({ lot, zones }) => (named === undefined || named.includes(lot) ? zones : []))),
]
