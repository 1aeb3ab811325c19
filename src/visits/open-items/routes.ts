import type { Doors } from '#src/platform/http/doors.ts'
import { postAnswer, showAnswer } from '#src/visits/open-items/answer-item.page.ts'
import { listOwnItems, postOwnAnswer, showOwnAnswer } from '#src/visits/open-items/open-items.portal.ts'
import { listQueues, postAssign } from '#src/visits/open-items/queues.page.ts'

export function openItemRoutes(doors: Doors): void {
  doors.staff('GET /visits/queues', 'visits.see', listQueues)
  doors.staff('POST /visits/queues/assign', 'visits.correct', postAssign)
  doors.staff('GET /visits/queues/answer', 'visits.correct', (visit) => showAnswer(visit))
  doors.staff('POST /visits/queues/answer', 'visits.correct', (visit) => postAnswer(visit))
  doors.portal('GET /portal/visits/open', 'visits.log', listOwnItems)
  doors.portal('GET /portal/visits/open/answer', 'visits.log', showOwnAnswer)
  doors.portal('POST /portal/visits/open/answer', 'visits.log', postOwnAnswer)
}
