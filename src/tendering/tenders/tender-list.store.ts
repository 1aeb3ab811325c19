import type { Instant } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Spec, TenderStatus } from '#src/tendering/tenders/spec.ts'

export type TenderSearch = {
  readonly words?: string | undefined
  readonly statuses: readonly string[]
  readonly routes: readonly string[]
}

export type ListedTender = {
  readonly tenderRef: string
  readonly title: string
  readonly route: Spec['route']
  readonly regime: Spec['regime']
  readonly status: TenderStatus
  readonly closesAt: Instant | null
  readonly estimatedPence: number
  readonly lots: number
  readonly ownerRef: string
}

const like = (words: string | undefined): string => `%${(words ?? '').replace(/[\\%_]/g, String.raw`\$&`)}%`

/** A page of the council's tenders: what is still planned first, then by deadline, the latest first. */
export async function listTenders(
  tx: Read,
  search: TenderSearch,
  page: { offset: number; limit: number },
): Promise<{ tenders: ListedTender[]; total: number }> {
  const found = await rows(
    tx,
    sql<ListedTender & { total: number }>`
      select tender_ref as "tenderRef", title, route, regime, status, closes_at as "closesAt", owner_ref as "ownerRef",
        (spec ->> 'estimatedPence')::bigint as "estimatedPence", jsonb_array_length(spec -> 'lots') as lots,
        count(*) over () as total
      from tendering.tender
      where council_id = ${tx.council}
        and (${search.words ?? null}::text is null or title ilike ${like(search.words)} or tender_ref ilike ${like(search.words)})
        and (${search.statuses.length === 0} or status = any (${[...search.statuses]}::text[]))
        and (${search.routes.length === 0} or route = any (${[...search.routes]}::text[]))
      order by closes_at desc nulls first, tender_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { tenders: found.map(({ total: _, ...tender }) => tender), total: found[0]?.total ?? 0 }
}

export type ListedPublished = {
  readonly tenderRef: string
  readonly title: string
  readonly route: Spec['route']
  readonly lots: number
  readonly closesAt: Instant
  readonly publishedAt: Instant
  readonly isCancelled: boolean
}

/** A page of the last published version of each tender: what providers and the public read. */
export async function listPublished(
  tx: Read,
  search: { readonly words?: string | undefined; readonly isOpen?: boolean },
  page: { offset: number; limit: number },
): Promise<{ tenders: ListedPublished[]; total: number }> {
  const found = await rows(
    tx,
    sql<ListedPublished & { total: number }>`
      select p.tender_ref as "tenderRef", p.spec ->> 'title' as title, p.spec ->> 'route' as route, p.closes_at as "closesAt",
        jsonb_array_length(p.spec -> 'lots') as lots, first.at as "publishedAt", c.at is not null as "isCancelled",
        count(*) over () as total
      from tendering.published_tender p
      join tendering.published_tender first
        on first.council_id = p.council_id and first.tender_ref = p.tender_ref and first.version = 1
      left join tendering.cancelled_tender c on c.council_id = p.council_id and c.tender_ref = p.tender_ref
      where p.council_id = ${tx.council}
        and not exists (select 1 from tendering.published_tender later
          where later.council_id = p.council_id and later.tender_ref = p.tender_ref and later.version > p.version)
        and (${search.words ?? null}::text is null or p.spec ->> 'title' ilike ${like(search.words)}
          or p.tender_ref ilike ${like(search.words)})
        and (${search.isOpen !== true} or (p.closes_at > ${tx.now} and c.at is null))
      order by p.closes_at desc, p.tender_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { tenders: found.map(({ total: _, ...tender }) => tender), total: found[0]?.total ?? 0 }
}

export type Version = {
  readonly version: number
  readonly reason: string
  readonly closesAt: Instant
  readonly at: Instant
}

/** Every publication of a tender, the newest first. */
export const listVersions = (tx: Read, tenderRef: string): Promise<Version[]> =>
  rows(
    tx,
    sql<Version>`select version, reason, closes_at as "closesAt", at from tendering.published_tender
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by version desc limit 100`,
  )
