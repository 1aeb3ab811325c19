export { chunkedTables } from '#src/payments/adjustments/adjustment.store.ts'
export { rateAgain } from '#src/payments/adjustments/recheck-commands.ts'
export {
  approvePayRun,
  cancelPayRun,
  checkPayRun,
  PAY_RUN_JOB,
  startPayRun,
} from '#src/payments/pay-runs/pay-run-commands.ts'
export { workPayRun } from '#src/payments/pay-runs/work-commands.ts'
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
export type { PayLine, PayRun } from '#src/payments/pay-runs/pay-run.ts'
export { findPayRun } from '#src/payments/pay-runs/pay-run.store.ts'
export { earliestPayDay } from '#src/payments/payment-files/pay-day.ts'
export { linesOfProvider } from '#src/payments/queries/query.store.ts'
export { confirmPaymentFile } from '#src/payments/payment-files/confirm-commands.ts'
export { makePaymentFile, releasePaymentFile } from '#src/payments/payment-files/payment-file-commands.ts'
export { chargeDueWeeks, setContribution } from '#src/payments/charges/charge-commands.ts'
export { countSavings } from '#src/payments/savings/saving-commands.ts'
export { startUplift, workUplift } from '#src/payments/uplift/commands.ts'
export { mails } from '#src/payments/mails/mail-text.ts'
export { answerQuery, raiseQuery } from '#src/payments/queries/query-commands.ts'
export { routes } from '#src/payments/routes.ts'
export { jobs, resumePayRuns } from '#src/payments/pay-runs/work-pay-run.job.ts'
