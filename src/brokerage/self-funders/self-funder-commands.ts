import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, windowIsOver } from '#src/brokerage/packages/care-package.ts'
import { savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { closeIn, endShareUnlessServed } from '#src/brokerage/packages/package-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { billFee } from '#src/brokerage/fees/fee-commands.ts'
import { type Invitation, type Offer, offeredWeek } from '#src/brokerage/offers/offer.ts'
import { listOffers, lockInvitations } from '#src/brokerage/offers/offer.store.ts'
import { settleAndTell } from '#src/brokerage/sending/tell-commands.ts'
import { isBarred } from '#src/brokerage/sign-off/place-commands.ts'
import { type Advice, nextReview, reviewDay } from '#src/brokerage/self-funders/advice.ts'
import { aboutBoth, type KnownRefusal, lockKnown, type Said } from '#src/brokerage/self-funders/consent-commands.ts'
import {
  type ArrangeFault,
  arrange,
  type Arrangement,
  checkYes,
  type EndFault,
  endArranged,
  type SelfFunder,
  type Yes,
  type YesFault,
} from '#src/brokerage/self-funders/self-funder.ts'
import {
  findArrangement,
  insertAdvice,
  insertArrangement,
  listAdvice,
  saveArrangementEnd,
  saveReviewDay,
  saveSelfFunder,
} from '#src/brokerage/self-funders/self-funder.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { shareWithProvider } from '#src/people/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type FeeRefusal = KnownRefusal | YesFault | 'accepted already' | 'another fee'

/** The fee was told and is accepted; where the policy changed since it was told, it is told anew. */
export const acceptFee = (
  shell: Shell,
  actor: Actor,
  input: Said & { readonly feePence: number },
  options?: CommandOptions,
) =>
  shell.command<SelfFunder, FeeRefusal>(
    actor,
    'accept-fee',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const { pkg, known } = found.value
      if (known.fee) return refuse('accepted already')
      const today = dayOf(tx.now)
      const { feePence, agreement } = await getPolicy(tx, 'self-funders', today)
      if (input.feePence !== feePence) return refuse('another fee')
      const yes = checkYes(input, today)
      if (!yes.ok) return yes
      const accepted = { ...known, fee: { ...yes.value, pence: feePence, words: agreement } }
      await saveSelfFunder(tx, accepted)
      tx.record({
        type: 'brokerage.fee-accepted',
        about: aboutBoth(pkg),
        data: { packageRef: pkg.packageRef, feePence, on: yes.value.on, byPerson: yes.value.as === 'person' },
      } satisfies BrokerageFact)
      return ok(accepted)
    },
    options,
  )

export type AdviceRefusal = KnownRefusal | 'nothing told' | 'not yet' | 'noted already'

/** What an officer told the person about care and money on a day. */
export const noteAdvice = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly kinds: readonly Advice[]; readonly on: Day },
  options?: CommandOptions,
) =>
  shell.command<number, AdviceRefusal>(
    actor,
    'note-advice',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const kinds = [...new Set(input.kinds)]
      if (kinds.length === 0) return refuse('nothing told')
      if (input.on > dayOf(tx.now)) return refuse('not yet')
      const officer = { officerRef: personBehind(actor), officerName: nameWithPerson(actor) }
      const given = kinds.map((kind) => ({ kind, givenOn: input.on, ...officer }))
      if ((await insertAdvice(tx, input.packageRef, given)) === 0) return refuse('noted already')
      await moveReview(tx, input.packageRef)
      tx.record({
        type: 'brokerage.advice-given',
        about: aboutBoth(found.value.pkg),
        data: { packageRef: input.packageRef, kinds, on: input.on },
      } satisfies BrokerageFact)
      return ok(kinds.length)
    },
    options,
  )

async function moveReview(tx: Write, packageRef: string): Promise<void> {
  const arrangement = await findArrangement(tx, packageRef)
  if (!arrangement) return
  const { reviewWeeks } = await getPolicy(tx, 'self-funders', dayOf(tx.now))
  const next = nextReview(arrangement.reviewOn, await listAdvice(tx, packageRef), reviewWeeks)
  if (next) await saveReviewDay(tx, packageRef, next)
}

export type ArrangeRefusal = KnownRefusal | ArrangeFault | YesFault | 'no such offer' | 'provider is suspended'

/** The person agrees with a provider: their yes stands for the signatures, and no contract of the council's bears the care. */
export const arrangeCare = (
  shell: Shell,
  actor: Actor,
  input: Said & { readonly offerRef: string },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, ArrangeRefusal>(
    actor,
    'arrange-care',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const invitations = await lockInvitations(tx, input.packageRef)
      const offers = await listOffers(tx, input.packageRef)
      const locked = found.value.pkg
      const pkg = windowIsOver(locked, tx.now) ? await closeIn(tx, locked, invitations, offers) : ok(locked)
      if (!pkg.ok) return pkg
      const offer = offers.find(({ offerRef }) => offerRef === input.offerRef)
      const invitation = invitations.find(({ organisationRef }) => organisationRef === offer?.organisationRef)
      if (!offer || !invitation) return refuse('no such offer')
      const today = dayOf(tx.now)
      const arranged = arrange(pkg.value, offer, today)
      if (!arranged.ok) return arranged
      const yes = checkYes(input, today)
      if (!yes.ok) return yes
      if (await isBarred(tx, offer.organisationRef)) return refuse('provider is suspended')
      const { reviewWeeks } = await getPolicy(tx, 'self-funders', today)
      const reviewOn = reviewDay(today, reviewWeeks)
      const agreed = arrangementOf(tx, arranged.value, invitation, offer, yes.value)
      await beginArrangement(tx, arranged.value, { ...agreed, reviewOn, unsharedOn: null, followedBy: null })
      await billFee(tx, { ...agreed, feePence: found.value.known.fee?.pence ?? 0 })
      return arranged
    },
    options,
  )

const arrangementOf = (
  tx: Write,
  pkg: CarePackage,
  asked: Invitation,
  offer: Offer,
  yes: Yes,
): Omit<Arrangement, 'reviewOn' | 'unsharedOn' | 'followedBy'> => {
  const today = dayOf(tx.now)
  return {
    ...{ packageRef: pkg.packageRef, personRef: pkg.personRef, service: pkg.service, zone: pkg.zone },
    ...{ organisationRef: asked.organisationRef, organisationName: asked.organisationName, offerRef: offer.offerRef },
    ...{ startDay: offer.startDay < today ? today : offer.startDay, endDay: null },
    pattern: offeredWeek(pkg.pattern, offer),
    ...{ weeklyPence: offer.weeklyPence, weeklyMinutes: offer.weeklyMinutes },
    ...{ agreedBy: yes.by, agreedAs: yes.as, agreedOn: yes.on },
    ...{ arrangedBy: personBehind(tx.actor), arrangedByName: nameWithPerson(tx.actor), arrangedAt: tx.now },
  }
}

async function beginArrangement(tx: Write, pkg: CarePackage, arrangement: Arrangement): Promise<void> {
  const { packageRef, personRef, organisationRef, startDay } = arrangement
  await savePackage(tx, pkg)
  await insertArrangement(tx, arrangement)
  await shareWithProvider(tx, { personRef, organisationRef, fromDay: startDay, toDay: null })
  await settleAndTell(tx, packageRef, { won: { organisationRef, startDay, template: 'offer-agreed' } })
  tx.record({
    type: 'brokerage.arranged',
    about: [...aboutBoth(pkg), `provider:${organisationRef}`],
    data: {
      ...{ packageRef, personRef, organisationRef, startDay, organisationName: arrangement.organisationName },
      ...{ offerRef: arrangement.offerRef, service: arrangement.service, zone: arrangement.zone },
      ...{ pattern: arrangement.pattern, weeklyPence: arrangement.weeklyPence },
      ...{ weeklyMinutes: arrangement.weeklyMinutes, agreedOn: arrangement.agreedOn },
      byPerson: arrangement.agreedAs === 'person',
    },
  } satisfies BrokerageFact)
}

export type EndArrangementRefusal = KnownRefusal | EndFault

export const endArrangement = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly endDay: Day; readonly reason: string },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, EndArrangementRefusal>(
    actor,
    'end-arrangement',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const arrangement = await findArrangement(tx, input.packageRef)
      if (!arrangement) return refuse('not in this state')
      return endIn(tx, found.value.pkg, arrangement, input)
    },
    options,
  )

/** The same within a command at hand that holds the package. */
export async function endIn(
  tx: Write,
  pkg: CarePackage,
  arrangement: Arrangement,
  end: { readonly endDay: Day; readonly reason: string },
): Promise<Result<CarePackage, EndFault>> {
  const ended = endArranged(pkg, arrangement, end)
  if (!ended.ok) return ended
  const { packageRef, personRef, organisationRef } = arrangement
  await savePackage(tx, ended.value.pkg)
  await saveArrangementEnd(tx, packageRef, end.endDay)
  await endShareUnlessServed(tx, arrangement, end.endDay)
  tx.record({
    type: 'brokerage.arrangement-ended',
    about: [...aboutBoth(pkg), `provider:${organisationRef}`],
    data: { packageRef, personRef, organisationRef, endDay: end.endDay },
  } satisfies BrokerageFact)
  // Why is the person's: the provider is told only that care ends.
  tx.record({
    type: 'brokerage.end-explained',
    about: aboutBoth(pkg),
    data: { packageRef, reason: end.reason.trim() },
  } satisfies BrokerageFact)
  return ok(ended.value.pkg)
}
