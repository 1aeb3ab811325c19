import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Market, MarketStatus, MarketTerms } from '#src/tendering/markets/market.ts'

export const MARKET = sql`m.market_ref as "marketRef", m.kind, m.title, m.summary, m.service, m.lots, m.conditions,
  m.most_members as "mostMembers", m.began_on as "beganOn", m.ends_on as "endsOn", m.ranking, m.tender_ref as "tenderRef",
  m.status, m.opened_on as "openedOn", m.ceased_on as "ceasedOn"`

export async function findMarket(tx: Read, marketRef: string): Promise<Market | undefined> {
  const [found] = await rows(
    tx,
    sql<Market>`select ${MARKET} from tendering.market m where m.council_id = ${tx.council} and m.market_ref = ${marketRef}`,
  )
  return found
}

export async function lockMarket(tx: Write, marketRef: string): Promise<Market | undefined> {
  const [found] = await rows(
    tx,
    sql<Market>`select ${MARKET} from tendering.market m
      where m.council_id = ${tx.council} and m.market_ref = ${marketRef} for update`,
  )
  return found
}

export const insertMarket = (tx: Write, marketRef: string, terms: MarketTerms): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.market (council_id, market_ref, kind, title, summary, service, lots, conditions, most_members,
        began_on, ends_on, ranking, tender_ref, status)
      values (${tx.council}, ${marketRef}, ${terms.kind}, ${terms.title.trim()}, ${terms.summary.trim()}, ${terms.service},
        ${json(terms.lots)}::jsonb, ${json(terms.conditions)}::jsonb, ${terms.mostMembers}, ${terms.beganOn}, ${terms.endsOn},
        ${terms.ranking === null ? null : json(terms.ranking)}::jsonb, ${terms.tenderRef}, 'planned')`,
  )

export const saveMarket = (tx: Write, market: Market): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.market set title = ${market.title}, summary = ${market.summary}, lots = ${json(market.lots)}::jsonb,
        conditions = ${json(market.conditions)}::jsonb, most_members = ${market.mostMembers},
        ranking = ${market.ranking === null ? null : json(market.ranking)}::jsonb, status = ${market.status},
        opened_on = ${market.openedOn}, ceased_on = ${market.ceasedOn}
      where council_id = ${tx.council} and market_ref = ${market.marketRef}`,
  )

/** Markets that run: small in number, one or two a service. */
export const listRunningMarkets = (tx: Read): Promise<Market[]> =>
  rows(
    tx,
    sql<Market>`select ${MARKET} from tendering.market m
      where m.council_id = ${tx.council} and m.status = 'open' order by m.market_ref limit 500`,
  )

/** The markets of a service that run, oldest first. */
export const listMarketsOf = (tx: Read, service: string): Promise<Market[]> =>
  rows(
    tx,
    sql<Market>`select ${MARKET} from tendering.market m
      where m.council_id = ${tx.council} and m.status = 'open' and m.service = ${service}
      order by m.opened_on, m.market_ref limit 50`,
  )

export type ListedMarket = Market & { readonly members: number; readonly suspended: number; readonly waiting: number }

export async function listMarkets(
  tx: Read,
  search: { readonly statuses: readonly string[]; readonly kinds: readonly string[] },
  page: { readonly offset: number; readonly limit: number },
): Promise<{ markets: ListedMarket[]; total: number }> {
  const found = await rows(
    tx,
    sql<ListedMarket & { total: number }>`select ${MARKET}, count(*) over () as total,
        (select count(*) from tendering.member n where n.council_id = m.council_id and n.market_ref = m.market_ref and n.state <> 'removed') as members,
        (select count(*) from tendering.member n where n.council_id = m.council_id and n.market_ref = m.market_ref and n.state = 'suspended') as suspended,
        (select count(*) from tendering.application a where a.council_id = m.council_id and a.market_ref = m.market_ref and a.state = 'made') as waiting
      from tendering.market m
      where m.council_id = ${tx.council} and (${search.statuses.length === 0} or m.status = any(${[...search.statuses]}::text[]))
        and (${search.kinds.length === 0} or m.kind = any(${[...search.kinds]}::text[]))
      order by m.status = 'ceased', m.title, m.market_ref offset ${page.offset} limit ${page.limit}`,
  )
  return { markets: found.map(({ total: _, ...market }) => market), total: found[0]?.total ?? 0 }
}

/** What is published of a market: everybody reads it, by roles that see no more. */
export const listPublishedMarkets = (
  tx: Read,
  statuses: readonly MarketStatus[],
): Promise<(Market & { readonly members: number })[]> =>
  rows(
    tx,
    sql<Market & { members: number }>`select ${MARKET}, (select count(*) from tendering.published_member p
        where p.council_id = m.council_id and p.market_ref = m.market_ref) as members
      from tendering.market m where m.council_id = ${tx.council} and m.status = any(${[...statuses]}::text[])
      order by m.title, m.market_ref limit 200`,
  )

export const findMarketOfTender = async (tx: Read, tenderRef: string): Promise<Market | undefined> =>
  (
    await rows(
      tx,
      sql<Market>`select ${MARKET} from tendering.market m
        where m.council_id = ${tx.council} and m.tender_ref = ${tenderRef} and m.status <> 'ceased' limit 1`,
    )
  )[0]
