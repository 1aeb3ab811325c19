/** What of rates needs no database: cards and holidays as files, and the price of a visit with its reason. */
export { parseHolidays } from '#src/rates/holidays.ts'
export type { Fault } from '#src/rates/located-json.ts'
export { actualMinutes, wholeMinutes } from '#src/rates/payable-minutes.ts'
export { parseRateCard, type RateCard } from '#src/rates/rate-card.ts'
export type { Rating } from '#src/rates/rating.ts'
export { compareText, rateAttended, takeOffExcess } from '#src/rates/rate-visit.ts'
export { reasonOf } from '#src/rates/reason.ts'
export {
  lineAtStart,
  type Place,
  type PriceRefusal,
  placeOf,
  priceRefusalWords,
  type Tariff,
  tariffOf,
} from '#src/rates/tariff.ts'
