import type { FactOf } from '#src/platform/audit.ts'
import type { Day } from '#src/base/day.ts'
import type { PolicyKind } from '#src/councils/policies/policy.ts'
import type { Role } from '#src/councils/roles.ts'

/** Everything that this stage ever records. An officer's name is in the audit line of what the officer did, not here. */
export type CouncilsFact =
  | FactOf<'councils.council-named', { name: string }>
  | FactOf<'councils.team-added', { teamRef: string; name: string }>
  | FactOf<'councils.team-renamed', { teamRef: string; name: string; from: string }>
  | FactOf<'councils.zones-set', { zones: string[]; areas: number }>
  | FactOf<'councils.boundaries-set', { areas: number; changed: boolean }>
  | FactOf<'councils.officer-added', { officerRef: string; roles: Role[] }>
  | FactOf<
      'councils.roles-changed',
      { officerRef: string; from: Role[]; to: Role[]; by: 'officer' | 'identity provider' }
    >
  | FactOf<'councils.officer-linked', { officerRef: string }>
  | FactOf<'councils.officer-away', { officerRef: string; delegateRef: string; from: Day; to: Day }>
  | FactOf<'councils.officer-back', { officerRef: string }>
  | FactOf<'councils.officer-left', { officerRef: string; leftDay: Day }>
  | FactOf<'councils.officer-restored', { officerRef: string; roles: Role[] }>
  | FactOf<
      'councils.policy-changed',
      { kind: PolicyKind; fromDay: Day; toDay: Day | null; value: unknown; reason: string }
    >
  | FactOf<'councils.arrangement-begun', { jointCouncil: number; name: string }>
  | FactOf<'councils.council-invited', { jointCouncil: number; memberCouncil: number }>
  | FactOf<'councils.arrangement-joined', { jointCouncil: number }>
  | FactOf<'councils.arrangement-left', { jointCouncil: number }>
  | FactOf<'councils.officer-sent', { jointCouncil: number; officerRef: string; roles: Role[] }>
  | FactOf<'councils.old-lines-dropped', { accessLines: number; answers: number; mails: number }>
  | FactOf<
      'councils.holidays-imported',
      { division: string; from: Day; to: Day; added: number; removed: number; kept: number }
    >

export type CouncilsFactType = CouncilsFact['type']
