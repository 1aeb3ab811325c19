import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type CarePackage,
  type ChoiceReasons,
  choose,
  type Question,
  stop,
  windowIsOver,
} from '#src/brokerage/packages/care-package.ts'
import {
  addPackage,
  findQuestion,
  lockPackage,
  savePackage,
  saveSignatures,
} from '#src/brokerage/packages/care-package.store.ts'
import { closeIn } from '#src/brokerage/packages/package-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { floorUnder, type Invitation, type Offer } from '#src/brokerage/offers/offer.ts'
import { floorFor } from '#src/brokerage/offers/offer-commands.ts'
import { listOffers, lockInvitations, saveInvitations, saveOffer } from '#src/brokerage/offers/offer.store.ts'
import { type Combination, combinations, offerOf, type Part } from '#src/brokerage/offers/combination.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import { only } from '#src/brokerage/packages/pattern.ts'
import { barTo } from '#src/brokerage/sign-off/place-commands.ts'
import { type ChooseRefusal, ranking, recordChoice, signaturesFor } from '#src/brokerage/sign-off/sign-off-commands.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'
import { type Code, getPolicy } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { settleAndTell } from '#src/brokerage/sending/tell-commands.ts'
import { carrySpot } from '#src/brokerage/spot/spot-commands.ts'
import { choiceToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'

export type ChooseTogether = ChoiceReasons & {
  readonly packageRef: string
  /** The offers' references joined by a plus, as the combination was proposed. */
  readonly together: string
}

type Deciding = {
  readonly pkg: CarePackage
  readonly invitations: readonly Invitation[]
  readonly picked: Combination
  readonly rank: number
  readonly signatures: readonly Signature[]
  readonly codes: readonly Code[]
  readonly question: Question | undefined
}

/** The package and its offers held, the combination found again among those proposed. */
async function lockChoice(tx: Write, input: ChooseTogether): Promise<Result<Deciding, ChooseRefusal>> {
  const locked = await lockPackage(tx, input.packageRef)
  if (!locked) return refuse('no such package')
  const invitations = await lockInvitations(tx, input.packageRef)
  const offers = await listOffers(tx, input.packageRef)
  const pkg = windowIsOver(locked, tx.now) ? await closeIn(tx, locked, invitations, offers) : ok(locked)
  if (!pkg.ok) return pkg
  if (pkg.value.status === 'sent') return refuse('still open')
  const ranked = ranking(pkg.value, invitations, offers, dayOf(tx.now))
  const proposed = combinations(ranked, invitations, pkg.value.pattern)
  const at = proposed.findIndex(({ name }) => name === input.together)
  const picked = proposed[at]
  if (!picked) return refuse('no such offer')
  for (const { ranked: one } of picked.parts) {
    const bar = await barTo(tx, pkg.value.personRef, one.offer.organisationRef)
    if (bar) return refuse(bar)
  }
  const today = dayOf(tx.now)
  // Signed as one package would be: what is shared out costs less by the part.
  const overCeilingPence = Math.max(...picked.parts.map((part) => part.ranked.offer.overCeilingPence))
  const signatures = await signaturesFor(tx, pkg.value, { weeklyPence: picked.weeklyPence, overCeilingPence })
  if (signatures.length === 0) return refuse('no signatures set')
  if (overBudgetPence(pkg.value, picked.weeklyPence) > 0 && !input.ceilingReason?.trim())
    return refuse('over the budget needs a reason')
  const isFirst = at === 0 && ranked.every(({ offer }) => !offer.complete)
  const { codes } = await getPolicy(tx, 'choice-reasons', today)
  return ok({
    pkg: pkg.value,
    invitations,
    picked,
    rank: isFirst ? 1 : 2,
    signatures,
    codes,
    question: await findQuestion(tx, pkg.value),
  })
}

/** Chooses offers that together cover the package: a package of its own for each, side by side, in place of the one asked for. */
export const chooseTogether = (shell: Shell, actor: Actor, input: ChooseTogether, options?: CommandOptions) =>
  shell.command<readonly CarePackage[], ChooseRefusal>(
    actor,
    'choose-together',
    async (tx) => {
      const deciding = await lockChoice(tx, input)
      if (!deciding.ok) return deciding
      const { pkg, picked, invitations } = deciding.value
      const refs: string[] = []
      for (const _ of picked.parts) refs.push(await nextRef(tx, 'PK'))
      const stopped = stop(pkg, 'withdrawn', `Shared between ${refs.join(' and ')}`)
      if (!stopped.ok) return stopped.error === 'no reason' ? refuse('not in this state') : refuse(stopped.error)
      await savePackage(tx, stopped.value)
      const parts: CarePackage[] = []
      for (const [at, part] of picked.parts.entries()) {
        const invitation = invitations.find((one) => one.organisationRef === part.ranked.offer.organisationRef)
        if (!invitation) return refuse('no such offer')
        const chosen = await addPart(tx, deciding.value, input, {
          part,
          invitation,
          ref: refs[at] ?? '',
          number: at + 1,
        })
        if (!chosen.ok) return chosen
        parts.push(chosen.value)
      }
      await settleAndTell(tx, pkg.packageRef, { parts: parts.map((one) => one.choice?.organisationRef ?? '') })
      await tellSigners(
        tx,
        'signature-asked',
        parts.map((one) => choiceToSign(one, deciding.value.signatures)),
      )
      tx.record({
        type: 'brokerage.package-shared',
        about: [pkg.packageRef, ...refs].map((ref) => `package:${ref}` as const),
        data: { packageRef: pkg.packageRef, into: refs, weeklyPence: picked.weeklyPence },
      } satisfies BrokerageFact)
      return ok(parts)
    },
    options,
  )

async function addPart(
  tx: Write,
  { pkg, rank, signatures, codes, picked, question }: Deciding,
  reasons: ChoiceReasons,
  { part, invitation, ref, number }: { part: Part; invitation: Invitation; ref: string; number: number },
): Promise<Result<CarePackage, ChooseRefusal>> {
  const pattern = only(pkg.pattern, part.covers)
  const asked: CarePackage = { ...pkg, packageRef: ref, pattern, part: number, round: 0 }
  const own: Invitation = { ...invitation, packageRef: ref, pattern, status: 'offered' }
  const shared = offerOf(invitation, part)
  const floor = floorUnder({ pattern, prices: own.prices, floorAt: await floorFor(tx, own) }, shared.covers)
  const offer: Offer = {
    ...{ ...shared, packageRef: ref, offerRef: await nextRef(tx, 'OF') },
    ...(floor ? { floor } : {}),
  }
  const chosen = choose(asked, { offer, rank, contractRef: own.contractRef }, reasons, {
    officerRef: personBehind(tx.actor),
    name: nameWithPerson(tx.actor),
    now: tx.now,
    codes: codes.map(({ code }) => code),
    question,
  })
  if (!chosen.ok) return chosen
  const clash = await addPackage(tx, chosen.value)
  if (clash) throw new Error(`${clash.open} stands where a part of ${pkg.packageRef} should`)
  await saveInvitations(tx, [own])
  await saveOffer(tx, offer)
  await saveSignatures(tx, chosen.value, signatures)
  await carrySpot(tx, pkg.packageRef, chosen.value, offer)
  const codeLabel = codes.find(({ code }) => code === chosen.value.choice?.code)?.label
  const told = { ofOffers: picked.parts.length, signatures, codeLabel }
  recordChoice(tx, chosen.value, own, { ...part.ranked, offer, rank }, told)
  return chosen
}
