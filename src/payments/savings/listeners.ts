import type { PaymentFact } from '#src/payments/facts.ts'
import { markStatement } from '#src/payments/savings/saving.store.ts'
import { type Listener, listen } from '#src/platform/command.ts'

/** Whatever a statement posts is counted soon after. */
export const savingListeners: readonly Listener[] = [
  listen<PaymentFact, 'payments.lines-posted'>('payments.lines-posted', (tx, { data }) =>
    markStatement(tx, data.statementRef),
  ),
  listen<PaymentFact, 'payments.adjustments-posted'>('payments.adjustments-posted', (tx, { data }) =>
    markStatement(tx, data.statementRef),
  ),
]
