import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import {
  type CarePackage,
  type Choice,
  OPEN_STATUSES,
  type PackageStatus,
  type Question,
} from '#src/brokerage/packages/care-package.ts'
import { into, lean, packageRow, type PackageSignature, signatureRow } from '#src/brokerage/packages/rows.store.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'

type Flat = Omit<CarePackage, 'choice' | 'emergency'> & {
  emergencyReason: string | null
  signBy: Instant | null
  choice: Choice | null
  chosenAt: Instant | null
  offerMadeAt: Instant | null
}

const PACKAGE = sql`
  p.package_ref as "packageRef", p.person_ref as "personRef", p.person_name as "personName", p.service, p.zone,
  p.outward_code as "outwardCode", p.kind, p.urgent, p.pattern, p.skills, p.musts, p.wishes, p.by_outcomes as "byOutcomes",
  p.copied_from as "copiedFrom", nullif(p.payer, 'council') as payer, p.cost_range as "costRange", p.outcomes, p.start_by as "startBy", p.end_day as "endDay", p.status,
  p.requested_by as "requestedBy", p.requested_by_name as "requestedByName", p.requested_at as "requestedAt",
  p.sent_at as "sentAt", p.closes_at as "closesAt", p.rounds_left as "roundsLeft", p.round, p.blocked_because as "blockedBecause", p.end_reason as "endReason", p.part,
  p.emergency_reason as "emergencyReason", p.sign_by as "signBy",
  p.with_ref as "withRef", p.with_name as "withName",
  p.chosen_at as "chosenAt", p.chosen_offer_made_at as "offerMadeAt", case when p.chosen_offer_ref is not null then jsonb_strip_nulls(jsonb_build_object(
    'offerRef', p.chosen_offer_ref, 'organisationRef', p.chosen_organisation_ref, 'contractRef', p.contract_ref,
    'weeklyPence', p.weekly_pence, 'rank', p.choice_rank, 'chosenBy', p.chosen_by, 'chosenByName', p.chosen_by_name,
    'code', p.choice_code, 'words', p.choice_words, 'ceilingReason', p.ceiling_reason, 'floorReason', p.floor_reason, 'answered', p.answered)) end as choice`

const SIGNATURE = sql`
  s.step, s.label, s.role, s.status, s.asked_at as "askedAt", s.reminded_at as "remindedAt", s.handed_to as "handedTo",
  s.decided_at as "decidedAt", s.decided_by as "decidedBy", s.decided_by_name as "decidedByName", s.on_behalf_of as "onBehalfOf", s.reason, s.in_order as "inOrder"`

function toPackage({ choice, chosenAt, offerMadeAt, emergencyReason, signBy, ...row }: Flat): CarePackage {
  const placedNow = emergencyReason !== null && signBy !== null
  const pkg = {
    ...lean<CarePackage>(row),
    ...(placedNow ? { emergency: { reason: emergencyReason, signBy } } : {}),
  }
  if (!choice || !chosenAt) return pkg
  return { ...pkg, choice: { ...choice, chosenAt, ...(offerMadeAt ? { offerMadeAt } : {}) } }
}

export async function findPackage(tx: Read, packageRef: string): Promise<CarePackage | undefined> {
  const [row] = await rows(
    tx,
    sql<Flat>`select ${PACKAGE} from brokerage.care_package p where p.council_id = ${tx.council} and p.package_ref = ${packageRef}`,
  )
  return row && toPackage(row)
}

/** A package with the signatures of its latest choice, as its record shows them. */
export async function findSigned(
  tx: Read,
  packageRef: string,
): Promise<{ pkg: CarePackage; signatures: Signature[] } | undefined> {
  const [row] = await rows(
    tx,
    sql<Flat & { signatures: SignatureText[] }>`select ${PACKAGE}, (
        select coalesce(jsonb_agg(to_jsonb(s) order by s.step), '[]') from (select ${SIGNATURE} from brokerage.signature s
          where s.council_id = p.council_id and s.package_ref = p.package_ref and s.round = p.round
            and (p.chosen_offer_ref is not null or s.status = 'sent_back')) s) as signatures
      from brokerage.care_package p where p.council_id = ${tx.council} and p.package_ref = ${packageRef}`,
  )
  if (!row) return undefined
  const { signatures, ...flat } = row
  return { pkg: toPackage(flat), signatures: signatures.map(signatureOf) }
}

/** Moments within jsonb are text. */
type SignatureText = Omit<Signature, 'askedAt' | 'remindedAt' | 'decidedAt'> & {
  readonly askedAt: string
  readonly remindedAt: string | null
  readonly decidedAt: string | null
}

const signatureOf = ({ askedAt, remindedAt, decidedAt, ...rest }: SignatureText): Signature => ({
  ...lean<typeof rest>(rest),
  askedAt: Temporal.Instant.from(askedAt),
  ...(remindedAt === null ? {} : { remindedAt: Temporal.Instant.from(remindedAt) }),
  ...(decidedAt === null ? {} : { decidedAt: Temporal.Instant.from(decidedAt) }),
})

/** The package, held until the transaction ends: every command on it waits here for the one before. */
export async function lockPackage(tx: Write, packageRef: string): Promise<CarePackage | undefined> {
  const [row] = await rows(
    tx,
    sql<Flat>`select ${PACKAGE} from brokerage.care_package p where p.council_id = ${tx.council} and p.package_ref = ${packageRef} for update`,
  )
  return row && toPackage(row)
}

export const listPackagesOfPerson = async (tx: Read, personRef: string): Promise<CarePackage[]> =>
  (
    await rows(
      tx,
      sql<Flat>`select ${PACKAGE} from brokerage.care_package p where p.council_id = ${tx.council} and p.person_ref = ${personRef}
        order by p.requested_at desc, p.package_ref desc limit 50`,
    )
  ).map(toPackage)

/** Adds a package, unless the person has an open one of this service: then that one's reference comes back. */
export async function addPackage(tx: Write, pkg: CarePackage): Promise<{ open: string } | undefined> {
  const added = await into(tx)
    .insertInto('brokerage.care_package')
    .values(packageRow(tx.council, pkg))
    .onConflict((conflict) => conflict.doNothing())
    .returning('package_ref')
    .execute()
  if (added.length > 0) return undefined
  const [open] = await rows(
    tx,
    sql<{ ref: string }>`select package_ref as ref from brokerage.care_package where council_id = ${tx.council}
      and person_ref = ${pkg.personRef} and service = ${pkg.service} and part = ${pkg.part ?? 1}
      and status = any(${[...OPEN_STATUSES]}::text[])`,
  )
  return { open: open?.ref ?? '' }
}

export const savePackage = (tx: Write, pkg: CarePackage): Promise<unknown> =>
  into(tx)
    .updateTable('brokerage.care_package')
    .set(packageRow(tx.council, pkg))
    .where('council_id', '=', tx.council)
    .where('package_ref', '=', pkg.packageRef)
    .execute()

/** The signatures of a package's latest choice. */
export async function listSignatures(tx: Read, pkg: CarePackage): Promise<Signature[]> {
  const found = await rows(
    tx,
    sql<Signature>`select ${SIGNATURE} from brokerage.signature s
      where s.council_id = ${tx.council} and s.package_ref = ${pkg.packageRef} and s.round = ${pkg.round} order by s.step`,
  )
  return found.map((row) => lean<Signature>(row))
}

/** What was asked by the signer who sent the choice before back, while nobody has chosen anew. */
export async function findQuestion(tx: Read, pkg: CarePackage): Promise<Question | undefined> {
  if (pkg.status !== 'offers_in') return undefined
  const back = (await listSignatures(tx, pkg)).find(({ status }) => status === 'sent_back')
  return back && { askedBy: back.decidedByName ?? back.label, asked: back.reason ?? '' }
}

export async function saveSignatures(tx: Write, pkg: CarePackage, signatures: readonly Signature[]): Promise<void> {
  for (const signature of signatures) {
    const { council_id, package_ref, round, step, ...changing } = signatureRow(tx.council, {
      ...signature,
      packageRef: pkg.packageRef,
      round: pkg.round,
    })
    await into(tx)
      .insertInto('brokerage.signature')
      .values({ council_id, package_ref, round, step, ...changing })
      .onConflict((conflict) => conflict.columns(['council_id', 'package_ref', 'round', 'step']).doUpdateSet(changing))
      .execute()
  }
}

export type WaitingSignature = PackageSignature & {
  readonly personName: string
  readonly service: string
  readonly requestedBy: string
  readonly chosenBy: string
  readonly weeklyPence: number
  /** Who has already decided a step of this choice, and in whose place. */
  readonly deciders: readonly string[]
  /** Placed already, in an emergency: by when it is to be signed for. */
  readonly signBy?: Instant
  /** The number of the change that is signed for, where it is more care of what runs. */
  readonly change?: number
}

/** Signatures of more care that wait for somebody now, the same shape beside those of choices. */
const CHANGES_ASKED = (council: number) => sql`
  select s.package_ref as "packageRef", 0 as round, ${SIGNATURE}, p.person_name as "personName", p.service,
    c.proposed_by as "requestedBy", c.proposed_by as "chosenBy", c.weekly_pence as "weeklyPence", c.sign_by as "signBy",
    (select coalesce(jsonb_agg(who), '[]') from brokerage.change_signature d, unnest(array[d.decided_by, d.on_behalf_of]) as who
      where d.council_id = s.council_id and d.package_ref = s.package_ref and d.number = s.number and who is not null) as deciders,
    s.number as change
  from brokerage.change_signature s
  join brokerage.care_change c on c.council_id = s.council_id and c.package_ref = s.package_ref and c.number = s.number
  join brokerage.care_package p on p.council_id = s.council_id and p.package_ref = s.package_ref
  where s.council_id = ${council} and s.status = 'waiting' and (c.state = 'proposed' or (c.state = 'agreed' and c.sign_by is not null))
    and not (s.in_order and exists (select from brokerage.change_signature e where e.council_id = s.council_id
      and e.package_ref = s.package_ref and e.number = s.number and e.step < s.step and e.status <> 'signed'))`

/** Asked for: what waits for its turn waits for nobody yet. */
const ASKED = sql`s.status = 'waiting' and not (s.in_order and exists (select from brokerage.signature e
  where e.council_id = s.council_id and e.package_ref = s.package_ref and e.round = s.round and e.step < s.step and e.status <> 'signed'))`

/** Signatures that wait, the longest first. */
export async function listWaiting(tx: Read, limit: number): Promise<WaitingSignature[]> {
  const found = await rows(
    tx,
    sql<WaitingSignature>`
      select s.package_ref as "packageRef", s.round, ${SIGNATURE}, p.person_name as "personName", p.service,
        p.requested_by as "requestedBy", p.chosen_by as "chosenBy", p.weekly_pence as "weeklyPence", p.sign_by as "signBy",
        (select coalesce(jsonb_agg(who), '[]') from brokerage.signature d, unnest(array[d.decided_by, d.on_behalf_of]) as who
          where d.council_id = s.council_id and d.package_ref = s.package_ref and d.round = s.round and who is not null) as deciders,
        null::int as change
      from brokerage.signature s
      join brokerage.care_package p on p.council_id = s.council_id and p.package_ref = s.package_ref and p.round = s.round
      where s.council_id = ${tx.council} and ${ASKED}
        and (p.status = 'awaiting_sign_off' or (p.status in ('placed', 'ended') and p.sign_by is not null))
      union all ${CHANGES_ASKED(tx.council)}
      order by "askedAt", "packageRef", step limit ${limit}`,
  )
  return found.map((row) => lean<WaitingSignature>(row))
}

/** Packages whose window for offers is over, or that all of a round have declined, and that no command has moved on yet. */
export const listOverdueWindows = async (tx: Read, limit: number): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select package_ref as ref from brokerage.care_package
        where council_id = ${tx.council} and status = 'sent' and (closes_at <= ${tx.now} or (rounds_left > 0 and not exists (
          select from brokerage.invitation i where i.council_id = care_package.council_id and i.package_ref = care_package.package_ref
            and i.closes_at = care_package.closes_at
            and (i.status = 'offered' or (i.status = 'invited' and i.answered_at is null)))))
        order by closes_at limit ${limit}`,
    )
  ).map(({ ref }) => ref)

/** A person is called otherwise now: queues and placements follow. */
export async function renamePerson(tx: Write, personRef: string, name: string): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.care_package set person_name = ${name} where council_id = ${tx.council} and person_ref = ${personRef}`,
  )
  await rows(
    tx,
    sql`update brokerage.placement set person_name = ${name} where council_id = ${tx.council} and person_ref = ${personRef}`,
  )
}

export const SORTS = ['ref', 'name', 'zone', 'hours', 'offers', 'due', 'status', 'with'] as const
export type PackageSearch = {
  readonly statuses?: readonly PackageStatus[]
  readonly zone?: string
  readonly words?: string
  /** Whether the words may be looked for in people's names. */
  readonly byName: boolean
  readonly due?: string
  readonly sort: { readonly key: (typeof SORTS)[number]; readonly descending: boolean }
  readonly today: Day
  readonly offset: number
  readonly limit: number
}
export type PackageListing = {
  readonly packageRef: string
  readonly personRef: string
  readonly personName: string
  readonly service: string
  readonly zone: string
  readonly urgent: boolean
  readonly weeklyMinutes: number
  readonly offers: number
  readonly startBy?: Day
  readonly status: PackageStatus
  /** Officers' steps that still wait, of all. */
  readonly signed: number
  readonly signatures: number
  readonly weeklyPence?: number
  readonly withRef?: string
  readonly withName?: string
}

const OFFERS = `(select count(*)::int from brokerage.offer o where o.council_id = f.council_id and o.package_ref = f.package_ref and o.status = 'made')`
const ORDERS: Readonly<Record<(typeof SORTS)[number], string>> = {
  ref: 'length(f.package_ref) %, f.package_ref %',
  name: 'f.person_name %',
  zone: 'f.zone %',
  hours: 'f.weekly_minutes %',
  offers: `${OFFERS} %`,
  // What is over and done with stands after what is still to be placed.
  due: `f.status_now in ('placed', 'ended', 'withdrawn', 'refused'), f.start_by % nulls last`,
  status: 'f.status_now %',
  with: 'f.with_name % nulls first',
}

const OPEN = sql`p.status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked')`

/** Said in the statement, not beside it: only so is a plan that is kept ready sure that the index of open packages serves it. */
const said = (statuses: readonly PackageStatus[]) => sql.join(statuses.map((status) => sql.lit(status)))

/** Only what is asked for, so that an index can serve it: most packages of a council are placed, and few are asked for. */
function filtersOf({ statuses, zone, words, byName, due, today }: PackageSearch) {
  const filters = []
  // What stands as sent may be shown as closed.
  if (statuses?.length) filters.push(sql` and p.status in (${said([...statuses, 'sent'])})`)
  if (zone !== undefined) filters.push(sql` and p.zone = ${zone}`)
  if (words !== undefined)
    filters.push(sql` and (p.package_ref ilike ${like(words)} or (${byName} and p.person_name ilike ${like(words)})
      or p.person_ref ilike ${like(words)})`)
  if (due === 'late') filters.push(sql` and ${OPEN} and p.start_by < ${today}::date`)
  else if (due !== undefined)
    filters.push(sql` and ${OPEN} and p.start_by between ${today}::date and ${today}::date + 6`)
  return filters
}

/** A page of the queue. A window that is over counts as closed, also before a command closed it. */
export async function searchPackages(
  tx: Read,
  search: PackageSearch,
): Promise<{ packages: PackageListing[]; total: number }> {
  const direction = search.sort.descending ? 'desc' : 'asc'
  const order = sql.raw(`${ORDERS[search.sort.key].replaceAll('%', direction)}, length(f.package_ref), f.package_ref`)
  const found = await rows(
    tx,
    sql<PackageListing & { total: number }>`
      with f as materialized (
        select p.council_id, p.package_ref, p.person_ref, p.person_name, p.service, p.zone, p.urgent, p.weekly_minutes, p.start_by,
          p.weekly_pence, p.with_ref, p.with_name, p.round, case when p.status = 'sent' and p.closes_at <= ${tx.now}
          then case when exists (select from brokerage.offer o where o.council_id = p.council_id and o.package_ref = p.package_ref
            and o.status = 'made') then 'offers_in' when p.rounds_left > 0 then 'sent' else 'no_capacity' end else p.status end as status_now
        from brokerage.care_package p
        where p.council_id = ${tx.council}${sql.join(filtersOf(search), sql``)}),
      shown as (
        select f.*, count(*) over () as total from f
        where ${search.statuses?.length ? sql`f.status_now in (${said(search.statuses)})` : sql`true`}
        order by ${order} limit ${search.limit} offset ${search.offset})
      select f.package_ref as "packageRef", f.person_ref as "personRef", f.person_name as "personName", f.service, f.zone, f.urgent,
        f.weekly_minutes as "weeklyMinutes", ${sql.raw(OFFERS)} as offers, f.start_by as "startBy", f.status_now as status,
        f.weekly_pence as "weeklyPence", f.with_ref as "withRef", f.with_name as "withName", s.signed, s.signatures, f.total
      from shown f cross join lateral (select count(*) filter (where s.status = 'signed')::int as signed, count(*)::int as signatures
        from brokerage.signature s where s.council_id = ${tx.council} and s.package_ref = f.package_ref and s.round = f.round) s
      order by ${order}`,
  )
  return {
    packages: found.map(({ total: _, ...row }) => lean<PackageListing>(row)),
    total: found[0]?.total ?? 0,
  }
}

/** A search for these words anywhere in a text; what LIKE would read as a pattern is taken as it stands. */
const like = (words: string | undefined): string => `%${(words ?? '').replace(/[\\%_]/g, '\\$&')}%`
