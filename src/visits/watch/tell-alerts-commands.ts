import { dayOf } from '#src/base/day.ts'
import { actingRef, listOfficers } from '#src/councils/index.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { type Raised, tellsCouncil } from '#src/visits/watch/alert.ts'
import { alertMail } from '#src/visits/watch/alert-mail.ts'
import type { AwaitedVisit } from '#src/visits/watch/alert.store.ts'

type Told = AwaitedVisit & Pick<Raised, 'step'>

/** Tells by mail of what one look of the watch raised: whoever is told has one mail of it, however many visits are late. */
export async function tellOfAlerts(tx: Write, raised: readonly Told[]): Promise<void> {
  if (raised.length === 0) return
  const providers = await tellProviders(tx, raised)
  const officers = await tellDutyOfficers(
    tx,
    raised.filter(({ step }) => tellsCouncil(step)),
  )
  if (providers + officers === 0) return
  const organisationRefs = [...new Set(raised.map(({ organisationRef }) => organisationRef))]
  tx.record({
    type: 'visits.alerts-mailed',
    about: organisationRefs.map((ref): RecordKey => `provider:${ref}`),
    data: { alerts: raised.length, providers, officers },
  } satisfies VisitsFact)
}

async function tellProviders(tx: Write, raised: readonly Told[]): Promise<number> {
  const byProvider = Map.groupBy(raised, ({ organisationRef }) => organisationRef)
  const users = await withAccounts(tx, (accounts) =>
    listUsersOfOrganisations(accounts, tx.council, [...byProvider.keys()]),
  )
  for (const { email, name, organisationRef } of users) {
    const words = alertMail(byProvider.get(organisationRef) ?? [], tx.now)
    await sendMail(tx, { to: email, template: 'alert-provider', data: { name, ...words } })
  }
  return users.length
}

/** The council's duty officers, or who acts for one who is away. */
async function tellDutyOfficers(tx: Write, raised: readonly Told[]): Promise<number> {
  if (raised.length === 0) return 0
  const today = dayOf(tx.now)
  const officers = await listOfficers(tx)
  const acting = new Set(
    officers.filter(({ roles }) => roles.includes('duty_officer')).map((officer) => actingRef(officer, today)),
  )
  const told = officers.filter(({ officerRef, email }) => acting.has(officerRef) && email !== '')
  const words = alertMail(raised, tx.now)
  for (const { email, name } of told)
    await sendMail(tx, { to: email, template: 'alert-council', data: { name, ...words } })
  return told.length
}
