import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Role } from '#src/councils/roles.ts'

/** What a council decides and may change: data with dates, never code. */
export type Policies = {
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
    /** Savings at or below which the council helps to pay (L-30); it may be more generous. */
    upperCapitalPence: Pence
    reviewWeeks: number
  }
  /**
   * Reviews of care: how many days ahead they stand in My work, within how many a review that was asked for is held, for how many it may be
   * deferred, after how many overdue it is the team manager's, and whose are those that nobody has: a team, or '' for every team manager.
   */
  reviews: { announceDays: number; askedDays: number; deferDays: number; escalateDays: number; team: string }
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
  /** Visits shorter than this need one of the reasons. */
  'visit-length': { minimumMinutes: number; reasons: string[] }
  /**
   * How far from its planned start a log still belongs to a visit, log-ins how near to each other are one (M-54), for how many days
   * a provider may enter and correct by hand (M-55), and after how many days an open item is the council's.
   */
  matching: { windowMinutes: number; mergeMinutes: number; lockDays: number; providerDays: number }
  /** At which shares of a contract's ceiling its manager is told. */
  'draw-down': { alertPercents: number[] }
  /**
   * Who may decide to change a contract, by how much it changes the value (G-14): the role of the line that the value reaches, or of a later
   * one. A delegation is a decision that lets a role decide up to its limit (G-12).
   */
  'contract-changes': {
    approvals: { fromPence: Pence; role: Role }[]
    delegations: { code: string; label: string; role: Role; limitPence: Pence }[]
  }
  /** How many months before its end the work to buy a contract again begins, and how long before an extension must be decided its owner is told. */
  'contract-dates': {
    competitionMonths: number
    callOffMonths: number
    directAwardMonths: number
    optionMonths: number
  }
  /** By how many points below its target an indicator is still approaching it, and still only requires improvement (P-15). */
  'kpi-ratings': { approachingPoints: number; improvementPoints: number }
  /** Above which worth in pounds, with VAT, a contract's redacted copy and its performance are published (section 77, P-15, P-21). */
  'contract-copies': { abovePounds: number }
  /**
   * Approved lists and dynamic markets: how long an application waits, when providers are reminded of evidence that ends, what suspends
   * a member by itself, and when lists are ranked anew (P-13, P-14, P-17, Q-34).
   */
  markets: {
    evaluateDays: number
    reminderDays: number[]
    lapse: 'suspend' | 'review'
    unregistered: 'suspend' | 'review'
    inadequate: 'suspend' | 'review'
    suspensionReviewDays: number
    exclusionMonths: number
    rankMonths: number
    /** The last day of purchasing systems that began under the Regulations of 2015. */
    dpsLastDay: Day
  }
  /** Why a provider was chosen against the ranking. */
  'choice-reasons': { codes: Code[] }
  /** Why a visit was entered by hand. */
  'manual-reasons': { codes: Code[] }
  /** What care is charged to in the council's own ledger: the first line that fits applies, what it leaves out fits all. */
  'budget-codes': {
    codes: { code: string; service?: string; zone?: string; contractRef?: string }[]
    otherwise: string
  }
  /** How long records are kept (L-62). The first three are dropped by the clock, the others by a named officer's decision. */
  retention: Retention
  /** When a visit is on time, and when it is missed (M-42). Bounds are included: a start just so many minutes late is on time. */
  punctuality: {
    onTime: { usual: OnTime; rural: OnTime; timeCritical: OnTime }
    /** Each of these alone makes a visit missed; null leaves it out. */
    missed: {
      /** Nobody there so many minutes after the planned start. */
      afterMinutes: number | null
      /** A later start is late, not missed, where the provider said what happened. */
      unlessExplained: boolean
      /** Not begun by this time of the day, 'HH:MM'. */
      notBegunBy: string | null
      /** Not begun when the next visit of the package was to start. */
      afterNextVisit: boolean
      /** Over before this share of its planned length, without a reason. */
      belowPercent: number | null
    }
    noLogOutAfterMinutes: number
    shortBelowPercent: number
  }
  /** For how many days providers may query a statement, and in how many each side answers (M-61). */
  /** How long each side has, and the mailbox that finance shares: empty where each finance officer is told. */
  queries: { windowDays: number; answerDays: number; sharedMailbox: string }
  /** How long confirmed bank details cool off before they are paid into. */
  'bank-details': { coolingDays: number }
  /** Whether providers are told what a package by outcomes may cost a week. */
  'outcome-budgets': { shownToProviders: boolean }
  /** Whether pay runs pay what was commissioned on account and settle it by what was delivered, or pay what was delivered. */
  'payment-cycle': { onAccount: boolean }
  /**
   * Under which prefix the council's contracting processes are published (OCDS), its number as a party on Find a Tender, and whether it
   * buys for more than £100 million a year and so publishes its pipeline (UK1).
   */
  notices: { ocidPrefix: string; partyId: string; pipeline: boolean }
  /** Who the council is to Bacs, and which columns its ledger wants, in their order: a column's code, and its heading. */
  'payment-files': { serviceUserNumber: string; originatorName: string; ledgerColumns: Code[] }
  /**
   * How long bidders have where the law leaves it to what is reasonable, how many working days are left after the last question,
   * and by how many days the deadline moves when what is asked for is changed.
   */
  'tender-periods': {
    leastDays: number
    answerDays: number
    changeDays: number
    /** For how long a file is kept that a bidder brought and no bid has. */
    looseFileDays: number
  }
  /** Below which share of the packages that it might have taken a framework is to be reopened, over how many months, from how many packages on. */
  'framework-share': { leastPercent: number; months: number; fewestPackages: number }
  /** When the live watch tells of a visit that nobody has logged in for, and what may have happened. */
  watch: {
    /** Minutes after the planned start: the first tells the provider, the second the council too, each later one both again. */
    alertMinutes: number[]
    timeCriticalAlertMinutes: number[]
    /** Minutes after the planned end at which a worker should have logged out. */
    logOutMinutes: number
    reasons: Code[]
  }
  /** Minutes by which a person's visits were shorter by agreement, kept for longer ones. */
  'banked-time': { mostMinutes: number; withinWeeks: number }
  /**
   * When a provider exits (handbook 6.4): in how many hours everybody is listed, planned for and asked, where the cause is urgent and
   * where notice runs; what each criterion of triage weighs; and on which days after a move somebody looks in.
   */
  continuity: {
    urgentListHours: number
    urgentPlanHours: number
    urgentChoiceHours: number
    plannedListHours: number
    plannedPlanHours: number
    plannedChoiceHours: number
    insulinPoints: number
    timeCriticalPoints: number
    doubleHandedPoints: number
    livesAlonePoints: number
    noSupportPoints: number
    cannotDecidePoints: number
    criticalFrom: number
    highFrom: number
    firstCheckDay: number
    secondCheckDay: number
    thirdCheckDay: number
  }
  /** What people pay for their care: by what was delivered or by what was planned, the least collected, and what is told before it starts (M-60). */
  charges: { basis: 'actual' | 'planned'; leastWeeklyPence: Pence; travelRule: string }
  /** What the council asks of how care is delivered; whoever is beyond it stands out in the league (M-42, M-43, M-55). */
  measures: {
    deliveredPercent: number
    onTimePercent: number
    lengthOfStayPercent: number
    missedPerThousand: number
    electronicPercent: number
    manualPercent: number
    topThreePercent: number
    workersAPerson: number
  }
  /** When each part of the day begins, 'HH:MM'; the night lasts until the morning. */
  'parts-of-day': PartsOfDay
  /** Of which local authorities, as the register names them, the public directory lists every service. */
  directory: { areas: string[] }
  /** After how many days what a provider said of its capacity is too old to plan with. */
  capacity: { staleDays: number }
  /** What a plan for many people tries to avoid, in points: the plan with the fewest is the best. */
  placing: {
    /** Somebody whom the plan leaves without a provider, and how much worse that is where a visit is bound to a time or takes two workers. */
    unplaced: number
    timeCritical: number
    doubleHanded: number
    overCeiling: number
    belowRating: number
    /** The lowest rating of CQC that costs no points; nobody is held against a provider that is not rated yet. */
    ratingFloor: 'Outstanding' | 'Good' | 'Requires improvement' | 'Inadequate'
    outOfArea: number
    /** Another provider than the one that cares for the person today. */
    changedProvider: number
    /** Another provider than one that the person asked for. */
    notPreferred: number
    /** What one pound a week counts. */
    perPound: number
  }
}

export type PartsOfDay = Readonly<Record<'morning' | 'midday' | 'tea' | 'evening' | 'night', string>>

/** How many minutes before and after its time a visit may start and be on time. */
export type OnTime = { earlyMinutes: number; lateMinutes: number }

export type Retention = {
  accessMonths: number
  answerDays: number
  mailDays: number
  peopleYears: number
  visitYears: number
  paymentYears: number
  contractYears: number
}

export type Code = { code: string; label: string }
export type PolicyKind = keyof Policies

export type PolicyVersion<K extends PolicyKind = PolicyKind> = {
  readonly kind: K
  readonly fromDay: Day
  /** The first day on which it no longer holds. */
  readonly toDay?: Day
  readonly value: Policies[K]
  readonly reason: string
  readonly decidedBy: string
}

const POLICY_NAMES: Readonly<Record<PolicyKind, string>> = {
  'parts-of-day': 'Parts of the day',
  directory: 'Public directory of care',
  capacity: 'How long a provider’s capacity holds',
  placing: 'What a joint plan avoids',
  'sign-off': 'Signatures for a placement',
  'offer-window': 'Time to make an offer',
  sending: 'Who is asked in which order',
  spot: 'Spot purchase',
  'self-funders': 'People who pay for their own care',
  reviews: 'Reviews of care',
  'price-ceiling': 'Price ceilings',
  'cost-floor': 'Cost floor',
  'visit-length': 'Shortest visits',
  matching: 'Matching of logs to visits',
  'draw-down': 'Contract spending alerts',
  'contract-changes': 'Who decides changes of contracts',
  'contract-dates': 'Time to buy contracts again',
  'kpi-ratings': 'Ratings of contracts’ indicators',
  'contract-copies': 'Contracts whose copies are published',
  markets: 'Approved lists and dynamic markets',
  'choice-reasons': 'Reasons for a choice against the ranking',
  'manual-reasons': 'Reasons for a visit entered by hand',
  'budget-codes': 'Budget codes',
  retention: 'How long records are kept',
  punctuality: 'Late and missed visits',
  watch: 'Live watch of visits',
  'banked-time': 'Banked time',
  measures: 'What is asked of how care is delivered',
  continuity: 'When a provider exits',
  charges: 'What people pay for their care',
  queries: 'Queries of statements',
  'bank-details': 'Cooling off of bank details',
  'outcome-budgets': 'Budgets of packages by outcomes',
  'payment-cycle': 'How pay runs pay',
  notices: 'Procurement notices',
  'payment-files': 'Payment files',
  'tender-periods': 'How long bidders have',
  'framework-share': 'When a framework is to be reopened',
}

export const POLICY_KINDS = Object.keys(POLICY_NAMES) as PolicyKind[]

export const isPolicyKind = (text: string): text is PolicyKind => Object.hasOwn(POLICY_NAMES, text)

export const policyName = (kind: PolicyKind): string => POLICY_NAMES[kind]

export type PolicyRefusal = 'starts in the past' | 'starts when another version starts'
export type Term = { readonly fromDay: Day; readonly toDay?: Day }

/**
 * Where a new version goes: it cuts the one that runs on its first day short and ends where the next one starts.
 * What was decided under the old version stays decided, so no version starts before today.
 */
export function placeVersion(
  versions: readonly Term[],
  fromDay: Day,
  today: Day,
): Result<{ term: Term; cuts: Day | undefined }, PolicyRefusal> {
  if (fromDay < today) return refuse('starts in the past')
  if (versions.some((version) => version.fromDay === fromDay)) return refuse('starts when another version starts')
  const running = versions.find(
    (version) => version.fromDay < fromDay && (version.toDay === undefined || fromDay < version.toDay),
  )
  const next = versions
    .map((version) => version.fromDay)
    .filter((from) => from > fromDay)
    .sort()[0]
  return ok({ term: { fromDay, ...(next === undefined ? {} : { toDay: next }) }, cuts: running?.fromDay })
}

/** What applies until the council decides: the careful choice of each. */
export const STANDARD: Policies = {
  'parts-of-day': { morning: '06:00', midday: '11:00', tea: '15:30', evening: '18:30', night: '22:00' },
  directory: { areas: [] },
  capacity: { staleDays: 14 },
  placing: {
    unplaced: 10_000,
    timeCritical: 5_000,
    doubleHanded: 2_000,
    overCeiling: 600,
    belowRating: 800,
    ratingFloor: 'Good',
    outOfArea: 400,
    changedProvider: 150,
    notPreferred: 100,
    perPound: 1,
  },
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
  sending: { routes: [{ of: 'any', mechanism: 'all_at_once', firstRefusalHours: 8 }] },
  spot: { mostWeeks: 26, tellDays: 28 },
  'self-funders': {
    feePence: 15_000,
    arrangingCostPence: 15_000,
    payWithinDays: 30,
    upperCapitalPence: 2_325_000,
    howToPay: 'Pay by card or bank transfer, as on the council’s website, and give the number of this invoice.',
    agreement:
      'The council finds care for you and asks for this fee once. You choose among the offers, you agree with the provider, and you pay the provider.',
    reviewWeeks: 26,
  },
  reviews: { announceDays: 28, askedDays: 28, deferDays: 56, escalateDays: 7, team: '' },
  'price-ceiling': { ceilings: [] },
  // The minimum wage of April 2026 and the worked example of M-10.
  'cost-floor': {
    wagePence: 1271,
    travelMinutes: 6,
    ruralTravelMinutes: 8,
    milesTenths: 18,
    ruralMilesTenths: 25,
    penceAMile: 45,
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
  'visit-length': {
    minimumMinutes: 30,
    reasons: ['medication', 'welfare_check', 'add_on_to_make_45', 'pop_in_after_larger_visit'],
  },
  matching: { windowMinutes: 120, mergeMinutes: 3, lockDays: 14, providerDays: 3 },
  'draw-down': { alertPercents: [75, 90, 100] },
  'contract-changes': {
    approvals: [
      { fromPence: 0, role: 'contract_manager' },
      { fromPence: 10_000_000, role: 'head_of_service' },
      { fromPence: 50_000_000, role: 'director' },
    ],
    delegations: [],
  },
  'contract-dates': { competitionMonths: 12, callOffMonths: 6, directAwardMonths: 4, optionMonths: 3 },
  'kpi-ratings': { approachingPoints: 5, improvementPoints: 15 },
  'contract-copies': { abovePounds: 5_000_000 },
  markets: {
    evaluateDays: 20,
    reminderDays: [60, 30, 7],
    lapse: 'suspend',
    unregistered: 'suspend',
    inadequate: 'suspend',
    suspensionReviewDays: 14,
    exclusionMonths: 12,
    rankMonths: 3,
    dpsLastDay: '2029-02-23',
  },
  'choice-reasons': {
    codes: [
      { code: 'person_chose', label: 'The person chose this provider' },
      { code: 'continuity', label: 'Keeps carers whom the person knows' },
      { code: 'language_or_culture', label: 'Meets language or culture' },
      { code: 'skills', label: 'Has skills that the others lack' },
      { code: 'earlier_start', label: 'Can start in time' },
      { code: 'quality_concern', label: 'Concern about a provider ranked above' },
    ],
  },
  'manual-reasons': {
    codes: [
      { code: 'phone_broken', label: 'Phone or device broken' },
      { code: 'no_signal', label: 'No signal at the home' },
      { code: 'tag_missing', label: 'Tag missing or damaged' },
      { code: 'carer_forgot', label: 'Carer forgot to log' },
      { code: 'line_refused', label: 'Person did not want the phone used' },
      { code: 'emergency', label: 'Emergency at the visit' },
      // The rate card says what is paid for that: the code is the open format's.
      { code: 'no_access', label: 'Worker was not let in' },
    ],
  },
  'budget-codes': { codes: [], otherwise: 'uncoded' },
  queries: { windowDays: 14, answerDays: 10, sharedMailbox: '' },
  'bank-details': { coolingDays: 3 },
  'outcome-budgets': { shownToProviders: true },
  'payment-cycle': { onAccount: false },
  // Nobody's: the Open Contracting Partnership gives each publisher its own.
  notices: { ocidPrefix: 'ocds-000000', partyId: '', pipeline: false },
  'tender-periods': { leastDays: 21, answerDays: 5, changeDays: 7, looseFileDays: 30 },
  'framework-share': { leastPercent: 60, months: 6, fewestPackages: 10 },
  'payment-files': {
    serviceUserNumber: '',
    originatorName: '',
    ledgerColumns: [
      { code: 'payment_date', label: 'Payment date' },
      { code: 'provider_ref', label: 'Supplier' },
      { code: 'provider_name', label: 'Supplier name' },
      { code: 'statement_ref', label: 'Invoice' },
      { code: 'period_from', label: 'From' },
      { code: 'period_to', label: 'To' },
      { code: 'amount', label: 'Amount' },
      { code: 'reference', label: 'Payment reference' },
    ],
  },
  retention: {
    accessMonths: 96,
    answerDays: 30,
    mailDays: 90,
    peopleYears: 8,
    visitYears: 8,
    paymentYears: 7,
    contractYears: 6,
  },
  punctuality: {
    onTime: {
      usual: { earlyMinutes: 15, lateMinutes: 15 },
      rural: { earlyMinutes: 30, lateMinutes: 30 },
      timeCritical: { earlyMinutes: 15, lateMinutes: 15 },
    },
    missed: { afterMinutes: 120, unlessExplained: true, notBegunBy: null, afterNextVisit: false, belowPercent: 50 },
    noLogOutAfterMinutes: 120,
    shortBelowPercent: 90,
  },
  charges: {
    basis: 'actual',
    leastWeeklyPence: 200,
    travelRule: "Workers' time on the way to you is part of the council's price and is not charged to you.",
  },
  measures: {
    deliveredPercent: 99,
    onTimePercent: 90,
    lengthOfStayPercent: 90,
    missedPerThousand: 5,
    electronicPercent: 90,
    manualPercent: 10,
    topThreePercent: 70,
    workersAPerson: 6,
  },
  watch: {
    alertMinutes: [15, 30, 60],
    timeCriticalAlertMinutes: [15, 30, 60],
    logOutMinutes: 60,
    reasons: [
      { code: 'delayed', label: 'The worker is delayed and on the way' },
      { code: 'not_logged', label: 'The visit was made and not logged' },
      { code: 'person_out', label: 'The person is out or away' },
      { code: 'refused', label: 'The person did not want the visit' },
      { code: 'worker_sick', label: 'The worker is ill or did not come' },
      { code: 'no_access', label: 'Nobody answered the door' },
      { code: 'rota', label: 'The rota missed the visit' },
    ],
  },
  'banked-time': { mostMinutes: 120, withinWeeks: 4 },
  continuity: {
    ...{ urgentListHours: 2, urgentPlanHours: 24, urgentChoiceHours: 24 },
    ...{ plannedListHours: 24, plannedPlanHours: 120, plannedChoiceHours: 240 },
    ...{ insulinPoints: 3, timeCriticalPoints: 3, doubleHandedPoints: 2 },
    ...{ livesAlonePoints: 1, noSupportPoints: 1, cannotDecidePoints: 1, criticalFrom: 4, highFrom: 2 },
    ...{ firstCheckDay: 1, secondCheckDay: 3, thirdCheckDay: 14 },
  },
}
