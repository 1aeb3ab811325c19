import type { Day } from '#src/base/day.ts'
import type { KnownWorker, Rounds } from '#src/brokerage/told/told.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { PartOfDay } from '#src/providers/index.ts'

export type Round = { readonly outwardCode: string; readonly part: PartOfDay; readonly visits: number }

/** The rounds of each provider near a person. */
export async function listRoundsNear(tx: Read, outwardCode: string): Promise<Map<string, Rounds>> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string; part: PartOfDay; visits: number }>`
      select organisation_ref as "organisationRef", part, visits from brokerage.rounds
      where council_id = ${tx.council} and outward_code = ${outwardCode}`,
  )
  const byOrganisation = Map.groupBy(found, ({ organisationRef }) => organisationRef)
  return new Map(
    [...byOrganisation].map(([ref, some]) => [ref, Object.fromEntries(some.map(({ part, visits }) => [part, visits]))]),
  )
}

/** Of each provider that makes any, its visits a week by the first part of the postcode. */
export async function listRoundsByProvider(
  tx: Read,
  organisationRefs: readonly string[],
): Promise<Map<string, Map<string, Rounds>>> {
  const found = await rows(
    tx,
    sql<Round & { organisationRef: string }>`
      select organisation_ref as "organisationRef", outward_code as "outwardCode", part, visits from brokerage.rounds
      where council_id = ${tx.council} and organisation_ref = any (${[...organisationRefs]}::text[])`,
  )
  const byProvider = new Map<string, Map<string, Rounds>>()
  for (const { organisationRef, outwardCode, part, visits } of found) {
    const places = byProvider.get(organisationRef) ?? new Map<string, Rounds>()
    places.set(outwardCode, { ...places.get(outwardCode), [part]: visits })
    byProvider.set(organisationRef, places)
  }
  return byProvider
}

export const listRoundsOf = (tx: Read, organisationRef: string): Promise<Round[]> =>
  rows(
    tx,
    sql<Round>`select outward_code as "outwardCode", part, visits from brokerage.rounds
      where council_id = ${tx.council} and organisation_ref = ${organisationRef} order by outward_code, part`,
  )

/** Every provider of which rounds are kept. */
export const listOnRounds = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{
        ref: string
      }>`select distinct organisation_ref as ref from brokerage.rounds where council_id = ${tx.council}`,
    )
  ).map(({ ref }) => ref)

export async function saveRounds(tx: Write, organisationRef: string, rounds: readonly Round[]): Promise<void> {
  await rows(
    tx,
    sql`delete from brokerage.rounds where council_id = ${tx.council} and organisation_ref = ${organisationRef}`,
  )
  await rows(
    tx,
    sql`insert into brokerage.rounds (council_id, organisation_ref, outward_code, part, visits)
      select ${tx.council}, ${organisationRef}, "outwardCode", part, visits
      from jsonb_to_recordset(${JSON.stringify(rounds)}::jsonb) as r ("outwardCode" text, part text, visits int)`,
  )
}

/** Where the person of each package lives, as the first part of the postcode. */
export async function outwardCodesOf(tx: Read, packageRefs: readonly string[]): Promise<Map<string, string>> {
  const found = await rows(
    tx,
    sql<{ packageRef: string; outwardCode: string }>`
      select package_ref as "packageRef", outward_code as "outwardCode" from brokerage.care_package
      where council_id = ${tx.council} and package_ref = any (${[...new Set(packageRefs)]}::text[])`,
  )
  return new Map(found.map(({ packageRef, outwardCode }) => [packageRef, outwardCode]))
}

/** Who came to a person, by provider, where that was told on a day or later. */
export async function listKnownBy(tx: Read, personRef: string, since: Day): Promise<Map<string, KnownWorker>> {
  const found = await rows(
    tx,
    sql<KnownWorker & { organisationRef: string }>`
      select organisation_ref as "organisationRef", visits, top_three as "topThree" from brokerage.known_worker
      where council_id = ${tx.council} and person_ref = ${personRef} and as_of >= ${since}::date`,
  )
  return new Map(found.map(({ organisationRef, ...known }) => [organisationRef, known]))
}

export type KnownTo = KnownWorker & { readonly personRef: string; readonly organisationRef: string }

/** Puts what was counted of some people in the place of what was told of them before. */
export async function saveKnown(
  tx: Write,
  personRefs: readonly string[],
  asOf: Day,
  known: readonly KnownTo[],
): Promise<void> {
  await rows(
    tx,
    sql`delete from brokerage.known_worker where council_id = ${tx.council} and person_ref = any (${[...personRefs]}::text[])`,
  )
  await rows(
    tx,
    sql`insert into brokerage.known_worker (council_id, person_ref, organisation_ref, as_of, visits, top_three)
      select ${tx.council}, "personRef", "organisationRef", ${asOf}::date, visits, "topThree"
      from jsonb_to_recordset(${JSON.stringify(known)}::jsonb)
        as k ("personRef" text, "organisationRef" text, visits int, "topThree" int)`,
  )
}
