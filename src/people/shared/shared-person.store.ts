import type { Day } from '#src/base/day.ts'
import { personOf } from '#src/people/person.store.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** What a provider sees of a person whom it serves. */
export type SharedPerson = {
  readonly personRef: string
  readonly name: string
  readonly addressLines: readonly string[]
  readonly postcode: string
  readonly phone?: string
  readonly language: string
  readonly interpreter: boolean
  readonly fromDay: Day
  readonly toDay?: Day
}

export type Share = { personRef: string; organisationRef: string; fromDay: Day; toDay?: Day | null | undefined }

/** Lets a provider see the least that it needs of a person, for as long as it serves them; told by brokerage. */
export const shareWithProvider = (tx: Write, share: Share): Promise<void> => shareWithProviders(tx, [share])

/** The same for many at once. Who is served twice by one provider is seen from the first day to the last. */
export async function shareWithProviders(tx: Write, shares: readonly Share[]): Promise<void> {
  if (shares.length === 0) return
  const list = shares.map(({ personRef, organisationRef, fromDay, toDay }) => ({
    person: personRef,
    organisation: organisationRef,
    from_day: fromDay,
    to_day: toDay ?? null,
  }))
  await rows(
    tx,
    sql`insert into people.shared_person (council_id, organisation_ref, person_ref, from_day, to_day, name, address_lines, postcode, phone,
        language, interpreter)
      select p.council_id, s.organisation, p.person_ref, s.from_day, s.to_day, p.given_name || ' ' || p.family_name,
        p.address_lines, p.postcode, p.phone, p.language, p.interpreter
      from people.person p join (select person, organisation, min(from_day) as from_day,
          case when bool_or(to_day is null) then null else max(to_day) end as to_day
        from jsonb_to_recordset(${json(list)}::jsonb) as t(person text, organisation text, from_day date, to_day date)
        group by person, organisation) s on s.person = p.person_ref
      where p.council_id = ${tx.council}
      on conflict (council_id, organisation_ref, person_ref) do update
        set from_day = least(shared_person.from_day, excluded.from_day),
          to_day = case when shared_person.to_day is null or excluded.to_day is null then null
            else greatest(shared_person.to_day, excluded.to_day) end`,
  )
}

/** From a day on the provider no longer serves the person. */
export async function endShare(
  tx: Write,
  share: { personRef: string; organisationRef: string; toDay: Day },
): Promise<void> {
  await rows(
    tx,
    sql`update people.shared_person set to_day = ${share.toDay}::date
      where council_id = ${tx.council} and organisation_ref = ${share.organisationRef} and person_ref = ${share.personRef}`,
  )
}

/** People shared with the provider in whose transaction this is asked; all shares of the references for council staff. */
export async function listSharedPeople(tx: Read, personRefs: readonly string[]): Promise<SharedPerson[]> {
  if (personRefs.length === 0) return []
  const found = await rows(
    tx,
    sql<object>`select person_ref as "personRef", name, address_lines as "addressLines", postcode, phone, language, interpreter,
        from_day as "fromDay", to_day as "toDay"
      from people.shared_person where council_id = ${tx.council} and person_ref in (${sql.join([...new Set(personRefs)])})
      order by name, person_ref`,
  )
  return found.map((row) => personOf(row) as unknown as SharedPerson)
}
