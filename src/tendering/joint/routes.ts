import type { Doors } from '#src/platform/http/doors.ts'
import { postJointCost, postUse, showJointCosts } from '#src/tendering/joint/joint-costs.page.ts'
import {
  listJointTenders,
  postMemberDecision,
  postWanted,
  showJointTender,
} from '#src/tendering/joint/joint-tenders.page.ts'

export function jointRoutes(doors: Doors): void {
  doors.staff('GET /joint-tenders', 'tendering.see', listJointTenders)
  doors.staff('GET /joint-tenders/:council/:ref', 'tendering.see', (visit) => showJointTender(visit))
  doors.staff('POST /joint-tenders/:council/:ref/want', 'tendering.manage', postWanted)
  doors.staff('POST /joint-tenders/:council/:ref/decide', 'tendering.decide', postMemberDecision)
  doors.staff('GET /joint-costs', 'tendering.see', (visit) => showJointCosts(visit))
  doors.staff('POST /joint-costs', 'tendering.manage', postJointCost)
  doors.staff('POST /joint-costs/use', 'tendering.see', postUse)
}
