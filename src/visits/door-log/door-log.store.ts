import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { dayOfEvent, type DoorEvent } from '#src/visits/door-log/door-event.ts'

export type Sheet = {
  readonly sheetRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly issuedAt: Instant
}

const SHEET = sql`sheet_ref as "sheetRef", person_ref as "personRef", organisation_ref as "organisationRef", issued_at as "issuedAt"`

/** The sheet in force whose link has this hash. */
export async function findSheet(tx: Read, tokenHash: string): Promise<Sheet | undefined> {
  const [found] = await rows(
    tx,
    sql<Sheet>`select ${SHEET} from visits.door_sheet
      where council_id = ${tx.council} and token_hash = ${tokenHash} and ended_at is null`,
  )
  return found
}

/** Two who issue a sheet for one home at once: the second waits here, and ends the first's. */
export async function lockHome(tx: Write, personRef: string): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`door ${tx.council} ${personRef}`}, 0))`)
}

/** Whether an organisation has a plan of visits to a person that holds on a day or later. */
export async function isVisited(tx: Read, personRef: string, organisationRef: string, day: Day): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select from visits.plan where council_id = ${tx.council} and person_ref = ${personRef}
      and organisation_ref = ${organisationRef} and (end_day is null or end_day >= ${day}) limit 1`,
  )
  return found.length > 0
}

export async function insertSheet(tx: Write, sheet: Omit<Sheet, 'issuedAt'>, tokenHash: string): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.door_sheet (council_id, sheet_ref, person_ref, organisation_ref, token_hash, issued_at, issued_by)
      values (${tx.council}, ${sheet.sheetRef}, ${sheet.personRef}, ${sheet.organisationRef}, ${tokenHash}, ${tx.now}, ${tx.actor.name})`,
  )
}

/** Ends the sheet in force at a home, if there is one. */
export async function endSheet(
  tx: Write,
  personRef: string,
  organisationRef: string,
  why: string,
): Promise<string | undefined> {
  const [ended] = await rows(
    tx,
    sql<{
      sheetRef: string
    }>`update visits.door_sheet set ended_at = ${tx.now}, ended_by = ${tx.actor.name}, ended_why = ${why}
      where council_id = ${tx.council} and person_ref = ${personRef} and organisation_ref = ${organisationRef} and ended_at is null
      returning sheet_ref as "sheetRef"`,
  )
  return ended?.sheetRef
}

export type Home = {
  readonly personRef: string
  readonly sheetRef: string | null
  readonly issuedAt: Instant | null
  readonly usedAt: Instant | null
}

/** The homes that an organisation visits, each with its sheet in force and when it was last used. */
export async function listHomes(
  tx: Read,
  search: { organisationRef: string; day: Day; offset: number; limit: number },
): Promise<{ rows: Home[]; total: number }> {
  const found = await rows(
    tx,
    sql<Home & { total: number }>`
      select h.person_ref as "personRef", s.sheet_ref as "sheetRef", s.issued_at as "issuedAt", h.total,
        (select max(e.received_at) from visits.door_event e where e.council_id = ${tx.council}
          and e.person_ref = h.person_ref and e.sheet_ref = s.sheet_ref) as "usedAt"
      from (select person_ref, count(*) over () as total from visits.plan
          where council_id = ${tx.council} and organisation_ref = ${search.organisationRef}
            and (end_day is null or end_day >= ${search.day})
          group by person_ref order by length(person_ref), person_ref offset ${search.offset} limit ${search.limit}) h
        left join visits.door_sheet s on s.council_id = ${tx.council} and s.person_ref = h.person_ref
          and s.organisation_ref = ${search.organisationRef} and s.ended_at is null
      order by length(h.person_ref), h.person_ref`,
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

export type SheetAtHome = Sheet & { readonly usedAt: Instant | null }

/** The sheets in force at a person's home, of all providers. */
export const listSheetsAt = (tx: Read, personRef: string): Promise<SheetAtHome[]> =>
  rows(
    tx,
    sql<SheetAtHome>`select ${SHEET}, (select max(e.received_at) from visits.door_event e
        where e.council_id = s.council_id and e.person_ref = s.person_ref and e.sheet_ref = s.sheet_ref) as "usedAt"
      from visits.door_sheet s where council_id = ${tx.council} and person_ref = ${personRef} and ended_at is null order by sheet_ref`,
  )

// --- workers

export type DoorWorker = {
  readonly workerRef: string
  readonly name: string
  readonly addedAt: Instant
  readonly endedAt: Instant | null
}

export async function listWorkers(
  tx: Read,
  search: { organisationRef: string; offset: number; limit: number },
): Promise<{ rows: DoorWorker[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      DoorWorker & { total: number }
    >`select worker_ref as "workerRef", name, added_at as "addedAt", ended_at as "endedAt",
        count(*) over () as total
      from visits.door_worker where council_id = ${tx.council} and organisation_ref = ${search.organisationRef}
      order by ended_at is not null, name, worker_ref offset ${search.offset} limit ${search.limit}`,
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

/** A worker by reference, however its letters were typed. */
export async function findWorker(
  tx: Read,
  organisationRef: string,
  workerRef: string,
): Promise<(DoorWorker & { pinHash: string }) | undefined> {
  const [found] = await rows(
    tx,
    sql<
      DoorWorker & { pinHash: string }
    >`select worker_ref as "workerRef", name, added_at as "addedAt", ended_at as "endedAt",
        pin_hash as "pinHash"
      from visits.door_worker where council_id = ${tx.council} and organisation_ref = ${organisationRef}
        and lower(worker_ref) = lower(${workerRef})`,
  )
  return found
}

/** Adds a worker, or lets one who was stopped come back; the PIN is a new one. */
export async function saveWorker(
  tx: Write,
  organisationRef: string,
  worker: { workerRef: string; name: string; pinHash: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.door_worker (council_id, organisation_ref, worker_ref, name, pin_hash, added_at)
      values (${tx.council}, ${organisationRef}, ${worker.workerRef}, ${worker.name}, ${worker.pinHash}, ${tx.now})
      on conflict (council_id, organisation_ref, worker_ref) do update
        set name = excluded.name, pin_hash = excluded.pin_hash, ended_at = null`,
  )
}

export async function endWorker(tx: Write, organisationRef: string, workerRef: string): Promise<boolean> {
  const ended = await rows(
    tx,
    sql`update visits.door_worker set ended_at = ${tx.now} where council_id = ${tx.council}
      and organisation_ref = ${organisationRef} and worker_ref = ${workerRef} and ended_at is null returning 1`,
  )
  return ended.length > 0
}

// --- events

export async function isEventKept(tx: Read, eventId: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select from visits.door_event where council_id = ${tx.council} and event_id = ${eventId}`,
  )
  return found.length > 0
}

export async function insertEvent(
  tx: Write,
  sheet: Sheet,
  workerRef: string,
  event: DoorEvent,
  deviceSentAt: Instant,
  logRef: string | undefined,
): Promise<void> {
  const { place } = event
  await rows(
    tx,
    sql`insert into visits.door_event (council_id, day, event_id, sheet_ref, person_ref, organisation_ref, worker_ref, kind,
        device_at, device_sent_at, received_at, latitude, longitude, accuracy_metres, log_ref)
      values (${tx.council}, ${dayOfEvent(event)}, ${event.id}, ${sheet.sheetRef}, ${sheet.personRef}, ${sheet.organisationRef},
        ${workerRef}, ${event.kind}, ${event.at}, ${deviceSentAt}, ${tx.now}, ${place?.latitude ?? null}, ${place?.longitude ?? null},
        ${place?.accuracyMetres ?? null}, ${logRef ?? null})`,
  )
}

/**
 * The stay that a log-out ends, where the phone does not name it: the worker's latest at this home within a day, still open,
 * or closed by this very log-out.
 */
export async function findStay(
  tx: Read,
  source: string,
  stay: { personRef: string; workerRef: string; out: Instant },
): Promise<string | undefined> {
  const [found] = await rows(
    tx,
    sql<{ logRef: string }>`select l.log_ref as "logRef" from visits.call_log l
        left join visits.call_log o on o.council_id = l.council_id and o.day = l.day and o.log_source = l.log_source
          and o.log_ref = l.log_ref and o.part = 'out'
      where l.council_id = ${tx.council} and l.person_ref = ${stay.personRef} and l.in_at <= ${stay.out}
        and l.in_at > ${stay.out.subtract({ hours: 24 })} and l.log_source = ${source} and l.worker_ref = ${stay.workerRef}
        and l.part = 'in' and (o.out_at is null or o.out_at = ${stay.out})
      order by l.in_at desc limit 1`,
  )
  return found?.logRef
}

export type KeptEvent = {
  readonly workerRef: string
  readonly kind: 'in' | 'out'
  readonly deviceAt: Instant
  readonly deviceSentAt: Instant
  readonly receivedAt: Instant
  readonly accuracyMetres: number | null
}

/** What phones sent for the stays that sit on a visit, pressed twice or once. */
export const listEventsOf = (tx: Read, visitRef: string): Promise<KeptEvent[]> =>
  rows(
    tx,
    sql<KeptEvent>`select e.worker_ref as "workerRef", e.kind, e.device_at as "deviceAt", e.device_sent_at as "deviceSentAt",
        e.received_at as "receivedAt", e.accuracy_metres as "accuracyMetres"
      from visits.visit v
        join visits.attendance a on a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref
        cross join lateral (select a.log_ref union all select u.log_ref from visits.unseated u
          where u.council_id = a.council_id and u.person_ref = a.person_ref and u.merged_into = a.log_source || ' ' || a.log_ref
            and u.in_at between a.in_at - interval '1 day' and a.in_at + interval '1 day') r
        join visits.door_event e on e.council_id = a.council_id and e.person_ref = a.person_ref and e.log_ref = r.log_ref
          and e.device_at between a.in_at - interval '1 day' and a.in_at + interval '2 days'
      where v.council_id = ${tx.council} and v.visit_ref = ${visitRef}
      order by e.device_at, e.event_id`,
  )
