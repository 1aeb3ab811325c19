import { chargesApi } from '#src/payments/charges/charges.api.ts'
import { printChargeLetter, printChargeStatement } from '#src/payments/charges/charge-letters.page.ts'
import { chargesCsv, listChargesPage, postContribution, showPersonCharges } from '#src/payments/charges/charges.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function chargeRoutes(doors: Doors): void {
  doors.staff('GET /charges', 'payments.see', listChargesPage)
  doors.staff('GET /charges.csv', 'payments.see', chargesCsv)
  doors.staff('GET /people/:ref/charges', 'payments.see', (asked) => showPersonCharges(asked))
  doors.staff('POST /people/:ref/charges', 'payments.run', postContribution)
  doors.staff('GET /people/:ref/charges/statement', 'payments.see', printChargeStatement)
  doors.staff('GET /people/:ref/charges/letter', 'payments.see', printChargeLetter)
  chargesApi(doors)
}
