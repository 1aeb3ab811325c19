import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { CouncilsFact } from '#src/councils/facts.ts'
import {
  type Absence,
  type AbsenceRefusal,
  actorOfOfficer,
  decideAbsence,
  type Officer,
} from '#src/councils/officer.ts'
import {
  findOfficer,
  findOfficerByIdentity,
  insertOfficer,
  insertTeam,
  listTeams,
  lockOfficer,
  saveAbsence,
  saveIdentity,
  saveLeft,
  saveNames,
  saveRoles,
  saveTeamName,
  type Team,
} from '#src/councils/officer.store.ts'
import { isRole, type Role } from '#src/councils/roles.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export const addTeam = (shell: Shell, actor: Actor, input: { teamRef?: string; name: string }) =>
  shell.command<Team, never>(actor, 'add-team', async (tx) => {
    const team = { teamRef: input.teamRef ?? (await nextRef(tx, 'T')), name: input.name }
    await insertTeam(tx, team)
    tx.record({
      type: 'councils.team-added',
      about: [`team:${team.teamRef}`],
      data: team,
    } satisfies CouncilsFact)
    return ok(team)
  })

export const renameTeam = (shell: Shell, actor: Actor, team: Team) =>
  shell.command<Team, 'no such team' | 'name is taken'>(actor, 'rename-team', async (tx) => {
    const teams = await listTeams(tx)
    const before = teams.find(({ teamRef }) => teamRef === team.teamRef)
    if (!before) return refuse('no such team')
    if (teams.some((one) => one !== before && one.name.toLowerCase() === team.name.toLowerCase()))
      return refuse('name is taken')
    await saveTeamName(tx, team)
    tx.record({
      type: 'councils.team-renamed',
      about: [`team:${team.teamRef}`],
      data: { ...team, from: before.name },
    } satisfies CouncilsFact)
    return ok(team)
  })

export type AddOfficer = Pick<Officer, 'name' | 'email' | 'roles' | 'teamRef' | 'identity'> & { officerRef?: string }

export const addOfficer = (shell: Shell, actor: Actor, input: AddOfficer) =>
  shell.command<Officer, 'identity is taken'>(actor, 'add-officer', async (tx) => {
    if (input.identity !== undefined && (await findOfficerByIdentity(tx, input.identity)))
      return refuse('identity is taken')
    return ok(await enterOfficer(tx, input))
  })

async function enterOfficer(tx: Write, input: AddOfficer): Promise<Officer> {
  const officer = { ...input, officerRef: input.officerRef ?? (await nextRef(tx, 'O')) }
  await insertOfficer(tx, officer)
  tx.record({
    type: 'councils.officer-added',
    about: [`officer:${officer.officerRef}`],
    data: { officerRef: officer.officerRef, roles: [...officer.roles] },
  } satisfies CouncilsFact)
  return officer
}

export type ChangeRoles = { officerRef: string; roles: readonly Role[] }
export type RolesRefusal = 'no such officer' | 'own roles' | 'nothing changes'

/** Nobody gives a role to themselves. */
export const changeRoles = (shell: Shell, actor: Actor, { officerRef, roles }: ChangeRoles) =>
  shell.command<Officer, RolesRefusal>(actor, 'change-roles', async (tx) => {
    const officer = await lockOfficer(tx, officerRef)
    if (!officer) return refuse('no such officer')
    if (actor.kind === 'officer' && actor.id === officerRef) return refuse('own roles')
    if (sameRoles(officer.roles, roles)) return refuse('nothing changes')
    await keepRoles(tx, officer, roles, 'officer')
    return ok({ ...officer, roles })
  })

const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role))

async function keepRoles(
  tx: Write,
  officer: Officer,
  roles: readonly Role[],
  by: 'officer' | 'identity provider',
): Promise<void> {
  await saveRoles(tx, officer.officerRef, roles)
  tx.record({
    type: 'councils.roles-changed',
    about: [`officer:${officer.officerRef}`],
    data: { officerRef: officer.officerRef, from: [...officer.roles], to: [...roles], by },
  } satisfies CouncilsFact)
}

export const linkOfficer = (shell: Shell, actor: Actor, input: { officerRef: string; identity: string }) =>
  shell.command<Officer, 'no such officer' | 'identity is taken'>(actor, 'link-officer', async (tx) => {
    const officer = await lockOfficer(tx, input.officerRef)
    if (!officer) return refuse('no such officer')
    if (await findOfficerByIdentity(tx, input.identity)) return refuse('identity is taken')
    await saveIdentity(tx, officer.officerRef, input.identity)
    tx.record({
      type: 'councils.officer-linked',
      about: [`officer:${officer.officerRef}`],
      data: { officerRef: officer.officerRef },
    } satisfies CouncilsFact)
    return ok({ ...officer, identity: input.identity })
  })

export type PlanAbsenceRefusal = AbsenceRefusal | 'no such officer' | 'no such delegate'

/** Days away with the officer who signs instead. */
export const planAbsence = (shell: Shell, actor: Actor, input: Absence & { officerRef: string }) =>
  shell.command<Absence, PlanAbsenceRefusal>(actor, 'plan-absence', async (tx) => {
    const officer = await lockOfficer(tx, input.officerRef)
    if (!officer) return refuse('no such officer')
    const delegate = await findOfficer(tx, input.delegateRef)
    if (!delegate) return refuse('no such delegate')
    const { from, to, delegateRef } = input
    const decided = decideAbsence(officer, delegate, { from, to, delegateRef }, dayOf(tx.now))
    if (!decided.ok) return decided
    await saveAbsence(tx, officer.officerRef, decided.value)
    tx.record({
      type: 'councils.officer-away',
      about: [`officer:${officer.officerRef}`, `officer:${delegateRef}`],
      data: { officerRef: officer.officerRef, delegateRef, from, to },
    } satisfies CouncilsFact)
    return ok(decided.value)
  })

export const endAbsence = (shell: Shell, actor: Actor, { officerRef }: { officerRef: string }) =>
  shell.command<string, 'no such officer' | 'not away'>(actor, 'end-absence', async (tx) => {
    const officer = await lockOfficer(tx, officerRef)
    if (!officer) return refuse('no such officer')
    if (officer.awayFrom === undefined) return refuse('not away')
    await saveAbsence(tx, officerRef, undefined)
    tx.record({
      type: 'councils.officer-back',
      about: [`officer:${officerRef}`],
      data: { officerRef },
    } satisfies CouncilsFact)
    return ok(officerRef)
  })

/** From today on the officer cannot sign in; what the officer did stays under the officer's name. */
export const endAccess = (shell: Shell, actor: Actor, { officerRef }: { officerRef: string }) =>
  shell.command<string, 'no such officer' | 'has left' | 'own access'>(actor, 'end-access', async (tx) => {
    const officer = await lockOfficer(tx, officerRef)
    if (!officer) return refuse('no such officer')
    if (officer.leftDay !== undefined) return refuse('has left')
    if (actor.kind === 'officer' && actor.id === officerRef) return refuse('own access')
    const leftDay = dayOf(tx.now)
    await saveLeft(tx, officerRef, leftDay)
    tx.record({
      type: 'councils.officer-left',
      about: [`officer:${officerRef}`],
      data: { officerRef, leftDay },
    } satisfies CouncilsFact)
    return ok(officerRef)
  })

/** Somebody comes back: the roles held before count again. */
export const restoreAccess = (shell: Shell, actor: Actor, { officerRef }: { officerRef: string }) =>
  shell.command<string, 'no such officer' | 'has not left'>(actor, 'restore-access', async (tx) => {
    const officer = await lockOfficer(tx, officerRef)
    if (!officer) return refuse('no such officer')
    if (officer.leftDay === undefined) return refuse('has not left')
    await saveLeft(tx, officerRef, null)
    tx.record({
      type: 'councils.officer-restored',
      about: [`officer:${officerRef}`],
      data: { officerRef, roles: [...officer.roles] },
    } satisfies CouncilsFact)
    return ok(officerRef)
  })

/** The officer of an identity as who acts, asked anew at every request, so that access which ends, ends at once. */
export async function officerActor(tx: Read, identity: string): Promise<Actor | undefined> {
  const officer = await findOfficerByIdentity(tx, identity)
  return officer && actorOfOfficer(tx.council, officer, dayOf(tx.now))
}

/** The same by reference: the trial council's "choose who to be". */
export async function officerActorByRef(tx: Read, officerRef: string): Promise<Actor | undefined> {
  const officer = await findOfficer(tx, officerRef)
  return officer && actorOfOfficer(tx.council, officer, dayOf(tx.now))
}

/** What an identity provider says of somebody who signs in: `tid:oid`, and the app roles, of which we know some. */
export type Claims = { identity: string; name: string; email: string; roles: readonly string[] }

/**
 * The officer of a sign-in by OpenID Connect. The identity provider decides the roles: a first sign-in with a role of ours
 * enters the officer, and one without takes all roles away.
 */
export async function signInOfficer(
  shell: Shell,
  council: number,
  claims: Claims,
): Promise<Result<Actor, 'no role' | 'has left'>> {
  const roles = claims.roles.filter(isRole)
  const system = systemActor(council)
  const known = await shell.read(system, (tx) => findOfficerByIdentity(tx, claims.identity))
  if (!known && roles.length === 0) return refuse('no role')
  if (!known || differs(known, claims, roles)) {
    await shell.command<true, never>(system, 'sign-in-officer', async (tx) => {
      const found = await findOfficerByIdentity(tx, claims.identity)
      const officer =
        (found && (await lockOfficer(tx, found.officerRef))) ?? (await enterOfficer(tx, { ...claims, roles }))
      await saveNames(tx, officer.officerRef, claims)
      // Recorded also when only the name changed: the audit trail then shows why later lines bear another name.
      await keepRoles(tx, officer, roles, 'identity provider')
      return ok(true)
    })
  }
  if (roles.length === 0) return refuse('no role')
  const actor = await shell.read(system, (tx) => officerActor(tx, claims.identity))
  return actor ? ok(actor) : refuse('has left')
}

const differs = (known: Officer, claims: Claims, roles: readonly Role[]): boolean =>
  known.name !== claims.name || known.email !== claims.email || !sameRoles(known.roles, roles)
