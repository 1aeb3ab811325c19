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
  missing,
  type Placement,
  send,
  stop,
} from '#src/brokerage/care-package.ts'
import { addPackage, lockPackage, savePackage } from '#src/brokerage/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { inviteProviders, type Which } from '#src/brokerage/invite-commands.ts'
import { needsOf } from '#src/brokerage/placing/needs.ts'
import { costOf, type Invitation, type Offer } from '#src/brokerage/offer.ts'
import { listOffers, lockInvitations, saveInvitations, settleInvitations } from '#src/brokerage/offer.store.ts'
import { checkPattern, type FaultAt, slotDays, weeklyMinutes } from '#src/brokerage/pattern.ts'
import { findPlacement, listPlacements, savePlacement } from '#src/brokerage/placement.store.ts'
import {
  costRange,
  type FeatureFault,
  featuresOf,
  notionalWeek,
  type RequestKind,
  type TypedFeature,
} from '#src/brokerage/requests/request.ts'
import {
  closeRound,
  oneRound,
  openFirst,
  openNext,
  planSending,
  windowOf,
} from '#src/brokerage/sending/round-commands.ts'
import { paceOf } from '#src/brokerage/sending/window.ts'
import { type NotAgreed, notAgreed } from '#src/brokerage/self-funders/self-funder.ts'
import { findSelfFunder, listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
import { endDrawDown } from '#src/contracts/index.ts'
import { findOfficer, getPolicy, hasLeft } from '#src/councils/index.ts'
import { endShare, findPerson, OUTCOMES, personName } from '#src/people/index.ts'
import { noteAsked } from '#src/providers/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

/** What is asked for, as it is typed or sent by a machine: features are read and outcomes in place of visits made a week. */
export type DraftInput = Partial<Omit<Draft, 'musts' | 'wishes'>> & {
  readonly musts?: readonly TypedFeature[]
  readonly wishes?: readonly TypedFeature[]
}
export type RequestPackage = DraftInput & {
  readonly personRef: string
  readonly service: string
  /** The council where it is not said. */
  readonly payer?: 'self'
}

export type DraftRefusal =
  | { readonly why: 'pattern'; readonly faults: readonly FaultAt[] }
  | { readonly why: 'outcome not known'; readonly outcome: string }
  | { readonly why: 'not so many minutes'; readonly least: number }
  | {
      readonly why: 'feature'
      readonly list: 'musts' | 'wishes'
      readonly at: number
      readonly fault: FeatureFault
    }
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
      const { personRef, service, payer, ...said } = input
      const read = await readDraft(tx, said)
      return read.ok ? requestIn(tx, { ...read.value, personRef, service, ...(payer ? { payer } : {}) }) : read
    },
    options,
  )

/** The same within a command at hand; `draft` has been read. */
export async function requestIn(
  tx: Write,
  draft: Partial<Draft> & Pick<CarePackage, 'personRef' | 'service' | 'copiedFrom' | 'payer'>,
): Promise<Result<CarePackage, RequestRefusal>> {
  const { personRef, service, startBy, byOutcomes, copiedFrom, payer } = draft
  const person = await findPerson(tx, personRef)
  if (!person) return refuse({ why: 'no such person' })
  const { kind = 'new' } = draft
  const bare: CarePackage = {
    packageRef: await nextRef(tx, 'PK'),
    ...{ personRef, personName: personName(person), service, zone: person.zone },
    ...{ outwardCode: outwardCode(person.postcode), kind, urgent: draft.urgent ?? (await isUrgent(tx, kind)) },
    ...{ pattern: draft.pattern ?? [], skills: draft.skills ?? [], outcomes: draft.outcomes ?? [] },
    ...{ musts: draft.musts ?? [], wishes: draft.wishes ?? [] },
    ...(startBy ? { startBy } : {}),
    ...(byOutcomes ? { byOutcomes } : {}),
    ...(copiedFrom ? { copiedFrom } : {}),
    ...(payer ? { payer } : {}),
    status: 'draft',
    requestedBy: personBehind(tx.actor),
    requestedByName: nameWithPerson(tx.actor),
    requestedAt: tx.now,
    round: 0,
  }
  const pkg = await withCost(tx, bare)
  const clash = await addPackage(tx, pkg)
  if (clash) return refuse({ why: 'already open', packageRef: clash.open })
  await noteAsked(tx, needsOf(pkg))
  tx.record({
    type: 'brokerage.package-requested',
    about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
    data: {
      ...{ packageRef: pkg.packageRef, personRef: pkg.personRef, service: pkg.service, zone: pkg.zone, kind },
      ...(copiedFrom ? { copiedFrom } : {}),
      ...(payer ? { payer } : {}),
    },
  } satisfies BrokerageFact)
  return ok(pkg)
}

const isUrgent = async (tx: Read, kind: RequestKind): Promise<boolean> =>
  paceOf({ kind }, await getPolicy(tx, 'offer-window', dayOf(tx.now))) !== 'standard'

/** What those who would be asked cost a week: known when nothing is missing. */
export async function withCost(tx: Read, { costRange: _before, ...pkg }: CarePackage): Promise<CarePackage> {
  if (missing(pkg, dayOf(tx.now)).length > 0) return pkg
  const { invited, askable } = await inviteProviders(tx, { ...pkg, sentAt: tx.now, closesAt: tx.now }, [])
  const range = costRange(
    invited.map((one, at) => ({
      pence: costOf(one, slotDays(one.pattern)).weeklyPence,
      framework: askable[at]?.frameworkRef !== null,
    })),
  )
  return range ? { ...pkg, costRange: range } : pkg
}

/** Holds a draft to the council's policy on visit lengths (M-41) and to the outcomes of the Care Act (L-10). */
async function readDraft(tx: Read, input: DraftInput): Promise<Result<Partial<Draft>, DraftRefusal>> {
  const { musts: typedMusts, wishes: typedWishes, ...said } = input
  const lengths = await getPolicy(tx, 'visit-length', dayOf(tx.now))
  const week = said.byOutcomes && notionalWeek(said.byOutcomes, lengths.minimumMinutes)
  if (week && !week.ok) return refuse({ why: 'not so many minutes', least: lengths.minimumMinutes })
  const draft: Partial<Draft> = week ? { ...said, pattern: week.value } : said
  if (draft.pattern && draft.pattern.length > 0) {
    const checked = checkPattern(draft.pattern, lengths)
    if (!checked.ok) return refuse({ why: 'pattern', faults: checked.error })
  }
  const unknown = draft.outcomes?.find((outcome) => !OUTCOMES.some(({ key }) => key === outcome))
  if (unknown !== undefined) return refuse({ why: 'outcome not known', outcome: unknown })
  const musts = typedMusts && featuresOf(typedMusts, true)
  if (musts && !musts.ok) return refuse({ why: 'feature', list: 'musts', ...musts.error })
  const wishes = typedWishes && featuresOf(typedWishes, false)
  if (wishes && !wishes.ok) return refuse({ why: 'feature', list: 'wishes', ...wishes.error })
  return ok({ ...draft, ...(musts ? { musts: musts.value } : {}), ...(wishes ? { wishes: wishes.value } : {}) })
}

export type ChangeRefusal = DraftRefusal | { readonly why: 'no such package' } | { readonly why: 'already sent' }

/** Changes a draft. Another kind of request is as urgent as the policy says, unless it is said otherwise. */
export const changePackage = (shell: Shell, actor: Actor, packageRef: string, input: DraftInput) =>
  shell.command<CarePackage, ChangeRefusal>(actor, 'change-package', async (tx) => {
    const pkg = await lockPackage(tx, packageRef)
    if (!pkg) return refuse({ why: 'no such package' })
    const read = await readDraft(tx, input)
    if (!read.ok) return read
    const { kind, urgent } = read.value
    const draft = kind && urgent === undefined ? { ...read.value, urgent: await isUrgent(tx, kind) } : read.value
    const changed = changeDraft(pkg, draft)
    if (!changed.ok) return refuse({ why: changed.error })
    const saved = await withCost(tx, changed.value)
    await savePackage(tx, saved)
    await noteAsked(tx, needsOf(saved))
    tx.record({
      type: 'brokerage.package-changed',
      about: [`package:${packageRef}`],
      data: { packageRef, changed: Object.keys(input) },
    } satisfies BrokerageFact)
    return ok(saved)
  })

export type CopyRefusal = RequestRefusal | { readonly why: 'no such package' }

/** A draft like a package that there is or was, for the same person: what is to be otherwise is changed in it. */
export const copyPackage = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly kind: RequestKind },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, CopyRefusal>(
    actor,
    'copy-package',
    async (tx) => {
      const from = await lockPackage(tx, input.packageRef)
      if (!from) return refuse({ why: 'no such package' })
      const { personRef, service, pattern, byOutcomes, skills, musts, wishes, outcomes, packageRef, payer } = from
      return requestIn(tx, {
        ...{ personRef, service, pattern, skills, musts, wishes, outcomes, kind: input.kind, copiedFrom: packageRef },
        ...(byOutcomes ? { byOutcomes } : {}),
        ...(payer ? { payer } : {}),
      })
    },
    options,
  )

export type SendRefusal = 'no such package' | 'not in this state' | 'not complete' | 'no providers' | NotAgreed

/**
 * Sends a package to the providers with a contract for its service and zone that the council places with, in the rounds of the mechanism
 * that is stated for them. Where offers are in and rounds are left, the next one is asked too.
 */
export const sendPackage = (shell: Shell, actor: Actor, packageRef: string, options?: CommandOptions) =>
  shell.command<CarePackage, SendRefusal>(actor, 'send-package', (tx) => sendIn(tx, packageRef), options)

/** The same within a command at hand; with `only` to that one of them, as a joint plan proposes. */
export async function sendIn(tx: Write, packageRef: string, only?: string): Promise<Result<CarePackage, SendRefusal>> {
  const pkg = await lockPackage(tx, packageRef)
  if (!pkg) return refuse('no such package')
  if (only !== undefined) return sendBy(tx, pkg, oneRound('planned', [only]))
  if (pkg.status !== 'offers_in' || !pkg.roundsLeft) return sendBy(tx, pkg, planSending)
  const next = await openNext(tx, pkg)
  return next ? ok(next) : refuse('no providers')
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
  const silent = asked.filter(({ status }) => status === 'invited').length
  const closed = closeWindow(pkg, { offers: made, silent }, tx.now)
  if (!closed.ok) return closed
  const declined = asked.filter(({ status }) => status === 'declined').length
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
