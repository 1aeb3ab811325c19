import { postSaid, showSaid } from '#src/brokerage/offers/told-by-telephone.page.ts'
import { sendingApi } from '#src/brokerage/sending/sending.api.ts'
import { postNextRound, showSending } from '#src/brokerage/sending/sending.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function sendingRoutes(doors: Doors): void {
  doors.staff('GET /packages/:ref/sending', 'brokerage.see', showSending)
  doors.staff('POST /packages/:ref/next-round', 'brokerage.request', postNextRound)
  doors.staff('GET /packages/:ref/providers/:provider/said', 'brokerage.choose', showSaid)
  doors.staff('POST /packages/:ref/providers/:provider/said', 'brokerage.choose', postSaid)
  sendingApi(doors)
}
