import { addDays, type Day } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { inScope } from '#src/payments/pay-runs/pay-run.store.ts'
import type { PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { setDecided } from '#src/payments/pay-runs/part-logged.store.ts'
import type { VisitDone } from '#src/payments/pay-runs/price-lines.ts'
import { micros, type Read, rows, sql } from '#src/platform/database.ts'
import { NIGHT_MINUTES } from '#src/visits/index.ts'

/** A visit that stands, or one that was cancelled and may be owed something all the same. */
const MAY_BE_OWED = sql`(v.status = 'planned' or v.cancelled_why in ('by an officer', 'absence'))`

/** The moments between which visits of some days start, and a little more: by them the index of people finds the visits. */
const startsWithin = ({ from, to }: { readonly from: Day; readonly to: Day }, row: string) => {
  const at = sql.raw(`${row}.start_at`)
  return sql`${at} >= ${`${addDays(from, -1)}T00:00:00Z`}::timestamptz and ${at} < ${`${addDays(to, 1)}T00:00:00Z`}::timestamptz`
}

/**
 * The next people of a run and how many visits each has, in the order in which it shares them out: those with a planned visit in the
 * period, as many as have so many visits together, and one at least. The order is the database's own, so that the index of people
 * gives it.
 */
export async function nextPeople(
  tx: Read,
  run: PayRun,
  visitsAtOnce: number,
): Promise<{ personRef: string; visits: number }[]> {
  const people = await rows(
    tx,
    sql<{ personRef: string; visits: number }>`select person_ref as "personRef", count(*) as visits from (
        select person_ref from visits.v_visit v
        where council_id = ${tx.council} and ${startsWithin(run, 'v')} and day >= ${run.from} and day < ${run.to}
          and ${MAY_BE_OWED} and ${inScope(run, 'v')} and person_ref > ${run.ratedThrough ?? ''}
        order by person_ref limit ${visitsAtOnce + 1}) as next_visits
      group by person_ref order by person_ref`,
  )
  // Of the last of them the limit may have cut some visits off.
  const isCut = people.reduce((sum, person) => sum + person.visits, 0) > visitsAtOnce
  return isCut && people.length > 1 ? people.slice(0, -1) : people
}

const VISIT = sql`v.day, v.visit_ref as "visitRef", v.person_ref as "personRef", v.organisation_ref as "organisationRef",
  v.package_ref as "packageRef", v.contract_ref as "contractRef", v.card_ref as "cardRef", v.service, v.zone,
  v.start_at as "startAt", v.minutes, v.workers, case when v.status = 'cancelled' then v.cancelled_why end as "cancelledWhy",
  v.cancelled_at as "cancelledAt", v.cancelled_by as "cancelledBy", v.skill, v.miles, case when v.minutes >= ${NIGHT_MINUTES} then (
    select w.minutes from visits.v_waking w where w.council_id = v.council_id and w.day = v.day and w.visit_ref = v.visit_ref) end as wakings, case when v.cancelled_why = 'absence' then (select w.away_since from visits.v_away_since w
    where w.council_id = v.council_id and w.day = v.day and w.visit_ref = v.visit_ref) end as "awaySince",
  ${micros('a.in_at')} as "in", ${micros('a.out_at')} as "out", a.reason_code as "reasonCode"`

/** A visit has a row for each that came, and one where nobody did: gathered in the database they would cost twice the time. */
const CAME = sql`left join lateral (select a.seat, a.in_at, a.out_at, a.reason_code from visits.v_attendance a
  where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref offset 0) a on true`

type VisitRow = Omit<VisitDone, 'attendances' | 'skill' | 'miles' | 'wakings'> & {
  skill: string | null
  miles: number | null
  wakings: number[] | null
  in: Micros | null
  out: Micros | null
  reasonCode: string | null
}

/** The visits of rows in which those of a visit stand together, by seat. */
async function visitsDone(tx: Read, found: readonly VisitRow[]): Promise<VisitDone[]> {
  const visits: VisitDone[] = []
  let attendances: VisitDone['attendances'][number][] = []
  let last: VisitRow | undefined
  for (const row of found) {
    if (last === undefined || last.visitRef !== row.visitRef || last.day !== row.day) {
      attendances = []
      // Named one by one: to copy all but some of a row takes twenty times as long.
      visits.push({
        day: row.day,
        visitRef: row.visitRef,
        personRef: row.personRef,
        organisationRef: row.organisationRef,
        packageRef: row.packageRef,
        contractRef: row.contractRef,
        cardRef: row.cardRef,
        service: row.service,
        zone: row.zone,
        startAt: row.startAt,
        minutes: row.minutes,
        workers: row.workers,
        cancelledWhy: row.cancelledWhy,
        cancelledAt: row.cancelledAt,
        cancelledBy: row.cancelledBy,
        awaySince: row.awaySince,
        skill: row.skill ?? undefined,
        miles: row.miles ?? undefined,
        wakings: row.wakings ?? undefined,
        attendances,
        terms: undefined,
        elsewhere: undefined,
      })
    }
    if (row.in !== null) attendances.push({ in: row.in, out: row.out ?? undefined, reasonCode: row.reasonCode })
    last = row
  }
  await setDecided(tx, visits)
  return visits
}

/**
 * The visits of some people in a run's period that no run has taken yet, with their attendances. Lines are looked up by key, visit by
 * visit: of a table that was empty when it was last counted the planner believes that reading all of it is cheaper.
 */
export async function listUnpaidVisits(tx: Read, run: PayRun, people: readonly string[]): Promise<VisitDone[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`
      select ${VISIT} from visits.v_visit v ${CAME}
      where v.council_id = ${tx.council} and v.person_ref = any (${[...people]}) and ${startsWithin(run, 'v')}
        and v.day >= ${run.from} and v.day < ${run.to} and ${MAY_BE_OWED} and ${inScope(run, 'v')}
        and (select l.visit_ref from payments.line l
          where l.council_id = v.council_id and l.day = v.day and l.visit_ref = v.visit_ref) is null
      order by v.organisation_ref, v.day, v.visit_ref, a.seat`,
  )
  return visitsDone(tx, found)
}

/** Visits as they stand now, planned or cancelled. */
export async function listVisitsDone(
  tx: Read,
  keys: readonly { readonly day: Day; readonly visitRef: string }[],
): Promise<VisitDone[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`select ${VISIT}
      from unnest(${keys.map(({ day }) => day)}::date[], ${keys.map(({ visitRef }) => visitRef)}::text[]) as k(day, visit_ref)
      join visits.v_visit v on v.council_id = ${tx.council} and v.day = k.day and v.visit_ref = k.visit_ref ${CAME}
      order by v.organisation_ref, v.day, v.visit_ref, a.seat`,
  )
  return visitsDone(tx, found)
}

/** All planned visits of a person by a provider under a contract and a card: what the balance of a period looks at. */
export async function listVisitsOfBalance(
  tx: Read,
  {
    personRef,
    organisationRef,
    contractRef,
    cardRef,
  }: Pick<VisitDone, 'personRef' | 'organisationRef' | 'contractRef' | 'cardRef'>,
  period: { readonly from: Day; readonly to: Day },
): Promise<VisitDone[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`select ${VISIT} from visits.v_visit v ${CAME}
      where v.council_id = ${tx.council} and v.person_ref = ${personRef} and v.organisation_ref = ${organisationRef} and v.contract_ref = ${contractRef} and v.card_ref = ${cardRef}
        and ${startsWithin(period, 'v')} and v.day >= ${period.from} and v.day < ${period.to} and v.status = 'planned'
      order by v.organisation_ref, v.day, v.visit_ref, a.seat`,
  )
  return visitsDone(tx, found)
}

/** The planned visits of a contract on some days. */
export async function listVisitsOfContract(
  tx: Read,
  { contractRef, organisationRef }: Pick<VisitDone, 'contractRef' | 'organisationRef'>,
  period: { readonly from: Day; readonly to: Day },
): Promise<VisitDone[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`select ${VISIT} from visits.v_visit v ${CAME}
      where v.council_id = ${tx.council} and v.organisation_ref = ${organisationRef} and v.contract_ref = ${contractRef}
        and v.day >= ${period.from}::date and v.day < ${period.to}::date and v.status = 'planned' order by v.day, v.visit_ref, a.seat`,
  )
  return visitsDone(tx, found)
}

/** Contracts that may have visits to pay, and who holds them or held them. */
export const listContractsToPay = (tx: Read): Promise<{ contractRef: string; organisationRef: string }[]> =>
  rows(
    tx,
    sql<{ contractRef: string; organisationRef: string }>`
      select contract_ref as "contractRef", organisation_ref as "organisationRef" from contracts.v_holder
      where council_id = ${tx.council} order by length(contract_ref), contract_ref, organisation_ref limit 1000`,
  )

/** Whether rows of the call log that may be of a run's visits are kept and wait for their seats. */
export const isLogWaitingFor = async (tx: Read, { from, to, organisationRef }: PayRun): Promise<boolean> =>
  (
    await rows(
      tx,
      sql`select from visits.v_waiting_log w where w.council_id = ${tx.council} and w.day >= ${addDays(from, -1)} and w.day <= ${to}
        and (${organisationRef}::text is null or w.organisation_ref is null or w.organisation_ref = ${organisationRef}) limit 1`,
    )
  ).length > 0
