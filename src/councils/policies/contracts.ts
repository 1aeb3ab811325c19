import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Role } from '#src/councils/roles.ts'

/** How the council buys, and what it watches of its contracts. */
export type ContractPolicies = {
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
  /** At which shares of a contract's ceiling its manager is told. */
  'draw-down': { alertPercents: number[] }
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
  /**
   * Under which prefix the council's contracting processes are published (OCDS), its number as a party on Find a Tender, and whether it
   * buys for more than £100 million a year and so publishes its pipeline (UK1).
   */
  notices: { ocidPrefix: string; partyId: string; pipeline: boolean }
}

export const CONTRACT_NAMES: Readonly<Record<keyof ContractPolicies, string>> = {
  'contract-changes': 'Who decides changes of contracts',
  'contract-dates': 'Time to buy contracts again',
  'draw-down': 'Contract spending alerts',
  'kpi-ratings': 'Ratings of contracts’ indicators',
  'contract-copies': 'Contracts whose copies are published',
  markets: 'Approved lists and dynamic markets',
  'tender-periods': 'How long bidders have',
  'framework-share': 'When a framework is to be reopened',
  notices: 'Procurement notices',
}

export const CONTRACT_STANDARD: ContractPolicies = {
  'contract-changes': {
    approvals: [
      { fromPence: 0, role: 'contract_manager' },
      { fromPence: 10_000_000, role: 'head_of_service' },
      { fromPence: 50_000_000, role: 'director' },
    ],
    delegations: [],
  },
  'contract-dates': { competitionMonths: 12, callOffMonths: 6, directAwardMonths: 4, optionMonths: 3 },
  'draw-down': { alertPercents: [75, 90, 100] },
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
  'tender-periods': { leastDays: 21, answerDays: 5, changeDays: 7, looseFileDays: 30 },
  'framework-share': { leastPercent: 60, months: 6, fewestPackages: 10 },
  // Nobody's: the Open Contracting Partnership gives each publisher its own.
  notices: { ocidPrefix: 'ocds-000000', partyId: '', pipeline: false },
}
