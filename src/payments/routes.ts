import {
  cancelPayRunForm,
  followPayRun,
  listPayRunsPage,
  postCancel,
  postRateAgain,
  showPayRun,
} from '#src/payments/pay-runs/pay-runs.page.ts'
import { checkPayRunForm, postApproval, postCheck } from '#src/payments/pay-runs/settle-pay-run.page.ts'
import { postCarry, postTakeBack } from '#src/payments/adjustments/carry.page.ts'
import { paymentsApi } from '#src/payments/payments.api.ts'
import {
  listStatementsPage,
  OFFICER_DOOR,
  printStatement,
  showStatement,
  statementCsv,
} from '#src/payments/statements/statements.page.ts'
import {
  listOwnStatements,
  ownStatementCsv,
  printOwnStatement,
  showOwnStatement,
} from '#src/payments/statements/statements.portal.ts'
import { postPayRun, startPayRunForm } from '#src/payments/pay-runs/start-pay-run.page.ts'
import { printVisitsLetter } from '#src/payments/statements/visits-letter.page.ts'
import { bankDetailsRoutes } from '#src/payments/bank-details/routes.ts'
import { blockRoutes } from '#src/payments/blocks/routes.ts'
import { complianceRoutes } from '#src/payments/compliance/routes.ts'
import { debtRoutes } from '#src/payments/debts/routes.ts'
import { ledgerRoutes } from '#src/payments/ledger/routes.ts'
import { bankAnswerRoutes } from '#src/payments/bank-answers/routes.ts'
import { paymentFileRoutes } from '#src/payments/payment-files/routes.ts'
import { queryRoutes } from '#src/payments/queries/routes.ts'
import { upliftRoutes } from '#src/payments/uplift/routes.ts'
import { chargeRoutes } from '#src/payments/charges/routes.ts'
import { savingRoutes } from '#src/payments/savings/routes.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /pay-runs', 'payments.see', listPayRunsPage)
  doors.staff('GET /pay-runs/start', 'payments.run', startPayRunForm)
  doors.staff('POST /pay-runs/start', 'payments.run', postPayRun)
  doors.staff('GET /pay-runs/:ref', 'payments.see', (visit) => showPayRun(visit, house))
  doors.staff('GET /pay-runs/:ref/progress', 'payments.see', followPayRun)
  doors.staff('GET /pay-runs/:ref/check', 'payments.run', checkPayRunForm)
  doors.staff('POST /pay-runs/:ref/check', 'payments.run', postCheck)
  doors.staff('POST /pay-runs/:ref/approve', 'payments.approve', postApproval)
  doors.staff('POST /pay-runs/:ref/carry', 'payments.run', postCarry)
  doors.staff('POST /pay-runs/:ref/take-back', 'payments.run', postTakeBack)
  doors.staff('POST /pay-runs/:ref/rate-again', 'payments.run', postRateAgain)
  doors.staff('GET /pay-runs/:ref/cancel', 'payments.run', cancelPayRunForm)
  doors.staff('POST /pay-runs/:ref/cancel', 'payments.run', postCancel)
  doors.staff('GET /people/:ref/visits-letter', 'payments.see', printVisitsLetter)
  doors.staff('GET /statements', 'payments.see', listStatementsPage(OFFICER_DOOR))
  doors.staff('GET /statements/:ref', 'payments.see', showStatement(OFFICER_DOOR))
  doors.staff('GET /statements/:ref/print', 'payments.see', printStatement)
  doors.staff('GET /statements/:ref.csv', 'payments.see', statementCsv)
  doors.portal('GET /portal/statements', 'payments.statement', listOwnStatements)
  doors.portal('GET /portal/statements/:ref', 'payments.statement', showOwnStatement)
  doors.portal('GET /portal/statements/:ref/print', 'payments.statement', printOwnStatement)
  doors.portal('GET /portal/statements/:ref.csv', 'payments.statement', ownStatementCsv)
  savingRoutes(doors)
  chargeRoutes(doors)
  paymentsApi(doors)
  upliftRoutes(doors, house)
  ledgerRoutes(doors)
  queryRoutes(doors, house)
  bankDetailsRoutes(doors, house)
  bankAnswerRoutes(doors)
  paymentFileRoutes(doors, house)
  complianceRoutes(doors)
  debtRoutes(doors)
  blockRoutes(doors)
}
