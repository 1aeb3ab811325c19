import type { Day, Instant } from '#src/base/day.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import { CONTRACT_VALUES } from '#src/councils/policies/contracts-values.store.ts'
import { COUNCIL_VALUES } from '#src/councils/policies/council-values.store.ts'
import { PAYMENT_VALUES } from '#src/councils/policies/payments-values.store.ts'
import { PLACEMENT_VALUES } from '#src/councils/policies/placements-values.store.ts'
import { PLAN_VALUES } from '#src/councils/policies/plans-values.store.ts'
import { type Policies, type PolicyKind, type PolicyVersion, STANDARD } from '#src/councils/policies/policy.ts'
import type { Values } from '#src/councils/policies/value.store.ts'
import { VISIT_VALUES } from '#src/councils/policies/visits-values.store.ts'
import { settingsOf } from '#src/councils/settings.store.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const POLICY_VALUES: Values<Policies> = {
  ...PLACEMENT_VALUES,
  ...PLAN_VALUES,
  ...VISIT_VALUES,
  ...CONTRACT_VALUES,
  ...PAYMENT_VALUES,
  ...COUNCIL_VALUES,
}

/** The value, or what is wrong with it and where: "routes 1, signatures: A route needs at least one signature". */
export function readPolicyValue<K extends PolicyKind>(kind: K, value: unknown): Result<Policies[K], string> {
  const read = POLICY_VALUES[kind].safeParse(value)
  if (read.success) return ok(read.data)
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'The value cannot be read' }
  const place = path.map((part) => (typeof part === 'number' ? String(part + 1) : String(part))).join(' ')
  return refuse(place === '' ? message : `${place}: ${message}`)
}

type VersionRow = Omit<PolicyVersion, 'toDay'> & { toDay: Day | null }

const versionOf = ({ toDay, ...row }: VersionRow): PolicyVersion => {
  const version = { ...row, value: whole(row.kind, row.value) }
  return toDay === null ? version : { ...version, toDay }
}

const VERSION = sql`kind, from_day as "fromDay", to_day as "toDay", value, reason, decided_by as "decidedBy" from councils.policy`

/** What the council decided for a day, or the standard while it has decided nothing. */
export async function getPolicy<K extends PolicyKind>(tx: Read, kind: K, on: Day): Promise<Policies[K]> {
  const settings = await settingsOf(tx)
  if (settings?.today === on) return whole(kind, settings.policies[kind])
  const [row] = await rows(
    tx,
    sql<{ value: Policies[K] }>`select value from councils.policy where council_id = ${tx.council} and kind = ${kind}
      and from_day <= ${on}::date and (to_day is null or ${on}::date < to_day)`,
  )
  return whole(kind, row?.value)
}

/** What the council decided for each day, of days that may lie far apart. */
export async function policyByDay<K extends PolicyKind>(tx: Read, kind: K): Promise<(day: Day) => Policies[K]> {
  const versions = (await listVersions(tx, kind)) as PolicyVersion<K>[]
  return (day) =>
    versions.find(({ fromDay, toDay }) => fromDay <= day && (toDay === undefined || day < toDay))?.value ??
    STANDARD[kind]
}

/** A version decided before a policy had all its settings has the standard for the newer ones. */
const whole = <K extends PolicyKind>(kind: K, value: unknown): Policies[K] =>
  ({ ...STANDARD[kind], ...(value as Partial<Policies[K]> | undefined) }) as Policies[K]

/** All versions of a kind, newest first. */
export async function listVersions(tx: Read, kind: PolicyKind): Promise<PolicyVersion[]> {
  const found = await rows(
    tx,
    sql<VersionRow>`select ${VERSION} where council_id = ${tx.council} and kind = ${kind} order by from_day desc`,
  )
  return found.map(versionOf)
}

/** The versions in force on a day and those still to come. */
export async function listPolicies(tx: Read, on: Day): Promise<PolicyVersion[]> {
  const found = await rows(
    tx,
    sql<VersionRow>`select ${VERSION} where council_id = ${tx.council} and (to_day is null or to_day > ${on}::date)
      order by kind, from_day`,
  )
  return found.map(versionOf)
}

/** The versions of a kind; nobody else adds one until the transaction ends. */
export async function lockVersions(tx: Write, kind: PolicyKind): Promise<PolicyVersion[]> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} policy ${kind}`}, 0))`)
  return listVersions(tx, kind)
}

export async function insertVersion(tx: Write, version: PolicyVersion, at: Instant): Promise<void> {
  await rows(
    tx,
    sql`insert into councils.policy (council_id, kind, from_day, to_day, value, reason, decided_by, decided_at)
      values (${tx.council}, ${version.kind}, ${version.fromDay}, ${version.toDay ?? null}, ${json(version.value)}::jsonb,
        ${version.reason}, ${version.decidedBy}, ${at})`,
  )
}

/** The running version ends where its successor begins; nothing else of it ever changes. */
export async function cutVersion(tx: Write, kind: PolicyKind, fromDay: Day, toDay: Day): Promise<void> {
  await rows(
    tx,
    sql`update councils.policy set to_day = ${toDay}
      where council_id = ${tx.council} and kind = ${kind} and from_day = ${fromDay}`,
  )
}
