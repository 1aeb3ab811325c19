import { addDays, dayOf, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { floorOfWeek } from '#src/brokerage/offers/offer-floor.ts'
import {
  belowFloorPence,
  declineInvitation,
  expire,
  type Invitation,
  makeOffer,
  type Offer,
  offeredPattern,
  offeredWeek,
  type OfferRefusal,
  type OfferTerms,
  type Reckoning,
  type VisitPrice,
  whyNoOffer,
  withdrawOffer,
} from '#src/brokerage/offers/offer.ts'
import { findOffer, findOfferByRef, lockInvitation, saveAnswer, saveOffer } from '#src/brokerage/offers/offer.store.ts'
import { goOnWithout } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { checkPattern, type PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { priceWeek } from '#src/brokerage/packages/week-price.ts'
import { getPolicy, listBankHolidays, listZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findTariff } from '#src/rates/index.ts'

export type GiveOffer = OfferTerms & { readonly packageRef: string }

/** Of which provider an officer records what was said by telephone, and who said it. */
export type Heard = { readonly organisationRef: string; readonly saidBy: string }

/** A provider answers for its own organisation; nobody else's invitation exists for it. An officer records what one of them said. */
const lockAnswering = async (tx: Write, packageRef: string, heard?: Heard): Promise<Invitation | undefined> => {
  const organisationRef = tx.actor.organisation ?? heard?.organisationRef
  return organisationRef === undefined ? undefined : lockInvitation(tx, packageRef, organisationRef)
}

/** The provider reads what was recorded in its name, and can say that it is wrong. */
async function confirmHeard(tx: Write, { packageRef, organisationRef }: Invitation, heard?: Heard): Promise<void> {
  if (heard) await tellProviders(tx, { template: 'answer-recorded', told: [{ organisationRef, packageRef }] })
}

const saidBy = (heard?: Heard) => (heard ? { saidBy: heard.saidBy.trim() } : {})

/** What the visits cost by the card that holds on the day on which care should start. */
async function pricesOf(tx: Read, invitation: Invitation, pattern: readonly PatternVisit[]) {
  const { cardRef, startBy } = invitation
  const tariff = await findTariff(tx, cardRef, startBy)
  if (!tariff) return refuse('no price')
  const holidays = new Set(await listBankHolidays(tx, startBy, addDays(startBy, 60)))
  const priced = priceWeek(tariff, { ...invitation, pattern }, startBy, holidays)
  return priced.ok ? ok(priced.value) : refuse('no price')
}

/** The cost floor of visits under the council's policy, in the zone of what is asked for. */
export async function floorFor(tx: Read, { zone }: Pick<Invitation, 'zone'>): Promise<Reckoning['floorAt']> {
  const terms = await getPolicy(tx, 'cost-floor', dayOf(tx.now))
  const zones = await listZones(tx)
  const rural = zones.find((one) => one.zone === zone)?.kind === 'rural'
  return (week, hourlyPence) => floorOfWeek(terms, week, { rural }, hourlyPence)
}

/** Short visits need a reason that the council's policy knows and the person's agreement (M-41), whoever makes them short. */
async function areTooShort(tx: Read, invitation: Invitation, terms: OfferTerms): Promise<boolean> {
  if (terms.visits === undefined) return false
  const week = offeredWeek(invitation.pattern, { visits: terms.visits, covers: terms.covers })
  const today = dayOf(tx.now)
  const lengths = await getPolicy(tx, 'visit-length', today)
  return !checkPattern(week, lengths, { today, before: invitation.pattern }).ok
}

/** Prices and floor of what is offered; what is offered as it was asked for has the prices that were sent with it. */
async function reckon(tx: Read, invitation: Invitation, terms: OfferTerms): Promise<Result<Reckoning, 'no price'>> {
  const pattern = offeredPattern(invitation.pattern, terms.visits)
  const prices: Result<readonly VisitPrice[], 'no price'> =
    pattern === invitation.pattern ? ok(invitation.prices) : await pricesOf(tx, invitation, pattern)
  return prices.ok ? ok({ pattern, prices: prices.value, floorAt: await floorFor(tx, invitation) }) : prices
}

/** Makes an offer, or makes it better while the window is open. */
export const giveOffer = (shell: Shell, actor: Actor, input: GiveOffer, options?: CommandOptions) =>
  shell.command<Offer, OfferRefusal | 'no such invitation'>(
    actor,
    'give-offer',
    async (tx) => {
      const invitation = await lockAnswering(tx, input.packageRef)
      if (!invitation) return refuse('no such invitation')
      const earlier = await findOffer(tx, invitation.packageRef, invitation.organisationRef)
      const by = { madeBy: actor.name, now: tx.now, today: dayOf(tx.now) }
      const refused = whyNoOffer(invitation, input, by)
      if (refused) return refuse(refused)
      if (await areTooShort(tx, invitation, input)) return refuse('shorter than the council allows')
      const reckoned = await reckon(tx, invitation, input)
      if (!reckoned.ok) return reckoned
      const offerRef = earlier?.offerRef ?? (await nextRef(tx, 'OF'))
      const made = makeOffer(invitation, input, reckoned.value, { ...by, offerRef })
      if (!made.ok) return made
      const offer = made.value
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
          ...moreOf(offer),
        },
      } satisfies BrokerageFact)
      return ok(offer)
    },
    options,
  )

/** What of an offer is not as it was asked for. */
const moreOf = (offer: Offer) => ({
  ...(belowFloorPence(offer) > 0 ? { belowFloorPence: belowFloorPence(offer) } : {}),
  ...(offer.visits ? { otherVisits: offer.visits.length } : {}),
  ...(offer.alternative ? { savingPence: offer.alternative.savingPence } : {}),
  ...(offer.standsUntil ? { standsUntil: offer.standsUntil } : {}),
})

const aboutOffer = (invitation: Invitation, { offerRef }: Offer) => [
  `package:${invitation.packageRef}` as const,
  `provider:${invitation.organisationRef}` as const,
  `offer:${offerRef}` as const,
]

export type WithdrawOfferRefusal =
  | 'no such invitation'
  | 'no longer wanted'
  | 'placed already'
  | 'no reason'
  | 'no offer to withdraw'
  | 'nobody said so'

/** A choice of it falls right after, by a command of the council's own: a provider sees its own rows alone. */
export const takeOfferBack = (
  shell: Shell,
  actor: Actor,
  {
    packageRef,
    reason = '',
    heard,
  }: { readonly packageRef: string; readonly reason?: string | undefined; readonly heard?: Heard },
  options?: CommandOptions,
) =>
  shell.command<Offer, WithdrawOfferRefusal>(
    actor,
    'withdraw-offer',
    async (tx) => {
      if (heard?.saidBy.trim() === '') return refuse('nobody said so')
      const invitation = await lockAnswering(tx, packageRef, heard)
      if (!invitation) return refuse('no such invitation')
      const offer = await findOffer(tx, packageRef, invitation.organisationRef)
      const withdrawn = withdrawOffer(invitation, offer, reason, tx.now)
      if (!withdrawn.ok) return withdrawn
      const declineWords = reason.trim() === '' ? {} : { declineWords: reason.trim() }
      await saveOffer(tx, withdrawn.value)
      await saveAnswer(tx, { ...invitation, status: 'invited', ...declineWords })
      tx.record({
        type: 'brokerage.offer-withdrawn',
        about: aboutOffer(invitation, withdrawn.value),
        data: {
          packageRef,
          offerRef: withdrawn.value.offerRef,
          organisationRef: invitation.organisationRef,
          organisationName: invitation.organisationName,
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          ...saidBy(heard),
        },
      } satisfies BrokerageFact)
      await confirmHeard(tx, invitation, heard)
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
  | 'nobody said so'
  | 'answered already'

export const decline = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly code: string; readonly words: string; readonly heard?: Heard },
  options?: CommandOptions,
) =>
  shell.command<Invitation, DeclineRefusal>(
    actor,
    'decline-invitation',
    async (tx) => {
      if (input.heard?.saidBy.trim() === '') return refuse('nobody said so')
      const invitation = await lockAnswering(tx, input.packageRef, input.heard)
      if (!invitation) return refuse('no such invitation')
      if (input.heard && invitation.status === 'declined') return refuse('answered already')
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
          ...saidBy(input.heard),
        },
      } satisfies BrokerageFact)
      await confirmHeard(tx, invitation, input.heard)
      return declined
    },
    options,
  )

/** The clock ends an offer whose last day is over; nobody can choose it from then on, this command or not. */
export const expireOffer = (shell: Shell, actor: Actor, offerRef: string) =>
  shell.command<Offer, 'no such offer' | 'stands'>(actor, 'expire-offer', async (tx) => {
    const found = await findOfferByRef(tx, offerRef)
    const pkg = found && (await lockPackage(tx, found.packageRef))
    const invitation = found && (await lockInvitation(tx, found.packageRef, found.organisationRef))
    const offer = invitation && (await findOffer(tx, invitation.packageRef, invitation.organisationRef))
    if (!offer || !invitation || !pkg) return refuse('no such offer')
    const expired = expire(offer, dayOf(tx.now))
    if (!expired.ok) return expired
    const { organisationRef, organisationName, packageRef } = invitation
    await saveOffer(tx, expired.value)
    tx.record({
      type: 'brokerage.offer-expired',
      about: aboutOffer(invitation, offer),
      data: { packageRef, offerRef, organisationRef, organisationName, stoodUntil: offer.standsUntil as Day },
    } satisfies BrokerageFact)
    await goOnWithout(tx, pkg)
    return expired
  })
