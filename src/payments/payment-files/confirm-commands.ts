import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import { listRunsOfFile, tellRunsPaid } from '#src/payments/payment-files/paid-runs.store.ts'
import { type ConfirmRefusal, decideConfirm, type PaymentFile } from '#src/payments/payment-files/payment-file.ts'
import { lockPaymentFile, saveConfirmed, takePayingTurn } from '#src/payments/payment-files/payment-file.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type ConfirmFile = { readonly paymentFileRef: string; readonly day: Day }

/** Writes down the day on which the bank made the payments of a file: the runs of which nothing is left are paid. */
export const confirmPaymentFile = (shell: Shell, actor: Actor, input: ConfirmFile, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'confirm-payment-file',
    async (tx): Promise<Result<string, ConfirmRefusal | 'no such payment file'>> => {
      const { paymentFileRef, day } = input
      await takePayingTurn(tx)
      const file = await lockPaymentFile(tx, paymentFileRef)
      if (!file) return refuse('no such payment file')
      const decided = decideConfirm(file, day, dayOf(tx.now))
      if (!decided.ok) return decided
      await confirmWithin(tx, file, day)
      return ok(paymentFileRef)
    },
    { ...options, request: input },
  )

/** The file is confirmed, and the runs of which nothing is left are paid. The caller holds the turn and the file. */
export async function confirmWithin(
  tx: Write,
  { paymentFileRef, amountPence }: Pick<PaymentFile, 'paymentFileRef' | 'amountPence'>,
  day: Day,
): Promise<void> {
  await saveConfirmed(tx, paymentFileRef, day)
  tx.record({
    type: 'payments.file-confirmed',
    about: [`payment-file:${paymentFileRef}`],
    data: { paymentFileRef, day, amountPence },
  } satisfies PaymentFileFact)
  await tellRunsPaid(tx, await listRunsOfFile(tx, paymentFileRef))
}
