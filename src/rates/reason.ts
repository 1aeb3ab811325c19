/** Why a visit is paid what it is: one plain sentence, the same for the finance officer, the provider and the family. */
import { isShare } from '#src/rates/payable-minutes.ts'
import type { Payment } from '#src/rates/rate-card.ts'
import type { Rating } from '#src/rates/rating.ts'

export function reasonOf(payment: Payment, rating: Rating): string {
  if (rating.outcome === 'missed') return 'Not paid: nobody logged in for this visit.'
  if (rating.outcome === 'query') return 'Not paid yet: a log-out is missing, so the visit is queried.'
  const parts = [worked(payment, rating)]
  if (!rating.asWhole) parts.push(ruleWords(payment, rating))
  if (rating.payableMinutes + rating.aloneMinutes < rating.beforeCap)
    parts.push(`capped at the ${rating.plannedMinutes} planned`)
  if (rating.bandMinutes > 0) parts.push(bandWords(rating))
  if (rating.prices > 1) parts.push(`at ${rating.prices} hourly prices in turn`)
  parts.push(...rating.notes)
  const alone = rating.aloneMinutes > 0 ? ` and ${minutes(rating.aloneMinutes)} for one alone` : ''
  return `Paid ${minutes(rating.payableMinutes)}${workers(rating)}${alone}: ${parts.join(', ')}.`
}

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`)

function workers(rating: Rating): string {
  if (rating.outcome === 'one_worker') return ' for one worker of two'
  return rating.workersPaid === 2 ? ' for two workers' : ''
}

function worked(payment: Payment, rating: Rating): string {
  if (!rating.assumed) return `${rating.actualMinutes} worked${rating.workersPaid === 2 ? ' together' : ''}`
  if (payment.no_log_out === 'planned' && rating.overManualPercent !== undefined)
    return `no log-out, and more than ${rating.overManualPercent}% of the provider's visits of the month were entered by hand, so 0 count as worked`
  if (payment.no_log_out === 'planned') return `no log-out, so the ${rating.plannedMinutes} planned count as worked`
  return 'no log-out, so 0 count as worked'
}

function ruleWords(payment: Payment, rating: Rating): string {
  const planned = rating.plannedMinutes
  const actual = rating.actualMinutes ?? 0
  switch (payment.rule) {
    case 'planned':
      return 'the planned minutes are paid'
    case 'actual':
      return 'the minutes worked are paid'
    case 'capped':
      return `the minutes worked are paid up to the ${planned} planned`
    case 'tolerance':
      if (Math.abs(actual - planned) <= payment.minutes)
        return `within ${minutes(payment.minutes)} of the ${planned} planned`
      return `more than ${minutes(payment.minutes)} ${actual < planned ? 'short of' : 'over'} the ${planned} planned`
    case 'banded':
      return `${payment.increment}-minute bands ${payment.mode === 'nearest' ? 'to the nearest' : `rounded ${payment.mode}`}`
    case 'percent':
      if (isShare(actual, planned, payment.full_at)) return `at least ${payment.full_at}% of the ${planned} planned`
      if (!isShare(actual, planned, payment.zero_below)) return `under ${payment.zero_below}% of the ${planned} planned`
      return `under ${payment.full_at}% of the ${planned} planned`
    case 'minimum':
      return `at least ${minutes(payment.minutes)} are paid`
    case 'balance':
      if (rating.takenOff === 0) return 'within the balance of the period'
      return `${rating.takenOff} taken off because more was worked than planned over the period`
  }
}

function bandWords(rating: Rating): string {
  const rest = rating.payableMinutes - rating.bandMinutes
  return `the ${rating.bandMinutes}-minute price${rest > 0 ? ` and ${minutes(rest)} by the hour` : ''}`
}
