import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Standing, StandingName } from '#src/providers/standing/standing.ts'

/** The standing of each organisation asked for, with "not listed" where the council never decided. */
export async function standingOf(tx: Read, refs: readonly string[]): Promise<Map<string, Standing>> {
  const found = await rows(
    tx,
    sql<Standing>`select distinct on (organisation_ref) organisation_ref as "organisationRef", standing, reason, review_day as "reviewDay", decided_by as "decidedBy"
      from providers.standing where council_id = ${tx.council} and organisation_ref = any(${[...refs]}::text[])
      order by organisation_ref, from_at desc`,
  )
  const known = new Map(found.map((standing) => [standing.organisationRef, standing]))
  return new Map(refs.map((ref) => [ref, known.get(ref) ?? notListed(ref)]))
}

/** A provider's standing with the council, whom the council calls there, and whether its exit is open. */
export async function findWithCouncil(
  tx: Read,
  organisationRef: string,
): Promise<{ standing: Standing; contact: CouncilContact | undefined; leaves: boolean }> {
  const [found] = await rows(
    tx,
    sql<{ standing: Standing | null; contact: CouncilContact | null; leaves: boolean }>`select
      (select jsonb_build_object('organisationRef', s.organisation_ref, 'standing', s.standing, 'reason', s.reason,
          'reviewDay', s.review_day, 'decidedBy', s.decided_by)
        from providers.standing s where s.council_id = ${tx.council} and s.organisation_ref = ${organisationRef}
        order by s.from_at desc limit 1) as standing,
      (select jsonb_build_object('contactName', p.contact_name, 'contactEmail', p.contact_email, 'contactPhone', p.contact_phone,
          'supplierNumber', p.supplier_number, 'note', p.note)
        from providers.council_provider p where p.council_id = ${tx.council} and p.organisation_ref = ${organisationRef}) as contact,
      exists (select from providers.leaving g where g.council_id = ${tx.council} and g.organisation_ref = ${organisationRef}) as leaves`,
  )
  return {
    standing: found?.standing ?? notListed(organisationRef),
    contact: found?.contact ?? undefined,
    leaves: found?.leaves ?? false,
  }
}

const notListed = (organisationRef: string): Standing => ({
  organisationRef,
  standing: 'not listed',
  reason: '',
  reviewDay: null,
  decidedBy: '',
})

/** Locks the organisation, on which every standing rests, and reads its standing. */
export async function lockStanding(tx: Write, organisationRef: string): Promise<Standing | undefined> {
  // The council's own row is what two officers at once wait for: the organisation belongs to all councils.
  await rows(
    tx,
    sql`insert into providers.council_provider (council_id, organisation_ref)
      select ${tx.council}, organisation_ref from providers.organisation where organisation_ref = ${organisationRef}
      on conflict (council_id, organisation_ref) do nothing`,
  )
  const [locked] = await rows(
    tx,
    sql`select 1 from providers.council_provider where council_id = ${tx.council} and organisation_ref = ${organisationRef} for update`,
  )
  return locked ? (await standingOf(tx, [organisationRef])).get(organisationRef) : undefined
}

export async function saveStanding(
  tx: Write,
  row: { organisationRef: string; standing: StandingName; reason: string; reviewDay: Day | null },
): Promise<void> {
  await rows(
    tx,
    sql`insert into providers.standing (council_id, organisation_ref, from_at, standing, reason, review_day, decided_by)
      values (${tx.council}, ${row.organisationRef}, greatest(${tx.now}::timestamptz, (select max(from_at) + interval '1 microsecond' from providers.standing
        where council_id = ${tx.council} and organisation_ref = ${row.organisationRef})), ${row.standing}, ${row.reason}, ${row.reviewDay}, ${tx.actor.name})`,
  )
}

/** What a council keeps about an organisation beside the register. */
export type CouncilContact = {
  contactName: string | null
  contactEmail: string | null
  contactPhone: string | null
  supplierNumber: string | null
  note: string | null
}

export async function findContact(tx: Read, organisationRef: string): Promise<CouncilContact | undefined> {
  const [found] = await rows(
    tx,
    sql<CouncilContact>`select contact_name as "contactName", contact_email as "contactEmail", contact_phone as "contactPhone",
        supplier_number as "supplierNumber", note
      from providers.council_provider where council_id = ${tx.council} and organisation_ref = ${organisationRef}`,
  )
  return found
}

export async function saveContact(tx: Write, organisationRef: string, contact: CouncilContact): Promise<void> {
  await rows(
    tx,
    sql`update providers.council_provider set contact_name = ${contact.contactName}, contact_email = ${contact.contactEmail},
        contact_phone = ${contact.contactPhone}, supplier_number = ${contact.supplierNumber}, note = ${contact.note}
      where council_id = ${tx.council} and organisation_ref = ${organisationRef}`,
  )
}
