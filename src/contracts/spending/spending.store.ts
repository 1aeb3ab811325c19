import type { SpendLine } from '#src/contracts/spending/forecast.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** The draw-down of a contract by days and costs: as many rows as differ, however many placements there were. */
export const listSpendLines = (tx: Read, contractRef: string): Promise<SpendLine[]> =>
  rows(
    tx,
    sql<SpendLine>`select from_day as "fromDay", sum(weekly_pence) as "weeklyPence", sum(pence) as pence from contracts.draw_down
      where council_id = ${tx.council} and contract_ref = ${contractRef} and weekly_pence > 0
      group by from_day, sign(pence), abs(pence) * 7 / weekly_pence order by from_day`,
  )
