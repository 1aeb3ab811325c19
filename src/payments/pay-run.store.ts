import { addDays, type Day } from '#src/base/day.ts'
import { isoOf, type Micros, microsOf } from '#src/base/moment.ts'
import type { Pence } from '#src/base/money.ts'
import type { PayLine, PayRun, RunScope } from '#src/payments/pay-run.ts'
import type { VisitDone } from '#src/payments/price-lines.ts'
import { nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { copyIn, type Write } from '#src/platform/command.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import { micros, type Read, rows, sql } from '#src/platform/database.ts'
import { NIGHT_MINUTES } from '#src/visits/index.ts'

const RUN = sql`pay_run_ref as "payRunRef", organisation_ref as "organisationRef", contract_ref as "contractRef", zone, cycle,
  from_day as "from", to_day as "to", state,
  rated_through as "ratedThrough", made_by as "madeBy", made_by_name as "madeByName", made_at as "madeAt",
  settled_by_name as "settledByName", settled_at as "settledAt"`

/** Whether a row with a provider, a contract and a zone is of those whom a run pays. */
export const inScope = ({ organisationRef, contractRef, zone }: RunScope, row: string) => {
  const of = sql.raw(row)
  return sql`(${organisationRef}::text is null or ${of}.organisation_ref = ${organisationRef})
    and (${contractRef}::text is null or ${of}.contract_ref = ${contractRef}) and (${zone}::text is null or ${of}.zone = ${zone})`
}

export async function findPayRun(tx: Read, payRunRef: string): Promise<PayRun | undefined> {
  const [run] = await rows(
    tx,
    sql<PayRun>`select ${RUN} from payments.pay_run where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )
  return run
}

const heldPayRun = async (tx: Write, payRunRef: string, by: 'update' | 'share'): Promise<PayRun | undefined> =>
  (
    await rows(
      tx,
      sql<PayRun>`select ${RUN} from payments.pay_run where council_id = ${tx.council} and pay_run_ref = ${payRunRef} for ${sql.raw(by)}`,
    )
  )[0]

export const lockPayRun = (tx: Write, payRunRef: string) => heldPayRun(tx, payRunRef, 'update')

/** A run that stays as it is until the transaction ends, held together with others who work at it. */
export const sharePayRun = (tx: Write, payRunRef: string) => heldPayRun(tx, payRunRef, 'share')

export type Totals = {
  visits: number
  missed: number
  query: number
  oneWorker: number
  payableMinutes: number
  /** The whole: visits and adjustments. */
  amountPence: Pence
  adjustments: number
  adjustedPence: Pence
}

const TOTALS = sql`count(*) filter (where outcome <> 'block') as visits, count(*) filter (where outcome = 'missed') as missed, count(*) filter (where outcome = 'query') as query,
  count(*) filter (where outcome = 'one_worker') as "oneWorker", coalesce(sum(payable_minutes), 0) as "payableMinutes",
  coalesce(sum(amount_pence), 0) as "amountPence"`

const SUMS = sql.raw(
  ['visits', 'missed', 'query', 'oneWorker', 'payableMinutes', 'amountPence', 'adjustments', 'adjustedPence']
    .map((name) => `sum("${name}") as "${name}"`)
    .join(', '),
)

export type ProviderTotals = Totals & {
  readonly organisationRef: string
  readonly name: string | null
  readonly statementRef: string | null
}

/** Each provider's part of a run: of its draft lines, or of its statements once approved. */
export const totalsOfRun = (tx: Read, run: PayRun): Promise<ProviderTotals[]> =>
  run.state === 'approved'
    ? rows(
        tx,
        sql<ProviderTotals>`select organisation_ref as "organisationRef", statement_ref as "statementRef", visits, missed, 0 as query,
          one_worker as "oneWorker", payable_minutes as "payableMinutes", amount_pence as "amountPence", adjustments,
          adjusted_pence as "adjustedPence",
          (select n.name from providers.v_name n where n.organisation_ref = statement.organisation_ref) as name
          from payments.statement where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} order by organisation_ref`,
      )
    : rows(
        tx,
        sql<ProviderTotals>`select "organisationRef", null as "statementRef", ${SUMS},
            (select n.name from providers.v_name n where n.organisation_ref = parts."organisationRef") as name from (
            select organisation_ref as "organisationRef", ${TOTALS}, 0 as adjustments, 0 as "adjustedPence" from payments.draft_line
              where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} group by organisation_ref
            union all
            select organisation_ref, 0, 0, 0, 0, 0, sum(amount_pence), count(*), sum(amount_pence) from payments.draft_adjustment
              where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} group by organisation_ref) parts
          group by "organisationRef" order by "organisationRef"`,
      )

export const addUp = (parts: readonly Totals[]): Totals =>
  parts.reduce(
    (sum, part) => ({
      visits: sum.visits + part.visits,
      missed: sum.missed + part.missed,
      query: sum.query + part.query,
      oneWorker: sum.oneWorker + part.oneWorker,
      payableMinutes: sum.payableMinutes + part.payableMinutes,
      amountPence: sum.amountPence + part.amountPence,
      adjustments: sum.adjustments + part.adjustments,
      adjustedPence: sum.adjustedPence + part.adjustedPence,
    }),
    {
      ...{ visits: 0, missed: 0, query: 0, oneWorker: 0, payableMinutes: 0, amountPence: 0 },
      ...{ adjustments: 0, adjustedPence: 0 },
    },
  )

export type RunListing = PayRun & { total: number }

export async function listPayRuns(
  tx: Read,
  search: { states: readonly string[]; organisationRef?: string | undefined },
  page: { offset: number; limit: number },
): Promise<{ runs: PayRun[]; total: number }> {
  const found = await rows(
    tx,
    sql<RunListing>`select ${RUN}, count(*) over () as total from payments.pay_run
      where council_id = ${tx.council} and (${search.states.length === 0} or state = any (${[...search.states]}))
        and (${search.organisationRef ?? null}::text is null or organisation_ref = ${search.organisationRef ?? null})
      order by made_at desc, pay_run_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { runs: found, total: found[0]?.total ?? 0 }
}

export const insertPayRun = (tx: Write, run: RunScope & Pick<PayRun, 'payRunRef' | 'cycle'>): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.pay_run (council_id, pay_run_ref, organisation_ref, contract_ref, zone, cycle, from_day, to_day, state,
        made_by, made_by_name, made_at)
      values (${tx.council}, ${run.payRunRef}, ${run.organisationRef}, ${run.contractRef}, ${run.zone}, ${run.cycle}, ${run.from}, ${run.to},
        'rating', ${personBehind(tx.actor)}, ${nameWithPerson(tx.actor)}, ${tx.now})`,
  )

export const saveProgress = (tx: Write, payRunRef: string, ratedThrough: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set rated_through = ${ratedThrough} where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

export const saveState = (tx: Write, payRunRef: string, state: PayRun['state']): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set state = ${state} where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

export const saveSettled = (tx: Write, payRunRef: string, state: 'approved' | 'cancelled'): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set state = ${state}, settled_by_name = ${tx.actor.name}, settled_at = ${tx.now}
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

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
function visitsDone(found: readonly VisitRow[]): VisitDone[] {
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
      })
    }
    if (row.in !== null) attendances.push({ in: row.in, out: row.out ?? undefined, reasonCode: row.reasonCode })
    last = row
  }
  return visits
}

/**
 * The visits of some people in a run's period that no run has taken yet, with their attendances. Lines are looked up by key, visit by
 * visit: of a table that was empty when it was last counted the planner believes that reading all of it is cheaper. They are not looked
 * for where there can be none: nothing was posted of the period, and no other run is at work.
 */
export async function listUnpaidVisits(tx: Read, run: PayRun, people: readonly string[]): Promise<VisitDone[]> {
  const found = await rows(
    tx,
    sql<VisitRow>`
      select ${VISIT} from visits.v_visit v ${CAME}
      where v.council_id = ${tx.council} and v.person_ref = any (${[...people]}) and ${startsWithin(run, 'v')}
        and v.day >= ${run.from} and v.day < ${run.to} and ${MAY_BE_OWED} and ${inScope(run, 'v')}
        and case when (select exists (select from payments.pay_line
            where council_id = ${tx.council} and day >= ${run.from} and day < ${run.to}))
          then (select p.visit_ref from payments.pay_line p
            where p.council_id = v.council_id and p.day = v.day and p.visit_ref = v.visit_ref) is null else true end
        and case when (select exists (select from payments.pay_run
            where council_id = ${tx.council} and pay_run_ref <> ${run.payRunRef} and state in ('rating', 'draft', 'posting')))
          then (select d.visit_ref from payments.draft_line d
            where d.council_id = v.council_id and d.day = v.day and d.visit_ref = v.visit_ref) is null else true end
      order by v.organisation_ref, v.day, v.visit_ref, a.seat`,
  )
  return visitsDone(found)
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
  return visitsDone(found)
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
  return visitsDone(found)
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
  return visitsDone(found)
}

/** Contracts that may have visits to pay, and who holds them or held them. */
export const listContractsToPay = (tx: Read): Promise<{ contractRef: string; organisationRef: string }[]> =>
  rows(
    tx,
    sql<{ contractRef: string; organisationRef: string }>`
      select contract_ref as "contractRef", organisation_ref as "organisationRef" from contracts.v_holder
      where council_id = ${tx.council} order by length(contract_ref), contract_ref, organisation_ref limit 1000`,
  )

/** Runs that share days with a period and are not cancelled, first made first: by their numbers, since a clock may be put back. */
export const listRunsOver = (tx: Read, period: { readonly from: Day; readonly to: Day }): Promise<PayRun[]> =>
  rows(
    tx,
    sql<PayRun>`select ${RUN} from payments.pay_run
      where council_id = ${tx.council} and from_day < ${period.to} and to_day > ${period.from} and state <> 'cancelled'
      order by length(pay_run_ref), pay_run_ref`,
  )

export const LINE_COLUMNS = [
  'day',
  'visit_ref',
  'pay_run_ref',
  'organisation_ref',
  'person_ref',
  'package_ref',
  'contract_ref',
  'card_ref',
  'card_from',
  'start_at',
  'outcome',
  'planned_minutes',
  'actual_minutes',
  'payable_minutes',
  'workers_paid',
  'pence_per_hour',
  'amount_pence',
  'reason',
] as const

export const insertDraftLines = (
  tx: Write,
  payRunRef: string,
  chunk: string,
  lines: readonly PayLine[],
): Promise<number> =>
  copyIn(
    tx,
    'payments.draft_line',
    ['council_id', 'chunk', ...LINE_COLUMNS],
    lines.map((line) => [
      tx.council,
      chunk,
      line.day,
      line.visitRef,
      payRunRef,
      line.organisationRef,
      line.personRef,
      line.packageRef,
      line.contractRef,
      line.cardRef,
      line.cardFrom,
      isoOf(microsOf(line.startAt)),
      line.outcome,
      line.plannedMinutes,
      line.actualMinutes,
      line.payableMinutes,
      line.workersPaid,
      line.pencePerHour,
      line.amountPence,
      line.reason,
    ]),
  )

/** A posted line never changes: `verify` holds every statement's rows to the hash that was recorded when they were posted. */
export const PAY_LINES: ChunkedTable = {
  fact: 'payments.lines-posted',
  table: 'payments.pay_line',
  columns: ['statement_ref', ...LINE_COLUMNS],
  order: ['day', 'visit_ref'],
}

/** The providers of a run whose lines or adjustments are still drafts and are to be posted. */
export async function listToPost(tx: Read, payRunRef: string): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ organisationRef: string }>`
      select organisation_ref as "organisationRef" from payments.draft_line
        where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and outcome <> 'query'
      union select organisation_ref from payments.draft_adjustment
        where council_id = ${tx.council} and pay_run_ref = ${payRunRef} order by 1`,
  )
  return found.map(({ organisationRef }) => organisationRef)
}

/** What the lines of a statement come to. */
export type LineTotals = Omit<Totals, 'adjustments' | 'adjustedPence'>

/** Moves a provider's draft lines to its statement. What is in query stays out, and a later run finds it again. */
export async function postLines(
  tx: Write,
  run: PayRun,
  organisationRef: string,
  statementRef: string,
): Promise<LineTotals> {
  const columns = sql.raw(LINE_COLUMNS.join(', '))
  await rows(
    tx,
    sql`insert into payments.pay_line (council_id, chunk, statement_ref, ${columns})
      select council_id, ${statementRef}, ${statementRef}, ${columns} from payments.draft_line
      where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} and organisation_ref = ${organisationRef} and outcome <> 'query'`,
  )
  await rows(
    tx,
    sql`delete from payments.draft_line
      where council_id = ${tx.council} and pay_run_ref = ${run.payRunRef} and organisation_ref = ${organisationRef}`,
  )
  const [totals] = await rows(
    tx,
    sql<LineTotals>`select ${TOTALS} from payments.pay_line where council_id = ${tx.council} and statement_ref = ${statementRef}`,
  )
  if (!totals) throw new Error(`statement ${statementRef} has no totals`)
  return totals
}

/** A statement's total is that of its lines and its adjustments. */
export const insertStatement = (
  tx: Write,
  run: PayRun,
  organisationRef: string,
  statementRef: string,
  totals: Totals,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.statement (council_id, statement_ref, pay_run_ref, organisation_ref, from_day, to_day, approved_at,
        visits, missed, one_worker, payable_minutes, amount_pence, adjustments, adjusted_pence)
      values (${tx.council}, ${statementRef}, ${run.payRunRef}, ${organisationRef}, ${run.from}, ${run.to}, ${tx.now},
        ${totals.visits}, ${totals.missed}, ${totals.oneWorker}, ${totals.payableMinutes}, ${totals.amountPence},
        ${totals.adjustments}, ${totals.adjustedPence})`,
  )

export const deleteDraftLines = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(tx, sql`delete from payments.draft_line where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`)

/** Runs that were cut off at work. */
export const listRunsAtWork = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ payRunRef: string }>`select pay_run_ref as "payRunRef" from payments.pay_run
        where council_id = ${tx.council} and state in ('rating', 'posting') order by made_at`,
    )
  ).map((row) => row.payRunRef)
