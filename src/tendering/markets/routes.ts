import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postDecide, showApplication } from '#src/tendering/joining/application.page.ts'
import {
  postExclusionCheck,
  postReinstate,
  postRemove,
  postScores,
  postSuspend,
  showExclusionCheck,
  showReinstate,
  showRemove,
  showScores,
  showSuspend,
} from '#src/tendering/markets/change-member.page.ts'
import { showEvidenceFile } from '#src/tendering/joining/evidence-file.page.ts'
import {
  EVIDENCE_BYTES,
  postApply,
  postEvidence,
  postSend,
  postTakeBack,
  postWithdraw,
} from '#src/tendering/joining/join-market.portal.ts'
import { postCease, postOpen, showCease, showMarket } from '#src/tendering/markets/market.page.ts'
import { marketsApi } from '#src/tendering/markets/markets.api.ts'
import { listApplicationsPage, listMarketsPage } from '#src/tendering/markets/markets.page.ts'
import { listOwnMarkets, showOwnEvidenceFile, showOwnMarket } from '#src/tendering/markets/markets.portal.ts'
import { postCheckEvidence, postSettleReview, showMember } from '#src/tendering/markets/member.page.ts'
import { listMembersPage, membersCsv } from '#src/tendering/markets/members.page.ts'
import { listPublicMarkets, showPublicMarket } from '#src/tendering/markets/members.public.ts'
import { postRanking, showCallOffs, showRanking } from '#src/tendering/ranked-lists/ranking.page.ts'
import {
  postChangeMarket,
  postStartMarket,
  showChangeMarket,
  showStartMarket,
} from '#src/tendering/markets/set-up-market.page.ts'

export function marketRoutes(doors: Doors, house: House): void {
  const [see, manage] = ['tendering.see', 'tendering.manage']
  doors.staff('GET /markets', see, listMarketsPage)
  doors.staff('GET /markets/start', manage, showStartMarket)
  doors.staff('POST /markets/start', manage, postStartMarket)
  doors.staff('GET /markets/:ref', see, (visit) => showMarket(visit, house))
  doors.staff('POST /markets/:ref/open', manage, postOpen)
  doors.staff('GET /markets/:ref/change', manage, showChangeMarket)
  doors.staff('POST /markets/:ref/change', manage, postChangeMarket)
  doors.staff('GET /markets/:ref/cease', manage, showCease)
  doors.staff('POST /markets/:ref/cease', manage, postCease)
  doors.staff('GET /markets/:ref/members', see, listMembersPage)
  doors.staff('GET /markets/:ref/members.csv', see, membersCsv)
  doors.staff('GET /markets/:ref/ranking', see, showRanking)
  doors.staff('POST /markets/:ref/ranking', manage, postRanking)
  doors.staff('GET /markets/:ref/call-offs', see, showCallOffs)
  memberRoutes(doors, house)
  doors.staff('GET /applications', see, listApplicationsPage)
  doors.staff('GET /applications/:ref', see, (visit) => showApplication(visit, house))
  doors.staff('POST /applications/:ref/decide', manage, (visit) => postDecide(visit, house))
  doors.portal('GET /portal/markets', 'tendering.bid', listOwnMarkets)
  doors.portal('GET /portal/markets/:ref', 'tendering.bid', showOwnMarket)
  doors.portal('POST /portal/markets/:ref/apply', 'tendering.bid', postApply)
  doors.portal('POST /portal/markets/:ref/evidence', 'tendering.bid', postEvidence, { uploads: EVIDENCE_BYTES })
  doors.portal('POST /portal/markets/:ref/send', 'tendering.bid', postSend)
  doors.portal('POST /portal/markets/:ref/withdraw', 'tendering.bid', postWithdraw)
  doors.portal('GET /portal/evidence/:ref', 'tendering.bid', showOwnEvidenceFile)
  doors.portal('POST /portal/evidence/:ref/take-back', 'tendering.bid', postTakeBack)
  doors.open('GET /public/:council/markets', listPublicMarkets)
  doors.open('GET /public/:council/markets/:ref', showPublicMarket)
  guardHistory(doors, house, see, ['market', 'application', 'member'])
  marketsApi(doors)
}

function memberRoutes(doors: Doors, house: House): void {
  const manage = 'tendering.manage'
  doors.staff('GET /markets/:ref/members/:organisation', 'tendering.see', (visit) => showMember(visit, house))
  doors.staff('GET /markets/:ref/members/:organisation/suspend', manage, showSuspend)
  doors.staff('POST /markets/:ref/members/:organisation/suspend', manage, postSuspend)
  doors.staff('GET /markets/:ref/members/:organisation/reinstate', manage, showReinstate)
  doors.staff('POST /markets/:ref/members/:organisation/reinstate', manage, postReinstate)
  doors.staff('GET /markets/:ref/members/:organisation/remove', manage, showRemove)
  doors.staff('POST /markets/:ref/members/:organisation/remove', manage, postRemove)
  doors.staff('GET /markets/:ref/members/:organisation/scores', manage, showScores)
  doors.staff('POST /markets/:ref/members/:organisation/scores', manage, postScores)
  doors.staff('GET /markets/:ref/members/:organisation/exclusion-check', manage, showExclusionCheck)
  doors.staff('POST /markets/:ref/members/:organisation/exclusion-check', manage, postExclusionCheck)
  doors.staff('GET /evidence/:ref', 'tendering.see', showEvidenceFile)
  doors.staff('POST /evidence/:ref/check', manage, (visit) => postCheckEvidence(visit, house))
  doors.staff('POST /member-reviews/:ref/settle', manage, (visit) => postSettleReview(visit, house))
}
