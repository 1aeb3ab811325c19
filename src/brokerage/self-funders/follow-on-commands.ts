/** When the money runs out: the council's package is begun from the arrangement, and ends it when it is placed. */
import { dayOf, type Day } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { findPackage, lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import { requestIn } from '#src/brokerage/requests/request-commands.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { aboutBoth, type KnownRefusal, lockKnown } from '#src/brokerage/self-funders/consent-commands.ts'
import { endIn } from '#src/brokerage/self-funders/self-funder-commands.ts'
import { type FollowFault, mayFollow } from '#src/brokerage/self-funders/self-funder.ts'
import { findArrangement, findFollowed, saveFollowedBy } from '#src/brokerage/self-funders/self-funder.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type FollowRefusal = KnownRefusal | FollowFault | 'another is open' | 'case closed'

/** The amount is held against the limit and not kept: what is known of money is the financial assessment's. */
export const startFollowOn = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly capitalPence: number },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, FollowRefusal>(
    actor,
    'start-follow-on',
    async (tx) => {
      const found = await lockKnown(tx, input.packageRef)
      if (!found.ok) return found
      const { pkg } = found.value
      const arrangement = await findArrangement(tx, pkg.packageRef)
      const before = arrangement?.followedBy ? await findPackage(tx, arrangement.followedBy) : undefined
      const { upperCapitalPence } = await getPolicy(tx, 'self-funders', dayOf(tx.now))
      const may = mayFollow(pkg, before, input.capitalPence, upperCapitalPence)
      if (!may.ok) return may
      const { personRef, service, pattern, byOutcomes, skills, musts, wishes, outcomes, packageRef } = pkg
      const begun = await requestIn(tx, {
        ...{ personRef, service, pattern, skills, musts, wishes, outcomes, kind: 'change', copiedFrom: packageRef },
        ...(byOutcomes ? { byOutcomes } : {}),
      })
      if (!begun.ok) return refuse(begun.error.why === 'case closed' ? 'case closed' : 'another is open')
      await saveFollowedBy(tx, packageRef, begun.value.packageRef)
      tx.record({
        type: 'brokerage.follow-on-started',
        about: [...aboutBoth(pkg), `package:${begun.value.packageRef}`],
        data: { packageRef, followOnRef: begun.value.packageRef, limitPence: upperCapitalPence },
      } satisfies BrokerageFact)
      return ok(begun.value)
    },
    options,
  )

/** What the council pays was placed: the arrangement that it follows ends on the day on which that begins. */
export async function endFollowed(tx: Write, followOnRef: string, startDay: Day): Promise<void> {
  const arrangement = await findFollowed(tx, followOnRef)
  if (!arrangement) return
  const pkg = await lockPackage(tx, arrangement.packageRef)
  if (pkg?.status !== 'arranged') return
  const endDay = startDay < arrangement.startDay ? arrangement.startDay : startDay
  await endIn(tx, pkg, arrangement, { endDay, reason: `The council pays from then on, by package ${followOnRef}` })
}
