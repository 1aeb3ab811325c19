import { ok, type Result, refuse } from '#src/base/result.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import { stopPlan } from '#src/continuity/plans/plan-commands.ts'
import { insertPlan } from '#src/continuity/plans/plan.store.ts'
import { MOST_TOGETHER } from '#src/continuity/rehearsals/rehearsal.ts'
import { countRehearsing, listRehearsing, listServingProviders } from '#src/continuity/rehearsals/rehearsal.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRefs, type Shell, type Write } from '#src/platform/command.ts'
import { listOrganisations } from '#src/providers/index.ts'

/** A queue of its own: of a whole market there are many, and the plan of an exit waits behind none of them. */
export const REHEARSAL_JOB = 'work-rehearsal'

async function ask(tx: Write, sets: readonly (readonly string[])[]): Promise<string[]> {
  const planRefs = await nextRefs(tx, 'CP', sets.length)
  for (const [at, organisationRefs] of sets.entries()) {
    const planRef = planRefs[at] ?? ''
    await insertPlan(tx, { planRef, exitRef: null, organisationRefs, movesOfOthers: 0 })
    await tx.enqueue(REHEARSAL_JOB, { council: tx.council, planRef })
  }
  tx.record({
    type: 'continuity.rehearsal-asked',
    about: sets.length === 1 ? (sets[0] ?? []).map((ref) => `provider:${ref}` as const) : [],
    data: { rehearsals: sets.length, first: planRefs[0] ?? '', last: planRefs.at(-1) ?? '' },
  } satisfies ContinuityFact)
  return planRefs
}

export type RehearseRefusal = 'no provider' | 'no such provider' | 'too many at once'

/** What if these providers failed together today? A plan for everybody they serve; nobody is asked and no step begins. */
export const rehearse = (
  shell: Shell,
  actor: Actor,
  organisationRefs: readonly string[],
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'rehearse-exit',
    async (tx): Promise<Result<string, RehearseRefusal>> => {
      const refs = [...new Set(organisationRefs)].sort()
      if (refs.length === 0) return refuse('no provider')
      if (refs.length > MOST_TOGETHER) return refuse('too many at once')
      if ((await listOrganisations(tx, refs)).length !== refs.length) return refuse('no such provider')
      const [planRef = ''] = await ask(tx, [refs])
      return ok(planRef)
    },
    { ...options, request: organisationRefs },
  )

/** Every provider's failure rehearsed, each alone. */
export const rehearseAll = (shell: Shell, actor: Actor, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'rehearse-all-exits',
    async (tx): Promise<Result<readonly string[], 'nobody is served' | 'rehearsing already'>> => {
      if ((await countRehearsing(tx)) > 0) return refuse('rehearsing already')
      const refs = await listServingProviders(tx)
      return refs.length === 0
        ? refuse('nobody is served')
        : ok(
            await ask(
              tx,
              refs.map((ref) => [ref]),
            ),
          )
    },
    options,
  )

/** Nobody waits for them any more; those that are ready stay. Answers with how many were stopped. */
export async function stopRehearsals(shell: Shell, actor: Actor): Promise<number> {
  let stopped = 0
  for (const planRef of await shell.read(actor, listRehearsing))
    if ((await stopPlan(shell, actor, planRef)).ok) stopped += 1
  return stopped
}
