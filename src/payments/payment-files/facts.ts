import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { RETURN_REASONS, type ReturnReason } from '#src/payments/payment-files/returned-payment.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type About = { paymentFileRef: string; payDay: string; payments: number; amountPence: number }

export type PaymentFileFact =
  | FactOf<'payments.file-made', About & { heldPence: number }>
  | FactOf<'payments.file-cancelled', About>
  | FactOf<'payments.file-released', About & { bacsSha256: string; pain001Sha256: string }>
  /** For a ledger: one a provider, when the file that pays it is released. */
  | FactOf<
      'payments.paid',
      {
        paymentFileRef: string
        organisationRef: string
        payDay: string
        reference: string
        amountPence: number
        parts: { statementRef: string; queryRef: string; amountPence: number }[]
      }
    >
  /** The bank or the ledger told that the payments were made. */
  | FactOf<'payments.file-confirmed', { paymentFileRef: string; day: string; amountPence: number }>
  | FactOf<
      'payments.returned',
      { paymentFileRef: string; organisationRef: string; day: string; why: ReturnReason; amountPence: number }
    >

type Returned = { paymentFileRef: string; day: string; why: ReturnReason; amountPence: number }
type Paid = { paymentFileRef: string; payDay: string; amountPence: number }

export const paymentFileWords: Words = {
  'payments.file-made': ({ payments, amountPence, payDay }: About) =>
    `Payment file made: ${counted(payments, 'payment')}, ${formatPence(amountPence)}, for ${formatDay(payDay)}`,
  'payments.file-cancelled': ({ amountPence }: About) => `Payment file cancelled, ${formatPence(amountPence)} not paid`,
  'payments.file-released': ({ amountPence, payDay }: About) =>
    `Payment file released: ${formatPence(amountPence)} on ${formatDay(payDay)}`,
  'payments.file-confirmed': ({ day, amountPence }: { day: string; amountPence: number }) =>
    `The bank made the payments on ${formatDay(day)}, ${formatPence(amountPence)}`,
  'payments.paid': ({ paymentFileRef, payDay, amountPence }: Paid) =>
    `${formatPence(amountPence)} sent to the bank to be paid on ${formatDay(payDay)}, by file ${paymentFileRef}`,
  'payments.returned': ({ paymentFileRef, day, why, amountPence }: Returned) =>
    `The bank returned ${formatPence(amountPence)} of file ${paymentFileRef} on ${formatDay(day)}: ${RETURN_REASONS[why].toLowerCase()}`,
}
