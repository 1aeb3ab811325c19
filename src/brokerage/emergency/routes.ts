import { postAnswerSigner, showAnswerSigner } from '#src/brokerage/emergency/answer-signer.page.ts'
import { emergencyApi } from '#src/brokerage/emergency/emergency.api.ts'
import { emergenciesCsv, postPlaceNow, showEmergencies, showPlaceNow } from '#src/brokerage/emergency/place-now.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function emergencyRoutes(doors: Doors): void {
  doors.staff('GET /packages/emergencies', 'brokerage.see', showEmergencies)
  doors.staff('GET /packages/emergencies.csv', 'brokerage.see', emergenciesCsv)
  doors.staff('GET /packages/:ref/place-now', 'brokerage.choose', showPlaceNow)
  doors.staff('POST /packages/:ref/place-now', 'brokerage.choose', postPlaceNow)
  doors.staff('GET /packages/:ref/answer-signer', 'brokerage.choose', showAnswerSigner)
  doors.staff('POST /packages/:ref/answer-signer', 'brokerage.choose', postAnswerSigner)
  emergencyApi(doors)
}
