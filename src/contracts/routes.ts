import { mountTabs } from '#src/councils/index.ts'
import { awardsRoutes } from '#src/contracts/awards/routes.ts'
import { changesRoutes } from '#src/contracts/changes/routes.ts'
import { copiesRoutes } from '#src/contracts/copies/routes.ts'
import { contractsApi } from '#src/contracts/contracts.api.ts'
import { contractsCsv, listContractsPage, showContract } from '#src/contracts/contracts.page.ts'
import { saveContractForm, startContract } from '#src/contracts/enter-contract.page.ts'
import { kpisRoutes } from '#src/contracts/kpis/routes.ts'
import { listLeadsPage, postLead } from '#src/contracts/lead/leads.page.ts'
import { noticeRoutes } from '#src/contracts/notice/routes.ts'
import { postParticulars, showParticulars } from '#src/contracts/particulars.page.ts'
import { publishedRoutes } from '#src/contracts/published/routes.ts'
import { showSpending, spendingCsv } from '#src/contracts/spending/spending.page.ts'
import { termsApi } from '#src/contracts/terms/terms.api.ts'
import { postTerms, showTerms } from '#src/contracts/terms/terms.page.ts'
import { terminationRoutes } from '#src/contracts/termination/routes.ts'
import { tiersApi } from '#src/contracts/tiers/tiers.api.ts'
import { postTiers, showTiers } from '#src/contracts/tiers/tiers.page.ts'
import { weightsApi } from '#src/contracts/weights/weights.api.ts'
import { postWeights, showWeights } from '#src/contracts/weights/weights.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /contracts', 'contracts.see', listContractsPage)
  doors.staff('GET /contracts.csv', 'contracts.see', contractsCsv)
  doors.staff('GET /contracts/enter', 'contracts.change', startContract)
  doors.staff('POST /contracts/enter', 'contracts.change', saveContractForm)
  awardsRoutes(doors)
  publishedRoutes(doors)
  doors.staff('GET /contracts/leads', 'contracts.see', (visit) => listLeadsPage(visit))
  doors.staff('POST /contracts/leads', 'contracts.change', postLead)
  doors.staff('GET /contracts/:ref', 'contracts.see', (visit) => showContract(visit, house))
  doors.staff('GET /contracts/:ref/terms', 'contracts.change', (visit) => showTerms(visit))
  doors.staff('POST /contracts/:ref/terms', 'contracts.change', postTerms)
  doors.staff('GET /contracts/:ref/particulars', 'contracts.change', (visit) => showParticulars(visit))
  doors.staff('POST /contracts/:ref/particulars', 'contracts.change', postParticulars)
  doors.staff('GET /contracts/:ref/spending', 'contracts.see', (visit) => showSpending(visit, house))
  doors.staff('GET /contracts/:ref/spending.csv', 'contracts.see', spendingCsv)
  changesRoutes(doors, house)
  doors.staff('GET /contracts/:ref/tiers', 'contracts.change', (visit) => showTiers(visit))
  doors.staff('POST /contracts/:ref/tiers', 'contracts.change', postTiers)
  doors.staff('GET /contracts/:ref/weights', 'contracts.change', (visit) => showWeights(visit))
  doors.staff('POST /contracts/:ref/weights', 'contracts.change', postWeights)
  noticeRoutes(doors)
  terminationRoutes(doors, house)
  copiesRoutes(doors)
  kpisRoutes(doors, house)
  mountTabs(doors, house, 'contracts.see', 'contract')
  contractsApi(doors)
  termsApi(doors)
  tiersApi(doors)
  weightsApi(doors)
}
