import { printFee } from '#src/brokerage/fees/fee-letter.page.ts'
import { feesApi } from '#src/brokerage/fees/fees.api.ts'
import { feesCsv, postSettle, showFee, showFees } from '#src/brokerage/fees/fees.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function feeRoutes(doors: Doors): void {
  doors.staff('GET /arrangement-fees', 'brokerage.see', showFees)
  doors.staff('GET /arrangement-fees.csv', 'brokerage.see', feesCsv)
  doors.staff('GET /arrangement-fees/:ref', 'brokerage.see', showFee)
  doors.staff('GET /arrangement-fees/:ref/letter', 'people.see', printFee)
  doors.staff('POST /arrangement-fees/:ref/settle', 'brokerage.fees', postSettle)
  feesApi(doors)
}
