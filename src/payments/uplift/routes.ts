import { postUplift, startUpliftForm } from '#src/payments/uplift/start-uplift.page.ts'
import { upliftsApi } from '#src/payments/uplift/uplifts.api.ts'
import {
  cancelUpliftForm,
  followUplift,
  listUpliftsPage,
  postUpliftApproval,
  postUpliftCancel,
  showUplift,
  upliftCsv,
} from '#src/payments/uplift/uplifts.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function upliftRoutes(doors: Doors, house: House): void {
  doors.staff('GET /uplifts', 'payments.see', listUpliftsPage)
  doors.staff('GET /uplifts/start', 'rates.change', startUpliftForm)
  doors.staff('POST /uplifts/start', 'rates.change', postUplift)
  doors.staff('GET /uplifts/:ref', 'payments.see', (visit) => showUplift(visit, house))
  doors.staff('GET /uplifts/:ref/progress', 'payments.see', followUplift)
  doors.staff('POST /uplifts/:ref/approve', 'payments.approve', postUpliftApproval)
  doors.staff('GET /uplifts/:ref/cancel', 'rates.change', cancelUpliftForm)
  doors.staff('POST /uplifts/:ref/cancel', 'rates.change', postUpliftCancel)
  doors.staff('GET /uplifts/:ref.csv', 'payments.see', upliftCsv)
  upliftsApi(doors)
}
