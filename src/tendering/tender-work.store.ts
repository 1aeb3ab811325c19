import { addMonths, dayOf, firstOfMonth, type Instant } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { PlacedShare } from '#src/tendering/awards/placed-share.ts'
import type { AwardStatus } from '#src/tendering/awards/award.ts'
import type { Standstill } from '#src/tendering/regime/regime.ts'

type About = { readonly tenderRef: string; readonly title: string }

/** What waits for somebody in the tenders, each list the oldest first. */
export type TenderWork = {
  /** Deadlines that have passed, with how many officers confirmed the opening and whether this one did. */
  readonly toOpen: readonly (About & { closesAt: Instant; confirmed: number; mine: boolean })[]
  /** Tenders that this officer is to assess. */
  readonly assessing: readonly (About & { status: 'named' | 'assessing'; isOpened: boolean; evaluatedBy: string })[]
  /** Rankings that are confirmed and of which nobody decided the award. */
  readonly toDecide: readonly (About & { decisionDay: string })[]
  readonly unfinished: readonly (About & {
    status: AwardStatus
    standstill: Standstill
    signFrom: string | null
    summariesSent: boolean
  })[]
  /** Questions of bidders that this officer's tenders have not answered. */
  readonly questions: readonly (About & { clarificationRef: string; closesAt: Instant })[]
  /** What share of packages each framework placed, over the policy's months. */
  readonly shares: readonly PlacedShare[]
}

const kept = new WeakMap<Read, Promise<TenderWork>>()

/** Read once in a transaction, however many of the lists are asked for: "My work" asks every stage once. */
export function tenderWork(tx: Read, officerRef: string): Promise<TenderWork> {
  const known = kept.get(tx) ?? readTenderWork(tx, officerRef)
  kept.set(tx, known)
  return known
}

async function readTenderWork(tx: Read, officerRef: string): Promise<TenderWork> {
  const today = dayOf(tx.now)
  const { months } = await getPolicy(tx, 'framework-share', today)
  const [found] = await rows(
    tx,
    sql<TenderWork>`select
      (select coalesce(jsonb_agg(q), '[]') from (${toOpen(tx, officerRef)}) q) as "toOpen",
      (select coalesce(jsonb_agg(q), '[]') from (${assessing(tx, officerRef)}) q) as assessing,
      (select coalesce(jsonb_agg(q), '[]') from (${toDecide(tx)}) q) as "toDecide",
      (select coalesce(jsonb_agg(q), '[]') from (${unfinished(tx)}) q) as unfinished,
      (select coalesce(jsonb_agg(q), '[]') from (${questions(tx, officerRef)}) q) as questions,
      (select coalesce(jsonb_agg(q), '[]') from (${shares(tx, addMonths(firstOfMonth(today), -months))}) q) as shares`,
  )
  if (!found) throw new Error('one row is always read')
  // Moments come out of JSON as text.
  const closing = <T extends { closesAt: Instant }>(one: T): T => ({
    ...one,
    closesAt: Temporal.Instant.from(String(one.closesAt)),
  })
  return { ...found, toOpen: found.toOpen.map(closing), questions: found.questions.map(closing) }
}

const toOpen = (tx: Read, officerRef: string) => sql`
  select t.tender_ref as "tenderRef", t.title, t.closes_at as "closesAt", count(c.officer_ref) as confirmed,
    coalesce(bool_or(c.officer_ref = ${officerRef}), false) as mine
  from tendering.tender t join tendering.seal s on s.council_id = t.council_id and s.tender_ref = t.tender_ref
    left join tendering.opening_confirmation c on c.council_id = t.council_id and c.tender_ref = t.tender_ref
      and c.withdrawn_at is null
  where t.council_id = ${tx.council} and t.status = 'published' and t.closes_at <= ${tx.now}
  group by t.council_id, t.tender_ref order by t.closes_at, t.tender_ref limit 50`

const assessing = (tx: Read, officerRef: string) => sql`
  select t.tender_ref as "tenderRef", t.title, a.status, t.status = 'opened' as "isOpened",
    coalesce(t.spec -> 'timetable' ->> 'evaluatedBy', '') as "evaluatedBy"
  from tendering.assessor a join tendering.tender t on t.council_id = a.council_id and t.tender_ref = a.tender_ref
  where a.council_id = ${tx.council} and a.officer_ref = ${officerRef} and a.status in ('named', 'assessing')
    and t.status in ('published', 'opened')
  order by t.closes_at, t.tender_ref limit 50`

const toDecide = (tx: Read) => sql`
  select tender_ref as "tenderRef", title, coalesce(spec -> 'timetable' ->> 'decisionDay', '') as "decisionDay"
  from tendering.tender where council_id = ${tx.council} and status = 'evaluated'
  order by closes_at, tender_ref limit 50`

const unfinished = (tx: Read) => sql`
  select a.tender_ref as "tenderRef", t.title, a.status, a.standstill, a.sign_from as "signFrom",
    a.summaries_sent_at is not null as "summariesSent"
  from tendering.award a join tendering.tender t on t.council_id = a.council_id and t.tender_ref = a.tender_ref
  where a.council_id = ${tx.council} and a.status <> 'awarded'
  order by a.last_day nulls first, a.award_ref limit 50`

const questions = (tx: Read, officerRef: string) => sql`
  select c.clarification_ref as "clarificationRef", c.tender_ref as "tenderRef", t.title, t.closes_at as "closesAt"
  from tendering.clarification c
    join tendering.tender t on t.council_id = c.council_id and t.tender_ref = c.tender_ref and t.status = 'published'
  where c.council_id = ${tx.council} and c.state = 'open' and t.owner_ref = ${officerRef}
  order by c.asked_at, c.clarification_ref limit 50`

const shares = (tx: Read, from: string) => sql`
  select t.tender_ref as "tenderRef", t.title, sum(s.packages)::int as packages, sum(s.placed)::int as placed
  from tendering.placed_share s join tendering.tender t on t.council_id = s.council_id and t.tender_ref = s.tender_ref
  where s.council_id = ${tx.council} and s.month > ${from}::date
  group by t.tender_ref, t.title order by t.tender_ref limit 100`
