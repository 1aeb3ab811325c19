import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import {
  type ItemAnswer,
  type ItemKey,
  lastProviderDay,
  OPEN_KINDS,
  type OpenKind,
  type Owner,
} from '#src/visits/open-items/open-item.ts'

export type OpenItem = ItemKey & {
  readonly at: Instant
  readonly personRef: string
  readonly organisationRef: string | null
  readonly workerRef: string | null
  readonly visitRef: string | null
  readonly source: string | null
  readonly logRef: string | null
  /** Why a row sits nowhere; the other visit of a worker in two places; where a person who was not at home was. */
  readonly detail: string | null
  /** The absence in which a visit was logged. */
  readonly absenceRef: string | null
  readonly owner: Owner
  readonly assignedTo: string | null
  readonly answer: ItemAnswer | null
  readonly words: string | null
}

/** An item with the answer that was given last. */
export type FoundItem = Omit<OpenItem, 'owner' | 'assignedTo'> & {
  readonly answeredBy: string | null
  /** Its moment as text, '' where nobody answered. */
  readonly answeredAt: string
}

const ANSWERED_AT = sql`coalesce(extract(epoch from f.answered_at)::text, '')`

const NO_LOG_OUT_AFTER = sql`interval '4 hours'`

/** Each kind as its items stand at this moment: what was resolved since it was found is not among them. */
const itemsOf = (tx: Read, kind: OpenKind) => {
  switch (kind) {
    case 'unmatched':
      return sql`select 'unmatched' as kind, u.day, u.log_source || ' ' || u.log_ref as item_ref, u.in_at as at, u.person_ref,
          u.organisation_ref, u.worker_ref, u.visit_ref, u.log_source as source, u.log_ref, u.why as detail,
          null::text as absence_ref
        from visits.unseated u where u.council_id = ${tx.council} and u.why <> 'merged'`
    case 'no log-out':
      return sql`select 'no log-out' as kind, a.day, a.log_source || ' ' || a.log_ref as item_ref, a.in_at as at, a.person_ref,
          a.organisation_ref, a.worker_ref, a.visit_ref, a.log_source as source, a.log_ref, null::text as detail, null::text as absence_ref
        from visits.attendance a where a.council_id = ${tx.council} and a.out_at is null
          and a.in_at < ${tx.now}::timestamptz - ${NO_LOG_OUT_AFTER}`
    case 'two places':
      return sql`select 'two places' as kind, c.day, c.visit_ref || ' ' || c.worker_ref || ' ' || c.other_visit_ref as item_ref,
          c.from_at as at, c.person_ref, c.organisation_ref, c.worker_ref, c.visit_ref, a.log_source as source, a.log_ref,
          c.other_visit_ref as detail, null::text as absence_ref
        from visits.clash c
        join visits.attendance a on a.council_id = c.council_id and a.day = c.day and a.visit_ref = c.visit_ref
          and a.worker_ref = c.worker_ref
        join visits.attendance b on b.council_id = c.council_id and b.day = c.other_day and b.visit_ref = c.other_visit_ref
          and b.worker_ref = c.worker_ref and b.in_at < a.out_at and a.in_at < b.out_at
        where c.council_id = ${tx.council}`
    case 'not home':
      return sql`select 'not home' as kind, n.day, n.visit_ref as item_ref, a.in_at as at, n.person_ref, n.organisation_ref, a.worker_ref,
          n.visit_ref, a.log_source as source, a.log_ref, coalesce(n.absence_kind, n.why) as detail, n.absence_ref
        from visits.v_not_home n
        cross join lateral (select a.in_at, a.worker_ref, a.log_source, a.log_ref from visits.attendance a
          where a.council_id = n.council_id and a.day = n.day and a.visit_ref = n.visit_ref order by a.seat limit 1) a
        where n.council_id = ${tx.council}`
    case 'no log':
      return sql`select 'no log' as kind, u.day, u.visit_ref as item_ref, u.start_at as at, u.person_ref, u.organisation_ref,
          null::text as worker_ref, u.visit_ref, null::text as source, null::text as log_ref, null::text as detail,
          null::text as absence_ref
        from visits.unlogged u
        join visits.visit v on v.council_id = u.council_id and v.day = u.day and v.visit_ref = u.visit_ref and v.status = 'planned'
        where u.council_id = ${tx.council} and not exists (select from visits.attendance a where a.council_id = u.council_id
          and a.day = u.day and a.visit_ref = u.visit_ref)`
  }
}

/** `ownerOf` as SQL, so that a queue can be narrowed by it; a test holds the two to the same answers. */
const ownerColumn = (today: Day, providerDays: number) => sql`case
  when f.answer in ('not delivered', 'settled') then 'nobody'
  when f.answer = 'asks' or i.organisation_ref is null then 'council'
  when i.day < ${lastProviderDay(today, providerDays)}::date then 'council' else 'provider' end`

const followed = (tx: Read, kind: OpenKind, today: Day, providerDays: number) =>
  sql`select i.*, f.assigned_to, f.answer, f.words, ${ownerColumn(today, providerDays)} as owner
    from (${itemsOf(tx, kind)}) i left join visits.follow_up f on f.council_id = ${tx.council} and f.kind = i.kind
      and f.day = i.day and f.item_ref = i.item_ref`

export type ItemSearch = {
  readonly kind: OpenKind
  readonly owners: readonly Owner[]
  readonly organisationRef?: string | undefined
  readonly personRef?: string | undefined
  readonly assignedTo?: string | undefined
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/** The items of one queue, those that have waited longest first. */
export async function searchItems(
  tx: Read,
  search: ItemSearch,
  { today, providerDays }: { today: Day; providerDays: number },
  part: { readonly offset: number; readonly limit: number },
): Promise<{ rows: OpenItem[]; total: number }> {
  const listed = await rows(
    tx,
    sql<OpenItem & { total: number }>`select kind, day, item_ref as "itemRef", at, person_ref as "personRef",
        organisation_ref as "organisationRef", worker_ref as "workerRef", visit_ref as "visitRef", source, log_ref as "logRef", detail,
        absence_ref as "absenceRef", owner, assigned_to as "assignedTo", answer, words, count(*) over () as total
      from (${followed(tx, search.kind, today, providerDays)}) o
      where (${search.owners.length === 0}::boolean or owner = any(${search.owners}::text[]))
        ${search.organisationRef === undefined ? sql`` : sql`and organisation_ref = ${search.organisationRef}`}
        ${search.personRef === undefined ? sql`` : sql`and person_ref = ${search.personRef}`}
        ${search.assignedTo === undefined ? sql`` : sql`and assigned_to = ${search.assignedTo}`}
        ${search.from === undefined ? sql`` : sql`and day >= ${search.from}::date`}
        ${search.to === undefined ? sql`` : sql`and day <= ${search.to}::date`}
      order by at, item_ref limit ${part.limit} offset ${part.offset}`,
  )
  return { rows: listed.map(({ total: _total, ...row }) => row), total: listed[0]?.total ?? 0 }
}

export type ItemCount = { readonly kind: OpenKind; readonly owner: Owner; readonly items: number }

/** How many items there are by kind and owner; with an officer, those that nobody has in hand or this one does. */
export const countItems = (
  tx: Read,
  { today, providerDays }: { today: Day; providerDays: number },
  officerRef?: string,
): Promise<ItemCount[]> =>
  rows(
    tx,
    sql<ItemCount>`select kind, owner, count(*) as items from (${sql.join(
      OPEN_KINDS.map((kind) => sql`(${followed(tx, kind, today, providerDays)})`),
      sql` union all `,
    )}) o where ${officerRef ?? null}::text is null or assigned_to is null or assigned_to = ${officerRef ?? null}
      group by kind, owner`,
  )

export async function findItem(tx: Read, { kind, day, itemRef }: ItemKey): Promise<FoundItem | undefined> {
  const [found] = await rows(
    tx,
    sql<FoundItem>`select i.kind, i.day, i.item_ref as "itemRef", i.at, i.person_ref as "personRef",
        i.organisation_ref as "organisationRef", i.worker_ref as "workerRef", i.visit_ref as "visitRef", i.source, i.log_ref as "logRef",
        i.detail, i.absence_ref as "absenceRef", f.answer, f.words, f.answered_by as "answeredBy", ${ANSWERED_AT} as "answeredAt"
      from (${itemsOf(tx, kind)}) i left join visits.follow_up f on f.council_id = ${tx.council} and f.kind = i.kind
        and f.day = i.day and f.item_ref = i.item_ref
      where i.day = ${day}::date and i.item_ref = ${itemRef}`,
  )
  return found
}

/** Keeps the answer, but for one to another answer than its writer saw. */
export async function saveAnswer(
  tx: Write,
  item: ItemKey & { readonly organisationRef: string | null },
  { answer, words, seen }: { readonly answer: ItemAnswer; readonly words: string; readonly seen?: string | undefined },
): Promise<boolean> {
  const saved = await rows(
    tx,
    sql`insert into visits.follow_up as f (council_id, kind, day, item_ref, organisation_ref, answer, words, answered_by, answered_at)
      values (${tx.council}, ${item.kind}, ${item.day}, ${item.itemRef}, ${item.organisationRef}, ${answer}, ${words},
        ${tx.actor.name}, ${tx.now})
      on conflict (council_id, kind, day, item_ref) do update set answer = excluded.answer, words = excluded.words,
        answered_by = excluded.answered_by, answered_at = excluded.answered_at
      where ${seen ?? null}::text is null or ${ANSWERED_AT} = ${seen ?? ''} returning 1`,
  )
  return saved.length > 0
}

/** Puts items that are open into an officer's hands, none out of a colleague's, or back into nobody's; answers with how many. */
export async function saveAssigned(
  tx: Write,
  keys: readonly ItemKey[],
  officerRef: string | undefined,
): Promise<number> {
  const kinds = [...new Set(keys.map(({ kind }) => kind))]
  const saved = await rows(
    tx,
    sql<{
      itemRef: string
    }>`insert into visits.follow_up as f (council_id, kind, day, item_ref, organisation_ref, assigned_to)
      select ${tx.council}::integer, i.kind, i.day, i.item_ref, i.organisation_ref, ${officerRef ?? null}
      from jsonb_to_recordset(${json(keys)}::jsonb) as k(kind text, day date, "itemRef" text)
      join (${sql.join(
        kinds.map((kind) => sql`(${itemsOf(tx, kind)})`),
        sql` union all `,
      )}) i on i.kind = k.kind and i.day = k.day and i.item_ref = k."itemRef"
      on conflict (council_id, kind, day, item_ref) do update set assigned_to = excluded.assigned_to
      where excluded.assigned_to is null or f.assigned_to is null or f.assigned_to = excluded.assigned_to
      returning item_ref as "itemRef"`,
  )
  return saved.length
}

/** Two people of one household, with whom one worker may be at once (M-53). */
const oneHousehold = (one: string, other: string) => sql`exists (select from people.v_home h
  join people.v_home o on o.council_id = h.council_id and o.home = h.home
  where h.council_id = ${sql.raw(one)}.council_id and h.person_ref = ${sql.raw(one)}.person_ref and o.person_ref = ${sql.raw(other)})`

/** Finds what is open on some days, and tidies away what no longer is. Answers with how many items are new. */
export async function refreshItems(
  tx: Write,
  from: Day,
  to: Day,
  before: Instant,
): Promise<{ unlogged: number; clashes: number }> {
  await rows(
    tx,
    sql`delete from visits.unlogged u where u.council_id = ${tx.council} and (exists (select from visits.attendance a
        where a.council_id = u.council_id and a.day = u.day and a.visit_ref = u.visit_ref)
      or exists (select from visits.visit v where v.council_id = u.council_id and v.day = u.day and v.visit_ref = u.visit_ref
        and v.status = 'cancelled'))`,
  )
  const unlogged = await rows(
    tx,
    sql<{
      ref: string
    }>`insert into visits.unlogged (council_id, day, visit_ref, organisation_ref, person_ref, start_at)
      select v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.start_at from visits.visit v
      where v.council_id = ${tx.council} and v.day >= ${from}::date and v.day <= ${to}::date and v.status = 'planned'
        and v.start_at < ${before}::timestamptz
        and not exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day
          and a.visit_ref = v.visit_ref)
      on conflict do nothing returning visit_ref as ref`,
  )
  await rows(
    tx,
    sql`delete from visits.clash c where c.council_id = ${tx.council} and (${oneHousehold('c', 'c.other_person_ref')} or not exists (
      select from visits.attendance a join visits.attendance b on b.council_id = a.council_id and b.worker_ref = a.worker_ref
        and b.in_at < a.out_at and a.in_at < b.out_at
      where a.council_id = c.council_id and a.day = c.day and a.visit_ref = c.visit_ref and a.worker_ref = c.worker_ref
        and b.day = c.other_day and b.visit_ref = c.other_visit_ref))`,
  )
  const clashes = await rows(
    tx,
    sql<{
      ref: string
    }>`insert into visits.clash (council_id, day, visit_ref, worker_ref, other_day, other_visit_ref, organisation_ref,
        person_ref, other_person_ref, from_at, to_at)
      select a.council_id, a.day, a.visit_ref, a.worker_ref, b.day, b.visit_ref, a.organisation_ref, a.person_ref, b.person_ref,
        a.in_at, least(a.out_at, b.out_at)
      from visits.attendance a
      join visits.attendance b on b.council_id = a.council_id and b.worker_ref = a.worker_ref
        and b.organisation_ref = a.organisation_ref and b.day >= ${from}::date - 1 and b.day <= ${to}::date
        and b.day >= a.day - 1 and b.day <= a.day + 1 and b.person_ref <> a.person_ref
        and b.in_at < a.out_at and a.in_at < b.out_at and (b.in_at, b.visit_ref) < (a.in_at, a.visit_ref)
      where a.council_id = ${tx.council} and a.day >= ${from}::date and a.day <= ${to}::date
        and not ${oneHousehold('a', 'b.person_ref')}
      on conflict do nothing returning visit_ref as ref`,
  )
  return { unlogged: unlogged.length, clashes: clashes.length }
}
