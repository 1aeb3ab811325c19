/** Reminds providers whose word on their capacity is too old: once for each word. */
import { dayOf, formatDay, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getCouncil, getPolicy } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { type MailTemplate, sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'
import { listStaleProviders } from '#src/providers/capacity/capacity.store.ts'
import { asFact } from '#src/providers/facts.ts'

export const mails: Readonly<Record<string, MailTemplate>> = {
  'capacity-stale': ({ name, council, told }) => ({
    subject: `${council} asks what care you could take on`,
    text: `Hello ${name}

What you told ${council} about your free hours or beds is of ${told}. That is too old to plan with.

Sign in to the provider portal as usual, open Offers and then “What you could take on”: your last figures are there, and saving them again takes a minute. This mail has no link, so that you need not trust one.`,
  }),
}

/** Reminds one provider of what it told at a moment; asked again it does nothing. */
const remindOne = (shell: Shell, actor: Actor, stale: { organisationRef: string; toldAt: Instant }) =>
  shell.command(
    actor,
    'remind-of-capacity',
    async (tx): Promise<Result<number, 'nobody to tell'>> => {
      const { organisationRef, toldAt } = stale
      const users = await withAccounts(tx, (accounts) =>
        listUsersOfOrganisations(accounts, tx.council, [organisationRef]),
      )
      if (users.length === 0) return refuse('nobody to tell')
      const { name: council } = await getCouncil(tx)
      const told = formatDay(dayOf(toldAt))
      for (const { email, name } of users)
        await sendMail(tx, { to: email, template: 'capacity-stale', data: { name, council, told } })
      tx.record(
        asFact({
          type: 'providers.capacity-reminded',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, toldAt: String(toldAt), mails: users.length },
        }),
      )
      return ok(users.length)
    },
    { idempotencyKey: `capacity ${stale.organisationRef} ${stale.toldAt}`, request: stale.organisationRef },
  )

export async function remindOfCapacity(shell: Shell, actor: Actor): Promise<number> {
  const stale = await shell.read(actor, async (tx) => {
    const { staleDays } = await getPolicy(tx, 'capacity', dayOf(tx.now))
    return listStaleProviders(tx, tx.now.subtract({ hours: staleDays * 24 }))
  })
  let reminded = 0
  for (const one of stale) if ((await remindOne(shell, actor, one)).ok) reminded += 1
  return reminded
}

export const capacityJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'remind-of-capacity',
    cron: '30 8 * * 1-5',
    async run() {
      for (const council of await listCouncilIds(shell)) await remindOfCapacity(shell, systemActor(council))
    },
  },
]
