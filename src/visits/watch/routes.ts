import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postClose, postExplain, showAlert } from '#src/visits/watch/alert.page.ts'
import { alertsApi } from '#src/visits/watch/alerts.api.ts'
import {
  listOwnAlerts,
  ownWatchEvents,
  postOwnAcknowledge,
  postOwnExplain,
  showOwnAlert,
} from '#src/visits/watch/alerts.portal.ts'
import { postNotWatched, postWatchAgain, showWatch, showWatched, watchEvents } from '#src/visits/watch/watch.page.ts'

export function watchRoutes(doors: Doors, house: House): void {
  doors.staff('GET /visits/watch', 'visits.see', showWatch)
  doors.staff('GET /visits/watch/events', 'visits.see', watchEvents)
  doors.staff('GET /visits/watch/providers', 'visits.watch', (visit) => showWatched(visit))
  doors.staff('POST /visits/watch/providers', 'visits.watch', postNotWatched)
  doors.staff('POST /visits/watch/providers/again', 'visits.watch', postWatchAgain)
  doors.staff('GET /visits/watch/:ref/:awaits', 'visits.see', (visit) => showAlert(visit, house))
  doors.staff('POST /visits/watch/:ref/:awaits/explain', 'visits.watch', (visit) => postExplain(visit, house))
  doors.staff('POST /visits/watch/:ref/:awaits/close', 'visits.watch', (visit) => postClose(visit, house))
  doors.portal('GET /portal/visits/watch', 'visits.log', listOwnAlerts)
  doors.portal('GET /portal/visits/watch/events', 'visits.log', ownWatchEvents)
  doors.portal('GET /portal/visits/watch/:ref/:awaits', 'visits.log', (visit) => showOwnAlert(visit))
  doors.portal('POST /portal/visits/watch/:ref/:awaits/acknowledge', 'visits.log', postOwnAcknowledge)
  doors.portal('POST /portal/visits/watch/:ref/:awaits/explain', 'visits.log', postOwnExplain)
  alertsApi(doors)
}
