import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import {
  postIssue,
  postPin,
  postStopSheet,
  postStopWorker,
  postWorker,
  showHomes,
  showWorkers,
} from '#src/visits/door-log/door-log.portal.ts'
import { postStop, showSheet } from '#src/visits/door-log/door-sheet.page.ts'
import { DOOR_SCRIPTS, postDoor, postEvents, showDoor } from '#src/visits/door-log/door.public.ts'

export function doorLogRoutes(doors: Doors, house: House): void {
  for (const script of DOOR_SCRIPTS) doors.asset(script)
  doors.open('GET /door/:token', showDoor, { counted: 'office' })
  doors.open('POST /door/:token', postDoor, { counted: 'secret' })
  doors.open('POST /door/:token/events', postEvents, { counted: 'secret' })
  doors.staff('GET /door-sheets/:person/:provider', 'visits.see', (visit) => showSheet(visit, house))
  doors.staff('POST /door-sheets/:person/:provider/stop', 'visits.correct', postStop)
  doors.portal('GET /portal/door-log', 'visits.log', showHomes)
  doors.portal('POST /portal/door-log/homes/:ref/issue', 'visits.log', postIssue)
  doors.portal('POST /portal/door-log/homes/:ref/stop', 'visits.log', postStopSheet)
  doors.portal('GET /portal/door-log/workers', 'visits.log', (visit) => showWorkers(visit))
  doors.portal('POST /portal/door-log/workers', 'visits.log', postWorker)
  doors.portal('POST /portal/door-log/workers/pin', 'visits.log', postPin)
  doors.portal('POST /portal/door-log/workers/stop', 'visits.log', postStopWorker)
  guardHistory(doors, house, 'visits.see', ['door-sheet'])
}
