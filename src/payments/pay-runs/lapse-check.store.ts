import type { PaymentFact } from '#src/payments/facts.ts'
import type { PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { saveUnchecked } from '#src/payments/pay-runs/pay-run.store.ts'
import type { Write } from '#src/platform/command.ts'

/** A draft that changes after its check is checked again. */
export async function lapseCheck(tx: Write, { payRunRef, state, checkedByName }: PayRun): Promise<void> {
  if (state !== 'checked') return
  await saveUnchecked(tx, payRunRef)
  tx.record({
    type: 'payments.check-lapsed',
    about: [`pay-run:${payRunRef}`],
    data: { payRunRef, checkedByName: checkedByName ?? '' },
  } satisfies PaymentFact)
}
