import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Retained } from '#src/platform/panels.ts'

const countBefore =
  (table: 'visit' | 'door_event') =>
  async (tx: Read, day: Day): Promise<number> => {
    const [found] = await rows(
      tx,
      sql<{
        count: number
      }>`select count(*) as count from ${sql.table(`visits.${table}`)} where council_id = ${tx.council} and day < ${day}::date`,
    )
    return found?.count ?? 0
  }

export const retained: readonly Retained[] = [
  { kind: 'visits', what: 'Visits', countBefore: countBefore('visit') },
  { kind: 'visits', what: 'Log-ins at the door', countBefore: countBefore('door_event') },
]
