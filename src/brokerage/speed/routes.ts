import { showAnswers, showSignatureTimes, showSpeed, speedCsv } from '#src/brokerage/speed/speed.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function speedRoutes(doors: Doors): void {
  doors.staff('GET /speed', 'brokerage.see', showSpeed)
  doors.staff('GET /speed.csv', 'brokerage.see', speedCsv)
  doors.staff('GET /speed/signatures', 'brokerage.see', showSignatureTimes)
  doors.staff('GET /speed/answers', 'brokerage.see', showAnswers)
}
