import type { Preference } from '#src/brokerage/requests/preference.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const PREFERENCE = sql`preference_ref as "preferenceRef", person_ref as "personRef", organisation_ref as "organisationRef",
  organisation_name as "organisationName", kind, said_by as "saidBy", said_on as "saidOn", note, kept_at as "keptAt",
  kept_by_name as "keptByName", ended_at as "endedAt" from brokerage.preference`

const SHOWN = 100

/** What a person ever said, what holds first. */
export const listPreferences = async (tx: Read, personRef: string): Promise<Preference[]> =>
  (
    await rows(
      tx,
      sql<Preference>`select ${PREFERENCE} where council_id = ${tx.council} and person_ref = ${personRef}
        order by ended_at is not null, organisation_name, kept_at desc limit ${SHOWN}`,
    )
  ).map((row) => lean<Preference>(row))

/** Whom a person does not want: it is not asked. */
export const listRefused = (tx: Read, personRef: string) => listSaid(tx, personRef, 'refuses')
/** Whom a person wants: whose home they choose is decisive. */
export const listPreferred = (tx: Read, personRef: string) => listSaid(tx, personRef, 'prefers')

const listSaid = async (tx: Read, personRef: string, kind: 'refuses' | 'prefers'): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await rows(
        tx,
        sql<{ ref: string }>`select organisation_ref as ref from brokerage.preference
          where council_id = ${tx.council} and person_ref = ${personRef} and kind = ${kind} and ended_at is null`,
      )
    ).map(({ ref }) => ref),
  )

/** What the person of a package, or a person, read as p, says now, for many at once. */
export const saidOfPackage = (kind: 'prefers' | 'refuses') =>
  sql`coalesce((select jsonb_agg(r.organisation_ref order by r.organisation_ref)
    from brokerage.preference r where r.council_id = p.council_id and r.person_ref = p.person_ref and r.kind = ${kind}
      and r.ended_at is null), '[]')`

/** What holds of a person about an organisation, held until the transaction ends. */
export async function lockPreference(
  tx: Write,
  personRef: string,
  organisationRef: string,
): Promise<Preference | undefined> {
  const [row] = await rows(
    tx,
    sql<Preference>`select ${PREFERENCE} where council_id = ${tx.council} and person_ref = ${personRef}
      and organisation_ref = ${organisationRef} and ended_at is null for update`,
  )
  return row && lean<Preference>(row)
}

export const insertPreference = (tx: Write, one: Preference): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.preference (council_id, preference_ref, person_ref, organisation_ref, organisation_name, kind, said_by,
        said_on, note, kept_at, kept_by_name)
      values (${tx.council}, ${one.preferenceRef}, ${one.personRef}, ${one.organisationRef}, ${one.organisationName}, ${one.kind},
        ${one.saidBy}, ${one.saidOn}, ${one.note}, ${one.keptAt}, ${one.keptByName})`,
  )

export const endPreference = (tx: Write, { preferenceRef }: Pick<Preference, 'preferenceRef'>): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.preference set ended_at = ${tx.now}
      where council_id = ${tx.council} and preference_ref = ${preferenceRef}`,
  )
