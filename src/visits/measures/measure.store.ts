import type { Day, Instant } from '#src/base/day.ts'
import type { KnownTo } from '#src/brokerage/index.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { CONTINUITY_DAYS, type Continuity, type Counted } from '#src/visits/measures/measure.ts'
import { outcomeColumns, punctualityOf, SEATED } from '#src/visits/visit-list.store.ts'

/**
 * Marks days to be counted again. A day that is marked already is written once more, so that a count that is under way waits for
 * the change, or the change for the count.
 */
export async function markDays(tx: Write, days: readonly Day[]): Promise<void> {
  if (days.length === 0) return
  await rows(
    tx,
    sql`insert into visits.measure_due (council_id, day)
      select ${tx.council}, day from unnest(${[...new Set(days)].sort()}::date[]) as day order by day
      on conflict (council_id, day) do update set day = excluded.day`,
  )
}

/** The people of a chunk, or of several, after one reference up to another; without a limit all of them. */
export type PartOfChunk = {
  readonly chunk?: string
  readonly chunks?: readonly string[]
  readonly afterPerson?: string
  readonly throughPerson?: string
}

export const listDaysOfChunk = async (
  tx: Read,
  { chunk = '', chunks = [chunk], afterPerson = '', throughPerson }: PartOfChunk,
): Promise<Day[]> =>
  (
    await rows(
      tx,
      sql<{
        day: Day
      }>`select distinct day from visits.call_log where council_id = ${tx.council} and chunk = any (${[...chunks]}::text[])
        and person_ref > ${afterPerson} ${throughPerson === undefined ? sql`` : sql`and person_ref <= ${throughPerson}`}`,
    )
  ).map(({ day }) => day)

/** The days on which a person has visits, from one to another, both counted. */
export const listDaysOfPerson = async (tx: Read, personRef: string, from: Instant, to: Instant): Promise<Day[]> =>
  (
    await rows(
      tx,
      sql<{
        day: Day
      }>`select distinct day from visits.visit where council_id = ${tx.council} and person_ref = ${personRef}
        and start_at >= ${from} and start_at <= ${to}`,
    )
  ).map(({ day }) => day)

export const listDaysOfVisits = async (tx: Read, visitRefs: readonly string[]): Promise<Day[]> =>
  (
    await rows(
      tx,
      sql<{ day: Day }>`select distinct day from visits.visit
        where council_id = ${tx.council} and visit_ref = any(${visitRefs}::text[])`,
    )
  ).map(({ day }) => day)

/** The days of a package's visits from one to another, both counted, cancelled ones too. */
export const listDaysOfPackage = async (tx: Read, packageRef: string, from: Day, to: Day): Promise<Day[]> =>
  (
    await rows(
      tx,
      sql<{ day: Day }>`select distinct day from visits.visit
        where council_id = ${tx.council} and package_ref = ${packageRef} and day between ${from}::date and ${to}::date`,
    )
  ).map(({ day }) => day)

/** The newest day that waits to be counted, with its mark taken off. */
export async function takeDueDay(tx: Write, until: Day): Promise<Day | undefined> {
  const [taken] = await rows(
    tx,
    sql<{ day: Day }>`delete from visits.measure_due where council_id = ${tx.council} and day = (
        select day from visits.measure_due where council_id = ${tx.council} and day <= ${until}::date
        order by day desc limit 1 for update) returning day`,
  )
  return taken?.day
}

/** Counts a day anew. */
export async function countDay(tx: Write, day: Day): Promise<void> {
  const rule = await punctualityOf(tx)
  await rows(tx, sql`delete from visits.day_measure where council_id = ${tx.council} and day = ${day}::date`)
  await rows(
    tx,
    sql`insert into visits.day_measure (council_id, day, organisation_ref, zone, due, delivered, missed, timed, on_time,
        planned_minutes, stayed_minutes, electronic, manual, counted_at)
      with ${toldOf(tx, rule, sql`day = ${day}::date`)}
      select ${tx.council}, ${day}::date, organisation_ref, zone, ${COUNTS}, ${tx.now}::timestamptz
      from told group by organisation_ref, zone`,
  )
}

type Piece = ReturnType<typeof sql>

/** Visits of which is known what became of them, with it. */
const toldOf = (tx: Read, rule: Awaited<ReturnType<typeof punctualityOf>>, which: Piece): Piece =>
  sql`listed as (select v.organisation_ref, v.zone, v.contract_ref, v.minutes, ${outcomeColumns(rule, tx.now)},
      floor(extract(epoch from greatest(s.first_out - s.last_in, interval '0')) / 60 + 0.5)::int as stayed
    from (select * from visits.visit where council_id = ${tx.council} and ${which} and status = 'planned') v
    ${SEATED(tx.council)}),
  told as (select *, outcome <> 'missed' as came, outcome in ('on time', 'early', 'late') as timed from listed
    where outcome in ('missed', 'no log-out', 'on time', 'early', 'late'))`

const COUNTS = sql`count(*) as due, count(*) filter (where came) as delivered, count(*) filter (where not came) as missed,
  count(*) filter (where timed) as timed, count(*) filter (where outcome = 'on time') as "onTime",
  coalesce(sum(minutes) filter (where timed), 0) as "plannedMinutes", coalesce(sum(stayed) filter (where timed), 0) as "stayedMinutes",
  count(*) filter (where came and not "isManual") as electronic, count(*) filter (where came and "isManual") as manual`

/** How a day's visits under some contracts went, contract by contract. */
export async function countContracts(
  tx: Read,
  contractRefs: readonly string[],
  day: Day,
): Promise<(Counted & { readonly contractRef: string })[]> {
  const rule = await punctualityOf(tx)
  const which = sql`day = ${day}::date and contract_ref = any (${[...contractRefs]}::text[])`
  return rows(
    tx,
    sql<Counted & { contractRef: string }>`with ${toldOf(tx, rule, which)}
      select contract_ref as "contractRef", ${COUNTS} from told group by contract_ref`,
  )
}

/** How much of what was due each provider delivered in each zone, over the days counted from one to another; in hundredths of a percent. */
export const listDelivered = (
  tx: Read,
  from: Day,
  to: Day,
): Promise<{ organisationRef: string; zone: string; visits: number; deliveredBp: number; asOf: Day }[]> =>
  rows(
    tx,
    sql<{ organisationRef: string; zone: string; visits: number; deliveredBp: number; asOf: Day }>`
      select organisation_ref as "organisationRef", zone, sum(due)::int as visits,
        floor(sum(delivered) * 10000.0 / sum(due))::int as "deliveredBp", ${to}::date as "asOf"
      from visits.day_measure where council_id = ${tx.council} and day between ${from}::date and ${to}::date
      group by organisation_ref, zone having sum(due) > 0 order by organisation_ref, zone`,
  )

/** The next people after a reference for whom continuity is counted. */
export const listPeopleServed = async (tx: Read, after: string, limit: number): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ personRef: string }>`select distinct person_ref as "personRef" from visits.plan
        where council_id = ${tx.council} and person_ref > ${after} order by 1 limit ${limit}`,
    )
  ).map(({ personRef }) => personRef)

/** Counts anew who came to some people in the days before `asOf`. */
export async function countContinuity(tx: Write, personRefs: readonly string[], asOf: Day): Promise<void> {
  const these = sql`council_id = ${tx.council} and person_ref = any(${personRefs}::text[])`
  await rows(tx, sql`delete from visits.continuity where ${these}`)
  await rows(
    tx,
    sql`insert into visits.continuity (council_id, person_ref, organisation_ref, zone, as_of, attendances, workers, top_three)
      with came as (select v.person_ref, v.organisation_ref, min(v.zone) as zone, a.worker_ref, count(*)::int as times
        from (select * from visits.visit where ${these} and status = 'planned'
          and day >= ${asOf}::date - ${CONTINUITY_DAYS}::int and day < ${asOf}::date) v
        cross join lateral (select a.worker_ref from visits.attendance a
          where a.council_id = ${tx.council} and a.day = v.day and a.visit_ref = v.visit_ref offset 0) a
        group by v.person_ref, v.organisation_ref, a.worker_ref),
      ranked as (select *, row_number() over (partition by person_ref, organisation_ref order by times desc, worker_ref) as place
        from came)
      select ${tx.council}, person_ref, organisation_ref, min(zone), ${asOf}::date, sum(times), count(*),
        sum(times) filter (where place <= 3)
      from ranked group by person_ref, organisation_ref`,
  )
}

/** What was counted last of some people, by those who came. */
export const listCounted = (tx: Read, personRefs: readonly string[]): Promise<KnownTo[]> =>
  rows(
    tx,
    sql<KnownTo>`select person_ref as "personRef", organisation_ref as "organisationRef", attendances as visits, top_three as "topThree"
      from visits.continuity where council_id = ${tx.council} and person_ref = any(${[...personRefs]}::text[])`,
  )

/** Marks the people whose log came, to be counted again: all of a chunk, or part of them. */
export async function markPeopleOfChunk(
  tx: Write,
  { chunk = '', chunks = [chunk], afterPerson = '', throughPerson }: PartOfChunk,
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.continuity_due (council_id, person_ref)
      select distinct ${tx.council}::int, person_ref from visits.call_log
      where council_id = ${tx.council} and chunk = any (${[...chunks]}::text[]) and person_ref > ${afterPerson}
        ${throughPerson === undefined ? sql`` : sql`and person_ref <= ${throughPerson}`} order by person_ref
      on conflict (council_id, person_ref) do update set person_ref = excluded.person_ref`,
  )
}

/** The next people who wait to be counted, with their marks taken off. */
export const takeDuePeople = async (tx: Write, limit: number): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ personRef: string }>`delete from visits.continuity_due where council_id = ${tx.council} and person_ref in (
          select person_ref from visits.continuity_due where council_id = ${tx.council}
          order by person_ref limit ${limit} for update) returning person_ref as "personRef"`,
    )
  )
    .map(({ personRef }) => personRef)
    .sort()

export type GroupedBy = 'organisationRef' | 'zone'

export type MeasureSearch = {
  readonly from: Day
  /** The first day that is not counted. */
  readonly to: Day
  readonly zone?: string | undefined
  readonly organisationRef?: string | undefined
}

const SUMS = sql`coalesce(sum(due), 0)::int as due, coalesce(sum(delivered), 0)::int as delivered,
  coalesce(sum(missed), 0)::int as missed, coalesce(sum(timed), 0)::int as timed, coalesce(sum(on_time), 0)::int as "onTime",
  coalesce(sum(planned_minutes), 0)::int as "plannedMinutes", coalesce(sum(stayed_minutes), 0)::int as "stayedMinutes",
  coalesce(sum(electronic), 0)::int as electronic, coalesce(sum(manual), 0)::int as manual`

const ofGroup = ({ zone, organisationRef }: MeasureSearch) => sql`
  ${zone === undefined ? sql`` : sql`and zone = ${zone}`}
  ${organisationRef === undefined ? sql`` : sql`and organisation_ref = ${organisationRef}`}`

const within = (tx: Read, search: MeasureSearch) => sql`from visits.day_measure
  where council_id = ${tx.council} and day >= ${search.from}::date and day < ${search.to}::date ${ofGroup(search)}`

/** How many of the visits that a provider delivered in a month were entered by hand, in part or as a whole (M-55). */
export type ManualShare = {
  readonly organisationRef: string
  /** Its first day. */
  readonly month: Day
  readonly manual: number
  readonly delivered: number
}

/** Of months that have days from one to another, both counted; of all providers where none is named. */
export const listManualShares = (
  tx: Read,
  { from, to }: { readonly from: Day; readonly to: Day },
  organisationRefs?: readonly string[],
): Promise<ManualShare[]> =>
  rows(
    tx,
    sql<ManualShare>`select organisation_ref as "organisationRef", date_trunc('month', day::timestamp)::date as month,
        sum(manual)::int as manual, sum(delivered)::int as delivered
      from visits.day_measure where council_id = ${tx.council}
        and day >= date_trunc('month', ${from}::timestamp)::date
        and day < (date_trunc('month', ${to}::timestamp) + interval '1 month')::date
        ${organisationRefs === undefined ? sql`` : sql`and organisation_ref = any (${[...organisationRefs]}::text[])`}
      group by 1, 2 order by 1, 2`,
  )

const columnOf = (by: GroupedBy) => sql.raw(by === 'zone' ? 'zone' : 'organisation_ref')

export type Group = { readonly key: string; readonly counted: Counted; readonly continuity: Continuity }

const NOBODY: Continuity = { people: 0, attendances: 0, workers: 0, topThree: 0 }

/** Each provider's, or each zone's, counts. */
export async function listMeasures(tx: Read, by: GroupedBy, search: MeasureSearch): Promise<Group[]> {
  const counted = await rows(
    tx,
    sql<Counted & { key: string }>`select ${columnOf(by)} as key, ${SUMS} ${within(tx, search)} group by 1 order by 1`,
  )
  const known = new Map((await listContinuity(tx, by, search)).map(({ key, ...one }) => [key, one]))
  return counted.map(({ key, ...counts }) => ({ key, counted: counts, continuity: known.get(key) ?? NOBODY }))
}

const listContinuity = (tx: Read, by: GroupedBy, search: MeasureSearch): Promise<(Continuity & { key: string })[]> =>
  rows(
    tx,
    sql<
      Continuity & { key: string }
    >`select ${columnOf(by)} as key, count(*)::int as people, sum(attendances)::int as attendances,
        sum(workers)::int as workers, sum(top_three)::int as "topThree"
      from visits.continuity where council_id = ${tx.council} ${ofGroup(search)} group by 1`,
  )

/** The same by week, the week named by its Monday. */
export const listWeeks = (tx: Read, search: MeasureSearch): Promise<(Counted & { readonly monday: Day })[]> =>
  rows(
    tx,
    sql<Counted & { monday: Day }>`select date_trunc('week', day)::date as monday, ${SUMS} ${within(tx, search)}
      group by 1 order by 1`,
  )

export type Freshness = { readonly countedAt: Instant | null; readonly waiting: number }

/** When the newest of the days was counted, and how many days wait to be counted again. */
export async function findFreshness(tx: Read, search: MeasureSearch): Promise<Freshness> {
  const [found] = await rows(
    tx,
    sql<Freshness>`select
      (select max(counted_at) ${within(tx, search)}) as "countedAt",
      (select count(*)::int from visits.measure_due where council_id = ${tx.council}
        and day >= ${search.from}::date and day < ${search.to}::date) as waiting`,
  )
  return found ?? { countedAt: null, waiting: 0 }
}

export type WorkerOfPerson = {
  readonly workerRef: string
  readonly organisationRef: string
  readonly times: number
  readonly minutes: number
  readonly lastCame: Day
}

/** Who came to a person on some days, the most frequent first. */
export const listWorkersOf = (tx: Read, personRef: string, from: Day, to: Day): Promise<WorkerOfPerson[]> =>
  rows(
    tx,
    sql<WorkerOfPerson>`select a.worker_ref as "workerRef", v.organisation_ref as "organisationRef", count(*)::int as times,
        coalesce(round(sum(extract(epoch from a.out_at - a.in_at)) / 60), 0)::int as minutes, max(v.day) as "lastCame"
      from visits.visit v join visits.attendance a on a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref
      where v.council_id = ${tx.council} and v.person_ref = ${personRef} and v.day >= ${from}::date and v.day < ${to}::date
      group by 1, 2 order by times desc, "workerRef" limit 50`,
  )
