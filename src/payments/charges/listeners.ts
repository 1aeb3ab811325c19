import { markPosted } from '#src/payments/charges/charge.store.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { type Listener, listen } from '#src/platform/command.ts'

/** The weeks of people who contribute are charged once their visits are paid, and again when that changes. */
export const chargeListeners: readonly Listener[] = [
  listen<PaymentFact, 'payments.lines-posted'>('payments.lines-posted', (tx, { data }) =>
    markPosted(tx, 'pay_line', data.statementRef),
  ),
  listen<PaymentFact, 'payments.adjustments-posted'>('payments.adjustments-posted', (tx, { data }) =>
    markPosted(tx, 'adjustment', data.statementRef),
  ),
]
