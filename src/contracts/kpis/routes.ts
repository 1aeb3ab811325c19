import { postAddKpi, postFigure, showAddKpi, showKpi, showPerformance } from '#src/contracts/kpis/kpi.page.ts'
import { kpisApi } from '#src/contracts/kpis/kpis.api.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function kpisRoutes(doors: Doors, house: House): void {
  doors.staff('GET /contracts/:ref/performance', 'contracts.see', (visit) => showPerformance(visit, house))
  doors.staff('GET /contracts/:ref/kpis/add', 'contracts.change', (visit) => showAddKpi(visit))
  doors.staff('POST /contracts/:ref/kpis/add', 'contracts.change', postAddKpi)
  doors.staff('GET /contracts/:ref/kpis/:number', 'contracts.see', (visit) => showKpi(visit))
  doors.staff('POST /contracts/:ref/kpis/:number', 'contracts.change', postFigure)
  kpisApi(doors)
}
