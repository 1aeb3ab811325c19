import { listChecks } from '#src/brokerage/after/after.store.ts'
import { CHECKS, type CheckKind } from '#src/brokerage/after/care-change.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { askForReview } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

export const CONCERN_JOB = 'review-care-of-concern'

/** Concerns at the start or after two weeks: whoever has the case reviews the plan. What is being reviewed or has no plan stays as it is. */
export async function hearConcern(
  shell: Shell,
  actor: Actor,
  { packageRef, kind }: { readonly packageRef: string; readonly kind: CheckKind },
): Promise<void> {
  const found = await shell.read(actor, async (tx) => ({
    placement: await findPlacement(tx, packageRef),
    check: (await listChecks(tx, packageRef)).find((one) => one.kind === kind),
  }))
  const { placement, check } = found
  if (!placement || check?.outcome !== 'concerns') return
  await askForReview(shell, actor, {
    personRef: placement.personRef,
    askedBy: check.byProvider ? 'provider' : 'professional',
    reason: `${CHECKS[kind]} of ${packageRef}: ${check.note}`,
  })
}
