export { chunkedTables } from '#src/payments/adjustments/adjustment.store.ts'
export { rateAgain } from '#src/payments/adjustments/recheck-commands.ts'
export { approvePayRun, cancelPayRun, PAY_RUN_JOB, startPayRun, workPayRun } from '#src/payments/commands.ts'
export { type PaymentFact, words } from '#src/payments/facts.ts'
export { checkBooks } from '#src/payments/ledger/ledger.store.ts'
export type { BookFault } from '#src/payments/ledger/ledger.ts'
export {
  loadModulusWeights,
  proposeBankDetails,
  turnKey,
} from '#src/payments/bank-details/bank-details-commands.ts'
export { OWN } from '#src/payments/bank-details/bank-details.ts'
export { listeners } from '#src/payments/listeners.ts'
export { panels, retained, search, work } from '#src/payments/panels.ts'
export type { PayLine, PayRun } from '#src/payments/pay-run.ts'
export { findPayRun } from '#src/payments/pay-run.store.ts'
export { earliestPayDay } from '#src/payments/payment-files/working-days.ts'
export { linesOfProvider } from '#src/payments/queries/query.store.ts'
export { makePaymentFile, releasePaymentFile } from '#src/payments/payment-files/payment-file-commands.ts'
export { mails } from '#src/payments/mails/mail-text.ts'
export { answerQuery, raiseQuery } from '#src/payments/queries/query-commands.ts'
export { routes } from '#src/payments/routes.ts'
export { jobs, resumePayRuns } from '#src/payments/work-pay-run.job.ts'
