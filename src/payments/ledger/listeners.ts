/** What the ledger posts when it hears that something was committed, drafted, posted or paid: in the same transaction, or not at all. */
import type { ContractFact } from '#src/contracts/index.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import {
  accrueDraft,
  postDrawDown,
  postLoadedDrawDowns,
  postPayments,
  postStatement,
} from '#src/payments/ledger/posting.store.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import { type Listener, listen } from '#src/platform/command.ts'

export const ledgerListeners: readonly Listener[] = [
  listen<ContractFact, 'contracts.drawn-down'>('contracts.drawn-down', (tx, { data }) => postDrawDown(tx, data)),
  listen<ContractFact, 'contracts.given-back'>('contracts.given-back', (tx, { data }) => postDrawDown(tx, data)),
  listen<ContractFact, 'contracts.draw-downs-loaded'>('contracts.draw-downs-loaded', (tx, { data }) =>
    postLoadedDrawDowns(tx, data.chunk),
  ),
  listen<PaymentFact, 'payments.run-drafted'>('payments.run-drafted', (tx, { data }) =>
    accrueDraft(tx, data.payRunRef),
  ),
  listen<PaymentFact, 'payments.lines-posted'>('payments.lines-posted', async (tx, { data }) => {
    await postStatement(tx, data.statementRef)
    await accrueDraft(tx, data.payRunRef, data.organisationRef)
  }),
  listen<PaymentFact, 'payments.visits-rated-again'>('payments.visits-rated-again', (tx, { data }) =>
    accrueDraft(tx, data.payRunRef),
  ),
  listen<PaymentFileFact, 'payments.file-released'>('payments.file-released', (tx, { data }) =>
    postPayments(tx, data.paymentFileRef),
  ),
  // What was carried to a later run was accrued with the draft, and nothing of it was posted.
  listen<PaymentFact, 'payments.run-posted'>('payments.run-posted', (tx, { data }) => accrueDraft(tx, data.payRunRef)),
  listen<PaymentFact, 'payments.run-cancelled'>('payments.run-cancelled', (tx, { data }) =>
    accrueDraft(tx, data.payRunRef),
  ),
]
