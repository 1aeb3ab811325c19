/** Visits shorter than the council's minimum (M-40, M-41): why, whether the person agreed, what share they are. */
import type { Day } from '#src/base/day.ts'
import { besideFault, type PatternVisit } from '#src/brokerage/index.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type ShortFault = 'no reason' | 'makes no 45 minutes' | 'follows no longer visit'

/** What is wrong with a short visit beside the rest of its pattern. */
export function faultOf(visit: PatternVisit, pattern: readonly PatternVisit[]): ShortFault | undefined {
  return visit.shortReason ? besideFault(visit, pattern) : 'no reason'
}

export type Agreement = {
  readonly slot: number
  /** The shortest visit that was agreed. */
  readonly minutes: number
  readonly agreedOn: Day
  readonly agreedBy: string
}

/** The agreement that covers a visit of some day: of its slot, before it, to a visit no longer than it is. */
export const agreementFor = (
  { slot, minutes }: Pick<PatternVisit, 'slot' | 'minutes'>,
  on: Day,
  agreements: readonly Agreement[],
): Agreement | undefined =>
  agreements
    .filter((one) => one.slot === slot && one.minutes <= minutes && one.agreedOn <= on)
    .toSorted((a, b) => (a.agreedOn < b.agreedOn ? -1 : 1))[0]

export type AgreeRefusal = 'no such visit' | 'not short' | 'nobody named' | 'still to come'

/** Whether an agreement can be written down as it is told. */
export function checkAgreement(
  visit: PatternVisit | undefined,
  minimumMinutes: number,
  told: { readonly agreedBy: string; readonly agreedOn: Day },
  today: Day,
): Result<PatternVisit, AgreeRefusal> {
  if (!visit) return refuse('no such visit')
  if (visit.minutes >= minimumMinutes) return refuse('not short')
  if (told.agreedBy.trim() === '') return refuse('nobody named')
  return told.agreedOn > today ? refuse('still to come') : ok(visit)
}

/** How long visits are, in the classes that councils are asked for (M-41). */
export const LENGTH_CLASSES = [
  { upTo: 15, words: '15 minutes or less' },
  { upTo: 30, words: '16 to 30' },
  { upTo: 45, words: '31 to 45' },
  { upTo: 60, words: '46 to 60' },
  { upTo: 1440, words: 'More than 60' },
] as const

export type Lengths = {
  readonly visits: number
  /** Shorter than the minimum. */
  readonly short: number
  /** Of the short ones, those that the person had agreed to before. */
  readonly agreed: number
}

/** A share in tenths of a percent; undefined of nothing. */
export const share = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.round((part * 1000) / whole) / 10
