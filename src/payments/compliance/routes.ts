import { complianceCsv, paidCsv, showCompliance } from '#src/payments/compliance/compliance.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function complianceRoutes(doors: Doors): void {
  doors.staff('GET /payment-compliance', 'payments.see', showCompliance)
  doors.staff('GET /payment-compliance/figures.csv', 'payments.see', complianceCsv)
  doors.staff('GET /payment-compliance/payments.csv', 'payments.see', paidCsv)
}
