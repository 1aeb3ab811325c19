/** Care that was ended goes on: the end was a mistake, or came later than was thought. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listChanges } from '#src/brokerage/after/after.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { findCareSince } from '#src/brokerage/after/later-end.store.ts'
import { endLater, type LaterEnd, type LaterEndRefusal } from '#src/brokerage/after/later-end.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { findPlacement, savePlacement } from '#src/brokerage/packages/placement.store.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { listRefused } from '#src/brokerage/requests/preference.store.ts'
import { findSpotEnd } from '#src/brokerage/spot/spot.store.ts'
import { drawDown, type DrawDownRefusal } from '#src/contracts/index.ts'
import { shareWithProvider } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type LaterEndNotDone =
  | LaterEndRefusal
  | 'the person refuses this provider'
  | DrawDownRefusal
  | 'no such contract'
  | 'no such package'
  | 'change since'
  | 'other care since'

/** The contract bears it again, the provider sees the person again, and visits are planned from the day on which they stopped. */
export const endCareLater = (
  shell: Shell,
  actor: Actor,
  { packageRef, ...input }: LaterEnd & { readonly packageRef: string },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, LaterEndNotDone>(
    actor,
    'end-care-later',
    async (tx): Promise<Result<CarePackage, LaterEndNotDone>> => {
      const pkg = await lockPackage(tx, packageRef)
      if (!pkg) return refuse('no such package')
      const placed = await findPlacement(tx, packageRef)
      if (!placed) return refuse('not in this state')
      const bound = (await findSpotEnd(tx, packageRef, placed.organisationRef)) ?? pkg.endDay
      const later = endLater(pkg, placed, input, { today: dayOf(tx.now), bound })
      if (!later.ok) return later
      const { placement, wasDay } = later.value
      const { personRef, organisationRef, contractRef, weeklyPence, startDay, endDay } = placement
      const changes = await listChanges(tx, packageRef)
      if (changes.some(({ state, fromDay }) => state === 'proposed' || (state === 'agreed' && fromDay > wasDay)))
        return refuse('change since')
      if (await findCareSince(tx, placement, wasDay)) return refuse('other care since')
      // A provider that may be given no new work goes on with what it had.
      if ((await listRefused(tx, personRef)).has(organisationRef)) return refuse('the person refuses this provider')
      const drawn = await drawDown(tx, { contractRef, packageRef, weeklyPence, fromDay: wasDay, toDay: endDay })
      if (!drawn.ok) return drawn
      await savePackage(tx, later.value.pkg)
      await savePlacement(tx, placement)
      await shareWithProvider(tx, {
        personRef,
        organisationRef,
        fromDay: startDay,
        ...(endDay ? { toDay: endDay } : {}),
      })
      const reason = input.reason.trim()
      tx.record({
        type: 'brokerage.end-moved',
        about: [`package:${packageRef}`, `person:${personRef}`],
        data: { packageRef, personRef, organisationRef, wasDay, endDay, reason },
      } satisfies BrokerageFact)
      await tellProviders(tx, {
        template: 'care-goes-on',
        told: [placement],
        data: { until: endDay === null ? '' : formatDay(endDay) },
      })
      return ok(later.value.pkg)
    },
    options,
  )
