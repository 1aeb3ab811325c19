import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Regime, Standstill } from '#src/tendering/regime/regime.ts'

/** The ways to a contract. What each asks for is data in `route.ts`: no route has code of its own. */
export const ROUTE_NAMES = [
  'open',
  'competitive_flexible',
  'open_framework',
  'closed_framework',
  'dynamic_market',
  'call_off_ranked',
  'call_off_mini',
  'call_off_direct',
  'below_threshold',
  'direct_award',
  'user_choice',
] as const
export type Route = (typeof ROUTE_NAMES)[number]

/** A part that is bid for and awarded by itself. */
export type Lot = {
  readonly lot: string
  readonly title: string
  readonly service: string
  readonly zones: readonly string[]
  /** With VAT, over the whole term. */
  readonly estimatedPence: Pence
  /** How many providers are awarded it. */
  readonly places: number
  readonly hoursAWeek: number
}

export const CONDITION_KINDS = ['cqc_personal_care', 'insurance', 'call_monitoring', 'policies', 'other'] as const
export type ConditionKind = (typeof CONDITION_KINDS)[number]

/** What a bidder must meet to be considered at all. */
export type Condition = {
  readonly key: string
  readonly kind: ConditionKind
  readonly text: string
  /** A file is asked for. */
  readonly evidence: boolean
}

export type Question = {
  readonly key: string
  readonly part: 'quality' | 'social_value'
  readonly text: string
  /** Percent of the whole tender. */
  readonly weight: number
  readonly mostWords: number
  /** The lowest agreed mark that passes; null where any does. */
  readonly least: number | null
}

/** P-52. */
export type PriceFormula =
  | { readonly kind: 'lowest_proportional' }
  | { readonly kind: 'difference_from_lowest' }
  | { readonly kind: 'mean_based'; readonly middle: 'mean' | 'median' }
  | { readonly kind: 'ceiling_linear'; readonly ceilingPence: Pence; readonly floorPence: Pence }
  /** The share of the price's weight, in percent, that a price up to and including `toPence` has; the bands rise. */
  | { readonly kind: 'fixed_bands'; readonly bands: readonly { readonly toPence: Pence; readonly percent: number }[] }
  | { readonly kind: 'value_ratio' }

/** A price that every bidder gives, for each lot that it bids for. */
export type PriceLine = {
  readonly key: string
  readonly title: string
  readonly unit: 'hour' | 'visit' | 'night' | 'week'
  /** The length of the visit that it prices; null where it has none. */
  readonly minutes: number | null
  /** Percent of the basket (P-54). */
  readonly volume: number
  /** Below it a price is abnormally low and queried; above the ceiling it is refused. */
  readonly floorPence: Pence | null
  readonly ceilingPence: Pence | null
}

/** P-56. The buyer states, before publication, in which order they are tried. */
export const TIE_BREAKS = ['quality', 'heaviest_question', 'price', 'lot_drawn'] as const
export type TieBreak = (typeof TIE_BREAKS)[number]

/** What a placement under a framework is decided by (P-58), in order. */
export const CALL_OFF_ORDERS = ['capacity', 'continuity', 'score', 'price', 'fewest_packages'] as const
export type CallOffOrder = (typeof CALL_OFF_ORDERS)[number]

export type CallOff = {
  readonly mechanism: 'ranked_list' | 'mini_competition' | 'direct_award'
  readonly firstRefusalHours: number
  readonly orderBy: readonly CallOffOrder[]
}

/** All that a tender says. What bidders and the public read is a frozen copy of it; nothing private belongs here. */
export type Spec = {
  readonly title: string
  readonly summary: string
  readonly service: string
  readonly route: Route
  readonly regime: Regime
  readonly cpv: string
  /** With VAT, over the whole term and its extensions, all users. */
  readonly estimatedPence: Pence
  readonly fromDay: Day
  /** The first day after its term. */
  readonly toDay: Day
  /** The months of each extension that it may have, in their order. */
  readonly extensionMonths: readonly number[]
  readonly lots: readonly Lot[]
  /** The most lots that one bidder is awarded; null where there is no such limit. */
  readonly mostLots: number | null
  readonly conditions: readonly Condition[]
  readonly questions: readonly Question[]
  /** The least share of the quality marks that passes, in percent. */
  readonly qualityLeastPercent: number | null
  readonly scale: {
    readonly most: number
    readonly marks: readonly { readonly mark: number; readonly label: string }[]
  }
  /** The weights of the price and of all questions make 100. */
  readonly price: { readonly weight: number; readonly formula: PriceFormula; readonly lines: readonly PriceLine[] }
  readonly tieBreaks: readonly TieBreak[]
  /** Agreed in moderation, or where the tender says so the mean of the assessors' marks (P-55). */
  readonly agreed: 'consensus' | 'mean'
  /** Assessors see bidders as numbers. */
  readonly blind: boolean
  readonly timetable: Timetable
  readonly standstill: Standstill
  readonly callOff: CallOff | null
  /** The dynamic market that it is by reference to. */
  readonly marketRef: string | null
  /** The tender whose framework this is called off from. */
  readonly frameworkOf: string | null
  /** Why one provider is awarded without competition; for the routes that do so. */
  readonly directAward: { readonly organisationRef: string; readonly ground: string; readonly reason: string } | null
  /** Why there was no market engagement before it; null where there was (UK2). */
  readonly noEngagementReason: string | null
}

/** Moments are ISO instants, "2026-12-14T12:00:00Z". */
export type Timetable = {
  readonly questionsUntil: string
  readonly closesAt: string
  readonly evaluatedBy: Day
  readonly decisionDay: Day
}

export type TenderStatus =
  | 'planning'
  | 'published'
  | 'opened'
  | 'evaluated'
  | 'decided'
  | 'standstill'
  | 'awarded'
  | 'cancelled'

export type Tender = {
  readonly tenderRef: string
  readonly status: TenderStatus
  readonly spec: Spec
  readonly edition: number
  readonly version: number | null
  readonly ownerRef: string
}
