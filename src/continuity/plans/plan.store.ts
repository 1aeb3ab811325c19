import type { Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Place, Plan, SaidOfSpot } from '#src/brokerage/index.ts'
import type { Band } from '#src/continuity/affected/triage.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** Why and until when; whoever says it does not approve it. */
export type SpotOfPlan = Omit<SaidOfSpot, 'approvedBy' | 'approvedByName'> &
  Partial<Pick<SaidOfSpot, 'approvedBy' | 'approvedByName'>> & {
    /** How often it was said: whoever changes or approves it has read this one. */
    readonly said?: number
  }

/** Nought before anything was said. */
export const timesSaid = (spot: SpotOfPlan | null): number => (spot === null ? 0 : (spot.said ?? 1))

export type PlanProgress = { readonly round: number; readonly cost: number; readonly bound: number }

export type PlanState = 'waiting' | 'solving' | 'ready' | 'stopped' | 'failed'

export type KeptPlan = {
  readonly planRef: string
  /** Null of a rehearsal. */
  readonly exitRef: string | null
  readonly organisationRefs: readonly string[]
  readonly movesOfOthers: number
  readonly state: PlanState
  readonly askedBy: string
  readonly askedAt: Instant
  readonly progress: readonly PlanProgress[]
  readonly readyAt: Instant | null
  readonly people: number | null
  readonly unplaced: number | null
  readonly criticalUnplaced: number | null
  readonly points: number | null
  readonly bound: number | null
  readonly weeklyPence: Pence | null
  readonly todayPence: Pence | null
  /** What those whose price today is known cost in the plan. */
  readonly comparedPence: Pence | null
  /** Until when whoever makes it has to say again that it does. */
  readonly leaseUntil: Instant | null
  /** Why and until when care is bought beside the framework. */
  readonly spot: SpotOfPlan | null
}

export type PlanResult = Plan & {
  readonly comparedPence: Pence
  /** Who the proposals are of, by their reference; `from` is the provider of somebody who is not affected and may move. */
  readonly who: Readonly<Record<string, { readonly name: string; readonly band: Band; readonly from: string | null }>>
  readonly names: Readonly<Record<string, string>>
  /** Of whom the council would buy for beside the framework: the least that a framework's card makes of the week, where one has a price. */
  readonly spots?: Readonly<Record<string, Pence | null>>
  /** The care of each of them in one line, to know whether it is still the same. */
  readonly spotCare?: Readonly<Record<string, string>>
  /** Of them whose purchase was approved with an earlier plan and is the same: neither reasons nor approval are asked for again. */
  readonly keptSpots?: Readonly<Record<string, SaidOfSpot>>
}

/** Plans made before this was kept compare all that they cost. */
export const costKept = ({ weeklyPence, todayPence, comparedPence }: KeptPlan) => ({
  ...{ weeklyPence: weeklyPence ?? 0, todayPence: todayPence ?? 0, comparedPence: comparedPence ?? weeklyPence ?? 0 },
})

const PLAN = sql`p.plan_ref as "planRef", p.exit_ref as "exitRef", p.organisation_refs as "organisationRefs", p.moves_of_others as "movesOfOthers",
  p.state, p.asked_by as "askedBy", p.asked_at as "askedAt", p.progress, p.ready_at as "readyAt", p.people, p.unplaced,
  p.critical_unplaced as "criticalUnplaced", p.points, p.bound, p.weekly_pence as "weeklyPence", p.today_pence as "todayPence", p.compared_pence as "comparedPence",
  p.lease_until as "leaseUntil", p.spot`

export async function findPlan(
  tx: Read,
  planRef: string,
): Promise<(KeptPlan & { result: PlanResult | null }) | undefined> {
  const [plan] = await rows(
    tx,
    sql<KeptPlan & { result: PlanResult | null }>`select ${PLAN}, p.result from continuity.plan p
      where p.council_id = ${tx.council} and p.plan_ref = ${planRef}`,
  )
  return plan
}

/** What was stopped is as if it had never been asked for. */
const LAST = sql`and p.state <> 'stopped' order by p.asked_at desc, p.plan_ref desc limit 1`

/** The last plan of an exit. */
export async function lastPlan(tx: Read, exitRef: string): Promise<KeptPlan | undefined> {
  const [plan] = await rows(
    tx,
    sql<KeptPlan>`select ${PLAN} from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref = ${exitRef} ${LAST}`,
  )
  return plan
}

/** The same with its proposals. */
export async function lastWholePlan(
  tx: Read,
  exitRef: string,
): Promise<(KeptPlan & { result: PlanResult | null }) | undefined> {
  const [plan] = await rows(
    tx,
    sql<KeptPlan & { result: PlanResult | null }>`select ${PLAN}, p.result from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref = ${exitRef} ${LAST}`,
  )
  return plan
}

/** Which visits the plan has moved to another part of the day that proposed this provider for somebody. */
export async function findMovedVisits(
  tx: Read,
  { exitRef, line }: { readonly exitRef: string; readonly line: number },
  organisationRef: string,
): Promise<Place['moved']> {
  const [found] = await rows(
    tx,
    sql<{ moved: Place['moved'] | null }>`select s.proposal -> 'place' -> 'moved' as moved from continuity.plan p
      cross join lateral jsonb_array_elements(p.result -> 'proposals') as s(proposal)
      where p.council_id = ${tx.council} and p.exit_ref = ${exitRef} and s.proposal ->> 'ref' = ${String(line)}
        and s.proposal ->> 'organisationRef' = ${organisationRef} ${LAST}`,
  )
  return found?.moved ?? undefined
}

export async function lockPlan(tx: Write, planRef: string): Promise<KeptPlan | undefined> {
  const [plan] = await rows(
    tx,
    sql<KeptPlan>`select ${PLAN} from continuity.plan p
      where p.council_id = ${tx.council} and p.plan_ref = ${planRef} for update`,
  )
  return plan
}

export const insertPlan = (
  tx: Write,
  plan: Pick<KeptPlan, 'planRef' | 'exitRef' | 'organisationRefs' | 'movesOfOthers'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into continuity.plan (council_id, plan_ref, exit_ref, organisation_refs, moves_of_others, state, asked_by, asked_at, progress)
      values (${tx.council}, ${plan.planRef}, ${plan.exitRef}, ${json(plan.organisationRefs)}::jsonb, ${plan.movesOfOthers}, 'waiting',
        ${tx.actor.name}, ${tx.now}, '[]'::jsonb)`,
  )

export const saveProgress = (
  tx: Write,
  planRef: string,
  progress: readonly PlanProgress[],
  leaseUntil: Instant | null,
): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.plan set state = 'solving', progress = ${json(progress)}::jsonb, lease_until = ${leaseUntil}
      where council_id = ${tx.council} and plan_ref = ${planRef} and state in ('waiting', 'solving')`,
  )

export type Counts = { readonly people: number; readonly unplaced: number; readonly criticalUnplaced: number }

export const saveResult = (tx: Write, planRef: string, result: PlanResult, counts: Counts): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.plan set state = 'ready', ready_at = ${tx.now}, people = ${counts.people}, unplaced = ${counts.unplaced},
        critical_unplaced = ${counts.criticalUnplaced}, points = ${result.points}, bound = ${result.bound},
        weekly_pence = ${result.weeklyPence}, today_pence = ${result.todayPence}, compared_pence = ${result.comparedPence}, result = ${json(result)}::jsonb
      where council_id = ${tx.council} and plan_ref = ${planRef}`,
  )

export const saveSpot = (tx: Write, planRef: string, spot: SpotOfPlan): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.plan set spot = ${json(spot)}::jsonb where council_id = ${tx.council} and plan_ref = ${planRef}`,
  )

/** What was approved last of care beside the framework, for a person of an exit. */
export async function findSpotSaid(
  tx: Read,
  { exitRef, line }: { readonly exitRef: string; readonly line: number },
): Promise<SaidOfSpot | undefined> {
  const [found] = await rows(
    tx,
    sql<{
      spot: SaidOfSpot
    }>`select coalesce(p.result -> 'keptSpots' -> ${String(line)}::text, p.spot) as spot from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref = ${exitRef} and p.result -> 'spots' -> ${String(line)}::text is not null
        and (p.result -> 'keptSpots' -> ${String(line)}::text is not null or p.spot->>'approvedBy' is not null)
      order by p.asked_at desc, p.plan_ref desc limit 1`,
  )
  return found?.spot
}

/** The plan of an exit that was read before this one. */
export async function planBefore(
  tx: Read,
  exitRef: string,
  planRef: string,
): Promise<(KeptPlan & { result: PlanResult }) | undefined> {
  const [plan] = await rows(
    tx,
    sql<KeptPlan & { result: PlanResult }>`select ${PLAN}, p.result from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref = ${exitRef} and p.plan_ref <> ${planRef} and p.result is not null ${LAST}`,
  )
  return plan
}

export const saveEnded = (tx: Write, planRef: string, state: 'stopped' | 'failed'): Promise<unknown> =>
  rows(
    tx,
    sql`update continuity.plan set state = ${state}, lease_until = null where council_id = ${tx.council} and plan_ref = ${planRef}`,
  )

export async function findState(tx: Read, planRef: string): Promise<PlanState | undefined> {
  const [found] = await rows(
    tx,
    sql<{
      state: PlanState
    }>`select state from continuity.plan where council_id = ${tx.council} and plan_ref = ${planRef}`,
  )
  return found?.state
}

/** Those that were lost with whoever made them. */
export const listLost = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ planRef: string }>`select plan_ref as "planRef" from continuity.plan
        where council_id = ${tx.council} and state = 'solving' and (lease_until is null or lease_until < ${tx.now})
        order by plan_ref limit 20`,
    )
  ).map(({ planRef }) => planRef)

export type SpotToApprove = { readonly exitRef: string; readonly planRef: string; readonly organisationName: string }

/** Care beside the framework of newest plans that waits for an officer's approval, but not of this one who said why. */
export const listSpotsToApprove = (tx: Read, notBy: string): Promise<SpotToApprove[]> =>
  rows(
    tx,
    sql<SpotToApprove>`select e.exit_ref as "exitRef", p.plan_ref as "planRef", coalesce(o.name, e.organisation_ref) as "organisationName"
      from continuity.exit e
      join continuity.plan p on p.council_id = e.council_id and p.plan_ref = (select l.plan_ref from continuity.plan l
        where l.council_id = e.council_id and l.exit_ref = e.exit_ref and l.state <> 'stopped'
        order by l.asked_at desc, l.plan_ref desc limit 1)
      left join providers.v_name o on o.organisation_ref = e.organisation_ref
      where e.council_id = ${tx.council} and e.state = 'open' and p.spot is not null and p.spot->>'approvedBy' is null
        and p.spot->>'by' <> ${notBy}
      order by p.plan_ref limit 20`,
  )
