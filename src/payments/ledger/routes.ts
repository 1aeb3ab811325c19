import { ledgerApi } from '#src/payments/ledger/ledger.api.ts'
import {
  ledgerCsv,
  ledgerLinesCsv,
  listLedgerLines,
  showLedger,
  showPosting,
  showTrialBalance,
} from '#src/payments/ledger/ledger.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function ledgerRoutes(doors: Doors): void {
  doors.staff('GET /ledger', 'payments.see', showLedger)
  doors.staff('GET /ledger.csv', 'payments.see', ledgerCsv)
  doors.staff('GET /ledger/lines', 'payments.see', listLedgerLines)
  doors.staff('GET /ledger/lines.csv', 'payments.see', ledgerLinesCsv)
  doors.staff('GET /ledger/postings/:ref', 'payments.see', showPosting)
  doors.staff('GET /ledger/trial-balance', 'payments.see', showTrialBalance)
  ledgerApi(doors)
}
