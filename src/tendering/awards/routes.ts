import type { Doors } from '#src/platform/http/doors.ts'
import { awardApi } from '#src/tendering/awards/award.api.ts'
import { showAward } from '#src/tendering/awards/award.page.ts'
import {
  postChallenge,
  postCheck,
  postDecide,
  postEndChallenge,
  postExclude,
  postFinish,
  postStandstill,
  postSummaries,
  printLetter,
} from '#src/tendering/awards/award-steps.page.ts'
import { showOutcome } from '#src/tendering/awards/outcome.portal.ts'

export function awardRoutes(doors: Doors): void {
  const manage = 'tendering.manage'
  const decide = 'tendering.decide'
  doors.staff('GET /tenders/:ref/award', 'tendering.see', (visit) => showAward(visit))
  doors.staff('POST /tenders/:ref/award/decide', decide, postDecide)
  doors.staff('POST /tenders/:ref/award/check', manage, postCheck)
  doors.staff('POST /tenders/:ref/award/summaries', manage, postSummaries)
  doors.staff('POST /tenders/:ref/award/standstill', manage, postStandstill)
  doors.staff('POST /tenders/:ref/award/challenge', manage, postChallenge)
  doors.staff('POST /tenders/:ref/award/end-challenge', manage, postEndChallenge)
  doors.staff('POST /tenders/:ref/award/exclude', decide, postExclude)
  doors.staff('POST /tenders/:ref/award/finish', manage, postFinish)
  doors.staff('GET /tenders/:ref/award/letters/:bid', manage, printLetter)
  doors.portal('GET /portal/tenders/:ref/outcome', 'tendering.bid', showOutcome)
  awardApi(doors)
}
