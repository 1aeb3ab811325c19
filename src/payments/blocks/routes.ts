import { blocksApi } from '#src/payments/blocks/blocks.api.ts'
import { blocksCsv, listBlocksPage } from '#src/payments/blocks/blocks.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function blockRoutes(doors: Doors): void {
  doors.staff('GET /contracts/blocks', 'payments.see', listBlocksPage)
  doors.staff('GET /contracts/blocks.csv', 'payments.see', blocksCsv)
  blocksApi(doors)
}
