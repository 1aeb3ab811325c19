import { mountTabs } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postBegin, showBegin } from '#src/tendering/tenders/begin-tender.page.ts'
import {
  postEngagement,
  postNoEngagement,
  postRemoveEngagement,
  showEngagement,
} from '#src/tendering/engagement/engagement.page.ts'
import { postItem, postPart, removeItem, showItem, showPart, showPrepare } from '#src/tendering/tenders/prepare.page.ts'
import {
  postCancel,
  postChange,
  postPublish,
  showCancel,
  showChange,
  showPublish,
} from '#src/tendering/tenders/publish.page.ts'
import { publishedApi } from '#src/tendering/tenders/published.api.ts'
import { tendersApi } from '#src/tendering/tenders/tenders.api.ts'
import { listTendersPage, showTender } from '#src/tendering/tenders/tenders.page.ts'
import { listOwnTenders, postFollow, showOwnTender } from '#src/tendering/tenders/tenders.portal.ts'
import { listPublicTenders, showPublicTender } from '#src/tendering/tenders/tenders.public.ts'

export function tenderRoutes(doors: Doors, house: House): void {
  doors.staff('GET /tenders', 'tendering.see', listTendersPage)
  doors.staff('GET /tenders/new', 'tendering.manage', (visit) => showBegin(visit))
  doors.staff('POST /tenders/new', 'tendering.manage', postBegin)
  doors.staff('GET /tenders/:ref', 'tendering.see', (visit) => showTender(visit, house))
  doors.staff('GET /tenders/:ref/prepare', 'tendering.see', (visit) => showPrepare(visit, house))
  doors.staff('GET /tenders/:ref/prepare/engagement', 'tendering.see', (visit) => showEngagement(visit))
  doors.staff('POST /tenders/:ref/prepare/engagement', 'tendering.manage', postEngagement)
  doors.staff('POST /tenders/:ref/prepare/engagement/none', 'tendering.manage', postNoEngagement)
  doors.staff('POST /tenders/:ref/prepare/engagement/:number/remove', 'tendering.manage', postRemoveEngagement)
  doors.staff('GET /tenders/:ref/prepare/:part', 'tendering.see', showPart)
  doors.staff('POST /tenders/:ref/prepare/:part', 'tendering.manage', postPart)
  doors.staff('GET /tenders/:ref/prepare/:part/items/:key', 'tendering.manage', showItem)
  doors.staff('POST /tenders/:ref/prepare/:part/items/:key', 'tendering.manage', postItem)
  doors.staff('POST /tenders/:ref/prepare/:part/items/:key/remove', 'tendering.manage', removeItem)
  doors.staff('GET /tenders/:ref/publish', 'tendering.manage', showPublish)
  doors.staff('POST /tenders/:ref/publish', 'tendering.manage', postPublish)
  doors.staff('GET /tenders/:ref/change', 'tendering.manage', showChange)
  doors.staff('POST /tenders/:ref/change', 'tendering.manage', postChange)
  doors.staff('GET /tenders/:ref/cancel', 'tendering.manage', showCancel)
  doors.staff('POST /tenders/:ref/cancel', 'tendering.manage', postCancel)
  mountTabs(doors, house, 'tendering.see', 'tender')
  doors.portal('GET /portal/tenders', 'tendering.bid', listOwnTenders)
  doors.portal('GET /portal/tenders/:ref', 'tendering.bid', (visit) => showOwnTender(visit))
  doors.portal('POST /portal/tenders/:ref/follow', 'tendering.bid', postFollow)
  doors.open('GET /public/:council/tenders', listPublicTenders)
  doors.open('GET /public/:council/tenders/:ref', showPublicTender)
  tendersApi(doors)
  publishedApi(doors)
}
