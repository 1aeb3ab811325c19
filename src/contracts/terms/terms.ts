/** What a contract says beside its prices: the hours of a block (M-28), how it is paid (M-61), what is to be logged electronically (M-55). */
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Contract } from '#src/contracts/draw-down.ts'

/** What was delivered; or what was commissioned, on account, to be settled by what was delivered. */
export const PAY_CYCLES = ['actuals', 'commissioned_then_reconciled'] as const
export type PayCycle = (typeof PAY_CYCLES)[number]

export type Terms = {
  readonly fromDay: Day
  /** Hours bought a week, in minutes; null where the rate card says it for all. */
  readonly blockMinutesPerWeek: number | null
  /** Null as the pay run has it for the council. */
  readonly cycle: PayCycle | null
  /** The least share of visits to be logged electronically, in per cent; null as the council's policy has it. */
  readonly electronicPercent: number | null
}

export type KeptTerms = Terms & { readonly number: number }

export const NO_TERMS: Omit<Terms, 'fromDay'> = { blockMinutesPerWeek: null, cycle: null, electronicPercent: null }

/** The terms that hold on a day: the last begun, and of those that begin on one day the last entered. */
export const termsOn = (all: readonly KeptTerms[], day: Day): Omit<Terms, 'fromDay'> =>
  all
    .filter(({ fromDay }) => fromDay <= day)
    .toSorted((a, b) => (a.fromDay === b.fromDay ? b.number - a.number : a.fromDay < b.fromDay ? 1 : -1))[0] ?? NO_TERMS

export type TermsRefusal =
  | "outside the contract's term"
  | 'not so many hours'
  | 'not a share'
  | 'nothing changes'
  | 'no reason given'

const MOST_MINUTES = 600_000

export function checkTerms(
  contract: Pick<Contract, 'fromDay' | 'toDay'>,
  before: readonly KeptTerms[],
  asked: Terms & { readonly note: string },
): Result<Terms, TermsRefusal> {
  const { fromDay, blockMinutesPerWeek: minutes, cycle, electronicPercent: percent } = asked
  if (fromDay < contract.fromDay || fromDay >= contract.toDay) return refuse("outside the contract's term")
  if (minutes !== null && !(Number.isInteger(minutes) && minutes >= 0 && minutes <= MOST_MINUTES))
    return refuse('not so many hours')
  if (percent !== null && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) return refuse('not a share')
  const now = termsOn(before, fromDay)
  if (now.blockMinutesPerWeek === minutes && now.cycle === cycle && now.electronicPercent === percent)
    return refuse('nothing changes')
  return asked.note.trim() === '' ? refuse('no reason given') : ok(asked)
}

/** "37.5 hours a week" */
export const blockWords = (minutes: number): string =>
  minutes === 60
    ? '1 hour a week'
    : `${(minutes / 60).toLocaleString('en-GB', { maximumFractionDigits: 2 })} hours a week`

export const CYCLE_WORDS: Readonly<Record<PayCycle, string>> = {
  actuals: 'What was delivered',
  commissioned_then_reconciled: 'What was commissioned, on account, then settled by what was delivered',
}
