import type { Pence } from '#src/base/money.ts'
import type { Code } from '#src/councils/policies/code.ts'

/** How providers are paid and people are charged. */
export type PaymentPolicies = {
  /** Whether pay runs pay what was commissioned on account and settle it by what was delivered, or pay what was delivered. */
  'payment-cycle': { onAccount: boolean }
  /** Whether a draft is checked by another officer than the one who made it; another still approves it. */
  'pay-run-check': { byAnother: boolean }
  /**
   * What is paid of visits that are logged in part. Of two workers, whether one is paid for the time alone (M-52). Where the rate card
   * pays a missing log-out as planned: the most per cent of a provider's visits of the month by hand up to which it does; null: always (M-54).
   */
  'part-logged': { payAlone: boolean; planUpToManualPercent: number | null }
  /** By how many percent a visit may be longer or shorter than planned before its line is looked at: one beyond twice as many is acknowledged at the check (M-56); null: none is. */
  confirmation: { withinPercent: number | null }
  /** What care is charged to in the council's own ledger: the first line that fits applies, what it leaves out fits all. */
  'budget-codes': {
    codes: { code: string; service?: string; zone?: string; contractRef?: string }[]
    otherwise: string
  }
  /** For how many days providers may query a statement, and in how many each side answers (M-61). */
  /** How long each side has, and the mailbox that finance shares: empty where each finance officer is told. */
  queries: { windowDays: number; answerDays: number; sharedMailbox: string }
  /** How long confirmed bank details cool off before they are paid into. */
  'bank-details': { coolingDays: number }
  /** Who the council is to Bacs, and which columns its ledger wants, in their order: a column's code, and its heading. */
  'payment-files': { serviceUserNumber: string; originatorName: string; ledgerColumns: Code[] }
  /** What people pay for their care: by what was delivered or by what was planned, the least collected, and what is told before it starts (M-60). */
  charges: { basis: 'actual' | 'planned'; leastWeeklyPence: Pence; travelRule: string; contact: string }
}

export const PAYMENT_NAMES: Readonly<Record<keyof PaymentPolicies, string>> = {
  'payment-cycle': 'How pay runs pay',
  'pay-run-check': 'Who checks a pay run',
  'part-logged': 'Visits that are logged in part',
  confirmation: 'Visits far from their planned length',
  'budget-codes': 'Budget codes',
  queries: 'Queries of statements',
  'bank-details': 'Cooling off of bank details',
  'payment-files': 'Payment files',
  charges: 'What people pay for their care',
}

export const PAYMENT_STANDARD: PaymentPolicies = {
  'payment-cycle': { onAccount: false },
  'pay-run-check': { byAnother: false },
  'part-logged': { payAlone: false, planUpToManualPercent: null },
  confirmation: { withinPercent: null },
  'budget-codes': { codes: [], otherwise: 'uncoded' },
  queries: { windowDays: 14, answerDays: 10, sharedMailbox: '' },
  'bank-details': { coolingDays: 3 },
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
  charges: {
    basis: 'actual',
    leastWeeklyPence: 200,
    travelRule: "Workers' time on the way to you is part of the council's price and is not charged to you.",
    contact: '',
  },
}
