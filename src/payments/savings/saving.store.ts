import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { PostedBlock, PostedVisit, Sums } from '#src/payments/savings/saving.ts'

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
  readonly boughtMinutes: number
  readonly pencePerHour: number | null
  readonly beforeOutcome: string | null
  readonly beforePlanned: number | null
  readonly beforeMinutes: number | null
  readonly beforeWorkers: number | null
  readonly beforePencePerHour: number | null
}

/** The key of a row of a statement: lines have the turn 0. */
export type After = { readonly day: Day; readonly visitRef: string; readonly turn: number }

/** The lines and adjustments of a statement after a key, in their order, as many as asked for: those of visits, and of weeks of blocks. */
export async function listPosted(
  tx: Read,
  statementRef: string,
  after: After,
  limit: number,
): Promise<{ visits: PostedVisit[]; blocks: PostedBlock[]; last: After | undefined }> {
  const said = sql.raw(`planned_minutes, actual_minutes, workers_paid, pence_per_hour`)
  const found = await rows(
    tx,
    sql<Row>`with posted as (
        select council_id, day, visit_ref, 0 as turn, card_ref, outcome, amount_pence, ${said}
        from payments.pay_line where council_id = ${tx.council} and statement_ref = ${statementRef}
        union all
        select council_id, day, visit_ref, turn, card_ref, outcome, amount_pence, ${said}
        from payments.adjustment where council_id = ${tx.council} and statement_ref = ${statementRef}),
      page as (select * from posted where (day, visit_ref, turn) > (${after.day}::date, ${after.visitRef}::text, ${after.turn}::int)
        order by day, visit_ref, turn limit ${limit})
      select p.day, p.visit_ref as "visitRef", p.turn, p.card_ref as "cardRef", p.outcome, p.actual_minutes as "actualMinutes",
        p.planned_minutes as "boughtMinutes", p.pence_per_hour as "pencePerHour", p.workers_paid as "workersPaid",
        p.amount_pence as "amountPence", v.service, v.zone, v.start_at as "startAt", v.minutes as "plannedMinutes", v.workers, v.skill,
        v.miles, b.outcome as "beforeOutcome", b.planned_minutes as "beforePlanned", b.actual_minutes as "beforeMinutes",
        b.workers_paid as "beforeWorkers", b.pence_per_hour as "beforePencePerHour"
      from page p
      left join visits.v_visit v on v.council_id = p.council_id and v.day = p.day and v.visit_ref = p.visit_ref
      left join lateral (
        select l.outcome, ${said} from payments.pay_line l
        where p.turn = 1 and l.council_id = p.council_id and l.day = p.day and l.visit_ref = p.visit_ref
        union all
        select a.outcome, ${said} from payments.adjustment a
        where p.turn > 1 and a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref and a.turn = p.turn - 1
      ) b on true
      order by p.day, p.visit_ref, p.turn`,
  )
  const last = found.at(-1)
  return {
    visits: found.filter(({ outcome }) => outcome !== 'block').map(visitOf),
    blocks: found.filter(({ outcome }) => outcome === 'block').map(blockOf),
    last: last && { day: last.day, visitRef: last.visitRef, turn: last.turn },
  }
}

const visitOf = (row: Row): PostedVisit => ({
  ...{ day: row.day, visitRef: row.visitRef, cardRef: row.cardRef, service: row.service, zone: row.zone },
  ...{ startAt: row.startAt, plannedMinutes: row.plannedMinutes, workers: row.workers },
  ...{ skill: row.skill ?? undefined, miles: row.miles ?? undefined },
  ...{ outcome: row.outcome, actualMinutes: row.actualMinutes, workersPaid: row.workersPaid },
  amountPence: row.amountPence,
  before:
    row.turn === 0
      ? null
      : {
          outcome: row.beforeOutcome ?? 'missed',
          actualMinutes: row.beforeMinutes,
          workersPaid: row.beforeWorkers ?? 0,
        },
})

const blockOf = (row: Row): PostedBlock => ({
  ...{ day: row.day, boughtMinutes: row.boughtMinutes, usedMinutes: row.actualMinutes ?? 0 },
  ...{ pencePerHour: row.pencePerHour ?? 0, amountPence: row.amountPence },
  before:
    row.turn === 0
      ? null
      : {
          boughtMinutes: row.beforePlanned ?? 0,
          usedMinutes: row.beforeMinutes ?? 0,
          pencePerHour: row.beforePencePerHour ?? 0,
        },
})

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
