import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { getPlacement, listPlacements, savePlacement } from '#src/brokerage/packages/placement.store.ts'
import { type DueTransfer, listDueTransfers } from '#src/brokerage/transfers/transfer.store.ts'
import { endShare, shareWithProvider } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { providerNames } from '#src/providers/index.ts'

export const TRANSFER_JOB = 'transfer-placements'

const AT_ONCE = 25

/** Care goes to who took its contract over, on the day from which they have it, some packages at a time; answers with how many went. */
export async function transferPlacements(shell: Shell, actor: Actor): Promise<number> {
  let transferred = 0
  for (;;) {
    const step = await shell.command(
      actor,
      'transfer-placements',
      async (tx): Promise<Result<number, 'nothing to transfer'>> => {
        const due = await listDueTransfers(tx, dayOf(tx.now), AT_ONCE)
        if (due.length === 0) return refuse('nothing to transfer')
        const names = await providerNames(
          tx,
          due.map(({ organisationRef }) => organisationRef),
        )
        for (const one of due) await transferPlacement(tx, one, names.get(one.organisationRef) ?? one.organisationRef)
        return ok(due.length)
      },
    )
    if (!step.ok) return transferred
    transferred += step.value
  }
}

async function transferPlacement(
  tx: Write,
  { packageRef, organisationRef, fromDay }: DueTransfer,
  organisationName: string,
): Promise<void> {
  await lockPackage(tx, packageRef)
  const placement = await getPlacement(tx, packageRef)
  const { personRef, contractRef, organisationRef: fromOrganisationRef } = placement
  await savePlacement(tx, { ...placement, organisationRef, organisationName })
  await shareWithProvider(tx, { personRef, organisationRef, fromDay })
  const others = await listPlacements(tx, { personRef, organisationRef: fromOrganisationRef, on: fromDay })
  if (others.length === 0) await endShare(tx, { personRef, organisationRef: fromOrganisationRef, toDay: fromDay })
  tx.record({
    type: 'brokerage.placement-transferred',
    about: [
      `package:${packageRef}`,
      `person:${personRef}`,
      `provider:${fromOrganisationRef}`,
      `provider:${organisationRef}`,
      `contract:${contractRef}`,
    ],
    data: { packageRef, personRef, contractRef, fromOrganisationRef, organisationRef, organisationName, fromDay },
  } satisfies BrokerageFact)
}
