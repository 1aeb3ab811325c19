/** The weekly pattern of visits that a package asks for, and what a week of it comes to. */
import { counted } from '#src/base/counted.ts'
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** One visit of the day and the days on which it is made. Times are London wall times, 'HH:MM'. */
export type PatternVisit = {
  /** The visit's number in the day, from 1: its visits keep it for good. */
  readonly slot: number
  /** 1 is Monday … 7 is Sunday. */
  readonly days: readonly number[]
  readonly windowFrom: string
  readonly windowTo: string
  readonly start: string
  readonly minutes: number
  readonly workers: 1 | 2
  readonly timeCritical: boolean
  readonly tasks: string
  /** Why a visit is shorter than the policy's minimum (M-41). */
  readonly shortReason?: string
  /** That the person agreed to it before it was asked for. */
  readonly shortAgreed?: ShortAgreed
  /** What the worker must be able to do, where the rate card has prices of its own for that (M-20). */
  readonly skill?: string
  /** How far workers come to this home, where the rate card pays for that (M-24). */
  readonly miles?: number
}

/** Who agreed to a short visit: never by name, for providers read it. */
export const SHORT_AGREERS = {
  person: 'The person',
  attorney: 'Their attorney or deputy',
  family: 'A relative or friend who speaks for them',
  advocate: 'Their advocate',
} as const
type ShortAgreer = keyof typeof SHORT_AGREERS

export type ShortAgreed = {
  readonly by: string
  readonly on: Day
  /** The shortest visit that was agreed to. */
  readonly minutes: number
}

export const agreerInWords = (by: string): string => (isAgreer(by) ? SHORT_AGREERS[by] : by)

const isAgreer = (by: string): by is ShortAgreer => Object.hasOwn(SHORT_AGREERS, by)

/** The part of the council's visit-length policy that a pattern is held to (M-40, M-41). */
export type VisitLengths = { readonly minimumMinutes: number; readonly reasons: readonly string[] }

export type PatternFault =
  | BesideFault
  | 'no visits'
  | 'too many visits'
  | 'no days'
  | 'not a time'
  | 'window ends before it starts'
  | 'start outside the window'
  | 'not a length'
  | 'short without a reason'
  | 'not a reason'
  | 'short not agreed'
  | 'not the day of the agreement'
  | 'agreement still to come'
  | 'no tasks'
  | 'not a skill'
  | 'not a distance'
  | 'slot used twice'

/** Where in the pattern a fault is: the index of the visit and the field. */
export type FaultAt = { readonly at: number; readonly field: keyof PatternVisit; readonly fault: PatternFault }

const MOST_A_DAY = 12
const LONGEST = 1440
const LONGEST_SKILL = 50
const FARTHEST_MILES = 500
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

export const dayName = (day: number): string => DAY_NAMES[day - 1] ?? ''

/** When a pattern is read, and the visits that ran or stood before: what was as short then is not asked for anew. */
export type PatternAt = { readonly today: Day; readonly before?: readonly PatternVisit[] }

/** Reads a pattern against the policy on visit lengths; every fault is named with its visit. */
export function checkPattern(
  pattern: readonly PatternVisit[],
  lengths: VisitLengths,
  { today, before = [] }: PatternAt,
): Result<readonly PatternVisit[], readonly FaultAt[]> {
  if (pattern.length === 0) return refuse([{ at: 0, field: 'slot', fault: 'no visits' }])
  if (pattern.length > MOST_A_DAY) return refuse([{ at: MOST_A_DAY, field: 'slot', fault: 'too many visits' }])
  const faults = pattern.flatMap((visit, at) =>
    [...faultsOf(visit, lengths), ...agreementFaults(visit, today, before)].map((found) => ({ at, ...found })),
  )
  for (const [at, visit] of pattern.entries())
    if (pattern.findIndex(({ slot }) => slot === visit.slot) < at)
      faults.push({ at, field: 'slot', fault: 'slot used twice' })
  if (faults.length === 0) faults.push(...besideFaults(pattern, lengths))
  return faults.length > 0 ? refuse(faults) : ok(pattern)
}

/** Short visits whose reason does not hold beside the others; of a pattern that is right in itself. */
const besideFaults = (pattern: readonly PatternVisit[], { minimumMinutes }: VisitLengths): FaultAt[] =>
  pattern.flatMap((visit, at): FaultAt[] => {
    const fault = visit.minutes < minimumMinutes ? besideFault(visit, pattern) : undefined
    return fault === undefined ? [] : [{ at, field: 'shortReason', fault }]
  })

/** With the visit beside it, an add-on makes so many minutes (Sefton). */
const MADE_WITH_ADD_ON = 45
/** Visits no farther apart than this are beside each other. */
const BESIDE_MINUTES = 15

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Whether on each of its days a visit makes 45 minutes with one that ends where it starts, or starts where it ends. */
function makesWhole(visit: PatternVisit, pattern: readonly PatternVisit[]): boolean {
  return visit.days.every((day) =>
    pattern.some(
      (other) =>
        other.slot !== visit.slot &&
        other.days.includes(day) &&
        other.minutes + visit.minutes >= MADE_WITH_ADD_ON &&
        gapBetween(visit, other) <= BESIDE_MINUTES,
    ),
  )
}

/** Minutes between the end of the earlier and the start of the later; less than nothing where they overlap. */
function gapBetween(a: PatternVisit, b: PatternVisit): number {
  const [first, second] = minuteOf(a.start) <= minuteOf(b.start) ? [a, b] : [b, a]
  return minuteOf(second.start) - minuteOf(first.start) - first.minutes
}

/** Whether a longer visit of the same day comes before it, into which a short one only looks again. */
const followsLonger = (visit: PatternVisit, pattern: readonly PatternVisit[]): boolean =>
  visit.days.every((day) =>
    pattern.some(
      (other) =>
        other.days.includes(day) && other.minutes > visit.minutes && minuteOf(other.start) < minuteOf(visit.start),
    ),
  )

export type BesideFault = 'makes no 45 minutes' | 'follows no longer visit'

/** Whether the reason of a short visit holds beside the other visits of its days. */
export function besideFault(visit: PatternVisit, pattern: readonly PatternVisit[]): BesideFault | undefined {
  if (visit.shortReason === 'add_on_to_make_45' && !makesWhole(visit, pattern)) return 'makes no 45 minutes'
  if (visit.shortReason === 'pop_in_after_larger_visit' && !followsLonger(visit, pattern))
    return 'follows no longer visit'
  return undefined
}

type Found = { field: keyof PatternVisit; fault: PatternFault }

function faultsOf(visit: PatternVisit, lengths: VisitLengths): Found[] {
  const faults: Found[] = []
  const fault = (field: keyof PatternVisit, what: PatternFault) => void faults.push({ field, fault: what })
  const days = new Set(visit.days)
  const isWeek = visit.days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
  if (visit.days.length === 0 || days.size !== visit.days.length || !isWeek) fault('days', 'no days')
  const times = (['windowFrom', 'windowTo', 'start'] as const).filter((field) => !TIME.test(visit[field]))
  for (const field of times) fault(field, 'not a time')
  if (times.length === 0) {
    if (visit.windowTo < visit.windowFrom) fault('windowTo', 'window ends before it starts')
    else if (visit.start < visit.windowFrom || visit.start > visit.windowTo) fault('start', 'start outside the window')
  }
  if (!Number.isInteger(visit.minutes) || visit.minutes < 1 || visit.minutes > LONGEST) fault('minutes', 'not a length')
  else if (visit.minutes < lengths.minimumMinutes && !visit.shortReason) fault('shortReason', 'short without a reason')
  else if (visit.shortReason && !lengths.reasons.includes(visit.shortReason)) fault('shortReason', 'not a reason')
  if (visit.tasks.trim() === '') fault('tasks', 'no tasks')
  if (visit.skill !== undefined && !isSkill(visit.skill)) fault('skill', 'not a skill')
  if (visit.miles !== undefined && !isDistance(visit.miles)) fault('miles', 'not a distance')
  return faults
}

/** A short visit needs the agreement of the person, on record before it is commissioned (M-41). */
function agreementFaults(visit: PatternVisit, today: Day, before: readonly PatternVisit[]): Found[] {
  const { shortReason, shortAgreed: agreed, slot, minutes } = visit
  if (!shortReason) return []
  const isAsBefore = before.some(
    (one) => one.slot === slot && one.shortReason === shortReason && one.minutes <= minutes && !one.shortAgreed,
  )
  if (!agreed) return isAsBefore ? [] : [{ field: 'shortAgreed', fault: 'short not agreed' }]
  if (!isAgreer(agreed.by) || agreed.minutes > minutes) return [{ field: 'shortAgreed', fault: 'short not agreed' }]
  if (!/^\d{4}-\d{2}-\d{2}$/.test(agreed.on)) return [{ field: 'shortAgreed', fault: 'not the day of the agreement' }]
  return agreed.on > today ? [{ field: 'shortAgreed', fault: 'agreement still to come' }] : []
}

/** As rate cards write skills: one word of the council's own, such as `complex`. */
const isSkill = (skill: string): boolean => skill.length <= LONGEST_SKILL && /^[a-z][a-z0-9_]*$/.test(skill)

const isDistance = (miles: number): boolean =>
  miles >= 0 && miles <= FARTHEST_MILES && Number.isInteger(Math.round(miles * 1e8) / 1e6)

/** What one slot gives on one day: the piece in which care is offered and priced. */
export type SlotDay = { readonly slot: number; readonly day: number }

export const slotDays = (pattern: readonly PatternVisit[]): SlotDay[] =>
  pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))

/** Visits in a week; a visit of two workers is one visit. */
export const weeklyVisits = (pattern: readonly PatternVisit[]): number =>
  pattern.reduce((sum, { days }) => sum + days.length, 0)

/** Minutes of care bought in a week: a visit of two workers counts twice. */
export const weeklyMinutes = (pattern: readonly PatternVisit[]): number =>
  pattern.reduce((sum, { days, minutes, workers }) => sum + days.length * minutes * workers, 0)

/** The pattern with only the visits that are named; a slot with no day left is gone. */
export function only(pattern: readonly PatternVisit[], kept: readonly SlotDay[]): PatternVisit[] {
  const named = new Set(kept.map(({ slot, day }) => `${slot} ${day}`))
  return pattern
    .map((visit) => ({ ...visit, days: visit.days.filter((day) => named.has(`${visit.slot} ${day}`)) }))
    .filter(({ days }) => days.length > 0)
}

/** "Every day", "Monday to Friday", "Saturday and Sunday", "Monday, Wednesday and Friday". */
export function daysInWords(days: readonly number[]): string {
  const sorted = days.toSorted((a, b) => a - b)
  const key = sorted.join('')
  if (key === '1234567') return 'Every day'
  if (sorted.length > 2 && (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) === sorted.length - 1)
    return `${dayName(sorted[0] ?? 0)} to ${dayName(sorted.at(-1) ?? 0)}`
  const names = sorted.map(dayName)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** "17.5 hours", "1 hour", "17.3 hours" */
export function hoursInWords(minutes: number): string {
  const hours = Math.floor(minutes / 6 + 0.5) / 10
  return counted(hours, 'hour')
}
