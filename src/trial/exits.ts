/** A provider fails in Wenbury: everybody listed and a plan made; and three failures rehearsed. */
import type { Placement } from '#src/brokerage/index.ts'
import { askPlan, beginExit, listEverybody, rehearse, tellOfPerson, workPlan } from '#src/continuity/index.ts'
import type { Result } from '#src/base/result.ts'
import { addDays, type Day } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeProvider } from '#src/trial/providers.ts'

type Making = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly today: Day
  readonly providers: readonly MadeProvider[]
  readonly placements: readonly Placement[]
}

/** Enough to place everybody; the council's own plans are given more. */
const BUDGET = { seed: 18, moves: 4_000, boundSteps: 200 }

const TOLD = [
  ['Ada Moss', 'self_funder', '08:00/30, 18:00/30', 'The provider'],
  ['Bernard Quill', 'direct_payment', '09:00/45', 'His daughter'],
  ['Cissie Rudd', 'other_council', '12:30/30', 'Hereford Council'],
] as const

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial's exit: ${JSON.stringify(result.error)}`)
  return result.value
}

export async function makeExits({ shell, clerk, today, providers, placements }: Making): Promise<void> {
  const served = Map.groupBy(
    placements.filter(({ endDay }) => endDay === null),
    ({ organisationRef }) => organisationRef,
  )
  const bySize = providers
    .filter(({ organisationRef }) => served.has(organisationRef))
    .toSorted((a, b) => (served.get(a.organisationRef)?.length ?? 0) - (served.get(b.organisationRef)?.length ?? 0))
  const failing = bySize[Math.floor(bySize.length / 2)]
  if (!failing) return
  const { organisationRef } = failing
  const zone = served.get(organisationRef)?.[0]?.zone ?? ''
  for (const [name, pays, visits, toldBy] of TOLD)
    must(await tellOfPerson(shell, clerk, { organisationRef, typed: { name, pays, zone, visits, told_by: toldBy } }))
  const heard = { source: 'news', what: 'Its landlord has changed the locks, says the local paper' } as const
  const cause = { cause: 'business_failure', lastDay: addDays(today, 6) } as const
  const { exitRef } = must(await beginExit(shell, clerk, { organisationRef, ...heard, ...cause }))
  must(await listEverybody(shell, clerk, exitRef))
  const planRef = must(await askPlan(shell, clerk, { exitRef, movesOfOthers: 0 }))
  await workPlan(shell, clerk.council, planRef, BUDGET)
  for (const one of bySize.filter((each) => each !== failing).slice(-3)) {
    const rehearsal = must(await rehearse(shell, clerk, [one.organisationRef]))
    await workPlan(shell, clerk.council, rehearsal, BUDGET)
  }
}
