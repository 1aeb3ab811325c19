import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, choose } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage, saveSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { closeIn } from '#src/brokerage/packages/package-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { listOffers, lockInvitations } from '#src/brokerage/offers/offer.store.ts'
import { barTo, type PlaceRefusal, placeIn } from '#src/brokerage/sign-off/place-commands.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'
import { type ChooseRefusal, ranking, recordChoice, signaturesFor } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { type Code, getPolicy } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { choiceToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'

export type PlaceNow = { readonly packageRef: string; readonly offerRef: string; readonly reason: string }
export type PlaceNowRefusal = ChooseRefusal | PlaceRefusal | 'not urgent' | 'no reason' | 'not a person'

type Picked = { readonly pkg: CarePackage; readonly picked: Ranked; readonly ranked: readonly Ranked[] }

/** In an emergency nobody waits for the window to close: it ends with the choice. */
async function lockOffer(tx: Write, input: PlaceNow): Promise<Result<Picked, PlaceNowRefusal>> {
  const locked = await lockPackage(tx, input.packageRef)
  if (!locked) return refuse('no such package')
  if (!locked.urgent) return refuse('not urgent')
  if (input.reason.trim() === '') return refuse('no reason')
  const invitations = await lockInvitations(tx, input.packageRef)
  const offers = await listOffers(tx, input.packageRef)
  const over = locked.status === 'sent'
  const pkg = over ? await closeIn(tx, { ...locked, closesAt: tx.now }, invitations, offers) : ok(locked)
  if (!pkg.ok) return pkg
  const ranked = ranking(pkg.value, invitations, offers, dayOf(tx.now))
  const picked = ranked.find(({ offer }) => offer.offerRef === input.offerRef)
  return picked ? ok({ pkg: pkg.value, picked, ranked }) : refuse('no such offer')
}

/** The reason for the haste stands for all others that a choice may need: the signatures that follow judge it. */
function chooseNow(
  tx: Write,
  { pkg, picked }: Picked,
  contractRef: string,
  reason: string,
  codes: readonly Code[],
): Result<CarePackage, ChooseRefusal> {
  const reasons = { code: codes[0]?.code ?? '', words: reason, ceilingReason: reason, floorReason: reason }
  return choose(pkg, { offer: picked.offer, rank: picked.rank, contractRef }, reasons, {
    ...{ officerRef: personBehind(tx.actor), name: nameWithPerson(tx.actor), now: tx.now },
    codes: codes.map(({ code }) => code),
  })
}

/** Places an urgent package at once; the officers whom the policy names sign afterwards, within the time that it sets. */
export const placeNow = (shell: Shell, actor: Actor, input: PlaceNow, options?: CommandOptions) =>
  shell.command<CarePackage, PlaceNowRefusal>(
    actor,
    'place-now',
    async (tx) => {
      if (actor.kind !== 'officer') return refuse('not a person')
      const found = await lockOffer(tx, input)
      if (!found.ok) return found
      const { pkg, picked, ranked } = found.value
      const { offer } = picked
      const bar = await barTo(tx, pkg.personRef, offer.organisationRef)
      if (bar) return refuse(bar)
      const invitations = await lockInvitations(tx, pkg.packageRef)
      const invitation = invitations.find(({ organisationRef }) => organisationRef === offer.organisationRef)
      if (!invitation) return refuse('no such offer')
      const reason = input.reason.trim()
      const codes = [{ code: 'emergency', label: 'Placed in an emergency' }]
      const chosen = chooseNow(tx, found.value, invitation.contractRef, reason, codes)
      if (!chosen.ok) return chosen
      const signatures = await signaturesFor(tx, pkg, offer)
      if (signatures.length === 0) return refuse('no signatures set')
      const { emergencyHours } = await getPolicy(tx, 'sign-off', dayOf(tx.now))
      const signBy = tx.now.add({ hours: emergencyHours })
      const now: CarePackage = { ...chosen.value, emergency: { reason, signBy } }
      await savePackage(tx, now)
      await saveSignatures(tx, now, signatures)
      recordChoice(tx, now, invitation, picked, { ofOffers: ranked.length, signatures, codeLabel: codes[0]?.label })
      const placed = await placeIn(tx, now)
      if (placed.blocked) return refuse(placed.blocked)
      await tellSigners(tx, 'signature-asked', [choiceToSign(now, signatures)])
      tx.record({
        type: 'brokerage.placed-in-emergency',
        about: [`package:${pkg.packageRef}`, `provider:${offer.organisationRef}`],
        data: { packageRef: pkg.packageRef, signBy: signBy.toString(), signatures: signatures.length },
      } satisfies BrokerageFact)
      return ok(placed.pkg)
    },
    options,
  )
