/** A payment that the bank sent back because it could not make it. Pure. */
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PaymentFileState } from '#src/payments/payment-files/payment-file.ts'

export const RETURN_REASONS = {
  no_such_account: 'There is no such account',
  account_closed: 'The account is closed',
  account_moved: 'The account has moved to another bank',
  not_accepted: 'The account does not take such payments',
  other: 'Another reason',
} as const
export type ReturnReason = keyof typeof RETURN_REASONS

export const isReturnReason = (text: string | undefined): text is ReturnReason =>
  text !== undefined && Object.hasOwn(RETURN_REASONS, text)

export type ReturnTerms = { readonly day: Day; readonly why: ReturnReason; readonly note: string }

export type ReturnRefusal = 'not released' | 'returned already' | 'before it was paid' | 'still to come' | 'say why'

/** The bank returns what it was to pay: not before the pay day, and once. */
export function decideReturn(
  payment: { readonly state: PaymentFileState; readonly payDay: Day; readonly returnedDay: Day | null },
  { day, why, note }: ReturnTerms,
  today: Day,
): Result<true, ReturnRefusal> {
  if (payment.state !== 'released') return refuse('not released')
  if (payment.returnedDay !== null) return refuse('returned already')
  if (day < payment.payDay) return refuse('before it was paid')
  if (day > today) return refuse('still to come')
  if (why === 'other' && note.trim() === '') return refuse('say why')
  return ok(true)
}
