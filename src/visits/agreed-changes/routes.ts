import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { agreedChangesApi } from '#src/visits/agreed-changes/agreed-changes.api.ts'
import { listChanges, postDecision, showChange } from '#src/visits/agreed-changes/agreed-changes.page.ts'
import { listOwnChanges, postAgree, postBank, showAgreeing } from '#src/visits/agreed-changes/agreed-changes.portal.ts'

export function agreedChangeRoutes(doors: Doors, house: House): void {
  doors.staff('GET /visits/changes', 'visits.see', listChanges)
  doors.staff('GET /visits/changes/:ref', 'visits.see', (visit) => showChange(visit, house))
  doors.staff('POST /visits/changes/:ref', 'brokerage.request', (visit) => postDecision(visit, house))
  doors.portal('GET /portal/visits/changes', 'visits.log', listOwnChanges)
  doors.portal('GET /portal/visits/:ref/agree', 'visits.log', (visit) => showAgreeing(visit))
  doors.portal('POST /portal/visits/:ref/agree', 'visits.log', postAgree)
  doors.portal('POST /portal/visits/:ref/bank', 'visits.log', postBank)
  agreedChangesApi(doors)
  guardHistory(doors, house, 'visits.see', ['change'])
}
