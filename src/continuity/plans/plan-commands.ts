import { ok, type Result, refuse } from '#src/base/result.ts'
import { aboutExit, aboutPerson } from '#src/continuity/affected/affected-commands.ts'
import { type AffectedPerson, moveOn } from '#src/continuity/affected/affected.ts'
import { lockEverybody, saveAffected } from '#src/continuity/affected/affected.store.ts'
import { ASK_JOB } from '#src/continuity/desk/ask-commands.ts'
import { beginAsking } from '#src/continuity/desk/asking-clock.store.ts'
import { lockExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import { readPlanned, type ReadPlan } from '#src/continuity/plans/read-plan.store.ts'
import {
  findPlan,
  findState,
  insertPlan,
  type KeptPlan,
  lastPlan,
  lockPlan,
  type PlanProgress,
  type PlanResult,
  listLost,
  saveEnded,
  saveProgress,
  saveResult,
} from '#src/continuity/plans/plan.store.ts'
import { type Actor, type RecordKey, systemActor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import { explain, LEASE, listLeaving, pose, solveWatched, stopWork } from '#src/brokerage/index.ts'
import { costOf, limitMoves, pointsOfStaying } from '#src/continuity/plans/plan-people.ts'
import { openSpotsOf, spotCareOf, spotsOf } from '#src/continuity/plans/spot.ts'
import { keepSpots } from '#src/continuity/plans/spot-commands.ts'
import type { Budget } from '#src/solvers/assignment/index.ts'

export const PLAN_JOB = 'work-continuity-plan'
export const MOST_MOVES = 50

type AskPlan = { readonly exitRef: string; readonly movesOfOthers: number }
export type AskRefusal = 'no such exit' | 'not open' | 'nobody listed' | 'being made' | 'not so many moves'

/** Asks for a plan of everybody who waits; made by the clock's worker, its progress seen on the page. */
export const askPlan = (
  shell: Shell,
  actor: Actor,
  { exitRef, movesOfOthers }: AskPlan,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'ask-plan',
    async (tx): Promise<Result<string, AskRefusal>> => {
      const exit = await lockExit(tx, exitRef)
      if (!exit) return refuse('no such exit')
      if (exit.state !== 'open') return refuse('not open')
      if (exit.listedAt === null) return refuse('nobody listed')
      if (!Number.isInteger(movesOfOthers) || movesOfOthers < 0 || movesOfOthers > MOST_MOVES)
        return refuse('not so many moves')
      const before = await lastPlan(tx, exitRef)
      if (before && isBeingMade(before, tx.now)) return refuse('being made')
      const planRef = await nextRef(tx, 'CP')
      await insertPlan(tx, { planRef, exitRef, organisationRefs: [exit.organisationRef], movesOfOthers })
      await tx.enqueue(PLAN_JOB, { council: tx.council, planRef })
      tx.record({
        type: 'continuity.plan-asked',
        about: aboutExit(exit),
        data: { exitRef, planRef, movesOfOthers },
      } satisfies ContinuityFact)
      return ok(planRef)
    },
    { ...options, request: { exitRef, movesOfOthers } },
  )

/** After so long nobody begins any more. */
const NEVER_BEGUN = { minutes: 10 }

/** Whoever makes it says so each minute. */
const isBeingMade = ({ state, askedAt, leaseUntil }: KeptPlan, now: Temporal.Instant): boolean => {
  if (state === 'waiting') return Temporal.Instant.compare(askedAt.add(NEVER_BEGUN), now) > 0
  return state === 'solving' && leaseUntil !== null && Temporal.Instant.compare(leaseUntil, now) >= 0
}

/** Work, not time: the same plan comes out on every machine. Without a proof the bound of a market that is short of hours says little. */
export const BUDGET: Budget = { seed: 18, moves: 300_000, boundSteps: 1_500, proofSteps: 40_000 }

/** Makes a plan that was asked for: reads, solves, keeps the answer with its reasons. */
export async function workPlan(shell: Shell, council: number, planRef: string, budget = BUDGET): Promise<void> {
  const clerk = systemActor(council)
  const begun = await beginPlan(shell, clerk, planRef)
  if (!begun.ok) return
  try {
    const read = await shell.read(clerk, (tx) => readPlanned(tx, begun.value))
    const solved = await solvePlan(shell, clerk, planRef, read, budget)
    if (solved) await keepPlan(shell, clerk, planRef, solved)
  } catch (error) {
    await failPlan(shell, clerk, planRef)
    throw error
  }
}

const aboutPlan = ({ exitRef }: KeptPlan): RecordKey[] => (exitRef === null ? [] : [`exit:${exitRef}`])

const beginPlan = (shell: Shell, clerk: Actor, planRef: string) =>
  shell.command(clerk, 'begin-plan', async (tx): Promise<Result<KeptPlan, 'not wanted' | 'at work already'>> => {
    const kept = await lockPlan(tx, planRef)
    if (kept?.state !== 'waiting' && kept?.state !== 'solving') return refuse('not wanted')
    if (kept.state === 'solving' && isBeingMade(kept, tx.now)) return refuse('at work already')
    await saveProgress(tx, planRef, [], tx.now.add(LEASE))
    tx.record({ type: 'continuity.plan-begun', about: aboutPlan(kept), data: { planRef } } satisfies ContinuityFact)
    return ok(kept)
  })

const goOnWithPlan = (shell: Shell, clerk: Actor, planRef: string, rounds: readonly PlanProgress[]) =>
  shell.command(clerk, 'go-on-with-plan', async (tx): Promise<Result<true, 'not wanted'>> => {
    const kept = await lockPlan(tx, planRef)
    if (kept?.state !== 'solving') return refuse('not wanted')
    await saveProgress(tx, planRef, rounds, tx.now.add(LEASE))
    const data = { planRef, rounds: rounds.length }
    tx.record({ type: 'continuity.plan-goes-on', about: aboutPlan(kept), data } satisfies ContinuityFact)
    return ok(true)
  })

const keepPlan = (shell: Shell, clerk: Actor, planRef: string, { result, progress }: SolvedPlan) =>
  shell.command(clerk, 'keep-plan', async (tx): Promise<Result<true, 'ready already'>> => {
    const kept = await lockPlan(tx, planRef)
    if (kept?.state !== 'solving') return refuse('ready already')
    const counts = countsOf(result)
    await saveProgress(tx, planRef, progress, null)
    await saveResult(tx, planRef, await keepSpots(tx, kept, result), counts)
    tx.record({
      type: 'continuity.plan-made',
      about: aboutPlan(kept),
      data: { planRef, ...counts, points: result.points, bound: result.bound, weeklyPence: result.weeklyPence },
    } satisfies ContinuityFact)
    return ok(true)
  })

const failPlan = (shell: Shell, clerk: Actor, planRef: string) =>
  shell.command(clerk, 'fail-plan', async (tx): Promise<Result<true, 'not being made'>> => {
    const kept = await lockPlan(tx, planRef)
    if (kept?.state !== 'solving') return refuse('not being made')
    await saveEnded(tx, planRef, 'failed')
    tx.record({ type: 'continuity.plan-failed', about: aboutPlan(kept), data: { planRef } } satisfies ContinuityFact)
    return ok(true)
  })

/** Whoever made them stopped before they were ready, as when the server was started anew. */
export async function failLostPlans(shell: Shell, council: number): Promise<void> {
  const clerk = systemActor(council)
  for (const planRef of await shell.read(clerk, listLost)) await failPlan(shell, clerk, planRef)
}

const countsOf = ({ proposals, who }: PlanResult) => {
  const own = proposals.filter(({ ref }) => (who[ref]?.from ?? null) === null)
  const unplaced = own.filter(({ organisationRef }) => organisationRef === undefined)
  return {
    people: own.length,
    unplaced: unplaced.length,
    criticalUnplaced: unplaced.filter(({ ref }) => who[ref]?.band === 'critical').length,
  }
}

type SolvedPlan = { readonly result: PlanResult; readonly progress: readonly PlanProgress[] }

/** Undefined when it was stopped. */
async function solvePlan(
  shell: Shell,
  clerk: Actor,
  planRef: string,
  { people, bought, rooms, priceOf, policy, others, moves, who }: ReadPlan,
  budget: Budget,
): Promise<SolvedPlan | undefined> {
  const posed = pose(people, rooms, priceOf, policy)
  const problem = others.size === 0 ? posed.problem : limitMoves(posed, others, moves)
  // With others who may move the proof takes minutes: the bound without it is what is told.
  const { proofSteps: _, ...unproved } = budget
  const key = { council: clerk.council, planRef }
  const staying = pointsOfStaying(posed, others)
  const solved = await solveWatched(key, problem, others.size === 0 ? budget : unproved, {
    isWanted: async () => (await shell.read(clerk, (tx) => findState(tx, planRef))) === 'solving',
    goOn: (rounds) => goOnWithPlan(shell, clerk, planRef, rounds),
    aside: staying - posed.fixedPoints,
  })
  if (!solved) return undefined
  const names = Object.fromEntries(rooms.map(({ organisationRef, name }) => [organisationRef, name]))
  const whole = explain(posed, solved.solution)
  const explained = { ...whole, points: whole.points - staying, bound: whole.bound - staying }
  const result = { ...explained, ...costOf(people, others, explained.proposals), who, names }
  const spots = spotsOf(people, bought, rooms, priceOf, explained)
  return { result: { ...result, spots, spotCare: spotCareOf(people, spots) }, progress: solved.rounds }
}

/** A plan that nobody waits for any more. */
export const stopPlan = (shell: Shell, actor: Actor, planRef: string) =>
  shell.command(actor, 'stop-plan', async (tx): Promise<Result<true, 'no such plan' | 'ready already'>> => {
    const kept = await lockPlan(tx, planRef)
    if (!kept) return refuse('no such plan')
    if (kept.state !== 'waiting' && kept.state !== 'solving') return refuse('ready already')
    await saveEnded(tx, planRef, 'stopped')
    stopWork({ council: tx.council, planRef })
    tx.record({
      type: 'continuity.plan-stopped',
      about: aboutPlan(kept),
      data: { planRef },
    } satisfies ContinuityFact)
    return ok(true)
  })

/** Without lines everybody who is proposed. */
type PutForward = { readonly planRef: string; readonly lines: readonly number[] | undefined }
export type PutRefusal =
  | 'no such plan'
  | 'not ready'
  | 'not open'
  | 'newer plan'
  | 'being made'
  | 'spot not said'
  | 'spot not approved'
  | 'nobody to ask'

/**
 * The proposals of these lines are put to the people and the providers. Who was listed anew or refused since keeps waiting. Two
 * officers who ask at once hold the exit one after the other; a plan under way would give the hours asked for here to others.
 */
export const putForward = (shell: Shell, actor: Actor, { planRef, lines }: PutForward, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'put-plan-forward',
    async (tx): Promise<Result<number, PutRefusal>> => {
      const kept = await findPlan(tx, planRef)
      if (!kept || kept.exitRef === null) return refuse('no such plan')
      if (!kept.result) return refuse('not ready')
      const exit = await lockExit(tx, kept.exitRef)
      if (exit?.state !== 'open') return refuse('not open')
      const last = await lastPlan(tx, kept.exitRef)
      if (last && isBeingMade(last, tx.now)) return refuse('being made')
      if (last?.planRef !== planRef) return refuse('newer plan')
      const proposals = new Map(kept.result.proposals.map((one) => [one.ref, one]))
      // An exit may have opened since the plan was made.
      const leaving = await listLeaving(
        tx,
        kept.result.proposals.flatMap(({ organisationRef }) => organisationRef ?? []),
      )
      const asked: AffectedPerson[] = []
      for (const person of await lockEverybody(tx, kept.exitRef)) {
        const proposal = proposals.get(String(person.line))
        if (lines?.includes(person.line) === false || !proposal?.organisationRef || !proposal.contractRef) continue
        if (leaving.has(proposal.organisationRef)) continue
        if ([...person.refuses, ...person.withdrew].includes(proposal.organisationRef)) continue
        const moved = moveOn(person, 'proposed', tx.now)
        if (!moved.ok) continue
        const to = { toOrganisationRef: proposal.organisationRef, toContractRef: proposal.contractRef }
        const proposed = { ...moved.value, ...to, personAnswer: null, providerAnswer: null, offered: null }
        asked.push(proposed)
        tx.record({
          type: 'continuity.move-proposed',
          about: [...aboutPerson(person), `provider:${proposal.organisationRef}`],
          data: { exitRef: kept.exitRef, line: person.line, planRef, organisationRef: proposal.organisationRef },
        } satisfies ContinuityFact)
      }
      if (asked.length === 0) return refuse('nobody to ask')
      const unsaid = new Set(openSpotsOf(kept.result))
      const isSpot = asked.some(({ line }) => unsaid.has(String(line)))
      if (isSpot && kept.spot === null) return refuse('spot not said')
      if (isSpot && kept.spot?.approvedBy === undefined) return refuse('spot not approved')
      await saveAffected(tx, asked)
      await beginAsking(tx, exit, asked)
      await tx.enqueue(ASK_JOB, { council: tx.council, exitRef: exit.exitRef })
      return ok(asked.length)
    },
    { ...options, request: { planRef, lines } },
  )
