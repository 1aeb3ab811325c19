/** Corrections of log rows and decisions about their seats, as they were written one after another. */
import type { Day, Instant } from '#src/base/day.ts'
import { isoOf, type Micros } from '#src/base/moment.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { micros } from '#src/visits/call-log/call-log.store.ts'
import type { Corrected } from '#src/visits/call-log/correction.ts'
import type { SeatDecision } from '#src/visits/call-log/seat-decision.ts'
import type { KeptAttendance } from '#src/visits/visit-list.store.ts'

/** A log row by its key, with whose it is. */
export type RowPlace = {
  readonly day: Day
  readonly source: string
  readonly logRef: string
  readonly personRef: string
  readonly organisationRef: string | undefined
}

const ofRow = (tx: Read, { day, source, logRef }: Pick<RowPlace, 'day' | 'source' | 'logRef'>) =>
  sql`council_id = ${tx.council} and day = ${day} and log_source = ${source} and log_ref = ${logRef}`

/** What counts of a row that was corrected, and how often it was. */
export async function findCorrected(
  tx: Read,
  row: Pick<RowPlace, 'day' | 'source' | 'logRef'>,
): Promise<(Corrected & { readonly number: number; readonly reasonCode: string }) | undefined> {
  const [found] = await rows(
    tx,
    sql<
      Omit<Corrected, 'out' | 'outSource'> & {
        number: number
        reasonCode: string
        out: Micros | null
        outSource: Corrected['outSource'] | null
      }
    >`select number, worker_ref as "workerRef", ${micros('in_at')} as "in", in_source as "inSource", ${micros('out_at')} as "out",
        out_source as "outSource", reason_code as "reasonCode"
      from visits.log_correction where ${ofRow(tx, row)} order by number desc limit 1`,
  )
  return found && { ...found, out: found.out ?? undefined, outSource: found.outSource ?? undefined }
}

export async function insertCorrection(
  tx: Write,
  row: RowPlace,
  corrected: Corrected & { number: number; reasonCode: string; reason: string; evidence: string | undefined },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.log_correction (council_id, day, log_source, log_ref, number, person_ref, organisation_ref, worker_ref,
        in_at, in_source, out_at, out_source, reason_code, reason, evidence, by_name, at)
      values (${tx.council}, ${row.day}, ${row.source}, ${row.logRef}, ${corrected.number}, ${row.personRef},
        ${row.organisationRef ?? null}, ${corrected.workerRef}, ${isoOf(corrected.in)}::timestamptz, ${corrected.inSource},
        ${corrected.out === undefined ? null : isoOf(corrected.out)}::timestamptz, ${corrected.outSource ?? null},
        ${corrected.reasonCode}, ${corrected.reason}, ${corrected.evidence ?? null}, ${tx.actor.name}, ${tx.now})`,
  )
}

export type Moved = { readonly personRef: string; readonly at: number }

/** The moments, in seconds, to which rows were brought by corrections and by decisions about their seats. */
export const listMoved = (
  tx: Read,
  source: string,
  keys: readonly { readonly day: Day; readonly logRef: string }[],
): Promise<Moved[]> => {
  const of = sql`unnest(${keys.map(({ day }) => day)}::date[], ${keys.map(({ logRef }) => logRef)}::text[]) as k(day, ref)`
  return rows(
    tx,
    sql<Moved>`select c.person_ref as "personRef", extract(epoch from c.in_at)::float8 as at
      from ${of} join visits.log_correction c on c.council_id = ${tx.council} and c.day = k.day and c.log_source = ${source} and c.log_ref = k.ref
      union select v.person_ref, extract(epoch from v.start_at)::float8
      from ${of} join visits.seat_decision d on d.council_id = ${tx.council} and d.day = k.day and d.log_source = ${source} and d.log_ref = k.ref
      join visits.visit v on v.council_id = d.council_id and v.visit_ref = d.visit_ref`,
  )
}

export type KeptDecision = SeatDecision & {
  readonly reason: string
  readonly byName: string
  readonly at: Instant
}

export async function listSeatDecisions(
  tx: Read,
  row: Pick<RowPlace, 'day' | 'source' | 'logRef'>,
): Promise<KeptDecision[]> {
  const found = await rows(
    tx,
    sql<
      Omit<KeptDecision, 'undoes'> & { undoes: number | null }
    >`select number, verb, visit_ref as "visitRef", undoes, reason,
        by_name as "byName", at
      from visits.seat_decision where ${ofRow(tx, row)} order by number`,
  )
  return found.map((one) => ({ ...one, undoes: one.undoes ?? undefined }))
}

export async function insertSeatDecision(
  tx: Write,
  row: RowPlace,
  decision: SeatDecision & { reason: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.seat_decision (council_id, day, log_source, log_ref, number, person_ref, organisation_ref, verb, visit_ref,
        undoes, reason, by_name, at)
      values (${tx.council}, ${row.day}, ${row.source}, ${row.logRef}, ${decision.number}, ${row.personRef},
        ${row.organisationRef ?? null}, ${decision.verb}, ${decision.visitRef}, ${decision.undoes ?? null}, ${decision.reason},
        ${tx.actor.name}, ${tx.now})`,
  )
}

/** One link of what is known of log rows: where a row sits, how it came, a correction, a decision about its seat. */
export type ChainLink = {
  readonly what: 'sits' | 'sent' | 'corrected' | SeatDecision['verb']
  readonly day: Day
  readonly source: string
  readonly logRef: string
  /** Of the seat, the correction or the decision. */
  readonly number: number
  readonly workerRef: string | null
  readonly in: Instant | null
  readonly inSource: string | null
  readonly out: Instant | null
  readonly outSource: string | null
  readonly visitRef: string | null
  readonly undoes: number | null
  readonly merged: number | null
  readonly isMatched: boolean | null
  readonly reasonCode: string | null
  readonly reason: string | null
  readonly evidence: string | null
  readonly byName: string | null
  readonly at: Instant | null
}

export type ChainAsked = {
  readonly personRef: string
  readonly visit?: { readonly day: Day; readonly visitRef: string }
  readonly row?: { readonly source: string; readonly logRef: string }
}

const LINK = sql`day, log_source as source, log_ref as "logRef"`
const NOBODY = sql`null::text as "workerRef", null::timestamptz as "in", null::text as "inSource", null::timestamptz as "out",
  null::text as "outSource"`
const UNSEATED = sql`null::integer as merged, null::boolean as "isMatched"`

/**
 * Who sits on a visit, and what was said about those rows, about every row that was to sit there or not, and about a row by itself:
 * how each came, then the rest in the order in which it was said. Of rows about which nothing was said only the seat is here.
 */
export const listChain = (tx: Read, { personRef, visit, row }: ChainAsked): Promise<ChainLink[]> =>
  rows(
    tx,
    sql<ChainLink>`with seated as (select * from visits.attendance where council_id = ${tx.council}
        and day = ${visit?.day ?? null}::date and visit_ref = ${visit?.visitRef ?? null}),
      asked as (select log_source as source, log_ref as ref from seated
        union select ${row?.source ?? null}::text, ${row?.logRef ?? null}::text
        union select log_source, log_ref from visits.seat_decision where council_id = ${tx.council}
          and person_ref = ${personRef} and visit_ref = ${visit?.visitRef ?? null}),
      corrected as (select * from visits.log_correction where council_id = ${tx.council} and person_ref = ${personRef}
        and (log_source, log_ref) in (select source, ref from asked)),
      decided as (select * from visits.seat_decision where council_id = ${tx.council} and person_ref = ${personRef}
        and (log_source, log_ref) in (select source, ref from asked)),
      said as (select day, log_source, log_ref from corrected union select day, log_source, log_ref from decided)
      select 'sits' as what, log_day as day, log_source as source, log_ref as "logRef", seat as number, worker_ref as "workerRef",
        in_at as "in", in_source as "inSource", out_at as "out", out_source as "outSource", visit_ref as "visitRef",
        null::integer as undoes, merged, matched as "isMatched", reason_code as "reasonCode", null::text as reason,
        null::text as evidence, null::text as "byName", null::timestamptz as at
      from seated
      union all
      select 'sent', l.day, l.log_source, l.log_ref, 0, l.worker_ref, l.in_at, l.in_source, coalesce(l.out_at, o.out_at),
        coalesce(l.out_source, o.out_source), l.visit_ref, null, ${UNSEATED}, l.reason_code, null, null, null, l.received_at
      from said s
      join visits.call_log l on l.council_id = ${tx.council} and l.day = s.day and l.log_source = s.log_source
        and l.log_ref = s.log_ref and l.part <> 'out'
      left join visits.call_log o on l.part = 'in' and o.council_id = l.council_id and o.day = l.day
        and o.log_source = l.log_source and o.log_ref = l.log_ref and o.part = 'out'
      union all
      select 'corrected', ${LINK}, number, worker_ref, in_at, in_source, out_at, out_source, null, null, ${UNSEATED}, reason_code,
        reason, evidence, by_name, at
      from corrected
      union all
      select verb, ${LINK}, number, ${NOBODY}, visit_ref, undoes, ${UNSEATED}, null, reason, null, by_name, at from decided
      order by at nulls first, number, what`,
  )

/** Those of a chain who sit on the visit, by seat. */
export const seatsOf = (chain: readonly ChainLink[]): KeptAttendance[] =>
  chain
    .filter(({ what }) => what === 'sits')
    .map((one) => ({
      visitRef: one.visitRef ?? '',
      seat: one.number,
      logSource: one.source,
      logRef: one.logRef,
      workerRef: one.workerRef ?? '',
      in: one.in as Instant,
      inSource: one.inSource ?? '',
      out: one.out ?? undefined,
      outSource: one.outSource ?? undefined,
      reasonCode: one.reasonCode,
      isMatched: one.isMatched === true,
      merged: one.merged ?? 0,
    }))

/** A row as its pages show it: as it stands, and where it sits or why it does not. */
export type ShownRow = RowPlace & {
  readonly workerRef: string
  readonly in: Instant
  readonly inSource: string
  readonly out: Instant | null
  readonly outSource: string | null
  readonly corrections: number
  readonly isSetAside: boolean
  readonly why: string | null
}

export async function findShownRow(tx: Read, source: string, logRef: string): Promise<ShownRow | undefined> {
  const [found] = await rows(
    tx,
    sql<Omit<ShownRow, 'organisationRef'> & { organisationRef: string | null }>`select l.day, l.log_source as source,
        l.log_ref as "logRef", l.person_ref as "personRef", l.organisation_ref as "organisationRef",
        coalesce(c.worker_ref, l.worker_ref) as "workerRef", coalesce(c.in_at, l.in_at) as "in",
        coalesce(c.in_source, l.in_source) as "inSource", coalesce(c.out_at, l.out_at, o.out_at) as "out",
        coalesce(c.out_source, l.out_source, o.out_source) as "outSource", coalesce(c.number, 0) as corrections,
        exists (select from visits.set_aside s where s.council_id = l.council_id and s.day = l.day and s.log_source = l.log_source
          and s.log_ref = l.log_ref) as "isSetAside", u.why
      from visits.call_log l
      left join visits.call_log o on l.part = 'in' and o.council_id = l.council_id and o.day = l.day
        and o.log_source = l.log_source and o.log_ref = l.log_ref and o.part = 'out'
      left join lateral (select * from visits.log_correction c where c.council_id = l.council_id and c.day = l.day
        and c.log_source = l.log_source and c.log_ref = l.log_ref order by c.number desc limit 1) c on true
      left join visits.unseated u on u.council_id = l.council_id and u.day = l.day and u.log_source = l.log_source
        and u.log_ref = l.log_ref
      where l.council_id = ${tx.council} and l.log_source = ${source} and l.log_ref = ${logRef} and l.part <> 'out'`,
  )
  return found && { ...found, organisationRef: found.organisationRef ?? undefined }
}

export type NearVisit = {
  readonly visitRef: string
  readonly start: Instant
  readonly minutes: number
  readonly seated: number
  readonly workers: number
}

/** The planned visits of a row's person with its provider, a day on either side of its log-in. */
export const listVisitsNear = (tx: Read, row: ShownRow): Promise<NearVisit[]> =>
  rows(
    tx,
    sql<NearVisit>`select v.visit_ref as "visitRef", v.start_at as start, v.minutes, v.workers,
        (select count(*) from visits.attendance a where a.council_id = v.council_id and a.day = v.day
          and a.visit_ref = v.visit_ref) as seated
      from visits.visit v where v.council_id = ${tx.council} and v.person_ref = ${row.personRef}
        and v.organisation_ref = ${row.organisationRef ?? null} and v.status = 'planned'
        and v.start_at >= ${row.in}::timestamptz - interval '1 day' and v.start_at <= ${row.in}::timestamptz + interval '1 day'
      order by v.start_at limit 40`,
  )
