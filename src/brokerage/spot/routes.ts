import { spotApi } from '#src/brokerage/spot/spot.api.ts'
import { showSpotShare, spotShareCsv } from '#src/brokerage/spot/spot-share.page.ts'
import { postExtension, postSpot, postSpotDecision, showSpot } from '#src/brokerage/spot/spot.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function spotRoutes(doors: Doors): void {
  doors.staff('GET /packages/:ref/spot', 'brokerage.see', showSpot)
  doors.staff('POST /packages/:ref/spot', 'brokerage.request', postSpot)
  doors.staff('POST /packages/:ref/spot/extend', 'brokerage.request', postExtension)
  doors.staff('POST /packages/:ref/spot/decide', 'brokerage.spot', postSpotDecision)
  doors.staff('GET /spot-purchases', 'brokerage.see', showSpotShare)
  doors.staff('GET /spot-purchases.csv', 'brokerage.see', spotShareCsv)
  spotApi(doors)
}
