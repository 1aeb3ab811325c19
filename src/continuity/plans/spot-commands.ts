/** What an officer says once for all whom a plan places beside the framework. */
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { latestSpotEnd, SPOT_REASONS } from '#src/brokerage/index.ts'
import { aboutExit } from '#src/continuity/affected/affected-commands.ts'
import type { Exit } from '#src/continuity/exits/exit.ts'
import { lockExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import {
  findPlan,
  lastPlan,
  lockPlan,
  type PlanResult,
  saveSpot,
  type SpotOfPlan,
} from '#src/continuity/plans/plan.store.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

export type SaySpot = { readonly planRef: string; readonly why: string; readonly words: string; readonly endDay: Day }
type HoldRefusal = 'no such plan' | 'not open' | 'newer plan'
export type SpotRefusal =
  | HoldRefusal
  | 'nobody beside the framework'
  | 'approved already'
  | 'not a reason'
  | 'no words'
  | 'not later'
  | 'too long'

/** The exit and what was said of its newest plan, held until the transaction ends. */
async function holdNewest(
  tx: Write,
  planRef: string,
): Promise<Result<{ exit: Exit; spot: SpotOfPlan | null; result: PlanResult | null }, HoldRefusal>> {
  const found = await findPlan(tx, planRef)
  if (!found?.exitRef) return refuse('no such plan')
  const exit = await lockExit(tx, found.exitRef)
  const kept = await lockPlan(tx, planRef)
  if (exit?.state !== 'open') return refuse('not open')
  if ((await lastPlan(tx, found.exitRef))?.planRef !== planRef) return refuse('newer plan')
  return ok({ exit, spot: kept?.spot ?? null, result: found.result })
}

/** Why no framework provider, and until when. Nobody is asked beside the framework before it is said. */
export const saySpot = (shell: Shell, actor: Actor, { planRef, why, words, endDay }: SaySpot) =>
  shell.command(actor, 'say-plan-spot', async (tx): Promise<Result<true, SpotRefusal>> => {
    const held = await holdNewest(tx, planRef)
    if (!held.ok) return held
    const { exit, spot, result } = held.value
    if (Object.keys(result?.spots ?? {}).length === 0) return refuse('nobody beside the framework')
    if (spot?.approvedBy !== undefined) return refuse('approved already')
    if (!Object.hasOwn(SPOT_REASONS, why)) return refuse('not a reason')
    if (words.trim() === '') return refuse('no words')
    const today = dayOf(tx.now)
    const begins = exit.lastDay !== null && exit.lastDay > today ? exit.lastDay : today
    if (endDay <= begins) return refuse('not later')
    if (endDay > (await latestSpotEnd(tx, begins))) return refuse('too long')
    const by = { by: personBehind(actor), byName: nameWithPerson(actor) }
    await saveSpot(tx, planRef, { why, words: words.trim(), endDay, ...by, plan: planRef })
    tx.record({
      type: 'continuity.plan-spot-said',
      about: aboutExit(exit),
      data: { exitRef: exit.exitRef, planRef, why, endDay },
    } satisfies ContinuityFact)
    return ok(true)
  })

export type ApproveRefusal = HoldRefusal | 'nothing said' | 'approved already' | 'not an officer' | 'said it'

/** As of a single purchase: whoever said why does not approve it. */
export const approveSpot = (shell: Shell, actor: Actor, planRef: string) =>
  shell.command(actor, 'approve-plan-spot', async (tx): Promise<Result<true, ApproveRefusal>> => {
    const held = await holdNewest(tx, planRef)
    if (!held.ok) return held
    const { exit, spot } = held.value
    if (!spot) return refuse('nothing said')
    if (spot.approvedBy !== undefined) return refuse('approved already')
    if (actor.kind !== 'officer') return refuse('not an officer')
    if (spot.by === actor.id) return refuse('said it')
    await saveSpot(tx, planRef, { ...spot, approvedBy: actor.id, approvedByName: actor.name })
    tx.record({
      type: 'continuity.plan-spot-approved',
      about: aboutExit(exit),
      data: { exitRef: exit.exitRef, planRef, endDay: spot.endDay },
    } satisfies ContinuityFact)
    return ok(true)
  })
