/** A change of a visit's time or length that the person and the provider agreed, without the officer where the window allows it. */
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PatternVisit } from '#src/brokerage/index.ts'

export type ChangeKind = 'one-off' | 'standing'
export type ChangeStatus = 'asked' | 'agreed' | 'refused'

export type AgreedChange = {
  readonly changeRef: string
  readonly packageRef: string
  readonly slot: number
  readonly kind: ChangeKind
  /** The day of the visit; of a standing change its first day. */
  readonly fromDay: Day
  /** What the package says; a change holds as long as the package says so. */
  readonly plannedStart: string
  readonly plannedMinutes: number
  readonly start: string
  readonly minutes: number
}

type Timed = Pick<PatternVisit, 'slot' | 'start' | 'minutes'>

const isOf = (change: AgreedChange, { slot, start, minutes }: Timed, day: Day): boolean =>
  change.slot === slot &&
  change.plannedStart === start &&
  change.plannedMinutes === minutes &&
  (change.kind === 'one-off' ? change.fromDay === day : change.fromDay <= day)

/** The visit of a slot as it was agreed for a day: what was agreed for that day goes before what stands, the later before the earlier. */
export function slotOn<S extends Timed>(slot: S, day: Day, changes: readonly AgreedChange[]): S {
  const [change] = changes
    .filter((one) => isOf(one, slot, day))
    .toSorted((a, b) => (a.kind === b.kind ? later(a, b) : a.kind === 'one-off' ? -1 : 1))
  return change ? { ...slot, start: change.start, minutes: change.minutes } : slot
}

const later = (a: AgreedChange, b: AgreedChange): number =>
  a.fromDay === b.fromDay ? numberOf(b) - numberOf(a) : a.fromDay < b.fromDay ? 1 : -1

const numberOf = ({ changeRef }: AgreedChange): number => Number(changeRef.split('-')[1])

export type AskedChange = {
  readonly kind: ChangeKind
  readonly start: string
  readonly minutes: number
  readonly agreedWith: string
  readonly agreedOn: Day
}

export type ChangeFault =
  | 'not a time'
  | 'not a length'
  | 'nothing changes'
  | 'nobody named'
  | 'agreed later than today'
  | 'a new length is for one visit'

/** Why an officer has to agree. */
export type WhyAsked = 'outside the window' | 'time-critical' | 'shorter than the minimum' | 'more than the banked time'

export type DecidedChange = {
  readonly whyAsked: WhyAsked | undefined
  /** Minutes that go into the bank; less than nothing for those taken out. */
  readonly banked: number
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * Whether provider and person may change a visit by themselves: inside its window, never one whose time is critical, no shorter than
 * the council's minimum, and longer only by the time that they saved.
 */
export function decideChange(
  slot: PatternVisit,
  /** The visit as it stands now, by what was agreed before. */
  standing: Timed,
  asked: AskedChange,
  rules: { readonly minimumMinutes: number; readonly balance: number; readonly today: Day },
): Result<DecidedChange, ChangeFault> {
  const { start, minutes } = asked
  if (!TIME.test(start)) return refuse('not a time')
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440) return refuse('not a length')
  if (start === standing.start && minutes === standing.minutes) return refuse('nothing changes')
  if (asked.kind === 'standing' && minutes !== slot.minutes) return refuse('a new length is for one visit')
  if (asked.agreedWith.trim() === '') return refuse('nobody named')
  if (asked.agreedOn > rules.today) return refuse('agreed later than today')
  const saved = standing.minutes - minutes
  const whyAsked = reasonToAsk(slot, asked, saved, rules)
  return ok({ whyAsked, banked: whyAsked === 'more than the banked time' ? 0 : saved })
}

function reasonToAsk(
  slot: PatternVisit,
  { start, minutes }: AskedChange,
  saved: number,
  { minimumMinutes, balance }: { minimumMinutes: number; balance: number },
): WhyAsked | undefined {
  if (slot.timeCritical && start !== slot.start) return 'time-critical'
  if (start < slot.windowFrom || start > slot.windowTo) return 'outside the window'
  if (minutes < minimumMinutes && minutes < slot.minutes) return 'shorter than the minimum'
  return -saved > balance ? 'more than the banked time' : undefined
}

export type BankEntry = { readonly day: Day; readonly minutes: number }
type BankRules = { readonly mostMinutes: number; readonly withinWeeks: number }

const addWeeks = (day: Day, weeks: number): Day => Temporal.PlainDate.from(day).add({ weeks }).toString()

/**
 * What is left to use on a day: saved minutes lapse after so many weeks and are used oldest first; never more than the most that may be
 * kept.
 */
export function balanceOn(entries: readonly BankEntry[], { mostMinutes, withinWeeks }: BankRules, on: Day): number {
  let kept: { day: Day; minutes: number }[] = []
  const drop = (day: Day): void => {
    kept = kept.filter((one) => one.minutes > 0 && day <= addWeeks(one.day, withinWeeks))
  }
  for (const { day, minutes } of entries.toSorted((a, b) =>
    a.day === b.day ? b.minutes - a.minutes : a.day < b.day ? -1 : 1,
  )) {
    drop(day)
    if (minutes > 0) {
      const room = mostMinutes - sumOf(kept)
      kept.push({ day, minutes: Math.min(minutes, Math.max(0, room)) })
    } else take(kept, -minutes)
  }
  drop(on)
  return sumOf(kept)
}

const sumOf = (kept: readonly { minutes: number }[]): number => kept.reduce((sum, { minutes }) => sum + minutes, 0)

function take(kept: { minutes: number }[], minutes: number): void {
  let left = minutes
  for (const one of kept) {
    const part = Math.min(left, one.minutes)
    one.minutes -= part
    left -= part
  }
}

export type BankFault =
  | 'not over yet'
  | 'not a length'
  | 'more than was saved'
  | 'paid all the same'
  | 'nobody named'
  | 'agreed later than today'
  | 'banked already'

/** Whether minutes of a visit that ended early by agreement may be banked. */
export function checkSaving(
  visit: {
    readonly planned: number
    readonly actual: number | undefined
    /** What the rate card pays of it, which may be more than was worked: minutes that are paid are not saved. */
    readonly paid: number
    readonly isBanked: boolean
  },
  saving: { readonly minutes: number; readonly agreedWith: string; readonly agreedOn: Day },
  today: Day,
): Result<number, BankFault> {
  if (visit.actual === undefined) return refuse('not over yet')
  if (visit.isBanked) return refuse('banked already')
  if (!Number.isInteger(saving.minutes) || saving.minutes < 1) return refuse('not a length')
  if (saving.minutes > visit.planned - visit.actual) return refuse('more than was saved')
  if (saving.minutes > visit.planned - visit.paid) return refuse('paid all the same')
  if (saving.agreedWith.trim() === '') return refuse('nobody named')
  return saving.agreedOn > today ? refuse('agreed later than today') : ok(saving.minutes)
}
