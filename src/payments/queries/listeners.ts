import { dayOf } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { termsFrom } from '#src/payments/queries/query.ts'
import { insertTerms } from '#src/payments/queries/query.store.ts'
import { type Listener, listen } from '#src/platform/command.ts'

/** A statement keeps the terms of the day on which it was posted, whatever the council decides later. */
const keepTerms = (type: 'payments.lines-posted' | 'payments.adjustments-posted'): Listener =>
  listen<PaymentFact, typeof type>(type, async (tx, { data: { statementRef, organisationRef } }) => {
    const today = dayOf(tx.now)
    await insertTerms(tx, statementRef, organisationRef, termsFrom(today, await getPolicy(tx, 'queries', today)))
  })

export const queryListeners: readonly Listener[] = [
  keepTerms('payments.lines-posted'),
  keepTerms('payments.adjustments-posted'),
]
