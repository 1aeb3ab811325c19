export { type BankHolidays, bankHolidays, parseHolidays, yearsCovered } from '#src/rates/holidays.ts'
export type { Fault, JsonNode } from '#src/rates/located-json.ts'
export { readJson } from '#src/rates/located-json.ts'
export { type Attended, actualMinutes, NO_ONE, wholeMinutes } from '#src/rates/payable-minutes.ts'
export { type BandPrices, type Payment, parseRateCard, type RateCard, type RateLine } from '#src/rates/rate-card.ts'
export {
  type Attendance,
  attendedBy,
  compareText,
  type Outcome,
  type PlannedTime,
  priceVisit,
  type RatedVisit,
  type RateFault,
  type Rating,
  rateAttended,
  rateVisit,
  rateVisits,
  takeOffExcess,
  type VisitToRate,
} from '#src/rates/rate-visit.ts'
export { reasonOf } from '#src/rates/reason.ts'
export {
  type Place,
  type PriceRefusal,
  placeOf,
  priceAtStart,
  priceRefusalWords,
  type Tariff,
  tariffOf,
} from '#src/rates/tariff.ts'
export { addRateCard, type CardRefusal } from '#src/rates/commands.ts'
export { words } from '#src/rates/facts.ts'
export { cardExists, findStoredCard, listCards, noteHolder, type StoredCard } from '#src/rates/rate-card.store.ts'
export { routes } from '#src/rates/routes.ts'
export { findTariff } from '#src/rates/tariff.store.ts'
