/** Visits that somebody logged while the person was away, or after their care had ended. */
import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type NotHomeWhy = 'absence' | 'placement ended'

type Looked = {
  readonly day: Day
  readonly visitRef: string
  readonly organisationRef: string
  readonly personRef: string
  /** Whether somebody logged it though nobody should have been visited. */
  readonly isOdd: boolean
  readonly absence?: { readonly absenceRef: string; readonly kind: string } | undefined
}

/** Keeps which of some visits are odd, and forgets it of the others. Answers with those that were not known. */
export async function saveNotHome(tx: Write, why: NotHomeWhy, looked: readonly Looked[]): Promise<string[]> {
  const odd = looked.filter(({ isOdd }) => isOdd)
  const keys = json(looked.filter(({ isOdd }) => !isOdd).map(({ day, visitRef }) => ({ day, ref: visitRef })))
  await rows(
    tx,
    sql`delete from visits.not_home n using jsonb_to_recordset(${keys}::jsonb) as k(day date, ref text)
      where n.council_id = ${tx.council} and n.day = k.day and n.visit_ref = k.ref and n.why = ${why}`,
  )
  const found = json(
    odd.map(({ day, visitRef, organisationRef, personRef, absence }) => ({
      ...{ day, ref: visitRef, organisation: organisationRef, person: personRef },
      ...{ absence: absence?.absenceRef ?? null, kind: absence?.kind ?? null },
    })),
  )
  if (odd.length === 0) return []
  const kept = await rows(
    tx,
    sql<{
      visitRef: string
    }>`insert into visits.not_home as n (council_id, day, visit_ref, why, organisation_ref, person_ref, absence_ref, absence_kind)
      select ${tx.council}::integer, k.day, k.ref, ${why}, k.organisation, k.person, k.absence, k.kind
      from jsonb_to_recordset(${found}::jsonb) as k(day date, ref text, organisation text, person text, absence text, kind text)
      on conflict (council_id, day, visit_ref, why) do update set absence_ref = excluded.absence_ref, absence_kind = excluded.absence_kind
      where n.absence_ref is distinct from excluded.absence_ref returning visit_ref as "visitRef"`,
  )
  return kept.map(({ visitRef }) => visitRef)
}

/** Those of an absence that nobody has settled. */
export async function countNotHome(tx: Read, absenceRef: string): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ visits: number }>`select count(*) as visits from visits.v_not_home
      where council_id = ${tx.council} and absence_ref = ${absenceRef} and not is_settled`,
  )
  return found?.visits ?? 0
}

type OneOf = Pick<Looked, 'day'> & { readonly itemRef: string }

/** Above what anybody has of visits in an absence, or after an end that was told late. */
const MOST_LIKE = 2_000

/** The others of the same absence, or of the same package after its end, that nobody has answered for good. */
export const listLike = (tx: Read, { day, itemRef }: OneOf): Promise<OneOf[]> =>
  rows(
    tx,
    sql<OneOf>`select o.day, o.visit_ref as "itemRef" from visits.v_not_home n
      join visits.visit v on v.council_id = n.council_id and v.day = n.day and v.visit_ref = n.visit_ref
      join visits.v_not_home o on o.council_id = n.council_id and o.person_ref = n.person_ref and o.why = n.why
        and o.absence_ref is not distinct from n.absence_ref and not o.is_settled and o.visit_ref <> n.visit_ref
      join visits.visit w on w.council_id = o.council_id and w.day = o.day and w.visit_ref = o.visit_ref
        and (n.why = 'absence' or w.package_ref = v.package_ref)
      where n.council_id = ${tx.council} and n.day = ${day}::date and n.visit_ref = ${itemRef}
      order by o.day, o.visit_ref limit ${MOST_LIKE}`,
  )

export type NotMade = { readonly visitRef: string; readonly personRef: string }

/** Cancels those on which nobody sits any more, as they would have been had the log not come; one of them, or all. */
export const cancelNotMade = (tx: Write, visitRef?: string): Promise<NotMade[]> =>
  rows(
    tx,
    sql<NotMade>`update visits.visit v set status = 'cancelled', cancelled_why = n.why, absence_ref = n.absence_ref, cancelled_at = ${tx.now}
      from (select distinct on (day, visit_ref) day, visit_ref, why, absence_ref from visits.not_home
        where council_id = ${tx.council} and (${visitRef ?? null}::text is null or visit_ref = ${visitRef ?? null})
        order by day, visit_ref, why desc) n
      where v.council_id = ${tx.council} and v.day = n.day and v.visit_ref = n.visit_ref and v.status = 'planned'
        and not exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day
          and a.visit_ref = v.visit_ref)
      returning v.visit_ref as "visitRef", v.person_ref as "personRef"`,
  )

/** Forgets those that are cancelled. */
export const tidyNotHome = (tx: Write): Promise<unknown> =>
  rows(
    tx,
    sql`delete from visits.not_home n where n.council_id = ${tx.council} and exists (select from visits.visit v
      where v.council_id = n.council_id and v.day = n.day and v.visit_ref = n.visit_ref and v.status = 'cancelled')`,
  )

/** The log rows that sit on a visit. */
export const listRowsOn = (
  tx: Read,
  { day, visitRef }: { readonly day: Day; readonly visitRef: string },
): Promise<{ source: string; logRef: string }[]> =>
  rows(
    tx,
    sql<{ source: string; logRef: string }>`select log_source as source, log_ref as "logRef" from visits.attendance
      where council_id = ${tx.council} and day = ${day}::date and visit_ref = ${visitRef} order by seat`,
  )
