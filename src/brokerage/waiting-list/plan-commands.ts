import { addDays, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { sendIn } from '#src/brokerage/packages/package-commands.ts'
import { beyondToday, takenBy } from '#src/brokerage/placing/needs.ts'
import { LEASE, stopWork } from '#src/brokerage/placing/at-work.job.ts'
import { listRooms } from '#src/brokerage/placing/rooms.store.ts'
import { needsSpot } from '#src/brokerage/spot/needs-spot.store.ts'
import type { WaitingListFact } from '#src/brokerage/waiting-list/facts.ts'
import { findAgreement } from '#src/brokerage/waiting-list/agreement.store.ts'
import {
  dropLock,
  findPlan,
  insertPlan,
  insertProposals,
  listPlans,
  lockPlan,
  lockProposal,
  saveAccepted,
  saveLock,
  savePlan,
} from '#src/brokerage/waiting-list/plan.store.ts'
import {
  type AcceptRefusal,
  careToday,
  isLost,
  isUnderWay,
  type KeptProposal,
  mayAccept,
  planBudget,
  type PlanRun,
  WAITS,
  type Waiting,
} from '#src/brokerage/waiting-list/waiting.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import type { Progress } from '#src/solvers/assignment/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation, type PartOfDay, providerName } from '#src/providers/index.ts'

export const MAKE_PLAN = 'make-plan'

export type AskRefusal = 'under way' | 'nobody waits'

/** Asks for a plan for everybody who waits; it is made beside the pages, and kept. */
export const askForPlan = (shell: Shell, actor: Actor, input: { readonly withStale: boolean }) =>
  shell.command<PlanRun, AskRefusal>(actor, 'ask-for-plan', async (tx) => {
    const [latest] = await listPlans(tx, 1)
    if (latest && isUnderWay(latest, tx.now)) return refuse('under way')
    const { total } = await listWaiting(tx, { limit: 1 })
    if (total === 0) return refuse('nobody waits')
    const planRef = await nextRef(tx, 'PN')
    const run: PlanRun = {
      ...{
        planRef,
        status: 'running',
        askedBy: personBehind(actor),
        askedByName: nameWithPerson(actor),
        askedAt: tx.now,
      },
      // Each plan looks in its own order: the next one may find what this one missed.
      ...{ ...planBudget(total), seed: Number(planRef.slice(3)), withStale: input.withStale },
    }
    await insertPlan(tx, run)
    record(tx, {
      type: 'brokerage.plan-asked',
      about: [`joint-plan:${planRef}`],
      data: { planRef, people: total, seed: run.seed, withStale: run.withStale },
    })
    await tx.enqueue(MAKE_PLAN, { council: tx.council, planRef })
    return ok(run)
  })

const record = (tx: Write, fact: WaitingListFact): void => tx.record(fact)

/** From now on whoever makes the plan says each minute that it does. */
export const beginPlan = (shell: Shell, actor: Actor, planRef: string) =>
  shell.command<PlanRun, 'not running' | 'at work already'>(actor, 'begin-joint-plan', async (tx) => {
    const run = await lockPlan(tx, planRef)
    if (run?.status !== 'running') return refuse('not running')
    if (run.leaseUntil && !isLost(run, tx.now)) return refuse('at work already')
    const begun = { ...run, leaseUntil: tx.now.add(LEASE) }
    await savePlan(tx, begun)
    record(tx, { type: 'brokerage.plan-begun', about: [`joint-plan:${planRef}`], data: { planRef } })
    return ok(begun)
  })

export const goOnWithPlan = (shell: Shell, actor: Actor, planRef: string, progress: readonly Progress[]) =>
  shell.command<null, 'not running'>(actor, 'go-on-with-joint-plan', async (tx) => {
    const run = await lockPlan(tx, planRef)
    if (run?.status !== 'running') return refuse('not running')
    await savePlan(tx, { ...run, progress, leaseUntil: tx.now.add(LEASE) })
    const data = { planRef, rounds: progress.length }
    record(tx, { type: 'brokerage.plan-goes-on', about: [`joint-plan:${planRef}`], data })
    return ok(null)
  })

/** Nobody waits for it any more: nothing of it is kept. */
export const stopPlan = (shell: Shell, actor: Actor, planRef: string) =>
  shell.command<null, 'no such plan' | 'not running'>(actor, 'stop-joint-plan', async (tx) => {
    const run = await lockPlan(tx, planRef)
    if (!run) return refuse('no such plan')
    if (run.status !== 'running') return refuse('not running')
    const { progress: _, leaseUntil: __, ...bare } = run
    await savePlan(tx, { ...bare, status: 'stopped' })
    stopWork({ council: tx.council, planRef })
    record(tx, { type: 'brokerage.plan-stopped', about: [`joint-plan:${planRef}`], data: { planRef } })
    return ok(null)
  })

/** Keeps a plan that was made; one that was given up meanwhile stays given up. */
export const keepPlan = (shell: Shell, actor: Actor, made: PlanRun, proposals: readonly KeptProposal[]) =>
  shell.command<PlanRun, 'not running'>(actor, 'keep-plan', async (tx) => {
    const run = await lockPlan(tx, made.planRef)
    if (run?.status !== 'running') return refuse('not running')
    const { planRef, people = 0, placed = 0, points = 0, bound = 0, weeklyPence = 0 } = made
    const { leaseUntil: _, ...bare } = made
    await savePlan(tx, { ...bare, status: 'made', madeAt: tx.now })
    await insertProposals(tx, planRef, proposals)
    record(tx, {
      type: 'brokerage.plan-made',
      about: [`joint-plan:${planRef}`],
      data: { planRef, people, placed, points, bound, weeklyPence },
    })
    return ok(made)
  })

export const giveUpPlan = (shell: Shell, actor: Actor, planRef: string, failure: string) =>
  shell.command<null, 'not running'>(actor, 'give-up-plan', async (tx) => {
    const run = await lockPlan(tx, planRef)
    if (run?.status !== 'running') return refuse('not running')
    await savePlan(tx, { ...run, status: 'failed', failure })
    record(tx, { type: 'brokerage.plan-failed', about: [`joint-plan:${planRef}`], data: { planRef, failure } })
    return ok(null)
  })

/** Asks the one provider that the plan proposes for a package. It must still say yes, and everybody must still sign. */
export const acceptProposal = (
  shell: Shell,
  actor: Actor,
  input: { readonly planRef: string; readonly packageRef: string },
) =>
  shell.command<null, AcceptRefusal>(actor, 'accept-proposal', async (tx) => {
    const { planRef, packageRef } = input
    const run = await lockPlan(tx, planRef)
    if (!run) return refuse('no such plan')
    const pkg = await lockPackage(tx, packageRef)
    const [latest] = (await listPlans(tx, 5)).filter(({ status }) => status === 'made')
    const proposal = await lockProposal(tx, planRef, packageRef)
    const [waiting] = (await listWaiting(tx, { packageRef })).waiting
    const agrees = (await findAgreement(tx, packageRef, proposal?.organisationRef)) !== undefined
    const may = mayAccept(run, latest?.planRef ?? planRef, proposal, waiting, agrees, tx.now)
    if (!may.ok) return may
    const organisationRef = may.value
    if (!proposal || !waiting) return refuse('not in the plan')
    const hours = await hoursFor(tx, run, { ...proposal, organisationRef }, waiting)
    if (!hours.ok) return hours
    if (pkg && (await needsSpot(tx, pkg, organisationRef))) return refuse('outside the framework')
    if (pkg && waiting.startBy < dayOf(tx.now)) await startSoon(tx, pkg)
    const sent = await sendIn(tx, packageRef, organisationRef, proposal.place?.moved)
    if (!sent.ok) return refuse('cannot be asked')
    await saveAccepted(tx, proposal)
    await dropLock(tx, packageRef)
    record(tx, {
      type: 'brokerage.plan-accepted',
      about: [`joint-plan:${planRef}`, `package:${packageRef}`],
      data: { planRef, packageRef, organisationRef, organisationName: await nameOf(tx, organisationRef) },
    })
    return ok(null)
  })

/** Care that is wanted since a day that is past is asked for from tomorrow. */
async function startSoon(tx: Write, pkg: CarePackage): Promise<void> {
  await savePackage(tx, { ...pkg, startBy: addDays(dayOf(tx.now), 1) })
  tx.record({
    type: 'brokerage.package-changed',
    about: [`package:${pkg.packageRef}`],
    data: { packageRef: pkg.packageRef, changed: ['startBy'] },
  } satisfies BrokerageFact)
}

/** What others were asked for since the plan was made counts as taken. */
async function hoursFor(
  tx: Write,
  run: PlanRun,
  { organisationRef, place }: KeptProposal & { readonly organisationRef: string },
  waiting: Waiting,
): Promise<Result<null, 'no hours left' | 'cannot be asked'>> {
  const today = dayOf(tx.now)
  const rooms = await listRooms(tx, { services: [waiting.service], on: today, stale: run.withStale })
  const room = rooms.find((one) => one.organisationRef === organisationRef && one.zones.includes(waiting.zone))
  if (!room) return refuse('cannot be asked')
  const parts = await getPolicy(tx, 'parts-of-day', today)
  const { minutes, beds } = takenBy(waiting, parts, place?.moved)
  const isFree = room.beds?.some(
    ({ locationRef, bedType, vacant }) => locationRef === place?.locationRef && bedType === place.bedType && vacant > 0,
  )
  const zone = place?.zone ?? waiting.zone
  const now = waiting.today ? { today: careToday(waiting.today, parts) } : {}
  const more = beyondToday({ ...now, zone: waiting.zone }, { organisationRef, zone }, minutes)
  const isEnough = Object.entries(more).every(
    ([part, need]) => need <= (room.minutes.get(`${zone}/${part as PartOfDay}`) ?? 0),
  )
  return (beds ? isFree : isEnough) ? ok(null) : refuse('no hours left')
}

const nameOf = async (tx: Write, organisationRef: string): Promise<string> => {
  const found = await findOrganisation(tx, organisationRef)
  return found ? providerName(found) : organisationRef
}

export type LockRefusal = 'no such plan' | 'not in the plan' | 'not placed by it' | 'placed meanwhile'

/** Keeps a package with the provider that a plan proposes, in every plan that follows. */
export const lockPlacement = (
  shell: Shell,
  actor: Actor,
  input: { readonly planRef: string; readonly packageRef: string },
) =>
  shell.command<null, LockRefusal>(actor, 'lock-proposal', async (tx): Promise<Result<null, LockRefusal>> => {
    const { planRef, packageRef } = input
    if (!(await findPlan(tx, planRef))) return refuse('no such plan')
    const pkg = await lockPackage(tx, packageRef)
    const proposal = await lockProposal(tx, planRef, packageRef)
    if (!proposal || !pkg) return refuse('not in the plan')
    if (proposal.organisationRef === undefined) return refuse('not placed by it')
    if (!WAITS.includes(pkg.status)) return refuse('placed meanwhile')
    const { organisationRef } = proposal
    await saveLock(tx, packageRef, organisationRef)
    const organisationName = await nameOf(tx, organisationRef)
    record(tx, {
      type: 'brokerage.plan-locked',
      about: [`package:${packageRef}`],
      data: { packageRef, organisationRef, organisationName },
    })
    return ok(null)
  })

export const unlockPlacement = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<null, 'not locked'>(actor, 'unlock-proposal', async (tx) => {
    if (!(await dropLock(tx, packageRef))) return refuse('not locked')
    record(tx, { type: 'brokerage.plan-unlocked', about: [`package:${packageRef}`], data: { packageRef } })
    return ok(null)
  })
