import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Ranked, RankWeights, Working } from '#src/tendering/ranked-lists/ranked-list.ts'

export type RankedList = {
  readonly marketRef: string
  readonly zone: string
  readonly version: number
  readonly fromDay: Day
  readonly weights: RankWeights
  readonly madeAt: Instant
  readonly madeByName: string
  readonly members: number
}

const LIST = sql`l.market_ref as "marketRef", l.zone, l.version, l.from_day as "fromDay", l.weights, l.made_at as "madeAt",
  l.made_by_name as "madeByName", l.members`

export async function insertRankedList(
  tx: Write,
  list: Pick<RankedList, 'marketRef' | 'zone' | 'fromDay' | 'weights'>,
  ranked: readonly Ranked[],
): Promise<number> {
  const [made] = await rows(
    tx,
    sql<{
      version: number
    }>`insert into tendering.ranked_list (council_id, market_ref, zone, version, from_day, weights, made_at, made_by_name, members)
      select ${tx.council}::int, ${list.marketRef}::text, ${list.zone}::text, coalesce(max(version), 0) + 1, ${list.fromDay}::date,
        ${json(list.weights)}::jsonb, ${tx.now}::timestamptz, ${tx.actor.name}::text, ${ranked.length}::int
      from tendering.ranked_list where council_id = ${tx.council} and market_ref = ${list.marketRef} and zone = ${list.zone}
      returning version`,
  )
  const version = made?.version ?? 1
  const lines = ranked.map(({ organisationRef, name, rank, score, working }) => ({
    ...{ organisation_ref: organisationRef, name, rank, score, working },
  }))
  await rows(
    tx,
    sql`insert into tendering.ranked_member (council_id, market_ref, zone, version, organisation_ref, name, rank, score, working)
      select ${tx.council}::int, ${list.marketRef}::text, ${list.zone}::text, ${version}::int, r.organisation_ref, r.name, r.rank, r.score, r.working
      from jsonb_to_recordset(${json(lines)}::jsonb) as r(organisation_ref text, name text, rank int, score text, working jsonb)`,
  )
  return version
}

/** The version of each zone's list that holds on a day. */
export const listCurrentLists = (tx: Read, marketRef: string, on: Day): Promise<RankedList[]> =>
  rows(
    tx,
    sql<RankedList>`select distinct on (l.zone) ${LIST} from tendering.ranked_list l
      where l.council_id = ${tx.council} and l.market_ref = ${marketRef} and l.from_day <= ${on}::date
      order by l.zone, l.version desc`,
  )

export const listVersions = (tx: Read, marketRef: string, zone: string, limit: number): Promise<RankedList[]> =>
  rows(
    tx,
    sql<RankedList>`select ${LIST} from tendering.ranked_list l
      where l.council_id = ${tx.council} and l.market_ref = ${marketRef} and l.zone = ${zone} order by l.version desc limit ${limit}`,
  )

export type RankedMember = {
  readonly organisationRef: string
  readonly name: string
  readonly rank: number
  readonly score: string
  readonly working: readonly Working[]
}

export const listRanked = (
  tx: Read,
  list: Pick<RankedList, 'marketRef' | 'zone' | 'version'>,
): Promise<RankedMember[]> =>
  rows(
    tx,
    sql<RankedMember>`select organisation_ref as "organisationRef", name, rank, score, working from tendering.ranked_member
      where council_id = ${tx.council} and market_ref = ${list.marketRef} and zone = ${list.zone} and version = ${list.version}
      order by rank limit 1000`,
  )

/** A member's ranks in the lists that hold today. */
export const listRanksOf = (
  tx: Read,
  marketRef: string,
  organisationRef: string,
  on: Day,
): Promise<
  (RankedMember & {
    readonly zone: string
    readonly version: number
    readonly members: number
    readonly fromDay: Day
  })[]
> =>
  rows(
    tx,
    sql<RankedMember & { zone: string; version: number; members: number; fromDay: Day }>`
      select r.organisation_ref as "organisationRef", r.name, r.rank, r.score, r.working, r.zone, r.version, l.members, l.from_day as "fromDay"
      from (select distinct on (zone) zone, version, members, from_day, market_ref from tendering.ranked_list
        where council_id = ${tx.council} and market_ref = ${marketRef} and from_day <= ${on}::date order by zone, version desc) l
      join tendering.ranked_member r on r.council_id = ${tx.council} and r.market_ref = l.market_ref and r.zone = l.zone and r.version = l.version
      where r.organisation_ref = ${organisationRef} order by r.zone`,
  )

export type MemberMeasure = {
  readonly organisationRef: string
  readonly zone: string
  /** Visits delivered of those planned, in hundredths of a percent. */
  readonly deliveredBp: number
  readonly visits: number
  readonly asOf: Day
}

export async function saveMemberMeasures(tx: Write, measures: readonly MemberMeasure[]): Promise<void> {
  if (measures.length === 0) return
  await rows(
    tx,
    sql`insert into tendering.member_measure (council_id, organisation_ref, zone, delivered_bp, visits, as_of)
      select ${tx.council}::int, m.organisation_ref, m.zone, m.delivered_bp, m.visits, m.as_of
      from unnest(${measures.map((one) => one.organisationRef)}::text[], ${measures.map((one) => one.zone)}::text[],
        ${measures.map((one) => one.deliveredBp)}::int[], ${measures.map((one) => one.visits)}::int[],
        ${measures.map((one) => one.asOf)}::date[]) as m (organisation_ref, zone, delivered_bp, visits, as_of)
      on conflict (council_id, organisation_ref, zone) do update set delivered_bp = excluded.delivered_bp, visits = excluded.visits,
        as_of = excluded.as_of`,
  )
}

export const listMemberMeasures = (tx: Read, organisationRefs: readonly string[]): Promise<MemberMeasure[]> =>
  rows(
    tx,
    sql<MemberMeasure>`select organisation_ref as "organisationRef", zone, delivered_bp as "deliveredBp", visits, as_of as "asOf"
      from tendering.member_measure where council_id = ${tx.council} and organisation_ref = any(${[...organisationRefs]}::text[])`,
  )
