/** From a weekly pattern to the visits of real days. */
import { addDays, type Day, dayOfWeek, type Instant, instantAt } from '#src/base/day.ts'
import { dayNumberOf, londonMoment } from '#src/base/london.ts'
import type { PatternVisit } from '#src/brokerage/index.ts'
import { type Absence, absenceAt } from '#src/visits/absences/absence.ts'
import { type AgreedChange, slotOn } from '#src/visits/agreed-changes/agreed-change.ts'

/** How far ahead visits are planned, in days: six weeks. */
export const HORIZON_DAYS = 42

/** A placement as visits plans from it; `endDay` is the first day without care. */
export type Plan = {
  readonly packageRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly startDay: Day
  readonly endDay: Day | undefined
  readonly pattern: readonly PatternVisit[]
  /** What was planned up to a day, not included, where the care changed since; by the day. */
  readonly earlier?: readonly EarlierPattern[] | undefined
}

export type EarlierPattern = { readonly toDay: Day; readonly pattern: readonly PatternVisit[] }

/** The pattern that holds on a day. */
export const patternOn = (
  { pattern, earlier = [] }: Pick<Plan, 'pattern' | 'earlier'>,
  day: Day,
): readonly PatternVisit[] => earlier.find(({ toDay }) => day < toDay)?.pattern ?? pattern

/** The plan with another pattern from a day on; what was to change after that day is forgotten. */
export const changedFrom = <P extends Plan>(plan: P, fromDay: Day, pattern: readonly PatternVisit[]): P => {
  const earlier = (plan.earlier ?? []).filter(({ toDay }) => toDay < fromDay)
  return { ...plan, pattern, earlier: [...earlier, { toDay: fromDay, pattern: patternOn(plan, addDays(fromDay, -1)) }] }
}

export type CancelledWhy = 'absence' | 'placement ended' | 'planned anew' | 'by an officer'

export type Visit = {
  readonly day: Day
  readonly visitRef: string
  readonly packageRef: string
  readonly slot: number
  /** 1, and one more each time that the visit of this slot and day was planned anew. */
  readonly turn: number
  readonly personRef: string
  readonly organisationRef: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly timeCritical: boolean
  readonly bankHoliday: boolean
  /** What the worker must be able to do, and how far they come, where the rate card prices that. */
  readonly skill?: string | undefined
  readonly miles?: number | undefined
  readonly status: 'planned' | 'cancelled'
  readonly cancelledWhy: CancelledWhy | undefined
  readonly absenceRef: string | undefined
}

/** `PK-1001-20261122-1`; planned anew it ends in `-1-2`. */
export const visitRefOf = (packageRef: string, day: Day, slot: number, turn: number): string =>
  `${packageRef}-${day.replaceAll('-', '')}-${slot}${turn > 1 ? `-${turn}` : ''}`

/**
 * The visits of a plan on the days [from, to): at the times agreed since, bank holidays marked, those within an absence already
 * cancelled.
 */
export function planVisits(
  plan: Plan,
  from: Day,
  to: Day,
  bankHolidays: ReadonlySet<Day>,
  absences: readonly Absence[],
  changes: readonly AgreedChange[] = [],
): Visit[] {
  const first = from > plan.startDay ? from : plan.startDay
  const end = plan.endDay !== undefined && plan.endDay < to ? plan.endDay : to
  const visits: Visit[] = []
  for (let day = first; day < end; day = addDays(day, 1)) {
    const weekday = dayOfWeek(day)
    for (const slot of patternOn(plan, day))
      if (slot.days.includes(weekday))
        visits.push(visitOn(plan, slotOn(slot, day, changes), day, bankHolidays.has(day), absences))
  }
  return visits.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start) || a.slot - b.slot)
}

function visitOn(plan: Plan, slot: PatternVisit, day: Day, bankHoliday: boolean, absences: readonly Absence[]): Visit {
  const { startDay: _start, endDay: _end, pattern: _pattern, earlier: _earlier, ...whose } = plan
  const start = startOn(day, slot.start)
  const absence = absenceAt(absences, start)
  return {
    ...whose,
    day,
    visitRef: visitRefOf(plan.packageRef, day, slot.slot, 1),
    slot: slot.slot,
    turn: 1,
    start,
    minutes: slot.minutes,
    workers: slot.workers,
    timeCritical: slot.timeCritical,
    bankHoliday,
    skill: slot.skill,
    miles: slot.miles,
    status: absence ? 'cancelled' : 'planned',
    cancelledWhy: absence && 'absence',
    absenceRef: absence?.absenceRef,
  }
}

/** `instantAt` by table, for the many visits of a council; Temporal decides in the hour that the clocks skip or show twice. */
function startOn(day: Day, time: string): Instant {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  const at = londonMoment(dayNumberOf(day) * 86_400 + minutes * 60)
  return Number.isFinite(at) ? Temporal.Instant.fromEpochMilliseconds(at * 1000) : instantAt(day, time)
}

export type Replanned = { readonly cancel: readonly Visit[]; readonly add: readonly Visit[] }

/**
 * What turns the visits that stand into those that are wanted. A visit that is the same stays, with whatever was done to
 * it; one that differs is cancelled and planned anew under the next turn. Done twice it changes nothing.
 */
export function replan(standing: readonly Visit[], wanted: readonly Visit[]): Replanned {
  const placeOf = (visit: Visit): string => `${visit.day} ${visit.slot}`
  const latest = new Map<string, Visit>()
  for (const visit of standing)
    if (visit.turn > (latest.get(placeOf(visit))?.turn ?? 0)) latest.set(placeOf(visit), visit)
  const add: Visit[] = []
  const kept = new Set<string>()
  for (const visit of wanted) {
    const before = latest.get(placeOf(visit))
    if (!before) add.push(visit)
    else if (isSameVisit(before, visit) && !isDropped(before)) kept.add(before.visitRef)
    else {
      const turn = before.turn + 1
      add.push({ ...visit, turn, visitRef: visitRefOf(visit.packageRef, visit.day, visit.slot, turn) })
    }
  }
  // One that an absence cancelled would come back with the person, beside the one planned anew.
  const stands = ({ status, cancelledWhy }: Visit): boolean => status === 'planned' || cancelledWhy === 'absence'
  return { cancel: standing.filter((visit) => stands(visit) && !kept.has(visit.visitRef)), add }
}

/** Cancelled because the plan no longer had it: wanted again, it is planned anew. */
const isDropped = ({ cancelledWhy }: Visit): boolean =>
  cancelledWhy === 'planned anew' || cancelledWhy === 'placement ended'

const isSameVisit = (a: Visit, b: Visit): boolean =>
  a.start.equals(b.start) &&
  a.minutes === b.minutes &&
  a.workers === b.workers &&
  a.timeCritical === b.timeCritical &&
  a.organisationRef === b.organisationRef &&
  a.contractRef === b.contractRef &&
  a.cardRef === b.cardRef &&
  a.service === b.service &&
  a.zone === b.zone &&
  a.skill === b.skill &&
  a.miles === b.miles
