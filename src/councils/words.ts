import { formatDay } from '#src/base/day.ts'
import type { CouncilsFact, CouncilsFactType } from '#src/councils/facts.ts'
import { policyName } from '#src/councils/policies/policy.ts'
import { type Role, roleName } from '#src/councils/roles.ts'

type DataOf<T extends CouncilsFactType> = Extract<CouncilsFact, { type: T }>['data']

const listOf = (roles: readonly Role[]): string => (roles.length === 0 ? 'none' : roles.map(roleName).join(', '))

/** What each fact says on a timeline. */
export const words: { readonly [T in CouncilsFactType]: (data: DataOf<T>) => string } = {
  'councils.council-named': ({ name }) => `Council named ${name}`,
  'councils.team-added': ({ name }) => `Team ${name} added`,
  'councils.team-renamed': ({ name, from }) => `Team ${from} is called ${name}`,
  'councils.zones-set': ({ zones }) => `Zones set: ${zones.join(', ')}`,
  'councils.boundaries-set': ({ areas, changed }) =>
    changed ? `Boundaries set: ${areas} areas` : 'Boundaries taken in again, unchanged',
  'councils.officer-added': ({ roles }) => `Officer added as ${listOf(roles)}`,
  'councils.roles-changed': ({ from, to, by }) =>
    `Roles changed from ${listOf(from)} to ${listOf(to)}${by === 'identity provider' ? ', as the identity provider says' : ''}`,
  'councils.officer-linked': () => 'Linked to an account of the identity provider',
  'councils.officer-away': ({ officerRef, delegateRef, from, to }) =>
    `${officerRef} away from ${formatDay(from)} to ${formatDay(to)}; ${delegateRef} signs instead`,
  'councils.officer-back': () => 'Back: signs in person again',
  'councils.officer-left': ({ leftDay }) => `Access ended on ${formatDay(leftDay)}`,
  'councils.officer-restored': ({ roles }) => `Access given back, as ${listOf(roles)}`,
  'councils.policy-changed': ({ kind, fromDay, reason }) =>
    `${policyName(kind)}: new version from ${formatDay(fromDay)}. ${reason}`,
  'councils.arrangement-begun': ({ name }) => `Joint arrangement begun: ${name}`,
  'councils.council-invited': ({ memberCouncil }) => `Council ${memberCouncil} invited`,
  'councils.arrangement-joined': () => 'Joint arrangement joined',
  'councils.arrangement-left': () => 'Joint arrangement left',
  'councils.officer-sent': ({ jointCouncil, roles }) =>
    `Works in joint arrangement ${jointCouncil} too, as ${listOf(roles)}`,
  'councils.old-lines-dropped': ({ accessLines, answers, mails }) =>
    `Past their time and dropped: ${accessLines} lines of who opened a record, ${answers} answers to machines, ${mails} mails`,
  'councils.holidays-imported': ({ from, to, added, removed, kept }) =>
    `Bank holidays ${from.slice(0, 4)} to ${to.slice(0, 4)} imported: ${added} added, ${removed} removed, ${kept} unchanged`,
}
