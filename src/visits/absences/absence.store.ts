import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Absence } from '#src/visits/absences/absence.ts'

type AbsenceRow = Omit<Absence, 'to'> & { to: Instant | null }

const ABSENCE = sql`absence_ref as "absenceRef", person_ref as "personRef", kind, from_at as "from", to_at as "to", note,
  withdrawn as "isWithdrawn"`

const absenceOf = (row: AbsenceRow): Absence => ({ ...row, to: row.to ?? undefined })

/** The absences of some people, earliest first, withdrawn ones left out. */
export async function listAbsences(tx: Read, personRefs: readonly string[]): Promise<Absence[]> {
  const found = await rows(
    tx,
    sql<AbsenceRow>`select ${ABSENCE} from visits.absence
      where council_id = ${tx.council} and person_ref = any(${personRefs}::text[]) and not withdrawn order by from_at, absence_ref`,
  )
  return found.map(absenceOf)
}

/** A person's absences, held until the transaction ends; two first ones at once are told apart by the lock on the person. */
export async function lockAbsences(tx: Write, personRef: string): Promise<Absence[]> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`absence ${tx.council} ${personRef}`}, 0))`)
  return listAbsences(tx, [personRef])
}

export async function findAbsence(tx: Read, absenceRef: string): Promise<Absence | undefined> {
  const [row] = await rows(
    tx,
    sql<AbsenceRow>`select ${ABSENCE} from visits.absence where council_id = ${tx.council} and absence_ref = ${absenceRef}`,
  )
  return row && absenceOf(row)
}

export async function saveAbsence(tx: Write, absence: Absence): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.absence (council_id, absence_ref, person_ref, kind, from_at, to_at, note, withdrawn)
      values (${tx.council}, ${absence.absenceRef}, ${absence.personRef}, ${absence.kind}, ${absence.from}, ${absence.to ?? null},
        ${absence.note}, ${absence.isWithdrawn})
      on conflict (council_id, absence_ref) do update set kind = excluded.kind, from_at = excluded.from_at, to_at = excluded.to_at,
        note = excluded.note, withdrawn = excluded.withdrawn`,
  )
}

export const listRecentAbsences = async (tx: Read, since: Instant, limit: number): Promise<Absence[]> =>
  (
    await rows(
      tx,
      sql<AbsenceRow>`select ${ABSENCE} from visits.absence
        where council_id = ${tx.council} and not withdrawn and (to_at is null or to_at >= ${since}) order by from_at desc limit ${limit}`,
    )
  ).map(absenceOf)
