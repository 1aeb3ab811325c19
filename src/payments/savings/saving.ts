/** What was commissioned, delivered and paid for the same visits: where they part, money is found. Pure. */
import type { Day, Instant } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { placeOf, priceVisit, type Tariff } from '#src/rates/index.ts'

export type Sums = {
  readonly visits: number
  readonly commissionedMinutes: number
  readonly deliveredMinutes: number
  readonly commissionedPence: number
  readonly deliveredPence: number
  readonly paidPence: number
}

export const NOTHING: Sums = {
  ...{ visits: 0, commissionedMinutes: 0, deliveredMinutes: 0 },
  ...{ commissionedPence: 0, deliveredPence: 0, paidPence: 0 },
}

/** How long a visit was, as a line or an adjustment of it says; paid on account it counts as planned until it is adjusted. */
export type Delivered = {
  readonly outcome: string
  readonly actualMinutes: number | null
  readonly workersPaid: number
}

/** A line that was posted, or with `before` an adjustment of what was said then. */
export type PostedVisit = Delivered & {
  readonly day: Day
  readonly visitRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly startAt: Instant
  readonly plannedMinutes: number
  readonly workers: number
  readonly skill?: string | undefined
  readonly miles?: number | undefined
  readonly amountPence: number
  readonly before: Delivered | null
}

/** What a line of a week of a block says, or said before. */
export type BlockSaid = {
  readonly boughtMinutes: number
  readonly usedMinutes: number
  readonly pencePerHour: number
}

/** The line of a week of a block that was posted, or with `before` an adjustment of it. */
export type PostedBlock = BlockSaid & {
  readonly day: Day
  readonly amountPence: number
  readonly before: BlockSaid | null
}

/** The hours bought are commissioned, those used delivered, each at the price of the block: what was paid for and not used is found (M-28). */
export function savingOfBlock({ before, amountPence, ...now }: PostedBlock): Sums {
  const of = ({ boughtMinutes, usedMinutes, pencePerHour }: BlockSaid) => ({
    ...{ commissionedMinutes: boughtMinutes, deliveredMinutes: usedMinutes },
    commissionedPence: divideHalfUp(boughtMinutes * pencePerHour, 60),
    deliveredPence: divideHalfUp(usedMinutes * pencePerHour, 60),
  })
  const [said, then] = [of(now), before === null ? NOTHING : of(before)]
  return {
    visits: 0,
    commissionedMinutes: said.commissionedMinutes - then.commissionedMinutes,
    deliveredMinutes: said.deliveredMinutes - then.deliveredMinutes,
    commissionedPence: said.commissionedPence - then.commissionedPence,
    deliveredPence: said.deliveredPence - then.deliveredPence,
    paidPence: amountPence,
  }
}

/** Minutes as they were, without rounding to bands and without tolerance: the price of what was delivered. */
const byTheMinute = (tariff: Tariff): Tariff => ({
  ...tariff,
  card: { ...tariff.card, payment: { rule: 'actual', cap_at_planned: false, no_log_out: 'query' } },
})

/** What a posted visit adds to the sums of its month. What no card prices adds nothing but its payment. */
export function savingOf(visit: PostedVisit, tariff: Tariff | undefined): Sums {
  const isFirst = visit.before === null
  // Its minutes are among those of its week's block, and counted there.
  if (tariff && placeOf(tariff, visit.service, visit.zone, visit.skill).block)
    return { ...NOTHING, visits: isFirst ? 1 : 0, paidPence: visit.amountPence }
  const exact = tariff && byTheMinute(tariff)
  const priceOf = (minutes: number, workers: number): number => {
    if (!exact || minutes <= 0 || workers <= 0) return 0
    const priced = priceVisit(exact, { ...visit, start: visit.startAt, minutes, workers })
    return priced.ok ? priced.value.amountPence : 0
  }
  const of = (said: Delivered) => {
    if (said.outcome === 'on_account')
      return { minutes: visit.plannedMinutes * visit.workers, pence: priceOf(visit.plannedMinutes, visit.workers) }
    const minutes = said.actualMinutes ?? 0
    return { minutes: minutes * said.workersPaid, pence: priceOf(minutes, said.workersPaid) }
  }
  const now = of(visit)
  const then = visit.before === null ? { minutes: 0, pence: 0 } : of(visit.before)
  return {
    visits: isFirst ? 1 : 0,
    commissionedMinutes: isFirst ? visit.plannedMinutes * visit.workers : 0,
    deliveredMinutes: now.minutes - then.minutes,
    commissionedPence: isFirst ? priceOf(visit.plannedMinutes, visit.workers) : 0,
    deliveredPence: now.pence - then.pence,
    paidPence: visit.amountPence,
  }
}

export const addSums = (a: Sums, b: Sums): Sums => ({
  visits: a.visits + b.visits,
  commissionedMinutes: a.commissionedMinutes + b.commissionedMinutes,
  deliveredMinutes: a.deliveredMinutes + b.deliveredMinutes,
  commissionedPence: a.commissionedPence + b.commissionedPence,
  deliveredPence: a.deliveredPence + b.deliveredPence,
  paidPence: a.paidPence + b.paidPence,
})
