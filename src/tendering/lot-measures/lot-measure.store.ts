import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Stood } from '#src/tendering/lot-measures/lot-measure.ts'

export type LotMeasure = Stood & {
  readonly awardRef: string
  readonly lot: string
  readonly organisationRef: string
  readonly tenderRef: string
  readonly decidedDay: Day
  readonly decidedByName: string
}

/** What was decided stays as it stood then: of an award that is changed later the first decision counts. */
export const insertLotMeasure = (tx: Write, one: LotMeasure): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.lot_measure (council_id, award_ref, lot, organisation_ref, tender_ref, decided_day, decided_by_name, bids, rank,
        lowest, forgone_bp)
      values (${tx.council}, ${one.awardRef}, ${one.lot}, ${one.organisationRef}, ${one.tenderRef}, ${one.decidedDay}, ${one.decidedByName},
        ${one.bids}, ${one.rank}, ${one.lowest}, ${one.forgoneBp})
      on conflict do nothing`,
  )

/** Lots decided from one day to another, both counted. */
export const listLotMeasures = (tx: Read, from: Day, to: Day): Promise<LotMeasure[]> =>
  rows(
    tx,
    sql<LotMeasure>`select award_ref as "awardRef", lot, organisation_ref as "organisationRef", tender_ref as "tenderRef",
        decided_day as "decidedDay", decided_by_name as "decidedByName", bids, rank, lowest, forgone_bp as "forgoneBp"
      from tendering.lot_measure where council_id = ${tx.council} and decided_day between ${from}::date and ${to}::date
      order by decided_day, award_ref, lot limit 5000`,
  )
