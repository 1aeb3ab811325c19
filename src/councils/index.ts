export {
  changePolicy,
  type ChangePolicy,
  type ChangePolicyRefusal,
  importHolidays,
  nameCouncil,
  setZones,
  type SetZones,
} from '#src/councils/commands.ts'
export type { CouncilsFact } from '#src/councils/facts.ts'
export { type Absence, actingRef, actorOfOfficer, hasLeft, isAway, type Officer } from '#src/councils/officer.ts'
export {
  addOfficer,
  type AddOfficer,
  addTeam,
  changeRoles,
  type Claims,
  endAbsence,
  endAccess,
  linkOfficer,
  officerActor,
  officerActorByRef,
  planAbsence,
  signInOfficer,
} from '#src/councils/officer-commands.ts'
export {
  findOfficer,
  getOfficer,
  listOfficers,
  listTeams,
  officerNames,
  type Team,
} from '#src/councils/officer.store.ts'
export {
  type BankHoliday,
  type Council,
  DIVISION,
  readBankHolidays,
  type Zone,
  askWords,
  type ZoneArea,
  zoneOf,
} from '#src/councils/place.ts'
export type { ZoneShape } from '#src/councils/boundaries/boundaries.ts'
export { listShapes } from '#src/councils/boundaries/boundaries.store.ts'
export { setBoundaries } from '#src/councils/boundaries/boundary-commands.ts'
export { zonesAndNames } from '#src/councils/settings.store.ts'
export { councilOfZone, type JointMember, splitPence } from '#src/councils/joint/joint.ts'
export { answerInvitation, beginArrangement, inviteCouncil, sendOfficer } from '#src/councils/joint/joint-commands.ts'
export { asMember, listArrangements, listMembers } from '#src/councils/joint/joint.store.ts'
export { findZone, getCouncil, listAreas, listBankHolidays, listZones } from '#src/councils/place.store.ts'
export type { Code } from '#src/councils/policies/code.ts'
export type { PartsOfDay } from '#src/councils/policies/plans.ts'
export type { OnTime } from '#src/councils/policies/visits.ts'
export {
  type Policies,
  type PolicyKind,
  policyName,
  STANDARD,
} from '#src/councils/policies/policy.ts'
export { getPolicy, listVersions, policyByDay } from '#src/councils/policies/policy.store.ts'
export { grantsOfRoles, isRole, type Role, roleName, ROLES } from '#src/councils/roles.ts'
export { words } from '#src/councils/words.ts'
export { search } from '#src/councils/panels.ts'
export { guardHistory } from '#src/councils/history.page.ts'
export { mountTabs } from '#src/councils/record-tab.page.ts'
export { jobs } from '#src/councils/retention.job.ts'
export { routes } from '#src/councils/routes.ts'
export { registerImportHolidays } from '#src/councils/import-holidays.cli.ts'
