/** Writes the ledger. Everything is added up by contract and package in the database: a posting costs the same for ten visits and for ten thousand. */
import { dayOf } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { listVersions } from '#src/councils/index.ts'
import { POSTED_AS, type Way } from '#src/payments/debts/debt.ts'
import type { LedgerFact } from '#src/payments/ledger/facts.ts'
import { LEGS, type Source } from '#src/payments/ledger/ledger.ts'
import { type ChunkedTable, sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** A posted line never changes: `verify` holds each chunk of them to the hash that was recorded when it was posted. */
export const POSTING_LINES: ChunkedTable = {
  fact: 'payments.ledger-posted',
  table: 'payments.posting_line',
  columns: [
    ...['posting_ref', 'line', 'source', 'day', 'account', 'organisation_ref', 'contract_ref', 'package_ref'],
    ...['budget_code', 'pay_run_ref', 'debit_pence', 'credit_pence'],
  ],
  order: ['posting_ref', 'line'],
}

type Piece = ReturnType<typeof sql>

/** The budget codes of every version of the policy, the first that fits applying; `uncoded` where none does. */
async function codeRules(tx: Read): Promise<Piece> {
  const versions = await listVersions(tx, 'budget-codes')
  const rules = versions.flatMap(({ value, fromDay, toDay }) => {
    const { codes, otherwise } = value as { codes: readonly object[]; otherwise: string }
    return [...codes, { code: otherwise }].map((rule, rank) => ({ ...rule, rank, fromDay, toDay: toDay ?? null }))
  })
  return sql`jsonb_to_recordset(${json(rules)}::jsonb) as r(code text, service text, zone text, "contractRef" text, rank int, "fromDay" date, "toDay" date)`
}

/** Amounts (organisation_ref, contract_ref, package_ref, coded_on, pence, …) with the budget code of each. */
const coded = (tx: Read, rules: Piece, amounts: Piece): Piece => sql`
  select a.*, coalesce((select r.code from ${rules}
      where r."fromDay" <= a.coded_on and (r."toDay" is null or a.coded_on < r."toDay")
        and (r."contractRef" is null or r."contractRef" = a.contract_ref)
        and (r.service is null or r.service = coalesce(p.service, c.service))
        and (r.zone is null or r.zone = coalesce(p.zone, case when cardinality(c.zones) = 1 then c.zones[1] end))
      order by r.rank limit 1), 'uncoded') as budget_code
  from (${amounts}) a
  left join contracts.v_contract c on c.council_id = ${tx.council} and c.contract_ref = a.contract_ref
  left join brokerage.v_placement p on p.council_id = ${tx.council} and p.package_ref = a.package_ref`

/** The code under which a package's commitment stands: what it releases, it releases there. */
const committedCode = (tx: Read): Piece => sql`(select l.budget_code from payments.posting_line l
  where l.council_id = ${tx.council} and l.package_ref = a.package_ref and l.account = 'commitment' and l.source = 'commitment'
    and l.package_ref <> '' order by l.day desc, l.posting_ref desc limit 1)`

export type Journal = { readonly source: Source; readonly chunk: string }

/**
 * Writes the journals of amounts (posting_ref, source_ref, day, posted_at, pay_run_ref, organisation_ref, contract_ref, package_ref,
 * budget_code, pence), each with its legs, and seals them. Answers with what they come to; nothing where there is nothing to post.
 */
async function write(
  tx: Write,
  { source, chunk }: Journal,
  amounts: Piece,
  about: LedgerFact['about'],
): Promise<Pence> {
  const legs = sql`jsonb_to_recordset(${json(LEGS[source])}::jsonb) as leg(account text, sign int)`
  // Lines first reckoned, then the heads that they add up to: a head without lines is never written.
  const [sum] = await rows(
    tx,
    sql<{ pence: Pence | null }>`
      with legs as materialized (
        select a.posting_ref, a.source_ref, a.day, a.posted_at, a.pay_run_ref, a.organisation_ref, a.contract_ref, a.package_ref, leg.account,
          case when leg.account in ('commitment', 'reserve') and ${source !== 'commitment'} then coalesce(${committedCode(tx)}, a.budget_code)
            else a.budget_code end as budget_code, a.pence * leg.sign as pence
        from (${amounts}) a cross join ${legs} where a.pence <> 0),
      heads as (
        insert into payments.posting (council_id, posting_ref, source, source_ref, day, posted_at, total_pence)
        select ${tx.council}::int, posting_ref, ${source}, source_ref, day, posted_at, sum(pence) filter (where pence > 0)
        from legs group by posting_ref, source_ref, day, posted_at returning total_pence),
      lines as (
        insert into payments.posting_line (council_id, posting_ref, line, source, day, account, organisation_ref, contract_ref, package_ref,
          budget_code, pay_run_ref, debit_pence, credit_pence, chunk)
        select ${tx.council}::int, posting_ref, row_number() over (partition by posting_ref order by contract_ref, package_ref, account, budget_code), ${source},
          day, account, organisation_ref, contract_ref, package_ref, budget_code, pay_run_ref, greatest(pence, 0), greatest(-pence, 0), ${chunk}
        from legs)
      select sum(total_pence) as pence from heads`,
  )
  const pence = sum?.pence ?? 0
  if (pence === 0) return 0
  tx.record({
    type: 'payments.ledger-posted',
    about,
    data: { source, pence, chunk, ...(await sealChunk(tx, POSTING_LINES, chunk)) },
  } satisfies LedgerFact)
  return pence
}

const isUnposted = sql`not exists (select from payments.posting p
  where p.council_id = d.council_id and p.posting_ref = 'DD-' || d.contract_ref || '-' || d.line)`

/** Draw-down lines, a journal for each. */
const drawDowns = (tx: Read, which: Piece): Piece => sql`
  select 'DD-' || d.contract_ref || '-' || d.line as posting_ref, d.contract_ref || '-' || d.line as source_ref,
    (d.at at time zone 'Europe/London')::date as day, (d.at at time zone 'Europe/London')::date as coded_on, d.at as posted_at,
    '' as pay_run_ref, k.organisation_ref, d.contract_ref, d.package_ref, d.pence
  from contracts.v_draw_down d join contracts.v_contract k on k.council_id = d.council_id and k.contract_ref = d.contract_ref
  where d.council_id = ${tx.council} and d.pence <> 0 and ${which}`

/** What a placement commits, or its end gives back. */
export async function postDrawDown(
  tx: Write,
  { contractRef, line }: { contractRef: string; line: number },
): Promise<void> {
  const amounts = drawDowns(tx, sql`d.contract_ref = ${contractRef} and d.line = ${line}`)
  await write(
    tx,
    { source: 'commitment', chunk: `DD-${contractRef}-${line}` },
    coded(tx, await codeRules(tx), amounts),
    [`contract:${contractRef}`],
  )
}

/** What a load of history committed. */
export async function postLoadedDrawDowns(tx: Write, chunk: string): Promise<void> {
  const amounts = drawDowns(tx, sql`d.chunk = ${chunk}`)
  await write(tx, { source: 'commitment', chunk: `L-${chunk}` }, coded(tx, await codeRules(tx), amounts), [])
}

const AT_ONCE = 2000

/** Posts what was committed, posted and paid before the ledger was there, a part at a time; false when there is nothing left. */
export async function postEarlier(tx: Write): Promise<boolean> {
  const chunk = `L-${await nextRef(tx, 'LG')}`
  const earlier = sql`${drawDowns(tx, isUnposted)} order by d.at, d.contract_ref, d.line limit ${AT_ONCE}`
  const pence = await write(tx, { source: 'commitment', chunk }, coded(tx, await codeRules(tx), earlier), [])
  const { statements, files } = await listUnposted(tx)
  for (const ref of statements) await postStatement(tx, ref)
  for (const ref of files) await postPayments(tx, ref)
  return pence > 0 || statements.length + files.length > 0
}

async function listUnposted(tx: Read): Promise<{ statements: string[]; files: string[] }> {
  const found = await rows(
    tx,
    sql<{ kind: string; ref: string }>`
      select 'statement' as kind, s.statement_ref as ref from payments.statement s
      where s.council_id = ${tx.council} and s.amount_pence <> 0 and not exists (select from payments.posting p
        where p.council_id = s.council_id and p.posting_ref = s.statement_ref)
      union all
      select 'file', f.payment_file_ref from payments.payment_file f
      where f.council_id = ${tx.council} and f.state = 'released' and f.amount_pence <> 0 and not exists (select from payments.posting p
        where p.council_id = f.council_id and p.posting_ref = f.payment_file_ref)
      order by kind desc, ref limit 20`,
  )
  const refs = (kind: string) => found.flatMap((one) => (one.kind === kind ? [one.ref] : []))
  return { statements: refs('statement'), files: refs('file') }
}

/**
 * A statement's lines and adjustments: spent, and owed to the provider. Grouped by packages first: lines are sorted for it, and of most
 * two the package alone tells them apart.
 */
export async function postStatement(tx: Write, statementRef: string): Promise<void> {
  const line = (
    table: Piece,
  ) => sql`select l.organisation_ref, l.contract_ref, coalesce(l.package_ref, '') as package_ref, l.amount_pence
    from ${table} l where l.council_id = ${tx.council} and l.statement_ref = ${statementRef}`
  const amounts = sql`
    select ${statementRef}::text as posting_ref, ${statementRef}::text as source_ref, ${dayOf(tx.now)}::date as day, s.to_day - 1 as coded_on,
      ${tx.now}::timestamptz as posted_at, s.pay_run_ref, b.organisation_ref, b.contract_ref, b.package_ref, sum(b.amount_pence) as pence
    from (${line(sql`payments.pay_line`)} union all ${line(sql`payments.adjustment`)}) b
    join payments.statement s on s.council_id = ${tx.council} and s.statement_ref = ${statementRef}
    group by b.package_ref, b.contract_ref, b.organisation_ref, s.pay_run_ref, s.to_day`
  await write(tx, { source: 'statement', chunk: statementRef }, coded(tx, await codeRules(tx), amounts), [
    `statement:${statementRef}`,
  ])
}

/**
 * Brings what is accrued for a run to what its draft now comes to: all of it when the draft is made, the difference when it changed,
 * and nothing once it is approved, when its statements are posted instead, or cancelled.
 */
export async function accrueDraft(tx: Write, payRunRef: string): Promise<void> {
  const draft = (
    table: Piece,
  ) => sql`select l.organisation_ref, l.contract_ref, coalesce(l.package_ref, '') as package_ref, l.amount_pence
    from ${table} l where l.council_id = ${tx.council} and l.pay_run_ref = ${payRunRef}`
  const target = coded(
    tx,
    await codeRules(tx),
    sql`select d.organisation_ref, d.contract_ref, d.package_ref, r.to_day - 1 as coded_on, sum(d.amount_pence) as pence
      from (${draft(sql`payments.line`)} union all ${draft(sql`payments.draft_adjustment`)}) d
      join payments.pay_run r on r.council_id = ${tx.council} and r.pay_run_ref = ${payRunRef} and r.state in ('draft', 'checked')
      group by d.package_ref, d.contract_ref, d.organisation_ref, r.to_day`,
  )
  const turn = (await countAccruals(tx, payRunRef)) + 1
  const postingRef = `AC-${payRunRef}-${turn}`
  const amounts = sql`
    select ${postingRef}::text as posting_ref, ${payRunRef}::text as source_ref, ${dayOf(tx.now)}::date as day, ${tx.now}::timestamptz as posted_at,
      ${payRunRef}::text as pay_run_ref, organisation_ref, contract_ref, package_ref, budget_code, sum(pence)::bigint as pence
    from (select organisation_ref, contract_ref, package_ref, budget_code, pence from (${target}) t
      union all
      select l.organisation_ref, l.contract_ref, l.package_ref, l.budget_code, l.debit_pence - l.credit_pence from payments.posting_line l
      where l.council_id = ${tx.council} and l.pay_run_ref = ${payRunRef} and l.account = 'accrual') together
    group by organisation_ref, contract_ref, package_ref, budget_code`
  await write(tx, { source: 'accrual', chunk: postingRef }, amounts, [])
}

/**
 * What a released file pays, to the contracts and packages that its statements owe: a statement without what a query holds back, and
 * later what a settled query held back. What cannot be laid to a contract stands without one, so that the file's total is the ledger's.
 */
export async function postPayments(tx: Write, paymentFileRef: string): Promise<void> {
  const amounts = settled(tx, paymentFileRef, sql`payments.payment_part where payment_file_ref = ${paymentFileRef}`)
  await write(tx, { source: 'payment', chunk: paymentFileRef }, amounts, [`payment-file:${paymentFileRef}`])
}

/** What a provider owed and owes no more, to the contracts and packages whose statements took it back. */
export async function postDebt(
  tx: Write,
  { debtRef, organisationRef, way }: { debtRef: string; organisationRef: string; way: Way },
): Promise<void> {
  const amounts = settled(tx, debtRef, sql`payments.debt_part where debt_ref = ${debtRef}`)
  await write(tx, { source: POSTED_AS[way], chunk: debtRef }, amounts, [`provider:${organisationRef}`])
}

/** Parts of statements that are settled together, laid to what their statements owe. */
const settled = (tx: Read, ref: string, which: Piece): Piece => sql`
    with parts as (
      select statement_ref, query_ref, organisation_ref, amount_pence from ${which} and council_id = ${tx.council}),
    owed as (
      select l.posting_ref as statement_ref, l.organisation_ref, l.contract_ref, l.package_ref, l.budget_code, l.credit_pence - l.debit_pence as pence
      from payments.posting_line l where l.council_id = ${tx.council} and l.account = 'creditor' and l.source = 'statement'
        and l.posting_ref in (select statement_ref from parts)),
    queried as (
      select q.statement_ref, q.query_ref, k.contract_ref, coalesce(k.package_ref, '') as package_ref, greatest(q.amount_pence, 0) as pence
      from payments.query_line q
      join payments.pay_line k on k.council_id = q.council_id and k.day = q.day and k.visit_ref = q.visit_ref
      where q.council_id = ${tx.council} and q.statement_ref in (select statement_ref from parts)),
    laid as (
      select o.organisation_ref, o.contract_ref, o.package_ref, o.budget_code, o.pence
      from owed o where o.statement_ref in (select statement_ref from parts where query_ref = '')
      union all
      select p.organisation_ref, q.contract_ref, q.package_ref, coalesce(o.budget_code, 'uncoded'), case when h.query_ref is null then q.pence else -q.pence end
      from queried q
      join parts p on p.statement_ref = q.statement_ref and p.query_ref in ('', q.query_ref)
      left join payments.held_back h on p.query_ref = '' and h.council_id = ${tx.council}
        and h.statement_ref = q.statement_ref and h.query_ref = q.query_ref
      left join owed o on o.statement_ref = q.statement_ref and o.contract_ref = q.contract_ref and o.package_ref = q.package_ref
      where p.query_ref <> '' or h.query_ref is not null)
    select ${ref}::text as posting_ref, ${ref}::text as source_ref, ${dayOf(tx.now)}::date as day,
      ${tx.now}::timestamptz as posted_at, '' as pay_run_ref, organisation_ref, contract_ref, package_ref, budget_code, sum(pence)::bigint as pence
    from (select * from laid
      union all select organisation_ref, '', '', 'uncoded', amount_pence from parts
      union all select organisation_ref, '', '', 'uncoded', -pence from laid) together
    group by organisation_ref, contract_ref, package_ref, budget_code`

/** What the bank returned is owed again, to the contracts and packages to which it was laid. */
export async function postReturn(
  tx: Write,
  { paymentFileRef, organisationRef }: { paymentFileRef: string; organisationRef: string },
): Promise<void> {
  const postingRef = `RT-${paymentFileRef}-${organisationRef}`
  const amounts = sql`
    select ${postingRef}::text as posting_ref, ${paymentFileRef}::text as source_ref, ${dayOf(tx.now)}::date as day, ${tx.now}::timestamptz as posted_at,
      '' as pay_run_ref, l.organisation_ref, l.contract_ref, l.package_ref, l.budget_code, sum(l.credit_pence - l.debit_pence)::bigint as pence
    from payments.posting_line l
    where l.council_id = ${tx.council} and l.posting_ref = ${paymentFileRef} and l.organisation_ref = ${organisationRef} and l.account = 'creditor'
    group by l.organisation_ref, l.contract_ref, l.package_ref, l.budget_code`
  await write(tx, { source: 'payment', chunk: postingRef }, amounts, [`payment-file:${paymentFileRef}`])
}

async function countAccruals(tx: Read, payRunRef: string): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{ postings: number }>`select count(*) as postings from payments.posting
      where council_id = ${tx.council} and source = 'accrual' and source_ref = ${payRunRef}`,
  )
  return count?.postings ?? 0
}
