/** Which visits are to be rated again, because something of them changed or because a run left them out. */
import type { Day } from '#src/base/day.ts'
import type { PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { inScope } from '#src/payments/pay-runs/pay-run.store.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type VisitKey = { readonly day: Day; readonly visitRef: string }

/** The turn of rating has as many parts as there may be lanes. */
const LANES = [0, 1, 2]
const lockLanes = (tx: Write, by: 'lock' | 'lock_shared', lanes: readonly number[]): Promise<unknown> => {
  const take = sql.raw(`pg_advisory_xact_${by}`)
  const locks = lanes.map((lane) => sql`${take}(hashtextextended(${`payments.rate ${tx.council} ${lane}`}, 0))`)
  return rows(tx, sql`select ${sql.join(locks)}`)
}

/** A chunk of rating in one lane: lanes work side by side, each at visits of its own. */
export const takeRatingLane = (tx: Write, lane: number): Promise<unknown> =>
  lockLanes(tx, 'lock', [lane % LANES.length])

/** All lanes wait: two runs over the same visits share them out, and none is rated twice. */
export const takeRatingTurn = (tx: Write): Promise<unknown> => lockLanes(tx, 'lock', LANES)

/**
 * Changes do not wait for each other, but for the rating or approval that is at work, and these wait for them: otherwise a visit
 * could be rated as it was before a change that has not found a line of it yet.
 */
export const waitForRating = (tx: Write): Promise<unknown> => lockLanes(tx, 'lock_shared', LANES)

const onPaidLine = sql`exists (select from payments.pay_line p
  where p.council_id = v.council_id and p.day = v.day and p.visit_ref = v.visit_ref)`
const onDraftLine = sql`exists (select from payments.on_line d
  where d.council_id = v.council_id and d.day = v.day and d.visit_ref = v.visit_ref and d.is_draft)`
/** Posted, or in a draft. */
const onLine = sql`exists (select from payments.on_line l
  where l.council_id = v.council_id and l.day = v.day and l.visit_ref = v.visit_ref)`

/** Of visits that stand in no draft: a run that is not cancelled was made for their day. */
const covered = sql`exists (select from payments.pay_run r where r.council_id = v.council_id and r.state <> 'cancelled'
  and v.day >= r.from_day and v.day < r.to_day and (r.organisation_ref is null or r.organisation_ref = v.organisation_ref)
  and (r.contract_ref is null or r.contract_ref = v.contract_ref) and (r.zone is null or r.zone = v.zone))`

/** A provider's role sees no runs; its own events move no visit into a period that was closed. */
const coveredTo = (tx: Write) => (tx.actor.organisation === undefined ? covered : sql`false`)

type Piece = ReturnType<typeof sql>

/** Notes the visits of the days of `spans` (person_ref, d), and of those beside, that `isNoted` holds of; `when` is asked once. */
const note = (tx: Write, why: string, spans: Piece, when: Piece, isNoted: Piece): Promise<unknown> =>
  rows(
    tx,
    // The bounds are columns before visits are looked for: row-level security keeps an index from answering to an expression.
    sql`with spans as materialized (select person_ref, d, d - 1 as first_day, d + 1 as last_day, (d - 2)::timestamptz as from_at,
        (d + 3)::timestamptz as to_at from (${spans}) s)
      insert into payments.recheck (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at)
      select distinct v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.contract_ref, v.zone, ${why}, ${tx.now}::timestamptz
      from spans s cross join lateral (select * from visits.v_visit w
        where w.council_id = ${tx.council} and w.person_ref = s.person_ref and w.start_at >= s.from_at and w.start_at < s.to_at
          and w.day >= s.first_day and w.day <= s.last_day offset 0) v
      where (${when}) and (${isNoted})
      on conflict (council_id, day, visit_ref) do update set why = excluded.why, noted_at = excluded.noted_at, pay_run_ref = null`,
  )

/** Notes what is on lines near the days of `spans`; where no line stands near them it costs one look. */
async function noteNear(tx: Write, why: string, spans: Piece): Promise<void> {
  await waitForRating(tx)
  const isKnown = sql`select exists (select from payments.on_line k
    where k.council_id = ${tx.council} and k.day >= (select min(d) - 1 from spans) and k.day <= (select max(d) + 1 from spans))`
  await note(tx, why, spans, isKnown, onLine)
}

/** The days of rows of the call log, and of the visits that they name. */
const daysOfRows = (rowsOfLog: Piece): Piece => sql`select l.person_ref, l.day as d from ${rowsOfLog}
  union select v.person_ref, v.day from ${rowsOfLog}
    join visits.v_visit v on v.council_id = l.council_id and v.visit_ref = l.visit_ref`

const daysOfVisits = (tx: Read, visitRefs: readonly string[]): Piece => sql`select v.person_ref, v.day as d
  from visits.v_visit v where v.council_id = ${tx.council} and v.visit_ref = any (${[...visitRefs]})`

/** The people of a chunk, or of several, after one reference up to another; without a limit all of them. */
export type PartOfChunk = {
  readonly chunk?: string
  readonly chunks?: readonly string[]
  readonly afterPerson?: string
  readonly throughPerson?: string
}

/** Rows of the call log arrived, or found their seats. */
export const noteLogged = (
  tx: Write,
  { chunk = '', chunks = [chunk], afterPerson = '', throughPerson }: PartOfChunk,
  why: string,
): Promise<void> =>
  noteNear(
    tx,
    why,
    daysOfRows(sql`(select * from visits.v_call_log where council_id = ${tx.council} and chunk = any (${[...chunks]}::text[])
      and person_ref > ${afterPerson} ${throughPerson === undefined ? sql`` : sql`and person_ref <= ${throughPerson}`}) l`),
  )

type OneRow = { readonly source: string; readonly logRef: string; readonly visitRefs?: unknown }

/** One row of the call log was set aside, put right or moved; `visitRefs` are visits whose seats are others now. */
export const noteRow = (tx: Write, { source, logRef, visitRefs }: OneRow, why: string): Promise<void> =>
  noteNear(
    tx,
    why,
    sql`${daysOfRows(sql`(select * from visits.v_call_log where council_id = ${tx.council} and log_source = ${source} and log_ref = ${logRef}) l`)}
      union ${daysOfVisits(tx, Array.isArray(visitRefs) ? visitRefs.map(String) : [])}`,
  )

/** Visits may have other seats. */
export const noteVisits = async (tx: Write, visitRefs: readonly string[], why: string): Promise<void> => {
  if (visitRefs.length > 0) await noteNear(tx, why, daysOfVisits(tx, visitRefs))
}

/** How a visit came out when something was last posted for it: in its line, or in the last adjustment to it. */
const postedOutcome = sql`coalesce((select a.outcome from payments.adjustment a
    where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref order by a.turn desc limit 1),
  (select p.outcome from payments.pay_line p where p.council_id = v.council_id and p.day = v.day and p.visit_ref = v.visit_ref))`

/** What stands as cancelled in its line, or as visited where nobody sits now, or the other way about. */
const isAtOdds = sql`(${postedOutcome} = 'cancelled' or ${postedOutcome} in ('paid', 'one_worker') <> exists (select from visits.v_attendance t
  where t.council_id = v.council_id and t.day = v.day and t.visit_ref = v.visit_ref))`

/** Visits of a person were cancelled, came back or were planned: those at odds with their lines are noted, with what is near them. */
export async function noteMoved(tx: Write, personRef: string, from: Day, why: string): Promise<void> {
  await waitForRating(tx)
  const at = sql`select distinct v.person_ref, v.day as d from visits.v_visit v
    where v.council_id = ${tx.council} and v.person_ref = ${personRef} and v.start_at >= (${from}::date - 1)::timestamptz and v.day >= ${from}
      and case when v.status = 'cancelled'
        then ${onDraftLine} or (${onPaidLine} and ${postedOutcome} <> 'cancelled')
        else not ${onDraftLine} and case when ${onPaidLine} then ${isAtOdds} else ${coveredTo(tx)} end end`
  await note(tx, why, at, sql`true`, sql`${onLine} or (v.status = 'planned' and ${coveredTo(tx)})`)
}

/**
 * Visits were planned by the clock. They lie ahead of every run, unless it stood still for weeks or a run on account reaches far: what a
 * run was made for and has no line of is noted, so that the next one takes it.
 */
export async function noteCarriedForward(tx: Write, { from, to }: { from: Day; to: Day }, why: string): Promise<void> {
  const [reach] = await rows(
    tx,
    sql<{
      to: Day | null
    }>`select max(to_day) as to from payments.pay_run where council_id = ${tx.council} and state <> 'cancelled'`,
  )
  const until = reach?.to ?? from
  if (until <= from) return
  await waitForRating(tx)
  await rows(
    tx,
    sql`insert into payments.recheck (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at)
      select v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.contract_ref, v.zone, ${why}, ${tx.now}::timestamptz
      from visits.v_visit v
      where v.council_id = ${tx.council} and v.day >= ${from}::date and v.day < least(${to}::date, ${until}::date) and v.status = 'planned'
        and ${covered} and not ${onLine}
      on conflict (council_id, day, visit_ref) do nothing`,
  )
}

const KEY = sql`r.council_id = k.council_id and r.day = k.day and r.visit_ref = k.visit_ref`
const inDraft = (run: Piece) => sql`(exists (select from payments.draft_line k where ${KEY} and k.pay_run_ref = ${run})
  or exists (select from payments.draft_adjustment k where ${KEY} and k.pay_run_ref = ${run}))`

/** Why a visit is noted of which the price changed. */
export const BACK_DATED = 'a back-dated rate'

export type ToRecheck = VisitKey & { readonly why: string }

/**
 * The visits that a run has to rate again: of its own draft, and those of days before its end that an earlier run posted or left
 * out. What stands in another draft is that run's to rate.
 */
export const listToRecheck = (tx: Read, run: PayRun, today: Day, limit: number): Promise<ToRecheck[]> =>
  rows(
    tx,
    sql<ToRecheck>`select r.day, r.visit_ref as "visitRef", r.why from payments.recheck r
      where r.council_id = ${tx.council} and r.pay_run_ref is null and r.day < ${run.to} and ${inScope(run, 'r')}
        and r.carried_in is distinct from ${run.payRunRef}
        and (${inDraft(sql`${run.payRunRef}`)} or (r.day < ${today}
          and not exists (select from payments.draft_line k where ${KEY}) and not exists (select from payments.draft_adjustment k where ${KEY})
          and (exists (select from payments.pay_line k where ${KEY})
            or (r.day >= ${run.from} and r.day < ${run.to})
            or exists (select from payments.pay_run c where c.council_id = r.council_id and c.state in ('posting', 'approved', 'paid')
              and r.day >= c.from_day and r.day < c.to_day and (c.organisation_ref is null or c.organisation_ref = r.organisation_ref)
              and (c.contract_ref is null or c.contract_ref = r.contract_ref) and (c.zone is null or c.zone = r.zone)))))
      order by r.person_ref, r.day, r.visit_ref limit ${limit}`,
  )

export type Changed = VisitKey & { readonly personRef: string; readonly why: string }

/** Visits of a run's draft of which something changed since they were rated. */
export const listChanged = (tx: Read, payRunRef: string, limit: number): Promise<(Changed & { total: number })[]> =>
  rows(
    tx,
    sql<
      Changed & { total: number }
    >`select r.day, r.visit_ref as "visitRef", r.person_ref as "personRef", r.why, count(*) over () as total
      from payments.recheck r where r.council_id = ${tx.council} and r.pay_run_ref is null and ${inDraft(sql`${payRunRef}`)}
      order by r.day, r.visit_ref limit ${limit}`,
  )

/** Drafts of which something changed since they were rated. */
export const listStaleDrafts = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{
        payRunRef: string
      }>`select p.pay_run_ref as "payRunRef" from payments.pay_run p where p.council_id = ${tx.council}
        and p.state in ('draft', 'checked') and exists (select from payments.recheck r where r.council_id = p.council_id and r.pay_run_ref is null
          and ${inDraft(sql`p.pay_run_ref`)})`,
    )
  ).map(({ payRunRef }) => payRunRef)

const keys = (all: readonly VisitKey[]) =>
  sql`unnest(${all.map(({ day }) => day)}::date[], ${all.map(({ visitRef }) => visitRef)}::text[]) as k(day, visit_ref)`

/** A run's draft has these visits as they now stand. */
export const claim = (tx: Write, payRunRef: string, all: readonly VisitKey[]): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.recheck r set pay_run_ref = ${payRunRef} from ${keys(all)}
      where r.council_id = ${tx.council} and r.day = k.day and r.visit_ref = k.visit_ref`,
  )

/** Notes the visits that `of` names as k (day, visit_ref); answers with how many. */
export async function noteKeys(tx: Write, of: Piece, why: string): Promise<number> {
  const noted = await rows(
    tx,
    sql`insert into payments.recheck (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at)
      select v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.contract_ref, v.zone, ${why}, ${tx.now}::timestamptz
      from ${of} join visits.v_visit v on v.council_id = ${tx.council} and v.day = k.day and v.visit_ref = k.visit_ref
      on conflict (council_id, day, visit_ref) do update set why = excluded.why, noted_at = excluded.noted_at, pay_run_ref = null
      returning day`,
  )
  return noted.length
}

/** Of visits whose rating rests on others: they stand in another run's draft, which rates them again. */
export const noteForOtherDraft = async (tx: Write, all: readonly VisitKey[], why: string): Promise<void> => {
  if (all.length > 0) await noteKeys(tx, keys(all), why)
}

/** Visits of a run that cannot be rated now: they wait for the next one. */
export const hold = (tx: Write, payRunRef: string, all: readonly VisitKey[]): Promise<unknown> =>
  all.length === 0
    ? Promise.resolve()
    : rows(
        tx,
        sql`update payments.recheck r set pay_run_ref = null, carried_in = ${payRunRef}, why = 'there was no rate' from ${keys(all)}
          where r.council_id = ${tx.council} and r.day = k.day and r.visit_ref = k.visit_ref`,
      )

type LeftOut = {
  readonly organisationRef?: string | undefined
  readonly visits?: readonly VisitKey[]
  /** By outcome where only visits that came out so are left out. */
  readonly why: string | Readonly<Record<string, string>>
  /** What the officer says who carries them. */
  readonly carriedWhy?: string
}

/**
 * Notes visits of a run's draft to wait for the next run: those of a provider that came out so, or those named. They are few and looked
 * up by key: joined, all visits of the council were read for each provider.
 */
export function leaveOut(tx: Write, payRunRef: string, left: LeftOut): Promise<VisitKey[]> {
  const [why, byOutcome] = typeof left.why === 'string' ? [left.why, null] : [null, left.why]
  const outcomes = byOutcome && Object.keys(byOutcome)
  return rows(
    tx,
    sql<VisitKey>`insert into payments.recheck
        (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at, carried_in, carried_why, carried_by_name)
      select v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.contract_ref, v.zone,
        coalesce(${why}, ${byOutcome && json(byOutcome)}::jsonb ->> d.outcome), ${tx.now}::timestamptz, ${payRunRef}, ${left.carriedWhy ?? null}, ${left.carriedWhy === undefined ? null : tx.actor.name}
      from payments.line d cross join lateral (select * from visits.v_visit w
        where w.council_id = d.council_id and w.day = d.day and w.visit_ref = d.visit_ref offset 0) v
      where d.council_id = ${tx.council} and d.pay_run_ref = ${payRunRef}
        and (${outcomes}::text[] is null or d.outcome = any (${outcomes}::text[]))
        and (${left.organisationRef ?? null}::text is null or d.organisation_ref = ${left.organisationRef ?? null})
        and (${left.visits === undefined}::boolean or (d.day, d.visit_ref) in (select k.day, k.visit_ref from ${keys(left.visits ?? [])}))
      on conflict (council_id, day, visit_ref) do update set why = excluded.why, noted_at = excluded.noted_at, pay_run_ref = null,
        carried_in = excluded.carried_in, carried_why = excluded.carried_why, carried_by_name = excluded.carried_by_name
      returning day, visit_ref as "visitRef"`,
  )
}

/** Notes visits that a run does not even draft: the next one takes them. */
export const leaveUnpaid = async (
  tx: Write,
  payRunRef: string,
  all: readonly VisitKey[],
  why: string,
): Promise<void> => {
  if (all.length > 0)
    await rows(
      tx,
      sql`insert into payments.recheck (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at, carried_in)
        select v.council_id, v.day, v.visit_ref, v.organisation_ref, v.person_ref, v.contract_ref, v.zone, ${why}, ${tx.now}::timestamptz, ${payRunRef}
        from ${keys(all)} join visits.v_visit v on v.council_id = ${tx.council} and v.day = k.day and v.visit_ref = k.visit_ref
        on conflict (council_id, day, visit_ref) do update set why = excluded.why, noted_at = excluded.noted_at, pay_run_ref = null,
          carried_in = excluded.carried_in`,
    )
}

/** A visit that a run left out and that still waits. */
export type Carried = VisitKey & {
  readonly personRef: string
  readonly organisationRef: string
  readonly why: string
  /** What the officer said; null where the run itself had to leave it. */
  readonly carriedWhy: string | null
  readonly carriedByName: string | null
}

/** Visits that a run left out and that wait for the next one. */
export const listCarried = (
  tx: Read,
  payRunRef: string,
  page: { offset: number; limit: number },
): Promise<(Carried & { total: number })[]> =>
  rows(
    tx,
    sql<
      Carried & { total: number }
    >`select day, visit_ref as "visitRef", person_ref as "personRef", organisation_ref as "organisationRef", why,
        carried_why as "carriedWhy", carried_by_name as "carriedByName", count(*) over () as total
      from payments.recheck where council_id = ${tx.council} and carried_in = ${payRunRef}
      order by day, visit_ref limit ${page.limit} offset ${page.offset}`,
  )

/** How many visits of a run's draft changed since they were rated, and how many the run left out that still wait. */
export type DraftCounts = {
  readonly changed: number
  readonly leftOut: number
  /** Lines of a worker in two places (M-53). */
  readonly clashes: number
  /** Lines of visits that were logged while the person was away, or after their care had ended. */
  readonly notHome: number
  /** Of both those that are no exception else. */
  readonly onlyDoubts: number
  /** Attended visits that were longer or shorter than planned by more than twice what the council allows (M-56). */
  readonly far: number
}

/** What came out otherwise than paid in full: an officer settles it with the provider, or leaves it to the next run. */
export const EXCEPTIONS = ['query', 'missed', 'one_worker'] as const

/** Lines `l` far from their planned length: beyond twice the percentage that the policy allows. */
export const isFar = (withinPercent: number | null): Piece =>
  withinPercent === null
    ? sql`false`
    : sql`l.outcome in ('paid', 'one_worker') and abs(l.actual_minutes - l.planned_minutes) * 100 > ${2 * withinPercent}::int * l.planned_minutes`

export async function countWaiting(
  tx: Read,
  { payRunRef, withinPercent }: Pick<PayRun, 'payRunRef' | 'withinPercent'>,
): Promise<DraftCounts> {
  const clash = sql`select day, visit_ref from visits.v_clash where council_id = ${tx.council}`
  const notHome = sql`select day, visit_ref from visits.v_not_home where council_id = ${tx.council} and not is_settled`
  const lines = (visits: Piece) =>
    sql`from (select distinct day, visit_ref from (${visits}) v) c
    cross join lateral (select l.outcome from payments.draft_line l where l.council_id = ${tx.council} and l.pay_run_ref = ${payRunRef}
      and l.day = c.day and l.visit_ref = c.visit_ref offset 0) l`
  const [found] = await rows(
    tx,
    sql<DraftCounts>`select
      (select count(*) from payments.recheck r where r.council_id = ${tx.council} and r.pay_run_ref is null and ${inDraft(sql`${payRunRef}`)}) as changed,
      (select count(*) from payments.recheck where council_id = ${tx.council} and carried_in = ${payRunRef}) as "leftOut",
      (select count(*) ${lines(clash)}) as clashes,
      (select count(*) ${lines(notHome)}) as "notHome",
      (select count(*) ${lines(sql`${clash} union all ${notHome}`)} where not l.outcome = any (${[...EXCEPTIONS]}::text[])) as "onlyDoubts",
      ${
        withinPercent === null
          ? sql`0`
          : sql`(select count(*) from payments.draft_line l where l.council_id = ${tx.council} and l.pay_run_ref = ${payRunRef}
              and ${isFar(withinPercent)})`
      } as far`,
  )
  return found ?? { changed: 0, leftOut: 0, clashes: 0, notHome: 0, onlyDoubts: 0, far: 0 }
}

/** Visits that a run left out are its own again. */
export const unCarry = (tx: Write, payRunRef: string, all: readonly VisitKey[]): Promise<VisitKey[]> =>
  rows(
    tx,
    sql<VisitKey>`update payments.recheck r set carried_in = null, carried_why = null, carried_by_name = null from ${keys(all)}
      where r.council_id = ${tx.council} and r.day = k.day and r.visit_ref = k.visit_ref and r.carried_in = ${payRunRef}
      returning r.day, r.visit_ref as "visitRef"`,
  )

/** A run is posted: what its draft had is settled. */
export const dropClaimed = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(tx, sql`delete from payments.recheck where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`)

/** A run is cancelled: what its draft had waits again. */
export const letGoOfClaimed = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.recheck set pay_run_ref = null where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )
