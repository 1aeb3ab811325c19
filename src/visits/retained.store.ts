import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Retained } from '#src/platform/panels.ts'

async function countVisitsBefore(tx: Read, day: Day): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{
      visits: number
    }>`select count(*) as visits from visits.visit where council_id = ${tx.council} and day < ${day}::date`,
  )
  return count?.visits ?? 0
}

export const retained: readonly Retained[] = [{ kind: 'visits', what: 'Visits', countBefore: countVisitsBefore }]
