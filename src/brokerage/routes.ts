import { postChoice, postCloseOffers, showChoice } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { offersPortal } from '#src/brokerage/offers/offers.portal.ts'
import { placementsPortal } from '#src/brokerage/after/placements.portal.ts'
import { postDecline, postOffer, postTakeBack } from '#src/brokerage/offers/answer-offer.portal.ts'
import { showInvitation } from '#src/brokerage/offers/offer.portal.ts'
import { showCare, showOffers, showPackage } from '#src/brokerage/packages/package.page.ts'
import { afterRoutes } from '#src/brokerage/after/routes.ts'
import { emergencyRoutes } from '#src/brokerage/emergency/routes.ts'
import { togetherApi } from '#src/brokerage/offers/together.api.ts'
import { packagesApi } from '#src/brokerage/packages/packages.api.ts'
import { listPackagesPage, packagesCsv, postChosen } from '#src/brokerage/packages/packages.page.ts'
import { postDetails, showDetails } from '#src/brokerage/requests/details.page.ts'
import {
  postChangeVisit,
  postRemoveVisit,
  postVisit,
  showVisit,
  showVisits,
} from '#src/brokerage/requests/visits.page.ts'
import { postSend, showCheck } from '#src/brokerage/requests/send-package.page.ts'
import { postStart, startPackage } from '#src/brokerage/requests/request-package.page.ts'
import { postDecision, showSignOff } from '#src/brokerage/sign-off/sign-off.page.ts'
import {
  postEnd,
  postEndLater,
  postOverCeiling,
  postWithdraw,
  postWithdrawChoice,
  showEnd,
  showEndLater,
  showOverCeiling,
  showWithdraw,
  showWithdrawChoice,
} from '#src/brokerage/packages/stop-package.page.ts'
import { feeRoutes } from '#src/brokerage/fees/routes.ts'
import { fairnessCsv, showFairness } from '#src/brokerage/fairness/fairness.page.ts'
import { selfFunderRoutes } from '#src/brokerage/self-funders/routes.ts'
import { spotRoutes } from '#src/brokerage/spot/routes.ts'
import { sendingRoutes } from '#src/brokerage/sending/routes.ts'
import { requestRoutes } from '#src/brokerage/requests/routes.ts'
import { waitingListRoutes } from '#src/brokerage/waiting-list/routes.ts'
import { guardHistory, mountTabs } from '#src/councils/index.ts'
import { speedRoutes } from '#src/brokerage/speed/routes.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /packages', 'brokerage.see', listPackagesPage)
  doors.staff('GET /packages.csv', 'brokerage.see', packagesCsv)
  doors.staff('POST /packages/chosen', 'brokerage.choose', postChosen)
  doors.staff('GET /packages/start', 'brokerage.request', startPackage)
  doors.staff('POST /packages/start', 'brokerage.request', postStart)
  doors.staff('GET /packages/:ref', 'brokerage.see', (visit) => showPackage(visit, house))
  doors.staff('GET /packages/:ref/offers', 'brokerage.see', showOffers)
  doors.staff('GET /packages/:ref/care', 'brokerage.see', (visit) => showCare(visit, house))
  doors.staff('GET /packages/:ref/visits', 'brokerage.request', showVisits)
  doors.staff('POST /packages/:ref/visits', 'brokerage.request', postVisit)
  doors.staff('GET /packages/:ref/visits/:slot', 'brokerage.request', showVisit)
  doors.staff('POST /packages/:ref/visits/:slot', 'brokerage.request', postChangeVisit)
  doors.staff('POST /packages/:ref/visits/remove', 'brokerage.request', postRemoveVisit)
  doors.staff('GET /packages/:ref/details', 'brokerage.request', showDetails)
  doors.staff('POST /packages/:ref/details', 'brokerage.request', postDetails)
  doors.staff('GET /packages/:ref/check', 'brokerage.request', showCheck)
  doors.staff('POST /packages/:ref/send', 'brokerage.request', postSend)
  doors.staff('POST /packages/:ref/close-offers', 'brokerage.choose', postCloseOffers)
  doors.staff('GET /packages/:ref/choose-offer', 'brokerage.choose', showChoice)
  doors.staff('POST /packages/:ref/choose-offer', 'brokerage.choose', postChoice)
  doors.staff('GET /packages/:ref/sign-off', 'brokerage.see', showSignOff)
  doors.staff('POST /packages/:ref/sign-off', 'brokerage.sign', postDecision)
  doors.staff('GET /packages/:ref/withdraw', 'brokerage.request', showWithdraw)
  doors.staff('POST /packages/:ref/withdraw', 'brokerage.request', postWithdraw)
  doors.staff('GET /packages/:ref/withdraw-choice', 'brokerage.choose', showWithdrawChoice)
  doors.staff('POST /packages/:ref/withdraw-choice', 'brokerage.choose', postWithdrawChoice)
  doors.staff('GET /packages/:ref/over-ceiling', 'contracts.over-ceiling', showOverCeiling)
  doors.staff('POST /packages/:ref/over-ceiling', 'contracts.over-ceiling', postOverCeiling)
  doors.staff('GET /packages/:ref/end', 'brokerage.choose', showEnd)
  doors.staff('POST /packages/:ref/end', 'brokerage.choose', postEnd)
  doors.staff('GET /packages/:ref/end-later', 'brokerage.choose', showEndLater)
  doors.staff('POST /packages/:ref/end-later', 'brokerage.choose', postEndLater)
  doors.portal('GET /portal/offers', 'brokerage.offer', offersPortal)
  doors.portal('GET /portal/offers/:ref', 'brokerage.offer', showInvitation)
  doors.portal('POST /portal/offers/:ref', 'brokerage.offer', postOffer)
  doors.portal('POST /portal/offers/:ref/decline', 'brokerage.offer', postDecline)
  doors.portal('POST /portal/offers/:ref/withdraw', 'brokerage.offer', postTakeBack)
  doors.portal('GET /portal/placements', 'brokerage.offer', placementsPortal)
  doors.staff('GET /fairness', 'brokerage.fairness', showFairness)
  doors.staff('GET /fairness.csv', 'brokerage.fairness', fairnessCsv)
  requestRoutes(doors)
  sendingRoutes(doors)
  spotRoutes(doors)
  selfFunderRoutes(doors)
  feeRoutes(doors)
  mountTabs(doors, house, 'brokerage.see', 'package')
  guardHistory(doors, house, 'brokerage.see', ['package', 'offer', 'joint-plan'])
  packagesApi(doors)
  waitingListRoutes(doors, house)
  togetherApi(doors)
  afterRoutes(doors)
  speedRoutes(doors)
  emergencyRoutes(doors)
}
