import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type CarePackage,
  type ChoiceReasons,
  type ChoiceRefusal,
  type PackageStatus,
  choose,
  chosenByPerson,
  waitsForSignatures,
  stop,
  undoChoice,
  windowIsOver,
} from '#src/brokerage/packages/care-package.ts'
import {
  findQuestion,
  listSignatures,
  lockPackage,
  savePackage,
  saveSignatures,
} from '#src/brokerage/packages/care-package.store.ts'
import { closeIn } from '#src/brokerage/packages/package-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { type Invitation, type Offer, stands } from '#src/brokerage/offers/offer.ts'
import { listOffers, lockInvitations, settleInvitations } from '#src/brokerage/offers/offer.store.ts'
import { weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { type Bar, barTo, type PlaceRefusal, placeIn } from '#src/brokerage/sign-off/place-commands.ts'
import { listPreferred } from '#src/brokerage/requests/preference.store.ts'
import { timesKept } from '#src/brokerage/offers/times-kept.ts'
import { type Ranked, rankOffers } from '#src/brokerage/offers/ranking.ts'
import {
  handOver,
  isComplete,
  refuseSignature,
  type ReasonRefusal,
  routeFor,
  sendBack,
  sign,
  type Signature,
  signedCount,
  type SignedBy,
  type SignRefusal,
  startSignOff,
} from '#src/brokerage/sign-off/sign-off.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { choiceToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import { findOfficer, getPolicy, listOfficers, type Officer } from '#src/councils/index.ts'
import { overBudgetPence, wishesMet } from '#src/brokerage/requests/request.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

const ASKING: readonly PackageStatus[] = ['sent', 'offers_in', 'no_capacity']

/** The offers that stand, ranked by the weights of their contracts; once one is chosen, those that stood beside it too. */
export function ranking(
  pkg: CarePackage,
  invitations: readonly Invitation[],
  offers: readonly Offer[],
  today: Day,
): readonly Ranked[] {
  const byOrganisation = new Map(invitations.map((invitation) => [invitation.organisationRef, invitation]))
  const candidates = offers
    .filter((offer) => (ASKING.includes(pkg.status) ? stands(offer, today) : offer.status === 'made'))
    .flatMap((offer) => {
      const invitation = byOrganisation.get(offer.organisationRef)
      if (!invitation) return []
      const { weights, outsideFramework = false, rating, told } = invitation
      const { met, percent } = wishesMet(pkg.wishes, offer.meets ?? [])
      const wishes = { met: met.length, of: pkg.wishes.length }
      // Of what is bought by outcomes provider and person agree the times.
      const times = pkg.byOutcomes ? {} : { times: timesKept(pkg.pattern, offer) }
      return [{ offer, weights, outsideFramework, rating, told, wishesPercent: percent, wishes, ...times }]
    })
  return rankOffers(candidates, { weeklyMinutes: weeklyMinutes(pkg.pattern), startBy: pkg.startBy ?? '' })
}

/** The signatures that the council's policy names for a placement, asked for from this moment on. */
export async function signaturesFor(
  tx: Read,
  pkg: CarePackage,
  { weeklyPence, overCeilingPence }: Pick<Offer, 'weeklyPence' | 'overCeilingPence'>,
): Promise<Signature[]> {
  const { routes, inOrder } = await getPolicy(tx, 'sign-off', dayOf(tx.now))
  const { urgent, service } = pkg
  // A budget for outcomes is a ceiling of its own: who signs above the one signs above the other.
  const overCeiling = overCeilingPence > 0 || overBudgetPence(pkg, weeklyPence) > 0
  const toSign = { weeklyPence, urgent, service, overCeiling }
  return startSignOff(routeFor(routes, toSign), tx.now, inOrder)
}

export type ChooseOffer = ChoiceReasons & { readonly packageRef: string; readonly offerRef: string }
export type ChooseRefusal = ChoiceRefusal | 'no such package' | 'no such offer' | 'no signatures set' | Bar

/** Chooses an offer and asks the officers whom the policy names for that weekly cost to sign. */
export const chooseOffer = (shell: Shell, actor: Actor, input: ChooseOffer, options?: CommandOptions) =>
  shell.command<CarePackage, ChooseRefusal>(
    actor,
    'choose-offer',
    async (tx) => {
      const locked = await lockPackage(tx, input.packageRef)
      if (!locked) return refuse('no such package')
      const invitations = await lockInvitations(tx, input.packageRef)
      const offers = await listOffers(tx, input.packageRef)
      const pkg = windowIsOver(locked, tx.now) ? await closeIn(tx, locked, invitations, offers) : ok(locked)
      if (!pkg.ok) return pkg
      if (!offers.some(({ offerRef }) => offerRef === input.offerRef)) return refuse('no such offer')
      const ranked = ranking(pkg.value, invitations, offers, dayOf(tx.now))
      const picked = ranked.find(({ offer }) => offer.offerRef === input.offerRef)
      const invitation = invitations.find(({ organisationRef }) => organisationRef === picked?.offer.organisationRef)
      if (!picked || !invitation) return refuse('offer withdrawn')
      const bar = await barTo(tx, pkg.value.personRef, invitation.organisationRef)
      if (bar) return refuse(bar)
      const today = dayOf(tx.now)
      const { codes } = await getPolicy(tx, 'choice-reasons', today)
      const chosen = choose(pkg.value, { ...picked, contractRef: invitation.contractRef }, input, {
        officerRef: personBehind(actor),
        name: nameWithPerson(actor),
        now: tx.now,
        codes: codes.map(({ code }) => code),
        chosenByPerson: chosenByPerson(
          pkg.value,
          ranked.map(({ offer }) => offer),
          await listPreferred(tx, pkg.value.personRef),
        ),
        question: await findQuestion(tx, pkg.value),
      })
      if (!chosen.ok) return chosen
      const signatures = await signaturesFor(tx, pkg.value, picked.offer)
      if (signatures.length === 0) return refuse('no signatures set')
      await savePackage(tx, chosen.value)
      await saveSignatures(tx, chosen.value, signatures)
      const codeLabel = codes.find(({ code }) => code === chosen.value.choice?.code)?.label
      await tellSigners(tx, 'signature-asked', [choiceToSign(chosen.value, signatures)])
      recordChoice(tx, chosen.value, invitation, picked, { ofOffers: ranked.length, signatures, codeLabel })
      return chosen
    },
    options,
  )

export function recordChoice(
  tx: Write,
  pkg: CarePackage,
  invitation: Invitation,
  { offer, rank, tenths }: Ranked,
  told: { ofOffers: number; signatures: readonly Signature[]; codeLabel: string | undefined },
): void {
  const { ofOffers, signatures, codeLabel } = told
  tx.record({
    type: 'brokerage.offer-chosen',
    about: [
      `package:${pkg.packageRef}`,
      `person:${pkg.personRef}`,
      `provider:${offer.organisationRef}`,
      `offer:${offer.offerRef}`,
    ],
    data: {
      packageRef: pkg.packageRef,
      offerRef: offer.offerRef,
      organisationRef: offer.organisationRef,
      organisationName: invitation.organisationName,
      weeklyPence: offer.weeklyPence,
      rank,
      ofOffers,
      points: tenths / 10,
      ...(pkg.choice?.code ? { code: pkg.choice.code, codeLabel, words: pkg.choice.words ?? '' } : {}),
      ...(pkg.choice?.ceilingReason ? { ceilingReason: pkg.choice.ceilingReason } : {}),
      ...(pkg.choice?.floorReason ? { floorReason: pkg.choice.floorReason } : {}),
      ...(pkg.choice?.answered ? { answer: pkg.choice.answered.answer } : {}),
      signatures: signatures.map(({ step, label, role }) => ({ step, label, role })),
    },
  } satisfies BrokerageFact)
}

export type UndoRefusal = 'no such package' | 'not in this state' | 'no reason'

/** The broker takes the choice back; the offers stand. */
export const withdrawChoice = (shell: Shell, actor: Actor, input: { packageRef: string; reason: string }) =>
  shell.command<CarePackage, UndoRefusal>(actor, 'withdraw-choice', async (tx) => {
    const pkg = await lockPackage(tx, input.packageRef)
    if (!pkg) return refuse('no such package')
    const undone = undoChoice(pkg)
    if (!undone.ok) return undone
    const reason = input.reason.trim()
    if (reason === '') return refuse('no reason')
    await savePackage(tx, undone.value)
    tx.record({
      type: 'brokerage.choice-withdrawn',
      about: [`package:${pkg.packageRef}`],
      data: { packageRef: pkg.packageRef, reason },
    } satisfies BrokerageFact)
    return undone
  })

type Deciding = {
  readonly pkg: CarePackage
  readonly signatures: Signature[]
  readonly by: SignedBy
  readonly officers: readonly Officer[]
}
export type DecisionRefusal =
  | SignRefusal
  | 'no such package'
  | 'not in this state'
  | 'not an officer'
  | 'another choice since'

/** The package locked, so that two officers who sign at once do so one after the other; its signatures and who decides. */
async function lockSignOff(tx: Write, { packageRef, round }: SignStep): Promise<Result<Deciding, DecisionRefusal>> {
  const pkg = await lockPackage(tx, packageRef)
  if (!pkg) return refuse('no such package')
  if (!waitsForSignatures(pkg) || !pkg.choice) return refuse('not in this state')
  if (round !== undefined && round !== pkg.round) return refuse('another choice since')
  const officers = await listOfficers(tx)
  const signer = tx.actor.kind === 'officer' && officers.find(({ officerRef }) => officerRef === tx.actor.id)
  if (!signer) return refuse('not an officer')
  const interested = { requestedBy: pkg.requestedBy, chosenBy: pkg.choice.chosenBy }
  const by = { signer, signerName: signer.name, officers, interested, now: tx.now, today: dayOf(tx.now) }
  return ok({ pkg, signatures: await listSignatures(tx, pkg), by, officers })
}

const aboutStep = (pkg: CarePackage, { by }: Deciding) => [
  `package:${pkg.packageRef}` as const,
  `officer:${by.signer.officerRef}` as const,
]

const stepData = (pkg: CarePackage, signatures: readonly Signature[], step: number) => {
  const signed = signatures.find((one) => one.step === step)
  return {
    packageRef: pkg.packageRef,
    step,
    label: signed?.label ?? '',
    ...(signed?.onBehalfOf ? { onBehalfOf: signed.onBehalfOf } : {}),
  }
}

/** The name of the officer who is away and was signed for. */
function awayName({ officers }: Deciding, signatures: readonly Signature[], step: number): { onBehalfOfName?: string } {
  const ref = signatures.find((one) => one.step === step)?.onBehalfOf
  const away = officers.find(({ officerRef }) => officerRef === ref)
  return away ? { onBehalfOfName: away.name } : {}
}

export type SignStep = {
  readonly packageRef: string
  readonly step: number
  /** Of which choice the signer read: it may have fallen, and another been made, while the page was open. */
  readonly round?: number | undefined
}
export type Signed = { readonly pkg: CarePackage; readonly left: number; readonly blocked?: PlaceRefusal }

/** Signs a step. The last signature places the package, unless the contract cannot bear it. */
export const signStep = (shell: Shell, actor: Actor, input: SignStep, options?: CommandOptions) =>
  shell.command<Signed, DecisionRefusal>(
    actor,
    'sign',
    async (tx) => {
      const deciding = await lockSignOff(tx, input)
      if (!deciding.ok) return deciding
      const { pkg, by } = deciding.value
      const signed = sign(deciding.value.signatures, input.step, by)
      if (!signed.ok) return signed
      const changed = changedSteps(deciding.value.signatures, signed.value)
      await saveSignatures(tx, pkg, changed)
      const next = changed.flatMap(({ status, step }) => (status === 'waiting' ? [step] : []))
      if (next.length > 0) await tellSigners(tx, 'signature-asked', [choiceToSign(pkg, signed.value, next)])
      const count = signedCount(signed.value)
      tx.record({
        type: 'brokerage.signed',
        about: aboutStep(pkg, deciding.value),
        data: {
          ...stepData(pkg, signed.value, input.step),
          ...awayName(deciding.value, signed.value, input.step),
          signed: count,
          of: signed.value.length,
        },
      } satisfies BrokerageFact)
      const left = signed.value.length - count
      if (!isComplete(signed.value) || pkg.emergency) return ok({ pkg, left })
      return ok({ ...(await placeIn(tx, pkg)), left })
    },
    options,
  )

/** The step signed and, where they wait in order, the one whose turn it is now. */
const changedSteps = (before: readonly Signature[], after: readonly Signature[]): Signature[] =>
  after.filter((one, at) => one !== before[at])

const onlyStep = (signatures: readonly Signature[], step: number): Signature[] =>
  signatures.filter((one) => one.step === step)

export type DecideStep = SignStep & { readonly reason: string }
export type StepRefusal = DecisionRefusal | ReasonRefusal

export const sendStepBack = (shell: Shell, actor: Actor, input: DecideStep) =>
  shell.command<CarePackage, StepRefusal>(actor, 'send-back', async (tx) => {
    const deciding = await lockSignOff(tx, input)
    if (!deciding.ok) return deciding
    const { pkg, by, signatures } = deciding.value
    const sent = sendBack(signatures, input.step, by, input.reason)
    if (!sent.ok) return sent
    // Care that was placed in an emergency runs on: the question is the broker's to answer.
    const undone = pkg.emergency ? ok(pkg) : undoChoice(pkg)
    if (!undone.ok) return undone
    await saveSignatures(tx, pkg, onlyStep(sent.value, input.step))
    if (!pkg.emergency) await savePackage(tx, undone.value)
    tx.record({
      type: 'brokerage.sent-back',
      about: aboutStep(pkg, deciding.value),
      data: { ...stepData(pkg, sent.value, input.step), reason: input.reason.trim() },
    } satisfies BrokerageFact)
    return undone
  })

export const refuseStep = (shell: Shell, actor: Actor, input: DecideStep) =>
  shell.command<CarePackage, StepRefusal>(actor, 'refuse', async (tx) => {
    const deciding = await lockSignOff(tx, input)
    if (!deciding.ok) return deciding
    const { pkg, by, signatures } = deciding.value
    const refused = refuseSignature(signatures, input.step, by, input.reason)
    if (!refused.ok) return refused
    const stopped = pkg.emergency ? ok(pkg) : stop(pkg, 'refused', input.reason)
    if (!stopped.ok) return stopped
    await saveSignatures(tx, pkg, onlyStep(refused.value, input.step))
    if (!pkg.emergency) {
      await savePackage(tx, stopped.value)
      const told = (await settleInvitations(tx, pkg.packageRef, undefined)).map((organisationRef) => ({
        ...{ organisationRef, packageRef: pkg.packageRef },
      }))
      await tellProviders(tx, { template: 'request-withdrawn', told, data: { code: 'package' } })
    }
    tx.record({
      type: 'brokerage.refused',
      about: [...aboutStep(pkg, deciding.value), `person:${pkg.personRef}`],
      data: { ...stepData(pkg, refused.value, input.step), reason: input.reason.trim() },
    } satisfies BrokerageFact)
    return stopped
  })

export type HandRefusal = DecisionRefusal | 'colleague may not sign' | 'no such officer'

/** An officer who may sign a step hands this one signature to a named colleague. */
export const handStepOver = (shell: Shell, actor: Actor, input: SignStep & { readonly to: string }) =>
  shell.command<CarePackage, HandRefusal>(actor, 'hand-over', async (tx) => {
    const deciding = await lockSignOff(tx, input)
    if (!deciding.ok) return deciding
    const { pkg, by, signatures } = deciding.value
    const to = await findOfficer(tx, input.to)
    if (!to) return refuse('no such officer')
    const handed = handOver(signatures, input.step, by, to)
    if (!handed.ok) return handed
    await saveSignatures(tx, pkg, onlyStep(handed.value, input.step))
    await tellSigners(tx, 'signature-asked', [choiceToSign(pkg, handed.value, [input.step])])
    tx.record({
      type: 'brokerage.signature-handed-over',
      about: [...aboutStep(pkg, deciding.value), `officer:${to.officerRef}`],
      data: { ...stepData(pkg, handed.value, input.step), to: to.officerRef, toName: to.name },
    } satisfies BrokerageFact)
    return ok(pkg)
  })
