import { emergencyApi } from '#src/brokerage/emergency/emergency.api.ts'
import { emergenciesCsv, postPlaceNow, showEmergencies, showPlaceNow } from '#src/brokerage/emergency/place-now.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function emergencyRoutes(doors: Doors): void {
  doors.staff('GET /packages/emergencies', 'brokerage.see', showEmergencies)
  doors.staff('GET /packages/emergencies.csv', 'brokerage.see', emergenciesCsv)
  doors.staff('GET /packages/:ref/place-now', 'brokerage.choose', showPlaceNow)
  doors.staff('POST /packages/:ref/place-now', 'brokerage.choose', postPlaceNow)
  emergencyApi(doors)
}
