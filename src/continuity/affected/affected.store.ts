import type { Day } from '#src/base/day.ts'
import type { AffectedPerson, PersonState, Support } from '#src/continuity/affected/affected.ts'
import type { Band } from '#src/continuity/affected/triage.ts'
import type { StateCount } from '#src/continuity/desk/today.ts'
import type { WhoPays } from '#src/continuity/told/known-person.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const AFFECTED = sql`a.exit_ref as "exitRef", a.line, a.package_ref as "packageRef", a.known_ref as "knownRef", a.person_ref as "personRef", a.pays,
  a.name, a.service, a.zone, a.visits, a.visits_a_week as "visitsAWeek", a.weekly_minutes as "weeklyMinutes", a.weekly_pence as "weeklyPence",
  a.skills, a.double_handed as "doubleHanded", a.time_critical as "timeCritical", a.insulin, a.lives_alone as "livesAlone",
  a.helped_by_carer as "helpedByCarer", a.decides, a.key_safe as "keySafe", a.contact, a.points, a.band, a.together, a.refuses, a.prefers, a.withdrew,
  a.state, a.state_at as "stateAt", a.to_organisation_ref as "toOrganisationRef", a.to_contract_ref as "toContractRef",
  a.person_answer as "personAnswer", a.provider_answer as "providerAnswer", a.move_day as "moveDay", a.new_package_ref as "newPackageRef",
  a.left_why as "leftWhy", a.offered
  from continuity.affected a`

export type AffectedSearch = {
  readonly exitRef: string
  readonly states?: readonly PersonState[]
  readonly bands?: readonly Band[]
  readonly pays?: readonly (WhoPays | 'council')[]
  readonly words?: string | undefined
  readonly offset?: number
  readonly limit: number
}

/** Above what any provider serves in one council. */
export const MOST_PEOPLE = 10_000

/** The people of an exit in the order of triage. */
export async function listAffected(
  tx: Read,
  { exitRef, states = [], bands = [], pays = [], words, offset = 0, limit }: AffectedSearch,
): Promise<{ people: AffectedPerson[]; total: number }> {
  const like = words === undefined ? null : `%${words.replace(/[\\%_]/g, '\\$&')}%`
  const found = await rows(
    tx,
    sql<AffectedPerson & { total: number }>`select count(*) over () as total, ${AFFECTED}
      where a.council_id = ${tx.council} and a.exit_ref = ${exitRef}
        and (${states.length === 0} or a.state = any (${[...states]}::text[]))
        and (${bands.length === 0} or a.band = any (${[...bands]}::text[]))
        and (${pays.length === 0} or a.pays = any (${[...pays]}::text[]))
        and (${like}::text is null or a.name ilike ${like} or a.person_ref ilike ${like} or a.package_ref ilike ${like})
      order by a.points desc, a.visits_a_week desc, a.name, a.line offset ${offset} limit ${limit}`,
  )
  return { people: found.map(({ total: _, ...person }) => person), total: found[0]?.total ?? 0 }
}

/** How many people of an exit stand in each state and band, and whose answer is awaited. */
export const countStates = (tx: Read, exitRef: string): Promise<StateCount[]> =>
  rows(
    tx,
    sql<StateCount>`select a.state, a.band, count(*) as people, count(*) filter (where a.person_answer is null) as "unansweredByPerson",
        count(*) filter (where a.provider_answer is null) as "unansweredByProvider",
        count(*) filter (where a.move_day > e.last_day + 1) as "afterGap"
      from continuity.affected a join continuity.exit e on e.council_id = a.council_id and e.exit_ref = a.exit_ref
      where a.council_id = ${tx.council} and a.exit_ref = ${exitRef} group by a.state, a.band`,
  )

/**
 * Who takes hours that no package shows: whoever is being asked or has agreed in another exit, and whoever moved without the council
 * buying their care.
 */
export const listTakingRoom = (tx: Read, organisationRefs: readonly string[], exitRef: string | null) =>
  rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED}
      where a.council_id = ${tx.council} and a.to_organisation_ref = any (${[...organisationRefs]}::text[])
        and ((a.state in ('proposed', 'agreed') and a.exit_ref <> ${exitRef ?? ''} and exists (select from continuity.exit e
            where e.council_id = a.council_id and e.exit_ref = a.exit_ref and e.state = 'open'))
          or (a.state in ('moved', 'settled') and a.package_ref is null))
      order by a.exit_ref, a.line limit ${MOST_PEOPLE}`,
  )

export async function findAffected(tx: Read, exitRef: string, line: number): Promise<AffectedPerson | undefined> {
  const [person] = await rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED} where a.council_id = ${tx.council} and a.exit_ref = ${exitRef} and a.line = ${line}`,
  )
  return person
}

/** The other of a pair. */
export async function findTogether(
  tx: Read,
  { exitRef, line }: AffectedPerson,
  together: string,
): Promise<AffectedPerson | undefined> {
  const [other] = await rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED} where a.council_id = ${tx.council} and a.exit_ref = ${exitRef} and a.together = ${together}
      and a.line <> ${line}`,
  )
  return other
}

export async function lockAffected(tx: Write, exitRef: string, line: number): Promise<AffectedPerson | undefined> {
  const [person] = await rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED}
      where a.council_id = ${tx.council} and a.exit_ref = ${exitRef} and a.line = ${line} for update`,
  )
  return person
}

/** All people of an exit, held in the order of their lines. */
export const lockEverybody = (tx: Write, exitRef: string): Promise<AffectedPerson[]> =>
  rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED}
      where a.council_id = ${tx.council} and a.exit_ref = ${exitRef} order by a.line for update`,
  )

/** Whose care the council does not buy and who is to move to a provider but has not, held. */
export const lockMovingTo = (tx: Write, organisationRef: string): Promise<AffectedPerson[]> =>
  rows(
    tx,
    sql<AffectedPerson>`select ${AFFECTED}
      where a.council_id = ${tx.council} and a.to_organisation_ref = ${organisationRef} and a.package_ref is null
        and a.state in ('proposed', 'agreed', 'moving') order by a.exit_ref, a.line for update`,
  )

export const listSupport = (tx: Read, personRefs: readonly string[]): Promise<Support[]> =>
  rows(
    tx,
    sql<Support>`select v.person_ref as "personRef", v.name, v.lives_alone as "livesAlone", v.home, v.key_safe as "keySafe",
        v.helped_by_carer as "helpedByCarer", v.contact
      from people.v_support v where v.council_id = ${tx.council} and v.person_ref = any (${[...personRefs]}::text[])`,
  )

type Row = Record<string, unknown>

const rowOf = (person: AffectedPerson): Row => ({
  ...{ exit_ref: person.exitRef, line: person.line, package_ref: person.packageRef, known_ref: person.knownRef },
  ...{ person_ref: person.personRef, pays: person.pays, name: person.name, service: person.service, zone: person.zone },
  ...{ visits: person.visits, visits_a_week: person.visitsAWeek, weekly_minutes: person.weeklyMinutes },
  ...{ weekly_pence: person.weeklyPence, skills: person.skills, double_handed: person.doubleHanded },
  ...{ time_critical: person.timeCritical, insulin: person.insulin, lives_alone: person.livesAlone },
  ...{ helped_by_carer: person.helpedByCarer, decides: person.decides, key_safe: person.keySafe },
  ...{ contact: person.contact, points: person.points, band: person.band, together: person.together },
  ...{ refuses: person.refuses, prefers: person.prefers, withdrew: person.withdrew },
  ...{ state: person.state, state_at: person.stateAt.toString() },
  ...{ to_organisation_ref: person.toOrganisationRef, to_contract_ref: person.toContractRef },
  ...{ person_answer: person.personAnswer, provider_answer: person.providerAnswer, move_day: person.moveDay },
  ...{ new_package_ref: person.newPackageRef, left_why: person.leftWhy, offered: person.offered },
})

const COLUMNS = sql`exit_ref text, line int, package_ref text, known_ref text, person_ref text, pays text, name text, service text, zone text,
  visits jsonb, visits_a_week int, weekly_minutes int, weekly_pence bigint, skills jsonb, double_handed boolean, time_critical boolean,
  insulin boolean, lives_alone boolean, helped_by_carer boolean, decides text, key_safe boolean, contact text, points int, band text,
  together text, refuses jsonb, prefers jsonb, withdrew jsonb, state text, state_at timestamptz, to_organisation_ref text, to_contract_ref text,
  person_answer text, provider_answer text, move_day date, new_package_ref text, left_why text, offered text`

/** New lines, and what changed of those that are there. */
export async function saveAffected(tx: Write, people: readonly AffectedPerson[]): Promise<void> {
  if (people.length === 0) return
  await rows(
    tx,
    sql`insert into continuity.affected (council_id, exit_ref, line, package_ref, known_ref, person_ref, pays, name, service, zone, visits,
        visits_a_week, weekly_minutes, weekly_pence, skills, double_handed, time_critical, insulin, lives_alone, helped_by_carer, decides,
        key_safe, contact, points, band, together, refuses, prefers, withdrew, state, state_at, to_organisation_ref, to_contract_ref, person_answer,
        provider_answer, move_day, new_package_ref, left_why, offered)
      select ${tx.council}, r.* from jsonb_to_recordset(${json(people.map(rowOf))}::jsonb) as r(${COLUMNS})
      on conflict (council_id, exit_ref, line) do update set time_critical = excluded.time_critical, insulin = excluded.insulin,
        lives_alone = excluded.lives_alone, helped_by_carer = excluded.helped_by_carer, decides = excluded.decides,
        points = excluded.points, band = excluded.band, together = excluded.together, refuses = excluded.refuses,
        prefers = excluded.prefers, withdrew = excluded.withdrew, state = excluded.state, state_at = excluded.state_at,
        to_organisation_ref = excluded.to_organisation_ref, to_contract_ref = excluded.to_contract_ref,
        person_answer = excluded.person_answer, provider_answer = excluded.provider_answer, move_day = excluded.move_day,
        new_package_ref = excluded.new_package_ref, left_why = excluded.left_why, offered = excluded.offered`,
  )
}

/** The line whose care a new package takes over. */
export async function findMoveBy(
  tx: Read,
  newPackageRef: string,
): Promise<{ exitRef: string; line: number } | undefined> {
  const [found] = await rows(
    tx,
    sql<{ exitRef: string; line: number }>`select a.exit_ref as "exitRef", a.line from continuity.affected a
      where a.council_id = ${tx.council} and a.new_package_ref = ${newPackageRef}`,
  )
  return found
}

export type ExitOfPerson = {
  readonly exitRef: string
  readonly line: number
  readonly state: PersonState
  readonly lastDay: Day | null
}

/** The exits under way that affect a person. */
export const listExitsOfPerson = (tx: Read, personRef: string): Promise<ExitOfPerson[]> =>
  rows(
    tx,
    sql<ExitOfPerson>`select a.exit_ref as "exitRef", a.line, a.state, e.last_day as "lastDay" from continuity.affected a
      join continuity.exit e on e.council_id = a.council_id and e.exit_ref = a.exit_ref
      where a.council_id = ${tx.council} and a.person_ref = ${personRef} and e.state = 'open' limit 10`,
  )
