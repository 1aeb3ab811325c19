import type { Day, Instant } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Process, Stage } from '#src/tendering/market-watch/watched.ts'

export type WatchFilter = {
  readonly words?: string
  /** How the CPV code begins. */
  readonly cpv?: string
  readonly region?: string
  readonly stage?: Stage
  readonly supplier?: string
}

export type Listed = Omit<Process, 'suppliers'> & {
  readonly releases: number
  readonly suppliers: readonly { readonly name: string; readonly organisationRef: string | null }[] | null
  readonly supplierCount: number
}

const like = (words: string): string => words.replace(/[%_\\]/g, '\\$&')

const passes = (tx: Read, { words, cpv, region, stage, supplier }: WatchFilter) => sql`p.council_id = ${tx.council}
  and ${words ? sql`(p.title ilike ${`%${like(words)}%`} or p.buyer ilike ${`%${like(words)}%`})` : sql`true`}
  and ${cpv ? sql`p.cpv like ${`${like(cpv)}%`}` : sql`true`}
  and ${region ? sql`${region} = any(p.regions)` : sql`true`}
  and ${stage ? sql`p.stage = ${stage}` : sql`true`}
  and ${
    supplier
      ? sql`exists (select 1 from tendering.market_supplier s where s.council_id = p.council_id and s.ocid = p.ocid
          and (s.name ilike ${`%${like(supplier)}%`} or s.organisation_ref = ${supplier}))`
      : sql`true`
  }`

const PROCESS = sql`p.ocid, p.title, p.summary, p.buyer, p.stage, p.cpv, p.cpv_words as "cpvWords", p.regions, p.method,
  p.value_pence as "valuePence", p.from_day as "fromDay", p.to_day as "toDay", p.closes_on as "closesOn",
  p.published_on as "publishedOn", p.notice_url as "noticeUrl", p.releases`

export const WATCH_ORDERS = ['end', 'published', 'value'] as const
export type WatchOrder = (typeof WATCH_ORDERS)[number]

const ORDERS: Readonly<Record<WatchOrder, string>> = {
  end: 'p.to_day',
  published: 'p.published_on',
  value: 'p.value_pence',
}

/** Suppliers shown of a procurement in a list; a framework may have hundreds. */
const SUPPLIERS_SHOWN = 3

/** One page of what others buy; with a day only what ends on it or later, or has no end. */
export async function listProcesses(
  tx: Read,
  filter: WatchFilter,
  page: { readonly offset: number; readonly limit: number; readonly order: WatchOrder; readonly descending: boolean },
): Promise<{ processes: Listed[]; total: number }> {
  const order = sql.raw(`${ORDERS[page.order]} ${page.descending ? 'desc' : 'asc'} nulls last`)
  const found = await rows(
    tx,
    sql<Listed & { total: number }>`select ${PROCESS}, p.total,
        (select count(*) from tendering.market_supplier s where s.council_id = p.council_id and s.ocid = p.ocid) as "supplierCount",
        (select jsonb_agg(jsonb_build_object('name', s.name, 'organisationRef', s.organisation_ref) order by s.number)
          from tendering.market_supplier s where s.council_id = p.council_id and s.ocid = p.ocid
            and s.number <= ${SUPPLIERS_SHOWN}) as suppliers
      from (select p.*, count(*) over () as total from tendering.market_process p where ${passes(tx, filter)}
        order by ${order}, p.ocid offset ${page.offset} limit ${page.limit}) as p
      order by ${order}, p.ocid`,
  )
  return { processes: found, total: found[0]?.total ?? 0 }
}

export type Quarter = { readonly from: Day; readonly contracts: number; readonly valuePence: number }

/** How many contracts end in each quarter from a day on. */
export const endsByQuarter = (tx: Read, filter: WatchFilter, from: Day, to: Day): Promise<Quarter[]> =>
  rows(
    tx,
    sql<Quarter>`select date_trunc('quarter', p.to_day - 1)::date as from, count(*) as contracts,
        coalesce(sum(p.value_pence), 0)::bigint as "valuePence"
      from tendering.market_process p
      where ${passes(tx, filter)} and p.stage in ('award', 'contract') and p.to_day > ${from}::date and p.to_day <= ${to}::date
      group by 1 order by 1`,
  )

/** The regions that the watch knows of. */
export async function listRegions(tx: Read): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ region: string }>`select distinct unnest(regions) as region from tendering.market_process
      where council_id = ${tx.council} order by 1 limit 100`,
  )
  return found.map(({ region }) => region)
}

export type WatchedProcess = Omit<Listed, 'supplierCount'>

/** One procurement with all whom it was awarded to. */
export async function findProcess(tx: Read, ocid: string): Promise<WatchedProcess | undefined> {
  const [found] = await rows(
    tx,
    sql<WatchedProcess>`select ${PROCESS},
        (select jsonb_agg(jsonb_build_object('name', s.name, 'organisationRef', s.organisation_ref) order by s.number)
          from tendering.market_supplier s where s.council_id = p.council_id and s.ocid = p.ocid) as suppliers
      from tendering.market_process p where p.council_id = ${tx.council} and p.ocid = ${ocid}`,
  )
  return found
}

export type Told = {
  readonly releaseRef: string
  readonly releasedAt: Instant
  readonly tags: readonly string[] | null
}

export const listReleasesOfProcess = (tx: Read, ocid: string, limit: number): Promise<Told[]> =>
  rows(
    tx,
    sql<Told>`select release_ref as "releaseRef", released_at as "releasedAt", release->'tag' as tags
      from tendering.market_release where council_id = ${tx.council} and ocid = ${ocid}
      order by released_at desc, release_ref limit ${limit}`,
  )

/** What others bought from a provider, the latest end first. */
export const listBoughtFrom = (
  tx: Read,
  organisationRef: string,
  limit: number,
): Promise<Omit<Process, 'suppliers'>[]> =>
  rows(
    tx,
    sql<Omit<Process, 'suppliers'>>`select ${PROCESS} from tendering.market_supplier s
      join tendering.market_process p on p.council_id = s.council_id and p.ocid = s.ocid
      where s.council_id = ${tx.council} and s.organisation_ref = ${organisationRef}
      order by p.to_day desc nulls last, p.ocid limit ${limit}`,
  )
