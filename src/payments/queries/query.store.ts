import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import {
  AGE_BANDS,
  type AgeBand,
  type Move,
  type Query,
  type Side,
  type Terms,
  termsFrom,
} from '#src/payments/queries/query.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const QUERY = sql`q.query_ref as "queryRef", q.statement_ref as "statementRef", q.organisation_ref as "organisationRef", q.type, q.state, q.lines,
  q.amount_pence as "amountPence", q.raised_by_name as "raisedByName", q.raised_at as "raisedAt", q.due_day as "dueDay",
  q.settled_by_name as "settledByName", q.settled_at as "settledAt"`

export const insertTerms = (tx: Write, statementRef: string, organisationRef: string, terms: Terms): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.query_terms (council_id, statement_ref, organisation_ref, query_until, answer_days)
      values (${tx.council}, ${statementRef}, ${organisationRef}, ${terms.queryUntil}, ${terms.answerDays})
      on conflict (council_id, statement_ref) do nothing`,
  )

/** What holds for a statement, with the provider that it is of; undefined where there is no such statement. */
export async function findTerms(
  tx: Read,
  statementRef: string,
): Promise<(Terms & { organisationRef: string }) | undefined> {
  const [found] = await rows(
    tx,
    sql<{ organisationRef: string; approvedAt: Instant; queryUntil: Day | null; answerDays: number | null }>`
      select s.organisation_ref as "organisationRef", s.approved_at as "approvedAt", t.query_until as "queryUntil", t.answer_days as "answerDays"
      from payments.statement s
      left join payments.query_terms t on t.council_id = s.council_id and t.statement_ref = s.statement_ref
      where s.council_id = ${tx.council} and s.statement_ref = ${statementRef}`,
  )
  if (!found) return undefined
  const { organisationRef, approvedAt, queryUntil, answerDays } = found
  const standard = termsFrom(dayOf(approvedAt), { windowDays: 14, answerDays: 10 })
  return {
    organisationRef,
    queryUntil: queryUntil ?? standard.queryUntil,
    answerDays: answerDays ?? standard.answerDays,
  }
}

export type LineToQuery = {
  readonly day: Day
  readonly visitRef: string
  readonly amountPence: Pence
  readonly inQuery: string | null
}

/** What a statement has of the visits that are asked for as `p`: its line, or what was adjusted of an earlier one. */
const posted = (asked: ReturnType<typeof sql>) => sql`(
  select council_id, statement_ref, day, visit_ref, person_ref, start_at, outcome, planned_minutes, actual_minutes, payable_minutes,
    pence_per_hour, amount_pence, reason from payments.pay_line p where ${asked}
  union all
  select council_id, statement_ref, day, visit_ref, person_ref, start_at, outcome, planned_minutes, actual_minutes, payable_minutes,
    pence_per_hour, amount_pence, reason from payments.adjustment p where ${asked}) p`

/** Lines of a statement that are asked for, each with the open query that it is in. */
export const listLinesToQuery = (
  tx: Read,
  statementRef: string,
  visitRefs: readonly string[],
): Promise<LineToQuery[]> =>
  rows(
    tx,
    sql<LineToQuery>`select p.day, p.visit_ref as "visitRef", sum(p.amount_pence)::bigint as "amountPence", l.query_ref as "inQuery"
      from ${posted(sql`council_id = ${tx.council} and statement_ref = ${statementRef} and visit_ref = any (${[...visitRefs]}::text[])`)}
      left join payments.query_line l on l.council_id = p.council_id and l.day = p.day and l.visit_ref = p.visit_ref and l.open
      group by p.day, p.visit_ref, l.query_ref order by p.day, p.visit_ref`,
  )

/** The first lines of a provider's newest statement that have an amount, which it might query, or that were missed. */
export const linesOfProvider = (
  tx: Read,
  organisationRef: string,
  limit: number,
  of: 'paid' | 'missed' = 'paid',
): Promise<{ statementRef: string; visitRef: string }[]> =>
  rows(
    tx,
    sql<{ statementRef: string; visitRef: string }>`
      select statement_ref as "statementRef", visit_ref as "visitRef" from payments.pay_line
      where council_id = ${tx.council} and ${of === 'paid' ? sql`amount_pence > 0` : sql`outcome = 'missed'`}
        and statement_ref = (select statement_ref from payments.statement
          where council_id = ${tx.council} and organisation_ref = ${organisationRef} order by to_day desc, statement_ref desc limit 1)
      order by day, visit_ref limit ${limit}`,
  )

/** Two queries of one provider at once wait for each other: a visit is in one of them, be it on two statements. */
export const takeQueryTurn = (tx: Write, organisationRef: string): Promise<unknown> =>
  rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`payments.query ${tx.council} ${organisationRef}`}, 0))`)

export async function insertQuery(tx: Write, query: Query, lines: readonly LineToQuery[]): Promise<void> {
  await rows(
    tx,
    sql`insert into payments.query (council_id, query_ref, statement_ref, organisation_ref, type, state, lines, amount_pence, raised_by_name, raised_at, due_day)
      values (${tx.council}, ${query.queryRef}, ${query.statementRef}, ${query.organisationRef}, ${query.type}, ${query.state}, ${query.lines},
        ${query.amountPence}, ${query.raisedByName}, ${query.raisedAt}, ${query.dueDay})`,
  )
  if (lines.length === 0) return
  await rows(
    tx,
    sql`insert into payments.query_line (council_id, query_ref, day, visit_ref, statement_ref, organisation_ref, amount_pence, open)
      select ${tx.council}::int, ${query.queryRef}::text, l.day, l.visit_ref, ${query.statementRef}::text, ${query.organisationRef}::text, l.amount_pence, true
      from unnest(${lines.map((line) => line.day)}::date[], ${lines.map((line) => line.visitRef)}::text[],
        ${lines.map((line) => line.amountPence)}::bigint[]) as l (day, visit_ref, amount_pence)`,
  )
}

export async function findQuery(tx: Read, queryRef: string): Promise<Query | undefined> {
  const [query] = await rows(
    tx,
    sql<Query>`select ${QUERY} from payments.query q where q.council_id = ${tx.council} and q.query_ref = ${queryRef}`,
  )
  return query
}

export async function lockQuery(tx: Write, queryRef: string): Promise<Query | undefined> {
  const [query] = await rows(
    tx,
    sql<Query>`select ${QUERY} from payments.query q where q.council_id = ${tx.council} and q.query_ref = ${queryRef} for update`,
  )
  return query
}

/** Saves a query as it stands after a move; settled, its lines are free for another. */
export async function saveQuery(tx: Write, query: Query): Promise<void> {
  await rows(
    tx,
    sql`update payments.query set state = ${query.state}, due_day = ${query.dueDay}, settled_by_name = ${query.settledByName}, settled_at = ${query.settledAt}
      where council_id = ${tx.council} and query_ref = ${query.queryRef}`,
  )
  if (query.settledAt !== null)
    await rows(
      tx,
      sql`update payments.query_line set open = false where council_id = ${tx.council} and query_ref = ${query.queryRef}`,
    )
}

export type Message = {
  readonly number: number
  readonly side: Side
  readonly move: Move | 'raise'
  readonly byName: string
  readonly at: Instant
  readonly words: string
}

export const insertMessage = (
  tx: Write,
  query: Pick<Query, 'queryRef' | 'organisationRef'>,
  message: Pick<Message, 'side' | 'move' | 'words'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.query_message (council_id, query_ref, number, organisation_ref, side, move, by_name, at, words)
      select ${tx.council}::int, ${query.queryRef}::text, count(*) + 1, ${query.organisationRef}::text, ${message.side}::text, ${message.move}::text,
        ${tx.actor.name}::text, ${tx.now}::timestamptz, ${message.words.trim()}::text
      from payments.query_message where council_id = ${tx.council} and query_ref = ${query.queryRef}`,
  )

export const listMessages = (tx: Read, queryRef: string): Promise<Message[]> =>
  rows(
    tx,
    sql<Message>`select number, side, move, by_name as "byName", at, words from payments.query_message
      where council_id = ${tx.council} and query_ref = ${queryRef} order by number`,
  )

export type QuerySearch = {
  readonly states: readonly string[]
  readonly types: readonly string[]
  readonly organisationRef?: string | undefined
  readonly band?: string | undefined
  readonly overdue?: boolean
}

const ORDERS = {
  due: sql`q.due_day asc nulls last, q.query_ref`,
  '-due': sql`q.due_day desc nulls last, q.query_ref`,
  raised: sql`q.raised_at, q.query_ref`,
  '-raised': sql`q.raised_at desc, q.query_ref desc`,
  amount: sql`q.amount_pence, q.query_ref`,
  '-amount': sql`q.amount_pence desc, q.query_ref`,
} as const

export type QueryOrder = keyof typeof ORDERS

/** The day of London on which a query was raised. */
const RAISED_ON = sql`(q.raised_at at time zone 'Europe/London')::date`

const ageWithin = (tx: Read, { from, to }: Pick<AgeBand, 'from' | 'to'>) =>
  sql`(${dayOf(tx.now)}::date - ${RAISED_ON}) between ${from} and ${to}`

export type ListedQuery = Query & { readonly providerName: string | null }

export async function listQueries(
  tx: Read,
  search: QuerySearch,
  page: { order: QueryOrder; offset: number; limit: number },
): Promise<{ queries: ListedQuery[]; total: number }> {
  const band = AGE_BANDS.find((one) => one.band === search.band)
  const found = await rows(
    tx,
    sql<ListedQuery & { total: number }>`select ${QUERY}, count(*) over () as total,
        (select n.name from providers.v_name n where n.organisation_ref = q.organisation_ref) as "providerName"
      from payments.query q
      where q.council_id = ${tx.council} and (${search.states.length === 0} or q.state = any (${[...search.states]}::text[]))
        and (${search.types.length === 0} or q.type = any (${[...search.types]}::text[]))
        and (${search.organisationRef ?? null}::text is null or q.organisation_ref = ${search.organisationRef ?? null})
        and ${band ? ageWithin(tx, band) : sql`true`}
        and (${search.overdue !== true} or q.due_day < ${dayOf(tx.now)})
      order by ${ORDERS[page.order]} limit ${page.limit} offset ${page.offset}`,
  )
  return { queries: found, total: found[0]?.total ?? 0 }
}

export type Ageing = {
  readonly band: AgeBand['band']
  readonly queries: number
  readonly amountPence: Pence
  readonly overdue: number
}

/** Queries that are not settled, by how long they have stood. */
export async function ageing(tx: Read): Promise<Ageing[]> {
  const today = dayOf(tx.now)
  const found = await rows(
    tx,
    sql<Omit<Ageing, 'band'> & { at: number }>`
      select case ${sql.join(
        AGE_BANDS.map((band, at) => sql`when ${ageWithin(tx, band)} then ${sql.raw(String(at))}`),
        sql` `,
      )} end as at, count(*) as queries, coalesce(sum(q.amount_pence), 0) as "amountPence",
        count(*) filter (where q.due_day < ${today}) as overdue
      from payments.query q where q.council_id = ${tx.council} and q.state in ('open', 'answered') group by 1`,
  )
  return AGE_BANDS.map(({ band }, at) => {
    const row = found.find((one) => one.at === at)
    return { band, queries: row?.queries ?? 0, amountPence: row?.amountPence ?? 0, overdue: row?.overdue ?? 0 }
  })
}

export type QueriedLine = Pick<
  PayLine,
  | 'day'
  | 'visitRef'
  | 'personRef'
  | 'startAt'
  | 'outcome'
  | 'plannedMinutes'
  | 'actualMinutes'
  | 'payableMinutes'
  | 'pencePerHour'
  | 'amountPence'
  | 'reason'
>

/** The lines that a query is about, as the statement has them. */
export const listQueriedLines = (
  tx: Read,
  queryRef: string,
  page: { offset: number; limit: number },
): Promise<QueriedLine[]> =>
  rows(
    tx,
    sql<QueriedLine>`select p.day, p.visit_ref as "visitRef", p.person_ref as "personRef", p.start_at as "startAt", p.outcome,
        p.planned_minutes as "plannedMinutes", p.actual_minutes as "actualMinutes", p.payable_minutes as "payableMinutes",
        p.pence_per_hour as "pencePerHour", p.amount_pence as "amountPence", p.reason
      from payments.query_line l
      cross join lateral ${posted(sql`p.council_id = l.council_id and p.day = l.day and p.visit_ref = l.visit_ref and p.statement_ref = l.statement_ref`)}
      where l.council_id = ${tx.council} and l.query_ref = ${queryRef}
      order by p.day, p.visit_ref limit ${page.limit} offset ${page.offset}`,
  )
