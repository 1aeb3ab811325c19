import {
  listArrangementsPage,
  postArrangement,
  postInvitation,
  postJoin,
  postLeave,
  postOfficer,
  showArrangement,
} from '#src/councils/joint/joint.page.ts'
import { postWorkingFor, showWorkingFor } from '#src/councils/joint/working-for.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function jointRoutes(doors: Doors): void {
  doors.staff('GET /joint', 'councils.see', (visit) => listArrangementsPage(visit))
  doors.staff('POST /joint', 'councils.manage', postArrangement)
  doors.staff('GET /joint/:council', 'councils.see', (visit) => showArrangement(visit))
  doors.staff('POST /joint/:council/invite', 'councils.manage', postInvitation)
  doors.staff('POST /joint/:council/join', 'councils.manage', postJoin)
  doors.staff('POST /joint/:council/leave', 'councils.manage', postLeave)
  doors.staff('POST /joint/:council/officers', 'councils.manage', postOfficer)
  // Open, since only an open door may change who is signed in; nobody gets further than their own posts.
  doors.open('GET /working-for', showWorkingFor)
  doors.open('POST /working-for', postWorkingFor)
}
