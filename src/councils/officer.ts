import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { grantsOfRoles, type Role } from '#src/councils/roles.ts'
import type { Actor } from '#src/platform/actor.ts'

export type Officer = {
  readonly officerRef: string
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly teamRef?: string
  readonly teamName?: string
  /** `tid:oid` of the identity provider, once linked. */
  readonly identity?: string
  /** First and last day away. */
  readonly awayFrom?: Day
  readonly awayTo?: Day
  /** Who signs in the officer's place on the days away. */
  readonly delegateRef?: string
  /** From this day on the officer has no access. */
  readonly leftDay?: Day
}

export type Absence = { readonly from: Day; readonly to: Day; readonly delegateRef: string }

export const isAway = (officer: Officer, on: Day): boolean =>
  officer.awayFrom !== undefined && officer.awayTo !== undefined && officer.awayFrom <= on && on <= officer.awayTo

export const hasLeft = (officer: Officer, on: Day): boolean => officer.leftDay !== undefined && officer.leftDay <= on

/** Who acts for an officer on a day: the officer, or the delegate on the days away. */
export const actingRef = (officer: Officer, on: Day): string =>
  isAway(officer, on) && officer.delegateRef !== undefined ? officer.delegateRef : officer.officerRef

/** The officer as who acts, with the grants of the roles held today; nobody once the officer has left or has no role. */
export const actorOfOfficer = (council: number, officer: Officer, today: Day): Actor | undefined =>
  hasLeft(officer, today) || officer.roles.length === 0
    ? undefined
    : { kind: 'officer', council, id: officer.officerRef, name: officer.name, grants: grantsOfRoles(officer.roles) }

export type AbsenceRefusal =
  | 'ends before it begins'
  | 'already over'
  | 'delegate is the officer'
  | 'delegate has left'
  | 'delegate is away too'

/** The delegate must be there on all the days: a signature that waits for two people waits for nobody. */
export function decideAbsence(
  officer: Officer,
  delegate: Officer,
  absence: Absence,
  today: Day,
): Result<Absence, AbsenceRefusal> {
  if (absence.to < absence.from) return refuse('ends before it begins')
  if (absence.to < today) return refuse('already over')
  if (delegate.officerRef === officer.officerRef) return refuse('delegate is the officer')
  if (hasLeft(delegate, absence.to)) return refuse('delegate has left')
  const isAlsoAway =
    delegate.awayFrom !== undefined &&
    delegate.awayTo !== undefined &&
    delegate.awayFrom <= absence.to &&
    absence.from <= delegate.awayTo
  return isAlsoAway ? refuse('delegate is away too') : ok(absence)
}
