import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { type Day, dayOf } from '#src/base/day.ts'
import type { Absence, Officer } from '#src/councils/officer.ts'
import type { Role } from '#src/councils/roles.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

type OfficerTables = {
  'councils.team': { council_id: number; team_ref: string; name: string }
  'councils.officer': {
    council_id: number
    officer_ref: string
    identity: string | null
    name: string
    email: string
    roles: string
    team_ref: string | null
    away_from: Day | null
    away_to: Day | null
    delegate_ref: string | null
    left_day: Day | null
  }
}

const from = (tx: Read): ReadonlyKysely<OfficerTables> => tx.reader
const into = (tx: Write): Kysely<OfficerTables> => tx.writer

type OfficerRow = { [K in keyof Officer]-?: Officer[K] | null }

const OFFICER = sql`
  o.officer_ref as "officerRef", o.name, o.email, o.roles, o.team_ref as "teamRef", t.name as "teamName", o.identity,
  o.away_from as "awayFrom", o.away_to as "awayTo", o.delegate_ref as "delegateRef", o.left_day as "leftDay"
  from councils.officer o left join councils.team t on t.council_id = o.council_id and t.team_ref = o.team_ref`

const officerOf = (row: OfficerRow): Officer =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Officer

export async function findOfficer(tx: Read, officerRef: string): Promise<Officer | undefined> {
  const known = (await inOffice.get(tx))?.find((officer) => officer.officerRef === officerRef)
  if (known) return known
  const [row] = await rows(
    tx,
    sql<OfficerRow>`select ${OFFICER} where o.council_id = ${tx.council} and o.officer_ref = ${officerRef}`,
  )
  return row && officerOf(row)
}

export async function getOfficer(tx: Read, officerRef: string): Promise<Officer> {
  const officer = await findOfficer(tx, officerRef)
  if (!officer) throw new Error(`no such officer: ${officerRef}`)
  return officer
}

export async function findOfficerByIdentity(tx: Read, identity: string): Promise<Officer | undefined> {
  const [row] = await rows(
    tx,
    sql<OfficerRow>`select ${OFFICER} where o.council_id = ${tx.council} and o.identity = ${identity}`,
  )
  return row && officerOf(row)
}

/** Officers by name; those who have left only when asked for. */
export async function listOfficers(tx: Read, wanted: { role?: Role; left?: boolean } = {}): Promise<Officer[]> {
  if ('writer' in tx || wanted.role !== undefined || wanted.left === true) return readOfficers(tx, wanted)
  const known = inOffice.get(tx) ?? readOfficers(tx, wanted)
  inOffice.set(tx, known)
  return known
}

/** Read once in a read only transaction, however often they are asked for. */
const inOffice = new WeakMap<Read, Promise<Officer[]>>()

async function readOfficers(tx: Read, wanted: { role?: Role; left?: boolean }): Promise<Officer[]> {
  const found = await rows(
    tx,
    sql<OfficerRow>`select ${OFFICER} where o.council_id = ${tx.council}
      and (${wanted.left ?? false} or o.left_day is null or o.left_day > ${dayOf(tx.now)}::date)
      and (${wanted.role ?? null}::text is null or o.roles @> to_jsonb(${wanted.role ?? ''}::text))
      order by o.name, o.officer_ref`,
  )
  return found.map(officerOf)
}

/** Names by reference, for lists that show who has what. */
export async function officerNames(tx: Read, officerRefs: readonly string[]): Promise<Map<string, string>> {
  if (officerRefs.length === 0) return new Map()
  const found = await from(tx)
    .selectFrom('councils.officer')
    .select(['officer_ref', 'name'])
    .where('council_id', '=', tx.council)
    .where('officer_ref', 'in', [...new Set(officerRefs)])
    .execute()
  return new Map(found.map(({ officer_ref, name }) => [officer_ref, name]))
}

/** The officer, held until the transaction ends. */
export async function lockOfficer(tx: Write, officerRef: string): Promise<Officer | undefined> {
  await into(tx)
    .selectFrom('councils.officer')
    .select('officer_ref')
    .where('council_id', '=', tx.council)
    .where('officer_ref', '=', officerRef)
    .forUpdate()
    .execute()
  return findOfficer(tx, officerRef)
}

export const insertOfficer = (tx: Write, officer: Omit<Officer, 'teamName'>) =>
  into(tx)
    .insertInto('councils.officer')
    .values({
      council_id: tx.council,
      officer_ref: officer.officerRef,
      identity: officer.identity ?? null,
      name: officer.name,
      email: officer.email,
      roles: json(officer.roles),
      team_ref: officer.teamRef ?? null,
      away_from: null,
      away_to: null,
      delegate_ref: null,
      left_day: null,
    })
    .execute()

type OfficerChange = Partial<OfficerTables['councils.officer']>

const updateOfficer = (tx: Write, officerRef: string, change: OfficerChange) =>
  into(tx)
    .updateTable('councils.officer')
    .set(change)
    .where('council_id', '=', tx.council)
    .where('officer_ref', '=', officerRef)
    .execute()

export const saveRoles = (tx: Write, officerRef: string, roles: readonly Role[]) =>
  updateOfficer(tx, officerRef, { roles: json(roles) })

export const saveIdentity = (tx: Write, officerRef: string, identity: string) =>
  updateOfficer(tx, officerRef, { identity })

/** The name and address as the identity provider has them. */
export const saveNames = (tx: Write, officerRef: string, { name, email }: { name: string; email: string }) =>
  updateOfficer(tx, officerRef, { name, email })

export const saveAbsence = (tx: Write, officerRef: string, absence: Absence | undefined) =>
  updateOfficer(tx, officerRef, {
    away_from: absence?.from ?? null,
    away_to: absence?.to ?? null,
    delegate_ref: absence?.delegateRef ?? null,
  })

export const saveLeft = (tx: Write, officerRef: string, leftDay: Day | null) =>
  updateOfficer(tx, officerRef, { left_day: leftDay })

export type Team = { readonly teamRef: string; readonly name: string }

export const listTeams = (tx: Read): Promise<Team[]> =>
  from(tx)
    .selectFrom('councils.team')
    .select(['team_ref as teamRef', 'name'])
    .where('council_id', '=', tx.council)
    .orderBy('name')
    .execute()

export const insertTeam = (tx: Write, team: Team) =>
  into(tx)
    .insertInto('councils.team')
    .values({ council_id: tx.council, team_ref: team.teamRef, name: team.name })
    .execute()

export const saveTeamName = (tx: Write, { teamRef, name }: Team) =>
  into(tx)
    .updateTable('councils.team')
    .set({ name })
    .where('council_id', '=', tx.council)
    .where('team_ref', '=', teamRef)
    .execute()

/** Teams with how many officers in office each has. */
export const listTeamSizes = (tx: Read): Promise<(Team & { readonly officers: number })[]> =>
  rows(
    tx,
    sql<
      Team & { officers: number }
    >`select t.team_ref as "teamRef", t.name, (select count(*)::int from councils.officer o
        where o.council_id = t.council_id and o.team_ref = t.team_ref and (o.left_day is null or o.left_day > ${dayOf(tx.now)}::date)) as officers
      from councils.team t where t.council_id = ${tx.council} order by t.name, t.team_ref`,
  )
