import type { Day } from '#src/base/day.ts'
import type { KnownPerson } from '#src/continuity/told/known-person.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const KNOWN = sql`k.known_ref as "knownRef", k.organisation_ref as "organisationRef", k.pays, k.name, k.person_ref as "personRef", k.service, k.zone, k.visits,
  k.double_handed as "doubleHanded", k.time_critical as "timeCritical", k.insulin, k.lives_alone as "livesAlone",
  k.helped_by_carer as "helpedByCarer", k.decides, k.key_safe as "keySafe", k.contact, k.weekly_pence as "weeklyPence",
  k.told_by as "toldBy", k.told_by_name as "toldByName", k.told_at as "toldAt", k.gone_day as "goneDay"
  from continuity.known_person k`

const SERVED = 10_000

/** People of whom we were told that the provider serves them, by name; whom it serves no longer is left out. */
export const listKnownPeople = (tx: Read, organisationRef: string): Promise<KnownPerson[]> =>
  rows(
    tx,
    sql<KnownPerson>`select ${KNOWN} where k.council_id = ${tx.council} and k.organisation_ref = ${organisationRef}
      and k.gone_day is null order by k.name, k.known_ref limit ${SERVED}`,
  )

export async function pageOfKnownPeople(
  tx: Read,
  organisationRef: string,
  page: { offset: number; limit: number },
): Promise<{ people: KnownPerson[]; total: number }> {
  const found = await rows(
    tx,
    sql<KnownPerson & { total: number }>`select count(*) over () as total, ${KNOWN}
      where k.council_id = ${tx.council} and k.organisation_ref = ${organisationRef} and k.gone_day is null
      order by k.name, k.known_ref offset ${page.offset} limit ${page.limit}`,
  )
  return { people: found.map(({ total: _, ...person }) => person), total: found[0]?.total ?? 0 }
}

export async function findKnownPerson(tx: Read, knownRef: string): Promise<KnownPerson | undefined> {
  const [person] = await rows(
    tx,
    sql<KnownPerson>`select ${KNOWN} where k.council_id = ${tx.council} and k.known_ref = ${knownRef}`,
  )
  return person
}

export async function lockKnownPerson(tx: Write, knownRef: string): Promise<KnownPerson | undefined> {
  const [person] = await rows(
    tx,
    sql<KnownPerson>`select ${KNOWN} where k.council_id = ${tx.council} and k.known_ref = ${knownRef} for update`,
  )
  return person
}

export const insertKnownPeople = (tx: Write, people: readonly Omit<KnownPerson, 'goneDay'>[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into continuity.known_person (council_id, known_ref, organisation_ref, pays, name, person_ref, service, zone, visits, double_handed,
        time_critical, insulin, lives_alone, helped_by_carer, decides, key_safe, contact, weekly_pence, told_by, told_by_name, told_at)
      select ${tx.council}, "knownRef", "organisationRef", pays, name, "personRef", service, zone, visits, "doubleHanded", "timeCritical", insulin,
        "livesAlone", "helpedByCarer", decides, "keySafe", contact, "weeklyPence", "toldBy", "toldByName", "toldAt"
      from jsonb_to_recordset(${json(people)}::jsonb) as r("knownRef" text, "organisationRef" text, pays text, name text, "personRef" text,
        service text, zone text, visits jsonb, "doubleHanded" boolean, "timeCritical" boolean, insulin boolean, "livesAlone" boolean,
        "helpedByCarer" boolean, decides text, "keySafe" boolean, contact text, "weeklyPence" bigint, "toldBy" text, "toldByName" text,
        "toldAt" timestamptz)`,
  )

export const endKnownPerson = (tx: Write, knownRef: string, goneDay: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.known_person set gone_day = ${goneDay} where council_id = ${tx.council} and known_ref = ${knownRef}`,
  )
