import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Adjustment, Posted } from '#src/payments/adjustments/adjustment.ts'
import type { VisitKey } from '#src/payments/adjustments/recheck.store.ts'
import { LINE_COLUMNS, PAY_LINES } from '#src/payments/pay-runs/pay-line.store.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { POSTING_LINES } from '#src/payments/ledger/posting.store.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const keys = (all: readonly VisitKey[]) =>
  sql`unnest(${all.map(({ day }) => day)}::date[], ${all.map(({ visitRef }) => visitRef)}::text[]) as k(day, visit_ref)`

/** What was posted for visits so far: the last state of each, and the sum. */
export const listPosted = (tx: Read, all: readonly VisitKey[]): Promise<Posted[]> =>
  rows(
    tx,
    sql<Posted>`select p.day, p.visit_ref as "visitRef",
        case when a.turn is null then p.outcome else a.outcome end as outcome,
        case when a.turn is null then p.actual_minutes else a.actual_minutes end as "actualMinutes",
        case when a.turn is null then p.workers_paid else a.workers_paid end as "workersPaid",
        case when a.turn is null then p.card_from else a.card_from end as "cardFrom",
        coalesce(a.owed_pence, p.amount_pence) as "postedPence", coalesce(a.turn, 0) as turn
      from ${keys(all)} join payments.pay_line p on p.council_id = ${tx.council} and p.day = k.day and p.visit_ref = k.visit_ref
      left join lateral (select a.turn, a.outcome, a.actual_minutes, a.workers_paid, a.card_from, a.owed_pence from payments.adjustment a
        where a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref order by a.turn desc limit 1) a on true`,
  )

/** Where a visit stands in a draft, and with what it would be owed there. */
export type Drafted = VisitKey & {
  readonly payRunRef: string
  readonly owedPence: Pence
  readonly reason: string
  readonly isAdjustment: boolean
}

export const listDrafted = (tx: Read, all: readonly VisitKey[]): Promise<Drafted[]> =>
  rows(
    tx,
    sql<Drafted>`select d.day, d.visit_ref as "visitRef", d.pay_run_ref as "payRunRef", d.amount_pence as "owedPence", d.reason, false as "isAdjustment"
        from ${keys(all)} join payments.draft_line d on d.council_id = ${tx.council} and d.day = k.day and d.visit_ref = k.visit_ref
      union all select d.day, d.visit_ref, d.pay_run_ref, d.owed_pence, d.reason, true
        from ${keys(all)} join payments.draft_adjustment d on d.council_id = ${tx.council} and d.day = k.day and d.visit_ref = k.visit_ref`,
  )

/** Takes visits off a run's draft, to be put on it as they now stand. */
export async function removeDrafted(tx: Write, payRunRef: string, all: readonly VisitKey[]): Promise<void> {
  if (all.length === 0) return
  for (const table of [sql`payments.line`, sql`payments.draft_adjustment`])
    await rows(
      tx,
      sql`delete from ${table} d using ${keys(all)}
        where d.council_id = ${tx.council} and d.day = k.day and d.visit_ref = k.visit_ref and d.pay_run_ref = ${payRunRef}`,
    )
}

const COLUMNS = [...LINE_COLUMNS, 'turn', 'cause', 'posted_pence', 'owed_pence'] as const

export const insertDraftAdjustments = (
  tx: Write,
  payRunRef: string,
  adjustments: readonly Adjustment[],
): Promise<number> =>
  adjustments.length === 0
    ? Promise.resolve(0)
    : insertMany(
        tx,
        'payments.draft_adjustment',
        ['council_id', ...COLUMNS],
        adjustments.map((one) => [
          tx.council,
          one.day,
          one.visitRef,
          payRunRef,
          one.organisationRef,
          one.personRef,
          one.packageRef,
          one.contractRef,
          one.cardRef,
          one.cardFrom,
          one.startAt.toString(),
          one.outcome,
          one.plannedMinutes,
          one.actualMinutes,
          one.payableMinutes,
          one.workersPaid,
          one.pencePerHour,
          one.amountPence,
          one.reason,
          one.turn,
          one.cause,
          one.postedPence,
          one.owedPence,
        ]),
      )

/** A posted adjustment never changes: `verify` holds every statement's to the hash that was recorded when they were posted. */
export const ADJUSTMENTS: ChunkedTable = {
  fact: 'payments.adjustments-posted',
  table: 'payments.adjustment',
  columns: ['statement_ref', ...COLUMNS],
  order: ['day', 'visit_ref', 'turn'],
}

export const chunkedTables: readonly ChunkedTable[] = [PAY_LINES, ADJUSTMENTS, POSTING_LINES]

/** Moves a provider's draft adjustments to its statement. */
export async function postAdjustments(
  tx: Write,
  payRunRef: string,
  organisationRef: string,
  statementRef: string,
): Promise<{ adjustments: number; adjustedPence: Pence }> {
  const columns = sql.raw(COLUMNS.join(', '))
  const [posted] = await rows(
    tx,
    sql<{
      adjustments: number
      adjustedPence: Pence
    }>`with posted as (insert into payments.adjustment (council_id, chunk, statement_ref, ${columns})
        select council_id, ${statementRef}, ${statementRef}, ${columns} from payments.draft_adjustment
        where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and organisation_ref = ${organisationRef} returning amount_pence)
      select count(*) as adjustments, coalesce(sum(amount_pence), 0) as "adjustedPence" from posted`,
  )
  await rows(
    tx,
    sql`delete from payments.draft_adjustment
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef} and organisation_ref = ${organisationRef}`,
  )
  if (!posted) throw new Error(`statement ${statementRef} has no adjustments counted`)
  return posted
}

export const deleteDraftAdjustments = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(tx, sql`delete from payments.draft_adjustment where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`)

const ADJUSTMENT = sql`day, visit_ref as "visitRef", organisation_ref as "organisationRef", person_ref as "personRef",
  package_ref as "packageRef", contract_ref as "contractRef", card_ref as "cardRef", card_from as "cardFrom", start_at as "startAt", outcome,
  planned_minutes as "plannedMinutes", actual_minutes as "actualMinutes", payable_minutes as "payableMinutes", workers_paid as "workersPaid",
  pence_per_hour as "pencePerHour", amount_pence as "amountPence", reason, turn, cause, posted_pence as "postedPence", owed_pence as "owedPence"`

/** An adjustment on a statement. */
export type PostedAdjustment = Adjustment & { readonly statementRef: string }

/** Where a page of adjustments ended, and the next one goes on. */
export type AdjustmentCursor = VisitKey & { readonly turn: number }

const FIRST: AdjustmentCursor = { day: '0001-01-01', visitRef: '', turn: 0 }

/** Adjustments of a statement in the order of day and visit. */
export const listAdjustments = (
  tx: Read,
  statementRef: string,
  { after = FIRST, offset = 0, limit }: { after?: AdjustmentCursor | undefined; offset?: number; limit: number },
): Promise<PostedAdjustment[]> =>
  rows(
    tx,
    sql<PostedAdjustment>`select ${ADJUSTMENT}, statement_ref as "statementRef" from payments.adjustment
      where council_id = ${tx.council} and statement_ref = ${statementRef}
        and (day, visit_ref, turn) > (${after.day}::date, ${after.visitRef}, ${after.turn})
      order by day, visit_ref, turn limit ${limit} offset ${offset}`,
  )

/** What a run would post beside its visits. */
export const listDraftAdjustments = (
  tx: Read,
  payRunRef: string,
  search: { organisationRef?: string | undefined },
  page: { offset: number; limit: number },
): Promise<(Adjustment & { total: number })[]> =>
  rows(
    tx,
    sql<Adjustment & { total: number }>`select ${ADJUSTMENT}, count(*) over () as total from payments.draft_adjustment
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}
        and (${search.organisationRef ?? null}::text is null or organisation_ref = ${search.organisationRef ?? null})
      order by organisation_ref, day, visit_ref limit ${page.limit} offset ${page.offset}`,
  )

/** What was posted for one visit after its line, in turn. */
export const listAdjustmentsOfVisit = (tx: Read, visitRef: string): Promise<PostedAdjustment[]> =>
  rows(
    tx,
    sql<PostedAdjustment>`select ${ADJUSTMENT}, statement_ref as "statementRef" from payments.adjustment
      where council_id = ${tx.council} and visit_ref = ${visitRef} order by turn limit 100`,
  )

/** Above what a person has in a year of letters. */
const OF_A_LETTER = 10_000

/** What was posted for a person's visits of a period after their lines, for the letter to the family. */
export const listAdjustmentsOfPerson = (
  tx: Read,
  personRef: string,
  period: { from: Day; to: Day },
): Promise<PostedAdjustment[]> =>
  rows(
    tx,
    sql<PostedAdjustment>`select ${ADJUSTMENT}, statement_ref as "statementRef" from payments.adjustment
      where council_id = ${tx.council} and person_ref = ${personRef} and day >= ${period.from} and day < ${period.to}
      order by day, start_at, visit_ref, turn limit ${OF_A_LETTER}`,
  )
