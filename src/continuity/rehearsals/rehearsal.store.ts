import { dayOf } from '#src/base/day.ts'
import type { Rehearsed, RehearsedTogether } from '#src/continuity/rehearsals/rehearsal.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** Above what serves people in one council. */
const MOST_PROVIDERS = 1000

/** The last rehearsal of each provider alone beside the one before it, the worst first. */
export const listRehearsed = (tx: Read): Promise<Rehearsed[]> =>
  rows(
    tx,
    sql<Rehearsed>`select r."planRef", r."organisationRef", r."readyAt", r.people, r.unplaced, r."criticalUnplaced", r."weeklyPence",
        r."todayPence", r.points, r.bound, r."peopleBefore", r."unplacedBefore", coalesce(o.name, r."organisationRef") as "organisationName",
        (select jsonb_path_query_first(w.result, '$.proposals[*].binds') #>> '{}' from continuity.plan w
          where w.council_id = ${tx.council} and w.plan_ref = r."planRef") as binds
      from (
        select p.plan_ref as "planRef", p.organisation_refs ->> 0 as "organisationRef", p.ready_at as "readyAt", p.people, p.unplaced,
          p.critical_unplaced as "criticalUnplaced", coalesce(p.compared_pence, p.weekly_pence) as "weeklyPence", p.today_pence as "todayPence", p.points, p.bound,
          lead(p.people) over turns as "peopleBefore", lead(p.unplaced) over turns as "unplacedBefore", row_number() over turns as turn
        from continuity.plan p
        where p.council_id = ${tx.council} and p.exit_ref is null and p.state = 'ready' and jsonb_array_length(p.organisation_refs) = 1
        window turns as (partition by p.organisation_refs order by p.asked_at desc, p.plan_ref desc)) r
      left join providers.v_name o on o.organisation_ref = r."organisationRef"
      where r.turn = 1
      order by r."criticalUnplaced" desc, r.unplaced desc, r.people desc, r."organisationRef" limit ${MOST_PROVIDERS}`,
  )

const MOST_TOGETHER_SHOWN = 20

/** The last rehearsals of several providers that fail on one day, with their names; those under way have no figures yet. */
export const listRehearsedTogether = (tx: Read): Promise<RehearsedTogether[]> =>
  rows(
    tx,
    sql<RehearsedTogether>`select p.plan_ref as "planRef", p.asked_at as "askedAt", p.people, p.unplaced,
        p.critical_unplaced as "criticalUnplaced",
        array(select coalesce(o.name, r.ref) from jsonb_array_elements_text(p.organisation_refs) as r(ref)
          left join providers.v_name o on o.organisation_ref = r.ref order by 1) as names
      from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref is null and p.state not in ('stopped', 'failed') and jsonb_array_length(p.organisation_refs) > 1
      order by p.asked_at desc, p.plan_ref desc limit ${MOST_TOGETHER_SHOWN}`,
  )

/** How many rehearsals still wait or are worked on. */
export async function countRehearsing(tx: Read): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ waiting: number }>`select count(*) as waiting from continuity.plan p
      where p.council_id = ${tx.council} and p.exit_ref is null and p.state in ('waiting', 'solving')
        and p.asked_at > ${tx.now.subtract({ hours: 6 })}`,
  )
  return found?.waiting ?? 0
}

/** All of them, however long they wait. */
export const listRehearsing = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ planRef: string }>`select p.plan_ref as "planRef" from continuity.plan p
        where p.council_id = ${tx.council} and p.exit_ref is null and p.state in ('waiting', 'solving') order by p.plan_ref`,
    )
  ).map(({ planRef }) => planRef)

/** Every provider that serves somebody for the council today. */
export async function listServingProviders(tx: Read): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{
      organisationRef: string
    }>`select distinct v.organisation_ref as "organisationRef" from brokerage.v_placement v
      where v.council_id = ${tx.council} and v.start_day <= ${dayOf(tx.now)}::date
        and (v.end_day is null or v.end_day > ${dayOf(tx.now)}::date)
      order by v.organisation_ref limit ${MOST_PROVIDERS}`,
  )
  return found.map(({ organisationRef }) => organisationRef)
}
