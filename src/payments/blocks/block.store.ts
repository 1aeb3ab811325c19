import type { Day } from '#src/base/day.ts'
import type { BlockContract } from '#src/payments/blocks/block-week.ts'
import type { PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { inScope } from '#src/payments/pay-runs/pay-run.store.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** Contracts of a run that ran on some day of a period, with each provider that held one. The run is of all zones. */
export const listContractsOfRun = (tx: Read, run: PayRun, period: { from: Day; to: Day }): Promise<BlockContract[]> =>
  rows(
    tx,
    sql<BlockContract>`select c.contract_ref as "contractRef", c.organisation_ref as "organisationRef", c.service, c.zones,
        c.card_ref as "cardRef", c.from_day as "fromDay", c.to_day as "toDay", c.turn
      from (select k.council_id, k.contract_ref, h.organisation_ref, k.service, k.zones, k.card_ref, ''::text as zone, h.turn,
          greatest(k.from_day, h.from_day) as from_day, least(k.to_day, h.to_day) as to_day
        from contracts.v_contract k join contracts.v_holding h on h.council_id = k.council_id and h.contract_ref = k.contract_ref) c
      where c.council_id = ${tx.council} and c.from_day < ${period.to}::date and c.to_day > ${period.from}::date
        and ${inScope({ ...run, zone: null }, 'c')}
      order by c.contract_ref, c.turn`,
  )

/** A week's line as it was posted, or stands in a draft. */
export type KeptBlock = {
  readonly contractRef: string
  readonly day: Day
  readonly visitRef: string
  readonly boughtMinutes: number
  readonly usedMinutes: number
  readonly amountPence: number
  /** The run whose draft has it; null when it is posted. */
  readonly draftedIn: string | null
}

/** The lines of blocks of some contracts since a day, as they stand now. */
export const listBlocks = (tx: Read, contractRefs: readonly string[], since: Day): Promise<KeptBlock[]> =>
  rows(
    tx,
    sql<KeptBlock>`select p.contract_ref as "contractRef", p.day, p.visit_ref as "visitRef",
          coalesce(a.planned_minutes, p.planned_minutes) as "boughtMinutes", coalesce(a.actual_minutes, p.actual_minutes) as "usedMinutes",
          coalesce(a.owed_pence, p.amount_pence) as "amountPence", null as "draftedIn"
        from payments.pay_line p left join lateral (select planned_minutes, actual_minutes, owed_pence from payments.adjustment a
          where a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref order by a.turn desc limit 1) a on true
        where p.council_id = ${tx.council} and p.outcome = 'block' and p.contract_ref = any (${[...contractRefs]}::text[]) and p.day >= ${since}::date
      union all
      select d.contract_ref, d.day, d.visit_ref, d.planned_minutes, d.actual_minutes, d.amount_pence, d.pay_run_ref
        from payments.draft_line d where d.council_id = ${tx.council} and d.outcome = 'block'
          and d.contract_ref = any (${[...contractRefs]}::text[]) and d.day >= ${since}::date`,
  )

/** Days of contracts on which a run has visits that changed after they were rated. */
export const listChangedDays = (
  tx: Read,
  payRunRef: string,
  contractRefs: readonly string[],
): Promise<{ contractRef: string; day: Day }[]> =>
  rows(
    tx,
    sql<{ contractRef: string; day: Day }>`select distinct contract_ref as "contractRef", day from payments.recheck
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and contract_ref = any (${[...contractRefs]}::text[])`,
  )

/** A week of a block as its page shows it. */
export type BlockWeek = {
  readonly contractRef: string
  readonly organisationRef: string
  readonly day: Day
  readonly boughtMinutes: number
  readonly usedMinutes: number
  readonly amountPence: number
  readonly statementRef: string | null
  readonly payRunRef: string
}

export type BlockSearch = {
  readonly contractRef?: string | undefined
  readonly organisationRef?: string | undefined
  readonly from: Day
  readonly to: Day
}

const found = (tx: Read, search: BlockSearch, row: string) => {
  const of = sql.raw(row)
  return sql`${of}.council_id = ${tx.council} and ${of}.outcome = 'block' and ${of}.day >= ${search.from}::date and ${of}.day < ${search.to}::date
    and (${search.contractRef ?? null}::text is null or ${of}.contract_ref = ${search.contractRef ?? null})
    and (${search.organisationRef ?? null}::text is null or ${of}.organisation_ref = ${search.organisationRef ?? null})`
}

/** Weeks of blocks with what was last said of each, the newest first: posted ones, and those of drafts. */
export async function searchBlocks(
  tx: Read,
  search: BlockSearch,
  part: { readonly offset: number; readonly limit: number },
): Promise<{ weeks: BlockWeek[]; total: number }> {
  const listed = await rows(
    tx,
    sql<BlockWeek & { total: number }>`select *, count(*) over () as total from (
        select p.contract_ref as "contractRef", p.organisation_ref as "organisationRef", p.day,
          coalesce(a.planned_minutes, p.planned_minutes) as "boughtMinutes", coalesce(a.actual_minutes, p.actual_minutes) as "usedMinutes",
          coalesce(a.owed_pence, p.amount_pence) as "amountPence", p.statement_ref as "statementRef", p.pay_run_ref as "payRunRef"
        from payments.pay_line p left join lateral (select planned_minutes, actual_minutes, owed_pence from payments.adjustment a
          where a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref order by a.turn desc limit 1) a on true
        where ${found(tx, search, 'p')}
        union all
        select d.contract_ref, d.organisation_ref, d.day, d.planned_minutes, d.actual_minutes, d.amount_pence, null, d.pay_run_ref
        from payments.draft_line d where ${found(tx, search, 'd')}) weeks
      order by day desc, "contractRef" limit ${part.limit} offset ${part.offset}`,
  )
  return { weeks: listed.map(({ total: _total, ...week }) => week), total: listed[0]?.total ?? 0 }
}
