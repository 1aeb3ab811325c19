import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

type Told = { paymentFileRef: string; payments: number; amountPence: number; through: string }

/** The bank's answer named payments that it made; `through` is the last day of them. */
export type BankAnswerFact = FactOf<'payments.payments-told', Told>

export const bankAnswerWords: Words = {
  'payments.payments-told': ({ payments, amountPence, through }: Told) =>
    `The bank’s answer: ${counted(payments, 'payment')} made by ${formatDay(through)}, ${formatPence(amountPence)}`,
}
