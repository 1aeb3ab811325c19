import { noticeApi } from '#src/contracts/notice/notice.api.ts'
import { postNotice, showNotice } from '#src/contracts/notice/notice.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function noticeRoutes(doors: Doors): void {
  doors.staff('GET /contracts/:ref/notice', 'contracts.change', (visit) => showNotice(visit))
  doors.staff('POST /contracts/:ref/notice', 'contracts.change', postNotice)
  noticeApi(doors)
}
