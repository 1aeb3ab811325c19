/** Who of those who wait is placed together: couples and others, as brokers say; who shares a home is, until somebody parts them. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { WaitingListFact } from '#src/brokerage/waiting-list/facts.ts'
import { saveTogether } from '#src/brokerage/waiting-list/plan.store.ts'
import { togetherWith, type Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

export type TogetherRefusal = 'no longer waits' | 'the same package' | 'together already'

/** Both held in one order, so that two brokers at once do not wait for one another. */
async function lockBoth(tx: Write, refs: readonly string[]): Promise<Waiting[]> {
  for (const ref of refs.toSorted()) await lockPackage(tx, ref)
  return (await listWaiting(tx)).waiting
}

export const placeTogether = (
  shell: Shell,
  actor: Actor,
  { packageRef, withRef }: { readonly packageRef: string; readonly withRef: string },
) =>
  shell.command(actor, 'place-together', async (tx): Promise<Result<true, TogetherRefusal>> => {
    if (packageRef === withRef) return refuse('the same package')
    const waiting = await lockBoth(tx, [packageRef, withRef])
    const [one, other] = [packageRef, withRef].map((ref) => waiting.find((each) => each.packageRef === ref))
    if (!one || !other) return refuse('no longer waits')
    if (togetherWith(one, waiting).some((each) => each.packageRef === withRef)) return refuse('together already')
    // Of this word alone: what was said of either before joins nobody to it.
    const key = `${packageRef} ${withRef} ${tx.now.toString()}`
    // Whoever either was with before stands alone, or would come along.
    for (const before of [one, other].flatMap((each) => togetherWith(each, waiting)))
      await saveTogether(tx, before.packageRef, null)
    for (const ref of [packageRef, withRef]) await saveTogether(tx, ref, key)
    tx.record({
      type: 'brokerage.placed-together',
      about: [`package:${packageRef}`, `package:${withRef}`],
      data: { packageRef, withRef },
    } satisfies WaitingListFact)
    return ok(true)
  })

export const placeApart = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command(actor, 'place-apart', async (tx): Promise<Result<true, 'no longer waits' | 'with nobody'>> => {
    const waiting = await lockBoth(tx, [packageRef])
    const one = waiting.find((each) => each.packageRef === packageRef)
    if (!one) return refuse('no longer waits')
    if (togetherWith(one, waiting).length === 0) return refuse('with nobody')
    await saveTogether(tx, packageRef, null)
    tx.record({
      type: 'brokerage.placed-apart',
      about: [`package:${packageRef}`],
      data: { packageRef },
    } satisfies WaitingListFact)
    return ok(true)
  })
