/** The days of a contract that its owner must not miss, early enough to buy again (G-14). */
import { addDays, addMonths, type Day } from '#src/base/day.ts'
import type { NextRoute, Particulars } from '#src/contracts/particulars.ts'
import type { Policies } from '#src/councils/index.ts'

export const DATE_KINDS = ['option', 'buy again', 'ends'] as const
export type DateKind = (typeof DATE_KINDS)[number]

export const DATE_WORDS: Readonly<Record<DateKind, string>> = {
  option: 'Decide whether to extend by',
  'buy again': 'Begin to buy again by',
  ends: 'It ends on',
}

export type ContractDate = {
  readonly what: DateKind
  readonly day: Day
  /** From this day on it is the owner's work. */
  readonly tellFrom: Day
}

const LEAD: Readonly<Record<NextRoute, keyof Policies['contract-dates']>> = {
  competition: 'competitionMonths',
  call_off: 'callOffMonths',
  direct_award: 'directAwardMonths',
}

/** Of these the owner is told so many days before; of an option as the policy has it. */
const WARNED_DAYS = 60
const END_WARNED_DAYS = 90

/**
 * The days to come of a contract that runs: the next option's, when the work to buy again must begin for its route (it would take over when
 * this term ends, if no option is used), and its end.
 */
export function datesOf(
  { toDay, optionsUsed, particulars }: { toDay: Day; optionsUsed: number; particulars: Particulars },
  policy: Policies['contract-dates'],
): ContractDate[] {
  const option = particulars.extensionOptions[optionsUsed]
  const begin = addMonths(toDay, -policy[LEAD[particulars.nextRoute]])
  const last = addDays(toDay, -1)
  return [
    ...(option
      ? [{ what: 'option' as const, day: option.decideBy, tellFrom: addMonths(option.decideBy, -policy.optionMonths) }]
      : []),
    { what: 'buy again' as const, day: begin, tellFrom: addDays(begin, -WARNED_DAYS) },
    { what: 'ends' as const, day: last, tellFrom: addDays(last, -END_WARNED_DAYS) },
  ].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** The dates whose time has come on a day. */
export const datesToTell = (dates: readonly ContractDate[], today: Day): ContractDate[] =>
  dates.filter(({ tellFrom }) => tellFrom <= today)
