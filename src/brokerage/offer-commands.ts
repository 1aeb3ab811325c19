import { type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import {
  declineInvitation,
  type Invitation,
  makeOffer,
  type Offer,
  type OfferRefusal,
  withdrawOffer,
} from '#src/brokerage/offer.ts'
import { findOffer, lockInvitation, saveAnswer, saveOffer } from '#src/brokerage/offer.store.ts'
import type { SlotDay } from '#src/brokerage/pattern.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'

export type GiveOffer = {
  readonly packageRef: string
  readonly startDay: Day
  readonly covers: readonly SlotDay[]
  readonly note: string
}

/** A provider answers for its own organisation; nobody else's invitation exists for it. */
const lockOwn = async (tx: Write, packageRef: string): Promise<Invitation | undefined> =>
  tx.actor.organisation === undefined ? undefined : lockInvitation(tx, packageRef, tx.actor.organisation)

/** Makes an offer, or makes it better while the window is open. */
export const giveOffer = (shell: Shell, actor: Actor, input: GiveOffer, options?: CommandOptions) =>
  shell.command<Offer, OfferRefusal | 'no such invitation'>(
    actor,
    'give-offer',
    async (tx) => {
      const invitation = await lockOwn(tx, input.packageRef)
      if (!invitation) return refuse('no such invitation')
      const earlier = await findOffer(tx, invitation.packageRef, invitation.organisationRef)
      const by = { madeBy: actor.name, now: tx.now, today: dayOf(tx.now) }
      // Refused before a reference is taken for it.
      const checked = makeOffer(invitation, input, { ...by, offerRef: earlier?.offerRef ?? '' })
      if (!checked.ok) return checked
      const offer = { ...checked.value, offerRef: earlier?.offerRef ?? (await nextRef(tx, 'OF')) }
      await saveOffer(tx, offer)
      await saveAnswer(tx, { ...invitation, status: 'offered', declineCode: undefined, declineWords: undefined })
      tx.record({
        type: 'brokerage.offer-made',
        about: aboutOffer(invitation, offer),
        data: {
          packageRef: offer.packageRef,
          offerRef: offer.offerRef,
          organisationRef: offer.organisationRef,
          organisationName: invitation.organisationName,
          weeklyPence: offer.weeklyPence,
          hourlyPence: offer.hourlyPence,
          overCeilingPence: offer.overCeilingPence,
          complete: offer.complete,
          startDay: offer.startDay,
          again: earlier?.status === 'made',
        },
      } satisfies BrokerageFact)
      return ok(offer)
    },
    options,
  )

const aboutOffer = (invitation: Invitation, { offerRef }: Offer) => [
  `package:${invitation.packageRef}` as const,
  `provider:${invitation.organisationRef}` as const,
  `offer:${offerRef}` as const,
]

export type WithdrawOfferRefusal =
  | 'no such invitation'
  | 'the window has closed'
  | 'no longer wanted'
  | 'no offer to withdraw'

export const takeOfferBack = (shell: Shell, actor: Actor, packageRef: string, options?: CommandOptions) =>
  shell.command<Offer, WithdrawOfferRefusal>(
    actor,
    'withdraw-offer',
    async (tx) => {
      const invitation = await lockOwn(tx, packageRef)
      if (!invitation) return refuse('no such invitation')
      const offer = await findOffer(tx, packageRef, invitation.organisationRef)
      const withdrawn = withdrawOffer(invitation, offer, tx.now)
      if (!withdrawn.ok) return withdrawn
      await saveOffer(tx, withdrawn.value)
      await saveAnswer(tx, { ...invitation, status: 'invited' })
      tx.record({
        type: 'brokerage.offer-withdrawn',
        about: aboutOffer(invitation, withdrawn.value),
        data: {
          packageRef,
          offerRef: withdrawn.value.offerRef,
          organisationRef: invitation.organisationRef,
          organisationName: invitation.organisationName,
        },
      } satisfies BrokerageFact)
      return withdrawn
    },
    options,
  )

export type DeclineRefusal =
  | 'no such invitation'
  | 'the window has closed'
  | 'no longer wanted'
  | 'not a reason'
  | 'other needs words'
  | 'offer stands'

export const decline = (
  shell: Shell,
  actor: Actor,
  input: { packageRef: string; code: string; words: string },
  options?: CommandOptions,
) =>
  shell.command<Invitation, DeclineRefusal>(
    actor,
    'decline-invitation',
    async (tx) => {
      const invitation = await lockOwn(tx, input.packageRef)
      if (!invitation) return refuse('no such invitation')
      const declined = declineInvitation(invitation, input, tx.now)
      if (!declined.ok) return declined
      await saveAnswer(tx, declined.value)
      tx.record({
        type: 'brokerage.invitation-declined',
        about: [`package:${input.packageRef}`, `provider:${invitation.organisationRef}`],
        data: {
          packageRef: input.packageRef,
          organisationRef: invitation.organisationRef,
          organisationName: invitation.organisationName,
          code: input.code,
          words: input.words.trim(),
        },
      } satisfies BrokerageFact)
      return declined
    },
    options,
  )
