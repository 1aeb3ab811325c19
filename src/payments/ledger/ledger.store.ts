/** Reads the ledger: positions, lines, the trial balance, and whether the books hold. */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import {
  type Account,
  ACCOUNTS,
  type Balances,
  type BookFault,
  NOTHING,
  type Source,
} from '#src/payments/ledger/ledger.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type LedgerSearch = {
  readonly account?: Account | undefined
  readonly source?: Source | undefined
  readonly contractRef?: string | undefined
  readonly packageRef?: string | undefined
  readonly organisationRef?: string | undefined
  readonly budgetCode?: string | undefined
  readonly from?: Day | undefined
  /** The last day. */
  readonly to?: Day | undefined
}

const equal = (column: string, value: string | undefined) =>
  value === undefined ? sql`true` : sql`${sql.ref(column)} = ${value}`

const where = (tx: Read, search: LedgerSearch) => sql`l.council_id = ${tx.council}
  and ${equal('l.account', search.account)} and ${equal('l.source', search.source)} and ${equal('l.contract_ref', search.contractRef)}
  and ${equal('l.package_ref', search.packageRef)} and ${equal('l.organisation_ref', search.organisationRef)}
  and ${equal('l.budget_code', search.budgetCode)}
  and ${search.from === undefined ? sql`true` : sql`l.day >= ${search.from}::date`}
  and ${search.to === undefined ? sql`true` : sql`l.day <= ${search.to}::date`}`

export type TrialLine = { readonly account: Account; readonly debitPence: Pence; readonly creditPence: Pence }

/** Debits and credits of each account, in the order of the accounts. */
export async function sumAccounts(tx: Read, search: LedgerSearch = {}): Promise<TrialLine[]> {
  const found = await rows(
    tx,
    sql<TrialLine>`select account, sum(debit_pence)::bigint as "debitPence", sum(credit_pence)::bigint as "creditPence"
      from payments.posting_line l where ${where(tx, search)} group by account`,
  )
  const byAccount = new Map(found.map((line) => [line.account, line]))
  return ACCOUNTS.map((account) => byAccount.get(account) ?? { account, debitPence: 0, creditPence: 0 })
}

export const balancesOf = (lines: readonly TrialLine[]): Balances => ({
  ...NOTHING,
  ...Object.fromEntries(lines.map(({ account, debitPence, creditPence }) => [account, debitPence - creditPence])),
})

export const findBalances = async (tx: Read, search: LedgerSearch): Promise<Balances> =>
  balancesOf(await sumAccounts(tx, search))

const GROUPS = {
  contract: sql`l.contract_ref`,
  package: sql`l.package_ref`,
  code: sql`l.budget_code`,
  month: sql`to_char(l.day, 'YYYY-MM')`,
} as const
export type Grouping = keyof typeof GROUPS
export const GROUPINGS = Object.keys(GROUPS) as Grouping[]

export type Grouped = Balances & { readonly name: string; readonly total: number }

/** The balances of each contract, package, budget code or month. */
export async function listGrouped(
  tx: Read,
  by: Grouping,
  search: LedgerSearch,
  page: { offset: number; limit: number },
): Promise<Grouped[]> {
  const of = (account: Account) =>
    sql`coalesce(sum(debit_pence - credit_pence) filter (where account = ${account}), 0)::bigint`
  return rows(
    tx,
    sql<Grouped>`select ${GROUPS[by]} as name, ${of('commitment')} as commitment, ${of('reserve')} as reserve,
        ${of('expenditure')} as expenditure, ${of('accrual')} as accrual, ${of('creditor')} as creditor, ${of('debtor')} as debtor,
        ${of('cash')} as cash, ${of('written_off')} as written_off,
        count(*) over () as total
      from payments.posting_line l where ${where(tx, search)} group by 1
      order by ${by === 'month' ? sql`1 desc` : sql`1`} limit ${page.limit} offset ${page.offset}`,
  )
}

export type PostedLine = {
  readonly postingRef: string
  readonly line: number
  readonly source: Source
  readonly day: Day
  readonly account: Account
  readonly organisationRef: string
  readonly contractRef: string
  readonly packageRef: string
  readonly budgetCode: string
  readonly payRunRef: string
  readonly debitPence: Pence
  readonly creditPence: Pence
}

const LINE = sql`l.posting_ref as "postingRef", l.line, l.source, l.day, l.account, l.organisation_ref as "organisationRef",
  l.contract_ref as "contractRef", l.package_ref as "packageRef", l.budget_code as "budgetCode", l.pay_run_ref as "payRunRef",
  l.debit_pence as "debitPence", l.credit_pence as "creditPence" from payments.posting_line l`

/** Lines, the newest day first. */
export const listPostedLines = (
  tx: Read,
  search: LedgerSearch,
  page: { offset: number; limit: number },
): Promise<(PostedLine & { total: number })[]> =>
  rows(
    tx,
    sql<PostedLine & { total: number }>`select count(*) over () as total, ${LINE} where ${where(tx, search)}
      order by l.day desc, l.posting_ref desc, l.line limit ${page.limit} offset ${page.offset}`,
  )

export type Posting = {
  readonly postingRef: string
  readonly source: Source
  readonly sourceRef: string
  readonly day: Day
  readonly postedAt: Instant
  readonly totalPence: Pence
}

export async function findPosting(tx: Read, postingRef: string): Promise<Posting | undefined> {
  const [posting] = await rows(
    tx,
    sql<Posting>`select posting_ref as "postingRef", source, source_ref as "sourceRef", day, posted_at as "postedAt", total_pence as "totalPence"
      from payments.posting where council_id = ${tx.council} and posting_ref = ${postingRef}`,
  )
  return posting
}

export const listLinesOfPosting = (
  tx: Read,
  postingRef: string,
  page: { offset: number; limit: number },
): Promise<(PostedLine & { total: number })[]> =>
  rows(
    tx,
    sql<PostedLine & { total: number }>`select count(*) over () as total, ${LINE}
      where l.council_id = ${tx.council} and l.posting_ref = ${postingRef} order by l.line limit ${page.limit} offset ${page.offset}`,
  )

const FAULTS_NAMED = 20

/**
 * Adds the books up anew from the records that they stand for, as an auditor would. Empty where they hold: each posting balances and
 * is whole, the ledger owes what the statements say, holds committed what was drawn down, and accrues what the drafts come to.
 */
export const checkBooks = (tx: Read): Promise<BookFault[]> =>
  rows(
    tx,
    sql<BookFault>`
      select * from (
        select 'this posting does not balance or is not whole' as what, p.posting_ref as ref, coalesce(l.debit, 0) - coalesce(l.credit, 0) as pence
        from payments.posting p
        left join (select posting_ref, sum(debit_pence)::bigint as debit, sum(credit_pence)::bigint as credit from payments.posting_line
          where council_id = ${tx.council} group by posting_ref) l on l.posting_ref = p.posting_ref
        where p.council_id = ${tx.council} and (l.debit is distinct from l.credit or l.debit is distinct from p.total_pence)
        union all
        select 'this statement is not what the ledger owes for it', s.statement_ref, s.amount_pence - coalesce(l.owed, 0)
        from payments.statement s
        left join (select posting_ref, sum(credit_pence - debit_pence)::bigint as owed from payments.posting_line
          where council_id = ${tx.council} and account = 'creditor' and source = 'statement' group by posting_ref) l on l.posting_ref = s.statement_ref
        where s.council_id = ${tx.council} and s.amount_pence <> coalesce(l.owed, 0)
        union all
        select 'what this contract has drawn down is not what the ledger holds committed', coalesce(d.contract_ref, l.contract_ref),
          coalesce(d.pence, 0) - coalesce(l.pence, 0)
        from (select contract_ref, sum(pence)::bigint as pence from contracts.v_draw_down where council_id = ${tx.council} group by contract_ref) d
        full join (select contract_ref, sum(debit_pence - credit_pence)::bigint as pence from payments.posting_line
          where council_id = ${tx.council} and account = 'commitment' and source = 'commitment' group by contract_ref) l
          on l.contract_ref = d.contract_ref
        where coalesce(d.pence, 0) <> coalesce(l.pence, 0)
        union all
        select 'what is accrued for this run is left from a draft that is gone', l.pay_run_ref, l.pence
        from (select pay_run_ref, sum(credit_pence - debit_pence)::bigint as pence from payments.posting_line
          where council_id = ${tx.council} and account = 'accrual' group by pay_run_ref) l
        join payments.pay_run r on r.council_id = ${tx.council} and r.pay_run_ref = l.pay_run_ref
        where l.pence <> 0 and r.state not in ('rating', 'draft', 'checked')
        union all
        select 'this payment file is not what the ledger paid', f.payment_file_ref, f.amount_pence - coalesce(l.paid, 0)
        from payments.payment_file f
        left join (select posting_ref, sum(credit_pence - debit_pence)::bigint as paid from payments.posting_line
          where council_id = ${tx.council} and account = 'cash' group by posting_ref) l on l.posting_ref = f.payment_file_ref
        where f.council_id = ${tx.council} and f.state = 'released' and f.amount_pence <> coalesce(l.paid, 0)
        union all
        select 'this settled debt of a provider is not what the ledger let go', d.debt_ref, d.amount_pence - coalesce(l.let_go, 0)
        from payments.debt d
        left join (select posting_ref, sum(credit_pence - debit_pence)::bigint as let_go from payments.posting_line
          where council_id = ${tx.council} and account = 'creditor' group by posting_ref) l on l.posting_ref = d.debt_ref
        where d.council_id = ${tx.council} and d.state = 'settled' and d.amount_pence <> coalesce(l.let_go, 0)) faults
      order by what, ref limit ${FAULTS_NAMED}`,
  )
