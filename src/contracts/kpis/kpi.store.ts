import type { Day, Instant } from '#src/base/day.ts'
import type { AddKpi, Kpi, KpiFigure, ToldMeasure } from '#src/contracts/kpis/kpi.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** Above what a contract is measured by. */
const MOST = 100

const KPI = sql`k.number, k.name, k.target::float8 as target, k.more_is_better as "moreIsBetter", k.period, k.measure, k.from_day as "fromDay"`
const FIGURE = sql`f.period_from as "periodFrom", f.figure::float8 as figure, f.rating, f.source, f.note, f.by_name as "byName", f.at`

export type KeptFigure = KpiFigure & { readonly at: Instant }
export type KpiWithLast = Kpi & { readonly last: Pick<KpiFigure, 'periodFrom' | 'figure' | 'rating'> | null }

/** The indicators of a contract, each with the figure of its last period. */
export const listKpis = (tx: Read, contractRef: string): Promise<KpiWithLast[]> =>
  rows(
    tx,
    sql<KpiWithLast>`select ${KPI}, (select jsonb_build_object('periodFrom', f.period_from, 'figure', f.figure, 'rating', f.rating)
        from contracts.kpi_figure f where f.council_id = k.council_id and f.contract_ref = k.contract_ref and f.number = k.number
        order by f.period_from desc, f.entry desc limit 1) as last
      from contracts.kpi k where k.council_id = ${tx.council} and k.contract_ref = ${contractRef} and k.ended_day is null
      order by k.number limit ${MOST}`,
  )

export async function findKpi(tx: Read, contractRef: string, number: number): Promise<Kpi | undefined> {
  const [found] = await rows(
    tx,
    sql<Kpi>`select ${KPI} from contracts.kpi k
      where k.council_id = ${tx.council} and k.contract_ref = ${contractRef} and k.number = ${number}`,
  )
  return found
}

/** All figures that were entered for an indicator, the newest period and entry first. */
export async function readFigures(
  tx: Read,
  contractRef: string,
  number: number,
  page: { offset: number; limit: number },
): Promise<{ figures: KeptFigure[]; total: number }> {
  const found = await rows(
    tx,
    sql<KeptFigure & { total: number }>`select ${FIGURE}, count(*) over () as total from contracts.kpi_figure f
      where f.council_id = ${tx.council} and f.contract_ref = ${contractRef} and f.number = ${number}
      order by f.period_from desc, f.entry desc limit ${page.limit} offset ${page.offset}`,
  )
  return { figures: found.map(({ total: _, ...figure }) => figure), total: found[0]?.total ?? 0 }
}

/** The figure that counts for a period. */
export async function findFigure(
  tx: Read,
  contractRef: string,
  number: number,
  periodFrom: Day,
): Promise<(KeptFigure & { entry: number }) | undefined> {
  const [found] = await rows(
    tx,
    sql<KeptFigure & { entry: number }>`select ${FIGURE}, f.entry from contracts.kpi_figure f
      where f.council_id = ${tx.council} and f.contract_ref = ${contractRef} and f.number = ${number}
        and f.period_from = ${periodFrom}::date order by f.entry desc limit 1`,
  )
  return found
}

/** Indicators of contracts that run on a day, or ended within so many days of it, that visits tell of. */
export const listToldKpis = (
  tx: Read,
  asked: { readonly on: Day; readonly endedFrom: Day },
): Promise<(Kpi & { readonly contractRef: string; readonly measure: ToldMeasure })[]> =>
  rows(
    tx,
    sql<
      Kpi & { contractRef: string; measure: ToldMeasure }
    >`select k.contract_ref as "contractRef", ${KPI} from contracts.kpi k
        join contracts.v_contract c on c.council_id = k.council_id and c.contract_ref = k.contract_ref
      where k.council_id = ${tx.council} and k.measure is not null and k.ended_day is null
        and c.from_day <= ${asked.on}::date and c.to_day > ${asked.endedFrom}::date order by k.contract_ref, k.number limit ${MOST * 50}`,
  )

export async function insertKpi(tx: Write, contractRef: string, kpi: AddKpi): Promise<number> {
  const [added] = await rows(
    tx,
    sql<{
      number: number
    }>`insert into contracts.kpi (council_id, contract_ref, number, name, target, more_is_better, period, measure, from_day)
      values (${tx.council}, ${contractRef}, (select coalesce(max(number), 0) + 1 from contracts.kpi
          where council_id = ${tx.council} and contract_ref = ${contractRef}),
        ${kpi.name}, ${kpi.target}, ${kpi.moreIsBetter}, ${kpi.period}, ${kpi.measure}, ${kpi.fromDay}) returning number`,
  )
  return added?.number ?? 0
}

export const insertFigure = (
  tx: Write,
  contractRef: string,
  number: number,
  entry: number,
  { periodFrom, figure, rating, source, note, byName }: KpiFigure,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.kpi_figure (council_id, contract_ref, number, period_from, entry, figure, rating, source, note, by_name, at)
      values (${tx.council}, ${contractRef}, ${number}, ${periodFrom}, ${entry}, ${figure}, ${rating}, ${source}, ${note}, ${byName}, ${tx.now})`,
  )
