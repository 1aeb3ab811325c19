/** What the ledger posts when it hears that something was committed, drafted, posted or paid: in the same transaction, or not at all. */
import type { ContractFact } from '#src/contracts/index.ts'
import type { DebtFact } from '#src/payments/debts/facts.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import {
  accrueDraft,
  postDebt,
  postDrawDown,
  postLoadedDrawDowns,
  postPayments,
  postReturn,
  postStatement,
} from '#src/payments/ledger/posting.store.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import { type Listener, listen } from '#src/platform/command.ts'

/** A draft was made, or is another, or is no more. */
const draftIs = (
  type:
    | 'payments.run-drafted'
    | 'payments.visits-rated-again'
    | 'payments.visits-carried'
    | 'payments.visits-taken-back'
    | 'payments.run-approved'
    | 'payments.run-cancelled',
): Listener => listen<PaymentFact, typeof type>(type, (tx, { data }) => accrueDraft(tx, data.payRunRef))

export const ledgerListeners: readonly Listener[] = [
  listen<ContractFact, 'contracts.drawn-down'>('contracts.drawn-down', (tx, { data }) => postDrawDown(tx, data)),
  listen<ContractFact, 'contracts.given-back'>('contracts.given-back', (tx, { data }) => postDrawDown(tx, data)),
  listen<ContractFact, 'contracts.draw-downs-loaded'>('contracts.draw-downs-loaded', (tx, { data }) =>
    postLoadedDrawDowns(tx, data.chunk),
  ),
  listen<PaymentFact, 'payments.lines-posted'>('payments.lines-posted', (tx, { data }) =>
    postStatement(tx, data.statementRef),
  ),
  listen<PaymentFileFact, 'payments.file-released'>('payments.file-released', (tx, { data }) =>
    postPayments(tx, data.paymentFileRef),
  ),
  listen<PaymentFileFact, 'payments.returned'>('payments.returned', (tx, { data }) => postReturn(tx, data)),
  listen<DebtFact, 'payments.debt-settled'>('payments.debt-settled', (tx, { data }) => postDebt(tx, data)),
  draftIs('payments.run-drafted'),
  draftIs('payments.visits-rated-again'),
  draftIs('payments.visits-carried'),
  draftIs('payments.visits-taken-back'),
  draftIs('payments.run-approved'),
  draftIs('payments.run-cancelled'),
]
