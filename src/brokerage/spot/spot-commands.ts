import { dayOf } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, missing, move } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { sendBy, type SendRefusal } from '#src/brokerage/packages/package-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { inviteProviders } from '#src/brokerage/sending/invite-commands.ts'
import { costOf, type Offer } from '#src/brokerage/offers/offer.ts'
import { slotDays, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { extendIn, type ExtendInRefusal } from '#src/brokerage/spot/extension-commands.ts'
import { oneRound } from '#src/brokerage/sending/round-commands.ts'
import { listRounds } from '#src/brokerage/sending/round.store.ts'
import {
  type AskSpot,
  checkSpot,
  type DecideRefusal,
  decideSpot,
  type SpotPurchase,
  type SpotRefusal,
} from '#src/brokerage/spot/spot.ts'
import { findApprovedSpot, findSpot, insertSpot, listOverSpots, saveDecision } from '#src/brokerage/spot/spot.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

/** Whether the framework was asked, as the rounds say. */
export const frameworkAsked = async (tx: Read, packageRef: string): Promise<boolean> =>
  (await listRounds(tx, packageRef)).some(({ who, openedAt }) => who !== 'spot' && openedAt !== undefined)

/** Who could be asked on the spot at which price, and what the framework and the council's ceiling make of the same week. */
export async function readSpotMarket(tx: Read, pkg: CarePackage) {
  const asked = { ...pkg, sentAt: tx.now, closesAt: tx.now }
  const { invited } = await inviteProviders(tx, asked, [], 'framework')
  const outside = await inviteProviders(tx, asked, [], 'outside')
  const weekOf = (one: (typeof invited)[number]) => costOf(one, slotDays(one.pattern)).weeklyPence
  const ceiling = [...invited, ...outside.invited][0]?.ceilingPencePerHour
  const { mostWeeks } = await getPolicy(tx, 'spot', dayOf(tx.now))
  return {
    askable: outside.invited.map((one) => ({
      ...{ organisationRef: one.organisationRef, name: one.organisationName, weeklyPence: weekOf(one) },
    })),
    ...(invited.length > 0 ? { benchmarkPence: Math.min(...invited.map(weekOf)) } : {}),
    ...(ceiling === undefined ? {} : { ceilingPence: divideHalfUp(ceiling * weeklyMinutes(pkg.pattern), 60) }),
    afterFramework: await frameworkAsked(tx, pkg.packageRef),
    mostWeeks,
  }
}

/** A part of what was asked for that is bought on the spot keeps the purchase: its reason, its approval and its end, with the prices of the part. */
export async function carrySpot(
  tx: Write,
  packageRef: string,
  part: CarePackage,
  { organisationRef, weeklyPence }: Pick<Offer, 'organisationRef' | 'weeklyPence'>,
): Promise<void> {
  const approved = await findApprovedSpot(tx, packageRef, organisationRef)
  if (!approved) return
  const { benchmarkPence: _whole, ceilingPence: _all, ...purchase } = approved
  const { benchmarkPence, ceilingPence } = await readSpotMarket(tx, part)
  const own: SpotPurchase = {
    ...purchase,
    ...{ spotRef: await nextRef(tx, 'BS'), packageRef: part.packageRef },
    providers: approved.providers
      .filter((one) => one.organisationRef === organisationRef)
      .map((one) => ({ ...one, weeklyPence })),
    ...(benchmarkPence === undefined ? {} : { benchmarkPence }),
    ...(ceilingPence === undefined ? {} : { ceilingPence }),
  }
  await insertSpot(tx, own)
  await saveDecision(tx, own)
}

export type AskSpotRefusal = SpotRefusal | 'no such package'

/** Asks for a spot purchase; another officer approves it before anybody is asked. */
export const askSpot = (
  shell: Shell,
  actor: Actor,
  input: AskSpot & { readonly packageRef: string },
  options?: CommandOptions,
) =>
  shell.command<SpotPurchase, AskSpotRefusal>(
    actor,
    'ask-spot-purchase',
    async (tx) => {
      const pkg = await lockPackage(tx, input.packageRef)
      if (!pkg) return refuse('no such package')
      if ((await findSpot(tx, pkg.packageRef))?.status === 'asked') return refuse('waits already')
      if (missing(pkg, dayOf(tx.now)).length > 0) return refuse('not complete')
      const market = await readSpotMarket(tx, pkg)
      const checked = checkSpot(pkg, input, market)
      if (!checked.ok) return checked
      const { benchmarkPence, ceilingPence, afterFramework } = market
      const spot: SpotPurchase = {
        ...{ spotRef: await nextRef(tx, 'BS'), packageRef: pkg.packageRef, status: 'asked', why: input.why },
        ...{ words: input.words.trim(), afterFramework, endDay: input.endDay, providers: checked.value },
        ...(benchmarkPence === undefined ? {} : { benchmarkPence }),
        ...(ceilingPence === undefined ? {} : { ceilingPence }),
        ...{ askedBy: personBehind(actor), askedByName: nameWithPerson(actor), askedAt: tx.now },
      }
      await insertSpot(tx, spot)
      tx.record({
        type: 'brokerage.spot-asked',
        about: [`package:${pkg.packageRef}`],
        data: {
          ...{ packageRef: pkg.packageRef, spotRef: spot.spotRef, why: input.why, words: spot.words, afterFramework },
          ...{ endDay: input.endDay, organisationRefs: checked.value.map(({ organisationRef }) => organisationRef) },
        },
      } satisfies BrokerageFact)
      return ok(spot)
    },
    options,
  )

export type DecideSpotRefusal = DecideRefusal | SendRefusal | ExtendInRefusal | 'nothing asked'

/** Approves a spot purchase, and its providers are asked at once, or an extension, and care goes on; or refuses with a reason. */
export const decideSpotPurchase = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly approve: boolean; readonly reason: string },
) =>
  shell.command<SpotPurchase, DecideSpotRefusal>(actor, 'decide-spot-purchase', async (tx) => {
    const pkg = await lockPackage(tx, input.packageRef)
    const spot = pkg && (await findSpot(tx, pkg.packageRef))
    if (!pkg || !spot) return refuse('nothing asked')
    const by = { officerRef: actor.id, name: actor.name, now: tx.now, isOfficer: actor.kind === 'officer' }
    const decided = decideSpot(spot, input, by, pkg.requestedBy)
    if (!decided.ok) return decided
    await saveDecision(tx, decided.value)
    tx.record({
      type: 'brokerage.spot-decided',
      about: [`package:${pkg.packageRef}`],
      data: {
        ...{ packageRef: pkg.packageRef, spotRef: spot.spotRef, approved: input.approve, reason: input.reason.trim() },
      },
    } satisfies BrokerageFact)
    if (!input.approve) return decided
    if (spot.wasDay !== undefined) {
      const extended = await extendIn(tx, pkg, spot)
      return extended.ok ? decided : extended
    }
    const refs = spot.providers.map(({ organisationRef }) => organisationRef)
    const sent: Result<CarePackage, SendRefusal> = await sendBy(tx, pkg, oneRound('spot', refs), 'outside')
    return sent.ok ? decided : sent
  })

/** The day that was approved, or until which care was asked for, has come: the package is over. */
const endSpot = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<CarePackage, 'not in this state'>(actor, 'end-spot-purchase', async (tx) => {
    const pkg = await lockPackage(tx, packageRef)
    const ended = pkg ? move(pkg, 'ended') : refuse('not in this state')
    if (!ended.ok) return ended
    const isStayOver = pkg?.endDay !== undefined && pkg.endDay <= dayOf(tx.now)
    const endReason = isStayOver ? 'It was asked for until this day' : 'The spot purchase was approved until this day'
    await savePackage(tx, { ...ended.value, endReason })
    tx.record({
      type: isStayOver ? 'brokerage.stay-ended' : 'brokerage.spot-ended',
      about: [`package:${packageRef}`],
      data: { packageRef },
    } satisfies BrokerageFact)
    return ended
  })

const AT_ONCE = 200

export async function endSpots(shell: Shell, actor: Actor): Promise<number> {
  const refs = await shell.read(actor, (tx) => listOverSpots(tx, dayOf(tx.now), AT_ONCE))
  let ended = 0
  for (const ref of refs) if ((await endSpot(shell, actor, ref)).ok) ended += 1
  return ended
}
