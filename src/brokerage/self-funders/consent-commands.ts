/** Consent to share what a person needs: given, withdrawn, given anew; and who pays, while nobody has been asked. */
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, stop } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { endShareUnlessServed } from '#src/brokerage/packages/package-commands.ts'
import { withCost } from '#src/brokerage/requests/request-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { isOpen } from '#src/brokerage/offers/offer.ts'
import { emptyInvitations, lockInvitations, settleInvitations } from '#src/brokerage/offers/offer.store.ts'
import {
  changePayer,
  checkYes,
  consents,
  type Payer,
  type PayerFault,
  type SelfFunder,
  undoneByWithdrawal,
  withdrawConsent,
  type WithdrawFault,
  type YesFault,
} from '#src/brokerage/self-funders/self-funder.ts'
import {
  findArrangement,
  findSelfFunder,
  saveSelfFunder,
  saveUnshared,
} from '#src/brokerage/self-funders/self-funder.store.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { findSpot } from '#src/brokerage/spot/spot.store.ts'
import { shareWithProvider } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type Said = { readonly packageRef: string; readonly by: string; readonly as: string; readonly on: Day }

export type KnownRefusal = 'no such package' | 'the council pays'
type Known = { readonly pkg: CarePackage; readonly known: SelfFunder }

/** The package, held, with what the person who pays agreed to so far. */
export async function lockKnown(tx: Write, packageRef: string): Promise<Result<Known, KnownRefusal>> {
  const pkg = await lockPackage(tx, packageRef)
  if (!pkg) return refuse('no such package')
  if (pkg.payer !== 'self') return refuse('the council pays')
  return ok({ pkg, known: (await findSelfFunder(tx, packageRef)) ?? { packageRef } })
}

export const aboutBoth = ({ packageRef, personRef }: CarePackage) =>
  [`package:${packageRef}`, `person:${personRef}`] as const

export type ConsentRefusal = KnownRefusal | YesFault | 'no words' | 'given already'

/** The person, or who acts for them, lets the council share their needs with providers. */
export const keepConsent = (
  shell: Shell,
  actor: Actor,
  input: Said & { readonly words: string },
  options?: CommandOptions,
) =>
  shell.command<SelfFunder, ConsentRefusal>(
    actor,
    'keep-consent',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const { pkg, known } = found.value
      if (consents(known)) return refuse('given already')
      const words = input.words.trim()
      if (words === '') return refuse('no words')
      const yes = checkYes(input, dayOf(tx.now))
      if (!yes.ok) return yes
      const { withdrawn: _undone, ...before } = known
      const consented = { ...before, consent: { ...yes.value, words } }
      await saveSelfFunder(tx, consented)
      if (pkg.status === 'arranged') await shareAgain(tx, pkg)
      tx.record({
        type: 'brokerage.self-funder-consented',
        about: aboutBoth(pkg),
        data: { packageRef: pkg.packageRef, on: yes.value.on, byPerson: yes.value.as === 'person' },
      } satisfies BrokerageFact)
      return ok(consented)
    },
    options,
  )

/** Given anew while care runs: the provider is shown again whom it serves. */
async function shareAgain(tx: Write, { packageRef }: CarePackage): Promise<void> {
  const arrangement = await findArrangement(tx, packageRef)
  if (!arrangement || arrangement.unsharedOn === null) return
  const { personRef, organisationRef } = arrangement
  await saveUnshared(tx, packageRef, null)
  await shareWithProvider(tx, { personRef, organisationRef, fromDay: dayOf(tx.now), toDay: arrangement.endDay })
}

export type WithdrawConsentRefusal = KnownRefusal | WithdrawFault

/**
 * The consent is withdrawn. Before an arrangement all asking stops, and what providers were shown is taken out of their invitations;
 * afterwards the provider is no longer shown who the person is. Care itself is between the two, and runs on.
 */
export const endConsent = (shell: Shell, actor: Actor, input: Said, options?: CommandOptions) =>
  shell.command<SelfFunder, WithdrawConsentRefusal>(
    actor,
    'withdraw-consent',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const { pkg, known } = found.value
      const withdrawn = withdrawConsent(known, input, dayOf(tx.now))
      if (!withdrawn.ok) return withdrawn
      await saveSelfFunder(tx, withdrawn.value)
      const { on, as } = withdrawn.value.withdrawn
      tx.record({
        type: 'brokerage.consent-withdrawn',
        about: aboutBoth(pkg),
        data: { packageRef: pkg.packageRef, on, byPerson: as === 'person' },
      } satisfies BrokerageFact)
      const undoing = undoneByWithdrawal(pkg)
      if (undoing === 'asking stops') await stopAsking(tx, pkg)
      if (undoing === 'sharing stops') await stopSharing(tx, pkg)
      return withdrawn
    },
    options,
  )

const WHY_STOPPED = 'Consent to share needs with providers was withdrawn'

async function stopAsking(tx: Write, pkg: CarePackage): Promise<void> {
  const { packageRef } = pkg
  const stopped = stop(pkg, 'withdrawn', WHY_STOPPED)
  if (!stopped.ok) throw new Error(`a package that is ${pkg.status} cannot be withdrawn`)
  const asked = (await lockInvitations(tx, packageRef)).filter((one) => one.status === 'offered' || isOpen(one, tx.now))
  await savePackage(tx, stopped.value)
  await settleInvitations(tx, packageRef, undefined)
  await emptyInvitations(tx, packageRef, undefined)
  await tellProviders(tx, { template: 'request-not-shared', told: asked })
  tx.record({
    type: 'brokerage.package-withdrawn',
    about: aboutBoth(pkg),
    data: { packageRef, reason: WHY_STOPPED },
  } satisfies BrokerageFact)
}

async function stopSharing(tx: Write, { packageRef }: CarePackage): Promise<void> {
  const arrangement = await findArrangement(tx, packageRef)
  if (!arrangement) return
  const today = dayOf(tx.now)
  await saveUnshared(tx, packageRef, today)
  await emptyInvitations(tx, packageRef, arrangement.organisationRef)
  await endShareUnlessServed(tx, arrangement, today)
  await tellProviders(tx, { template: 'arrangement-not-shared', told: [{ ...arrangement, packageRef }] })
}

export type PayerRefusal = 'no such package' | PayerFault

/** A draft is paid by another: the person became eligible, or is no longer. */
export const setPayer = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly payer: Payer; readonly reason: string },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, PayerRefusal>(
    actor,
    'set-payer',
    async (tx) => {
      const pkg = await lockPackage(tx, input.packageRef)
      if (!pkg) return refuse('no such package')
      const spot = await findSpot(tx, pkg.packageRef)
      const changed = changePayer(pkg, input, spot !== undefined && spot.status !== 'refused')
      if (!changed.ok) return changed
      const saved = await withCost(tx, changed.value)
      await savePackage(tx, saved)
      tx.record({
        type: 'brokerage.payer-changed',
        about: aboutBoth(pkg),
        data: { packageRef: pkg.packageRef, payer: input.payer, reason: input.reason.trim() },
      } satisfies BrokerageFact)
      return ok(saved)
    },
    options,
  )
