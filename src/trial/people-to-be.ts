import { listOfficers, roleName } from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import type { TrialPerson } from '#src/platform/sign-in/staff.page.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { NEIGHBOUR } from '#src/trial/joint.ts'

/** What to try as each of them. */
const HINTS: Readonly<Record<string, string>> = {
  'O-1001': 'Compare the offers for a package and choose one',
  'O-1002': 'Sign that a placement is within the ceiling',
  'O-1003': 'Add a person, assess them, ask for care',
  'O-1004': 'Sign for need and risk; enter a visit that could not be logged',
  'O-1005': 'Is on leave: Fay Finance signs instead',
  'O-1006': 'Make a pay run, answer a query of a statement, release a payment file, sign for a colleague',
  'O-1007': 'Import the CQC register, enter a contract, add a rate card, invite a provider',
  'O-1008': 'Give the final signature, approve a pay run, change a policy',
  'O-1009': 'Sign that a placement meets the support plan',
  'O-1010': 'See providers and contracts, and no person',
  'O-2001': 'Of the neighbouring council: say what it wants of a joint tender',
  'O-2002': 'Of the neighbouring council: take up what a joint tender awarded',
}
const PROVIDER_HINT = 'Offer for a package, send a call log, read a statement and query its lines'

/** Officers of the trial councils and provider users, for "choose who to be". */
export async function listTrialPeople(shell: Shell, council: number): Promise<TrialPerson[]> {
  const officers = await officersOf(shell, council)
  const neighbours = await officersOf(shell, NEIGHBOUR.council)
  const users = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, council))
  return [
    ...officers,
    ...neighbours,
    ...users.map((user) => ({
      door: 'portal' as const,
      council,
      identity: user.userRef,
      name: user.name,
      role: user.organisationName,
      hint: PROVIDER_HINT,
    })),
  ]
}

const officersOf = async (shell: Shell, council: number): Promise<TrialPerson[]> =>
  (await shell.read(systemActor(council), (tx) => listOfficers(tx))).map((officer) => ({
    door: 'staff' as const,
    council,
    identity: officer.officerRef,
    name: officer.name,
    role: officer.roles.map(roleName).join(', '),
    ...(HINTS[officer.officerRef] ? { hint: HINTS[officer.officerRef] } : {}),
  }))
