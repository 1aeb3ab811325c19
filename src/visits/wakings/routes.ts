import type { Doors } from '#src/platform/http/doors.ts'
import { wakingsApi } from '#src/visits/wakings/wakings.api.ts'
import { postWakings, showWakings } from '#src/visits/wakings/wakings.page.ts'
import { postOwnWakings, showOwnWakings } from '#src/visits/wakings/wakings.portal.ts'

export function wakingRoutes(doors: Doors): void {
  doors.staff('GET /visits/:ref/wakings', 'visits.correct', (visit) => showWakings(visit))
  doors.staff('POST /visits/:ref/wakings', 'visits.correct', (visit) => postWakings(visit))
  doors.portal('GET /portal/visits/:ref/wakings', 'visits.log', showOwnWakings)
  doors.portal('POST /portal/visits/:ref/wakings', 'visits.log', postOwnWakings)
  wakingsApi(doors)
}
