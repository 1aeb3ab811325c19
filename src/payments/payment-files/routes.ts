import { guardHistory } from '#src/councils/index.ts'
import { paymentFilesApi } from '#src/payments/payment-files/payment-files.api.ts'
import {
  listFilesPage,
  postCancelFile,
  postMake,
  postRelease,
  showFile,
  showMakeForm,
} from '#src/payments/payment-files/payment-files.page.ts'
import {
  downloadBacs,
  downloadLedger,
  downloadPain001,
  printRemittance,
} from '#src/payments/payment-files/remittance.page.ts'
import {
  listOwnRemittances,
  printOwnRemittance,
  showOwnRemittance,
} from '#src/payments/payment-files/remittances.portal.ts'
import { postConfirm, showConfirmForm } from '#src/payments/payment-files/confirm-file.page.ts'
import { postReturn, showReturnForm } from '#src/payments/payment-files/return-payment.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function paymentFileRoutes(doors: Doors, house: House): void {
  doors.staff('GET /payment-files', 'payments.see', listFilesPage)
  doors.staff('GET /payment-files/make', 'payments.pay', showMakeForm)
  doors.staff('POST /payment-files/make', 'payments.pay', postMake)
  doors.staff('GET /payment-files/:ref', 'payments.see', (visit) => showFile(visit, house))
  doors.staff('POST /payment-files/:ref/release', 'payments.release', postRelease)
  doors.staff('GET /payment-files/:ref/confirm', 'payments.pay', showConfirmForm)
  doors.staff('POST /payment-files/:ref/confirm', 'payments.pay', postConfirm)
  doors.staff('POST /payment-files/:ref/cancel', 'payments.pay', postCancelFile)
  doors.staff('GET /payment-files/:ref/bacs18.txt', 'payments.pay', downloadBacs)
  doors.staff('GET /payment-files/:ref/pain001.xml', 'payments.pay', downloadPain001)
  doors.staff('GET /payment-files/:ref/ledger.csv', 'payments.pay', downloadLedger)
  doors.staff('GET /payment-files/:ref/remittances/:organisation', 'payments.see', printRemittance)
  doors.staff('GET /payment-files/:ref/returns/:organisation', 'payments.pay', showReturnForm)
  doors.staff('POST /payment-files/:ref/returns/:organisation', 'payments.pay', postReturn)
  doors.portal('GET /portal/remittances', 'payments.statement', listOwnRemittances)
  doors.portal('GET /portal/remittances/:ref', 'payments.statement', showOwnRemittance)
  doors.portal('GET /portal/remittances/:ref/print', 'payments.statement', printOwnRemittance)
  guardHistory(doors, house, 'payments.see', ['payment-file'])
  paymentFilesApi(doors)
}
