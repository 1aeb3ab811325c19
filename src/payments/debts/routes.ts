import { postDebt, postRefuse, postSettle, showDebt } from '#src/payments/debts/debt.page.ts'
import { debtsCsv, listDebtsPage } from '#src/payments/debts/debts.page.ts'
import { debtsApi } from '#src/payments/debts/debts.api.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function debtRoutes(doors: Doors): void {
  doors.staff('GET /provider-debts', 'payments.see', listDebtsPage)
  doors.staff('GET /provider-debts.csv', 'payments.see', debtsCsv)
  doors.staff('GET /provider-debts/:ref', 'payments.see', showDebt)
  doors.staff('POST /provider-debts/:ref', 'payments.pay', postDebt)
  doors.staff('POST /provider-debts/:ref/settle', 'payments.release', postSettle)
  doors.staff('POST /provider-debts/:ref/refuse', 'payments.pay', postRefuse)
  debtsApi(doors)
}
