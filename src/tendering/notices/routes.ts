import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import {
  listNoticesPage,
  noticeRelease,
  postNotNeeded,
  postPlatform,
  postPublish,
  postStart,
  postWords,
  showNotice,
  showStart,
} from '#src/tendering/notices/notices.page.ts'
import { noticesApi } from '#src/tendering/notices/notices.api.ts'
import { listPublicNotices, recordJson, releasesJson, showPublicNotice } from '#src/tendering/notices/notices.public.ts'

export function noticeRoutes(doors: Doors, house: House): void {
  doors.staff('GET /notices', 'tendering.see', listNoticesPage)
  doors.staff('POST /notices', 'tendering.manage', postStart)
  doors.staff('GET /notices/new', 'tendering.manage', showStart)
  doors.staff('GET /notices/:ref', 'tendering.see', (visit) => showNotice(visit, house))
  doors.staff('GET /notices/:ref/release.json', 'tendering.see', noticeRelease)
  doors.staff('POST /notices/:ref/words', 'tendering.manage', postWords)
  doors.staff('POST /notices/:ref/publish', 'tendering.manage', (visit) => postPublish(visit, house))
  doors.staff('POST /notices/:ref/not-needed', 'tendering.manage', (visit) => postNotNeeded(visit, house))
  doors.staff('POST /notices/:ref/platform', 'tendering.manage', (visit) => postPlatform(visit, house))
  noticesApi(doors)
  guardHistory(doors, house, 'tendering.see', ['notice'])
  doors.open('GET /public/:council/notices', listPublicNotices)
  doors.open('GET /public/:council/notices/:ref', showPublicNotice)
  doors.open('GET /public/:council/ocds/releases.json', releasesJson)
  doors.open('GET /public/:council/ocds/records/:file', recordJson)
}
