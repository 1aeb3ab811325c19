import { dayOf } from '#src/base/day.ts'
import { outwardCode } from '#src/base/postcode.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  assign,
  type CarePackage,
  changeDraft,
  closeWindow,
  type Draft,
  endPlacement,
  type Placement,
  send,
  stop,
} from '#src/brokerage/care-package.ts'
import { addPackage, lockPackage, savePackage } from '#src/brokerage/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { inviteProviders } from '#src/brokerage/invite-commands.ts'
import type { Invitation, Offer } from '#src/brokerage/offer.ts'
import { listOffers, lockInvitations, saveInvitations, settleInvitations } from '#src/brokerage/offer.store.ts'
import { checkPattern, type FaultAt, weeklyMinutes } from '#src/brokerage/pattern.ts'
import { findPlacement, listPlacements, savePlacement } from '#src/brokerage/placement.store.ts'
import { endDrawDown } from '#src/contracts/index.ts'
import { findOfficer, getPolicy, hasLeft } from '#src/councils/index.ts'
import { endShare, findPerson, OUTCOMES, personName } from '#src/people/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export type RequestPackage = Partial<Draft> & { readonly personRef: string; readonly service: string }

export type DraftRefusal =
  | { readonly why: 'pattern'; readonly faults: readonly FaultAt[] }
  | { readonly why: 'outcome not known'; readonly outcome: string }
export type RequestRefusal =
  | DraftRefusal
  | { readonly why: 'no such person' }
  | { readonly why: 'already open'; readonly packageRef: string }

/** Asks for a package: a draft, with whatever is known of it already. */
export const requestPackage = (shell: Shell, actor: Actor, input: RequestPackage, options?: CommandOptions) =>
  shell.command<CarePackage, RequestRefusal>(
    actor,
    'request-package',
    async (tx) => {
      const person = await findPerson(tx, input.personRef)
      if (!person) return refuse({ why: 'no such person' })
      const fault = await draftFault(tx, input)
      if (fault) return refuse(fault)
      const pkg: CarePackage = {
        packageRef: await nextRef(tx, 'PK'),
        personRef: input.personRef,
        personName: personName(person),
        service: input.service,
        zone: person.zone,
        outwardCode: outwardCode(person.postcode),
        urgent: input.urgent ?? false,
        pattern: input.pattern ?? [],
        skills: input.skills ?? [],
        outcomes: input.outcomes ?? [],
        ...(input.startBy ? { startBy: input.startBy } : {}),
        status: 'draft',
        requestedBy: personBehind(actor),
        requestedByName: nameWithPerson(actor),
        requestedAt: tx.now,
        round: 0,
      }
      const clash = await addPackage(tx, pkg)
      if (clash) return refuse({ why: 'already open', packageRef: clash.open })
      tx.record({
        type: 'brokerage.package-requested',
        about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
        data: { packageRef: pkg.packageRef, personRef: pkg.personRef, service: pkg.service, zone: pkg.zone },
      } satisfies BrokerageFact)
      return ok(pkg)
    },
    options,
  )

/** Holds a draft to the council's policy on visit lengths (M-41) and to the outcomes of the Care Act (L-10). */
async function draftFault(tx: Read, draft: Partial<Draft>): Promise<DraftRefusal | undefined> {
  if (draft.pattern && draft.pattern.length > 0) {
    const checked = checkPattern(draft.pattern, await getPolicy(tx, 'visit-length', dayOf(tx.now)))
    if (!checked.ok) return { why: 'pattern', faults: checked.error }
  }
  const unknown = draft.outcomes?.find((outcome) => !OUTCOMES.some(({ key }) => key === outcome))
  return unknown === undefined ? undefined : { why: 'outcome not known', outcome: unknown }
}

export type ChangeRefusal = DraftRefusal | { readonly why: 'no such package' } | { readonly why: 'already sent' }

export const changePackage = (shell: Shell, actor: Actor, packageRef: string, draft: Partial<Draft>) =>
  shell.command<CarePackage, ChangeRefusal>(actor, 'change-package', async (tx) => {
    const pkg = await lockPackage(tx, packageRef)
    if (!pkg) return refuse({ why: 'no such package' })
    const fault = await draftFault(tx, draft)
    if (fault) return refuse(fault)
    const changed = changeDraft(pkg, draft)
    if (!changed.ok) return refuse({ why: changed.error })
    await savePackage(tx, changed.value)
    tx.record({
      type: 'brokerage.package-changed',
      about: [`package:${packageRef}`],
      data: { packageRef, changed: Object.keys(draft) },
    } satisfies BrokerageFact)
    return ok(changed.value)
  })

export type SendRefusal = 'no such package' | 'not in this state' | 'not complete' | 'no providers'

/** Sends a package to every provider with a contract for its service and zone that the council places with. */
export const sendPackage = (shell: Shell, actor: Actor, packageRef: string, options?: CommandOptions) =>
  shell.command<CarePackage, SendRefusal>(
    actor,
    'send-package',
    async (tx) => {
      const pkg = await lockPackage(tx, packageRef)
      if (!pkg) return refuse('no such package')
      const today = dayOf(tx.now)
      const { hours } = await getPolicy(tx, 'offer-window', today)
      const window = { now: tx.now, today, hours: pkg.urgent ? hours.urgent : hours.standard }
      const before = await lockInvitations(tx, packageRef)
      // First as if to one provider: whether it may be sent at all does not rest on who is there.
      const sendable = send(pkg, { ...window, providers: 1 })
      if (!sendable.ok) return sendable
      const { invited, leftOut } = await inviteProviders(tx, sendable.value, before)
      const sent = send(pkg, { ...window, providers: invited.length })
      if (!sent.ok) return sent
      await savePackage(tx, sent.value)
      await saveInvitations(tx, invited)
      tx.record({
        type: 'brokerage.package-sent',
        about: [`package:${packageRef}`, `person:${pkg.personRef}`],
        data: {
          packageRef,
          organisationRefs: invited.map(({ organisationRef }) => organisationRef),
          leftOut,
          closesAt: String(sent.value.closesAt),
          weeklyMinutes: weeklyMinutes(pkg.pattern),
        },
      } satisfies BrokerageFact)
      return ok(sent.value)
    },
    options,
  )

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

/** The same within a command at hand that has the package and its invitations locked. */
export async function closeIn(
  tx: Write,
  pkg: CarePackage,
  invitations: readonly Invitation[],
  offers: readonly Offer[],
): Promise<Result<CarePackage, 'not in this state' | 'still open'>> {
  const made = offers.filter(({ status }) => status === 'made').length
  const silent = invitations.filter(({ status }) => status === 'invited').length
  const closed = closeWindow(pkg, { offers: made, silent }, tx.now)
  if (!closed.ok) return closed
  await savePackage(tx, closed.value)
  // Closed early, when all have answered: from now on nobody changes an offer.
  await saveInvitations(
    tx,
    invitations
      .filter(({ closesAt }) => Temporal.Instant.compare(closesAt, tx.now) > 0)
      .map((invitation) => ({ ...invitation, closesAt: tx.now })),
  )
  const declined = invitations.filter(({ status }) => status === 'declined').length
  tx.record({
    type: 'brokerage.offers-closed',
    about: [`package:${pkg.packageRef}`],
    data: { packageRef: pkg.packageRef, offers: made, declined, silent },
  } satisfies BrokerageFact)
  return closed
}

export type StopRefusal = 'no such package' | 'not in this state' | 'no reason'

export const withdrawPackage = (shell: Shell, actor: Actor, input: { packageRef: string; reason: string }) =>
  shell.command<CarePackage, StopRefusal>(actor, 'withdraw-package', async (tx) => {
    const pkg = await lockPackage(tx, input.packageRef)
    if (!pkg) return refuse('no such package')
    const stopped = stop(pkg, 'withdrawn', input.reason)
    if (!stopped.ok) return stopped
    await savePackage(tx, stopped.value)
    await settleInvitations(tx, pkg.packageRef, undefined)
    tx.record({
      type: 'brokerage.package-withdrawn',
      about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
      data: { packageRef: pkg.packageRef, reason: input.reason.trim() },
    } satisfies BrokerageFact)
    return stopped
  })

/** The provider goes on seeing the person when it serves them by another package. */
async function endShareUnlessServed(tx: Write, { packageRef, personRef, organisationRef }: Placement, endDay: string) {
  const others = await listPlacements(tx, { personRef, organisationRef, on: endDay })
  if (others.every((other) => other.packageRef === packageRef))
    await endShare(tx, { personRef, organisationRef, toDay: endDay })
}

export type EndRefusal = 'no such package' | 'not in this state' | 'ends before it starts' | 'no reason'

/** Ends care in place and gives the rest of its commitment back to the contract. */
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
    tx.record({
      type: 'brokerage.end-explained',
      about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
      data: { packageRef: pkg.packageRef, reason: input.reason.trim() },
    } satisfies BrokerageFact)
    return ok(ended.value.pkg)
  })
