import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import {
  findRemittance,
  lockPaymentFile,
  saveReturned,
  takePayingTurn,
} from '#src/payments/payment-files/payment-file.store.ts'
import { listRunsOfParts, tellRunsPaid } from '#src/payments/payment-files/paid-runs.store.ts'
import { decideReturn, type ReturnRefusal, type ReturnTerms } from '#src/payments/payment-files/returned-payment.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type ReturnPayment = ReturnTerms & { readonly paymentFileRef: string; readonly organisationRef: string }

/** Writes down that the bank sent a payment back. Its statements wait to be paid again, into details confirmed since. */
export const returnPayment = (shell: Shell, actor: Actor, input: ReturnPayment, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'return-payment',
    async (tx): Promise<Result<string, ReturnRefusal | 'no such payment'>> => {
      const { paymentFileRef, organisationRef, day, why } = input
      await takePayingTurn(tx)
      const file = await lockPaymentFile(tx, paymentFileRef)
      const payment = file && (await findRemittance(tx, paymentFileRef, organisationRef))
      if (!payment) return refuse('no such payment')
      const decided = decideReturn({ ...file, returnedDay: payment.returned?.day ?? null }, input, dayOf(tx.now))
      if (!decided.ok) return decided
      const runs = await listRunsOfParts(tx, payment.parts)
      await saveReturned(tx, input)
      tx.record({
        type: 'payments.returned',
        about: [
          `payment-file:${paymentFileRef}`,
          `provider:${organisationRef}`,
          ...payment.parts.map((part) => `statement:${part.statementRef}` as const),
        ],
        data: { paymentFileRef, organisationRef, day, why, amountPence: payment.amountPence },
      } satisfies PaymentFileFact)
      await tellRunsPaid(tx, runs)
      return ok(paymentFileRef)
    },
    { ...options, request: input },
  )
