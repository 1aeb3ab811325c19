import { addDays, type Day, dayOf, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listBankHolidays } from '#src/councils/index.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { listAbsences } from '#src/visits/absences/absence.store.ts'
import { listAgreed } from '#src/visits/agreed-changes/agreed-change.store.ts'
import { PLANNED, type VisitsFact } from '#src/visits/facts.ts'
import { matchingOn } from '#src/visits/call-log/log-commands.ts'
import { HORIZON_DAYS, type Plan, planVisits, replan, type Visit, changedFrom } from '#src/visits/plan-visits.ts'
import { noteNotHome } from '#src/visits/open-items/not-home-commands.ts'
import { askForOlder } from '#src/visits/open-items/older-days-commands.ts'
import { reseat, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import {
  cancelAsTold,
  type Canceller,
  cancelVisits,
  type ExpectedWorker,
  insertVisits,
  listVisitPlaces,
  type LockedVisit,
  lockPlan,
  lockPlansShortOf,
  lockVisit,
  lockVisitsOfPackage,
  lockVisitsOfPerson,
  notePlannedTo,
  replaceExpected,
  restoreVisits,
  savePlan,
} from '#src/visits/visit.store.ts'

/** The day up to which visits are planned, not included. */
export const horizonOn = (now: Instant): Day => addDays(dayOf(now), HORIZON_DAYS)

const PLANS_AT_A_TIME = 25

/** Plans the visits of a placement, or plans them anew where it changed. Within the command that placed it. */
export async function planPlacement(tx: Write, plan: Plan): Promise<void> {
  const before = await lockPlan(tx, plan.packageRef)
  const horizon = horizonOn(tx.now)
  const plannedTo = before && before.plannedTo > horizon ? before.plannedTo : horizon
  await savePlan(tx, plan, plannedTo)
  const absences = await listAbsences(tx, [plan.personRef])
  const holidays = new Set(await listBankHolidays(tx, plan.startDay, plannedTo))
  const changes = await listAgreed(tx, [plan.packageRef])
  const wanted = planVisits(plan, plan.startDay, plannedTo, holidays, absences, changes)
  const { cancel, add } = replan(await lockVisitsOfPackage(tx, plan.packageRef, plan.startDay), wanted)
  await drop(tx, plan.packageRef, cancel, 'planned anew')
  await addVisits(tx, add, [`package:${plan.packageRef}`, `person:${plan.personRef}`])
  await reseatVisits(tx, [...cancel, ...add])
}

/**
 * Plans the visits of some days anew, by what was agreed since. What has begun stays as it is, and so does what an officer
 * cancelled.
 */
export async function replanDays(tx: Write, packageRef: string, from: Day, to: Day | undefined): Promise<void> {
  const plan = await lockPlan(tx, packageRef)
  if (!plan) return
  const end = to !== undefined && to < plan.plannedTo ? to : plan.plannedTo
  const absences = await listAbsences(tx, [plan.personRef])
  const holidays = new Set(await listBankHolidays(tx, from, end))
  const hasBegun = (visit: Visit): boolean => Temporal.Instant.compare(visit.start, tx.now) <= 0
  // What an end took out comes back with its past where care turns out to have gone on.
  const wasThen = (visit: Visit): boolean => hasBegun(visit) && visit.cancelledWhy !== 'placement ended'
  const placeOf = (visit: Visit): string => `${visit.day} ${visit.slot}`
  const standing = (await lockVisitsOfPackage(tx, packageRef, from)).filter(({ day }) => day < end)
  const fixed = new Set(
    standing
      .filter((visit) => visit.isAttended || wasThen(visit) || visit.cancelledWhy === 'by an officer')
      .map(placeOf),
  )
  const isOpen = (visit: Visit): boolean => !fixed.has(placeOf(visit))
  const wanted = planVisits(plan, from, end, holidays, absences, await listAgreed(tx, [packageRef]))
  const { cancel, add } = replan(standing.filter(isOpen), wanted.filter(isOpen))
  await drop(tx, packageRef, cancel, 'planned anew')
  await addVisits(tx, add, [`package:${packageRef}`, `person:${plan.personRef}`])
  await reseatVisits(tx, [...cancel, ...add])
}

/** Care changes from a day on: the visits from that day are planned anew, those before stay as they are. */
export async function changePlan(
  tx: Write,
  packageRef: string,
  { fromDay, pattern }: { readonly fromDay: Day; readonly pattern: Plan['pattern'] },
): Promise<void> {
  const plan = await lockPlan(tx, packageRef)
  if (!plan) return
  await savePlan(tx, changedFrom(plan, fromDay, pattern), plan.plannedTo)
  await replanDays(tx, packageRef, fromDay, undefined)
}

async function addVisits(tx: Write, visits: readonly Visit[], about: readonly RecordKey[]): Promise<void> {
  if (visits.length === 0) return
  const chunk = await nextRef(tx, 'VC')
  await insertVisits(tx, visits, chunk)
  const days = visits.map(({ day }) => day).sort()
  tx.record({
    type: 'visits.planned',
    about,
    data: {
      packages: new Set(visits.map(({ packageRef }) => packageRef)).size,
      from: days[0] ?? '',
      to: days.at(-1) ?? '',
      chunk,
      ...(await sealChunk(tx, PLANNED, chunk)),
    },
  } satisfies VisitsFact)
}

async function drop(
  tx: Write,
  packageRef: string,
  visits: readonly Visit[],
  why: 'planned anew' | 'placement ended',
): Promise<void> {
  const [first] = visits
  if (!first) return
  await cancelVisits(tx, visits, why)
  tx.record({
    type: 'visits.dropped',
    about: [`package:${packageRef}`, `person:${first.personRef}`],
    data: { packageRef, from: first.day, visits: visits.length, why },
  } satisfies VisitsFact)
}

/** Visits that came, went or came back may have log rows that wait for them, or sit on them. */
async function reseatVisits(tx: Write, visits: readonly Pick<Visit, 'personRef' | 'start'>[]): Promise<void> {
  const policy = await matchingOn(tx, dayOf(tx.now))
  const latest = tx.now.epochMilliseconds / 1000 + policy.windowMinutes * 60
  const touched: Touched = new Map()
  for (const { personRef, start } of visits) {
    const at = start.epochMilliseconds / 1000
    if (at <= latest) touch(touched, personRef, at)
  }
  await reseat(tx, touched, policy)
  await askForOlder(
    tx,
    visits.map(({ start }) => dayOf(start)),
  )
}

/** A placement ends: its visits from the first day without care are cancelled, but for those that somebody attended. */
export async function endPlan(tx: Write, packageRef: string, endDay: Day): Promise<void> {
  const plan = await lockPlan(tx, packageRef)
  if (!plan) return
  await savePlan(tx, { ...plan, endDay }, plan.plannedTo)
  const standing = await lockVisitsOfPackage(tx, packageRef, endDay)
  const dropped = standing.filter(({ status, isAttended }) => status === 'planned' && !isAttended)
  await drop(tx, packageRef, dropped, 'placement ended')
  await reseatVisits(tx, dropped)
  await noteAfterEnd(tx, plan, standing, endDay)
}

const noteAfterEnd = (tx: Write, plan: Plan, visits: readonly LockedVisit[], endDay: Day | undefined): Promise<void> =>
  noteNotHome(tx, 'placement ended', visits, {
    about: [`package:${plan.packageRef}`, `person:${plan.personRef}`],
    reasonOf: ({ day }) => (endDay !== undefined && day >= endDay ? {} : undefined),
  })

/** Care that was to end on a day goes on until a later one, or without an end. */
export async function extendPlan(
  tx: Write,
  packageRef: string,
  { wasDay, endDay }: { readonly wasDay: Day; readonly endDay: Day | undefined },
): Promise<void> {
  const plan = await lockPlan(tx, packageRef)
  if (!plan) return
  await savePlan(tx, { ...plan, endDay }, plan.plannedTo)
  await replanDays(tx, packageRef, wasDay, undefined)
  await noteAfterEnd(tx, plan, await lockVisitsOfPackage(tx, packageRef, wasDay), endDay)
}

/** Another provider has the placement from a day on: what has not begun is planned anew with it. */
export async function transferPlan(
  tx: Write,
  packageRef: string,
  { organisationRef, fromDay }: { organisationRef: string; fromDay: Day },
): Promise<void> {
  const plan = await lockPlan(tx, packageRef)
  if (!plan) return
  await savePlan(tx, { ...plan, organisationRef }, plan.plannedTo)
  await replanDays(tx, packageRef, fromDay, undefined)
}

/** Carries the plans of a council forward to the horizon, some at a time; answers with how many were carried. */
export async function extendPlans(shell: Shell, actor: Actor): Promise<number> {
  let carried = 0
  for (;;) {
    const step = await shell.command(actor, 'extend-plans', async (tx) => {
      const horizon = horizonOn(tx.now)
      const plans = await lockPlansShortOf(tx, horizon, PLANS_AT_A_TIME)
      const [first] = plans
      if (!first) return refuse('all reach the horizon')
      const earliest = plans.reduce((day, plan) => (plan.plannedTo < day ? plan.plannedTo : day), first.plannedTo)
      const absences = Map.groupBy(
        await listAbsences(
          tx,
          plans.map(({ personRef }) => personRef),
        ),
        ({ personRef }) => personRef,
      )
      const holidays = new Set(await listBankHolidays(tx, earliest, horizon))
      const agreed = await listAgreed(
        tx,
        plans.map(({ packageRef }) => packageRef),
      )
      const changes = Map.groupBy(agreed, ({ packageRef }) => packageRef)
      const visits = plans.flatMap((plan) =>
        planVisits(
          plan,
          plan.plannedTo,
          horizon,
          holidays,
          absences.get(plan.personRef) ?? [],
          changes.get(plan.packageRef),
        ),
      )
      await notePlannedTo(
        tx,
        plans.map(({ packageRef }) => packageRef),
        horizon,
      )
      await addVisits(tx, visits, [`plans:${horizon}`])
      if (visits.length === 0)
        tx.record({
          type: 'visits.plans-checked',
          about: [`plans:${horizon}`],
          data: { packages: plans.length, to: horizon },
        } satisfies VisitsFact)
      return ok(plans.length)
    })
    if (!step.ok) return carried
    carried += step.value
  }
}

export type CancelRefusal =
  | 'no such visit'
  | 'cancelled already'
  | 'somebody attended'
  | 'no reason given'
  | 'told in the future'

export type CancelVisit = {
  readonly visitRef: string
  readonly reason: string
  /** Who did not want it, or could not make it: the council unless said. */
  readonly by?: Canceller
  /** When the provider was told: now unless said. What is owed for short notice is counted from then. */
  readonly toldAt?: Instant | undefined
}

export const cancelVisit = (shell: Shell, actor: Actor, input: CancelVisit, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'cancel-visit',
    async (tx): Promise<Result<string, CancelRefusal>> => {
      const { by = 'council', toldAt = tx.now } = input
      const reason = input.reason.trim()
      const visit = await lockVisit(tx, input.visitRef)
      if (!visit) return refuse('no such visit')
      if (reason === '') return refuse('no reason given')
      if (visit.status === 'cancelled') return refuse('cancelled already')
      if (Temporal.Instant.compare(toldAt, tx.now) > 0) return refuse('told in the future')
      const there = await lockVisitsOfPerson(tx, visit.personRef, visit.start, visit.start.add({ seconds: 1 }))
      if (there.some((other) => other.visitRef === visit.visitRef && other.isAttended))
        return refuse('somebody attended')
      await cancelAsTold(tx, visit, { by, at: toldAt })
      await reseatVisits(tx, [visit])
      tx.record({
        type: 'visits.visit-cancelled',
        about: [`visit:${visit.visitRef}`, `person:${visit.personRef}`, `package:${visit.packageRef}`],
        data: { visitRef: visit.visitRef, personRef: visit.personRef, reason, by, toldAt: String(toldAt) },
      } satisfies VisitsFact)
      return ok(visit.visitRef)
    },
    options,
  )

export type RestoreRefusal = 'no such visit' | 'not cancelled' | 'the plan no longer has it' | 'no reason given'

export const restoreVisit = (shell: Shell, actor: Actor, input: { visitRef: string; reason: string }) =>
  shell.command(actor, 'restore-visit', async (tx): Promise<Result<string, RestoreRefusal>> => {
    const reason = input.reason.trim()
    const visit = await lockVisit(tx, input.visitRef)
    if (!visit) return refuse('no such visit')
    if (reason === '') return refuse('no reason given')
    if (visit.status === 'planned') return refuse('not cancelled')
    if (visit.cancelledWhy === 'planned anew' || visit.cancelledWhy === 'placement ended')
      return refuse('the plan no longer has it')
    await restoreVisits(tx, [visit])
    await reseatVisits(tx, [visit])
    tx.record({
      type: 'visits.visit-restored',
      about: [`visit:${visit.visitRef}`, `person:${visit.personRef}`, `package:${visit.packageRef}`],
      data: { visitRef: visit.visitRef, personRef: visit.personRef, reason },
    } satisfies VisitsFact)
    return ok(visit.visitRef)
  })

/** A provider's rota: which workers go to which visits. What it says of a visit replaces what it said before. */
export const expectWorkers = (shell: Shell, actor: Actor, workers: readonly ExpectedWorker[]) =>
  shell.command(actor, 'expect-workers', async (tx): Promise<Result<readonly string[], readonly string[]>> => {
    const places = await listVisitPlaces(tx, [...new Set(workers.map(({ visitRef }) => visitRef))])
    const there = new Set(places.map(({ visitRef }) => visitRef))
    const missing = workers.map(({ visitRef }) => visitRef).filter((visitRef) => !there.has(visitRef))
    if (missing.length > 0) return refuse([...new Set(missing)])
    await replaceExpected(tx, places, workers)
    await reseatVisits(tx, places)
    tx.record({
      type: 'visits.workers-expected',
      about:
        places.length > 20 ? [`rota:${dayOf(tx.now)}`] : places.map(({ visitRef }): RecordKey => `visit:${visitRef}`),
      data: { visits: places.length, workers: workers.length },
    } satisfies VisitsFact)
    return ok([...there])
  })
