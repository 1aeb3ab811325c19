import type { Doors } from '#src/platform/http/doors.ts'
import { measuresApi } from '#src/visits/measures/measures.api.ts'
import { measuresCsv, showMeasures } from '#src/visits/measures/measures.page.ts'
import { showOwnMeasures } from '#src/visits/measures/own-measures.portal.ts'
import { showWhoCame } from '#src/visits/measures/who-came.page.ts'

export function measureRoutes(doors: Doors): void {
  doors.staff('GET /visits/measures', 'visits.see', showMeasures)
  doors.staff('GET /visits/measures.csv', 'visits.see', measuresCsv)
  doors.staff('GET /people/:ref/who-came', 'visits.see', showWhoCame)
  doors.portal('GET /portal/measures', 'visits.log', showOwnMeasures)
  measuresApi(doors)
}
