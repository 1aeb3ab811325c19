import type { Day } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type DueTransfer = { readonly packageRef: string; readonly organisationRef: string; readonly fromDay: Day }

/** Care in place with a provider whose contract another has on a day: to whom it goes, and since when. */
export const listDueTransfers = (tx: Read, on: Day, limit: number): Promise<DueTransfer[]> =>
  rows(
    tx,
    sql<DueTransfer>`select p.package_ref as "packageRef", h.organisation_ref as "organisationRef",
        greatest(h.from_day, p.start_day) as "fromDay"
      from contracts.v_holding h join brokerage.placement p on p.council_id = h.council_id and p.contract_ref = h.contract_ref
      where h.council_id = ${tx.council} and h.turn > 1 and h.from_day <= ${on}::date and (h.to_day is null or h.to_day > ${on}::date)
        and p.organisation_ref <> h.organisation_ref and (p.end_day is null or p.end_day > ${on}::date)
        and exists (select from contracts.v_holding f where f.council_id = h.council_id and f.contract_ref = h.contract_ref
          and f.organisation_ref = p.organisation_ref and f.turn < h.turn)
      order by p.package_ref limit ${limit}`,
  )
