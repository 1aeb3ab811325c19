import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { isPosted, type PayRun, type RunScope } from '#src/payments/pay-runs/pay-run.ts'
import { nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const RUN = sql`pay_run_ref as "payRunRef", organisation_ref as "organisationRef", contract_ref as "contractRef", zone, cycle,
  from_day as "from", to_day as "to", state,
  rated_through as "ratedThrough", made_by as "madeBy", made_by_name as "madeByName", made_at as "madeAt",
  check_by_another as "checkByAnother", within_percent as "withinPercent", checked_by as "checkedBy", checked_by_name as "checkedByName", checked_at as "checkedAt", check_note as "checkNote",
  settled_by_name as "settledByName", settled_at as "settledAt", paid_day as "paidDay"`

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

export const TOTALS = sql`count(*) filter (where outcome <> 'block') as visits, count(*) filter (where outcome = 'missed') as missed, count(*) filter (where outcome = 'query') as query,
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
  isPosted(run)
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
            select organisation_ref as "organisationRef", ${TOTALS}, 0 as adjustments, 0 as "adjustedPence" from payments.line
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

/** `nothingDue`: of all that is posted of it the bank has nothing to pay. */
export type RunListing = PayRun & { readonly total: number; readonly nothingDue: boolean }

export async function listPayRuns(
  tx: Read,
  search: { states: readonly string[]; organisationRef?: string | undefined },
  page: { offset: number; limit: number },
): Promise<{ runs: RunListing[]; total: number }> {
  const found = await rows(
    tx,
    sql<RunListing>`select ${RUN}, count(*) over () as total,
        not exists (select from payments.statement s where s.council_id = pay_run.council_id and s.pay_run_ref = pay_run.pay_run_ref
          and s.amount_pence > 0) as "nothingDue" from payments.pay_run
      where council_id = ${tx.council} and (${search.states.length === 0} or state = any (${[...search.states]}))
        and (${search.organisationRef ?? null}::text is null or organisation_ref = ${search.organisationRef ?? null})
      order by made_at desc, pay_run_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { runs: found, total: found[0]?.total ?? 0 }
}

export const insertPayRun = (
  tx: Write,
  run: RunScope & Pick<PayRun, 'payRunRef' | 'cycle' | 'checkByAnother' | 'withinPercent'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.pay_run (council_id, pay_run_ref, organisation_ref, contract_ref, zone, cycle, from_day, to_day, state,
        check_by_another, within_percent, made_by, made_by_name, made_at)
      values (${tx.council}, ${run.payRunRef}, ${run.organisationRef}, ${run.contractRef}, ${run.zone}, ${run.cycle}, ${run.from}, ${run.to},
        'rating', ${run.checkByAnother}, ${run.withinPercent}, ${personBehind(tx.actor)}, ${nameWithPerson(tx.actor)}, ${tx.now})`,
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

export const saveChecked = (tx: Write, payRunRef: string, note: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set state = 'checked', checked_by = ${personBehind(tx.actor)}, checked_by_name = ${nameWithPerson(tx.actor)},
        checked_at = ${tx.now}, check_note = ${note === '' ? null : note}
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

export const saveUnchecked = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set state = 'draft', checked_by = null, checked_by_name = null, checked_at = null, check_note = null
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

export const saveSettled = (tx: Write, payRunRef: string, state: 'approved' | 'cancelled'): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.pay_run set state = ${state}, settled_by_name = ${tx.actor.name}, settled_at = ${tx.now}
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`,
  )

/** Runs that share days with a period and are not cancelled, first made first: by their numbers, since a clock may be put back. */
export const listRunsOver = (tx: Read, period: { readonly from: Day; readonly to: Day }): Promise<PayRun[]> =>
  rows(
    tx,
    sql<PayRun>`select ${RUN} from payments.pay_run
      where council_id = ${tx.council} and from_day < ${period.to} and to_day > ${period.from} and state <> 'cancelled'
      order by length(pay_run_ref), pay_run_ref`,
  )

/** Runs that were cut off at work. */
export const listRunsAtWork = async (tx: Read): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ payRunRef: string }>`select pay_run_ref as "payRunRef" from payments.pay_run
        where council_id = ${tx.council} and state in ('rating', 'posting') order by made_at`,
    )
  ).map((row) => row.payRunRef)
