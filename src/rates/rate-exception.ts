/** Visits that did not take place as planned: not let in, cancelled at short notice, away from home (handbook 3.6). */
import type { Instant } from '#src/base/day.ts'
import { londonWall } from '#src/base/london.ts'
import { divideHalfUp } from '#src/base/money.ts'
import type { Exceptions } from '#src/rates/card-parts.ts'
import { type PlannedTime, priceOf } from '#src/rates/price-minutes.ts'
import type { Rating } from '#src/rates/rating.ts'
import { lineAtStart, type PriceRefusal, type Tariff } from '#src/rates/tariff.ts'

/** Why a planned visit did not take place as planned. */
export type Exception =
  /** A worker came and was not let in. */
  | { readonly kind: 'no access' }
  /** The person or the council cancelled it at this moment. */
  | { readonly kind: 'cancelled'; readonly at: Instant }
  /** The person has been in hospital, in respite or away since this moment. */
  | { readonly kind: 'away'; readonly since: Instant }

/** What is owed: so many minutes of the visit, a share of them in per cent, and why. */
type Owed = { readonly minutes: number; readonly share: number; readonly travels: boolean; readonly reason: string }

export type RatedException = Rating & { readonly reason: string }

/** Rates a visit that did not take place as planned; one that the card pays nothing for comes out at 0 pence, with the reason. */
export function rateException(
  tariff: Tariff,
  planned: PlannedTime,
  exception: Exception,
): RatedException | PriceRefusal {
  const line = lineAtStart(tariff, planned.place, planned.start)
  if (typeof line === 'string') return line
  const { minutes, share, travels, reason } = owedFor(tariff.card.exceptions, planned, exception)
  const workers = planned.workers
  const work = {
    tariff,
    planned: { ...planned, wakings: undefined },
    line,
    minutes,
    workers,
    share,
    travels,
    alone: 0,
    isPart: true,
  }
  const priced = minutes === 0 || share === 0 ? undefined : priceOf(work)
  if (typeof priced === 'string') return priced
  const payable = priced ? divideHalfUp(minutes * share, 100) : 0
  return {
    outcome: 'paid',
    plannedMinutes: planned.minutes,
    actualMinutes: 0,
    payableMinutes: payable,
    workersPaid: workers,
    aloneMinutes: 0,
    pencePerHour: priced?.pencePerHour,
    amountPence: priced?.amountPence ?? 0,
    assumed: false,
    takenOff: 0,
    beforeCap: payable,
    bandMinutes: priced?.bandMinutes ?? 0,
    prices: priced?.prices ?? 1,
    asWhole: true,
    notes: priced?.notes ?? [],
    reason,
  }
}

const NOTHING = { minutes: 0, share: 0, travels: false }
const DAY = 86_400

function owedFor(exceptions: Exceptions, planned: PlannedTime, exception: Exception): Owed {
  switch (exception.kind) {
    case 'no access': {
      const rule = exceptions.noAccess
      if (!rule)
        return { ...NOTHING, reason: 'Not paid: the worker was not let in, and the rate card pays nothing for that.' }
      const minutes = Math.min(rule.minutes, planned.minutes)
      return {
        minutes,
        share: 100,
        travels: true,
        reason: `Paid ${minutesWords(minutes)}: the worker came and was not let in.`,
      }
    }
    case 'cancelled': {
      const rule = exceptions.cancelled
      if (!rule) return { ...NOTHING, reason: 'Not paid: cancelled, and the rate card pays nothing for that.' }
      const hours = `${rule.withinHours} ${rule.withinHours === 1 ? 'hour' : 'hours'}`
      const notice = planned.start - exception.at.epochMilliseconds / 1000
      if (notice >= rule.withinHours * 3600)
        return { ...NOTHING, reason: `Not paid: cancelled ${hours} or more before.` }
      return shareOf(planned, rule.percent, `cancelled less than ${hours} before`)
    }
    case 'away': {
      const rule = exceptions.retainer
      if (!rule) return { ...NOTHING, reason: 'Not paid: the person was away, and the rate card pays no retainer.' }
      const first = Math.floor(londonWall(Math.floor(exception.since.epochMilliseconds / 1000)) / DAY)
      const days = `${rule.days} ${rule.days === 1 ? 'day' : 'days'}`
      if (Math.floor(londonWall(planned.start) / DAY) - first >= rule.days)
        return { ...NOTHING, reason: `Not paid: the person has been away for ${days} or more.` }
      return shareOf(planned, rule.percent, `a retainer for the first ${days} away`)
    }
  }
}

const shareOf = (planned: PlannedTime, percent: number, why: string): Owed => ({
  minutes: planned.minutes,
  share: percent,
  travels: false,
  reason: `Paid ${percent}% of ${minutesWords(planned.minutes)}: ${why}.`,
})

const minutesWords = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`)
