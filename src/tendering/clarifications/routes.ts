import { clarificationsApi } from '#src/tendering/clarifications/clarifications.api.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postAnswer, showClarification, showClarifications } from '#src/tendering/clarifications/clarifications.page.ts'
import { postQuestion } from '#src/tendering/clarifications/clarifications.portal.ts'

export function clarificationRoutes(doors: Doors, house: House): void {
  doors.staff('GET /tenders/:ref/questions', 'tendering.see', (visit) => showClarifications(visit, house))
  doors.staff('GET /clarifications/:ref', 'tendering.see', (visit) => showClarification(visit))
  doors.staff('POST /clarifications/:ref/answer', 'tendering.manage', postAnswer)
  doors.portal('POST /portal/tenders/:ref/questions', 'tendering.bid', postQuestion)
  clarificationsApi(doors)
}
