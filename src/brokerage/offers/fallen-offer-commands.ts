/** What becomes of a package whose offer no longer stands: after the window a choice may rest on it, or nothing else may be there. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { listOffers, lockInvitations } from '#src/brokerage/offers/offer.store.ts'
import type { Invitation, Offer } from '#src/brokerage/offers/offer.ts'
import { type CarePackage, isAsChosen, move, undoChoice } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { openNext } from '#src/brokerage/sending/round-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

export const FALLEN_JOB = 'hear-offer-taken-back'

/** Where no offer stands any longer the next round is asked, and after the last the package may be changed and sent again. */
export async function goOnWithout(tx: Write, pkg: CarePackage): Promise<CarePackage> {
  const { packageRef } = pkg
  const stand = (await listOffers(tx, packageRef)).filter(({ status }) => status === 'made')
  if (pkg.status !== 'offers_in' || stand.length > 0) return pkg
  tx.record({
    type: 'brokerage.no-offer-left',
    about: [`package:${packageRef}`],
    data: { packageRef },
  } satisfies BrokerageFact)
  const next = pkg.roundsLeft ? await openNext(tx, pkg) : undefined
  if (next) return next
  const moved = move(pkg, 'no_capacity')
  if (!moved.ok) throw new Error(`${packageRef} without an offer is in the state ${pkg.status}`)
  const over = { ...moved.value, roundsLeft: 0 }
  await savePackage(tx, over)
  return over
}

/** The choice of an offer that its provider took back, while it was signed for or stood blocked; care that runs already is not touched. */
function fallenChoice(
  pkg: CarePackage,
  offers: readonly Offer[],
  invitations: readonly Invitation[],
): { readonly undone: CarePackage; readonly reason: string } | undefined {
  const { choice, status } = pkg
  if (!choice || (status !== 'awaiting_sign_off' && status !== 'blocked')) return undefined
  const offer = offers.find(({ offerRef }) => offerRef === choice.offerRef)
  if (offer && isAsChosen(choice, offer)) return undefined
  const undone = undoChoice(pkg)
  const invitation = invitations.find(({ organisationRef }) => organisationRef === choice.organisationRef)
  if (!undone.ok || !invitation) return undefined
  const { organisationName, declineWords } = invitation
  return {
    undone: undone.value,
    reason: `${organisationName} withdrew its offer${declineWords ? `: ${declineWords}` : ''}`,
  }
}

/** After a provider took its offer back. Nothing happens while others can still offer, or where the choice is of another that stands. */
export const hearTakenBack = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<CarePackage, 'no such package' | 'nothing fell'>(
    actor,
    'hear-offer-taken-back',
    async (tx): Promise<Result<CarePackage, 'no such package' | 'nothing fell'>> => {
      const pkg = await lockPackage(tx, packageRef)
      if (!pkg) return refuse('no such package')
      const invitations = await lockInvitations(tx, packageRef)
      const fallen = fallenChoice(pkg, await listOffers(tx, packageRef), invitations)
      if (fallen) {
        await savePackage(tx, fallen.undone)
        tx.record({
          type: 'brokerage.choice-withdrawn',
          about: [`package:${packageRef}`],
          data: { packageRef, reason: fallen.reason },
        } satisfies BrokerageFact)
      }
      const after = await goOnWithout(tx, fallen?.undone ?? pkg)
      return after === pkg ? refuse('nothing fell') : ok(after)
    },
  )
