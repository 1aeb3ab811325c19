import { type Read, rows, sql } from '#src/platform/database.ts'

export type Names = { readonly person: (ref: string) => string; readonly provider: (ref: string) => string }

/** Names of people and providers by reference, in one reading; a reference that is not known stands for itself. */
export async function namesOf(
  tx: Read,
  listed: readonly { readonly personRef: string; readonly organisationRef: string | null }[],
): Promise<Names> {
  const people = [...new Set(listed.map(({ personRef }) => personRef))]
  const providers = [...new Set(listed.flatMap(({ organisationRef }) => organisationRef ?? []))]
  const found =
    people.length + providers.length === 0
      ? []
      : await rows(
          tx,
          sql<{ kind: 'person' | 'provider'; ref: string; name: string }>`
            select 'person' as kind, person_ref as ref, name from people.v_name
            where council_id = ${tx.council} and person_ref = any(${people}::text[])
            union all
            select 'provider', organisation_ref, name from providers.v_name where organisation_ref = any(${providers}::text[])`,
        )
  const known = new Map(found.map(({ kind, ref, name }) => [`${kind} ${ref}`, name]))
  return {
    person: (ref) => known.get(`person ${ref}`) ?? ref,
    provider: (ref) => known.get(`provider ${ref}`) ?? ref,
  }
}
