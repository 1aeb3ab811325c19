import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { ContractEvent } from '#src/tendering/notices/duties.ts'
import type { AboutKind, Notice, NoticeCode, NoticeStatus } from '#src/tendering/notices/notice.ts'
import type { Line } from '#src/tendering/notices/draft.ts'
import type { Release } from '#src/tendering/notices/ocds.ts'

const NOTICE = sql`notice_ref as "noticeRef", code, about_kind as "aboutKind", about_ref as "aboutRef", tender_ref as "tenderRef",
  occasion, title, regime, why, due_day as "dueDay", status, typed, told, published_at as "publishedAt",
  published_by as "publishedBy", not_needed_reason as "notNeededReason", platform_ref as "platformRef", platform_day as "platformDay"`

export async function findNotice(tx: Read, noticeRef: string): Promise<Notice | undefined> {
  const [found] = await rows(
    tx,
    sql<Notice>`select ${NOTICE} from tendering.notice where council_id = ${tx.council} and notice_ref = ${noticeRef}`,
  )
  return found
}

export async function lockNotice(tx: Write, noticeRef: string): Promise<Notice | undefined> {
  const [found] = await rows(
    tx,
    sql<Notice>`select ${NOTICE} from tendering.notice
      where council_id = ${tx.council} and notice_ref = ${noticeRef} for update`,
  )
  return found
}

/** Those of one record, the oldest first; of one kind where it is named. */
export const listNoticesAbout = (
  tx: Read,
  about: { readonly kind: AboutKind; readonly ref: string },
  code?: NoticeCode,
): Promise<Notice[]> =>
  rows(
    tx,
    sql<Notice>`select ${NOTICE} from tendering.notice
      where council_id = ${tx.council} and about_kind = ${about.kind} and about_ref = ${about.ref}
        and (${code ?? null}::text is null or code = ${code ?? null})
      order by raised_at, notice_ref`,
  )

export const listNoticesOfTender = (tx: Read, tenderRef: string): Promise<Notice[]> =>
  rows(
    tx,
    sql<Notice>`select ${NOTICE} from tendering.notice
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by raised_at, notice_ref limit 100`,
  )

export type NewNotice = Pick<
  Notice,
  'noticeRef' | 'code' | 'aboutKind' | 'aboutRef' | 'tenderRef' | 'occasion' | 'title' | 'regime' | 'why' | 'dueDay'
> & { readonly told: object; readonly typed: Readonly<Record<string, string>> }

/** False where the very notice is there already. */
export async function insertNotice(tx: Write, one: NewNotice): Promise<boolean> {
  const made = await rows(
    tx,
    sql`insert into tendering.notice (council_id, notice_ref, code, about_kind, about_ref, tender_ref, occasion, title, regime, why,
        due_day, status, typed, told, raised_at)
      values (${tx.council}, ${one.noticeRef}, ${one.code}, ${one.aboutKind}, ${one.aboutRef}, ${one.tenderRef}, ${one.occasion},
        ${one.title}, ${one.regime}, ${one.why}, ${one.dueDay}, 'due', ${json(one.typed)}::jsonb, ${json(one.told)}::jsonb, ${tx.now})
      on conflict do nothing returning notice_ref`,
  )
  return made.length > 0
}

export async function hasNotice(
  tx: Read,
  one: Pick<Notice, 'code' | 'aboutKind' | 'aboutRef' | 'occasion'>,
): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from tendering.notice where council_id = ${tx.council} and about_kind = ${one.aboutKind}
      and about_ref = ${one.aboutRef} and code = ${one.code} and occasion = ${one.occasion}`,
  )
  return found.length > 0
}

type Change = Partial<
  Pick<
    Notice,
    'status' | 'typed' | 'dueDay' | 'publishedAt' | 'publishedBy' | 'notNeededReason' | 'platformRef' | 'platformDay'
  >
>

export async function saveNotice(tx: Write, notice: Notice, change: Change): Promise<void> {
  const all = { ...notice, ...change }
  await rows(
    tx,
    sql`update tendering.notice set status = ${all.status}, typed = ${json(all.typed)}::jsonb, due_day = ${all.dueDay},
        published_at = ${all.publishedAt}, published_by = ${all.publishedBy}, not_needed_reason = ${all.notNeededReason},
        platform_ref = ${all.platformRef}, platform_day = ${all.platformDay}
      where council_id = ${tx.council} and notice_ref = ${all.noticeRef}`,
  )
}

export type NoticeFilter = {
  readonly status?: NoticeStatus | 'overdue' | 'not_on_platform'
  readonly code?: string
  readonly words?: string
}

const passes = (tx: Read, { status, code, words }: NoticeFilter, today: Day) => sql`council_id = ${tx.council}
  and ${
    status === 'overdue'
      ? sql`status = 'due' and due_day < ${today}::date`
      : status === 'not_on_platform'
        ? sql`status = 'published' and platform_ref is null and (regime is null or regime in ('pa23', 'pa23_light_touch'))`
        : status
          ? sql`status = ${status}`
          : sql`true`
  }
  and ${code ? sql`code = ${code}` : sql`true`}
  and ${words ? sql`(title ilike ${`%${words.replace(/[%_\\]/g, '\\$&')}%`} or notice_ref = ${words.toUpperCase()})` : sql`true`}`

/** What is due first, the oldest day first; then what went out, the newest first. */
export async function listNotices(
  tx: Read,
  filter: NoticeFilter,
  page: { readonly offset: number; readonly limit: number },
  today: Day,
): Promise<{ notices: Notice[]; total: number }> {
  const found = await rows(
    tx,
    sql<Notice & { total: number }>`select ${NOTICE}, count(*) over () as total from tendering.notice
      where ${passes(tx, filter, today)}
      order by case status when 'due' then 0 when 'published' then 1 else 2 end, due_day nulls last, published_at desc, notice_ref
      offset ${page.offset} limit ${page.limit}`,
  )
  return { notices: found, total: found[0]?.total ?? 0 }
}

export type NoticeCounts = {
  readonly due: number
  readonly overdue: number
  readonly soon: number
  readonly notOnPlatform: number
}

export async function countNotices(tx: Read, today: Day, soon: Day): Promise<NoticeCounts> {
  const [found] = await rows(
    tx,
    sql<NoticeCounts>`select count(*) filter (where status = 'due') as due,
        count(*) filter (where status = 'due' and due_day < ${today}::date) as overdue,
        count(*) filter (where status = 'due' and due_day between ${today}::date and ${soon}::date) as soon,
        count(*) filter (where status = 'published' and platform_ref is null
          and (regime is null or regime in ('pa23', 'pa23_light_touch'))) as "notOnPlatform"
      from tendering.notice where council_id = ${tx.council}`,
  )
  return found ?? { due: 0, overdue: 0, soon: 0, notOnPlatform: 0 }
}

/** Those due by a day, and those out that are not on Find a Tender yet. */
export const listPressing = (tx: Read, by: Day, limit: number): Promise<Notice[]> =>
  rows(
    tx,
    sql<Notice>`select ${NOTICE} from tendering.notice where council_id = ${tx.council}
      and ((status = 'due' and due_day <= ${by}::date)
        or (status = 'published' and platform_ref is null and (regime is null or regime in ('pa23', 'pa23_light_touch'))))
      order by due_day nulls last, notice_ref limit ${limit}`,
  )

/** Those whose day has passed and of whom nobody was told; from now on somebody was. */
export const markOverdue = (tx: Write, today: Day): Promise<Notice[]> =>
  rows(
    tx,
    sql<Notice>`update tendering.notice set overdue_told = true
      where council_id = ${tx.council} and status = 'due' and not overdue_told and due_day < ${today}::date
      returning ${NOTICE}`,
  )

export async function insertPublication(
  tx: Write,
  one: { noticeRef: string; code: string; title: string; ocid: string | null; content: readonly Line[] },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.published_notice (council_id, notice_ref, code, title, ocid, content, published_at)
      values (${tx.council}, ${one.noticeRef}, ${one.code}, ${one.title}, ${one.ocid}, ${json(one.content)}::jsonb, ${tx.now})`,
  )
}

export async function insertRelease(tx: Write, about: string, release: Release): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.ocds_release (council_id, release_ref, ocid, about, published_at, release)
      values (${tx.council}, ${release.id}, ${release.ocid}, ${about}, ${tx.now}, ${json(release)}::jsonb)`,
  )
}

/** Under which identifiers the processes of some records were published first: they keep them. */
export async function ocidsOf(tx: Read, abouts: readonly string[]): Promise<Map<string, string>> {
  const found = await rows(
    tx,
    sql<{ about: string; ocid: string }>`select distinct on (about) about, ocid from tendering.ocds_release
      where council_id = ${tx.council} and about = any(${[...abouts]}::text[]) order by about, published_at`,
  )
  return new Map(found.map(({ about, ocid }) => [about, ocid]))
}

export type Publication = {
  readonly noticeRef: string
  readonly code: NoticeCode
  readonly title: string
  readonly ocid: string | null
  readonly content: readonly Line[]
  readonly publishedAt: Instant
}

const PUBLICATION = sql`notice_ref as "noticeRef", code, title, ocid, content, published_at as "publishedAt"`

export async function findPublication(tx: Read, noticeRef: string): Promise<Publication | undefined> {
  const [found] = await rows(
    tx,
    sql<Publication>`select ${PUBLICATION} from tendering.published_notice
      where council_id = ${tx.council} and notice_ref = ${noticeRef}`,
  )
  return found
}

export async function listPublications(
  tx: Read,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ publications: Publication[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      Publication & { total: number }
    >`select ${PUBLICATION}, count(*) over () as total from tendering.published_notice
      where council_id = ${tx.council} order by published_at desc, notice_ref desc offset ${page.offset} limit ${page.limit}`,
  )
  return { publications: found, total: found[0]?.total ?? 0 }
}

export type StoredRelease = { readonly releaseRef: string; readonly publishedAt: Instant; readonly release: Release }

/** The releases after a place in their order, the oldest first. */
export const listReleases = (
  tx: Read,
  after: { readonly at: Instant; readonly releaseRef: string } | undefined,
  limit: number,
): Promise<StoredRelease[]> =>
  rows(
    tx,
    sql<StoredRelease>`select release_ref as "releaseRef", published_at as "publishedAt", release from tendering.ocds_release
      where council_id = ${tx.council} and ${after ? sql`(published_at, release_ref) > (${after.at}, ${after.releaseRef})` : sql`true`}
      order by published_at, release_ref limit ${limit}`,
  )

export async function listReleasesOf(tx: Read, ocid: string): Promise<Release[]> {
  const found = await rows(
    tx,
    sql<{ release: Release }>`select release from tendering.ocds_release
      where council_id = ${tx.council} and ocid = ${ocid} order by published_at, release_ref limit 1000`,
  )
  return found.map(({ release }) => release)
}

export async function findRelease(tx: Read, releaseRef: string): Promise<Release | undefined> {
  const [found] = await rows(
    tx,
    sql<{ release: Release }>`select release from tendering.ocds_release
      where council_id = ${tx.council} and release_ref = ${releaseRef}`,
  )
  return found?.release
}

/** Whether anybody who reads the open data knows of a contract. */
export async function isContractReleased(tx: Read, contractRef: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from tendering.notice where council_id = ${tx.council} and about_kind = 'contract'
      and about_ref = ${contractRef} and code = 'UK7' and status = 'published' limit 1`,
  )
  return found.length > 0
}

export async function saveContract(tx: Write, told: ContractEvent, ended: boolean): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.noticed_contract (council_id, contract_ref, told, to_day, ended)
      values (${tx.council}, ${told.contractRef}, ${json(told)}::jsonb, ${told.toDay}, ${ended})
      on conflict (council_id, contract_ref) do update set told = excluded.told, to_day = excluded.to_day, ended = excluded.ended`,
  )
}

export async function findContractTold(tx: Read, contractRef: string): Promise<ContractEvent | undefined> {
  const [found] = await rows(
    tx,
    sql<{ told: ContractEvent }>`select told from tendering.noticed_contract
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  return found?.told
}

/** Contracts whose term is over without anybody having said that they ended. */
export async function listRunOut(tx: Read, today: Day, limit: number): Promise<ContractEvent[]> {
  const found = await rows(
    tx,
    sql<{ told: ContractEvent }>`select told from tendering.noticed_contract
      where council_id = ${tx.council} and not ended and to_day <= ${today}::date order by to_day, contract_ref limit ${limit}`,
  )
  return found.map(({ told }) => told)
}

export type Planned = { readonly title: string; readonly estimatedPence: number; readonly fromDay: Day }

/** Tenders that are being prepared, worth more than so much, whose contracts begin by a day. */
export const listPlanned = (tx: Read, abovePence: number, by: Day): Promise<Planned[]> =>
  rows(
    tx,
    sql<Planned>`select title, (spec->>'estimatedPence')::bigint as "estimatedPence", spec->>'fromDay' as "fromDay"
      from tendering.tender where council_id = ${tx.council} and status = 'planning'
        and (spec->>'estimatedPence')::bigint > ${abovePence} and spec->>'fromDay' <> '' and spec->>'fromDay' <= ${by}
      order by spec->>'fromDay', tender_ref limit 500`,
  )
