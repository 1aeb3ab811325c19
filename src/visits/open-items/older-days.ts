/** Days that the clock does not go over for visits without a log. */
import { addDays, type Day } from '#src/base/day.ts'

/** Once a night the last days are gone through so far back, for what came or was cancelled late. */
export const NIGHTLY_DAYS = 35

/** The job that looks at days further back, when something there changed. */
export const FIND_OLDER = 'find-open-items-of-days'

/** From which day to which what has changed asks for a look of its own. */
export function olderDays(changed: Iterable<Day>, today: Day): { from: Day; to: Day } | undefined {
  const first = addDays(today, -NIGHTLY_DAYS)
  const older = [...changed].filter((day) => day < first).sort()
  const [from] = older
  const to = older.at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}
