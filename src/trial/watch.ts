/** Which providers' log-ins come live, and what people on short visits agreed to. */
import { addDays } from '#src/base/day.ts'
import type { Placement } from '#src/brokerage/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { agreeShortVisit, changeWatch } from '#src/visits/index.ts'

/** All but these providers send their log as a file every night. */
export async function makeWatch(
  shell: Shell,
  clerk: Actor,
  providers: readonly MadeProvider[],
  live: ReadonlySet<string>,
): Promise<void> {
  for (const { organisationRef } of providers) {
    if (live.has(organisationRef)) continue
    const done = await changeWatch(shell, clerk, { organisationRef, watch: false, reason: 'Sends its log every night' })
    if (!done.ok) throw new Error(`${organisationRef} is watched still: ${done.error}`)
  }
}

/** Four of five agreed before their care began. */
export async function makeAgreements(shell: Shell, clerk: Actor, placements: readonly Placement[]): Promise<void> {
  for (const [index, { packageRef, personName, startDay, pattern }] of placements.entries()) {
    if (index % 5 === 0) continue
    for (const { slot, shortReason } of pattern) {
      if (shortReason === undefined) continue
      const agreed = { agreedBy: personName, agreedOn: addDays(startDay, -10), note: '' }
      const done = await agreeShortVisit(shell, clerk, { packageRef, slot, ...agreed })
      if (!done.ok) throw new Error(`${packageRef} has no agreement: ${done.error}`)
    }
  }
}
