/** What an officer says once for all whom a plan places beside the framework. */
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { latestSpotEnd, SPOT_REASONS } from '#src/brokerage/index.ts'
import { aboutExit } from '#src/continuity/affected/affected-commands.ts'
import type { Exit } from '#src/continuity/exits/exit.ts'
import { findExit, lockExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import {
  findPlan,
  lastPlan,
  lockPlan,
  type KeptPlan,
  planBefore,
  type PlanResult,
  saveSpot,
  type SpotOfPlan,
  timesSaid,
} from '#src/continuity/plans/plan.store.ts'
import { keptSpotsOf, openSpotsOf, waitsStill } from '#src/continuity/plans/spot.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

export type SaySpot = {
  readonly planRef: string
  readonly why: string
  readonly words: string
  readonly endDay: Day
  /** What whoever says it has read: how often it was said before. */
  readonly read: number
}
type HoldRefusal = 'no such plan' | 'not open' | 'newer plan'
export type SpotRefusal =
  | HoldRefusal
  | 'nobody beside the framework'
  | 'approved already'
  | 'said meanwhile'
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

/** When the care that takes over begins, at the earliest. */
const beginsOf = ({ lastDay }: Exit, today: Day): Day => (lastDay !== null && lastDay > today ? lastDay : today)

/** What was said and approved with the plan before goes on for whom nothing has changed; said in the transaction that keeps the plan. */
export async function keepSpots(
  tx: Write,
  { exitRef, planRef }: Pick<KeptPlan, 'exitRef' | 'planRef'>,
  result: PlanResult,
): Promise<PlanResult> {
  const exit = exitRef === null ? undefined : await findExit(tx, exitRef)
  const before = exit && (await planBefore(tx, exit.exitRef, planRef))
  if (!exit || !before) return result
  const next = { ...result, keptSpots: keptSpotsOf(before, result, beginsOf(exit, dayOf(tx.now))) }
  if (before.spot && waitsStill(before, next)) await saveSpot(tx, planRef, before.spot)
  const lines = Object.keys(next.keptSpots).map(Number)
  if (lines.length > 0)
    tx.record({
      type: 'continuity.plan-spots-kept',
      about: aboutExit(exit),
      data: { exitRef: exit.exitRef, planRef, lines },
    } satisfies ContinuityFact)
  return next
}

/** Why no framework provider, and until when. Nobody is asked beside the framework before it is said. */
export const saySpot = (shell: Shell, actor: Actor, { planRef, why, words, endDay, read }: SaySpot) =>
  shell.command(actor, 'say-plan-spot', async (tx): Promise<Result<true, SpotRefusal>> => {
    const held = await holdNewest(tx, planRef)
    if (!held.ok) return held
    const { exit, spot, result } = held.value
    if (!result || openSpotsOf(result).length === 0) return refuse('nobody beside the framework')
    if (spot?.approvedBy !== undefined) return refuse('approved already')
    if (timesSaid(spot) !== read) return refuse('said meanwhile')
    if (!Object.hasOwn(SPOT_REASONS, why)) return refuse('not a reason')
    if (words.trim() === '') return refuse('no words')
    const begins = beginsOf(exit, dayOf(tx.now))
    if (endDay <= begins) return refuse('not later')
    if (endDay > (await latestSpotEnd(tx, begins))) return refuse('too long')
    const by = { by: personBehind(actor), byName: nameWithPerson(actor) }
    await saveSpot(tx, planRef, { why, words: words.trim(), endDay, ...by, plan: planRef, said: read + 1 })
    tx.record({
      type: 'continuity.plan-spot-said',
      about: aboutExit(exit),
      data: { exitRef: exit.exitRef, planRef, why, endDay },
    } satisfies ContinuityFact)
    return ok(true)
  })

export type ApproveRefusal =
  | HoldRefusal
  | 'nothing said'
  | 'approved already'
  | 'said otherwise'
  | 'not an officer'
  | 'said it'

/** As of a single purchase: whoever said why does not approve it; and nobody approves words that they have not read. */
export const approveSpot = (
  shell: Shell,
  actor: Actor,
  { planRef, read }: { readonly planRef: string; readonly read: number },
) =>
  shell.command(actor, 'approve-plan-spot', async (tx): Promise<Result<true, ApproveRefusal>> => {
    const held = await holdNewest(tx, planRef)
    if (!held.ok) return held
    const { exit, spot } = held.value
    if (!spot) return refuse('nothing said')
    if (spot.approvedBy !== undefined) return refuse('approved already')
    if (timesSaid(spot) !== read) return refuse('said otherwise')
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
