export { endCareLater } from '#src/brokerage/after/later-end-commands.ts'
export {
  type CarePackage,
  type Choice,
  OPEN_STATUSES,
  serviceName,
  type PackageStatus,
  type Placement,
  STATUS_WORDS,
} from '#src/brokerage/packages/care-package.ts'
export { findPackage } from '#src/brokerage/packages/care-package.store.ts'
export {
  assignPackages,
  closeOffers,
  endCare,
  sendIn,
  sendPackage,
  withdrawIn,
  withdrawPackage,
} from '#src/brokerage/packages/package-commands.ts'
export {
  changePackage,
  requestIn,
  requestPackage,
  type RequestPackage,
} from '#src/brokerage/requests/request-commands.ts'
export { changeCare } from '#src/brokerage/after/after-commands.ts'
export { isStay } from '#src/brokerage/requests/request.ts'
export { placeNow, type PlaceNowRefusal } from '#src/brokerage/emergency/place-now-commands.ts'
export { placeNowError } from '#src/brokerage/emergency/place-now.page.ts'
export type { BrokerageFact, Placed } from '#src/brokerage/facts.ts'
export type { Invitation, Offer, OfferedVisit, Weights } from '#src/brokerage/offers/offer.ts'
export { findInvitation, listInvitations, listOffers } from '#src/brokerage/offers/offer.store.ts'
export { decline, giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
export {
  agreerInWords,
  besideFault,
  daysInWords,
  hoursInWords,
  type PatternVisit,
  weeklyMinutes,
  weeklyVisits,
} from '#src/brokerage/packages/pattern.ts'
export { askProviderAgain, stopAskingProvider, withdrawTransferred } from '#src/brokerage/leaving/leaving-commands.ts'
export { listLeaving } from '#src/brokerage/leaving/leaving.store.ts'
export { type Asked, listAsked, listSaid } from '#src/brokerage/placing/asked.store.ts'
export { LEASE, roundsOf, solveWatched, stopWork } from '#src/brokerage/placing/at-work.job.ts'
export { progressChart, STOPPED_IS_LOST, workWords } from '#src/brokerage/placing/progress.page.ts'
export { explain } from '#src/brokerage/placing/explain.ts'
export {
  bedsOf,
  type Ceiling,
  isDoubleHanded,
  isTimeCritical,
  afterMoving,
  minutesByPart,
  needsOf,
  takenBy,
  weekCeilingOf,
} from '#src/brokerage/placing/needs.ts'
export {
  type Alternative,
  EXCEPTIONS,
  type Place,
  type Plan,
  type PriceOf,
  type Proposal,
  type Room,
  type ToPlace,
} from '#src/brokerage/placing/plan.ts'
export { costInWords, gapInWords, plan } from '#src/brokerage/placing/placing.ts'
export { pose } from '#src/brokerage/placing/pose.ts'
export { exceptionInWords } from '#src/brokerage/placing/reasons.ts'
export { whereInWords } from '#src/brokerage/placing/row.ts'
export { listRooms, type PricedRoom, type RoomSearch, weekPrices } from '#src/brokerage/placing/rooms.store.ts'
export { placeOverCeiling } from '#src/brokerage/sign-off/place-commands.ts'
export {
  findPlacement,
  getPlacement,
  listPlacements,
  type PlacementSearch,
  searchPlacements,
} from '#src/brokerage/packages/placement.store.ts'
export {
  chunkedTables,
  loadInvitations,
  loadOffers,
  loadPackages,
  loadPlacements,
  loadSignatures,
  type PackageSignature,
} from '#src/brokerage/packages/rows.store.ts'
export {
  chooseOffer,
  handStepOver,
  refuseStep,
  sendStepBack,
  signStep,
  withdrawChoice,
} from '#src/brokerage/sign-off/sign-off-commands.ts'
export { remindSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
export { settleFee } from '#src/brokerage/fees/fee-commands.ts'
export { findInvoiceOf } from '#src/brokerage/fees/fee-invoice.store.ts'
export type { Advice } from '#src/brokerage/self-funders/advice.ts'
export type { Arrangement } from '#src/brokerage/self-funders/self-funder.ts'
export { listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
export { endConsent, keepConsent } from '#src/brokerage/self-funders/consent-commands.ts'
export {
  acceptFee,
  arrangeCare,
  endArrangement,
  noteAdvice,
} from '#src/brokerage/self-funders/self-funder-commands.ts'
export { listeners } from '#src/brokerage/listeners.ts'
export { jobs } from '#src/brokerage/offers-and-signatures.job.ts'
export { noteRounds, type WeeklyVisits } from '#src/brokerage/told/told-commands.ts'
export { type KnownTo, listOnRounds, outwardCodesOf, saveKnown as noteKnown } from '#src/brokerage/told/told.store.ts'
export { transferPlacements } from '#src/brokerage/transfers/transfer-commands.ts'
export { buyInFailureIn, type SaidOfSpot } from '#src/brokerage/spot/failure-commands.ts'
export { latestSpotEnd } from '#src/brokerage/spot/needs-spot.store.ts'
export { SPOT_REASONS } from '#src/brokerage/spot/spot.ts'
export { askSpot, decideSpotPurchase } from '#src/brokerage/spot/spot-commands.ts'
export { mails } from '#src/brokerage/mails.ts'
export { words } from '#src/brokerage/words.ts'
export { panels, search, work } from '#src/brokerage/panels.ts'
export { routes } from '#src/brokerage/routes.ts'
