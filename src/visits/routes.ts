import { guardHistory, mountTabs } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import {
  listAbsencesPage,
  postAbsence,
  postAbsenceChange,
  postAbsenceWithdrawal,
  showAbsence,
} from '#src/visits/absences/absences.page.ts'
import { showDay } from '#src/visits/day.page.ts'
import {
  importProgress,
  postImport,
  refusedCsv,
  showImport,
  showImports,
  UPLOAD_BYTES,
} from '#src/visits/call-log/import-log.page.ts'
import { callLogRoutes } from '#src/visits/call-log/routes.ts'
import { openItemRoutes } from '#src/visits/open-items/routes.ts'
import { postOwnVisit, showOwnDay, showOwnVisit } from '#src/visits/own-visits.portal.ts'
import {
  ownImportProgress,
  ownRefusedCsv,
  postOwnImport,
  showOwnImport,
  showOwnImports,
} from '#src/visits/call-log/upload-log.portal.ts'
import { postCancel, postRestore, postSetAside, showSetAside, showVisit } from '#src/visits/visit.page.ts'
import { doorLogRoutes } from '#src/visits/door-log/routes.ts'
import { vendorLogRoutes } from '#src/visits/vendor-logs/routes.ts'
import { measureRoutes } from '#src/visits/measures/routes.ts'
import { agreedChangeRoutes } from '#src/visits/agreed-changes/routes.ts'
import { shortVisitRoutes } from '#src/visits/short-visits/routes.ts'
import { visitsApi } from '#src/visits/visits.api.ts'
import { listVisitsPage, visitsCsv } from '#src/visits/visits.page.ts'
import { earlyCorrectionRoutes } from '#src/visits/early-corrections/routes.ts'
import { wakingRoutes } from '#src/visits/wakings/routes.ts'
import { watchRoutes } from '#src/visits/watch/routes.ts'

export function routes(doors: Doors, house: House): void {
  const uploads = { uploads: UPLOAD_BYTES }
  doors.staff('GET /visits', 'visits.see', listVisitsPage)
  doors.staff('GET /visits.csv', 'visits.see', visitsCsv)
  doors.staff('GET /visits/day', 'visits.see', showDay)
  doors.staff('GET /visits/imports', 'visits.import', (visit) => showImports(visit))
  doors.staff('POST /visits/imports', 'visits.import', (visit) => postImport(visit), uploads)
  doors.staff('GET /visits/imports/:ref', 'visits.import', (visit) => showImport(visit))
  doors.staff('GET /visits/imports/:ref/progress', 'visits.import', importProgress)
  doors.staff('GET /visits/imports/:ref/refused.csv', 'visits.import', refusedCsv)
  doors.staff('GET /visits/:ref', 'visits.see', (visit) => showVisit(visit, house))
  doors.staff('POST /visits/:ref/cancel', 'visits.correct', (visit) => postCancel(visit, house))
  doors.staff('POST /visits/:ref/restore', 'visits.correct', (visit) => postRestore(visit, house))
  doors.staff('GET /call-log/set-aside', 'visits.correct', (visit) => showSetAside(visit))
  doors.staff('POST /call-log/set-aside', 'visits.correct', postSetAside)
  doors.staff('GET /absences', 'visits.see', (visit) => listAbsencesPage(visit))
  doors.staff('POST /absences', 'visits.correct', postAbsence)
  doors.staff('GET /absences/:ref', 'visits.see', (visit) => showAbsence(visit))
  doors.staff('POST /absences/:ref', 'visits.correct', postAbsenceChange)
  doors.staff('POST /absences/:ref/withdraw', 'visits.correct', postAbsenceWithdrawal)
  doors.portal('GET /portal/visits', 'visits.log', showOwnDay)
  doors.portal('GET /portal/visits/:ref', 'visits.log', (visit) => showOwnVisit(visit))
  doors.portal('POST /portal/visits/:ref', 'visits.log', postOwnVisit)
  doors.portal('GET /portal/call-logs', 'visits.log', showOwnImports)
  doors.portal('POST /portal/call-logs', 'visits.log', postOwnImport, uploads)
  doors.portal('GET /portal/call-logs/:ref', 'visits.log', showOwnImport)
  doors.portal('GET /portal/call-logs/:ref/progress', 'visits.log', ownImportProgress)
  doors.portal('GET /portal/call-logs/:ref/refused.csv', 'visits.log', ownRefusedCsv)
  mountTabs(doors, house, 'visits.see', 'visit')
  guardHistory(doors, house, 'visits.see', ['visit', 'absence', 'call-log', 'log-import', 'rota', 'plans'])
  callLogRoutes(doors)
  openItemRoutes(doors)
  vendorLogRoutes(doors, house)
  doorLogRoutes(doors, house)
  visitsApi(doors)
  watchRoutes(doors, house)
  shortVisitRoutes(doors)
  agreedChangeRoutes(doors, house)
  measureRoutes(doors)
  wakingRoutes(doors)
  earlyCorrectionRoutes(doors)
}
