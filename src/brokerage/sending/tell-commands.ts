import { getCouncil } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'

type Told = { readonly organisationRef: string; readonly packageRef: string }

/** Writes to everybody of these organisations, one mail for all the requests of each; the mail names no person. */
export async function tellProviders(
  tx: Write,
  mail: {
    readonly template: 'request-not-shared' | 'arrangement-not-shared' | 'request-withdrawn'
    readonly told: readonly Told[]
    readonly data?: Record<string, string>
  },
): Promise<void> {
  if (mail.told.length === 0) return
  const requests = Map.groupBy(mail.told, ({ organisationRef }) => organisationRef)
  const users = await withAccounts(tx, (accounts) =>
    listUsersOfOrganisations(accounts, tx.council, [...requests.keys()]),
  )
  const { name: council } = await getCouncil(tx)
  for (const { email, name, organisationRef } of users) {
    const request = (requests.get(organisationRef) ?? []).map(({ packageRef }) => packageRef).join(', ')
    await sendMail(tx, { to: email, template: mail.template, data: { ...mail.data, name, council, request } })
  }
}
