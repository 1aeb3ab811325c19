/** What the making of packages in hand rests on: who acts, at which hour, under which contracts. */
import { dayOf, type Instant } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { actorOfOfficer, type Officer } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeContract } from '#src/trial/care.ts'
import type { Dice } from '#src/trial/dice.ts'

/** A shell whose clock the trial sets: yesterday's work is done yesterday. */
type SetClock = (at: Instant) => void

export type Setting = {
  readonly shell: Shell
  readonly setClock: SetClock
  readonly dice: Dice
  readonly now: Instant
  readonly officers: ReadonlyMap<string, Officer>
  readonly contracts: readonly MadeContract[]
  /** A contract that bears nobody more: who chooses its provider is blocked. */
  readonly narrow: Pick<MadeContract, 'organisationRef' | 'zone'> | undefined
}

export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

export function officerActor({ officers, now }: Pick<Setting, 'officers' | 'now'>, officerRef: string): Actor {
  const officer = officers.get(officerRef)
  const actor = officer && actorOfOfficer(1, officer, dayOf(now))
  if (!actor) throw new Error(`no such officer in the trial council: ${officerRef}`)
  return actor
}

export const providerActor = (organisation: string, name: string): Actor => ({
  kind: 'provider',
  council: 1,
  id: `U-${organisation}`,
  name: `${name}, office`,
  organisation,
  grants: new Set(['brokerage.offer']),
})
