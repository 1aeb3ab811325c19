import { postAgreement, showAgreement } from '#src/brokerage/waiting-list/agreement.page.ts'
import { followPlan, postChosenProposals, postStop, showPlan } from '#src/brokerage/waiting-list/plan.page.ts'
import { supplyApi } from '#src/brokerage/waiting-list/supply.api.ts'
import { showSupply, supplyCsv } from '#src/brokerage/waiting-list/supply.page.ts'
import { placedTogetherApi } from '#src/brokerage/waiting-list/together.api.ts'
import { postApart, postTogether, showTogether } from '#src/brokerage/waiting-list/together.page.ts'
import { postPlan, showWaitingList } from '#src/brokerage/waiting-list/waiting-list.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function waitingListRoutes(doors: Doors, house: House): void {
  doors.staff('GET /waiting-list', 'brokerage.see', (visit) => showWaitingList(visit))
  doors.staff('POST /waiting-list', 'brokerage.choose', postPlan)
  doors.staff('GET /waiting-list/plans/:ref', 'brokerage.see', (visit) => showPlan(visit, house))
  doors.staff('GET /waiting-list/plans/:ref/progress', 'brokerage.see', followPlan)
  doors.staff('POST /waiting-list/plans/:ref/stop', 'brokerage.choose', postStop)
  doors.staff('POST /waiting-list/plans/:ref/chosen', 'brokerage.choose', (visit) => postChosenProposals(visit, house))
  doors.staff('GET /waiting-list/plans/:ref/agreement/:package', 'brokerage.choose', showAgreement)
  doors.staff('POST /waiting-list/plans/:ref/agreement/:package', 'brokerage.choose', postAgreement)
  doors.staff('GET /waiting-list/together/:package', 'brokerage.choose', (visit) => showTogether(visit))
  doors.staff('POST /waiting-list/together/:package', 'brokerage.choose', postTogether)
  doors.staff('POST /waiting-list/together/:package/apart', 'brokerage.choose', postApart)
  doors.staff('GET /waiting-list/capacity', 'brokerage.see', showSupply)
  doors.staff('GET /waiting-list/capacity.csv', 'brokerage.see', supplyCsv)
  supplyApi(doors)
  placedTogetherApi(doors)
}
