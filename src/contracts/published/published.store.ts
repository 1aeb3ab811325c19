import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Kpi, KpiFigure } from '#src/contracts/kpis/kpi.ts'
import type { Buyer } from '#src/contracts/particulars.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Regime } from '#src/tendering/index.ts'

export type PublishedContract = {
  readonly contractRef: string
  readonly title: string
  readonly providerName: string
  readonly organisationRef: string
  readonly lot: string
  readonly service: string
  readonly zones: readonly string[]
  readonly regime: Regime
  readonly fromDay: Day
  readonly toDay: Day
  readonly extensionMonths: number
  /** Null where it is exempt, or nobody estimated it. */
  readonly valuePence: Pence | null
  readonly committedPence: Pence | null
  /** Why a figure is not published. */
  readonly withheld: string | null
  readonly buyers: readonly Buyer[]
  readonly tenderRef: string | null
  readonly changes: number
  readonly updatedOn: Day
}

/** Sums that fewer packages of care stand behind would tell of somebody's. */
const FEWEST_PACKAGES = 5
/** What is worth less has no entry in a council's register (G-14). */
const LEAST_VALUE: Pence = 500_000

const FEW = 'Fewer than five people'
const EXEMPT = 'Prices are exempt'

/** Makes the published entries anew: of one contract, or of all. Answers with how many there are. */
export async function saveEntries(tx: Write, on: Day, contractRef?: string): Promise<number> {
  const ref = contractRef ?? null
  await rows(
    tx,
    sql`delete from contracts.published where council_id = ${tx.council} and (${ref}::text is null or contract_ref = ${ref})`,
  )
  const made = await rows(
    tx,
    sql`insert into contracts.published (council_id, contract_ref, title, provider_name, organisation_ref, lot, service, zones, regime, from_day,
        to_day, extension_months, value_pence, committed_pence, withheld, buyers, tender_ref, changes, updated_on)
      select c.council_id, c.contract_ref, c.title, coalesce(o.name, w.organisation_ref), w.organisation_ref, coalesce(v.lot, c.lot), c.service,
        w.zones, c.regime, w.from_day, w.to_day,
        coalesce((select sum((e.option->>'months')::int) from jsonb_array_elements(c.extension_options) with ordinality e(option, number)
          where e.number > (select count(*) from contracts.change g where g.council_id = c.council_id and g.contract_ref = c.contract_ref
              and g.option_number is not null)
            and not exists (select from contracts.v_ending n where n.council_id = c.council_id and n.contract_ref = c.contract_ref)), 0),
        case when c.exempt_reason is null then coalesce(v.value_pence, c.value_pence) end,
        case when c.exempt_reason is null and d.packages >= ${FEWEST_PACKAGES} then d.pence end,
        case when c.exempt_reason is not null then ${EXEMPT} when coalesce(d.packages, 0) < ${FEWEST_PACKAGES} then ${FEW} end,
        c.buyers, c.tender_ref,
        (select count(*) from contracts.change g where g.council_id = c.council_id and g.contract_ref = c.contract_ref), ${on}
      from contracts.contract c
        join contracts.v_contract w on w.council_id = c.council_id and w.contract_ref = c.contract_ref
        left join providers.v_name o on o.organisation_ref = w.organisation_ref
        left join lateral (select l.lot, l.value_pence from contracts.version l where l.council_id = c.council_id
          and l.contract_ref = c.contract_ref order by l.number desc limit 1) v on true
        left join lateral (select sum(k.pence) as pence, count(distinct k.package_ref) as packages from contracts.draw_down k
          where k.council_id = c.council_id and k.contract_ref = c.contract_ref) d on true
      where c.council_id = ${tx.council} and (${ref}::text is null or c.contract_ref = ${ref})
        and coalesce(v.value_pence, c.value_pence, ${LEAST_VALUE}) >= ${LEAST_VALUE}
      returning contract_ref`,
  )
  return made.length
}

export type PublishedKpi = Pick<Kpi, 'number' | 'name' | 'target' | 'moreIsBetter'> &
  Pick<KpiFigure, 'periodFrom' | 'figure' | 'rating'>

/** Makes anew how contracts above a worth perform: one contract's, or all. */
export async function savePublishedKpis(tx: Write, abovePence: Pence, contractRef?: string): Promise<void> {
  const ref = contractRef ?? null
  await rows(
    tx,
    sql`delete from contracts.published_kpi where council_id = ${tx.council} and (${ref}::text is null or contract_ref = ${ref})`,
  )
  await rows(
    tx,
    sql`insert into contracts.published_kpi (council_id, contract_ref, number, name, target, more_is_better, period_from, figure, rating)
      select k.council_id, k.contract_ref, k.number, k.name, k.target, k.more_is_better, f.period_from, f.figure, f.rating
      from contracts.kpi k join contracts.contract c on c.council_id = k.council_id and c.contract_ref = k.contract_ref
        left join lateral (select l.value_pence from contracts.version l where l.council_id = c.council_id
          and l.contract_ref = c.contract_ref order by l.number desc limit 1) v on true
        join lateral (select g.period_from, g.figure, g.rating from contracts.kpi_figure g where g.council_id = k.council_id
          and g.contract_ref = k.contract_ref and g.number = k.number order by g.period_from desc, g.entry desc limit 1) f on true
      where k.council_id = ${tx.council} and (${ref}::text is null or k.contract_ref = ${ref}) and k.ended_day is null
        and coalesce(v.value_pence, c.value_pence) > ${abovePence}`,
  )
}

export const listPublishedKpis = (tx: Read, contractRef: string): Promise<PublishedKpi[]> =>
  rows(
    tx,
    sql<PublishedKpi>`select number, name, target::float8 as target, more_is_better as "moreIsBetter", period_from as "periodFrom",
        figure::float8 as figure, rating
      from contracts.published_kpi where council_id = ${tx.council} and contract_ref = ${contractRef} order by number limit 100`,
  )

const PUBLISHED = sql`contract_ref as "contractRef", title, provider_name as "providerName",
  organisation_ref as "organisationRef", lot, service, zones, regime, from_day as "fromDay", to_day as "toDay",
  extension_months as "extensionMonths", value_pence as "valuePence", committed_pence as "committedPence", withheld, buyers,
  tender_ref as "tenderRef", changes, updated_on as "updatedOn"`

export async function findPublished(tx: Read, contractRef: string): Promise<PublishedContract | undefined> {
  const [found] = await rows(
    tx,
    sql<PublishedContract>`select ${PUBLISHED} from contracts.published
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  return found
}

export type PublishedSearch = { readonly words?: string | undefined; readonly runningOn?: Day | undefined }

/** A page of what everybody may read, soonest end first. */
export async function listPublishedContracts(
  tx: Read,
  { words, runningOn }: PublishedSearch,
  page: { offset: number; limit: number },
): Promise<{ contracts: PublishedContract[]; total: number }> {
  const like = `%${(words ?? '').replace(/[\\%_]/g, String.raw`\$&`)}%`
  const found = await rows(
    tx,
    sql<PublishedContract & { total: number }>`select ${PUBLISHED}, count(*) over () as total
      from contracts.published where council_id = ${tx.council}
        and (${words ?? null}::text is null or title ilike ${like} or provider_name ilike ${like} or contract_ref ilike ${like})
        and (${runningOn ?? null}::date is null or (from_day <= ${runningOn ?? null}::date and to_day > ${runningOn ?? null}::date))
      order by to_day, contract_ref limit ${page.limit} offset ${page.offset}`,
  )
  return { contracts: found.map(({ total: _, ...contract }) => contract), total: found[0]?.total ?? 0 }
}
