import type { Day } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import type { Base, Method, Uplift, UpliftPart } from '#src/payments/uplift/uplift.ts'
import type { YearCase } from '#src/payments/uplift/year-cases.ts'
import { nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import { json, micros, type Read, rows, sql } from '#src/platform/database.ts'
import type { VisitToRate } from '#src/rates/index.ts'

const UPLIFT = sql`u.uplift_ref as "upliftRef", u.method, u.millionths, u.rounding, u.from_day as "from", u.note,
  u.year_from as "yearFrom", u.year_to as "yearTo", u.state, u.priced_through as "pricedThrough", u.made_by as "madeBy",
  u.made_by_name as "madeByName", u.made_at as "madeAt", u.settled_by_name as "settledByName", u.settled_at as "settledAt",
  (select jsonb_agg(c.card_ref order by c.card_ref) from payments.uplift_card c
    where c.council_id = u.council_id and c.uplift_ref = u.uplift_ref) as "cardRefs"`

export async function findUplift(tx: Read, upliftRef: string): Promise<Uplift | undefined> {
  const [uplift] = await rows(
    tx,
    sql<Uplift>`select ${UPLIFT} from payments.uplift u where u.council_id = ${tx.council} and u.uplift_ref = ${upliftRef}`,
  )
  return uplift
}

export async function lockUplift(tx: Write, upliftRef: string): Promise<Uplift | undefined> {
  await rows(
    tx,
    sql`select 1 from payments.uplift where council_id = ${tx.council} and uplift_ref = ${upliftRef} for update`,
  )
  return findUplift(tx, upliftRef)
}

export async function listUplifts(
  tx: Read,
  search: { states: readonly string[]; cardRef?: string | undefined },
  page: { offset: number; limit: number },
): Promise<{ uplifts: Uplift[]; total: number }> {
  const found = await rows(
    tx,
    sql<Uplift & { total: number }>`select ${UPLIFT}, count(*) over () as total from payments.uplift u
      where u.council_id = ${tx.council} and (${search.states.length === 0} or u.state = any (${[...search.states]}))
        and (${search.cardRef ?? null}::text is null or exists (select from payments.uplift_card c
          where c.council_id = u.council_id and c.uplift_ref = u.uplift_ref and c.card_ref = ${search.cardRef ?? null}))
      order by u.made_at desc, u.uplift_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { uplifts: found, total: found[0]?.total ?? 0 }
}

export const listBases = (tx: Read, upliftRef: string): Promise<Base[]> =>
  rows(
    tx,
    sql<Base>`select card_ref as "cardRef", base_from as "from", base_made_at as "madeAt" from payments.uplift_card
      where council_id = ${tx.council} and uplift_ref = ${upliftRef} order by card_ref`,
  )

export type NewUplift = Pick<
  Uplift,
  'upliftRef' | 'millionths' | 'rounding' | 'from' | 'note' | 'yearFrom' | 'yearTo'
> & { readonly method: Method; readonly bases: readonly Base[] }

export async function insertUplift(tx: Write, uplift: NewUplift): Promise<void> {
  const { method, millionths, rounding, from, note, yearFrom, yearTo } = uplift
  await rows(
    tx,
    sql`insert into payments.uplift (council_id, uplift_ref, method, millionths, rounding, from_day, note, year_from, year_to, state,
        made_by, made_by_name, made_at)
      values (${tx.council}, ${uplift.upliftRef}, ${json(method)}::jsonb, ${millionths}, ${rounding}, ${from}, ${note}, ${yearFrom},
        ${yearTo}, 'estimating', ${personBehind(tx.actor)}, ${nameWithPerson(tx.actor)}, ${tx.now})`,
  )
  for (const base of uplift.bases)
    await rows(
      tx,
      sql`insert into payments.uplift_card (council_id, uplift_ref, card_ref, base_from, base_made_at)
        values (${tx.council}, ${uplift.upliftRef}, ${base.cardRef}, ${base.from}, ${base.madeAt})`,
    )
}

export const savePricedThrough = (tx: Write, upliftRef: string, through: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.uplift set priced_through = ${through} where council_id = ${tx.council} and uplift_ref = ${upliftRef}`,
  )

export const saveDrafted = (tx: Write, upliftRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.uplift set state = 'draft' where council_id = ${tx.council} and uplift_ref = ${upliftRef}`,
  )

export const saveSettled = (tx: Write, upliftRef: string, state: 'approved' | 'cancelled'): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.uplift set state = ${state}, settled_by_name = ${nameWithPerson(tx.actor)}, settled_at = ${tx.now}
      where council_id = ${tx.council} and uplift_ref = ${upliftRef}`,
  )

/** The first day from one on, within the year, with visits under the cards. */
export async function nextDayToPrice(
  tx: Read,
  uplift: Uplift,
  cardRefs: readonly string[],
  from: Day,
): Promise<Day | undefined> {
  const [found] = await rows(
    tx,
    sql<{
      day: Day
    }>`select day from visits.v_visit where council_id = ${tx.council} and day >= ${from}::date and day < ${uplift.yearTo}::date
      and status = 'planned' and card_ref = any (${[...cardRefs]}) order by day limit 1`,
  )
  return found?.day
}

/** Some days, the kind of each day from the first of the year on, and the times of the day at which prices change. */
export type DaysOfPrices = {
  readonly from: Day
  readonly to: Day
  readonly yearFrom: Day
  readonly kinds: readonly number[]
  readonly times: readonly string[]
  /** Of each day from the first of the year on: whether one of two workers is paid for the time alone, and up to which share by hand the plan. */
  readonly payAlone: readonly boolean[]
  readonly percents: readonly (number | null)[]
}

/** A case before it is known whether its provider is over the share by hand. */
export type YearCount = Omit<YearCase, 'overManualPercent'> & {
  /** Of a missing log-out, where the council sets such a share: its month, and the share. */
  readonly openMonth: Day | null
  readonly percent: number | null
}

/** The visits of some days under some cards, counted by what their price rests on. Of two workers the overlap is worked (M-52). */
export async function listYearCases(
  tx: Read,
  cardRefs: readonly string[],
  { from, to, yearFrom, kinds, times, payAlone, percents }: DaysOfPrices,
): Promise<YearCount[]> {
  // The planner believes in as many cases as visits, and would sort all of these to count them.
  await rows(tx, sql`select set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true)`)
  const seat = (row: string, number: number) => {
    const at = sql.raw(row)
    return sql`visits.v_attendance ${at} on ${at}.council_id = v.council_id and ${at}.day = v.day and ${at}.visit_ref = v.visit_ref
      and ${at}.seat = ${number} and ${at}.day >= ${from}::date and ${at}.day < ${to}::date`
  }
  const stretch =
    times.length === 1
      ? sql`1`
      : sql`width_bucket((v.start_at at time zone 'Europe/London')::time, ${[...times]}::time[])`
  const inYear = sql`v.day - ${yearFrom}::date + 1`
  const seconds = (interval: ReturnType<typeof sql>) => sql`(floor(date_part('epoch', ${interval})) + 30) / 60`
  const together = sql`greatest(interval '0', least(a.out_at, b.out_at) - greatest(a.in_at, b.in_at))`
  const anyone = payAlone.includes(true)
    ? sql`case when a.out_at is not null and b.out_at is not null and (${[...payAlone]}::boolean[])[${inYear}]
        then floor(${seconds(sql`(a.out_at - a.in_at) + (b.out_at - b.in_at) - ${together}`)})::int end`
    : sql`null::int`
  const open = sql`(a.seat is not null and a.out_at is null) or (b.seat is not null and b.out_at is null)`
  const percent = percents.every((one) => one === null)
    ? sql`null::int`
    : sql`case when ${open} then (${[...percents]}::int[])[${inYear}] end`
  return rows(
    tx,
    sql<YearCount>`select v.organisation_ref as "organisationRef", v.card_ref as "cardRef", v.service, v.zone, v.skill, v.miles, v.minutes,
        v.workers, min(v.start_at) as start, (a.seat is not null)::int + (b.seat is not null)::int as came,
        case when a.out_at is not null and (b.seat is null or b.out_at is not null) then greatest(0, floor((floor(date_part('epoch',
          least(a.out_at, b.out_at) - greatest(a.in_at, b.in_at))) + 30) / 60))::int end as worked, count(*) as visits,
        (${[...kinds]}::int[])[${inYear}] as kind, ${stretch} as stretch, ${anyone} as anyone, ${percent} as percent,
        case when ${percent} is not null then date_trunc('month', v.day::timestamp)::date end as "openMonth"
      from visits.v_visit v left join ${seat('a', 1)} left join ${seat('b', 2)} and v.workers = 2
      where v.council_id = ${tx.council} and v.day >= ${from}::date and v.day < ${to}::date and v.status = 'planned'
        and v.card_ref = any (${[...cardRefs]})
      group by v.organisation_ref, v.card_ref, v.service, v.zone, v.skill, v.miles, v.minutes, v.workers, came, worked, kind, stretch, anyone, percent,
        "openMonth"`,
  )
}

/** The next people with visits of the year under the cards: as many as have so many visits together, and one at least. */
export async function nextPeopleToPrice(
  tx: Read,
  uplift: Uplift,
  { cardRefs, after }: { readonly cardRefs: readonly string[]; readonly after: string },
  visitsAtOnce: number,
): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ personRef: string; visits: number }>`select person_ref as "personRef", count(*) as visits from (
        select person_ref from visits.v_visit
        where council_id = ${tx.council} and day >= ${uplift.yearFrom} and day < ${uplift.yearTo} and status = 'planned'
          and card_ref = any (${[...cardRefs]}) and person_ref > ${after}
        order by person_ref limit ${visitsAtOnce + 1}) as next_visits
      group by person_ref order by person_ref`,
  )
  const people = found.map((person) => person.personRef)
  // Of the last of them the limit may have cut some visits off.
  const isCut = found.reduce((sum, person) => sum + person.visits, 0) > visitsAtOnce
  return isCut && people.length > 1 ? people.slice(0, -1) : people
}

/** A visit of the year with what was logged of it. */
export type YearVisit = VisitToRate & { readonly day: Day; readonly organisationRef: string; readonly cardRef: string }

type VisitRow = Omit<YearVisit, 'attendances' | 'skill' | 'miles'> & {
  skill: string | null
  miles: number | null
  attendances: [Micros, Micros | null][] | null
}

export async function listYearVisits(
  tx: Read,
  uplift: Uplift,
  cardRefs: readonly string[],
  people: readonly string[],
): Promise<YearVisit[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`
      select v.day, v.visit_ref as "visitRef", v.person_ref as "personRef", v.organisation_ref as "organisationRef",
        v.contract_ref as "contractRef", v.card_ref as "cardRef", v.service, v.zone, v.start_at as "start", v.minutes, v.workers,
        v.skill, v.miles, (select jsonb_agg(jsonb_build_array(${micros('a.in_at')}, ${micros('a.out_at')}) order by a.seat) from visits.v_attendance a
          where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref) as attendances
      from visits.v_visit v
      where v.council_id = ${tx.council} and v.person_ref = any (${[...people]}) and v.day >= ${uplift.yearFrom}
        and v.day < ${uplift.yearTo} and v.status = 'planned' and v.card_ref = any (${[...cardRefs]})
      order by v.day, v.visit_ref`,
  )
  return found.map((visit) => ({
    ...visit,
    skill: visit.skill ?? undefined,
    miles: visit.miles ?? undefined,
    attendances: (visit.attendances ?? []).map(([from, to]) => ({
      in: from,
      out: to ?? undefined,
    })),
  }))
}

/** Adds what a chunk of people cost to what was counted before. */
export async function addParts(tx: Write, upliftRef: string, parts: readonly UpliftPart[]): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.uplift_part (council_id, uplift_ref, organisation_ref, card_ref, visits, unpriced, before_pence, after_pence)
      select ${tx.council}, ${upliftRef}, p.* from jsonb_to_recordset(${json(parts)}::jsonb)
        as p ("organisationRef" text, "cardRef" text, visits integer, unpriced integer, "beforePence" bigint, "afterPence" bigint)
      on conflict (council_id, uplift_ref, organisation_ref, card_ref) do update set
        visits = uplift_part.visits + excluded.visits, unpriced = uplift_part.unpriced + excluded.unpriced,
        before_pence = uplift_part.before_pence + excluded.before_pence, after_pence = uplift_part.after_pence + excluded.after_pence`,
  )
}

export type UpliftTotals = {
  providers: number
  visits: number
  unpriced: number
  beforePence: number
  afterPence: number
}

export async function totalsOfUplift(tx: Read, upliftRef: string): Promise<UpliftTotals> {
  const [totals] = await rows(
    tx,
    sql<UpliftTotals>`select count(distinct organisation_ref) as providers, coalesce(sum(visits), 0) as visits,
        coalesce(sum(unpriced), 0) as unpriced, coalesce(sum(before_pence), 0) as "beforePence", coalesce(sum(after_pence), 0) as "afterPence"
      from payments.uplift_part where council_id = ${tx.council} and uplift_ref = ${upliftRef}`,
  )
  return totals ?? { providers: 0, visits: 0, unpriced: 0, beforePence: 0, afterPence: 0 }
}

export type ProviderPart = Omit<UpliftPart, 'cardRef'> & { readonly name: string | null; readonly total: number }

/** By provider, whoever gains most first. */
export const listProviderParts = (
  tx: Read,
  upliftRef: string,
  page: { offset: number; limit: number },
): Promise<ProviderPart[]> =>
  rows(
    tx,
    sql<ProviderPart>`select organisation_ref as "organisationRef", sum(visits)::bigint as visits, sum(unpriced)::bigint as unpriced,
        sum(before_pence)::bigint as "beforePence", sum(after_pence)::bigint as "afterPence", count(*) over () as total,
        (select n.name from providers.v_name n where n.organisation_ref = uplift_part.organisation_ref) as name
      from payments.uplift_part where council_id = ${tx.council} and uplift_ref = ${upliftRef}
      group by organisation_ref order by sum(after_pence - before_pence) desc, organisation_ref limit ${page.limit} offset ${page.offset}`,
  )

/** Uplifts that were cut off at work. */
export const listUpliftsAtWork = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ upliftRef: string }>`select uplift_ref as "upliftRef" from payments.uplift
        where council_id = ${tx.council} and state = 'estimating' order by made_at`,
    )
  ).map((row) => row.upliftRef)
