/** From planned and worked minutes to payable minutes: the rules of a rate card (handbook 3.6, R1-R9). */
import type { Payment } from '#src/rates/rate-card.ts'

/** What the log says of it: how many workers came, and the whole minutes worked, undefined where a log-out is missing. */
export type Attended = {
  readonly workers: number
  readonly minutes: number | undefined
  /** Of two workers the minutes for which one at least was there, where the council pays for one alone (M-52). */
  readonly anyone?: number | undefined
  /** Of a missing log-out: the most per cent by hand, which the provider is over, so that the plan does not stand in for it (M-54). */
  readonly overManualPercent?: number | undefined
}

/** What the council decided of attendances that the log leaves open. A rate card, and `almoner rate`, know nothing of it. */
export type AttendanceTerms = {
  readonly paysAlone: boolean
  readonly overManualPercent?: number | undefined
}

export const NO_ONE: Attended = { workers: 0, minutes: undefined }

/** Seconds between log-in and log-out, as whole minutes, half up. Of a fraction of a second only the floor matters. */
export const wholeMinutes = (seconds: number): number => Math.floor((Math.floor(seconds) + 30) / 60)

/** a: the minutes that the rule works on; undefined where there are none (missed, or a query). */
export function actualMinutes(payment: Payment, planned: number, attended: Attended): number | undefined {
  if (attended.workers === 0) return undefined
  if (attended.minutes !== undefined) return attended.minutes
  if (payment.no_log_out === 'query') return undefined
  return payment.no_log_out === 'planned' && attended.overManualPercent === undefined ? planned : 0
}

/** Payable minutes by the card's rule, before `cap_at_planned` (R1-R9). The balance has had its turn: it pays a. */
export function payableMinutes(payment: Payment, planned: number, actual: number): number {
  switch (payment.rule) {
    case 'planned':
      return planned
    case 'actual':
    case 'balance':
      return actual
    case 'capped':
      return Math.min(actual, planned)
    case 'tolerance':
      return Math.abs(actual - planned) <= payment.minutes ? planned : Math.min(actual, planned)
    case 'banded':
      return inBands(actual, payment.increment, payment.mode)
    case 'percent':
      if (isShare(actual, planned, payment.full_at)) return planned
      return isShare(actual, planned, payment.zero_below) ? Math.min(actual, planned) : 0
    case 'minimum':
      return Math.max(actual, payment.minutes)
  }
}

function inBands(actual: number, increment: number, mode: 'nearest' | 'up' | 'down'): number {
  if (mode === 'up') return increment * Math.ceil(actual / increment)
  const lift = mode === 'nearest' ? Math.floor(increment / 2) : 0
  return increment * Math.floor((actual + lift) / increment)
}

/** Whether a is at least so many percent of p, exactly: a percentage has up to six decimals. */
export const isShare = (actual: number, planned: number, percentage: number): boolean =>
  actual * 100_000_000 >= Math.round(percentage * 1_000_000) * planned
