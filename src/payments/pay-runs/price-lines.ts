import type { Day, Instant } from '#src/base/day.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import {
  type Attendance,
  type AttendanceTerms,
  type Exception,
  priceRefusalWords,
  priceVisit,
  type RatedVisit,
  type RateFault,
  rateVisits,
  type Tariff,
  type VisitToRate,
} from '#src/rates/index.ts'

/** A planned visit with what was logged of it, as the visits stage publishes it. */
export type VisitDone = {
  readonly day: Day
  readonly visitRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly packageRef: string | null
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly startAt: Instant
  readonly minutes: number
  readonly workers: number
  /** Why it was cancelled; null while it stands. */
  readonly cancelledWhy?: string | null
  readonly cancelledAt?: Instant | null
  readonly cancelledBy?: string | null
  /** Since when the person was away, where that is why. */
  readonly awaySince?: Instant | null
  /** What the rate card may price besides time and place (M-20, M-24, M-25). */
  readonly skill?: string | undefined
  readonly miles?: number | undefined
  readonly wakings?: readonly number[] | undefined
  /** In the order of their seats. */
  readonly attendances: readonly AttendanceDone[]
  /** What the council pays of them where they tell a part. */
  readonly terms?: AttendanceTerms | undefined
  /** That time of them counts at another visit, in words. */
  readonly elsewhere?: string | undefined
}

type AttendanceDone = Attendance & {
  readonly reasonCode?: string | null
}

/** The reason code that says of a log row: the worker came and was not let in. */
const NO_ACCESS = 'no_access'

/** The card that prices a visit, or undefined when the council keeps none for its day. */
export type TariffFor = (cardRef: string, day: Day) => Tariff | undefined

/**
 * The lines of visits of a period, in their own order. Visits under one card are rated together, since the rule `balance` looks at
 * a person's whole period; what no card can price comes out as `query`, with the reason and the cure.
 */
export function priceLines(visits: readonly VisitDone[], tariffFor: TariffFor): PayLine[] {
  const lines = new Map<VisitDone, PayLine>()
  const byTariff = Map.groupBy(visits, (visit) => tariffFor(visit.cardRef, visit.day))
  for (const [tariff, group] of byTariff) {
    const rated = tariff ? rateVisits(tariff, group.map(visitToRate)) : []
    for (const [i, visit] of group.entries()) {
      const rating = rated[i]
      const line =
        !tariff || !rating
          ? unpriced(visit, noCard(visit))
          : rating.ok
            ? priced(visit, rating.value, tariff)
            : unpriced(visit, faultWords(visit, rating.error, tariff))
      lines.set(visit, line)
    }
  }
  return visits.map((visit) => lines.get(visit) as PayLine)
}

/** Where nobody was let in, those who came are paid for: of two workers perhaps one. */
export function visitToRate(visit: VisitDone): VisitToRate {
  const exception = exceptionOf(visit)
  const workers = exception?.kind === 'no access' ? Math.min(visit.workers, visit.attendances.length) : visit.workers
  // Each provider's visits have a balance of their own, also under a contract that went from one to another.
  const contractRef = `${visit.contractRef} ${visit.organisationRef}`
  // Named one by one: to copy a visit's twenty properties and set some of them anew takes many times as long.
  return {
    visitRef: visit.visitRef,
    personRef: visit.personRef,
    contractRef,
    service: visit.service,
    zone: visit.zone,
    start: visit.startAt,
    minutes: visit.minutes,
    workers,
    skill: visit.skill,
    miles: visit.miles,
    wakings: visit.wakings,
    attendances: visit.attendances,
    terms: visit.terms,
    exception,
  }
}

/**
 * Why a visit that was cancelled, or for which nobody was let in, may be owed something all the same (handbook 3.6). A visit of
 * which the provider was told when its time had passed puts the record right, and one that the provider cancelled is its own loss.
 */
function exceptionOf(visit: VisitDone): Exception | undefined {
  const { cancelledWhy, cancelledAt, cancelledBy, awaySince, startAt, attendances } = visit
  if (cancelledWhy == null)
    return attendances.length > 0 && attendances.every(({ reasonCode }) => reasonCode === NO_ACCESS)
      ? { kind: 'no access' }
      : undefined
  if (cancelledWhy === 'absence' && awaySince) return { kind: 'away', since: awaySince }
  if (cancelledWhy !== 'by an officer' || !cancelledAt || cancelledBy === 'provider') return undefined
  return Temporal.Instant.compare(cancelledAt, startAt) < 0 ? { kind: 'cancelled', at: cancelledAt } : undefined
}

/** The lines of cancelled visits that are owed something all the same: short notice, a retainer. The others have none. */
export const priceCancelled = (visits: readonly VisitDone[], tariffFor: TariffFor): PayLine[] =>
  priceLines(
    visits.filter((visit) => visit.cancelledWhy != null && exceptionOf(visit) !== undefined),
    tariffFor,
  ).filter(({ amountPence }) => amountPence > 0)

/** What was commissioned, as if every visit were made as planned: paid on account, before what was delivered is known. */
export const onAccount = (visits: readonly VisitDone[], tariffFor: TariffFor): PayLine[] =>
  visits.map((visit) => {
    const tariff = tariffFor(visit.cardRef, visit.day)
    if (!tariff) return unpriced(visit, noCard(visit))
    const rating = priceVisit(tariff, { ...visit, wakings: undefined, start: visit.startAt })
    if (!rating.ok) return unpriced(visit, faultWords(visit, rating.error, tariff))
    const { payableMinutes } = rating.value
    return {
      ...priced(visit, rating.value, tariff),
      outcome: 'on_account',
      actualMinutes: null,
      reason: `Paid on account: ${payableMinutes} minutes of the ${visit.minutes} planned, to be settled by what is delivered.`,
    }
  })

const identity = (visit: VisitDone) => ({
  day: visit.day,
  visitRef: visit.visitRef,
  organisationRef: visit.organisationRef,
  personRef: visit.personRef,
  packageRef: visit.packageRef,
  contractRef: visit.contractRef,
  cardRef: visit.cardRef,
  startAt: visit.startAt,
  plannedMinutes: visit.minutes,
})

const priced = (visit: VisitDone, rating: RatedVisit, tariff: Tariff): PayLine => ({
  ...identity(visit),
  cardFrom: tariff.card.from,
  outcome: rating.outcome,
  actualMinutes: rating.actualMinutes ?? null,
  payableMinutes: rating.payableMinutes,
  workersPaid: rating.workersPaid,
  pencePerHour: rating.pencePerHour ?? null,
  amountPence: rating.amountPence,
  reason: visit.elsewhere === undefined ? rating.reason : `${rating.reason} ${visit.elsewhere}`,
  ...(rating.aloneMinutes > 0 ? { aloneMinutes: rating.aloneMinutes } : {}),
})

export const unpriced = (visit: VisitDone, reason: string): PayLine => ({
  ...identity(visit),
  cardFrom: null,
  outcome: 'query',
  actualMinutes: null,
  payableMinutes: 0,
  workersPaid: 0,
  pencePerHour: null,
  amountPence: 0,
  reason,
})

const noCard = ({ cardRef, day }: VisitDone): string =>
  `Not paid yet: there is no rate card ${cardRef} for ${day}. Add a version that holds on that day.`

const faultWords = ({ service, zone }: VisitDone, { refusal, day }: RateFault, { card }: Tariff): string =>
  `Not paid yet: ${priceRefusalWords(refusal, card, service, zone, day)}.`
