import type { Day } from '#src/base/day.ts'
import { isoOf, type Micros } from '#src/base/moment.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { LogSource, SentRow } from '#src/visits/call-log/log-row.ts'
import type { KeptRow, NamedVisit } from '#src/visits/call-log/take-rows.ts'

/** Two imports of one source at once: the second waits here, so that a reference is never taken twice on two days. */
export async function lockSource(tx: Write, source: string): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`call log ${tx.council} ${source}`}, 0))`)
}

export const micros = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000000)::bigint`)

type KeptColumns = {
  day: Day
  logRef: string
  visitRef: string | null
  personRef: string
  workerRef: string
  in: Micros
  inSource: LogSource
  out: Micros | null
  outSource: LogSource | null
  reasonCode: string | null
}

/** What a row says once its log-out, where it came live, is laid on it. */
const KEPT = sql`l.day, l.log_ref as "logRef", l.visit_ref as "visitRef", l.person_ref as "personRef", l.worker_ref as "workerRef",
  ${micros('l.in_at')} as "in", l.in_source as "inSource", ${micros('coalesce(l.out_at, o.out_at)')} as "out",
  coalesce(l.out_source, o.out_source) as "outSource", coalesce(l.reason_code, o.reason_code) as "reasonCode"`

const WITH_OUT = sql`left join visits.call_log o on l.part = 'in' and o.council_id = l.council_id and o.day = l.day
  and o.log_source = l.log_source and o.log_ref = l.log_ref and o.part = 'out'`

const sentOf = (row: KeptColumns): SentRow & { day: Day } => ({
  ...row,
  visitRef: row.visitRef ?? undefined,
  out: row.out ?? undefined,
  outSource: row.outSource ?? undefined,
  reasonCode: row.reasonCode ?? undefined,
})

/** The rows that a source sent before under some references. */
export async function listKept(tx: Read, source: string, logRefs: readonly string[]): Promise<Map<string, KeptRow>> {
  const found = await rows(
    tx,
    sql<KeptColumns & { part: string }>`select ${KEPT}, l.part from visits.call_log l ${WITH_OUT}
      where l.council_id = ${tx.council} and l.log_source = ${source} and l.log_ref = any(${logRefs}::text[]) and l.part <> 'out'`,
  )
  return new Map(
    found.map(({ part, ...row }) => [row.logRef, { ...sentOf(row), isLive: part === 'in' && row.out === null }]),
  )
}

export type LogPlace = { readonly day: Day; readonly organisationRef: string | undefined }

/** One row with where it stands, for its page and for setting it aside. */
export async function findKept(
  tx: Read,
  source: string,
  logRef: string,
): Promise<(SentRow & LogPlace & { chunk: string }) | undefined> {
  const [row] = await rows(
    tx,
    sql<KeptColumns & { organisationRef: string | null; chunk: string }>`
      select ${KEPT}, l.organisation_ref as "organisationRef", l.chunk from visits.call_log l ${WITH_OUT}
      where l.council_id = ${tx.council} and l.log_source = ${source} and l.log_ref = ${logRef} and l.part <> 'out'`,
  )
  return row && { ...sentOf(row), organisationRef: row.organisationRef ?? undefined, chunk: row.chunk }
}

export async function listNamedVisits(
  tx: Read,
  visitRefs: readonly string[],
): Promise<Map<string, NamedVisit & { start: Micros }>> {
  if (visitRefs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<NamedVisit & { visitRef: string; start: Micros }>`
      select visit_ref as "visitRef", person_ref as "personRef", organisation_ref as "organisationRef", ${micros('start_at')} as start
      from visits.visit where council_id = ${tx.council} and visit_ref = any(${visitRefs}::text[])`,
  )
  return new Map(found.map((visit) => [visit.visitRef, visit]))
}

/** Which of some people have or had visits. */
export async function listVisited(tx: Read, personRefs: readonly string[]): Promise<Set<string>> {
  if (personRefs.length === 0) return new Set()
  const found = await rows(
    tx,
    sql<{ ref: string }>`select p.ref from unnest(${personRefs}::text[]) as p(ref)
      where exists (select from visits.visit v where v.council_id = ${tx.council} and v.person_ref = p.ref)
        or exists (select from visits.plan n where n.council_id = ${tx.council} and n.person_ref = p.ref)`,
  )
  return new Set(found.map(({ ref }) => ref))
}

type LooseCall = { readonly personRef: string; readonly in: Micros }

/** Whose the rows of people are that name no visit: of the provider whose planned visit lies nearest in time. */
export async function listProvidersNear(tx: Read, calls: readonly LooseCall[]): Promise<(string | undefined)[]> {
  if (calls.length === 0) return []
  const spans = new Map<string, { from: Micros; to: Micros }>()
  for (const call of calls) {
    const span = spans.get(call.personRef)
    if (!span) spans.set(call.personRef, { from: call.in, to: call.in })
    else if (call.in < span.from) span.from = call.in
    else if (call.in > span.to) span.to = call.in
  }
  const around = await listProvidersAround(tx, spans)
  // Most people have one provider: only the rows of the others are asked for one by one.
  const isOpen = ({ personRef }: LooseCall): boolean => (around.get(personRef)?.length ?? 0) > 1
  const open = calls.filter(isOpen)
  const nearest = open.length === 0 ? [] : await listNearest(tx, open)
  let at = 0
  return calls.map((call) => (isOpen(call) ? nearest[at++] : around.get(call.personRef)?.[0]))
}

/** The providers of a person's visits from the last one before a span of time to the first one after it: the nearest visit is among them. */
async function listProvidersAround(
  tx: Read,
  spans: ReadonlyMap<string, { from: Micros; to: Micros }>,
): Promise<Map<string, readonly string[]>> {
  const ofPerson = sql`v.council_id = ${tx.council} and v.person_ref = s.person_ref`
  const found = await rows(
    tx,
    sql<{ personRef: string; refs: string[] }>`
      select s.person_ref as "personRef", near.refs
      from unnest(${[...spans.keys()]}::text[], ${[...spans.values()].map(({ from }) => isoOf(from))}::timestamptz[],
          ${[...spans.values()].map(({ to }) => isoOf(to))}::timestamptz[]) as s(person_ref, from_at, to_at)
      cross join lateral (select array_agg(distinct n.organisation_ref) as refs from (
          select v.organisation_ref from visits.visit v where ${ofPerson} and v.start_at between s.from_at and s.to_at
          union all (select v.organisation_ref from visits.visit v where ${ofPerson} and v.start_at > s.to_at
            order by v.start_at limit 1)
          union all (select v.organisation_ref from visits.visit v where ${ofPerson} and v.start_at < s.from_at
            order by v.start_at desc limit 1)) n) near
      where near.refs is not null`,
  )
  return new Map(found.map(({ personRef, refs }) => [personRef, refs]))
}

async function listNearest(tx: Read, calls: readonly LooseCall[]): Promise<(string | undefined)[]> {
  const found = await rows(
    tx,
    sql<{ ref: string | null }>`
      select (select near.organisation_ref from (
          (select v.organisation_ref, v.start_at from visits.visit v
            where v.council_id = ${tx.council} and v.person_ref = c.person_ref and v.start_at >= c.in_at order by v.start_at limit 1)
          union all
          (select v.organisation_ref, v.start_at from visits.visit v
            where v.council_id = ${tx.council} and v.person_ref = c.person_ref and v.start_at < c.in_at order by v.start_at desc limit 1)
        ) near order by abs(extract(epoch from near.start_at - c.in_at)), near.start_at limit 1) as ref
      from unnest(${calls.map(({ personRef }) => personRef)}::text[], ${calls.map((call) => isoOf(call.in))}::timestamptz[])
        with ordinality as c(person_ref, in_at, n) order by c.n`,
  )
  return found.map(({ ref }) => ref ?? undefined)
}

/** A row on its way into the archive. */
export type NewRow = {
  readonly row: SentRow
  readonly day: Day
  readonly part: 'whole' | 'in' | 'out'
  readonly organisationRef: string | undefined
}

export function insertRows(tx: Write, source: string, news: readonly NewRow[], chunk: string): Promise<number> {
  const received = tx.now.toString()
  const cells = function* () {
    for (const { row, day, part, organisationRef } of news) {
      const isOut = part === 'out'
      yield [
        tx.council,
        day,
        source,
        row.logRef,
        part,
        isOut ? null : (row.visitRef ?? null),
        row.personRef,
        row.workerRef,
        isOut ? null : isoOf(row.in),
        isOut ? null : row.inSource,
        row.out === undefined ? null : isoOf(row.out),
        row.outSource ?? null,
        row.reasonCode ?? null,
        organisationRef ?? null,
        received,
        chunk,
      ]
    }
  }
  return insertMany(
    tx,
    'visits.call_log',
    [
      'council_id',
      'day',
      'log_source',
      'log_ref',
      'part',
      'visit_ref',
      'person_ref',
      'worker_ref',
      'in_at',
      'in_source',
      'out_at',
      'out_source',
      'reason_code',
      'organisation_ref',
      'received_at',
      'chunk',
    ],
    cells(),
  )
}

export async function insertSetAside(
  tx: Write,
  place: LogPlace & { source: string; logRef: string; reason: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.set_aside (council_id, day, log_source, log_ref, organisation_ref, reason, by_name, at)
      values (${tx.council}, ${place.day}, ${place.source}, ${place.logRef}, ${place.organisationRef ?? null}, ${place.reason},
        ${tx.actor.name}, ${tx.now})`,
  )
}

export async function isSetAside(tx: Read, day: Day, source: string, logRef: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select from visits.set_aside where council_id = ${tx.council} and day = ${day} and log_source = ${source} and log_ref = ${logRef}`,
  )
  return found.length > 0
}
