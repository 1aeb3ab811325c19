/** What was asked of a provider that leaves, or that another took the contract over from, is withdrawn; others keep theirs. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import {
  dropLeaving,
  listOfTransferred,
  listWithdrawableOf,
  saveLeaving,
  saveWithdrawn,
  type Withdrawable,
} from '#src/brokerage/leaving/leaving.store.ts'
import { lockInvitation } from '#src/brokerage/offers/offer.store.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { WithdrawnCode } from '#src/brokerage/sending/mails.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { noteLeaving, noteStaying } from '#src/providers/index.ts'

/** Within a command at hand: a provider is asked for no new care from now on, and what it was asked for is withdrawn. */
export async function stopAskingProvider(tx: Write, organisationRef: string, why: string): Promise<void> {
  await saveLeaving(tx, organisationRef, why)
  await noteLeaving(tx, organisationRef)
  const told: Withdrawable[] = []
  for (const one of await listWithdrawableOf(tx, organisationRef))
    if (await withdrawInvitation(tx, one, why)) told.push(one)
  await tellProviders(tx, { template: 'request-withdrawn', told, data: { code: 'exit' satisfies WithdrawnCode } })
}

/** Within a command at hand: it stays after all, or has gone and come back. */
export async function askProviderAgain(tx: Write, organisationRef: string): Promise<void> {
  await dropLeaving(tx, organisationRef)
  await noteStaying(tx, organisationRef)
}

/** Whether it was withdrawn. */
async function withdrawInvitation(tx: Write, one: Withdrawable, why: string): Promise<boolean> {
  const { packageRef, organisationRef } = one
  // The package first, as who chooses does: a choice that was made meanwhile stands, and is looked at when it is placed.
  const pkg = await lockPackage(tx, packageRef)
  const invitation = await lockInvitation(tx, packageRef, organisationRef)
  if (!invitation || pkg?.choice?.organisationRef === organisationRef) return false
  if (invitation.status !== 'invited' && invitation.status !== 'offered') return false
  await saveWithdrawn(tx, one, why)
  tx.record({
    type: 'brokerage.invitation-withdrawn',
    about: [`package:${packageRef}`, `provider:${organisationRef}`],
    data: { packageRef, organisationRef, organisationName: invitation.organisationName, why },
  } satisfies BrokerageFact)
  return true
}

const AT_ONCE = 50

/** Who had a contract is no longer asked under it, some invitations at a time; answers with how many were withdrawn. */
export async function withdrawTransferred(shell: Shell, actor: Actor): Promise<number> {
  let withdrawn = 0
  for (;;) {
    const step = await shell.command(
      actor,
      'withdraw-transferred-invitations',
      async (tx): Promise<Result<number, 'nothing to withdraw'>> => {
        const due = await listOfTransferred(tx, dayOf(tx.now), AT_ONCE)
        if (due.length === 0) return refuse('nothing to withdraw')
        const told: Withdrawable[] = []
        for (const one of due) {
          const why = `Contract ${one.contractRef} is another provider’s from ${formatDay(one.fromDay)}`
          if (await withdrawInvitation(tx, one, why)) told.push(one)
        }
        await tellProviders(tx, {
          template: 'request-withdrawn',
          told,
          data: { code: 'contract' satisfies WithdrawnCode },
        })
        return ok(due.length)
      },
    )
    if (!step.ok) return withdrawn
    withdrawn += step.value
  }
}
