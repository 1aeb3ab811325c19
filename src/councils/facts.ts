import type { Day } from '#src/base/day.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { PolicyKind } from '#src/councils/policy.ts'
import type { Role } from '#src/councils/roles.ts'

type Recorded<T extends string, D> = { type: T; about: readonly RecordKey[]; data: D }

/** Everything that this stage ever records. An officer's name is in the audit line of what the officer did, not here. */
export type CouncilsFact =
  | Recorded<'councils.council-named', { name: string }>
  | Recorded<'councils.team-added', { teamRef: string; name: string }>
  | Recorded<'councils.team-renamed', { teamRef: string; name: string; from: string }>
  | Recorded<'councils.zones-set', { zones: string[]; areas: number }>
  | Recorded<'councils.officer-added', { officerRef: string; roles: Role[] }>
  | Recorded<
      'councils.roles-changed',
      { officerRef: string; from: Role[]; to: Role[]; by: 'officer' | 'identity provider' }
    >
  | Recorded<'councils.officer-linked', { officerRef: string }>
  | Recorded<'councils.officer-away', { officerRef: string; delegateRef: string; from: Day; to: Day }>
  | Recorded<'councils.officer-back', { officerRef: string }>
  | Recorded<'councils.officer-left', { officerRef: string; leftDay: Day }>
  | Recorded<'councils.officer-restored', { officerRef: string; roles: Role[] }>
  | Recorded<
      'councils.policy-changed',
      { kind: PolicyKind; fromDay: Day; toDay: Day | null; value: unknown; reason: string }
    >
  | Recorded<'councils.arrangement-begun', { jointCouncil: number; name: string }>
  | Recorded<'councils.council-invited', { jointCouncil: number; memberCouncil: number }>
  | Recorded<'councils.arrangement-joined', { jointCouncil: number }>
  | Recorded<'councils.arrangement-left', { jointCouncil: number }>
  | Recorded<'councils.officer-sent', { jointCouncil: number; officerRef: string; roles: Role[] }>
  | Recorded<'councils.old-lines-dropped', { accessLines: number; answers: number; mails: number }>
  | Recorded<
      'councils.holidays-imported',
      { division: string; from: Day; to: Day; added: number; removed: number; kept: number }
    >

export type CouncilsFactType = CouncilsFact['type']
