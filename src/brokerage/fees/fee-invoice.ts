/** The arrangement fee as it is billed (L-05): due once care is arranged, and settled once. */
import { addDays, type Day, daysBetween } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Policies } from '#src/councils/index.ts'

export const FEE_STATES = ['owed', 'paid', 'waived', 'cancelled'] as const
export type FeeState = (typeof FEE_STATES)[number]

export const FEE_STATE_WORDS: Readonly<Record<FeeState, string>> = {
  owed: 'Owed',
  paid: 'Paid',
  waived: 'Waived: it is not asked for after all',
  cancelled: 'Cancelled: it should not have been raised',
}

export const isFeeState = (text: string): text is FeeState => FEE_STATES.some((state) => state === text)

export type FeeInvoice = {
  readonly invoiceRef: string
  readonly packageRef: string
  readonly personRef: string
  readonly feePence: Pence
  readonly raisedOn: Day
  readonly dueOn: Day
  readonly howToPay: string
  /** What the ledger books it to, as the policy said when it was raised. */
  readonly incomeCode: string
  readonly state: FeeState
  readonly settledOn: Day | null
  readonly settledBy: string | null
  readonly settledByName: string | null
  /** The receipt of what was paid, or why nothing is to be paid. */
  readonly reason: string | null
}

/** The policy names what the fee is booked to, or has not yet. */
export const isCoded = ({ incomeCode }: Pick<FeeInvoice, 'incomeCode'>): boolean => incomeCode !== 'uncoded'

export const raiseInvoice = (
  about: Pick<FeeInvoice, 'invoiceRef' | 'packageRef' | 'personRef' | 'feePence'>,
  terms: Pick<Policies['self-funders'], 'payWithinDays' | 'howToPay' | 'incomeCode'>,
  today: Day,
): FeeInvoice => ({
  ...about,
  ...{ raisedOn: today, dueOn: addDays(today, terms.payWithinDays), howToPay: terms.howToPay, state: 'owed' },
  incomeCode: terms.incomeCode,
  ...{ settledOn: null, settledBy: null, settledByName: null, reason: null },
})

export type SettleFault = 'settled so already' | 'settled otherwise' | 'no reason' | 'not yet' | 'before the invoice'

/** Settled once; what was settled by mistake is first owed again. Each time somebody says why. */
export function settleInvoice(
  invoice: FeeInvoice,
  to: { readonly state: FeeState; readonly on: Day; readonly reason: string },
  by: { readonly officerRef: string; readonly name: string; readonly today: Day },
): Result<FeeInvoice, SettleFault> {
  if (invoice.state === to.state) return refuse('settled so already')
  if (invoice.state !== 'owed' && to.state !== 'owed') return refuse('settled otherwise')
  const reason = to.reason.trim()
  if (reason === '') return refuse('no reason')
  if (to.on > by.today) return refuse('not yet')
  if (to.on < invoice.raisedOn) return refuse('before the invoice')
  const settledOn = to.state === 'owed' ? null : to.on
  return ok({ ...invoice, state: to.state, settledOn, settledBy: by.officerRef, settledByName: by.name, reason })
}

export const AGES = ['not due', 'to 30', 'to 60', 'over 60'] as const
export type Age = (typeof AGES)[number]

export const AGE_WORDS: Readonly<Record<Age, string>> = {
  'not due': 'Not due yet',
  'to 30': 'Up to 30 days late',
  'to 60': '31 to 60 days late',
  'over 60': 'More than 60 days late',
}

export const daysLate = ({ state, dueOn }: Pick<FeeInvoice, 'state' | 'dueOn'>, today: Day): number =>
  state === 'owed' && dueOn < today ? daysBetween(dueOn, today) : 0

/** The days late of each age, from and to, both of them within. */
export const AGE_DAYS: Readonly<Record<Age, readonly [number | null, number | null]>> = {
  'not due': [null, 0],
  'to 30': [1, 30],
  'to 60': [31, 60],
  'over 60': [61, null],
}

export const ageOf = (late: number): Age =>
  late <= 0 ? 'not due' : late <= 30 ? 'to 30' : late <= 60 ? 'to 60' : 'over 60'
