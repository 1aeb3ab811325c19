import { listOfficers, roleName } from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import type { TrialPerson } from '#src/platform/sign-in/staff.page.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'

/** Officers and provider users of the trial council, for "choose who to be". */
export async function listTrialPeople(shell: Shell, council: number): Promise<TrialPerson[]> {
  const officers = await shell.read(systemActor(council), (tx) => listOfficers(tx))
  const users = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, council))
  return [
    ...officers.map((officer) => ({
      door: 'staff' as const,
      council,
      identity: officer.officerRef,
      name: officer.name,
      role: officer.roles.map(roleName).join(', '),
    })),
    ...users.map((user) => ({
      door: 'portal' as const,
      council,
      identity: user.userRef,
      name: user.name,
      role: user.organisationName,
    })),
  ]
}
