import type { Doors } from '#src/platform/http/doors.ts'
import { shortVisitsApi } from '#src/visits/short-visits/short-visits.api.ts'
import { listShort, postShort, shortCsv, showShort } from '#src/visits/short-visits/short-visits.page.ts'
import { showShortFigures } from '#src/visits/short-visits/short-figures.page.ts'

export function shortVisitRoutes(doors: Doors): void {
  doors.staff('GET /visits/short', 'visits.see', listShort)
  doors.staff('GET /visits/short.csv', 'visits.see', shortCsv)
  doors.staff('GET /visits/short/figures', 'visits.see', showShortFigures)
  doors.staff('GET /visits/short/:package/:slot', 'visits.see', (visit) => showShort(visit))
  doors.staff('POST /visits/short/:package/:slot', 'people.assess', postShort)
  shortVisitsApi(doors)
}
