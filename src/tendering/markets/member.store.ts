import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { ExclusionCheck } from '#src/tendering/joining/application.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import { MARKET } from '#src/tendering/markets/market.store.ts'
import type { Holding, Member } from '#src/tendering/markets/membership.ts'

const MEMBER = sql`n.market_ref as "marketRef", n.organisation_ref as "organisationRef", n.name, n.lots, n.since_day as "sinceDay",
  n.state, n.suspended_for as "suspendedFor", n.reason, n.changed_on as "changedOn", n.review_day as "reviewDay",
  n.checked_on as "checkedOn", n.quality_percent as "qualityPercent", n.price_pence as "pricePence", n.capacity_hours as "capacityHours"`

export async function findMember(tx: Read, marketRef: string, organisationRef: string): Promise<Member | undefined> {
  const [found] = await rows(
    tx,
    sql<Member>`select ${MEMBER} from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${marketRef} and n.organisation_ref = ${organisationRef}`,
  )
  return found
}

/** A member with the list that it is on, in one question. */
export async function findMemberOfMarket(
  tx: Read,
  { marketRef, organisationRef }: { readonly marketRef: string; readonly organisationRef: string },
): Promise<{ readonly member: Member; readonly market: Market } | undefined> {
  const [found] = await rows(
    tx,
    sql<
      Member & { market: Market }
    >`select ${MEMBER}, (select to_jsonb(list) from (select ${MARKET} from tendering.market m
        where m.council_id = n.council_id and m.market_ref = n.market_ref) list) as market
      from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${marketRef} and n.organisation_ref = ${organisationRef}`,
  )
  if (!found) return undefined
  const { market, ...member } = found
  return { member, market }
}

export async function lockMember(tx: Write, marketRef: string, organisationRef: string): Promise<Member | undefined> {
  const [found] = await rows(
    tx,
    sql<Member>`select ${MEMBER} from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${marketRef} and n.organisation_ref = ${organisationRef} for update`,
  )
  return found
}

/** A member of whom evidence is kept is a row for ever: who left may come back into it. */
export const saveMember = (tx: Write, member: Member): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.member as n (council_id, market_ref, organisation_ref, name, lots, since_day, state, suspended_for, reason,
        changed_on, review_day, checked_on, quality_percent, price_pence, capacity_hours)
      values (${tx.council}, ${member.marketRef}, ${member.organisationRef}, ${member.name}, ${[...member.lots]}::text[], ${member.sinceDay},
        ${member.state}, ${member.suspendedFor}, ${member.reason}, ${member.changedOn}, ${member.reviewDay}, ${member.checkedOn},
        ${member.qualityPercent}, ${member.pricePence}, ${member.capacityHours})
      on conflict (council_id, market_ref, organisation_ref) do update set name = excluded.name, lots = excluded.lots,
        since_day = excluded.since_day, state = excluded.state, suspended_for = excluded.suspended_for, reason = excluded.reason,
        changed_on = excluded.changed_on, review_day = excluded.review_day, checked_on = excluded.checked_on,
        quality_percent = excluded.quality_percent, price_pence = excluded.price_pence, capacity_hours = excluded.capacity_hours`,
  )

/** The published register follows the members: who is suspended stays on it, who left does not. */
export async function publishMember(tx: Write, member: Member, zones: readonly string[]): Promise<void> {
  if (member.state === 'removed') {
    await rows(
      tx,
      sql`delete from tendering.published_member where council_id = ${tx.council} and market_ref = ${member.marketRef}
        and organisation_ref = ${member.organisationRef}`,
    )
    return
  }
  await rows(
    tx,
    sql`insert into tendering.published_member (council_id, market_ref, organisation_ref, name, lots, zones, since_day)
      values (${tx.council}, ${member.marketRef}, ${member.organisationRef}, ${member.name}, ${[...member.lots]}::text[],
        ${[...zones]}::text[], ${member.sinceDay})
      on conflict (council_id, market_ref, organisation_ref) do update set name = excluded.name, lots = excluded.lots,
        zones = excluded.zones, since_day = excluded.since_day`,
  )
}

/** All of a market that are not removed: what ranking and the daily check go through. */
export const listMembers = (tx: Read, marketRef: string): Promise<Member[]> =>
  rows(
    tx,
    sql<Member>`select ${MEMBER} from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${marketRef} and n.state <> 'removed' order by n.name, n.organisation_ref limit 5000`,
  )

export const countMembers = async (tx: Read, marketRef: string): Promise<number> =>
  (
    await rows(
      tx,
      sql<{ members: number }>`select count(*) as members from tendering.member
        where council_id = ${tx.council} and market_ref = ${marketRef} and state <> 'removed'`,
    )
  )[0]?.members ?? 0

/** The running markets that a provider is a member of. */
export const listMembershipsOf = (
  tx: Read,
  organisationRef: string,
): Promise<(Member & { readonly marketTitle: string; readonly marketKind: string })[]> =>
  rows(
    tx,
    sql<
      Member & { marketTitle: string; marketKind: string }
    >`select ${MEMBER}, m.title as "marketTitle", m.kind as "marketKind"
      from tendering.member n join tendering.market m on m.council_id = n.council_id and m.market_ref = n.market_ref and m.status = 'open'
      where n.council_id = ${tx.council} and n.organisation_ref = ${organisationRef} and n.state <> 'removed'
      order by m.title, n.market_ref limit 100`,
  )

export type MemberSearch = {
  readonly marketRef: string
  readonly states: readonly string[]
  readonly lots: readonly string[]
  readonly words: string
}

export type ListedMember = Member & {
  /** When the accepted evidence that ends first ends. */
  readonly firstEnd: Day | null
  readonly reviews: number
}

export async function searchMembers(
  tx: Read,
  search: MemberSearch,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ members: ListedMember[]; total: number }> {
  const found = await rows(
    tx,
    sql<ListedMember & { total: number }>`select ${MEMBER}, count(*) over () as total,
        (select min(last_end) from (select e.condition, max(coalesce(e.expires_on, 'infinity'::date)) as last_end from tendering.evidence e
          where e.council_id = n.council_id and e.market_ref = n.market_ref and e.organisation_ref = n.organisation_ref and e.state = 'accepted'
          group by e.condition) ends where last_end < 'infinity'::date) as "firstEnd",
        (select count(*) from tendering.member_review r where r.council_id = n.council_id and r.market_ref = n.market_ref
          and r.organisation_ref = n.organisation_ref and r.settled_at is null) as reviews
      from tendering.member n
      where n.council_id = ${tx.council} and n.market_ref = ${search.marketRef}
        and (${search.states.length === 0} and n.state <> 'removed' or n.state = any(${[...search.states]}::text[]))
        and (${search.lots.length === 0} or n.lots && ${[...search.lots]}::text[])
        and (${search.words === ''} or n.name ilike '%' || ${search.words.replaceAll(/[%_\\]/g, '')} || '%' or n.organisation_ref = ${search.words})
      order by n.name, n.organisation_ref offset ${page.offset} limit ${page.limit}`,
  )
  return { members: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}

/** Who is suspended on a running list, of these providers; with the reason. */
export async function listSuspended(
  tx: Read,
  organisationRefs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (organisationRefs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<{
      organisationRef: string
      reason: string
    }>`select n.organisation_ref as "organisationRef", n.reason from tendering.member n
      join tendering.market m on m.council_id = n.council_id and m.market_ref = n.market_ref and m.status = 'open'
      where n.council_id = ${tx.council} and n.organisation_ref = any(${[...organisationRefs]}::text[]) and n.state = 'suspended'`,
  )
  return new Map(found.map(({ organisationRef, reason }) => [organisationRef, reason]))
}

/** Accepted evidence by provider. */
export async function listHoldings(
  tx: Read,
  marketRef: string,
  organisationRefs: readonly string[],
): Promise<Map<string, Holding[]>> {
  const found = await rows(
    tx,
    sql<
      Holding & { organisationRef: string }
    >`select e.organisation_ref as "organisationRef", e.condition, e.expires_on as "expiresOn"
      from tendering.evidence e where e.council_id = ${tx.council} and e.market_ref = ${marketRef}
        and e.organisation_ref = any(${[...organisationRefs]}::text[]) and e.state = 'accepted'`,
  )
  return Map.groupBy(found, ({ organisationRef }) => organisationRef)
}

export type ExclusionStage = 'admission' | 'award' | 'call_off' | 'yearly'
export type KeptExclusionCheck = ExclusionCheck & {
  readonly organisationRef: string
  readonly at: Instant
  readonly stage: ExclusionStage
  readonly about: string
  readonly byName: string
}

export const insertExclusionCheck = (
  tx: Write,
  check: ExclusionCheck & Pick<KeptExclusionCheck, 'organisationRef' | 'stage' | 'about'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.exclusion_check (council_id, organisation_ref, at, stage, about, finding, looked_up_on, evidence, grounds, by_name)
      values (${tx.council}, ${check.organisationRef}, ${tx.now}, ${check.stage}, ${check.about}, ${check.finding}, ${check.lookedUpOn},
        ${check.evidence}, ${check.grounds}, ${tx.actor.name})`,
  )

/** The newest first. */
export const listExclusionChecks = (tx: Read, organisationRef: string, limit = 20): Promise<KeptExclusionCheck[]> =>
  rows(
    tx,
    sql<KeptExclusionCheck>`select organisation_ref as "organisationRef", at, stage, about, finding, looked_up_on as "lookedUpOn", evidence,
        grounds, by_name as "byName"
      from tendering.exclusion_check where council_id = ${tx.council} and organisation_ref = ${organisationRef}
      order by at desc limit ${limit}`,
  )

export type Review = {
  readonly reviewRef: string
  readonly marketRef: string
  readonly organisationRef: string
  readonly name: string
  readonly what: string
  readonly words: string
  readonly foundAt: Instant
  readonly settledAt: Instant | null
  readonly settledByName: string | null
  readonly outcome: string
}

const REVIEW = sql`r.review_ref as "reviewRef", r.market_ref as "marketRef", r.organisation_ref as "organisationRef", n.name, r.what, r.words,
  r.found_at as "foundAt", r.settled_at as "settledAt", r.settled_by_name as "settledByName", r.outcome
  from tendering.member_review r join tendering.member n on n.council_id = r.council_id and n.market_ref = r.market_ref
    and n.organisation_ref = r.organisation_ref`

/** Answers false where the same thing waits to be looked at already. */
export async function insertReview(
  tx: Write,
  one: Pick<Review, 'reviewRef' | 'marketRef' | 'organisationRef' | 'what' | 'words'>,
): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into tendering.member_review (council_id, review_ref, market_ref, organisation_ref, what, words, found_at)
      values (${tx.council}, ${one.reviewRef}, ${one.marketRef}, ${one.organisationRef}, ${one.what}, ${one.words}, ${tx.now})
      on conflict (council_id, market_ref, organisation_ref, what, words) where settled_at is null do nothing returning review_ref`,
  )
  return added.length > 0
}

export const listReviews = (tx: Read, marketRef: string, organisationRef: string): Promise<Review[]> =>
  rows(
    tx,
    sql<Review>`select ${REVIEW} where r.council_id = ${tx.council} and r.market_ref = ${marketRef} and r.organisation_ref = ${organisationRef}
      order by r.settled_at is not null, r.found_at desc limit 50`,
  )

/** The words of what waits to be looked at, so that a daily check does not find it again. */
export async function openReviewKeys(tx: Read, marketRef: string): Promise<Set<string>> {
  const found = await rows(
    tx,
    sql<{ key: string }>`select organisation_ref || ' ' || what || ' ' || words as key from tendering.member_review
      where council_id = ${tx.council} and market_ref = ${marketRef} and settled_at is null`,
  )
  return new Set(found.map(({ key }) => key))
}

export async function settleReview(tx: Write, reviewRef: string, outcome: string): Promise<Review | undefined> {
  const settled = await rows(
    tx,
    sql<{
      reviewRef: string
    }>`update tendering.member_review set settled_at = ${tx.now}, settled_by_name = ${tx.actor.name}, outcome = ${outcome}
      where council_id = ${tx.council} and review_ref = ${reviewRef} and settled_at is null returning review_ref as "reviewRef"`,
  )
  if (settled.length === 0) return undefined
  const [review] = await rows(
    tx,
    sql<Review>`select ${REVIEW} where r.council_id = ${tx.council} and r.review_ref = ${reviewRef}`,
  )
  return review
}

export type PublishedMember = {
  readonly organisationRef: string
  readonly name: string
  readonly lots: readonly string[]
  readonly zones: readonly string[]
  readonly sinceDay: Day
}

export async function listPublishedMembers(
  tx: Read,
  search: { readonly marketRef: string; readonly zone: string | undefined },
  page: { readonly offset: number; readonly limit: number },
): Promise<{ members: PublishedMember[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      PublishedMember & { total: number }
    >`select organisation_ref as "organisationRef", name, lots, zones, since_day as "sinceDay",
        count(*) over () as total
      from tendering.published_member where council_id = ${tx.council} and market_ref = ${search.marketRef}
        and (${search.zone ?? null}::text is null or ${search.zone ?? null} = any(zones))
      order by name, organisation_ref offset ${page.offset} limit ${page.limit}`,
  )
  return { members: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}
