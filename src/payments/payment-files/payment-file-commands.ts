import { createHash } from 'node:crypto'
import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Holidays } from '#src/base/working-days.ts'
import { getPolicy, listBankHolidays } from '#src/councils/index.ts'
import { OWN } from '#src/payments/bank-details/bank-details.ts'
import { listCooling, listDetailsByRef, listUsable } from '#src/payments/bank-details/bank-details.store.ts'
import { writeBacs } from '#src/payments/payment-files/bacs.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import { writePain001 } from '#src/payments/payment-files/pain001.ts'
import {
  decideRelease,
  type FileToWrite,
  gatherPayables,
  type Payable,
  type PaymentFile,
  paymentReference,
  type ReleaseRefusal,
} from '#src/payments/payment-files/payment-file.ts'
import {
  findPaymentFile,
  insertPaymentFile,
  listPayableParts,
  listPayments,
  listRefusedDetails,
  lockPaymentFile,
  type PaymentMade,
  saveCancelled,
  saveReleased,
  takePayingTurn,
  whatChangedSince,
} from '#src/payments/payment-files/payment-file.store.ts'
import { decidePayDay, isInTime, type PayDayRefusal } from '#src/payments/payment-files/pay-day.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export const holidaysFrom = async (tx: Read, from: Day): Promise<Holidays> =>
  new Set(await listBankHolidays(tx, from, addDays(from, 60)))

/** What would be paid now, provider by provider, and who would not and why. */
export async function previewPayables(
  tx: Read,
): Promise<{ payables: Payable[]; coolsUntil: ReadonlyMap<string, Temporal.Instant> }> {
  const parts = await listPayableParts(tx)
  const refs = [...new Set(parts.map((part) => part.organisationRef))]
  const usable = new Map((await listUsable(tx, refs)).map((one) => [one.organisationRef, one.bankDetailsRef]))
  const coolsUntil = new Map((await listCooling(tx, refs)).map((one) => [one.organisationRef, one.usableFrom]))
  const refused = new Set(await listRefusedDetails(tx, refs))
  return { payables: gatherPayables(parts, usable, { cooling: new Set(coolsUntil.keys()), refused }), coolsUntil }
}

export type MakeRefusal = PayDayRefusal | 'nothing to pay' | 'no paying account' | 'no service user number'

export const makePaymentFile = (shell: Shell, actor: Actor, input: { payDay: Day }, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'make-payment-file',
    async (tx): Promise<Result<PaymentFile, MakeRefusal>> => {
      const today = dayOf(tx.now)
      const decided = decidePayDay(input.payDay, today, await holidaysFrom(tx, today))
      if (!decided.ok) return decided
      await takePayingTurn(tx)
      const { serviceUserNumber, originatorName } = await getPolicy(tx, 'payment-files', today)
      if (serviceUserNumber === '') return refuse('no service user number')
      const [paying] = await listUsable(tx, [OWN])
      if (!paying) return refuse('no paying account')
      const { payables } = await previewPayables(tx)
      const paymentFileRef = await nextRef(tx, 'PF')
      const payments = payables
        .flatMap((payable) =>
          payable.exception !== undefined || payable.bankDetailsRef === undefined
            ? []
            : [{ ...payable, bankDetailsRef: payable.bankDetailsRef }],
        )
        .map((payable, at): PaymentMade => ({ ...payable, reference: paymentReference(paymentFileRef, at + 1) }))
      if (payments.length === 0) return refuse('nothing to pay')
      const file: PaymentFile = {
        ...{ paymentFileRef, payDay: input.payDay, processingDay: decided.value.processingDay, state: 'made' },
        ...{ payments: payments.length, amountPence: payments.reduce((sum, one) => sum + one.amountPence, 0) },
        ...{ serviceUserNumber, originatorName, payingDetailsRef: paying.bankDetailsRef },
        ...{
          madeBy: personBehind(tx.actor),
          madeByName: tx.actor.name,
          madeAt: tx.now,
          settledByName: null,
          settledAt: null,
          confirmedDay: null,
          confirmedByName: null,
        },
      }
      await insertPaymentFile(tx, file, payments)
      tx.record({
        type: 'payments.file-made',
        about: [`payment-file:${paymentFileRef}`],
        data: { ...dataOf(file), heldPence: payments.reduce((sum, one) => sum + one.heldPence, 0) },
      } satisfies PaymentFileFact)
      return ok(file)
    },
    { ...options, request: input },
  )

const dataOf = ({ paymentFileRef, payDay, payments, amountPence }: PaymentFile) => ({
  ...{ paymentFileRef, payDay, payments, amountPence },
})

/** More than any council has providers to pay at once. */
export const ALL_PAYMENTS = { offset: 0, limit: 10_000 } as const

/** What the formats of a file are written from; the same at every asking, for nothing that it rests on changes. */
export async function readFileToWrite(tx: Read, file: PaymentFile): Promise<FileToWrite> {
  const payments = await listPayments(tx, file.paymentFileRef, ALL_PAYMENTS)
  const details = await listDetailsByRef(tx, [file.payingDetailsRef, ...payments.map((one) => one.bankDetailsRef)])
  const byRef = new Map(details.map((one) => [one.bankDetailsRef, one]))
  const accountOf = (ref: string) => {
    const found = byRef.get(ref)
    if (!found) throw new Error(`bank details ${ref} of payment file ${file.paymentFileRef} are gone`)
    return found
  }
  return {
    ...file,
    payingAccount: accountOf(file.payingDetailsRef),
    payments: payments.map(({ organisationRef, reference, amountPence, bankDetailsRef }) => {
      const { accountName, sortCode, accountNumber } = accountOf(bankDetailsRef)
      return { organisationRef, reference, amountPence, accountName, sortCode, accountNumber }
    }),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export type ReleaseFileRefusal = ReleaseRefusal | 'no such payment file'

/** Another officer releases: then the file may be downloaded and sent, and providers read their remittance advice. */
export const releasePaymentFile = (shell: Shell, actor: Actor, paymentFileRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'release-payment-file',
    async (tx): Promise<Result<PaymentFile, ReleaseFileRefusal>> => {
      await takePayingTurn(tx)
      const file = await lockPaymentFile(tx, paymentFileRef)
      if (!file) return refuse('no such payment file')
      const since = await whatChangedSince(tx, paymentFileRef)
      const today = dayOf(tx.now)
      const inTime = isInTime(file.processingDay, today, await holidaysFrom(tx, today))
      const decided = decideRelease(file, personBehind(tx.actor), { ...since, isInTime: inTime })
      if (!decided.ok) return decided
      await saveReleased(tx, paymentFileRef)
      const written = await readFileToWrite(tx, file)
      tx.record({
        type: 'payments.file-released',
        about: [`payment-file:${paymentFileRef}`],
        data: { ...dataOf(file), bacsSha256: sha256(writeBacs(written)), pain001Sha256: sha256(writePain001(written)) },
      } satisfies PaymentFileFact)
      for (const payment of await listPayments(tx, paymentFileRef, ALL_PAYMENTS))
        tx.record({
          type: 'payments.paid',
          about: [
            `payment-file:${paymentFileRef}`,
            `provider:${payment.organisationRef}`,
            ...payment.parts.map((part) => `statement:${part.statementRef}` as const),
          ],
          data: {
            ...{ paymentFileRef, organisationRef: payment.organisationRef, payDay: file.payDay },
            ...{ reference: payment.reference, amountPence: payment.amountPence },
            parts: payment.parts.map(({ statementRef, queryRef, amountPence }) => ({
              statementRef,
              queryRef,
              amountPence,
            })),
          },
        } satisfies PaymentFileFact)
      return ok((await findPaymentFile(tx, paymentFileRef)) ?? file)
    },
    { ...options, request: { paymentFileRef } },
  )

export const cancelPaymentFile = (shell: Shell, actor: Actor, paymentFileRef: string) =>
  shell.command(
    actor,
    'cancel-payment-file',
    async (tx): Promise<Result<string, 'no such payment file' | 'not waiting'>> => {
      const file = await lockPaymentFile(tx, paymentFileRef)
      if (!file) return refuse('no such payment file')
      if (file.state !== 'made') return refuse('not waiting')
      await saveCancelled(tx, paymentFileRef)
      tx.record({
        type: 'payments.file-cancelled',
        about: [`payment-file:${paymentFileRef}`],
        data: dataOf(file),
      } satisfies PaymentFileFact)
      return ok(paymentFileRef)
    },
  )
