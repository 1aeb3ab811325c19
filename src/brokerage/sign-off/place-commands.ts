import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type CarePackage,
  type Choice,
  isAsChosen,
  move,
  type Placement,
} from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { listBarred } from '#src/brokerage/leaving/barred.store.ts'
import { type Invitation, type Offer, offeredWeek } from '#src/brokerage/offers/offer.ts'
import { findOffer, lockInvitation } from '#src/brokerage/offers/offer.store.ts'
import { savePlacement } from '#src/brokerage/packages/placement.store.ts'
import { listRefused } from '#src/brokerage/requests/preference.store.ts'
import { settleAndTell } from '#src/brokerage/sending/tell-commands.ts'
import { findSpotEnd } from '#src/brokerage/spot/spot.store.ts'
import { type DrawDownRefusal, drawDown } from '#src/contracts/index.ts'
import { shareWithProvider } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export type PlaceRefusal =
  | DrawDownRefusal
  | 'no such contract'
  | 'provider is suspended'
  | 'offer changed since'
  | 'the stay is over'
export type Override = { readonly officerRef: string; readonly reason: string }
export type PlacedOrBlocked = { readonly pkg: CarePackage; readonly blocked?: PlaceRefusal }

/** No new care goes to a provider that is suspended, no longer used or about to leave. */
export const isBarred = async (tx: Read, organisationRef: string): Promise<boolean> =>
  (await listBarred(tx, [organisationRef])).size > 0

export type Bar = 'provider is suspended' | 'the person refuses this provider'

/** Why a provider cannot be chosen for a person, whoever asked it and whatever it offered. */
export async function barTo(tx: Read, personRef: string, organisationRef: string): Promise<Bar | undefined> {
  if (await isBarred(tx, organisationRef)) return 'provider is suspended'
  return (await listRefused(tx, personRef)).has(organisationRef) ? 'the person refuses this provider' : undefined
}

const earlier = (a: Day | null, b: Day | null): Day | null => (a !== null && (b === null || a < b) ? a : b)

/** What became of the provider or its offer since the choice. */
async function whyNotNow(tx: Read, choice: Choice, offer: Offer): Promise<PlaceRefusal | undefined> {
  if (await isBarred(tx, choice.organisationRef)) return 'provider is suspended'
  return isAsChosen(choice, offer) ? undefined : 'offer changed since'
}

/** Places a package that everyone signed: draws on the contract, or stands blocked with the reason. Within a command at hand. */
export async function placeIn(tx: Write, pkg: CarePackage, override?: Override): Promise<PlacedOrBlocked> {
  const { choice } = pkg
  if (!choice) throw new Error(`${pkg.packageRef} is to be placed without a choice`)
  // Held first: an offer that is being taken back is waited for.
  const invitation = await lockInvitation(tx, pkg.packageRef, choice.organisationRef)
  const offer = await findOffer(tx, pkg.packageRef, choice.organisationRef)
  if (!offer || !invitation) throw new Error(`the offer chosen for ${pkg.packageRef} is gone`)
  const today = dayOf(tx.now)
  const startDay = offer.startDay < today ? today : offer.startDay
  // Care that was bought on the spot, or is asked for a time, has an end from the start.
  const spotEnd = (await findSpotEnd(tx, pkg.packageRef, choice.organisationRef)) ?? null
  const endDay = earlier(spotEnd, pkg.endDay ?? null)
  const over = endDay !== null && startDay >= endDay ? 'the stay is over' : undefined
  const standing = (await whyNotNow(tx, choice, offer)) ?? over
  const drawn = standing
    ? refuse(standing)
    : await drawDown(tx, {
        contractRef: choice.contractRef,
        packageRef: pkg.packageRef,
        organisationRef: choice.organisationRef,
        weeklyPence: choice.weeklyPence,
        fromDay: startDay,
        toDay: endDay,
        ...(override ? { override } : {}),
      })
  if (!drawn.ok) {
    const blocked: CarePackage = { ...pkg, status: 'blocked', blockedBecause: drawn.error }
    await savePackage(tx, blocked)
    tx.record({
      type: 'brokerage.placement-blocked',
      about: [`package:${pkg.packageRef}`, `contract:${choice.contractRef}`],
      data: { packageRef: pkg.packageRef, contractRef: choice.contractRef, because: drawn.error },
    } satisfies BrokerageFact)
    return { pkg: blocked, blocked: drawn.error }
  }
  const moved = move(pkg, 'placed')
  if (!moved.ok) throw new Error(`${pkg.packageRef} was signed in the state ${pkg.status}`)
  const { blockedBecause: _over, ...placedPackage } = moved.value
  await savePackage(tx, placedPackage)
  await savePlacement(tx, placementOf(pkg, invitation, offer, { startDay, endDay }, tx.now))
  await shareWithProvider(tx, {
    personRef: pkg.personRef,
    organisationRef: invitation.organisationRef,
    fromDay: startDay,
    toDay: endDay,
  })
  const { organisationRef } = choice
  await settleAndTell(tx, pkg.packageRef, { won: { organisationRef, startDay, template: 'offer-placed' } })
  recordPlaced(tx, pkg, invitation, offer, { startDay, endDay }, override)
  return { pkg: placedPackage }
}

const placementOf = (
  pkg: CarePackage,
  invitation: Invitation,
  offer: Offer,
  term: Pick<Placement, 'startDay' | 'endDay'>,
  now: Instant,
): Placement => {
  return {
    packageRef: pkg.packageRef,
    personRef: pkg.personRef,
    personName: pkg.personName,
    organisationRef: invitation.organisationRef,
    organisationName: invitation.organisationName,
    contractRef: invitation.contractRef,
    cardRef: invitation.cardRef,
    service: pkg.service,
    zone: pkg.zone,
    ...term,
    pattern: offeredWeek(pkg.pattern, offer),
    weeklyPence: offer.weeklyPence,
    weeklyMinutes: offer.weeklyMinutes,
    placedAt: now,
  }
}

function recordPlaced(
  tx: Write,
  pkg: CarePackage,
  invitation: Invitation,
  offer: Offer,
  term: Pick<Placement, 'startDay' | 'endDay'>,
  override: Override | undefined,
): void {
  tx.record({
    type: 'brokerage.placed',
    about: [
      `package:${pkg.packageRef}`,
      `person:${pkg.personRef}`,
      `provider:${invitation.organisationRef}`,
      `contract:${invitation.contractRef}`,
    ],
    data: {
      packageRef: pkg.packageRef,
      personRef: pkg.personRef,
      organisationRef: invitation.organisationRef,
      contractRef: invitation.contractRef,
      cardRef: invitation.cardRef,
      service: pkg.service,
      zone: pkg.zone,
      ...term,
      pattern: offeredWeek(pkg.pattern, offer),
      weeklyPence: offer.weeklyPence,
      weeklyMinutes: offer.weeklyMinutes,
      ...(override ? { overCeilingBy: override.officerRef, overCeilingReason: override.reason } : {}),
    },
  } satisfies BrokerageFact)
}

export type OverrideRefusal =
  | PlaceRefusal
  | 'no such package'
  | 'not in this state'
  | 'not an officer'
  | 'requested or chose it'
  | 'no reason'

/** A named officer lets a placement go above the contract's ceiling, and says why (M-29). */
export const placeOverCeiling = (shell: Shell, actor: Actor, input: { packageRef: string; reason: string }) =>
  shell.command<CarePackage, OverrideRefusal>(actor, 'place-over-ceiling', async (tx) => {
    const pkg = await lockPackage(tx, input.packageRef)
    if (!pkg) return refuse('no such package')
    const allowed = mayOverride(pkg, actor, input.reason)
    if (!allowed.ok) return allowed
    const placed = await placeIn(tx, pkg, { officerRef: actor.id, reason: input.reason.trim() })
    return placed.blocked ? refuse(placed.blocked) : ok(placed.pkg)
  })

function mayOverride(pkg: CarePackage, actor: Actor, reason: string): Result<true, OverrideRefusal> {
  if (pkg.status !== 'blocked') return refuse('not in this state')
  if (actor.kind !== 'officer') return refuse('not an officer')
  if (actor.id === pkg.requestedBy || actor.id === pkg.choice?.chosenBy) return refuse('requested or chose it')
  return reason.trim() === '' ? refuse('no reason') : ok(true)
}
