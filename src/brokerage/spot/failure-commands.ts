/** Care that is bought on the spot because a provider fails: why and until when was said, and approved by another, once for all of the plan. */
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { needsSpot } from '#src/brokerage/spot/needs-spot.store.ts'
import { readSpotMarket } from '#src/brokerage/spot/spot-commands.ts'
import type { SpotPurchase } from '#src/brokerage/spot/spot.ts'
import { findApprovedSpot, insertSpot, saveDecision } from '#src/brokerage/spot/spot.store.ts'
import { nextRef, type Write } from '#src/platform/command.ts'

export type SaidOfSpot = Pick<SpotPurchase, 'why' | 'words' | 'endDay'> & {
  readonly by: string
  readonly byName: string
  readonly approvedBy: string
  readonly approvedByName: string
  /** What the purchase rests on, such as the plan of an exit. */
  readonly plan: string
}

/**
 * Keeps a purchase that was approved with its plan, where this provider stands beside the framework: because care stops nobody waits
 * for an approval of each; whoever signs for the placement sees it. False where it is none.
 */
export async function buyInFailureIn(
  tx: Write,
  packageRef: string,
  organisationRef: string,
  said: SaidOfSpot,
): Promise<boolean> {
  const pkg = await lockPackage(tx, packageRef)
  if (!pkg || !(await needsSpot(tx, pkg, organisationRef))) return false
  if (await findApprovedSpot(tx, packageRef, organisationRef)) return true
  const { askable, benchmarkPence, ceilingPence, afterFramework } = await readSpotMarket(tx, pkg)
  const providers = askable.filter((one) => one.organisationRef === organisationRef)
  if (providers.length === 0) return false
  const { why, words, endDay, by, byName, approvedBy, approvedByName, plan } = said
  const spot: SpotPurchase = {
    ...{
      spotRef: await nextRef(tx, 'BS'),
      packageRef,
      status: 'approved',
      why,
      words,
      afterFramework,
      endDay,
      providers,
    },
    ...(benchmarkPence === undefined ? {} : { benchmarkPence }),
    ...(ceilingPence === undefined ? {} : { ceilingPence }),
    ...{ askedBy: by, askedByName: byName, askedAt: tx.now },
    ...{
      decidedBy: approvedBy,
      decidedByName: approvedByName,
      decidedAt: tx.now,
      reason: `With plan ${plan}: a provider fails`,
    },
  }
  await insertSpot(tx, spot)
  await saveDecision(tx, spot)
  const about: BrokerageFact['about'] = [`package:${packageRef}`]
  tx.record({
    ...{ type: 'brokerage.spot-asked', about },
    data: {
      ...{ packageRef, spotRef: spot.spotRef, why, words, afterFramework, endDay, organisationRefs: [organisationRef] },
    },
  } satisfies BrokerageFact)
  tx.record({
    ...{ type: 'brokerage.spot-decided', about },
    data: { packageRef, spotRef: spot.spotRef, approved: true, reason: spot.reason ?? '' },
  } satisfies BrokerageFact)
  return true
}
