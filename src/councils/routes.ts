import { showAccess, showHistory } from '#src/councils/history.page.ts'
import { showMyWork } from '#src/councils/my-work.page.ts'
import { showSearch } from '#src/councils/search.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /my-work', 'councils.work', (visit) => showMyWork(visit, house))
  doors.staff('GET /search', 'councils.work', (visit) => showSearch(visit, house))
  doors.staff('GET /history/:kind/:ref', 'audit.see', (visit) =>
    showHistory(visit, house, visit.params['kind'] ?? '', visit.params['ref'] ?? ''),
  )
  doors.staff('GET /access/:kind/:ref', 'audit.access', (visit) => showAccess(visit, house))
}
