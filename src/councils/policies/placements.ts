import type { Pence } from '#src/base/money.ts'
import type { Code } from '#src/councils/policies/code.ts'
import type { Role } from '#src/councils/roles.ts'

/** How care is asked for, offered, chosen and signed for. */
export type PlacementPolicies = {
  /** Which signatures a placement needs, by what it costs a week. The route with the highest start that the cost reaches applies. */
  'sign-off': {
    routes: {
      fromWeeklyPence: Pence
      when?: { overCeiling?: true; urgent?: true; services?: string[] }
      signatures: { step: number; label: string; role: Role }[]
    }[]
    remindAfterHours: number
    /** One after the other, in the order of the steps; else side by side. */
    inOrder: boolean
    /** Within how many hours a placement made in an emergency is signed for. */
    emergencyHours: number
  }
  /**
   * How long providers have to offer, by how urgent it is; which kind of request is how urgent; and whether hours are those of the
   * office: what is sent after `sameDayUntil` then counts from the next working day. Hours of a crisis are those of the clock.
   */
  'offer-window': {
    hours: { standard: number; urgent: number }
    crisisHours: number
    counted: 'working_hours' | 'every_hour'
    opens: string
    closes: string
    sameDayUntil: string
    /** How many hours before the end those who have not answered are reminded. */
    remindHours: number
    paces: { kind: string; pace: 'standard' | 'urgent' | 'crisis' }[]
  }
  /** Whether providers are told what a package by outcomes may cost a week. */
  'outcome-budgets': { shownToProviders: boolean }
  /** Who is asked in which order: of a framework by its reference, of a service, or of any; the first two go before the last. */
  sending: {
    routes: { of: string; mechanism: 'all_at_once' | 'ranked_list' | 'lead_first'; firstRefusalHours: number }[]
  }
  /** For how many weeks care may be bought on the spot, and extended; and how many days before its end brokers are told. */
  spot: { mostWeeks: number; tellDays: number }
  /** What the council asks of people who pay for themselves, once, and after how many weeks money is spoken of again. */
  'self-funders': {
    feePence: Pence
    /** What arranging costs the council: the fee is never more (L-05). */
    arrangingCostPence: Pence
    agreement: string
    payWithinDays: number
    howToPay: string
    /** What the ledger books the fee to. */
    incomeCode: string
    /** Savings at or below which the council helps to pay (L-30); it may be more generous. */
    upperCapitalPence: Pence
    reviewWeeks: number
  }
  /** The most that an hour should cost. */
  'price-ceiling': { ceilings: { service: string; zone: string; pencePerHour: Pence }[] }
  /**
   * What the cost floor under an offer is built up from (M-10): the minimum wage, travel to a visit, what employment costs, what running
   * the business costs. Rates are hundredths of a per cent, miles are tenths.
   */
  'cost-floor': {
    wagePence: number
    travelMinutes: number
    ruralTravelMinutes: number
    milesTenths: number
    ruralMilesTenths: number
    penceAMile: number
    /** Gloves, aprons and masks of an hour of contact. */
    ppePence: number
    holidayBp: number
    trainingBp: number
    sickBp: number
    niBp: number
    niThresholdPounds: number
    paidHoursAWeek: number
    pensionBp: number
    runningPence: number
    surplusBp: number
  }
  /** Why a provider was chosen against the ranking. */
  'choice-reasons': { codes: Code[] }
}

export const PLACEMENT_NAMES: Readonly<Record<keyof PlacementPolicies, string>> = {
  'sign-off': 'Signatures for a placement',
  'offer-window': 'Time to make an offer',
  'outcome-budgets': 'Budgets of packages by outcomes',
  sending: 'Who is asked in which order',
  spot: 'Spot purchase',
  'self-funders': 'People who pay for their own care',
  'price-ceiling': 'Price ceilings',
  'cost-floor': 'Cost floor',
  'choice-reasons': 'Reasons for a choice against the ranking',
}

export const PLACEMENT_STANDARD: PlacementPolicies = {
  'sign-off': {
    routes: [
      {
        fromWeeklyPence: 0,
        signatures: [
          { step: 1, label: 'meets the support plan', role: 'social_worker' },
          { step: 2, label: 'within ceiling', role: 'brokerage_manager' },
          { step: 3, label: 'budget available', role: 'finance_officer' },
          { step: 4, label: 'need and risk', role: 'team_manager' },
          { step: 5, label: 'final approval', role: 'head_of_service' },
        ],
      },
    ],
    remindAfterHours: 24,
    inOrder: false,
    emergencyHours: 72,
  },
  'offer-window': {
    hours: { standard: 16, urgent: 4 },
    crisisHours: 2,
    counted: 'working_hours',
    opens: '09:00',
    closes: '17:00',
    sameDayUntil: '13:00',
    remindHours: 2,
    paces: [
      { kind: 'new', pace: 'standard' },
      { kind: 'hospital_discharge', pace: 'urgent' },
      { kind: 'change', pace: 'standard' },
      { kind: 'restart', pace: 'urgent' },
      { kind: 'crisis', pace: 'crisis' },
      { kind: 'respite', pace: 'standard' },
      { kind: 'carers_break', pace: 'standard' },
    ],
  },
  'outcome-budgets': { shownToProviders: true },
  sending: { routes: [{ of: 'any', mechanism: 'all_at_once', firstRefusalHours: 8 }] },
  spot: { mostWeeks: 26, tellDays: 28 },
  'self-funders': {
    feePence: 15_000,
    arrangingCostPence: 15_000,
    payWithinDays: 30,
    upperCapitalPence: 2_325_000,
    incomeCode: 'uncoded',
    howToPay: 'Pay by card or bank transfer, as on the council’s website, and give the number of this invoice.',
    agreement:
      'The council finds care for you and asks for this fee once. You choose among the offers, you agree with the provider, and you pay the provider.',
    reviewWeeks: 26,
  },
  'price-ceiling': { ceilings: [] },
  // The minimum wage of April 2026 and the worked example of M-10.
  'cost-floor': {
    wagePence: 1271,
    travelMinutes: 6,
    ruralTravelMinutes: 8,
    milesTenths: 18,
    ruralMilesTenths: 25,
    penceAMile: 45,
    ppePence: 0,
    holidayBp: 1207,
    trainingBp: 173,
    sickBp: 290,
    niBp: 1500,
    niThresholdPounds: 5000,
    paidHoursAWeek: 24,
    pensionBp: 300,
    runningPence: 900,
    surplusBp: 300,
  },
  'choice-reasons': {
    codes: [
      { code: 'person_chose', label: 'The person chose this provider' },
      { code: 'continuity', label: 'Keeps carers whom the person knows' },
      { code: 'language_or_culture', label: 'Meets language or culture' },
      { code: 'skills', label: 'Has skills that the others lack' },
      { code: 'earlier_start', label: 'Can start in time' },
      { code: 'another_package', label: 'Another package meets the same outcomes' },
      { code: 'quality_concern', label: 'Concern about a provider ranked above' },
    ],
  },
}
