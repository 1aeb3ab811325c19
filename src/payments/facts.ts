import { counted } from '#src/base/counted.ts'
import { addDays, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { ledgerWords } from '#src/payments/ledger/facts.ts'
import { bankDetailsWords } from '#src/payments/bank-details/facts.ts'
import { debtWords } from '#src/payments/debts/facts.ts'
import { bankAnswerWords } from '#src/payments/bank-answers/facts.ts'
import { paymentFileWords } from '#src/payments/payment-files/facts.ts'
import { mailWords } from '#src/payments/mails/facts.ts'
import { queryWords } from '#src/payments/queries/facts.ts'
import { chargeWords } from '#src/payments/charges/facts.ts'
import { savingWords } from '#src/payments/savings/facts.ts'
import { upliftWords } from '#src/payments/uplift/facts.ts'
import type { FactOf, Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

export type PaymentFact =
  | FactOf<'payments.run-started', { payRunRef: string; organisationRef: string | null; from: string; to: string }>
  | FactOf<'payments.run-divided', { payRunRef: string; pieces: number; through: string }>
  | FactOf<'payments.visits-rated', { payRunRef: string; visits: number; through: string; amountPence: number }>
  | FactOf<'payments.visits-rated-again', { payRunRef: string; visits: number; adjustments: number }>
  | FactOf<'payments.card-rechecked', { cardRef: string; from: string; to: string; visits: number }>
  | FactOf<'payments.visits-carried', { payRunRef: string; visits: number; reason: string }>
  | FactOf<'payments.visits-taken-back', { payRunRef: string; visits: number }>
  | FactOf<'payments.run-drafted', { payRunRef: string; visits: number; amountPence: number }>
  | FactOf<
      'payments.lines-posted',
      { payRunRef: string; statementRef: string; organisationRef: string; chunk: string; amountPence: number } & Seal
    >
  | FactOf<
      'payments.adjustments-posted',
      { payRunRef: string; statementRef: string; organisationRef: string; chunk: string; amountPence: number } & Seal
    >
  | FactOf<'payments.run-checked', { payRunRef: string; amountPence: number; carried: number; note: string }>
  | FactOf<'payments.check-lapsed', { payRunRef: string; checkedByName: string }>
  | FactOf<'payments.run-approved', { payRunRef: string; statements: number; amountPence: number }>
  | FactOf<'payments.run-posted', { payRunRef: string }>
  | FactOf<'payments.run-paid', { payRunRef: string; day: string }>
  | FactOf<'payments.run-payment-returned', { payRunRef: string }>
  | FactOf<'payments.run-cancelled', { payRunRef: string; reason: string }>

type DataOf<T extends PaymentFact['type']> = Extract<PaymentFact, { type: T }>['data']

const visitsWords = (count: number): string => counted(count, 'visit')

export const words: Words = {
  ...upliftWords,
  ...queryWords,
  ...bankDetailsWords,
  ...bankAnswerWords,
  ...paymentFileWords,
  ...debtWords,
  ...ledgerWords,
  ...savingWords,
  ...chargeWords,
  ...mailWords,
  'payments.run-started': ({ from, to }: DataOf<'payments.run-started'>) =>
    `Pay run started for ${formatDay(from)} to ${formatDay(addDays(to, -1))}`,
  'payments.run-divided': ({ pieces }: DataOf<'payments.run-divided'>) =>
    `Work shared out: ${counted(pieces, 'piece')}`,
  'payments.visits-rated': ({ visits, amountPence }: DataOf<'payments.visits-rated'>) =>
    `${visitsWords(visits)} rated, ${formatPence(amountPence)}`,
  'payments.visits-rated-again': ({ visits, adjustments }: DataOf<'payments.visits-rated-again'>) =>
    `${visits} changed ${visits === 1 ? 'visit' : 'visits'} rated again${adjustments > 0 ? `, ${adjustments} of them adjusted` : ''}`,
  'payments.card-rechecked': ({ visits, from, to }: DataOf<'payments.card-rechecked'>) =>
    `Visits from ${formatDay(from)} to ${formatDay(addDays(to, -1))} to be rated again: ${visits}`,
  'payments.visits-carried': ({ payRunRef, visits, reason }: DataOf<'payments.visits-carried'>) =>
    `${visitsWords(visits)} left out of pay run ${payRunRef}: ${reason}`,
  'payments.visits-taken-back': ({ payRunRef, visits }: DataOf<'payments.visits-taken-back'>) =>
    `${visitsWords(visits)} taken back into pay run ${payRunRef}`,
  'payments.run-drafted': ({ visits, amountPence }: DataOf<'payments.run-drafted'>) =>
    `Draft ready: ${visitsWords(visits)}, ${formatPence(amountPence)}`,
  'payments.lines-posted': ({ count, amountPence, statementRef }: DataOf<'payments.lines-posted'>) =>
    `${counted(count, 'line')} posted on statement ${statementRef}, ${formatPence(amountPence)}`,
  'payments.adjustments-posted': ({ count, amountPence, statementRef }: DataOf<'payments.adjustments-posted'>) =>
    `${counted(count, 'adjustment')} posted on statement ${statementRef}, ${formatPence(amountPence)}`,
  'payments.run-checked': ({ amountPence, carried, note }: DataOf<'payments.run-checked'>) =>
    `Checked: ${formatPence(amountPence)}${carried > 0 ? `, ${visitsWords(carried)} carried to the next run` : ''}${note === '' ? '' : `: ${note}`}`,
  'payments.check-lapsed': ({ checkedByName }: DataOf<'payments.check-lapsed'>) =>
    `Changed since ${checkedByName} checked it: to be checked again`,
  'payments.run-approved': ({ statements, amountPence }: DataOf<'payments.run-approved'>) =>
    `Approved: ${formatPence(amountPence)} on ${counted(statements, 'statement')}`,
  'payments.run-posted': () => 'All statements posted',
  'payments.run-paid': ({ day }: DataOf<'payments.run-paid'>) => `Paid in full on ${formatDay(day)}`,
  'payments.run-payment-returned': () => 'The bank returned a payment: not paid in full any more',
  'payments.run-cancelled': ({ reason }: DataOf<'payments.run-cancelled'>) => `Cancelled: ${reason}`,
}
