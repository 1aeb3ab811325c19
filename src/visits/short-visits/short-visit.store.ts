import type { Day, Instant } from '#src/base/day.ts'
import type { PatternVisit } from '#src/brokerage/index.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Agreement, Lengths } from '#src/visits/short-visits/short-visit.ts'

export type ShortSearch = {
  readonly on: Day
  readonly minimumMinutes: number
  readonly zone?: string | undefined
  readonly organisationRef?: string | undefined
  readonly reason?: string | undefined
  readonly agreed?: boolean | undefined
}

/** A person's short visit as the plan has it, with the rest of its pattern and the agreement, if there is one. */
export type ShortCall = {
  readonly packageRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly zone: string
  readonly slot: number
  readonly pattern: readonly PatternVisit[]
  readonly agreedOn: Day | null
  readonly agreedBy: string | null
}

/** The short visits of plans that run on a day: a plan and a slot a row. */
const found = (tx: Read, search: ShortSearch) => sql`from visits.plan p
  cross join lateral jsonb_to_recordset(p.pattern) as s(slot int, minutes int, "shortReason" text)
  left join lateral (select g.agreed_on, g.agreed_by from visits.short_agreement g where g.council_id = p.council_id
    and g.package_ref = p.package_ref and g.slot = s.slot and g.minutes <= s.minutes and g.agreed_on <= ${search.on}::date
    order by g.agreed_on, g.agreement_ref limit 1) g on true
  where p.council_id = ${tx.council} and p.start_day <= ${search.on}::date and (p.end_day is null or p.end_day > ${search.on}::date)
    and s.minutes < ${search.minimumMinutes}
    ${search.zone === undefined ? sql`` : sql`and p.zone = ${search.zone}`}
    ${search.organisationRef === undefined ? sql`` : sql`and p.organisation_ref = ${search.organisationRef}`}
    ${search.reason === undefined ? sql`` : sql`and s."shortReason" = ${search.reason}`}
    ${search.agreed === undefined ? sql`` : sql`and (g.agreed_on is not null) = ${search.agreed}::boolean`}`

/** Everyone on short calls, a page of them by person. */
export async function searchShort(
  tx: Read,
  search: ShortSearch,
  part: { readonly offset: number; readonly limit: number },
): Promise<{ calls: ShortCall[]; total: number; people: number; agreed: number }> {
  const listed = await rows(
    tx,
    sql<
      ShortCall & { total: number; agreedCount: number }
    >`select p.package_ref as "packageRef", p.person_ref as "personRef",
        p.organisation_ref as "organisationRef", p.zone, s.slot, p.pattern, g.agreed_on as "agreedOn", g.agreed_by as "agreedBy",
        count(*) over () as total, count(g.agreed_on) over () as "agreedCount"
      ${found(tx, search)} order by p.person_ref, p.package_ref, s.slot limit ${part.limit} offset ${part.offset}`,
  )
  const [counted] = await rows(
    tx,
    sql<{ people: number }>`select count(distinct p.person_ref) as people ${found(tx, search)}`,
  )
  return {
    calls: listed.map(({ total: _total, agreedCount: _agreed, ...row }) => row),
    total: listed[0]?.total ?? 0,
    people: counted?.people ?? 0,
    agreed: listed[0]?.agreedCount ?? 0,
  }
}

export type KeptAgreement = Agreement & {
  readonly agreementRef: string
  readonly reason: string
  readonly note: string
  readonly notedBy: string
  readonly notedAt: Instant
}

export const listAgreements = (tx: Read, packageRef: string, slot: number): Promise<KeptAgreement[]> =>
  rows(
    tx,
    sql<KeptAgreement>`select agreement_ref as "agreementRef", slot, minutes, reason, agreed_by as "agreedBy", agreed_on as "agreedOn",
        note, noted_by as "notedBy", noted_at as "notedAt"
      from visits.short_agreement where council_id = ${tx.council} and package_ref = ${packageRef} and slot = ${slot}
      order by agreed_on desc, agreement_ref desc limit 50`,
  )

export async function insertAgreement(
  tx: Write,
  agreement: Agreement & {
    readonly agreementRef: string
    readonly packageRef: string
    readonly personRef: string
    readonly reason: string
    readonly note: string
  },
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.short_agreement (council_id, agreement_ref, package_ref, slot, person_ref, minutes, reason, agreed_by,
        agreed_on, note, noted_by, noted_at)
      values (${tx.council}, ${agreement.agreementRef}, ${agreement.packageRef}, ${agreement.slot}, ${agreement.personRef},
        ${agreement.minutes}, ${agreement.reason}, ${agreement.agreedBy}, ${agreement.agreedOn}, ${agreement.note},
        ${tx.actor.name}, ${tx.now})`,
  )
}

/** Counts a day's planned visits anew, cancelled ones left out, by provider and minutes, and of each how many the person had agreed to. */
export async function countLengths(tx: Write, day: Day): Promise<void> {
  await rows(tx, sql`delete from visits.day_length where council_id = ${tx.council} and day = ${day}::date`)
  await rows(
    tx,
    sql`insert into visits.day_length (council_id, day, organisation_ref, minutes, visits, agreed)
      select ${tx.council}, ${day}::date, v.organisation_ref, v.minutes, count(*), count(*) filter (where exists (
        select from visits.short_agreement g where g.council_id = v.council_id and g.package_ref = v.package_ref and g.slot = v.slot
          and g.minutes <= v.minutes and g.agreed_on <= v.day))
      from visits.visit v where v.council_id = ${tx.council} and v.day = ${day}::date and v.status = 'planned'
      group by v.organisation_ref, v.minutes`,
  )
}

const LENGTHS = (minimumMinutes: number) => sql`sum(visits)::int as visits,
  coalesce(sum(visits) filter (where minutes < ${minimumMinutes}), 0)::int as short,
  coalesce(sum(agreed) filter (where minutes < ${minimumMinutes}), 0)::int as agreed`

const counted = (tx: Read, from: Day, to: Day) => sql`from visits.day_length
  where council_id = ${tx.council} and day >= ${from}::date and day < ${to}::date`

/** The visits of the days counted from one to another, the last left out, by provider. */
export const sumByProvider = (
  tx: Read,
  from: Day,
  to: Day,
  minimumMinutes: number,
): Promise<(Lengths & { organisationRef: string })[]> =>
  rows(
    tx,
    sql<Lengths & { organisationRef: string }>`select organisation_ref as "organisationRef", ${LENGTHS(minimumMinutes)}
      ${counted(tx, from, to)} group by organisation_ref order by organisation_ref`,
  )

/** The same by month, 'YYYY-MM', for all providers or one. */
export const sumByMonth = (
  tx: Read,
  from: Day,
  to: Day,
  minimumMinutes: number,
  organisationRef?: string,
): Promise<(Lengths & { month: string })[]> =>
  rows(
    tx,
    sql<
      Lengths & { month: string }
    >`select to_char(day, 'YYYY-MM') as month, ${LENGTHS(minimumMinutes)} ${counted(tx, from, to)}
        ${organisationRef === undefined ? sql`` : sql`and organisation_ref = ${organisationRef}`}
      group by 1 order by 1`,
  )

/** How many of some days' visits fall in each class of length, `upTo` by `upTo`. */
export const sumByLength = (
  tx: Read,
  from: Day,
  to: Day,
  upTo: readonly number[],
): Promise<{ upTo: number; visits: number }[]> =>
  rows(
    tx,
    sql<{ upTo: number; visits: number }>`select c.up_to as "upTo", sum(visits)::int as visits
      from (select minutes, sum(visits) as visits ${counted(tx, from, to)} group by minutes) v
      cross join lateral (select min(u) as up_to from unnest(${[...upTo]}::int[]) u where u >= v.minutes) c
      group by c.up_to`,
  )
