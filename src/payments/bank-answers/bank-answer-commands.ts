import { CsvFault, readCsv } from '#src/base/csv-cells.ts'
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type AnswerFile,
  answersOfReport,
  answersOfTable,
  isStatusReport,
} from '#src/payments/bank-answers/answer-file.ts'
import { type BankAnswer, readAnswers, type ReadAnswer, type Told } from '#src/payments/bank-answers/bank-answer.ts'
import { listSent, savePaid } from '#src/payments/bank-answers/bank-answers.store.ts'
import type { BankAnswerFact } from '#src/payments/bank-answers/facts.ts'
import { confirmWithin } from '#src/payments/payment-files/confirm-commands.ts'
import { lockPaymentFile, takePayingTurn } from '#src/payments/payment-files/payment-file.store.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

/** Reads a file of the bank's answers, whichever of its forms it has. */
export async function readAnswerFile(text: string): Promise<AnswerFile> {
  if (isStatusReport(text)) return answersOfReport(text)
  try {
    return answersOfTable(await Array.fromAsync(readCsv([text])))
  } catch (fault) {
    if (!(fault instanceof CsvFault)) throw fault
    return { answers: [], onTheWay: 0, faults: [{ line: fault.line, reference: '', message: fault.message }] }
  }
}

/** What a file of answers would add to the books as they are. */
export const previewAnswers = async (tx: Read, answers: readonly BankAnswer[]): Promise<ReadAnswer[]> =>
  readAnswers(answers, await listSent(tx, [...new Set(answers.map(({ reference }) => reference))]), dayOf(tx.now))

export type AnswersTaken = { readonly paid: number; readonly returned: number; readonly read: readonly ReadAnswer[] }

/**
 * Writes the answers down that add something; those that cannot be taken stay out, and are named. Each file's payments and each return
 * are a command of their own, so that a file that was cut off is read in again.
 */
export async function takeAnswers(shell: Shell, actor: Actor, answers: readonly BankAnswer[]): Promise<AnswersTaken> {
  const read = await shell.read(actor, (tx) => previewAnswers(tx, answers))
  const told = read.flatMap((one) => (one.is === 'new' ? [one.told] : []))
  let [paid, returned] = [0, 0]
  for (const [paymentFileRef, ofFile] of Map.groupBy(told, ({ payment }) => payment.paymentFileRef)) {
    const made = await tellPaid(
      shell,
      actor,
      paymentFileRef,
      ofFile.filter(({ state }) => state === 'paid'),
    )
    paid += made.ok ? made.value : 0
    for (const { payment, day, why, note } of ofFile.filter(({ state }) => state === 'returned')) {
      const input = { paymentFileRef, organisationRef: payment.organisationRef, day, why, note }
      if ((await returnPayment(shell, actor, input)).ok) returned++
    }
    // What came back was the last of which nothing was known.
    await tellPaid(shell, actor, paymentFileRef, [])
  }
  return { paid, returned, read }
}

/** Writes down which payments of a file the bank made; once all of it is answered, the file is confirmed. */
const tellPaid = (shell: Shell, actor: Actor, paymentFileRef: string, told: readonly Told[]) =>
  shell.command(actor, 'tell-paid', async (tx): Promise<Result<number, 'no such payment file' | 'nothing new'>> => {
    await takePayingTurn(tx)
    const file = await lockPaymentFile(tx, paymentFileRef)
    if (!file) return refuse('no such payment file')
    const before = new Map((await listSent(tx, [paymentFileRef])).map((one) => [one.organisationRef, one]))
    const fresh = told.filter(({ payment: { organisationRef } }) => {
      const now = before.get(organisationRef)
      return now?.state === 'released' && now.paidDay === null && now.returnedDay === null
    })
    const paid = fresh.map(({ payment: { organisationRef, amountPence }, day }) => ({
      organisationRef,
      amountPence,
      day,
    }))
    if (paid.length > 0) {
      await savePaid(tx, paymentFileRef, paid)
      tx.record({
        type: 'payments.payments-told',
        about: [`payment-file:${paymentFileRef}`],
        data: {
          ...{ paymentFileRef, payments: paid.length },
          amountPence: paid.reduce((sum, one) => sum + one.amountPence, 0),
          through: lastOf(paid.map(({ day }) => day)),
        },
      } satisfies BankAnswerFact)
    }
    const now = await listSent(tx, [paymentFileRef])
    const days = now.flatMap(({ paidDay }) => (paidDay === null ? [] : [paidDay]))
    const isAnswered = now.every(({ paidDay, returnedDay }) => paidDay !== null || returnedDay !== null)
    if (file.confirmedDay === null && isAnswered && days.length > 0) await confirmWithin(tx, file, lastOf(days))
    else if (paid.length === 0) return refuse('nothing new')
    return ok(paid.length)
  })

const lastOf = (days: readonly Day[]): Day => days.reduce((a, b) => (a > b ? a : b))
