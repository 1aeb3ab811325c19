import { savingsCsv, showSavings } from '#src/payments/savings/savings.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function savingRoutes(doors: Doors): void {
  doors.staff('GET /savings', 'payments.see', showSavings)
  doors.staff('GET /savings.csv', 'payments.see', savingsCsv)
}
