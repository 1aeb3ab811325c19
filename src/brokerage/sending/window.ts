/** How long providers have to answer: hours of the office, or of the clock in a crisis. */
import { addDays, type Day, dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { type Holidays, isWorkingDay, workingDayAfter } from '#src/base/working-days.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import type { Pace } from '#src/brokerage/requests/request.ts'
import type { Policies } from '#src/councils/index.ts'

export type WindowPolicy = Policies['offer-window']

/** A crisis is one whatever is said; else what is said to be urgent is, and what is not follows the kind where nothing is said. */
export function paceOf(
  { kind, urgent }: Pick<CarePackage, 'kind'> & { readonly urgent?: boolean },
  { paces }: Pick<WindowPolicy, 'paces'>,
): Pace {
  const byKind = paces.find((one) => one.kind === kind)?.pace ?? 'standard'
  if (byKind === 'crisis' || urgent === undefined) return byKind
  return urgent ? 'urgent' : 'standard'
}

export const hoursOf = (pace: Pace, { hours, crisisHours }: WindowPolicy): number =>
  pace === 'crisis' ? crisisHours : hours[pace]

/** How far ahead holidays are to be known for a window of so many hours: each working day has at least one of them. */
export const lastDayOf = (from: Day, hours: number): Day => addDays(from, hours * 2 + 30)

/** From when hours count: what comes after the time of the policy counts from the next working day. */
export function countsFrom(at: Instant, policy: WindowPolicy, holidays: Holidays): Instant {
  const day = dayOf(at)
  if (!isWorkingDay(day, holidays) || isAfter(at, instantAt(day, policy.sameDayUntil)))
    return instantAt(workingDayAfter(day, holidays), policy.opens)
  const opens = instantAt(day, policy.opens)
  return isAfter(opens, at) ? opens : at
}

const isAfter = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) > 0

/** Windows close at a time that can be said: the next quarter of an hour. */
const said = (at: Instant): Instant => at.round({ smallestUnit: 'minute', roundingIncrement: 15, roundingMode: 'ceil' })

/** When a window of so many hours that begins now closes. */
export function closesAt(now: Instant, hours: number, pace: Pace, policy: WindowPolicy, holidays: Holidays): Instant {
  if (pace === 'crisis' || policy.counted === 'every_hour') return said(now.add({ hours }))
  let at = countsFrom(now, policy, holidays)
  let left = hours * 60
  for (;;) {
    const day = dayOf(at)
    const today = Math.floor(at.until(instantAt(day, policy.closes)).total('minutes'))
    if (left <= today) return said(at.add({ minutes: left }))
    left -= Math.max(0, today)
    at = instantAt(workingDayAfter(day, holidays), policy.opens)
  }
}
