import { settleInvitations } from '#src/brokerage/offers/offer.store.ts'
import type { ProviderMail } from '#src/brokerage/sending/mails.ts'
import { type Day, formatDay } from '#src/base/day.ts'
import { getCouncil } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'

type Told = { readonly organisationRef: string; readonly packageRef: string }

/** Writes to everybody of these organisations, one mail for all the requests of each; the mail names no person. Answers with how many were written. */
export async function tellProviders(
  tx: Write,
  mail: {
    readonly template: ProviderMail
    readonly told: readonly Told[]
    readonly data?: Record<string, string>
  },
): Promise<number> {
  if (mail.told.length === 0) return 0
  const requests = Map.groupBy(mail.told, ({ organisationRef }) => organisationRef)
  const users = await withAccounts(tx, (accounts) =>
    listUsersOfOrganisations(accounts, tx.council, [...requests.keys()]),
  )
  const { name: council } = await getCouncil(tx)
  for (const { email, name, organisationRef } of users) {
    const request = (requests.get(organisationRef) ?? []).map(({ packageRef }) => packageRef).join(', ')
    await sendMail(tx, { to: email, template: mail.template, data: { ...mail.data, name, council, request } })
  }
  return users.length
}

export type Won = {
  readonly organisationRef: string
  readonly startDay: Day
  readonly template: 'offer-placed' | 'offer-agreed'
}

/** Who was asked for a package that somebody else gives, or that is shared out, is told so; who gives it, from when. */
export async function settleAndTell(
  tx: Write,
  packageRef: string,
  { won, parts = [] }: { readonly won?: Won; readonly parts?: readonly string[] },
): Promise<void> {
  const waiting = await settleInvitations(tx, packageRef, won?.organisationRef)
  const told = waiting
    .filter((organisationRef) => organisationRef !== won?.organisationRef && !parts.includes(organisationRef))
    .map((organisationRef) => ({ organisationRef, packageRef }))
  await tellProviders(tx, { template: 'offer-not-chosen', told })
  if (!won) return
  const { organisationRef, template, startDay } = won
  await tellProviders(tx, {
    template,
    told: [{ organisationRef, packageRef }],
    data: { starts: formatDay(startDay) },
  })
}
