import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { PostedVisit, Sums } from '#src/payments/savings/saving.ts'

export const markStatement = async (tx: Write, statementRef: string): Promise<void> =>
  void (await rows(
    tx,
    sql`insert into payments.saving_due (council_id, statement_ref) values (${tx.council}, ${statementRef})
      on conflict do nothing`,
  ))

/** The next statement that waits, of a run that has posted everything. */
export async function findDue(tx: Read): Promise<string | undefined> {
  const [found] = await rows(
    tx,
    sql<{ statementRef: string }>`select d.statement_ref as "statementRef" from payments.saving_due d
      where d.council_id = ${tx.council} order by 1 limit 1`,
  )
  return found?.statementRef
}

/** Takes the mark off; false where another worker was quicker. */
export async function takeDue(tx: Write, statementRef: string): Promise<boolean> {
  const taken = await rows(
    tx,
    sql`delete from payments.saving_due where council_id = ${tx.council} and statement_ref = ${statementRef} returning 1`,
  )
  return taken.length > 0
}

type Row = Omit<PostedVisit, 'before' | 'skill' | 'miles'> & {
  readonly skill: string | null
  readonly miles: number | null
  readonly turn: number
  readonly beforeOutcome: string | null
  readonly beforeMinutes: number | null
  readonly beforeWorkers: number | null
}

/** The key of a row of a statement: lines have the turn 0. */
export type After = { readonly day: Day; readonly visitRef: string; readonly turn: number }

/** The lines and adjustments of a statement after a key, in their order, as many as asked for. */
export async function listPosted(
  tx: Read,
  statementRef: string,
  after: After,
  limit: number,
): Promise<{ posted: PostedVisit[]; last: After | undefined }> {
  const found = await rows(
    tx,
    sql<Row>`with posted as (
        select council_id, day, visit_ref, 0 as turn, card_ref, outcome, actual_minutes, workers_paid, amount_pence
        from payments.pay_line where council_id = ${tx.council} and statement_ref = ${statementRef}
        union all
        select council_id, day, visit_ref, turn, card_ref, outcome, actual_minutes, workers_paid, amount_pence
        from payments.adjustment where council_id = ${tx.council} and statement_ref = ${statementRef}),
      page as (select * from posted where (day, visit_ref, turn) > (${after.day}::date, ${after.visitRef}::text, ${after.turn}::int)
        order by day, visit_ref, turn limit ${limit})
      select p.day, p.visit_ref as "visitRef", p.turn, p.card_ref as "cardRef", p.outcome, p.actual_minutes as "actualMinutes",
        p.workers_paid as "workersPaid", p.amount_pence as "amountPence", v.service, v.zone, v.start_at as "startAt",
        v.minutes as "plannedMinutes", v.workers, v.skill, v.miles, b.outcome as "beforeOutcome", b.actual_minutes as "beforeMinutes",
        b.workers_paid as "beforeWorkers"
      from page p
      join visits.v_visit v on v.council_id = p.council_id and v.day = p.day and v.visit_ref = p.visit_ref
      left join lateral (
        select l.outcome, l.actual_minutes, l.workers_paid from payments.pay_line l
        where p.turn = 1 and l.council_id = p.council_id and l.day = p.day and l.visit_ref = p.visit_ref
        union all
        select a.outcome, a.actual_minutes, a.workers_paid from payments.adjustment a
        where p.turn > 1 and a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref and a.turn = p.turn - 1
      ) b on true
      order by p.day, p.visit_ref, p.turn`,
  )
  const last = found.at(-1)
  return {
    posted: found.map(({ turn, beforeOutcome, beforeMinutes, beforeWorkers, ...visit }) => ({
      ...visit,
      skill: visit.skill ?? undefined,
      miles: visit.miles ?? undefined,
      before:
        turn === 0
          ? null
          : { outcome: beforeOutcome ?? 'missed', actualMinutes: beforeMinutes, workersPaid: beforeWorkers ?? 0 },
    })),
    last: last && { day: last.day, visitRef: last.visitRef, turn: last.turn },
  }
}

export async function insertSavings(tx: Write, statementRef: string, months: ReadonlyMap<Day, Sums>): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.saving (council_id, statement_ref, month, organisation_ref, visits, commissioned_minutes,
        delivered_minutes, commissioned_pence, delivered_pence, paid_pence)
      select ${tx.council}, s.statement_ref, m.month, s.organisation_ref, m.visits, m."commissionedMinutes", m."deliveredMinutes",
        m."commissionedPence", m."deliveredPence", m."paidPence"
      from jsonb_to_recordset(${JSON.stringify([...months].map(([month, sums]) => ({ month, ...sums })))}::jsonb)
        as m(month date, visits int, "commissionedMinutes" bigint, "deliveredMinutes" bigint, "commissionedPence" bigint,
          "deliveredPence" bigint, "paidPence" bigint)
      join payments.statement s on s.council_id = ${tx.council} and s.statement_ref = ${statementRef}`,
  )
}

const SUMS = sql`coalesce(sum(visits), 0)::int as visits, coalesce(sum(commissioned_minutes), 0) as "commissionedMinutes",
  coalesce(sum(delivered_minutes), 0) as "deliveredMinutes", coalesce(sum(commissioned_pence), 0) as "commissionedPence",
  coalesce(sum(delivered_pence), 0) as "deliveredPence", coalesce(sum(paid_pence), 0) as "paidPence"`

/** `to` is the first month that is not counted. */
export type SavingSearch = { readonly from: Day; readonly to: Day; readonly organisationRef?: string | undefined }

const within = (tx: Read, { from, to, organisationRef }: SavingSearch) => sql`from payments.saving
  where council_id = ${tx.council} and month >= ${from}::date and month < ${to}::date
    ${organisationRef === undefined ? sql`` : sql`and organisation_ref = ${organisationRef}`}`

export const listByProvider = (tx: Read, search: SavingSearch): Promise<(Sums & { organisationRef: string })[]> =>
  rows(
    tx,
    sql<Sums & { organisationRef: string }>`select organisation_ref as "organisationRef", ${SUMS} ${within(tx, search)}
      group by 1 order by sum(commissioned_pence) - sum(paid_pence) desc, 1`,
  )

export const listByMonth = (tx: Read, search: SavingSearch): Promise<(Sums & { month: Day })[]> =>
  rows(tx, sql<Sums & { month: Day }>`select month, ${SUMS} ${within(tx, search)} group by 1 order by 1`)

export async function countWaiting(tx: Read): Promise<number> {
  const [counted] = await rows(
    tx,
    sql<{ waiting: number }>`select count(*)::int as waiting from payments.saving_due where council_id = ${tx.council}`,
  )
  return counted?.waiting ?? 0
}
