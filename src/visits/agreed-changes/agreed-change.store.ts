import { findPlan, type KeptVisit, type PlanOfPackage, VISIT, visitOf } from '#src/visits/visit.store.ts'
import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { AgreedChange, BankEntry, ChangeStatus, WhyAsked } from '#src/visits/agreed-changes/agreed-change.ts'

export type KeptChange = AgreedChange & {
  readonly organisationRef: string
  readonly personRef: string
  readonly agreedWith: string
  readonly agreedOn: Day
  readonly note: string
  readonly whyAsked: WhyAsked | null
  readonly status: ChangeStatus
  readonly askedBy: string
  readonly askedAt: Instant
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly decisionNote: string | null
  readonly appliedAt: Instant | null
}

const CHANGE = sql`c.change_ref as "changeRef", c.package_ref as "packageRef", c.slot, c.kind, c.from_day as "fromDay",
  c.planned_start as "plannedStart", c.planned_minutes as "plannedMinutes", c.start, c.minutes, c.organisation_ref as "organisationRef",
  c.person_ref as "personRef", c.agreed_with as "agreedWith", c.agreed_on as "agreedOn", c.note, c.why_asked as "whyAsked", c.status,
  c.asked_by as "askedBy", c.asked_at as "askedAt", c.decided_by as "decidedBy", c.decided_at as "decidedAt",
  c.decision_note as "decisionNote", c.applied_at as "appliedAt"`

/** What is agreed for the visits of some packages. */
export const listAgreed = (tx: Read, packageRefs: readonly string[]): Promise<KeptChange[]> =>
  rows(
    tx,
    sql<KeptChange>`select ${CHANGE} from visits.agreed_change c
      where c.council_id = ${tx.council} and c.package_ref = any(${[...packageRefs]}::text[]) and c.status = 'agreed'
      order by c.package_ref, c.asked_at, c.change_ref`,
  )

/** Whether the very same waits for an officer already. */
export async function isAsked(
  tx: Read,
  {
    packageRef,
    slot,
    kind,
    fromDay,
    start,
    minutes,
  }: Omit<AgreedChange, 'changeRef' | 'plannedStart' | 'plannedMinutes'>,
): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select from visits.agreed_change where council_id = ${tx.council} and package_ref = ${packageRef} and status = 'asked'
      and slot = ${slot} and kind = ${kind} and from_day = ${fromDay} and start = ${start} and minutes = ${minutes}`,
  )
  return found.length > 0
}

export async function findChange(tx: Read, changeRef: string): Promise<KeptChange | undefined> {
  const [row] = await rows(
    tx,
    sql<KeptChange>`select ${CHANGE} from visits.agreed_change c where c.council_id = ${tx.council} and c.change_ref = ${changeRef}`,
  )
  return row
}

/** A change with the visit of the package that it is of, in one reading. */
export async function findChangeOfSlot(
  tx: Read,
  changeRef: string,
): Promise<{ change: KeptChange; slot: PlanOfPackage['pattern'][number] | undefined } | undefined> {
  const [row] = await rows(
    tx,
    sql<
      KeptChange & { pattern: PlanOfPackage['pattern'] | null }
    >`select ${CHANGE}, (select p.pattern from visits.plan p
        where p.council_id = c.council_id and p.package_ref = c.package_ref) as pattern
      from visits.agreed_change c where c.council_id = ${tx.council} and c.change_ref = ${changeRef}`,
  )
  if (!row) return undefined
  const { pattern, ...change } = row
  return { change, slot: pattern?.find((one) => one.slot === change.slot) }
}

export async function lockChange(tx: Write, changeRef: string): Promise<KeptChange | undefined> {
  const [row] = await rows(
    tx,
    sql<KeptChange>`select ${CHANGE} from visits.agreed_change c
      where c.council_id = ${tx.council} and c.change_ref = ${changeRef} for update`,
  )
  return row
}

/** Agreed by a provider, and the visits not planned anew yet; the oldest first. */
export async function lockToApply(tx: Write): Promise<KeptChange | undefined> {
  const [row] = await rows(
    tx,
    sql<KeptChange>`select ${CHANGE} from visits.agreed_change c
      where c.council_id = ${tx.council} and c.status = 'agreed' and c.applied_at is null
      order by c.asked_at, c.change_ref limit 1 for update`,
  )
  return row
}

/** A package's plan and bank are decided upon one after the other; a provider may not lock the plan itself. */
export async function lockAgreeing(tx: Write, packageRef: string): Promise<PlanOfPackage | undefined> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`agreeing ${tx.council} ${packageRef}`}, 0))`)
  return findPlan(tx, packageRef)
}

/** A visit with the pattern that it was planned from, in one reading. */
export async function findVisitWithPattern(
  tx: Read,
  visitRef: string,
): Promise<{ visit: KeptVisit; pattern: PlanOfPackage['pattern'] } | undefined> {
  const [row] = await rows(
    tx,
    sql<Parameters<typeof visitOf>[0] & { pattern: PlanOfPackage['pattern'] }>`select ${VISIT}, p.pattern
      from visits.visit v join visits.plan p on p.council_id = v.council_id and p.package_ref = v.package_ref
      where v.council_id = ${tx.council} and v.visit_ref = ${visitRef}`,
  )
  if (!row) return undefined
  const { pattern, ...visit } = row
  return { visit: visitOf(visit), pattern }
}

export async function insertChange(tx: Write, change: KeptChange): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.agreed_change (council_id, change_ref, package_ref, slot, organisation_ref, person_ref, kind, from_day,
        planned_start, planned_minutes, start, minutes, agreed_with, agreed_on, note, why_asked, status, asked_by, asked_at, applied_at)
      values (${tx.council}, ${change.changeRef}, ${change.packageRef}, ${change.slot}, ${change.organisationRef}, ${change.personRef},
        ${change.kind}, ${change.fromDay}, ${change.plannedStart}, ${change.plannedMinutes}, ${change.start}, ${change.minutes},
        ${change.agreedWith}, ${change.agreedOn}, ${change.note}, ${change.whyAsked}, ${change.status}, ${change.askedBy},
        ${change.askedAt}, ${change.appliedAt})`,
  )
}

export async function saveDecision(tx: Write, changeRef: string, status: ChangeStatus, note: string): Promise<void> {
  await rows(
    tx,
    sql`update visits.agreed_change set status = ${status}, decided_by = ${tx.actor.name}, decided_at = ${tx.now}, decision_note = ${note}
      where council_id = ${tx.council} and change_ref = ${changeRef}`,
  )
}

export async function noteApplied(tx: Write, changeRef: string): Promise<void> {
  await rows(
    tx,
    sql`update visits.agreed_change set applied_at = ${tx.now} where council_id = ${tx.council} and change_ref = ${changeRef}`,
  )
}

/** Changes newest first, those that wait for an officer before all others. */
export async function searchChanges(
  tx: Read,
  search: { readonly status?: ChangeStatus | undefined; readonly organisationRef?: string | undefined },
  part: { readonly offset: number; readonly limit: number },
): Promise<{ changes: KeptChange[]; total: number }> {
  const listed = await rows(
    tx,
    sql<KeptChange & { total: number }>`select ${CHANGE}, count(*) over () as total from visits.agreed_change c
      where c.council_id = ${tx.council}
        ${search.status === undefined ? sql`` : sql`and c.status = ${search.status}`}
        ${search.organisationRef === undefined ? sql`` : sql`and c.organisation_ref = ${search.organisationRef}`}
      order by c.status = 'asked' desc, c.asked_at desc, c.change_ref desc limit ${part.limit} offset ${part.offset}`,
  )
  return { changes: listed.map(({ total: _total, ...row }) => row), total: listed[0]?.total ?? 0 }
}

export type KeptEntry = BankEntry & {
  readonly entryRef: string
  readonly packageRef: string
  readonly visitRef: string | null
  readonly changeRef: string | null
  readonly agreedWith: string
  readonly notedBy: string
}

/** Of an agreed change only while its visit is planned: one that was cancelled saved nothing. */
const COUNTS = sql`(b.visit_ref is not null or exists (select from visits.visit v where v.council_id = b.council_id
  and v.package_ref = b.package_ref and v.day = b.day and v.slot = b.slot and v.status = 'planned'))`

/** A person's banked time since a day, of all their packages or of one. */
export const listBanked = (
  tx: Read,
  whose: { readonly personRef?: string; readonly packageRef?: string },
  since: Day,
): Promise<KeptEntry[]> =>
  rows(
    tx,
    sql<KeptEntry>`select b.entry_ref as "entryRef", b.package_ref as "packageRef", b.day, b.minutes, b.visit_ref as "visitRef",
        b.change_ref as "changeRef", b.agreed_with as "agreedWith", b.noted_by as "notedBy"
      from visits.banked_time b where b.council_id = ${tx.council} and b.day >= ${since}::date and ${COUNTS}
        ${whose.personRef === undefined ? sql`` : sql`and b.person_ref = ${whose.personRef}`}
        ${whose.packageRef === undefined ? sql`` : sql`and b.package_ref = ${whose.packageRef}`}
      order by b.day, b.entry_ref limit 500`,
  )

/** What was banked of a visit that is over. */
export const findBankedOf = async (
  tx: Read,
  { packageRef, visitRef, day }: { readonly packageRef: string; readonly visitRef: string; readonly day: Day },
): Promise<KeptEntry | undefined> =>
  (await listBanked(tx, { packageRef }, day)).find((entry) => entry.visitRef === visitRef)

export async function insertBanked(
  tx: Write,
  entry: BankEntry & {
    readonly entryRef: string
    readonly personRef: string
    readonly packageRef: string
    readonly slot: number
    readonly organisationRef: string
    readonly changeRef: string | null
    readonly visitRef: string | null
    readonly agreedWith: string
    readonly agreedOn: Day
  },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.banked_time (council_id, entry_ref, person_ref, package_ref, slot, organisation_ref, day, minutes, change_ref,
        visit_ref, agreed_with, agreed_on, noted_by, noted_at)
      values (${tx.council}, ${entry.entryRef}, ${entry.personRef}, ${entry.packageRef}, ${entry.slot}, ${entry.organisationRef},
        ${entry.day}, ${entry.minutes}, ${entry.changeRef}, ${entry.visitRef}, ${entry.agreedWith}, ${entry.agreedOn}, ${tx.actor.name}, ${tx.now})`,
  )
}
