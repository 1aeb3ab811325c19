import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Basis, Charge, Contribution } from '#src/payments/charges/charge.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type KeptContribution = Contribution & {
  readonly note: string
  readonly notedByName: string
  readonly notedAt: Instant
}

/** A person's contributions, the newest first. */
export const listContributions = (tx: Read, personRef: string): Promise<KeptContribution[]> =>
  rows(
    tx,
    sql<KeptContribution>`select from_day as "fromDay", to_day as "toDay", weekly_pence as "weeklyPence", note,
        noted_by_name as "notedByName", noted_at as "notedAt"
      from payments.contribution where council_id = ${tx.council} and person_ref = ${personRef} order by from_day desc`,
  )

/** Two officers at once: the second waits here for the first. */
export const lockContributions = (tx: Write, personRef: string): Promise<KeptContribution[]> =>
  rows(
    tx,
    sql<KeptContribution>`with held as materialized (
        select pg_advisory_xact_lock(hashtextextended(${`contribution ${tx.council} ${personRef}`}, 0)))
      select c.from_day as "fromDay", c.to_day as "toDay", c.weekly_pence as "weeklyPence", c.note,
        c.noted_by_name as "notedByName", c.noted_at as "notedAt"
      from held left join payments.contribution c on c.council_id = ${tx.council} and c.person_ref = ${personRef}
      where c.from_day is not null`,
  )

/** A new one, or one of which what was entered was wrong. */
export async function saveContribution(
  tx: Write,
  personRef: string,
  { fromDay, toDay, weeklyPence }: Contribution,
  note: string,
): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.contribution (council_id, person_ref, from_day, to_day, weekly_pence, note, noted_by_name, noted_at)
      values (${tx.council}, ${personRef}, ${fromDay}::date, ${toDay}::date, ${weeklyPence}::bigint, ${note}, ${tx.actor.name}, ${tx.now})
      on conflict (council_id, person_ref, from_day) do update set weekly_pence = excluded.weekly_pence, note = excluded.note,
        noted_by_name = excluded.noted_by_name, noted_at = excluded.noted_at`,
  )
}

export const cutContribution = async (tx: Write, personRef: string, fromDay: Day, toDay: Day): Promise<void> =>
  void (await rows(
    tx,
    sql`update payments.contribution set to_day = ${toDay}::date
      where council_id = ${tx.council} and person_ref = ${personRef} and from_day = ${fromDay}::date`,
  ))

const WEEK = sql`date_trunc('week', l.day)::date`

/** Marks the weeks of everybody with a contribution whose visits the lines or adjustments of a statement paid for. */
export const markPosted = async (tx: Write, table: 'pay_line' | 'adjustment', statementRef: string): Promise<void> =>
  void (await rows(
    tx,
    sql`insert into payments.charge_due (council_id, week, person_ref)
      select distinct l.council_id, ${WEEK} as week, l.person_ref from ${sql.table(`payments.${table}`)} l
      where l.council_id = ${tx.council} and l.statement_ref = ${statementRef}
        and exists (select from payments.contribution c where c.council_id = l.council_id and c.person_ref = l.person_ref)
      order by week, l.person_ref
      on conflict (council_id, week, person_ref) do update set week = excluded.week`,
  ))

/** Marks the weeks from a day on in which a person had visits that were paid. */
export const markPerson = async (tx: Write, personRef: string, from: Day): Promise<void> =>
  void (await rows(
    tx,
    sql`insert into payments.charge_due (council_id, week, person_ref)
      select distinct l.council_id, ${WEEK} as week, l.person_ref from payments.pay_line l
      where l.council_id = ${tx.council} and l.person_ref = ${personRef} and l.day >= ${from}::date
      order by week
      on conflict (council_id, week, person_ref) do update set week = excluded.week`,
  ))

/** Marks the weeks of visits that were posted at nothing, as those of a block are: a change of them is no adjustment. */
export const markVisits = async (
  tx: Write,
  visits: readonly { readonly day: Day; readonly visitRef: string }[],
): Promise<void> =>
  void (await rows(
    tx,
    sql`insert into payments.charge_due (council_id, week, person_ref)
      select distinct l.council_id, ${WEEK} as week, l.person_ref
      from unnest(${visits.map(({ day }) => day)}::date[], ${visits.map(({ visitRef }) => visitRef)}::text[]) as k(day, visit_ref)
      join payments.pay_line l on l.council_id = ${tx.council} and l.day = k.day and l.visit_ref = k.visit_ref
      where l.amount_pence = 0
        and exists (select from payments.contribution c where c.council_id = l.council_id and c.person_ref = l.person_ref)
      order by week, l.person_ref
      on conflict (council_id, week, person_ref) do update set week = excluded.week`,
  ))

export type WeekDue = { readonly week: Day; readonly personRef: string }

/** Takes the next weeks that wait, with their marks. */
export const takeDueWeeks = (tx: Write, limit: number): Promise<WeekDue[]> =>
  rows(
    tx,
    sql<WeekDue>`with next as (select week, person_ref from payments.charge_due where council_id = ${tx.council}
        order by week, person_ref limit ${limit} for update)
      delete from payments.charge_due d using next n
      where d.council_id = ${tx.council} and d.week = n.week and d.person_ref = n.person_ref
      returning d.week, d.person_ref as "personRef"`,
  )

/** What was posted for each visit of a person's week, adjustments included. */
export const listPosted = (
  tx: Read,
  { week, personRef }: WeekDue,
): Promise<{ day: Day; visitRef: string; pence: Pence }[]> =>
  rows(
    tx,
    sql<{
      day: Day
      visitRef: string
      pence: Pence
    }>`select l.day, l.visit_ref as "visitRef", sum(l.amount_pence) as pence from (
        select day, visit_ref, amount_pence from payments.pay_line
        where council_id = ${tx.council} and person_ref = ${personRef} and day >= ${week}::date and day < ${week}::date + 7
        union all
        select day, visit_ref, amount_pence from payments.adjustment
        where council_id = ${tx.council} and person_ref = ${personRef} and day >= ${week}::date and day < ${week}::date + 7) l
      group by 1, 2`,
  )

export type PlannedVisit = {
  readonly day: Day
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly start: Instant
  readonly minutes: number
  readonly workers: number
  readonly skill: string | undefined
  readonly miles: number | undefined
}

type PlannedRow = Omit<PlannedVisit, 'skill' | 'miles'> & { skill: string | null; miles: number | null }

/** When the last of a person's care begins, of what is planned since a day, when the first that runs on `from` ends, and bank holidays; undefined where none is planned. */
export async function findCareAhead(
  tx: Read,
  personRef: string,
  { since, from }: { since: Day; from: Day },
): Promise<{ lastStart: Day; firstEnd: Day | null; holidays: readonly Day[] } | undefined> {
  const [found] = await rows(
    tx,
    sql<{ lastStart: Day | null; firstEnd: Day | null; holidays: readonly Day[] }>`select max(first_day) as "lastStart",
        min(last_day) filter (where last_day >= ${from}::date) as "firstEnd",
        coalesce(jsonb_agg(holidays) filter (where holidays is not null), '[]') as holidays from (
        select min(day) as first_day, max(day) as last_day, string_agg(distinct day::text, ' ') filter (where bank_holiday) as holidays from visits.v_visit
        where council_id = ${tx.council} and person_ref = ${personRef} and status = 'planned'
          and start_at >= (${since}::date - 1)::timestamptz and day >= ${since}::date
        group by package_ref) started`,
  )
  if (!found?.lastStart) return undefined
  return { ...found, lastStart: found.lastStart, holidays: found.holidays.flatMap((days) => days.split(' ')) }
}

/** The visits that stand in a person's week, whether they were made or not. */
export async function listPlanned(tx: Read, { week, personRef }: WeekDue): Promise<PlannedVisit[]> {
  const found = await rows(
    tx,
    sql<PlannedRow>`select day, card_ref as "cardRef", service, zone, start_at as start, minutes, workers, skill, miles from visits.v_visit
      where council_id = ${tx.council} and person_ref = ${personRef} and status = 'planned'
        and start_at >= (${week}::date - 1)::timestamptz and start_at < (${week}::date + 8)::timestamptz
        and day >= ${week}::date and day < ${week}::date + 7`,
  )
  return found.map((visit) => ({ ...visit, skill: visit.skill ?? undefined, miles: visit.miles ?? undefined }))
}

export type KeptCharge = Charge & {
  readonly week: Day
  readonly personRef: string
  readonly turn: number
  readonly basis: Basis
  readonly chargedPence: Pence
  readonly amountPence: Pence
  readonly chargedAt: Instant
}

const CHARGE = sql`week, person_ref as "personRef", turn, basis, contribution_pence as "contributionPence",
  cost_pence as "costPence", charged_pence as "chargedPence", owed_pence as "owedPence", amount_pence as "amountPence", reason,
  charged_at as "chargedAt"`

/** What was last charged for a week. */
export async function findLatest(tx: Read, { week, personRef }: WeekDue): Promise<KeptCharge | undefined> {
  const [found] = await rows(
    tx,
    sql<KeptCharge>`select ${CHARGE} from payments.charge
      where council_id = ${tx.council} and week = ${week}::date and person_ref = ${personRef} order by turn desc limit 1`,
  )
  return found
}

export async function insertCharge(tx: Write, charge: Omit<KeptCharge, 'chargedAt'>): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.charge (council_id, week, person_ref, turn, basis, contribution_pence, cost_pence, charged_pence,
        owed_pence, amount_pence, reason, charged_at)
      values (${tx.council}, ${charge.week}::date, ${charge.personRef}, ${charge.turn}, ${charge.basis},
        ${charge.contributionPence}::bigint, ${charge.costPence}, ${charge.chargedPence}, ${charge.owedPence},
        ${charge.amountPence}, ${charge.reason}, ${tx.now})`,
  )
}

/** `to` is the first day whose week is not listed. */
export type ChargeSearch = {
  readonly personRef?: string | undefined
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

const within = (
  tx: Read,
  { personRef, from, to }: ChargeSearch,
) => sql`from payments.charge where council_id = ${tx.council}
  ${personRef === undefined ? sql`` : sql`and person_ref = ${personRef}`}
  ${from === undefined ? sql`` : sql`and week >= ${from}::date`} ${to === undefined ? sql`` : sql`and week < ${to}::date`}`

/** Charges, the newest week first. */
export async function listCharges(
  tx: Read,
  search: ChargeSearch,
  part: { readonly offset: number; readonly limit: number },
): Promise<{ charges: KeptCharge[]; total: number; pence: Pence }> {
  const [all] = await rows(
    tx,
    sql<{
      total: number
      pence: Pence
    }>`select count(*)::int as total, coalesce(sum(amount_pence), 0) as pence ${within(tx, search)}`,
  )
  const charges = await rows(
    tx,
    sql<KeptCharge>`select ${CHARGE} ${within(tx, search)} order by week desc, person_ref, turn
      limit ${part.limit} offset ${part.offset}`,
  )
  return { charges, total: all?.total ?? 0, pence: all?.pence ?? 0 }
}
