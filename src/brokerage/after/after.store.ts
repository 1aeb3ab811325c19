import type { Day } from '#src/base/day.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Write } from '#src/platform/command.ts'
import type { CareChange, CareCheck, CheckKind } from '#src/brokerage/after/care-change.ts'
import { lean } from '#src/brokerage/rows.store.ts'

const CHANGE = sql`c.package_ref as "packageRef", c.number, c.organisation_ref as "organisationRef", c.kind, c.from_day as "fromDay", c.pattern,
  c.weekly_pence as "weeklyPence", c.weekly_minutes as "weeklyMinutes", c.before_pence as "beforePence", c.reason, c.state,
  c.by_provider as "byProvider", c.proposed_by as "proposedBy", c.proposed_by_name as "proposedByName", c.proposed_at as "proposedAt",
  c.decided_by_name as "decidedByName", c.decided_at as "decidedAt", c.decline_reason as "declineReason"
  from brokerage.care_change c`

/** All versions of a package's care since it was placed, the newest first. */
export const listChanges = async (tx: Read, packageRef: string): Promise<CareChange[]> =>
  (
    await rows(
      tx,
      sql<CareChange>`select ${CHANGE} where c.council_id = ${tx.council} and c.package_ref = ${packageRef} order by c.number desc`,
    )
  ).map((row) => lean<CareChange>(row))

export async function insertChange(tx: Write, one: CareChange): Promise<void> {
  await rows(
    tx,
    sql`insert into brokerage.care_change (council_id, package_ref, number, organisation_ref, kind, from_day, pattern, weekly_pence,
        weekly_minutes, before_pence, reason, state, by_provider, proposed_by, proposed_by_name, proposed_at)
      values (${tx.council}, ${one.packageRef}, ${one.number}, ${one.organisationRef}, ${one.kind}, ${one.fromDay},
        ${json(one.pattern)}::jsonb, ${one.weeklyPence}, ${one.weeklyMinutes}, ${one.beforePence}, ${one.reason}, ${one.state},
        ${one.byProvider}, ${one.proposedBy}, ${one.proposedByName}, ${one.proposedAt})`,
  )
}

export async function saveDecision(tx: Write, one: CareChange): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.care_change set state = ${one.state}, decided_by_name = ${one.decidedByName ?? null},
        decided_at = ${one.decidedAt ?? null}, decline_reason = ${one.declineReason ?? null}
      where council_id = ${tx.council} and package_ref = ${one.packageRef} and number = ${one.number}`,
  )
}

export type WaitingChange = CareChange & { readonly personName: string; readonly service: string }

/** Changes that wait for their decision, the oldest first. */
export const listWaitingChanges = async (tx: Read, limit: number): Promise<WaitingChange[]> =>
  (
    await rows(
      tx,
      sql<WaitingChange>`select k.person_name as "personName", k.service, ${CHANGE}
        join brokerage.care_package k on k.council_id = c.council_id and k.package_ref = c.package_ref
        where c.council_id = ${tx.council} and c.state = 'proposed' order by c.proposed_at, c.package_ref limit ${limit}`,
    )
  ).map((row) => lean<WaitingChange>(row))

export const listChecks = (tx: Read, packageRef: string): Promise<CareCheck[]> =>
  rows(
    tx,
    sql<CareCheck>`select package_ref as "packageRef", kind, organisation_ref as "organisationRef", day, outcome, note,
        checked_by_name as "checkedByName", by_provider as "byProvider", checked_at as "checkedAt"
      from brokerage.care_check where council_id = ${tx.council} and package_ref = ${packageRef} order by checked_at`,
  )

export async function insertCheck(tx: Write, one: CareCheck): Promise<void> {
  await rows(
    tx,
    sql`insert into brokerage.care_check (council_id, package_ref, kind, organisation_ref, day, outcome, note, checked_by_name,
        by_provider, checked_at)
      values (${tx.council}, ${one.packageRef}, ${one.kind}, ${one.organisationRef}, ${one.day}, ${one.outcome}, ${one.note},
        ${one.checkedByName}, ${one.byProvider}, ${one.checkedAt})`,
  )
}

export type CheckDue = {
  readonly packageRef: string
  readonly personName: string
  readonly service: string
  readonly kind: CheckKind
  readonly due: Day
}

/** Starts that nobody confirmed and two-week checks that nobody made, of care that began not long ago. */
export const listChecksDue = (tx: Read, today: Day, limit: number): Promise<CheckDue[]> =>
  rows(
    tx,
    sql<CheckDue>`
      select p.package_ref as "packageRef", p.person_name as "personName", p.service, k.kind, p.start_day + k.after as due
      from brokerage.placement p
      cross join (values ('start', 0, 14), ('two_weeks', 14, 42)) as k(kind, after, until)
      where p.council_id = ${tx.council} and p.start_day between ${today}::date - 42 and ${today}::date
        and p.start_day + k.after <= ${today}::date and p.start_day + k.until >= ${today}::date
        and (p.end_day is null or p.end_day > ${today}::date) and p.chunk is null
        and not exists (select from brokerage.care_check d where d.council_id = p.council_id and d.package_ref = p.package_ref and d.kind = k.kind)
      order by due, p.package_ref limit ${limit}`,
  )
