/** A person's case is closed: nothing more is reviewed, assessed or asked for, and the care that still runs is to be ended. */
import { type Day, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** Why a case is closed, in the words of the national return of outcomes. */
export const CLOSED_WHY = [
  { key: 'died', label: 'The person died' },
  { key: 'moved away', label: 'Another council has become responsible' },
  { key: 'health pays', label: 'The NHS pays for all of the care' },
  { key: 'not eligible', label: 'The needs are not eligible any more' },
  { key: 'declined', label: 'The person declines support' },
  { key: 'other', label: 'Another reason' },
] as const
export type ClosedWhy = (typeof CLOSED_WHY)[number]['key']
export const CLOSED_KEYS: readonly ClosedWhy[] = CLOSED_WHY.map(({ key }) => key)
export const closedLabel = (why: ClosedWhy): string => CLOSED_WHY.find(({ key }) => key === why)?.label ?? why

/** `day` is the day of death, or the last on which the case was open. */
export type ClosedCase = { readonly day: Day; readonly why: ClosedWhy }

export type ClosingRefusal = 'closed already' | 'in the future' | 'before the birth'

export function decideClosing(
  person: { readonly birthDay: Day; readonly closed?: ClosedCase },
  closing: ClosedCase,
  today: Day,
): Result<ClosedCase, ClosingRefusal> {
  if (person.closed) return refuse('closed already')
  if (closing.day > today) return refuse('in the future')
  return closing.day < person.birthDay ? refuse('before the birth') : ok(closing)
}

/** "Died on 9 November 2026"; "Case closed on 9 November 2026" */
export const closedWords = ({ day, why }: ClosedCase): string =>
  `${why === 'died' ? 'Died' : 'Case closed'} on ${formatDay(day)}`
