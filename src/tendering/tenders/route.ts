import { dutiesOf, type Regime, type Standstill } from '#src/tendering/regime/regime.ts'
import type { Route } from '#src/tendering/tenders/spec.ts'

/** What a route to a contract is like. Everything that differs between routes is in this table: no page or command knows a route by name. */
export type RouteProperties = {
  readonly name: string
  /** For who chooses one. */
  readonly hint: string
  /** Bidders compete: there is a deadline, and criteria with weights. */
  readonly competitive: boolean
  /** The notice that begins it, where the law asks for one. */
  readonly beginsWith: 'tender' | 'transparency' | 'nothing'
  /** Winners get places, and care is bought later by calling off. */
  readonly framework: boolean
  /** A scheme of successive frameworks (section 49, P-12). */
  readonly reopens: boolean
  /** What it rests on: a framework, or a dynamic market that anybody may join while it runs (P-13). */
  readonly restsOn: 'framework' | 'market' | 'nothing'
  /** Bought for one person who chose the provider (P-07). */
  readonly forOnePerson: boolean
  /** The laws that know it. */
  readonly regimes: readonly Regime[]
}

const ACT: readonly Regime[] = ['pa23_light_touch', 'pa23']
const REGULATIONS: readonly Regime[] = ['pcr15_light_touch', 'pcr15']

const COMPETITION = {
  competitive: true,
  beginsWith: 'tender',
  framework: false,
  reopens: false,
  restsOn: 'nothing',
  forOnePerson: false,
} as const

const CALL_OFF = { ...COMPETITION, beginsWith: 'nothing', restsOn: 'framework' } as const

export const ROUTES: Readonly<Record<Route, RouteProperties>> = {
  open_framework: {
    ...COMPETITION,
    name: 'Open framework',
    hint: 'Providers win places, and it opens again for new ones: at least once in three years, then in each five',
    framework: true,
    reopens: true,
    regimes: ACT,
  },
  closed_framework: {
    ...COMPETITION,
    name: 'Closed framework',
    hint: 'Providers win places for a fixed term, often four years with twelve months more',
    framework: true,
    regimes: [...ACT, 'below_threshold'],
  },
  competitive_flexible: {
    ...COMPETITION,
    name: 'Competitive flexible procedure',
    hint: 'A competition in the stages that suit it',
    regimes: [...ACT, 'psr'],
  },
  open: {
    ...COMPETITION,
    name: 'Open procedure',
    hint: 'A competition in one stage: anybody may bid',
    regimes: [...ACT, 'psr', 'below_threshold'],
  },
  dynamic_market: {
    ...COMPETITION,
    name: 'Competition in a dynamic market',
    hint: 'Among the members of a dynamic market or purchasing system, which providers may join at any time',
    restsOn: 'market',
    regimes: [...ACT, ...REGULATIONS],
  },
  call_off_mini: {
    ...CALL_OFF,
    name: 'Call-off by mini-competition',
    hint: 'All on a framework’s lot are asked to bid',
    regimes: [...ACT, ...REGULATIONS, 'below_threshold'],
  },
  call_off_ranked: {
    ...CALL_OFF,
    name: 'Call-off by ranked list',
    hint: 'The first on a framework’s list that can take it, asked in order',
    competitive: false,
    regimes: [...ACT, ...REGULATIONS, 'below_threshold'],
  },
  call_off_direct: {
    ...CALL_OFF,
    name: 'Call-off by direct award',
    hint: 'From a framework that says how the provider is selected without competing again',
    competitive: false,
    regimes: [...ACT, ...REGULATIONS, 'below_threshold'],
  },
  below_threshold: {
    ...COMPETITION,
    name: 'Quotations below the threshold',
    hint: 'Under the council’s own contract standing orders',
    regimes: ['below_threshold'],
  },
  direct_award: {
    ...COMPETITION,
    name: 'Direct award',
    hint: 'On a ground that the law gives, told to the market by a transparency notice first',
    competitive: false,
    beginsWith: 'transparency',
    regimes: [...ACT, 'psr', 'below_threshold'],
  },
  user_choice: {
    ...COMPETITION,
    name: 'Direct award by user choice',
    hint: 'A light-touch service for one person, from the provider whom they or their carer chose',
    competitive: false,
    beginsWith: 'nothing',
    forOnePerson: true,
    regimes: ['pa23_light_touch'],
  },
}

export const routeName = (route: Route): string => ROUTES[route].name

/** Whether a law knows a route: what began before the Act may only be called off (P-02, P-14). */
export const isAllowed = (route: Route, regime: Regime): boolean => ROUTES[route].regimes.includes(regime)

/** What a route under a law asks of a tender: the one place where both meet. */
export type Requirements = RouteProperties & {
  /** The notice that is published with it. */
  readonly notice: 'UK4' | 'UK5' | null
  /** Market engagement is recorded, or the notice says why there was none (UK2). */
  readonly engagement: boolean
  /** The fewest days that bidders have; null where the time need only be reasonable, or nobody bids. */
  readonly tenderDays: number | null
  /** The longest term in years; null where none is fixed. */
  readonly mostYears: number | null
  readonly standstill: Standstill
}

/** An open framework's scheme lasts eight years at most (P-12). */
const SCHEME_YEARS = 8

export function requirementsOf(route: Route, regime: Regime): Requirements {
  const properties = ROUTES[route]
  const duties = dutiesOf(regime)
  const notice =
    properties.beginsWith === 'tender' && duties.tenderNotice
      ? 'UK4'
      : properties.beginsWith === 'transparency' && duties.transparencyNotice
        ? 'UK5'
        : null
  return {
    ...properties,
    notice,
    engagement: notice === 'UK4',
    tenderDays: properties.competitive ? duties.tenderDays : null,
    mostYears: properties.framework ? (properties.reopens ? SCHEME_YEARS : duties.frameworkYears) : null,
    standstill: standstillOf(properties, duties.standstill),
  }
}

/** Nothing stands still for one person's choice (P-10); what is called off need not (section 51(3), regulation 86(5)), but may. */
function standstillOf({ forOnePerson, restsOn }: RouteProperties, duty: Standstill): Standstill {
  if (forOnePerson) return 'none'
  return restsOn !== 'nothing' && duty === 'mandatory' ? 'voluntary' : duty
}

/** A council may stand still where it need not; where it must, nothing less will do. */
export const standstillFits = (chosen: Standstill, required: Standstill): boolean =>
  required !== 'mandatory' || chosen === 'mandatory'

/** On what one provider is called off from a framework: the objective mechanism that it states (P-11). */
export const FRAMEWORK_MECHANISM = 'framework_mechanism'

/** On what one provider may be awarded without competition (Schedule 5); one person's choice is its paragraphs 15 and 16 (P-07). */
export const DIRECT_GROUNDS = {
  user_choice: 'the person’s own choice',
  single_supplier: 'only one provider can do it',
  additional: 'more of, or a repeat of, what a provider already does',
  urgency: 'extreme and unavoidable urgency',
  protect_life: 'to protect life, or public order and safety',
  insolvency: 'terms of advantage because a provider is insolvent',
  no_suitable_bids: 'a competition brought no suitable bid',
} as const
