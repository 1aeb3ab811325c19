import { postExtend, postVary, showExtend, showVary } from '#src/contracts/changes/change.page.ts'
import { changesApi } from '#src/contracts/changes/changes.api.ts'
import { listChangesPage } from '#src/contracts/changes/changes.page.ts'
import { postNovate, showNovate } from '#src/contracts/changes/novation.page.ts'
import { transfersApi } from '#src/contracts/changes/transfers.api.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function changesRoutes(doors: Doors, house: House): void {
  doors.staff('GET /contracts/:ref/changes', 'contracts.see', (visit) => listChangesPage(visit, house))
  doors.staff('GET /contracts/:ref/extend', 'contracts.change', showExtend)
  doors.staff('POST /contracts/:ref/extend', 'contracts.change', postExtend)
  doors.staff('GET /contracts/:ref/vary', 'contracts.change', showVary)
  doors.staff('POST /contracts/:ref/vary', 'contracts.change', postVary)
  doors.staff('GET /contracts/:ref/transfer', 'contracts.change', (visit) => showNovate(visit))
  doors.staff('POST /contracts/:ref/transfer', 'contracts.change', postNovate)
  changesApi(doors)
  transfersApi(doors)
}
