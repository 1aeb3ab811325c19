import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { listOnRounds, noteRounds } from '#src/brokerage/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { patternOn } from '#src/visits/plan-visits.ts'
import { listPlanning, listPlansOf } from '#src/visits/visit.store.ts'

/** Tells brokerage which visits each provider makes in a week now, a provider at a time; answers with how many providers have other rounds than before. */
export async function tellRounds(shell: Shell, actor: Actor): Promise<number> {
  const refs = await shell.read(
    actor,
    async (tx) => new Set([...(await listPlanning(tx)), ...(await listOnRounds(tx))]),
  )
  let told = 0
  for (const ref of [...refs].sort()) if ((await tellRoundsOf(shell, actor, ref)).ok) told++
  return told
}

const tellRoundsOf = (shell: Shell, actor: Actor, organisationRef: string) =>
  shell.command(actor, 'tell-rounds', async (tx) => {
    const today = dayOf(tx.now)
    const plans = await listPlansOf(tx, organisationRef, today)
    const weekly = plans.flatMap((plan) =>
      patternOn(plan, today).map(({ start, days }) => ({
        ...{ packageRef: plan.packageRef, start, visits: days.length },
      })),
    )
    if (!(await noteRounds(tx, organisationRef, weekly))) return refuse('as before')
    const visits = weekly.reduce((sum, one) => sum + one.visits, 0)
    tx.record({
      type: 'visits.rounds-told',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, packages: plans.length, visits },
    } satisfies VisitsFact)
    return ok(visits)
  })
