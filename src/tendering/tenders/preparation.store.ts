import { addDays, dayOf, type Instant } from '#src/base/day.ts'
import { getPolicy, listBankHolidays, listZones, type Zone } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Prepared } from '#src/tendering/tenders/checklist.ts'
import type { Engagement } from '#src/tendering/engagement/engagement.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import type { Published } from '#src/tendering/tenders/tender.store.ts'
import type { Step } from '#src/tendering/tenders/timetable.ts'

/** The timetable of a tender, its standstill and its first day lie within this. */
const DAYS_AHEAD = 1100

/** A tender's checklist, with what its pages say beside it: read at once, because a page asks the database few times. */
export type Preparation = Prepared & {
  readonly zoneList: readonly Zone[]
  readonly published: Pick<Published, 'version' | 'spec' | 'closesAt'> | null
  readonly openQuestions: number
}

/** All that the checklist asks beside the specification. */
export async function preparedOf(tx: Read, tenderRef: string): Promise<Preparation> {
  const today = dayOf(tx.now)
  const known = await countPrepared(tx, tenderRef)
  const publishedOn = known.publishedAt ? dayOf(known.publishedAt) : today
  const zoneList = await listZones(tx)
  return {
    publishedOn,
    holidays: new Set(await listBankHolidays(tx, publishedOn, addDays(today, DAYS_AHEAD))),
    periods: await getPolicy(tx, 'tender-periods', today),
    zones: new Set(zoneList.map(({ zone }) => zone)),
    zoneList,
    answered: new Set(known.answered),
    documents: known.documents,
    engagements: known.engagements,
    openQuestions: known.openQuestions,
    restsOnKnown: known.restsOnKnown,
    membersKnown: known.membersKnown,
    published:
      known.version !== null && known.spec && known.closesAt
        ? { version: known.version, spec: known.spec, closesAt: known.closesAt }
        : null,
  }
}

type Counted = {
  readonly publishedAt: Instant | null
  readonly answered: string[]
  readonly documents: number
  readonly engagements: number
  readonly openQuestions: number
  readonly restsOnKnown: boolean
  readonly membersKnown: boolean
  readonly version: number | null
  readonly spec: Spec | null
  readonly closesAt: Instant | null
}

/** An awarded tender, or a market that is open. A framework from before Almoner (FW-1001) is in the register of contracts. */
const RESTS_ON = sql`case
    when t.spec ->> 'frameworkOf' like 'TD-%' then exists (select 1 from tendering.tender f
      where f.council_id = t.council_id and f.tender_ref = t.spec ->> 'frameworkOf' and f.status = 'awarded')
    when coalesce(t.spec ->> 'marketRef', t.spec ->> 'frameworkOf') like 'MK-%' then exists (select 1 from tendering.market k
      where k.council_id = t.council_id and k.market_ref = coalesce(t.spec ->> 'marketRef', t.spec ->> 'frameworkOf')
        and k.status = 'open')
    else t.spec ->> 'marketRef' is null end`

/** A list that is open: the one that the tender names, or the one that is kept of its framework's parties. */
const MEMBERS = sql`exists (select 1 from tendering.market k where k.council_id = t.council_id and k.status = 'open'
    and (k.market_ref = coalesce(t.spec ->> 'marketRef', t.spec ->> 'frameworkOf') or k.tender_ref = t.spec ->> 'frameworkOf'))`

async function countPrepared(tx: Read, tenderRef: string): Promise<Counted> {
  const of = (alias: string) =>
    sql`${sql.ref(`${alias}.council_id`)} = ${tx.council} and ${sql.ref(`${alias}.tender_ref`)} = ${tenderRef}`
  const [counted] = await rows(
    tx,
    sql<Counted>`
      select (select min(p.at) from tendering.published_tender p where ${of('p')}) as "publishedAt",
        (select coalesce(jsonb_agg(m.question), '[]'::jsonb) from tendering.model_answer m where ${of('m')}) as answered,
        (select count(distinct d.document) from tendering.document d where ${of('d')}) as documents,
        (select count(*) from tendering.engagement e where ${of('e')}) as engagements,
        (select count(*) from tendering.clarification c where ${of('c')} and c.state = 'open') as "openQuestions",
        ${RESTS_ON} as "restsOnKnown", ${MEMBERS} as "membersKnown", last.version, last.spec, last.closes_at as "closesAt"
      from tendering.tender t
      left join lateral (select l.version, l.spec, l.closes_at from tendering.published_tender l
        where ${of('l')} order by l.version desc limit 1) last on true
      where ${of('t')}`,
  )
  if (!counted) throw new Error(`no such tender: ${tenderRef}`)
  return counted
}

/** What a version's dates come to and what its zones are called, as it was published. */
export type PublishedTimetable = {
  readonly version: number
  readonly steps: readonly Step[]
  readonly zones: readonly Pick<Zone, 'zone' | 'name'>[]
}

export const insertTimetable = (tx: Write, tenderRef: string, one: PublishedTimetable): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.published_timetable (council_id, tender_ref, version, steps, zones)
      values (${tx.council}, ${tenderRef}, ${one.version}, ${json(one.steps)}::jsonb, ${json(one.zones)}::jsonb)`,
  )

export type Around = PublishedTimetable & {
  readonly cancelled: Cancelled | undefined
  /** Whether the provider that reads is told of what changes. */
  readonly isFollowing: boolean
}

/** What stands around a published version: its timetable, and whether the tender was cancelled. */
export async function findAround(
  tx: Read,
  { tenderRef, version }: Pick<Published, 'tenderRef' | 'version'>,
  organisationRef?: string,
): Promise<Around> {
  // The public may not ask who follows.
  const following =
    organisationRef === undefined
      ? sql`false`
      : sql`exists (select from tendering.follower f
        where f.council_id = t.council_id and f.tender_ref = t.tender_ref and f.organisation_ref = ${organisationRef})`
  const [found] = await rows(
    tx,
    sql<PublishedTimetable & { reason: string | null; at: Instant | null; isFollowing: boolean }>`
      select t.version, t.steps, t.zones, c.reason, c.at, ${following} as "isFollowing" from tendering.published_timetable t
      left join tendering.cancelled_tender c on c.council_id = t.council_id and c.tender_ref = t.tender_ref
      where t.council_id = ${tx.council} and t.tender_ref = ${tenderRef} and t.version = ${version}`,
  )
  if (!found)
    return { version, steps: [], zones: [], cancelled: await findCancelled(tx, tenderRef), isFollowing: false }
  const { reason, at, ...timetable } = found
  return { ...timetable, cancelled: reason !== null && at ? { reason, at } : undefined }
}

/** What a good answer to a question says; undefined while nobody wrote it. Assessors alone read it. */
export async function findModelAnswer(tx: Read, tenderRef: string, question: string): Promise<string | undefined> {
  const [found] = await rows(
    tx,
    sql<{ answer: string }>`select answer from tendering.model_answer
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and question = ${question}`,
  )
  return found?.answer
}

export const listModelAnswers = (tx: Read, tenderRef: string): Promise<{ question: string; answer: string }[]> =>
  rows(
    tx,
    sql<{ question: string; answer: string }>`select question, answer from tendering.model_answer
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by question`,
  )

/** Saves a model answer; an empty one is dropped. */
export const saveModelAnswer = (tx: Write, tenderRef: string, question: string, answer: string): Promise<unknown> =>
  answer === ''
    ? rows(
        tx,
        sql`delete from tendering.model_answer
          where council_id = ${tx.council} and tender_ref = ${tenderRef} and question = ${question}`,
      )
    : rows(
        tx,
        sql`insert into tendering.model_answer (council_id, tender_ref, question, answer)
          values (${tx.council}, ${tenderRef}, ${question}, ${answer})
          on conflict (council_id, tender_ref, question) do update set answer = excluded.answer`,
      )

export const listEngagements = (tx: Read, tenderRef: string): Promise<Engagement[]> =>
  rows(
    tx,
    sql<Engagement>`select number, day, kind, title, came, said, by_name as "byName" from tendering.engagement
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by day, number limit 200`,
  )

export async function insertEngagement(
  tx: Write,
  tenderRef: string,
  one: Omit<Engagement, 'number' | 'byName'>,
): Promise<number> {
  const [made] = await rows(
    tx,
    sql<{
      number: number
    }>`insert into tendering.engagement (council_id, tender_ref, number, day, kind, title, came, said, by_name)
      select ${tx.council}::int, ${tenderRef}::text, coalesce(max(number), 0) + 1, ${one.day}::date, ${one.kind}::text,
        ${one.title}::text, ${one.came}::text, ${one.said}::text, ${tx.actor.name}::text
      from tendering.engagement where council_id = ${tx.council} and tender_ref = ${tenderRef}
      returning number`,
  )
  return made?.number ?? 1
}

export async function deleteEngagement(tx: Write, tenderRef: string, number: number): Promise<string | undefined> {
  const [gone] = await rows(
    tx,
    sql<{ title: string }>`delete from tendering.engagement
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and number = ${number} returning title`,
  )
  return gone?.title
}

export type Cancelled = { readonly reason: string; readonly at: Instant }

/** Why and when a tender was cancelled, as bidders and the public may know; undefined where it was not. */
export async function findCancelled(tx: Read, tenderRef: string): Promise<Cancelled | undefined> {
  const [found] = await rows(
    tx,
    sql<Cancelled>`select reason, at from tendering.cancelled_tender
      where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
  return found
}

export const insertCancelled = (tx: Write, tenderRef: string, reason: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.cancelled_tender (council_id, tender_ref, reason, at)
      values (${tx.council}, ${tenderRef}, ${reason}, ${tx.now})`,
  )

/** From now on a provider is told of answers, new documents and changes; true where it was not yet. */
export async function insertFollower(tx: Write, tenderRef: string, organisationRef: string): Promise<boolean> {
  const made = await rows(
    tx,
    sql`insert into tendering.follower (council_id, tender_ref, organisation_ref, at)
      values (${tx.council}, ${tenderRef}, ${organisationRef}, ${tx.now})
      on conflict (council_id, tender_ref, organisation_ref) do nothing returning organisation_ref`,
  )
  return made.length > 0
}

export const listFollowers = async (tx: Read, tenderRef: string): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ organisationRef: string }>`select organisation_ref as "organisationRef" from tendering.follower
        where council_id = ${tx.council} and tender_ref = ${tenderRef} order by organisation_ref limit 5000`,
    )
  ).map(({ organisationRef }) => organisationRef)
