import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Moved } from '#src/visits/call-log/correction.store.ts'
import type { Touched } from '#src/visits/call-log/seating.store.ts'

/**
 * Notes that a chunk's rows wait for their seats; the note commits with them, so neither is there without the other. Answers with
 * how many others wait, three at the most.
 */
export async function insertDue(tx: Write, chunk: string): Promise<number> {
  const others = await rows(
    tx,
    sql`with noted as (insert into visits.seating_due (council_id, chunk, organisation_ref, kept_at)
        values (${tx.council}, ${chunk}, ${tx.actor.organisation ?? null}, ${tx.now}))
      select from visits.seating_due where council_id = ${tx.council} limit 3`,
  )
  return others.length
}

export type Due = { readonly chunk: string; readonly after: string }

/** The chunk that has waited longest, held until the transaction ends. Those that another transaction holds are passed over. */
export async function lockDue(tx: Write): Promise<Due | undefined> {
  const [due] = await rows(
    tx,
    sql<Due>`select chunk, after_person as after from visits.seating_due where council_id = ${tx.council}
      order by kept_at, chunk limit 1 for update skip locked`,
  )
  return due
}

/** People of a chunk up to `after` are seated; without it the whole chunk is. */
export async function noteSeated(tx: Write, chunk: string, after: string | undefined): Promise<void> {
  await rows(
    tx,
    after === undefined
      ? sql`delete from visits.seating_due where council_id = ${tx.council} and chunk = ${chunk}`
      : sql`update visits.seating_due set after_person = ${after} where council_id = ${tx.council} and chunk = ${chunk}`,
  )
}

type TouchedRow = { personRef: string; at: number; start: number | null }

/** The moments that a chunk's rows touch, person by person, some rows at a time; `last` is where the next time begins. */
export async function readTouched(
  tx: Read,
  { chunk, after }: Due,
  limit: number,
): Promise<{ touched: Touched; count: number; last: string | undefined }> {
  const found = await rows(
    tx,
    // Looked up row by row: few rows are log-outs. The visit's reference is a column before it is looked for, since row-level
    // security keeps an index from answering to an expression.
    sql<TouchedRow>`select l.person_ref as "personRef", date_part('epoch', l.at) as at,
        (select date_part('epoch', v.start_at) from visits.visit v
          where v.council_id = ${tx.council} and v.visit_ref = l.named) as start
      from (select l.person_ref, coalesce(l.in_at, i.in_at) as at, coalesce(l.visit_ref, i.visit_ref) as named
        from (select * from visits.call_log where council_id = ${tx.council} and chunk = ${chunk} and person_ref > ${after}
          order by person_ref limit ${limit + 1}) l
        left join lateral (select i.in_at, i.visit_ref from visits.call_log i where l.part = 'out' and i.council_id = ${tx.council}
          and i.day = l.day and i.log_source = l.log_source and i.log_ref = l.log_ref and i.part = 'in' offset 0) i on true
        offset 0) l
      order by l.person_ref`,
  )
  const isWhole = found.length <= limit
  const lastPerson = found.at(-1)?.personRef
  // A person is seated in one piece: the one whose rows may go on is left for the next.
  const piece = isWhole ? found : found.filter(({ personRef }) => personRef !== lastPerson)
  if (piece.length === 0 && !isWhole) return readTouched(tx, { chunk, after }, limit * 10)
  const touched: Touched = new Map()
  for (const { personRef, at, start } of piece) {
    const moments = touched.get(personRef) ?? []
    moments.push(at)
    if (start !== null) moments.push(start)
    touched.set(personRef, moments)
  }
  const last = isWhole ? undefined : piece.at(-1)?.personRef
  for (const { personRef, at } of await listCompleted(tx, { chunk, after }, last)) touched.get(personRef)?.push(at)
  return { touched, count: piece.length, last }
}

/** Log-outs may complete rows that were put right or put elsewhere meanwhile: where these were brought. */
const listCompleted = (tx: Read, { chunk, after }: Due, last: string | undefined): Promise<Moved[]> =>
  rows(
    tx,
    sql<Moved>`with completed as materialized (select day, log_source, log_ref from visits.call_log
        where council_id = ${tx.council} and chunk = ${chunk} and part = 'out'
          and person_ref > ${after} and (${last ?? null}::text is null or person_ref <= ${last ?? null}))
      select c.person_ref as "personRef", extract(epoch from c.in_at)::float8 as at
      from completed l join visits.log_correction c
        on c.council_id = ${tx.council} and c.day = l.day and c.log_source = l.log_source and c.log_ref = l.log_ref
      union select v.person_ref, extract(epoch from v.start_at)::float8
      from completed l join visits.seat_decision d
        on d.council_id = ${tx.council} and d.day = l.day and d.log_source = l.log_source and d.log_ref = l.log_ref
      join visits.visit v on v.council_id = d.council_id and v.visit_ref = d.visit_ref`,
  )
