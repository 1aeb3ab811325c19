import type { Doors } from '#src/platform/http/doors.ts'
import { postCorrection, showCorrection } from '#src/visits/call-log/correct-log.page.ts'
import { postHandEntry, showHandEntry } from '#src/visits/call-log/enter-visit.page.ts'
import { postOwnCorrection, showOwnCorrection } from '#src/visits/call-log/correct-log.portal.ts'
import { postSeat, postUndo, showRow, showSeat, showUndo } from '#src/visits/call-log/log-row.page.ts'

/** What is said about rows of the call log after they came. */
export function callLogRoutes(doors: Doors): void {
  doors.staff('GET /call-log/row', 'visits.see', showRow)
  doors.staff('GET /call-log/correct', 'visits.correct', (visit) => showCorrection(visit))
  doors.staff('POST /call-log/correct', 'visits.correct', (visit) => postCorrection(visit))
  doors.staff('GET /call-log/seat', 'visits.correct', (visit) => showSeat(visit))
  doors.staff('POST /call-log/seat', 'visits.correct', postSeat)
  doors.staff('GET /visits/:ref/by-hand', 'visits.correct', (visit) => showHandEntry(visit))
  doors.staff('POST /visits/:ref/by-hand', 'visits.correct', postHandEntry)
  doors.staff('GET /call-log/undo', 'visits.correct', (visit) => showUndo(visit))
  doors.staff('POST /call-log/undo', 'visits.correct', postUndo)
  doors.portal('GET /portal/call-log/correct', 'visits.log', showOwnCorrection)
  doors.portal('POST /portal/call-log/correct', 'visits.log', postOwnCorrection)
}
