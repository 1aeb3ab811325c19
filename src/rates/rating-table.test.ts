import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { microsOf } from '#src/base/moment.ts'
import { bankHolidays } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { rateVisit, rateVisits, type VisitToRate } from '#src/rates/rate-visit.ts'
import { piecesOf, placeOf, type Tariff, tariffOf } from '#src/rates/tariff.ts'

/** One row a case: rule and settings, how a rate is found, zone and planned start, planned minutes, workers, log-ins and log-outs in minutes
 * (and seconds) after it, and what comes of it: outcome, actual and payable minutes, workers paid, price of an hour, pence. */
type Case = readonly [string, 'start' | 'split' | 'bands', string, number, 1 | 2, string, string]

const line = (zone: string, day: string, from: string, to: string, pence: number) => ({
  ...{ service: 'home_care', zone, day, from, to },
  pence_per_hour: pence,
})

const RATES = [
  line('any', 'any', '00:00', '24:00', 2164),
  line('any', 'weekday', '22:00', '24:00', 2500),
  line('any', 'weekday', '00:00', '07:00', 2500),
  line('any', 'weekend', '00:00', '24:00', 2331),
  line('any', 'sunday', '00:00', '24:00', 2402),
  line('any', 'bank_holiday', '00:00', '24:00', 3246),
  line('any', 'bank_holiday', '18:00', '24:00', 3501),
  line('rural', 'any', '00:00', '24:00', 2420),
  line('rural', 'weekend', '07:00', '12:00', 2610),
  line('rural', 'bank_holiday', '00:00', '24:00', 3631),
  line('market', 'monday', '06:00', '10:00', 2299),
]
const LENGTHS = [
  { service: 'home_care', zone: 'any', prices: { 30: 1600, 45: 2000 } },
  { service: 'home_care', zone: 'rural', prices: { 15: 740, 60: 3000 } },
]
const HOLIDAYS = bankHolidays(['2026-01-01', '2026-04-03', '2026-04-06', '2026-12-25', '2026-12-28', '2027-01-01'])

// The expected results were reckoned by a program of its own from docs/formats, in fractions and with another table of time zones.
const CASES: readonly Case[] = [
  // R1 planned
  ['planned', 'start', 'urban 2026-06-03T09:00', 15, 1, '0-3', 'paid 3 15 1 2164 541'],
  ['planned', 'start', 'urban 2026-06-03T09:00', 45, 1, '5-5', 'paid 0 45 1 2164 1623'],
  ['planned', 'start', 'rural 2026-06-03T09:00', 60, 1, '-10-75', 'paid 85 60 1 2420 2420'],
  ['planned', 'start', 'urban 2026-06-03T22:00', 540, 1, '0-500', 'paid 500 540 1 2500 22500'],
  ['planned', 'start', 'urban 2026-06-05T00:00', 1440, 1, '0-1440', 'paid 1440 1440 1 2500 60000'],
  ['planned', 'start', 'urban 2026-12-25T19:00', 1, 1, '0-1', 'paid 1 1 1 3501 58'],
  // R2 actual: seconds to whole minutes, half up
  ['actual', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-28:29', 'paid 28 28 1 2164 1010'],
  ['actual', 'start', 'market 2026-06-03T09:00', 30, 1, '0-28:30', 'paid 29 29 1 2164 1046'],
  ['actual', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-0:29', 'paid 0 0 1 2164 0'],
  ['actual', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-0:30', 'paid 1 1 1 2164 36'],
  ['actual', 'start', 'rural 2026-06-06T10:00', 60, 1, '0-59:59', 'paid 60 60 1 2610 2610'],
  ['actual', 'start', 'urban 2026-06-07T10:00', 30, 1, '-0:45-30:44', 'paid 31 31 1 2402 1241'],
  ['actual', 'start', 'rural 2026-01-01T00:00', 30, 1, '0-1439:30', 'paid 1440 1440 1 3631 87144'],
  ['actual', 'start', 'urban 2026-12-25T17:59', 30, 1, '29:31-60', 'paid 30 30 1 3246 1623'],
  ['actual', 'start', 'rural 2026-06-03T09:00', 7, 1, '0-7', 'paid 7 7 1 2420 282'],
  // R3 capped
  ['capped', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-29:29', 'paid 29 29 1 2164 1046'],
  ['capped', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-29:30', 'paid 30 30 1 2164 1082'],
  ['capped', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-90', 'paid 90 30 1 2420 1210'],
  ['capped', 'start', 'market 2026-06-08T09:59', 45, 1, '-20-20', 'paid 40 40 1 2299 1533'],
  ['capped', 'start', 'market 2026-06-08T10:00', 45, 1, '0-44', 'paid 44 44 1 2164 1587'],
  ['capped', 'start', 'market 2026-04-06T06:30', 15, 1, '0-15', 'paid 15 15 1 2299 575'],
  ['capped', 'start', 'urban 2026-06-03T09:00', 60, 1, '10-10', 'paid 0 0 1 2164 0'],
  // R4 tolerance: both ends of the tolerance, then one minute past them
  ['tolerance 5', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-25', 'paid 25 30 1 2164 1082'],
  ['tolerance 5', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-24:29', 'paid 24 24 1 2164 866'],
  ['tolerance 5', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-35:29', 'paid 35 30 1 2164 1082'],
  ['tolerance 5', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-35:30', 'paid 36 30 1 2164 1082'],
  ['tolerance 7', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-38', 'paid 38 45 1 2420 1815'],
  ['tolerance 7', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-37', 'paid 37 37 1 2420 1492'],
  ['tolerance 7', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-52', 'paid 52 45 1 2420 1815'],
  ['tolerance 7', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-53', 'paid 53 45 1 2420 1815'],
  ['tolerance 0', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-30', 'paid 30 30 1 2164 1082'],
  ['tolerance 0', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-31', 'paid 31 30 1 2164 1082'],
  ['tolerance 10', 'start', 'urban 2026-06-06T08:00', 15, 1, '0-5', 'paid 5 15 1 2331 583'],
  ['tolerance 10', 'start', 'urban 2026-06-06T08:00', 15, 1, '0-4', 'paid 4 4 1 2331 155'],
  // R5 bands to the nearest: the half goes up
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-7:29', 'paid 7 0 1 2164 0'],
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-7:30', 'paid 8 15 1 2164 541'],
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-22', 'paid 22 15 1 2164 541'],
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-23', 'paid 23 30 1 2164 1082'],
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-67', 'paid 67 60 1 2164 2164'],
  ['banded 15 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-68', 'paid 68 75 1 2164 2705'],
  ['banded 10 nearest', 'start', 'market 2026-06-03T09:00', 30, 1, '0-34', 'paid 34 30 1 2164 1082'],
  ['banded 10 nearest', 'start', 'market 2026-06-03T09:00', 30, 1, '0-35', 'paid 35 40 1 2164 1443'],
  ['banded 5 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-27', 'paid 27 25 1 2164 902'],
  ['banded 5 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-28', 'paid 28 30 1 2164 1082'],
  ['banded 30 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-44', 'paid 44 30 1 2164 1082'],
  ['banded 30 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-45', 'paid 45 60 1 2164 2164'],
  ['banded 7 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-3', 'paid 3 0 1 2164 0'],
  ['banded 7 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-4', 'paid 4 7 1 2164 252'],
  ['banded 1 nearest', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-29', 'paid 29 29 1 2164 1046'],
  ['banded 60 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-29', 'paid 29 0 1 2164 0'],
  ['banded 60 nearest', 'start', 'urban 2026-06-03T09:00', 60, 1, '0-30', 'paid 30 60 1 2164 2164'],
  // R5 and R6 rounded up and down, and capped
  ['banded 15 up', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-0', 'paid 0 0 1 2331 0'],
  ['banded 15 up', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-1', 'paid 1 15 1 2331 583'],
  ['banded 15 up', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-30', 'paid 30 30 1 2331 1166'],
  ['banded 15 up', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-31', 'paid 31 45 1 2331 1748'],
  ['banded 5 up cap', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-26', 'paid 26 30 1 2331 1166'],
  ['banded 5 up cap', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-31', 'paid 31 30 1 2331 1166'],
  ['banded 5 up cap', 'start', 'urban 2026-06-06T09:00', 28, 1, '0-27', 'paid 27 28 1 2331 1088'],
  ['banded 15 down', 'start', 'urban 2026-06-06T09:00', 45, 1, '0-44', 'paid 44 30 1 2331 1166'],
  ['banded 15 down', 'start', 'urban 2026-06-06T09:00', 45, 1, '0-45', 'paid 45 45 1 2331 1748'],
  ['banded 15 down', 'start', 'urban 2026-06-06T09:00', 45, 1, '0-14', 'paid 14 0 1 2331 0'],
  ['banded 15 nearest cap', 'start', 'urban 2026-06-06T09:00', 30, 1, '0-41', 'paid 41 30 1 2331 1166'],
  ['banded 15 nearest cap', 'start', 'urban 2026-06-06T09:00', 40, 1, '0-38', 'paid 38 40 1 2331 1554'],
  ['banded 30 up cap', 'start', 'urban 2026-06-06T09:00', 45, 1, '0-31', 'paid 31 45 1 2331 1748'],
  // R7 percent: at each border, and a border that is no whole minute
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-27', 'paid 27 30 1 2420 1210'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-26', 'paid 26 26 1 2420 1049'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-15', 'paid 15 15 1 2420 605'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-14', 'paid 14 0 1 2420 0'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-41', 'paid 41 45 1 2420 1815'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-40', 'paid 40 40 1 2420 1613'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-22', 'paid 22 0 1 2420 0'],
  ['percent 90 50', 'start', 'rural 2026-06-03T09:00', 45, 1, '0-23', 'paid 23 23 1 2420 928'],
  ['percent 80 0', 'start', 'rural 2026-06-03T09:00', 60, 1, '0-48', 'paid 48 60 1 2420 2420'],
  ['percent 80 0', 'start', 'rural 2026-06-03T09:00', 60, 1, '0-1', 'paid 1 1 1 2420 40'],
  ['percent 95 95', 'start', 'rural 2026-06-03T09:00', 60, 1, '0-56', 'paid 56 0 1 2420 0'],
  ['percent 95 95', 'start', 'rural 2026-06-03T09:00', 60, 1, '0-57', 'paid 57 60 1 2420 2420'],
  ['percent 100 100', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-29', 'paid 29 0 1 2420 0'],
  ['percent 100 100', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-45', 'paid 45 30 1 2420 1210'],
  ['percent 33.333334 33.333333', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-10', 'paid 10 10 1 2420 403'],
  ['percent 120 50', 'start', 'rural 2026-06-03T09:00', 30, 1, '0-33', 'paid 33 30 1 2420 1210'],
  // R8 minimum
  ['minimum 15', 'start', 'urban 2026-06-07T19:00', 30, 1, '0-0', 'paid 0 15 1 2402 601'],
  ['minimum 15', 'start', 'urban 2026-06-07T19:00', 30, 1, '0-14', 'paid 14 15 1 2402 601'],
  ['minimum 15', 'start', 'urban 2026-06-07T19:00', 30, 1, '0-15', 'paid 15 15 1 2402 601'],
  ['minimum 15', 'start', 'urban 2026-06-07T19:00', 30, 1, '0-16', 'paid 16 16 1 2402 641'],
  ['minimum 30 cap', 'start', 'urban 2026-06-07T19:00', 15, 1, '0-5', 'paid 5 15 1 2402 601'],
  ['minimum 30 cap', 'start', 'urban 2026-06-07T19:00', 45, 1, '0-5', 'paid 5 30 1 2402 1201'],
  ['minimum 0', 'start', 'urban 2026-06-07T19:00', 30, 1, '0-3', 'paid 3 3 1 2402 120'],
  ['minimum 20', 'start', 'urban 2026-06-07T19:00', 30, 1, '-5-10', 'paid 15 20 1 2402 801'],
  // R9 balance of one visit
  ['balance', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-29', 'paid 29 29 1 2164 1046'],
  ['balance', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-30', 'paid 30 30 1 2164 1082'],
  ['balance', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-55', 'paid 55 30 1 2164 1082'],
  // nobody came, and log-outs that are missing
  ['planned', 'start', 'urban 2026-06-03T09:00', 30, 1, '', 'missed - 0 0 - 0'],
  ['capped', 'start', 'urban 2026-06-03T09:00', 30, 1, '', 'missed - 0 0 - 0'],
  ['minimum 15', 'start', 'urban 2026-06-03T09:00', 30, 1, '', 'missed - 0 0 - 0'],
  ['actual', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'query - 0 0 - 0'],
  ['planned', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'query - 0 0 - 0'],
  ['minimum 15', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'query - 0 0 - 0'],
  ['actual nlo-planned', 'start', 'urban 2026-06-03T09:00', 30, 1, '3-', 'paid 30 30 1 2164 1082'],
  ['tolerance 5 nlo-planned', 'start', 'urban 2026-06-03T09:00', 30, 1, '3-', 'paid 30 30 1 2164 1082'],
  ['banded 15 up nlo-zero', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'paid 0 0 1 2164 0'],
  ['planned nlo-zero', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'paid 0 30 1 2164 1082'],
  ['minimum 15 nlo-zero', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'paid 0 15 1 2164 541'],
  ['percent 90 50 nlo-zero', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'paid 0 0 1 2164 0'],
  ['percent 90 50 nlo-planned', 'start', 'urban 2026-06-03T09:00', 30, 1, '0-', 'paid 30 30 1 2164 1082'],
  // two workers: the time together; one alone; one log-out missing
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 0-45', 'paid 45 45 2 2610 3915'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 10-55', 'paid 35 35 2 2610 3045'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '10-55 0-45', 'paid 35 35 2 2610 3045'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-20 25-45', 'paid 0 0 2 2610 0'],
  ['capped', 'start', 'rural 2026-06-06T11:59', 45, 2, '-5-50 -3-48', 'paid 51 45 2 2610 3915'],
  ['planned', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-5 40-45', 'paid 0 45 2 2610 3915'],
  ['banded 15 nearest', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-38 0-52', 'paid 38 45 2 2610 3915'],
  ['tolerance 5', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 4-46', 'paid 41 45 2 2610 3915'],
  ['tolerance 5', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 6-46', 'paid 39 39 2 2610 3393'],
  ['minimum 15', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-10 5-45', 'paid 5 15 2 2610 1305'],
  ['percent 90 50', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 5-45', 'paid 40 40 2 2610 3480'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45', 'one_worker 45 45 1 2610 1958'],
  ['planned', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-1', 'one_worker 1 45 1 2610 1958'],
  ['banded 15 up', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-31', 'one_worker 31 45 1 2610 1958'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 0-', 'query - 0 0 - 0'],
  ['actual', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-', 'query - 0 0 - 0'],
  ['actual nlo-planned', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 0-', 'paid 45 45 2 2610 3915'],
  ['actual nlo-zero', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-45 0-', 'paid 0 0 2 2610 0'],
  ['minimum 20 nlo-planned', 'start', 'rural 2026-06-06T11:59', 45, 2, '0-', 'one_worker 45 45 1 2610 1958'],
  ['planned', 'start', 'rural 2026-06-06T11:59', 45, 2, '', 'missed - 0 0 - 0'],
  // the line that holds at the start
  ['planned', 'start', 'urban 2026-06-03T06:59', 30, 1, '0-30', 'paid 30 30 1 2500 1250'],
  ['planned', 'start', 'urban 2026-06-03T07:00', 30, 1, '0-30', 'paid 30 30 1 2164 1082'],
  ['planned', 'start', 'urban 2026-06-03T21:59', 30, 1, '0-30', 'paid 30 30 1 2164 1082'],
  ['planned', 'start', 'urban 2026-06-03T22:00', 30, 1, '0-30', 'paid 30 30 1 2500 1250'],
  ['planned', 'start', 'urban 2026-06-05T23:59', 30, 1, '0-30', 'paid 30 30 1 2500 1250'],
  ['planned', 'start', 'urban 2026-06-06T00:00', 30, 1, '0-30', 'paid 30 30 1 2331 1166'],
  ['planned', 'start', 'urban 2026-06-06T23:59', 30, 1, '0-30', 'paid 30 30 1 2331 1166'],
  ['planned', 'start', 'urban 2026-06-07T00:00', 30, 1, '0-30', 'paid 30 30 1 2402 1201'],
  ['planned', 'start', 'urban 2026-06-08T00:00', 30, 1, '0-30', 'paid 30 30 1 2500 1250'],
  ['planned', 'start', 'market 2026-06-08T05:59', 30, 1, '0-30', 'paid 30 30 1 2500 1250'],
  ['planned', 'start', 'market 2026-06-08T06:00', 30, 1, '0-30', 'paid 30 30 1 2299 1150'],
  ['planned', 'start', 'market 2026-06-08T09:59', 30, 1, '0-30', 'paid 30 30 1 2299 1150'],
  ['planned', 'start', 'market 2026-06-08T10:00', 30, 1, '0-30', 'paid 30 30 1 2164 1082'],
  ['planned', 'start', 'rural 2026-06-06T06:59', 30, 1, '0-30', 'paid 30 30 1 2420 1210'],
  ['planned', 'start', 'rural 2026-06-06T07:00', 30, 1, '0-30', 'paid 30 30 1 2610 1305'],
  ['planned', 'start', 'rural 2026-06-07T11:59', 30, 1, '0-30', 'paid 30 30 1 2610 1305'],
  ['planned', 'start', 'rural 2026-06-07T12:00', 30, 1, '0-30', 'paid 30 30 1 2420 1210'],
  ['planned', 'start', 'urban 2026-04-03T17:59', 30, 1, '0-30', 'paid 30 30 1 3246 1623'],
  ['planned', 'start', 'urban 2026-04-03T18:00', 30, 1, '0-30', 'paid 30 30 1 3501 1751'],
  ['planned', 'start', 'market 2026-04-06T09:00', 30, 1, '0-30', 'paid 30 30 1 2299 1150'],
  ['planned', 'start', 'rural 2026-12-25T20:00', 30, 1, '0-30', 'paid 30 30 1 3631 1816'],
  ['planned', 'start', 'urban 2026-12-28T08:00', 30, 1, '0-30', 'paid 30 30 1 3246 1623'],
  ['planned', 'start', 'urban 2026-12-26T08:00', 30, 1, '0-30', 'paid 30 30 1 2331 1166'],
  ['planned', 'start', 'urban 2027-01-01T00:00', 30, 1, '0-30', 'paid 30 30 1 3246 1623'],
  // in pieces: at midnight, where a band begins, into and out of a bank holiday
  ['actual', 'split', 'urban 2026-06-03T21:30', 60, 1, '0-60', 'paid 60 60 1 - 2332'],
  ['actual', 'split', 'urban 2026-06-03T06:30', 60, 1, '0-60', 'paid 60 60 1 - 2332'],
  ['actual', 'split', 'urban 2026-06-05T23:30', 60, 1, '0-60', 'paid 60 60 1 - 2416'],
  ['actual', 'split', 'urban 2026-06-06T23:30', 60, 1, '0-60', 'paid 60 60 1 - 2367'],
  ['actual', 'split', 'urban 2026-06-07T23:30', 60, 1, '0-60', 'paid 60 60 1 - 2451'],
  ['actual', 'split', 'urban 2026-06-03T22:00', 540, 1, '0-540', 'paid 540 540 1 2500 22500'],
  ['actual', 'split', 'urban 2026-06-05T21:00', 720, 1, '0-720', 'paid 720 720 1 - 28143'],
  ['actual', 'split', 'urban 2026-12-24T23:45', 30, 1, '0-30', 'paid 30 30 1 - 1437'],
  ['actual', 'split', 'urban 2026-12-25T17:45', 30, 1, '0-30', 'paid 30 30 1 - 1687'],
  ['actual', 'split', 'urban 2026-12-25T23:30', 60, 1, '0-60', 'paid 60 60 1 - 2916'],
  ['actual', 'split', 'urban 2026-04-02T22:00', 600, 1, '0-600', 'paid 600 600 1 - 30968'],
  ['actual', 'split', 'rural 2026-06-06T06:30', 60, 1, '0-60', 'paid 60 60 1 - 2515'],
  ['actual', 'split', 'rural 2026-06-06T11:30', 60, 2, '0-60 0-60', 'paid 60 60 2 - 5030'],
  ['actual', 'split', 'market 2026-06-08T09:45', 30, 2, '0-30 5-30', 'paid 25 25 2 - 1871'],
  ['actual', 'split', 'urban 2026-06-03T21:59', 2, 1, '0-2', 'paid 2 2 1 - 78'],
  ['actual', 'split', 'urban 2026-06-03T21:30', 60, 2, '0-60', 'one_worker 60 60 1 - 2332'],
  ['actual', 'split', 'urban 2026-06-03T21:45', 30, 1, '0-15', 'paid 15 15 1 2164 541'],
  // in pieces over the clock changes: elapsed minutes count
  ['planned', 'split', 'urban 2026-03-28T22:00', 540, 1, '0-540', 'paid 540 540 1 - 21476'],
  ['planned', 'split', 'urban 2026-03-29T00:30', 60, 1, '0-60', 'paid 60 60 1 2402 2402'],
  ['planned', 'split', 'urban 2026-03-29T00:59', 2, 1, '0-2', 'paid 2 2 1 2402 80'],
  ['planned', 'split', 'urban 2026-03-28T23:30', 60, 1, '0-60', 'paid 60 60 1 - 2367'],
  ['planned', 'split', 'urban 2026-03-29T00:00', 1440, 1, '0-1440', 'paid 1440 1440 1 - 57746'],
  ['planned', 'split', 'urban 2026-10-24T22:00', 660, 1, '0-660', 'paid 660 660 1 - 26280'],
  ['planned', 'split', 'urban 2026-10-25T00:30', 120, 1, '0-120', 'paid 120 120 1 2402 4804'],
  ['planned', 'split', 'urban 2026-10-25T00:30Z', 60, 1, '0-60', 'paid 60 60 1 2402 2402'],
  ['planned', 'split', 'urban 2026-10-24T23:30Z', 150, 1, '0-150', 'paid 150 150 1 2402 6005'],
  ['planned', 'split', 'urban 2026-10-25T00:30', 1440, 1, '0-1440', 'paid 1440 1440 1 2402 57648'],
  ['planned', 'split', 'urban 2026-10-25T23:00', 120, 1, '0-120', 'paid 120 120 1 - 4902'],
  ['capped', 'split', 'urban 2026-03-28T22:00', 540, 2, '0-600 30-540', 'paid 510 510 2 - 40550'],
  // prices of lengths: the longest that fits, the rest by the hour
  ['actual', 'bands', 'urban 2026-06-03T09:00', 30, 1, '0-29', 'paid 29 29 1 2164 1046'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 30, 1, '0-30', 'paid 30 30 1 2164 1600'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 30, 1, '0-44', 'paid 44 44 1 2164 2105'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 45, 1, '0-45', 'paid 45 45 1 2164 2000'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 45, 1, '0-50', 'paid 50 50 1 2164 2180'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 45, 2, '0-44 0-44', 'paid 44 44 2 2164 4210'],
  ['actual', 'bands', 'urban 2026-06-03T09:00', 90, 1, '0-90', 'paid 90 90 1 2164 3623'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 15, 1, '0-14', 'paid 14 14 1 2420 565'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 15, 1, '0-15', 'paid 15 15 1 2420 740'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 45, 1, '0-59', 'paid 59 59 1 2420 2515'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 60, 1, '0-60', 'paid 60 60 1 2420 3000'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 60, 2, '0-75 0-75', 'paid 75 75 2 2420 7210'],
  ['actual', 'bands', 'rural 2026-06-03T09:00', 60, 2, '0-60', 'one_worker 60 60 1 2420 3000'],
  ['actual', 'bands', 'market 2026-06-03T09:00', 30, 1, '0-0', 'paid 0 0 1 2164 0'],
  ['banded 15 nearest', 'bands', 'urban 2026-12-25T09:00', 30, 1, '0-41', 'paid 41 45 1 3246 2000'],
  ['banded 15 nearest', 'bands', 'rural 2026-12-25T09:00', 60, 1, '0-53', 'paid 53 60 1 3631 3000'],
]

function paymentOf(words: string): Record<string, unknown> {
  const [rule = '', ...rest] = words.split(' ')
  const numbers = rest.filter((word) => /^[\d.]+$/.test(word)).map(Number)
  const mode = rest.find((word) => ['nearest', 'up', 'down'].includes(word))
  const settings: Record<string, Record<string, unknown>> = {
    tolerance: { minutes: numbers[0] },
    minimum: { minutes: numbers[0] },
    banded: { increment: numbers[0], mode },
    percent: { full_at: numbers[0], zero_below: numbers[1] },
  }
  const noLogOut = rest.find((word) => word.startsWith('nlo-'))?.slice(4)
  return {
    rule,
    ...settings[rule],
    ...(rest.includes('cap') ? { cap_at_planned: true } : {}),
    ...(noLogOut === undefined ? {} : { no_log_out: noLogOut }),
  }
}

const tariffs = new Map<string, Tariff>()
function tariffFor(rule: string, at: Case[1]): Tariff {
  const known = tariffs.get(`${rule} ${at}`)
  if (known) return known
  const file = {
    ...{ card: 'HC', from: '2026-01-01', payment: paymentOf(rule), rates: RATES },
    ...(at === 'bands' ? { bands: LENGTHS } : { rate_at: at }),
  }
  const parsed = parseRateCard(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const made = tariffOf(parsed.value, HOLIDAYS)
  tariffs.set(`${rule} ${at}`, made)
  return made
}

const startOf = (text: string): Temporal.Instant =>
  text.endsWith('Z')
    ? Temporal.Instant.from(text.replace('Z', ':00Z'))
    : Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London', { disambiguation: 'reject' }).toInstant()

/** "-0:45" is 45 seconds before the planned start. */
function seconds(text: string): number {
  const [minutes = '', rest = '0'] = text.split(':')
  return Number(minutes) * 60 + (minutes.startsWith('-') ? -1 : 1) * Number(rest)
}

function visitOf([, , place, minutes, workers, logs]: Case): VisitToRate {
  const [zone = '', when = ''] = place.split(' ')
  const start = startOf(when)
  const attendances = logs
    .split(' ')
    .filter((log) => log !== '')
    .map((log) => {
      const [, from = '', to = ''] = /^(-?[\d:]+)-([\d:]*)$/.exec(log) ?? []
      return {
        in: microsOf(start.add({ seconds: seconds(from) })),
        out: to === '' ? undefined : microsOf(start.add({ seconds: seconds(to) })),
      }
    })
    .sort((a, b) => a.in - b.in)
  return {
    ...{ visitRef: 'V1', personRef: 'P1', contractRef: 'C1', service: 'home_care', zone, start },
    minutes,
    workers,
    attendances,
  }
}

function ratedAs(tariff: Tariff, visit: VisitToRate): string {
  const rated = rateVisit(tariff, visit)
  if (!rated.ok) return rated.error.refusal
  const { outcome, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence } = rated.value
  return [outcome, actualMinutes ?? '-', payableMinutes, workersPaid, pencePerHour ?? '-', amountPence].join(' ')
}

describe('priced cases', () => {
  test('are 150 at least', () => assert.ok(CASES.length >= 150, String(CASES.length)))
  for (const one of CASES) {
    const [rule, at, place, minutes, workers, logs, expected] = one
    test(`${rule}, ${at}, ${place}, ${minutes} for ${workers}: ${logs || 'nobody'}`, () =>
      assert.equal(ratedAs(tariffFor(rule, at), visitOf(one)), expected))
  }
})

// Properties over every rule, every way of pricing, one worker and two, with and without log-outs
const rules = fc.constantFrom(...new Set(CASES.map(([rule]) => rule)))
const ways = fc.constantFrom<Case[1]>('start', 'split', 'bands')
const clockTime = fc.integer({ min: -90, max: 700 })
const visits = fc
  .array(
    fc.record({
      place: fc.constantFrom('urban', 'rural', 'market'),
      minute: fc.nat(525_000),
      minutes: fc.constantFrom(15, 30, 45, 60, 540),
      workers: fc.constantFrom<1 | 2>(1, 2),
      logs: fc.array(fc.record({ in: clockTime, length: fc.option(fc.nat(600)) }), { maxLength: 3 }),
      personRef: fc.constantFrom('P1', 'P2'),
    }),
    { maxLength: 12 },
  )
  .map((made) =>
    made.map(({ place, minute, minutes, workers, logs, personRef }, i): VisitToRate => {
      const start = startOf('2026-01-01T00:00').add({ minutes: minute })
      const attendances = logs.map((log) => {
        const from = start.add({ minutes: log.in })
        return {
          in: microsOf(from),
          out: log.length === null ? undefined : microsOf(from.add({ minutes: log.length })),
        }
      })
      return {
        visitRef: `V${i}`,
        personRef,
        contractRef: 'C1',
        service: 'home_care',
        zone: place,
        start,
        minutes,
        workers,
        attendances,
      }
    }),
  )

describe('of any visits under any card', () => {
  test('a capped visit is never paid for more than was planned', () =>
    fc.assert(
      fc.property(rules, ways, visits, (rule, at, some) => {
        for (const rated of rateVisits(tariffFor(`${rule} cap`, at), some))
          assert.ok(rated.ok && rated.value.payableMinutes <= rated.value.plannedMinutes)
      }),
    ))

  test('the total is the sum of the lines, whole pence, and nothing is paid below nothing', () =>
    fc.assert(
      fc.property(rules, ways, visits, (rule, at, some) => {
        const tariff = tariffFor(rule, at)
        const together = rateVisits(tariff, some).map((rated) => (rated.ok ? rated.value.amountPence : assert.fail()))
        assert.ok(together.every((pence) => Number.isSafeInteger(pence) && pence >= 0))
        if (rule.startsWith('balance')) return
        const alone = some
          .map((visit) => rateVisit(tariff, visit))
          .map((rated) => (rated.ok ? rated.value.amountPence : 0))
        assert.deepEqual(together, alone)
      }),
    ))

  test('the order in which visits come changes nothing', () =>
    fc.assert(
      fc.property(rules, ways, visits, fc.infiniteStream(fc.nat()), (rule, at, some, dice) => {
        const tariff = tariffFor(rule, at)
        const keyed = some.map((visit) => ({ visit, key: dice.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        const shuffled = keyed.map(({ visit }) => visit)
        const byRef = (list: readonly VisitToRate[]) =>
          new Map(rateVisits(tariff, list).map((rated, i) => [list[i]?.visitRef, JSON.stringify(rated)]))
        assert.deepEqual([...byRef(shuffled)].sort(), [...byRef(some)].sort())
      }),
    ))

  test('the pieces of a visit add up to its minutes, and to its price', () =>
    fc.assert(
      fc.property(
        fc.nat(525_000),
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom('urban', 'rural'),
        (minute, minutes, zone) => {
          const tariff = tariffFor('actual', 'split')
          const start = startOf('2026-01-01T00:00').add({ minutes: minute })
          const pieces = piecesOf(tariff, placeOf(tariff, 'home_care', zone), start.epochMilliseconds / 1000, minutes)
          if (typeof pieces === 'string') assert.fail(pieces)
          assert.equal(
            pieces.reduce((sum, piece) => sum + piece.minutes, 0),
            minutes,
          )
          const sixtieths = pieces.reduce((sum, piece) => sum + piece.minutes * piece.pencePerHour, 0)
          const attendances = [{ in: microsOf(start), out: microsOf(start.add({ minutes })) }]
          const visit = {
            ...{ visitRef: 'V1', personRef: 'P1', contractRef: 'C1', service: 'home_care', zone, start },
            minutes,
            workers: 1,
            attendances,
          }
          const rated = rateVisit(tariff, visit)
          assert.equal(rated.ok && rated.value.amountPence, Math.floor((sixtieths + 30) / 60))
        },
      ),
    ))
})
