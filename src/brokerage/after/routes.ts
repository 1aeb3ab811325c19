import { afterApi } from '#src/brokerage/after/after.api.ts'
import { postCareCheck, postChangeCare, showCareCheck, showChangeCare } from '#src/brokerage/after/after.page.ts'
import { postAnswerChange, postDecideChange, showChange } from '#src/brokerage/after/decide-change.page.ts'
import { postOwnStart, postReduce, showOwnCare } from '#src/brokerage/after/after.portal.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function afterRoutes(doors: Doors): void {
  doors.staff('GET /packages/:ref/change', 'brokerage.choose', showChangeCare)
  doors.staff('POST /packages/:ref/change', 'brokerage.choose', postChangeCare)
  doors.staff('GET /packages/:ref/changes/:number', 'brokerage.see', showChange)
  doors.staff('POST /packages/:ref/changes/:number', 'brokerage.sign', postDecideChange)
  doors.staff('POST /packages/:ref/changes/:number/answer', 'brokerage.choose', postAnswerChange)
  doors.staff('GET /packages/:ref/care-check', 'brokerage.choose', showCareCheck)
  doors.staff('POST /packages/:ref/care-check', 'brokerage.choose', postCareCheck)
  doors.portal('GET /portal/placements/:ref', 'brokerage.offer', showOwnCare)
  doors.portal('POST /portal/placements/:ref/start', 'brokerage.offer', postOwnStart)
  doors.portal('POST /portal/placements/:ref/reduce', 'brokerage.offer', postReduce)
  afterApi(doors)
}
