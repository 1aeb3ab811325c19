export { type BankHolidays, bankHolidays, parseHolidays, yearsCovered } from '#src/rates/holidays.ts'
export type { Fault, JsonNode } from '#src/rates/located-json.ts'
export { readJson } from '#src/rates/located-json.ts'
export { type AttendanceTerms, type Attended, actualMinutes, NO_ONE, wholeMinutes } from '#src/rates/payable-minutes.ts'
export { type BandPrices, type Payment, parseRateCard, type RateCard, type RateLine } from '#src/rates/rate-card.ts'
export type { Block, Exceptions } from '#src/rates/card-parts.ts'
export { type Calls, type CostFloor, floorOf, type FloorTerms, legalLines } from '#src/rates/cost-floor.ts'
export { compareCards, type PriceChange } from '#src/rates/compare-cards.ts'
export type { PlannedTime } from '#src/rates/price-minutes.ts'
export { ROUNDINGS, type Rounding, raiseCard, raisePrice } from '#src/rates/raise-card.ts'
export { type RatedBlock, rateBlock } from '#src/rates/rate-block.ts'
export type { Exception } from '#src/rates/rate-exception.ts'
export type { Outcome, Rating } from '#src/rates/rating.ts'
export {
  type Attendance,
  attendedBy,
  compareText,
  priceVisit,
  type RatedVisit,
  type RateFault,
  rateAttended,
  rateVisit,
  rateVisits,
  takeOffExcess,
  type VisitToRate,
} from '#src/rates/rate-visit.ts'
export { reasonOf } from '#src/rates/reason.ts'
export {
  lineAtStart,
  linesOn,
  type Place,
  type PriceRefusal,
  placeOf,
  priceRefusalWords,
  type Tariff,
  tariffOf,
} from '#src/rates/tariff.ts'
export { addRateCard, addVersion, type CardRefusal } from '#src/rates/commands.ts'
export { type CardBackDated, words } from '#src/rates/facts.ts'
export {
  cardExists,
  findStoredCard,
  listCards,
  listStoredCards,
  noteHolder,
  type StoredCard,
} from '#src/rates/rate-card.store.ts'
export { routes } from '#src/rates/routes.ts'
export { findTariff, listTariffs, tariffForAnyDay } from '#src/rates/tariff.store.ts'
export { changesTable } from '#src/rates/price-words.page.ts'
