import { postByOutcomes, showByOutcomes } from '#src/brokerage/requests/by-outcomes.page.ts'
import { postCopy, showCopy } from '#src/brokerage/requests/copy-package.page.ts'
import { postNeed, postRemoveNeed, showNeeds } from '#src/brokerage/requests/needs.page.ts'
import { postDropPreference, postPreference, showPreferences } from '#src/brokerage/requests/preferences.page.ts'
import { requestsApi } from '#src/brokerage/requests/requests.api.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function requestRoutes(doors: Doors): void {
  doors.staff('GET /packages/:ref/needs', 'brokerage.request', showNeeds)
  doors.staff('POST /packages/:ref/needs', 'brokerage.request', postNeed)
  doors.staff('POST /packages/:ref/needs/remove', 'brokerage.request', postRemoveNeed)
  doors.staff('GET /packages/:ref/by-outcomes', 'brokerage.request', showByOutcomes)
  doors.staff('POST /packages/:ref/by-outcomes', 'brokerage.request', postByOutcomes)
  doors.staff('GET /packages/:ref/copy', 'brokerage.request', showCopy)
  doors.staff('POST /packages/:ref/copy', 'brokerage.request', postCopy)
  doors.staff('GET /people/:ref/preferences', 'people.see', showPreferences)
  doors.staff('POST /people/:ref/preferences', 'brokerage.request', postPreference)
  doors.staff('POST /people/:ref/preferences/drop', 'brokerage.request', postDropPreference)
  requestsApi(doors)
}
