import { dayOf, formatDay } from '#src/base/day.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import {
  listOffers,
  lockInvitation,
  lockInvitations,
  saveInvitations,
  settleInvitations,
} from '#src/brokerage/offers/offer.store.ts'
import { type Invitation, isOpen, isSilent, type Offer, saidNo } from '#src/brokerage/offers/offer.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import {
  assign,
  type CarePackage,
  closeWindow,
  endPlacement,
  type Placement,
  send,
  stop,
} from '#src/brokerage/packages/care-package.ts'
import { weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import type { Moved } from '#src/brokerage/placing/plan.ts'
import { findPlacement, listPlacements, savePlacement } from '#src/brokerage/packages/placement.store.ts'
import { findSelfFunder, listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
import { notAgreed, type NotAgreed } from '#src/brokerage/self-funders/self-funder.ts'
import { inviteProviders, type Which } from '#src/brokerage/sending/invite-commands.ts'
import {
  closeRound,
  oneRound,
  openFirst,
  openNext,
  planSending,
  windowOf,
} from '#src/brokerage/sending/round-commands.ts'
import type { WithdrawnCode } from '#src/brokerage/sending/mails.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { endDrawDown } from '#src/contracts/index.ts'
import { findOfficer, hasLeft } from '#src/councils/index.ts'
import { endShare } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type SendRefusal = 'no such package' | 'not in this state' | 'not complete' | 'no providers' | NotAgreed

/**
 * Sends a package to the providers with a contract for its service and zone that the council places with, in the rounds of the mechanism
 * that is stated for them. Where offers are in and rounds are left, the next one is asked too.
 */
export const sendPackage = (shell: Shell, actor: Actor, packageRef: string, options?: CommandOptions) =>
  shell.command<CarePackage, SendRefusal>(actor, 'send-package', (tx) => sendIn(tx, packageRef), options)

/** The same within a command at hand; with `only` to that one of them, as a plan proposes, told which visits it has moved. */
export async function sendIn(
  tx: Write,
  packageRef: string,
  only?: string,
  moved?: Moved,
): Promise<Result<CarePackage, SendRefusal>> {
  const pkg = await lockPackage(tx, packageRef)
  if (!pkg) return refuse('no such package')
  if (only !== undefined) {
    const sent = await sendBy(tx, pkg, oneRound('planned', [only]))
    if (sent.ok && moved) await tellMoved(tx, packageRef, only, moved)
    return sent
  }
  if (pkg.status !== 'offers_in' || !pkg.roundsLeft) return sendBy(tx, pkg, planSending)
  const next = await openNext(tx, pkg)
  return next ? ok(next) : refuse('no providers')
}

async function tellMoved(tx: Write, packageRef: string, organisationRef: string, moved: Moved): Promise<void> {
  const invitation = await lockInvitation(tx, packageRef, organisationRef)
  if (invitation?.needs) await saveInvitations(tx, [{ ...invitation, needs: { ...invitation.needs, moved } }])
}

/** Sends in the rounds that are planned from whom may be asked. */
export async function sendBy(
  tx: Write,
  pkg: CarePackage,
  planned: typeof planSending,
  which: Which = 'all',
): Promise<Result<CarePackage, SendRefusal>> {
  const { packageRef } = pkg
  const unagreed = pkg.payer === 'self' ? notAgreed(await findSelfFunder(tx, packageRef)) : undefined
  if (unagreed) return refuse(unagreed)
  const { closes, hours } = await windowOf(tx, pkg)
  const window = { now: tx.now, today: dayOf(tx.now), closesAt: closes }
  const before = await lockInvitations(tx, packageRef)
  // First as if to one provider: whether it may be sent at all does not rest on who is there.
  const sendable = send(pkg, { ...window, providers: 1 })
  if (!sendable.ok) return sendable
  const invited = await inviteProviders(tx, sendable.value, before, which)
  const opened = await openFirst(tx, sendable.value, invited, await planned(tx, pkg, invited, hours))
  if (!opened) return refuse('no providers')
  tx.record({
    type: 'brokerage.package-sent',
    about: [`package:${packageRef}`, `person:${pkg.personRef}`],
    data: {
      packageRef,
      organisationRefs: opened.asked.map(({ organisationRef }) => organisationRef),
      leftOut: invited.leftOut,
      closesAt: String(opened.pkg.closesAt),
      weeklyMinutes: weeklyMinutes(pkg.pattern),
      ...(opened.pkg.roundsLeft ? { roundsLeft: opened.pkg.roundsLeft } : {}),
    },
  } satisfies BrokerageFact)
  return ok(opened.pkg)
}

/** Takes the open ones of these packages: whoever does, moves them on. */
export const assignPackages = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRefs: readonly string[]; readonly officerRef: string },
) =>
  shell.command<number, 'no such officer' | 'nothing to take'>(actor, 'assign-packages', async (tx) => {
    const officer = await findOfficer(tx, input.officerRef)
    if (!officer || hasLeft(officer, dayOf(tx.now))) return refuse('no such officer')
    let taken = 0
    for (const packageRef of [...new Set(input.packageRefs)].sort()) {
      const pkg = await lockPackage(tx, packageRef)
      const assigned = pkg ? assign(pkg, officer) : refuse('not in this state')
      if (!pkg || !assigned.ok) continue
      await savePackage(tx, assigned.value)
      tx.record({
        type: 'brokerage.package-assigned',
        about: [`package:${packageRef}`],
        data: {
          ...{ packageRef, officerRef: officer.officerRef, name: officer.name },
          ...(pkg.withName === undefined ? {} : { from: pkg.withName }),
        },
      } satisfies BrokerageFact)
      taken += 1
    }
    return taken > 0 ? ok(taken) : refuse('nothing to take')
  })

export type WindowRefusal = 'no such package' | 'not in this state' | 'still open'

/** Closes the window for offers: at its time by the clock's job or by whoever comes first, or when all have answered. */
export const closeOffers = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<CarePackage, WindowRefusal>(actor, 'close-offers', async (tx) => {
    const pkg = await lockPackage(tx, packageRef)
    if (!pkg) return refuse('no such package')
    const invitations = await lockInvitations(tx, packageRef)
    return closeIn(tx, pkg, invitations, await listOffers(tx, packageRef))
  })

/**
 * The same within a command at hand that has the package and its invitations locked. Where nobody offered and a round is left, that one is
 * opened and the package stays sent.
 */
export async function closeIn(
  tx: Write,
  pkg: CarePackage,
  invitations: readonly Invitation[],
  offers: readonly Offer[],
): Promise<Result<CarePackage, 'not in this state' | 'still open'>> {
  const made = offers.filter(({ status }) => status === 'made').length
  const asked = invitations.filter(({ closesAt: until }) => pkg.closesAt && until.equals(pkg.closesAt))
  const silent = asked.filter(isSilent).length
  const closed = closeWindow(pkg, { offers: made, silent }, tx.now)
  if (!closed.ok) return closed
  const declined = asked.filter(saidNo).length
  await closeRound(tx, pkg.packageRef, { offers: made, declined, silent })
  if (made === 0 && pkg.roundsLeft) {
    const next = await openNext(tx, pkg)
    if (next) return ok(next)
  }
  const over = { ...closed.value, ...(made === 0 ? { roundsLeft: 0 } : {}) }
  await savePackage(tx, over)
  // Closed early, when all have answered: from now on nobody changes an offer.
  await saveInvitations(
    tx,
    invitations
      .filter((one) => Temporal.Instant.compare(one.closesAt, tx.now) > 0)
      .map((invitation) => ({ ...invitation, closesAt: tx.now })),
  )
  tx.record({
    type: 'brokerage.offers-closed',
    about: [`package:${pkg.packageRef}`],
    data: { packageRef: pkg.packageRef, offers: made, declined, silent },
  } satisfies BrokerageFact)
  return ok(over)
}

export type StopRefusal = 'no such package' | 'not in this state' | 'no reason'

type StopPackage = { readonly packageRef: string; readonly reason: string }

export const withdrawPackage = (shell: Shell, actor: Actor, input: StopPackage) =>
  shell.command(actor, 'withdraw-package', (tx) => withdrawIn(tx, input))

/** The same within a command at hand. */
export async function withdrawIn(tx: Write, input: StopPackage): Promise<Result<CarePackage, StopRefusal>> {
  const pkg = await lockPackage(tx, input.packageRef)
  if (!pkg) return refuse('no such package')
  const stopped = stop(pkg, 'withdrawn', input.reason)
  if (!stopped.ok) return stopped
  const told = (await lockInvitations(tx, pkg.packageRef)).filter(
    (one) => one.status === 'offered' || (one.status === 'invited' && isOpen(one, tx.now)),
  )
  await savePackage(tx, stopped.value)
  await settleInvitations(tx, pkg.packageRef, undefined)
  // The reason is for the record: what an officer wrote may say something of the person.
  await tellProviders(tx, { template: 'request-withdrawn', told, data: { code: 'package' satisfies WithdrawnCode } })
  tx.record({
    type: 'brokerage.package-withdrawn',
    about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
    data: { packageRef: pkg.packageRef, reason: input.reason.trim() },
  } satisfies BrokerageFact)
  return stopped
}

/** The provider goes on seeing the person when it serves them by another package, whoever pays for that. */
export async function endShareUnlessServed(
  tx: Write,
  { packageRef, personRef, organisationRef }: Pick<Placement, 'packageRef' | 'personRef' | 'organisationRef'>,
  endDay: string,
) {
  const others = [
    ...(await listPlacements(tx, { personRef, organisationRef, on: endDay })),
    ...(await listArrangementsOf(tx, { organisationRef, personRef, after: endDay })),
  ]
  if (others.every((other) => other.packageRef === packageRef))
    await endShare(tx, { personRef, organisationRef, toDay: endDay })
}

export type EndRefusal =
  | 'no such package'
  | 'not in this state'
  | 'ends by then already'
  | 'ends before it starts'
  | 'no reason'

/** Ends care in place, or ends it sooner than was settled, and gives the rest of its commitment back to the contract. */
export const endCare = (shell: Shell, actor: Actor, input: { packageRef: string; endDay: string; reason: string }) =>
  shell.command<CarePackage, EndRefusal>(actor, 'end-placement', async (tx) => {
    const pkg = await lockPackage(tx, input.packageRef)
    const placement = pkg && (await findPlacement(tx, input.packageRef))
    if (!pkg) return refuse('no such package')
    if (!placement) return refuse('not in this state')
    const ended = endPlacement(pkg, placement, input)
    if (!ended.ok) return ended
    await savePackage(tx, ended.value.pkg)
    await savePlacement(tx, ended.value.placement)
    await endDrawDown(tx, { packageRef: pkg.packageRef, toDay: input.endDay })
    await endShareUnlessServed(tx, placement, input.endDay)
    tx.record({
      type: 'brokerage.placement-ended',
      about: [
        `package:${pkg.packageRef}`,
        `person:${pkg.personRef}`,
        `provider:${placement.organisationRef}`,
        `contract:${placement.contractRef}`,
      ],
      data: {
        packageRef: pkg.packageRef,
        personRef: pkg.personRef,
        organisationRef: placement.organisationRef,
        endDay: input.endDay,
      },
    } satisfies BrokerageFact)
    // Why is the person's: provider and contract are told only that care ends.
    await tellProviders(tx, { template: 'care-ends', told: [placement], data: { starts: formatDay(input.endDay) } })
    tx.record({
      type: 'brokerage.end-explained',
      about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
      data: { packageRef: pkg.packageRef, reason: input.reason.trim() },
    } satisfies BrokerageFact)
    return ok(ended.value.pkg)
  })
