import { terminationApi } from '#src/contracts/termination/termination.api.ts'
import { postTermination, showTermination } from '#src/contracts/termination/termination.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function terminationRoutes(doors: Doors, house: House): void {
  doors.staff('GET /contracts/:ref/termination', 'contracts.change', (visit) => showTermination(visit, house))
  doors.staff('POST /contracts/:ref/termination', 'contracts.change', (visit) => postTermination(visit, house))
  terminationApi(doors)
}
