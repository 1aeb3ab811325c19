import { listAwardsPage, postMake, showMake } from '#src/contracts/awards/awards.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function awardsRoutes(doors: Doors): void {
  doors.staff('GET /contracts/awards', 'contracts.change', listAwardsPage)
  doors.staff('GET /contracts/awards/make', 'contracts.change', showMake)
  doors.staff('POST /contracts/awards/make', 'contracts.change', postMake)
}
