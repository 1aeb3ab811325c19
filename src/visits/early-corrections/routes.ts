import type { Doors } from '#src/platform/http/doors.ts'
import { listEarly } from '#src/visits/early-corrections/early-corrections.page.ts'

export function earlyCorrectionRoutes(doors: Doors): void {
  doors.staff('GET /visits/queues/early-corrections', 'visits.correct', listEarly)
}
