import { dayOf, type Day } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import {
  type FeeInvoice,
  type FeeState,
  raiseInvoice,
  type SettleFault,
  settleInvoice,
} from '#src/brokerage/fees/fee-invoice.ts'
import { insertInvoice, lockInvoice, saveSettled } from '#src/brokerage/fees/fee-invoice.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'

/** Bills the fee as it was accepted, within the command that arranges the care; no fee, no invoice. */
export async function billFee(
  tx: Write,
  { packageRef, personRef, feePence }: Pick<FeeInvoice, 'packageRef' | 'personRef' | 'feePence'>,
): Promise<void> {
  if (feePence === 0) return
  const today = dayOf(tx.now)
  const about = { invoiceRef: await nextRef(tx, 'AF'), packageRef, personRef, feePence }
  const invoice = raiseInvoice(about, await getPolicy(tx, 'self-funders', today), today)
  await insertInvoice(tx, invoice)
  tx.record({
    type: 'brokerage.fee-billed',
    about: [`package:${packageRef}`, `person:${personRef}`],
    data: { packageRef, invoiceRef: invoice.invoiceRef, feePence, dueOn: invoice.dueOn },
  } satisfies BrokerageFact)
}

export type SettleRefusal = 'no such invoice' | SettleFault

/** Finance says that the fee is paid, waived or cancelled, or owed again. */
export const settleFee = (
  shell: Shell,
  actor: Actor,
  input: { readonly invoiceRef: string; readonly state: FeeState; readonly on: Day; readonly reason: string },
  options?: CommandOptions,
) =>
  shell.command<FeeInvoice, SettleRefusal>(
    actor,
    'settle-fee',
    async (tx) => {
      const invoice = await lockInvoice(tx, input.invoiceRef)
      if (!invoice) return refuse('no such invoice')
      const by = { officerRef: personBehind(actor), name: nameWithPerson(actor), today: dayOf(tx.now) }
      const settled = settleInvoice(invoice, input, by)
      if (!settled.ok) return settled
      const { packageRef, personRef, invoiceRef, feePence, state, reason } = settled.value
      await saveSettled(tx, settled.value)
      tx.record({
        type: 'brokerage.fee-settled',
        about: [`package:${packageRef}`, `person:${personRef}`],
        data: { packageRef, invoiceRef, feePence, state, on: input.on, reason: reason ?? '' },
      } satisfies BrokerageFact)
      return ok(settled.value)
    },
    options,
  )
