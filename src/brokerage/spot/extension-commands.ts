import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listChanges } from '#src/brokerage/after/after.store.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { findPlacement, savePlacement } from '#src/brokerage/packages/placement.store.ts'
import { type AskSpot, checkExtension, type ExtendRefusal, type SpotPurchase } from '#src/brokerage/spot/spot.ts'
import { findSpot, findSpotEnd, insertSpot } from '#src/brokerage/spot/spot.store.ts'
import { drawDown, type DrawDownRefusal, endDrawDown } from '#src/contracts/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { shareWithProvider } from '#src/people/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

/** Care bought on the spot as it runs, and whether a change of it is still to come. */
async function readRunning(tx: Read, { packageRef, status }: CarePackage) {
  const placement = status === 'placed' ? await findPlacement(tx, packageRef) : undefined
  if (!placement || (await findSpotEnd(tx, packageRef, placement.organisationRef)) === undefined) return undefined
  const today = dayOf(tx.now)
  const changeAhead = (await listChanges(tx, packageRef)).some(
    ({ state, fromDay }) => state === 'proposed' || (state === 'agreed' && fromDay > today),
  )
  return { placement, endDay: placement.endDay, changeAhead }
}

export type AskExtension = Pick<AskSpot, 'why' | 'words' | 'endDay'> & { readonly packageRef: string }
export type AskExtensionRefusal = ExtendRefusal | 'no such package' | 'waits already'

/** Asks for care on the spot to go on; another officer approves it, as the purchase was. */
export const askExtension = (shell: Shell, actor: Actor, input: AskExtension, options?: CommandOptions) =>
  shell.command<SpotPurchase, AskExtensionRefusal>(
    actor,
    'ask-spot-extension',
    async (tx) => {
      const pkg = await lockPackage(tx, input.packageRef)
      if (!pkg) return refuse('no such package')
      const last = await findSpot(tx, pkg.packageRef)
      if (last?.status === 'asked') return refuse('waits already')
      const running = await readRunning(tx, pkg)
      const today = dayOf(tx.now)
      const { mostWeeks } = await getPolicy(tx, 'spot', today)
      const checked = checkExtension(running, input, { today, mostWeeks })
      if (!checked.ok) return checked
      if (!running || !last) return refuse('not in this state')
      const { organisationRef, organisationName: name, weeklyPence } = running.placement
      const spot: SpotPurchase = {
        ...last,
        ...{ spotRef: await nextRef(tx, 'BS'), status: 'asked', why: input.why, words: input.words.trim() },
        ...{ endDay: input.endDay, ...checked.value, providers: [{ organisationRef, name, weeklyPence }] },
        ...{ askedBy: personBehind(actor), askedByName: nameWithPerson(actor), askedAt: tx.now },
      }
      await insertSpot(tx, spot)
      const { packageRef, spotRef, why, words, afterFramework, endDay } = spot
      tx.record({
        type: 'brokerage.spot-asked',
        about: [`package:${packageRef}`],
        data: { packageRef, spotRef, why, words, afterFramework, endDay, organisationRefs: [organisationRef] },
      } satisfies BrokerageFact)
      return ok(spot)
    },
    options,
  )

export type ExtendInRefusal = 'not in this state' | 'change ahead' | DrawDownRefusal | 'no such contract'

/** What was approved holds: the placement, the share with the provider and the contract reach to the new end; visits hear it. */
export async function extendIn(
  tx: Write,
  pkg: CarePackage,
  { endDay, wasDay }: SpotPurchase,
): Promise<Result<true, ExtendInRefusal>> {
  const running = await readRunning(tx, pkg)
  const today = dayOf(tx.now)
  if (!running || wasDay === undefined || running.endDay !== wasDay || wasDay <= today)
    return refuse('not in this state')
  if (running.changeAhead) return refuse('change ahead')
  const { packageRef, personRef, contractRef, organisationRef, weeklyPence, startDay } = running.placement
  // One line of the contract bears all that is still to come, so that an early end gives all of it back.
  const fromDay = startDay > today ? startDay : today
  await endDrawDown(tx, { packageRef, toDay: fromDay })
  const drawn = await drawDown(tx, { contractRef, packageRef, weeklyPence, fromDay, toDay: endDay })
  if (!drawn.ok) return drawn
  await savePlacement(tx, { ...running.placement, endDay })
  await shareWithProvider(tx, { personRef, organisationRef, fromDay: startDay, toDay: endDay })
  tx.record({
    type: 'brokerage.spot-extended',
    about: [`package:${packageRef}`, `person:${personRef}`, `provider:${organisationRef}`, `contract:${contractRef}`],
    data: { packageRef, wasDay, endDay },
  } satisfies BrokerageFact)
  return ok(true)
}
