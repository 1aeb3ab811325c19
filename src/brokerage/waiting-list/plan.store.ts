import type { Day } from '#src/base/day.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { KeptProposal, PlanRun } from '#src/brokerage/waiting-list/waiting.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const RUN = sql`plan_ref as "planRef", status, failure, asked_by as "askedBy", asked_by_name as "askedByName", asked_at as "askedAt",
  seed, moves, bound_steps as "boundSteps", proof_steps as "proofSteps", with_stale as "withStale", read_at as "readAt", made_at as "madeAt", policy, providers,
  people, placed, points, bound, weekly_pence as "weeklyPence", today_pence as "todayPence", prices, progress, lease_until as "leaseUntil" from brokerage.plan_run`

export async function findPlan(tx: Read, planRef: string): Promise<PlanRun | undefined> {
  const [row] = await rows(tx, sql<PlanRun>`select ${RUN} where council_id = ${tx.council} and plan_ref = ${planRef}`)
  return row && lean<PlanRun>(row)
}

/** Held until the transaction ends: two brokers at once act on a plan one after the other. */
export async function lockPlan(tx: Write, planRef: string): Promise<PlanRun | undefined> {
  const [row] = await rows(
    tx,
    sql<PlanRun>`select ${RUN} where council_id = ${tx.council} and plan_ref = ${planRef} for update`,
  )
  return row && lean<PlanRun>(row)
}

/** The newest first. */
export const listPlans = async (tx: Read, limit: number): Promise<PlanRun[]> =>
  (
    await rows(
      tx,
      sql<PlanRun>`select ${RUN} where council_id = ${tx.council} order by asked_at desc, plan_ref desc limit ${limit}`,
    )
  ).map((row) => lean<PlanRun>(row))

/** Those that were lost with whoever made them. */
export const listLost = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ planRef: string }>`select plan_ref as "planRef" from brokerage.plan_run
        where council_id = ${tx.council} and status = 'running' and lease_until < ${tx.now} order by plan_ref limit 20`,
    )
  ).map(({ planRef }) => planRef)

export const insertPlan = (tx: Write, run: PlanRun): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.plan_run (council_id, plan_ref, status, asked_by, asked_by_name, asked_at, seed, moves, bound_steps, proof_steps,
        with_stale)
      values (${tx.council}, ${run.planRef}, ${run.status}, ${run.askedBy}, ${run.askedByName}, ${run.askedAt}, ${run.seed},
        ${run.moves}, ${run.boundSteps}, ${run.proofSteps}, ${run.withStale})`,
  )

export const savePlan = (tx: Write, run: PlanRun): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.plan_run set status = ${run.status}, failure = ${run.failure ?? null}, read_at = ${run.readAt ?? null},
        made_at = ${run.madeAt ?? null}, policy = ${json(run.policy ?? null)}::jsonb, providers = ${run.providers ?? null},
        people = ${run.people ?? null}, placed = ${run.placed ?? null}, points = ${run.points ?? null}, bound = ${run.bound ?? null},
        weekly_pence = ${run.weeklyPence ?? null}, today_pence = ${run.todayPence ?? null}, prices = ${json(run.prices ?? null)}::jsonb,
        progress = ${json(run.progress ?? null)}::jsonb, lease_until = ${run.leaseUntil ?? null}
      where council_id = ${tx.council} and plan_ref = ${run.planRef}`,
  )

export const insertProposals = (tx: Write, planRef: string, proposals: readonly KeptProposal[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.plan_proposal (council_id, plan_ref, package_ref, mark, organisation_ref, contract_ref, weekly_pence, points,
        why, exceptions, alternatives, binds, cheapest_change, from_zone, location_ref, bed_type, moved_from, moved_to)
      select ${tx.council}, ${planRef}, r."packageRef", r.mark, r."organisationRef", r."contractRef", r."weeklyPence", r.points,
        r.why, r.exceptions, r.alternatives, r.binds, r."cheapestChange", r.place->>'zone', r.place->>'locationRef', r.place->>'bedType',
        r.place->'moved'->>'from', r.place->'moved'->>'to'
      from jsonb_to_recordset(${json(proposals)}::jsonb) as r ("packageRef" text, mark text, "organisationRef" text,
        "contractRef" text, "weeklyPence" bigint, points bigint, why jsonb, exceptions jsonb, alternatives jsonb, binds text,
        "cheapestChange" text, place jsonb)`,
  )

const PLACE = sql`nullif(jsonb_strip_nulls(jsonb_build_object('zone', r.from_zone, 'locationRef', r.location_ref, 'bedType', r.bed_type,
  'moved', case when r.moved_from is null then null else jsonb_build_object('from', r.moved_from, 'to', r.moved_to) end)),
  '{}'::jsonb)`
const PROPOSAL = sql`r.plan_ref as "planRef", r.package_ref as "packageRef", r.mark, r.organisation_ref as "organisationRef",
  r.contract_ref as "contractRef", r.weekly_pence as "weeklyPence", r.points, r.why, r.exceptions, r.alternatives, r.binds,
  r.cheapest_change as "cheapestChange", ${PLACE} as place, r.accepted_at as "acceptedAt", r.accepted_by_name as "acceptedByName"`

export async function lockProposal(tx: Write, planRef: string, packageRef: string): Promise<KeptProposal | undefined> {
  const [row] = await rows(
    tx,
    sql<KeptProposal>`select ${PROPOSAL} from brokerage.plan_proposal r
      where r.council_id = ${tx.council} and r.plan_ref = ${planRef} and r.package_ref = ${packageRef} for update`,
  )
  return row && lean<KeptProposal>(row)
}

export const saveAccepted = (tx: Write, { planRef, packageRef }: KeptProposal): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.plan_proposal set accepted_at = ${tx.now}, accepted_by = ${tx.actor.id}, accepted_by_name = ${tx.actor.name}
      where council_id = ${tx.council} and plan_ref = ${planRef} and package_ref = ${packageRef}`,
  )

export type ProposalListing = KeptProposal & {
  readonly personRef: string
  readonly personName: string
  readonly service: string
  readonly zone: string
  readonly weeklyMinutes: number
  readonly lockedTo?: string
  /** Who agreed to care from outside of the zone. */
  readonly agreedBy?: string
  readonly agreedOn?: Day
}

const LISTING = sql`${PROPOSAL}, p.person_ref as "personRef", p.person_name as "personName", p.service, p.zone,
    p.weekly_minutes as "weeklyMinutes", l.organisation_ref as "lockedTo", a.said_by as "agreedBy", a.said_on as "agreedOn",
    (count(*) over ())::int as total
  from brokerage.plan_proposal r
  join brokerage.care_package p on p.council_id = r.council_id and p.package_ref = r.package_ref
  left join brokerage.plan_lock l on l.council_id = r.council_id and l.package_ref = r.package_ref
  left join brokerage.out_of_area_agreement a on a.council_id = r.council_id and a.package_ref = r.package_ref
    and a.organisation_ref = r.organisation_ref`
type ListingRow = ProposalListing & { readonly total: number }
const asListing = ({ total: _, ...row }: ListingRow): ProposalListing => lean<ProposalListing>(row)

/** A page of what a plan proposes: those who are placed, or those who are not, who wants care soonest first. */
export async function listProposals(
  tx: Read,
  planRef: string,
  { placed, offset, limit }: { placed: boolean; offset: number; limit: number },
): Promise<{ proposals: ProposalListing[]; total: number }> {
  const found = await rows(
    tx,
    sql<ListingRow>`select ${LISTING}
      where r.council_id = ${tx.council} and r.plan_ref = ${planRef} and (r.organisation_ref is not null) = ${placed}
      order by p.urgent desc, p.start_by, p.package_ref limit ${limit} offset ${offset}`,
  )
  return { proposals: found.map(asListing), total: found[0]?.total ?? 0 }
}

/** What a plan proposes for one package. */
export async function findProposal(
  tx: Read,
  planRef: string,
  packageRef: string,
): Promise<ProposalListing | undefined> {
  const [found] = await rows(
    tx,
    sql<ListingRow>`select ${LISTING}
      where r.council_id = ${tx.council} and r.plan_ref = ${planRef} and r.package_ref = ${packageRef}`,
  )
  return found && asListing(found)
}

export const saveLock = (tx: Write, packageRef: string, organisationRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.plan_lock (council_id, package_ref, organisation_ref, locked_by_name, locked_at)
      values (${tx.council}, ${packageRef}, ${organisationRef}, ${tx.actor.name}, ${tx.now})
      on conflict (council_id, package_ref) do update set organisation_ref = excluded.organisation_ref,
        locked_by_name = excluded.locked_by_name, locked_at = excluded.locked_at`,
  )

/** Whether there was one. */
export async function dropLock(tx: Write, packageRef: string): Promise<boolean> {
  const dropped = await rows(
    tx,
    sql`delete from brokerage.plan_lock where council_id = ${tx.council} and package_ref = ${packageRef} returning 1`,
  )
  return dropped.length > 0
}

/** Whom a package is placed with from now on; null where it is placed on its own, whoever shares the home. */
export const saveTogether = (tx: Write, packageRef: string, together: string | null): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.plan_together (council_id, package_ref, together, said_by_name, said_at)
      values (${tx.council}, ${packageRef}, ${together}, ${tx.actor.name}, ${tx.now})
      on conflict (council_id, package_ref) do update set together = excluded.together, said_by_name = excluded.said_by_name,
        said_at = excluded.said_at`,
  )
