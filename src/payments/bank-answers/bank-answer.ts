/** What the bank or the ledger answers of payments that were sent: made, refused before they were made, or sent back. Pure. */
import { type Day, formatDay } from '#src/base/day.ts'
import type { PaymentFileState } from '#src/payments/payment-files/payment-file.ts'
import { decideReturn, isReturnReason, type ReturnReason } from '#src/payments/payment-files/returned-payment.ts'

export const ANSWER_STATES = ['paid', 'rejected', 'returned'] as const
export type AnswerState = (typeof ANSWER_STATES)[number]

/** One answer of a file: of a payment by its reference, or of all payments of a payment file by the file's. */
export type BankAnswer = {
  readonly line: number
  readonly reference: string
  readonly state: AnswerState
  readonly day: Day
  /** A reason of ours, a code of ISO 20022, or words. */
  readonly reason: string
  readonly note: string
}

export type AnswerFault = { readonly line: number; readonly reference: string; readonly message: string }

/** The reasons of ISO 20022 that say one of ours; any other is kept in its own words. */
const ISO_REASONS: Readonly<Record<string, ReturnReason>> = {
  AC01: 'no_such_account',
  AC03: 'no_such_account',
  AC04: 'account_closed',
  AC07: 'account_closed',
  AC06: 'not_accepted',
  AC13: 'not_accepted',
  AC14: 'not_accepted',
  AG01: 'not_accepted',
  AG03: 'not_accepted',
}

export function reasonOf({ reason, note }: Pick<BankAnswer, 'reason' | 'note'>): { why: ReturnReason; note: string } {
  const code = reason.trim()
  if (isReturnReason(code)) return { why: code, note: note.trim() }
  const known = ISO_REASONS[code.toUpperCase()]
  if (known) return { why: known, note: note.trim() }
  return { why: 'other', note: [code, note.trim()].filter((words) => words !== '').join(': ') }
}

/** A payment as the books have it. */
export type PaymentSent = {
  readonly paymentFileRef: string
  readonly organisationRef: string
  readonly reference: string
  readonly amountPence: number
  readonly state: PaymentFileState
  readonly payDay: Day
  /** The day that was written down for the whole file. */
  readonly confirmedDay: Day | null
  readonly paidDay: Day | null
  readonly returnedDay: Day | null
  readonly returnedWhy: ReturnReason | null
}

/** What an answer adds to the books. */
export type Told = {
  readonly payment: PaymentSent
  readonly state: 'paid' | 'returned'
  readonly day: Day
  readonly why: ReturnReason
  readonly note: string
}

export type ReadAnswer = { readonly answer: BankAnswer; readonly payment: PaymentSent | undefined } & (
  | { readonly is: 'new'; readonly told: Told }
  | { readonly is: 'had' }
  | { readonly is: 'refused'; readonly message: string }
)

const refused = (message: string) => ({ is: 'refused', message }) as const
const HAD = { is: 'had' } as const

function readPaid(payment: PaymentSent, day: Day, today: Day) {
  const { state, payDay, confirmedDay, paidDay, returnedDay } = payment
  const known = paidDay ?? confirmedDay
  if (known === day) return HAD
  if (state !== 'released') return refused('The file of this payment was not released')
  if (returnedDay !== null)
    return refused(`It came back on ${formatDay(returnedDay)}. Paid anew it has a reference of its own`)
  if (known !== null)
    return refused(`It is written down as paid on ${formatDay(known)}. If that is wrong, change the day of the file`)
  if (day < payDay) return refused(`The day must be the pay day, ${formatDay(payDay)}, or later`)
  if (day > today) return refused('The day must be today or in the past')
  return { is: 'new', told: { payment, state: 'paid', day, why: 'other', note: '' } } as const
}

const RETURN_WORDS = {
  'not released': 'The file of this payment was not released',
  'before it was paid': 'The day must be the pay day or later',
  'still to come': 'The day must be today or in the past',
  'say why': 'Say why it came back, in the column reason',
} as const

function readReturned(payment: PaymentSent, answer: BankAnswer, today: Day) {
  const { returnedDay, returnedWhy, payDay } = payment
  const terms = reasonOf(answer)
  // What the bank refuses before the pay day is written down as of the pay day: money that was never sent is not owed before.
  const day = answer.state === 'rejected' && answer.day < payDay ? payDay : answer.day
  if (returnedDay !== null)
    return returnedDay === day && returnedWhy === terms.why
      ? HAD
      : refused(`It is written down already that it came back on ${formatDay(returnedDay)}`)
  if (answer.state === 'rejected' && payDay > today)
    return refused(`It is to be paid on ${formatDay(payDay)}. Read this answer in again on that day, or later`)
  const decided = decideReturn(payment, { ...terms, day }, today)
  if (!decided.ok) return decided.error === 'returned already' ? HAD : refused(RETURN_WORDS[decided.error])
  return { is: 'new', told: { payment, state: 'returned', day, ...terms } } as const
}

/** The payments that an answer is of: one, or all of a payment file. */
const paymentsOf = (reference: string, payments: readonly PaymentSent[]): readonly PaymentSent[] =>
  payments.filter((one) => one.reference === reference || one.paymentFileRef === reference)

/** What was told of a payment is known of it by the time the next answer is read. */
const after = (payment: PaymentSent, told: Told): PaymentSent =>
  told.state === 'paid'
    ? { ...payment, paidDay: told.day }
    : { ...payment, returnedDay: told.day, returnedWhy: told.why }

/**
 * What each answer adds to the books, in the order of the file; a payment that was made and then came back may be answered twice.
 * Read again, a file adds nothing.
 */
export function readAnswers(
  answers: readonly BankAnswer[],
  payments: readonly PaymentSent[],
  today: Day,
): ReadAnswer[] {
  const byKey = new Map(payments.map((one) => [one.reference, one]))
  const inTurn = answers.toSorted((a, b) => Number(a.state !== 'paid') - Number(b.state !== 'paid'))
  const read = inTurn.flatMap((answer): ReadAnswer[] => {
    const sent = paymentsOf(answer.reference, [...byKey.values()])
    if (sent.length === 0)
      return [
        { answer, payment: undefined, ...refused(`There is no payment or payment file ${answer.reference} here`) },
      ]
    // Of a whole file what is answered of a payment by itself counts: it is passed over.
    const own = sent.length > 1 ? sent.filter(({ reference }) => !isAnswered(answers, reference)) : sent
    return own.map((payment): ReadAnswer => {
      const outcome =
        answer.state === 'paid' ? readPaid(payment, answer.day, today) : readReturned(payment, answer, today)
      if (outcome.is === 'new') byKey.set(payment.reference, after(payment, outcome.told))
      return { answer, payment, ...outcome }
    })
  })
  return read.toSorted((a, b) => a.answer.line - b.answer.line)
}

const isAnswered = (answers: readonly BankAnswer[], reference: string): boolean =>
  answers.some((answer) => answer.reference === reference)
