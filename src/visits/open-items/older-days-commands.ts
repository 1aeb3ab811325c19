import { type Day, dayOf } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { FIND_OLDER, olderDays } from '#src/visits/open-items/older-days.ts'

/** What emptied or added visits of days over which the clock does not go has somebody look at them. */
export async function askForOlder(tx: Write, changed: Iterable<Day>): Promise<void> {
  const days = olderDays(changed, dayOf(tx.now))
  if (days) await tx.enqueue(FIND_OLDER, { council: tx.council, ...days })
}
