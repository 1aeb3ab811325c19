import { arrangementsCsv, showArrangements } from '#src/brokerage/self-funders/arrangements.page.ts'
import { selfFundersApi } from '#src/brokerage/self-funders/self-funders.api.ts'
import {
  postAdvice,
  postArrange,
  postConsent,
  postConsentWithdrawn,
  postEndArrangement,
  postFee,
  postFollowOn,
} from '#src/brokerage/self-funders/self-funder-posts.page.ts'
import { showSelfFunder } from '#src/brokerage/self-funders/self-funder.page.ts'
import { postPayer, showPayer } from '#src/brokerage/self-funders/payer.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function selfFunderRoutes(doors: Doors): void {
  doors.staff('GET /packages/:ref/self-funder', 'brokerage.see', showSelfFunder)
  doors.staff('POST /packages/:ref/self-funder/consent', 'brokerage.request', postConsent)
  doors.staff('POST /packages/:ref/self-funder/consent-withdrawn', 'brokerage.request', postConsentWithdrawn)
  doors.staff('GET /packages/:ref/payer', 'brokerage.request', showPayer)
  doors.staff('POST /packages/:ref/payer', 'brokerage.request', postPayer)
  doors.staff('POST /packages/:ref/self-funder/fee', 'brokerage.request', postFee)
  doors.staff('POST /packages/:ref/self-funder/follow-on', 'brokerage.request', postFollowOn)
  doors.staff('POST /packages/:ref/self-funder/advice', 'brokerage.request', postAdvice)
  doors.staff('POST /packages/:ref/self-funder/arrange', 'brokerage.choose', postArrange)
  doors.staff('POST /packages/:ref/self-funder/end', 'brokerage.choose', postEndArrangement)
  doors.staff('GET /arrangements', 'brokerage.see', showArrangements)
  doors.staff('GET /arrangements.csv', 'brokerage.see', arrangementsCsv)
  selfFundersApi(doors)
}
