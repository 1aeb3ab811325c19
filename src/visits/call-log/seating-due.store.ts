import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Moved } from '#src/visits/call-log/correction.store.ts'
import { touch, type Touched } from '#src/visits/call-log/seating.store.ts'

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

/** The rows of some chunks, of the people after one reference up to another. */
export type SeatingPiece = {
  readonly pieceRef: string
  readonly chunks: readonly string[]
  readonly afterPerson: string
  readonly throughPerson: string
}

const CHUNKS_AT_ONCE = 50

/**
 * Shares out the rows that have waited longest, by people: what is known of a person is read once for all their rows. Chunks that
 * another transaction shares out are passed over. Answers with how many chunks and pieces.
 */
export async function divideDue(tx: Write, rowsAtOnce: number): Promise<{ chunks: string[]; pieces: number }> {
  const due = await rows(
    tx,
    sql<{ chunk: string }>`delete from visits.seating_due where council_id = ${tx.council} and chunk in (
        select chunk from visits.seating_due where council_id = ${tx.council}
        order by kept_at, chunk limit ${CHUNKS_AT_ONCE} for update skip locked)
      returning chunk`,
  )
  const chunks = due.map(({ chunk }) => chunk).sort()
  if (chunks.length === 0) return { chunks, pieces: 0 }
  const pieces = await rows(
    tx,
    sql`insert into visits.seating_piece (council_id, piece_ref, chunks, after_person, through_person)
      select ${tx.council}, ${chunks[0]} || ' ' || max(person_ref), ${chunks}::text[],
        coalesce(lag(max(person_ref)) over (order by piece), ''), max(person_ref)
      from (select person_ref, (sum(count(*)) over (order by person_ref) - 1)::bigint / ${rowsAtOnce}::bigint as piece
        from visits.call_log where council_id = ${tx.council} and chunk = any (${chunks}::text[]) group by person_ref) p
      group by piece returning piece_ref`,
  )
  return { chunks, pieces: pieces.length }
}

/** The next piece that nobody else has taken. Its rows are seated if and only if the transaction commits. */
export async function takeSeatingPiece(tx: Write): Promise<SeatingPiece | undefined> {
  const [piece] = await rows(
    tx,
    sql<SeatingPiece>`delete from visits.seating_piece where council_id = ${tx.council} and piece_ref = (
        select piece_ref from visits.seating_piece where council_id = ${tx.council} order by piece_ref limit 1 for update skip locked)
      returning piece_ref as "pieceRef", chunks, after_person as "afterPerson", through_person as "throughPerson"`,
  )
  return piece
}

const ofPiece = (tx: Read, { chunks, afterPerson, throughPerson }: SeatingPiece) => sql`council_id = ${tx.council}
  and chunk = any (${[...chunks]}::text[]) and person_ref > ${afterPerson} and person_ref <= ${throughPerson}`

type TouchedPerson = { personRef: string; moments: number[]; named: string[] | null }

/** The moments that a piece's rows touch, by person, and the visits that they name, each with the person of its rows. */
export async function readTouched(
  tx: Read,
  piece: SeatingPiece,
): Promise<{ touched: Touched; named: Map<string, string>; count: number }> {
  const found = await rows(
    tx,
    // Log-ins are looked up row by row: few rows are log-outs. A person's come as JSON, which is read in a fraction of the time of rows.
    sql<TouchedPerson>`select l.person_ref as "personRef", json_agg(date_part('epoch', coalesce(l.in_at, i.in_at))) as moments,
        json_agg(coalesce(l.visit_ref, i.visit_ref)) filter (where coalesce(l.visit_ref, i.visit_ref) is not null) as named
      from (select * from visits.call_log where ${ofPiece(tx, piece)} offset 0) l
      left join lateral (select i.in_at, i.visit_ref from visits.call_log i where l.part = 'out' and i.council_id = ${tx.council}
        and i.day = l.day and i.log_source = l.log_source and i.log_ref = l.log_ref and i.part = 'in' offset 0) i on true
      group by l.person_ref`,
  )
  const touched: Touched = new Map(found.map(({ personRef, moments }) => [personRef, moments]))
  const named = new Map(found.flatMap((one) => (one.named ?? []).map((visitRef) => [visitRef, one.personRef] as const)))
  const count = found.reduce((sum, { moments }) => sum + moments.length, 0)
  for (const { personRef, at } of await listCompleted(tx, piece)) touch(touched, personRef, at)
  return { touched, named, count }
}

/** Log-outs may complete rows that were put right or put elsewhere meanwhile: where these were brought. */
const listCompleted = (tx: Read, piece: SeatingPiece): Promise<Moved[]> =>
  rows(
    tx,
    sql<Moved>`with completed as materialized (select day, log_source, log_ref from visits.call_log
        where ${ofPiece(tx, piece)} and part = 'out')
      select c.person_ref as "personRef", extract(epoch from c.in_at)::float8 as at
      from completed l join visits.log_correction c
        on c.council_id = ${tx.council} and c.day = l.day and c.log_source = l.log_source and c.log_ref = l.log_ref
      union select v.person_ref, extract(epoch from v.start_at)::float8
      from completed l join visits.seat_decision d
        on d.council_id = ${tx.council} and d.day = l.day and d.log_source = l.log_source and d.log_ref = l.log_ref
      join visits.visit v on v.council_id = d.council_id and v.visit_ref = d.visit_ref`,
  )
