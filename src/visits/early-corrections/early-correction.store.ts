import type { Instant } from '#src/base/day.ts'
import { isoOf, type Micros } from '#src/base/moment.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { micros } from '#src/visits/call-log/call-log.store.ts'

/** A correction as it was sent before its row. */
export type EarlyCorrection = {
  readonly source: string
  readonly logRef: string
  readonly number: number
  readonly organisationRef: string | null
  readonly workerRef: string | null
  readonly in: Micros | null
  readonly out: Micros | null
  readonly reasonCode: string
  readonly reason: string
  readonly evidence: string | null
  readonly byName: string
  readonly at: Instant
  /** What came of it: `applied`, or why it could not be; null while it waits. */
  readonly outcome: string | null
}

const EARLY = sql`log_source as source, log_ref as "logRef", number, organisation_ref as "organisationRef", worker_ref as "workerRef",
  ${micros('in_at')} as "in", ${micros('out_at')} as "out", reason_code as "reasonCode", reason, evidence, by_name as "byName", at, outcome`

/** Those of a row that wait, in the order in which they came. */
export const listWaiting = (tx: Read, source: string, logRef: string): Promise<EarlyCorrection[]> =>
  rows(
    tx,
    sql<EarlyCorrection>`select ${EARLY} from visits.early_correction
      where council_id = ${tx.council} and log_source = ${source} and log_ref = ${logRef} and settled_at is null order by number`,
  )

/** Rows that have come for which corrections wait, the longest first. */
export const listRowsCome = (tx: Read, limit: number): Promise<{ source: string; logRef: string; byName: string }[]> =>
  rows(
    tx,
    sql<{
      source: string
      logRef: string
      byName: string
    }>`select e.log_source as source, e.log_ref as "logRef", min(e.by_name) as "byName"
      from visits.early_correction e where e.council_id = ${tx.council} and e.settled_at is null
        and exists (select from visits.call_log l where l.council_id = e.council_id and l.log_source = e.log_source and l.log_ref = e.log_ref)
      group by e.log_source, e.log_ref order by min(e.at) limit ${limit}`,
  )

export async function insertEarly(
  tx: Write,
  early: Omit<EarlyCorrection, 'number' | 'byName' | 'at' | 'outcome' | 'organisationRef'>,
): Promise<number> {
  const moment = (at: Micros | null) => (at === null ? null : isoOf(at))
  const [kept] = await rows(
    tx,
    sql<{
      number: number
    }>`insert into visits.early_correction (council_id, log_source, log_ref, number, organisation_ref, worker_ref,
        in_at, out_at, reason_code, reason, evidence, by_name, at)
      values (${tx.council}, ${early.source}, ${early.logRef}, (select coalesce(max(number), 0) + 1 from visits.early_correction
          where council_id = ${tx.council} and log_source = ${early.source} and log_ref = ${early.logRef}),
        ${tx.actor.organisation ?? null}, ${early.workerRef}, ${moment(early.in)}::timestamptz, ${moment(early.out)}::timestamptz,
        ${early.reasonCode}, ${early.reason}, ${early.evidence}, ${tx.actor.name}, ${tx.now})
      returning number`,
  )
  return kept?.number ?? 1
}

export async function settleEarly(
  tx: Write,
  { source, logRef, number }: Pick<EarlyCorrection, 'source' | 'logRef' | 'number'>,
  outcome: string,
): Promise<void> {
  await rows(
    tx,
    sql`update visits.early_correction set settled_at = ${tx.now}, outcome = ${outcome}
      where council_id = ${tx.council} and log_source = ${source} and log_ref = ${logRef} and number = ${number}`,
  )
}

/** What came before its row, the newest first; `waiting` narrows it to what still waits. */
export async function searchEarly(
  tx: Read,
  search: { readonly isWaiting: boolean | undefined },
  part: { readonly offset: number; readonly limit: number },
): Promise<{ corrections: EarlyCorrection[]; total: number }> {
  const { isWaiting } = search
  const listed = await rows(
    tx,
    sql<EarlyCorrection & { total: number }>`select ${EARLY}, count(*) over () as total from visits.early_correction
      where council_id = ${tx.council} ${isWaiting === undefined ? sql`` : isWaiting ? sql`and settled_at is null` : sql`and settled_at is not null`}
      order by at desc, log_source, log_ref, number limit ${part.limit} offset ${part.offset}`,
  )
  return { corrections: listed.map(({ total: _total, ...one }) => one), total: listed[0]?.total ?? 0 }
}
