/**
 * An auditor of the books: plain SQL over the tables as they stand, sums of its own, and the slow rating of every visit once, as it
 * stands now. It shares no code with payments, and reads as the owner of the database.
 */
import { CHUNKED_TABLES } from '#src/app.ts'
import type { Day, Instant } from '#src/base/day.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import type { Database } from '#src/platform/database.ts'
import { COUNCIL } from '#test/support/database.ts'
import { type CardRecord, type LogRecord, rateSlowly } from '#test/support/slow-rate.ts'

export type Audited = {
  /** What does not hold; empty where all does. */
  readonly faults: readonly string[]
  /** Visits whose payment was reckoned anew. */
  readonly visits: number
  readonly paidPence: number
}

const POSTED = `(select day, visit_ref, statement_ref, contract_ref, coalesce(package_ref, '') as package_ref, amount_pence
    from payments.pay_line where council_id = $1
  union all select day, visit_ref, statement_ref, contract_ref, coalesce(package_ref, ''), amount_pence
    from payments.adjustment where council_id = $1)`

const DRAFTED = `(select pay_run_ref, contract_ref, coalesce(package_ref, '') as package_ref, amount_pence
    from payments.draft_line where council_id = $1
  union all select pay_run_ref, contract_ref, coalesce(package_ref, ''), amount_pence
    from payments.draft_adjustment where council_id = $1)`

const LEDGER = `(select * from payments.posting_line where council_id = $1)`

/** Each names what breaks it. */
const RULES: Readonly<Record<string, string>> = {
  'a posting does not balance': `
    select p.posting_ref as what from payments.posting p left join payments.posting_line l using (council_id, posting_ref)
    where p.council_id = $1 group by p.posting_ref, p.total_pence
    having sum(l.debit_pence) is distinct from sum(l.credit_pence) or sum(l.debit_pence) is distinct from p.total_pence`,
  'debits are not credits of a contract, package and budget code': `
    select concat_ws(' ', contract_ref, package_ref, budget_code) as what from ${LEDGER} l
    group by contract_ref, package_ref, budget_code having sum(debit_pence) <> sum(credit_pence)`,
  'the ledger does not owe what lines and adjustments come to': `
    select concat_ws(' ', statement_ref, contract_ref, package_ref, said.pence, owed.pence) as what
    from (select statement_ref, contract_ref, package_ref, sum(amount_pence) as pence from ${POSTED} p group by 1, 2, 3) said
    full join (select posting_ref as statement_ref, contract_ref, package_ref, sum(credit_pence - debit_pence) as pence from ${LEDGER} l
      where source = 'statement' and account = 'creditor' group by 1, 2, 3) owed using (statement_ref, contract_ref, package_ref)
    where coalesce(said.pence, 0) <> coalesce(owed.pence, 0)`,
  'spent is not what was posted and accrued': `
    select concat_ws(' ', contract_ref, package_ref, said.pence, spent.pence) as what
    from (select contract_ref, package_ref, sum(amount_pence) as pence from ${POSTED} p group by 1, 2) said
    full join (select contract_ref, package_ref, sum(debit_pence - credit_pence) as pence from ${LEDGER} l
      where account in ('expenditure', 'accrual') group by 1, 2) spent using (contract_ref, package_ref)
    where coalesce(said.pence, 0) <> coalesce(spent.pence, 0)`,
  'what is accrued is not what drafts come to': `
    select concat_ws(' ', pay_run_ref, contract_ref, package_ref, drafts.pence, accrued.pence) as what
    from (select d.pay_run_ref, d.contract_ref, d.package_ref, sum(d.amount_pence) as pence from ${DRAFTED} d
      join payments.pay_run r on r.council_id = $1 and r.pay_run_ref = d.pay_run_ref and r.state = 'draft' group by 1, 2, 3) drafts
    full join (select pay_run_ref, contract_ref, package_ref, sum(credit_pence - debit_pence) as pence from ${LEDGER} l
      where account = 'accrual' group by 1, 2, 3) accrued using (pay_run_ref, contract_ref, package_ref)
    where coalesce(drafts.pence, 0) <> coalesce(accrued.pence, 0)`,
  'a statement is not its lines and adjustments': `
    select s.statement_ref as what from payments.statement s
    left join (select statement_ref, count(*) as visits, count(*) filter (where outcome = 'missed') as missed,
        count(*) filter (where outcome = 'one_worker') as one_worker, sum(payable_minutes) as minutes, sum(amount_pence) as pence,
        min(organisation_ref) as first, max(organisation_ref) as last
      from payments.pay_line where council_id = $1 group by 1) l using (statement_ref)
    left join (select statement_ref, count(*) as adjustments, sum(amount_pence) as pence, min(organisation_ref) as first,
        max(organisation_ref) as last
      from payments.adjustment where council_id = $1 group by 1) a using (statement_ref)
    where s.council_id = $1 and ((s.visits, s.missed, s.one_worker, s.payable_minutes, s.adjustments, s.adjusted_pence, s.amount_pence)
        is distinct from (coalesce(l.visits, 0)::int, coalesce(l.missed, 0)::int, coalesce(l.one_worker, 0)::int,
          coalesce(l.minutes, 0)::bigint, coalesce(a.adjustments, 0)::int, coalesce(a.pence, 0)::bigint,
          (coalesce(l.pence, 0) + coalesce(a.pence, 0))::bigint)
      or s.organisation_ref not in (coalesce(l.first, s.organisation_ref), coalesce(a.first, s.organisation_ref))
      or coalesce(l.first, '') <> coalesce(l.last, '') or coalesce(a.first, '') <> coalesce(a.last, ''))`,
  'a visit is on two lines': `
    select visit_ref as what from payments.pay_line where council_id = $1 group by visit_ref having count(*) > 1`,
  'a visit is on a line and in a draft': `
    select d.visit_ref as what from payments.draft_line d join payments.pay_line p using (council_id, visit_ref) where d.council_id = $1`,
  'adjustments of a visit do not follow each other': `
    select a.visit_ref || ' ' || a.turn as what from payments.adjustment a
    left join payments.pay_line p using (council_id, day, visit_ref)
    where a.council_id = $1 and (p.visit_ref is null
      or a.turn <> 1 + (select count(*) from payments.adjustment b where b.council_id = $1 and b.visit_ref = a.visit_ref and b.turn < a.turn)
      or a.posted_pence <> p.amount_pence + coalesce((select sum(b.amount_pence) from payments.adjustment b
        where b.council_id = $1 and b.visit_ref = a.visit_ref and b.turn < a.turn), 0)
      or a.owed_pence < 0 or a.amount_pence <> a.owed_pence - a.posted_pence)`,
  'an approved run has drafts': `
    select d.pay_run_ref as what from ${DRAFTED} d
    join payments.pay_run r on r.council_id = $1 and r.pay_run_ref = d.pay_run_ref where r.state in ('approved', 'cancelled')`,
  'a file is not its payments, or a payment not its parts': `
    select f.payment_file_ref as what from payments.payment_file f where f.council_id = $1 and f.state <> 'cancelled'
      and (f.amount_pence is distinct from (select sum(p.amount_pence) from payments.payment p
          where p.council_id = $1 and p.payment_file_ref = f.payment_file_ref)
        or f.amount_pence is distinct from (select sum(t.amount_pence) from payments.payment_part t
          where t.council_id = $1 and t.payment_file_ref = f.payment_file_ref))`,
  'a statement is paid otherwise than it says': `
    select t.statement_ref as what from payments.payment_part t join payments.statement s using (council_id, statement_ref)
    where t.council_id = $1 and t.query_ref = '' and t.amount_pence <> s.amount_pence - coalesce((select sum(h.amount_pence)
      from payments.held_back h where h.council_id = $1 and h.statement_ref = s.statement_ref), 0)`,
  'more is paid of a statement than it says': `
    select s.statement_ref as what from payments.statement s join payments.payment_part t using (council_id, statement_ref)
    where s.council_id = $1 group by s.statement_ref, s.amount_pence having sum(t.amount_pence) > greatest(s.amount_pence, 0)`,
  'the bank did not pay what a released file says': `
    select concat_ws(' ', f.payment_file_ref, f.state) as what from payments.payment_file f where f.council_id = $1
      and case f.state when 'released' then f.amount_pence else 0 end <> coalesce((select sum(credit_pence - debit_pence) from ${LEDGER} l
        where l.account = 'cash' and l.posting_ref = f.payment_file_ref), 0)`,
  'charges of a week do not follow each other': `
    select concat_ws(' ', c.person_ref, c.week, c.turn) as what from payments.charge c where c.council_id = $1
      and (c.turn <> 1 + (select count(*) from payments.charge b
          where b.council_id = $1 and b.week = c.week and b.person_ref = c.person_ref and b.turn < c.turn)
        or c.charged_pence <> coalesce((select sum(b.amount_pence) from payments.charge b
          where b.council_id = $1 and b.week = c.week and b.person_ref = c.person_ref and b.turn < c.turn), 0))`,
  'a row of the call log is nowhere': `
    select l.log_source || ' ' || l.log_ref as what from visits.call_log l where l.council_id = $1 and l.part <> 'out'
      and not exists (select from visits.set_aside k where (k.council_id, k.day, k.log_source, k.log_ref) = (l.council_id, l.day, l.log_source, l.log_ref))
      and not exists (select from visits.attendance k where (k.council_id, k.log_day, k.log_source, k.log_ref) = (l.council_id, l.day, l.log_source, l.log_ref))
      and not exists (select from visits.unseated k where (k.council_id, k.day, k.log_source, k.log_ref) = (l.council_id, l.day, l.log_source, l.log_ref))
      and not exists (select from visits.seating_due k where k.council_id = l.council_id and k.chunk = l.chunk)`,
  'a row of the call log is in two places': `
    select log_source || ' ' || log_ref as what from (
      select log_source, log_ref from visits.attendance where council_id = $1
      union all select log_source, log_ref from visits.unseated where council_id = $1
      union all select log_source, log_ref from visits.set_aside where council_id = $1) k group by log_source, log_ref having count(*) > 1`,
  'a visit has more workers than seats, or one worker twice, or was cancelled': `
    select v.visit_ref as what from visits.attendance a join visits.visit v using (council_id, day, visit_ref)
    where a.council_id = $1 group by v.visit_ref, v.workers, v.status
    having count(*) > v.workers or count(distinct a.worker_ref) < count(*) or v.status = 'cancelled'`,
}

type VisitPaid = {
  readonly visit_ref: string
  readonly day: Day
  readonly person_ref: string
  readonly contract_ref: string
  readonly card_ref: string
  readonly service: string
  readonly zone: string
  readonly start_at: Instant
  readonly minutes: number
  readonly workers: number
  readonly status: 'planned' | 'cancelled'
  /** The first run that was made for it: the balance of a period is reckoned within it. */
  readonly period: string | null
  readonly is_settled: boolean
  readonly is_waiting: boolean
  readonly paid_pence: number
}

const COVERS = `r.council_id = v.council_id and v.day >= r.from_day and v.day < r.to_day
  and (r.organisation_ref is null or r.organisation_ref = v.organisation_ref)
  and (r.contract_ref is null or r.contract_ref = v.contract_ref) and (r.zone is null or r.zone = v.zone)`
const ITS = `k.council_id = v.council_id and k.day = v.day and k.visit_ref = v.visit_ref`

const VISITS = `select v.visit_ref, v.day, v.person_ref, v.contract_ref, v.card_ref, v.service, v.zone, v.start_at, v.minutes, v.workers, v.status,
    (select r.pay_run_ref from payments.pay_run r where ${COVERS} and r.state <> 'cancelled'
      order by length(r.pay_run_ref), r.pay_run_ref limit 1) as period,
    exists (select from payments.pay_run r where ${COVERS} and r.state = 'approved') as is_settled,
    exists (select from payments.recheck k where ${ITS}) or exists (select from payments.draft_line k where ${ITS})
      or exists (select from payments.draft_adjustment k where ${ITS})
      or exists (select from payments.card_recheck k where k.council_id = v.council_id and k.card_ref = v.card_ref
        and v.day >= k.from_day and v.day < k.to_day) as is_waiting,
    coalesce((select k.amount_pence from payments.pay_line k where ${ITS}), 0)
      + coalesce((select sum(k.amount_pence) from payments.adjustment k where ${ITS}), 0) as paid_pence
  from visits.visit v where v.council_id = $1`

type Version = {
  readonly card_ref: string
  readonly from_day: Day
  readonly to_day: Day | null
  readonly card: CardRecord
}

type Seat = {
  visit_ref: string
  person_ref: string
  log_ref: string
  worker_ref: string
  in_at: Instant
  out_at: Instant | null
}

/**
 * Adds everything up again. Visits of which a change still waits for the next run are left out of the reckoning, unless everything is
 * said to be settled.
 */
export async function auditBooks(database: Database, { isSettled = false } = {}): Promise<Audited> {
  const ask = <T>(text: string): Promise<T[]> =>
    database.engine.session(async (session) => (await session.query(text, [COUNCIL])).rows as T[])
  const faults: string[] = []
  for (const [rule, text] of Object.entries(RULES))
    for (const { what } of await ask<{ what: string }>(text)) faults.push(`${rule}: ${what}`)
  const versions = await ask<Version>(
    'select card_ref, from_day, to_day, card from rates.rate_card where council_id = $1',
  )
  const holidays = await ask<{ day: Day }>('select distinct day from councils.bank_holiday where $1::int is not null')
  const seats = Map.groupBy(
    await ask<Seat>(`select visit_ref, person_ref, log_source || log_ref as log_ref, worker_ref, in_at, out_at
      from visits.attendance where council_id = $1`),
    ({ visit_ref }) => visit_ref,
  )
  const visits = await ask<VisitPaid>(VISITS)
  const owed = owedOf(
    visits,
    seats,
    versions,
    holidays.map(({ day }) => day),
  )
  const isOpen = (visit: VisitPaid): boolean =>
    !isSettled && (visit.is_waiting || owed.openBalances.has(balanceOf(visit)))
  const reckoned = visits.filter((visit) => visit.is_settled && !isOpen(visit))
  for (const visit of reckoned) {
    const due = owed.penceByVisit.get(visit.visit_ref) ?? 0
    if (due !== visit.paid_pence)
      faults.push(`${visit.visit_ref} (${visit.status}) is paid ${visit.paid_pence} pence, and due is ${due}`)
  }
  const broken = await verifyAudit(database, COUNCIL, CHUNKED_TABLES)
  if (broken) faults.push(`the audit chain: ${broken.what}`)
  return { faults, visits: reckoned.length, paidPence: visits.reduce((sum, one) => sum + one.paid_pence, 0) }
}

const balanceOf = ({ period, person_ref, contract_ref, card_ref }: VisitPaid): string =>
  [period, person_ref, contract_ref, card_ref].join(' ')

/** What every visit is due as it stands, at the prices of its day; and the balances of which a visit still waits. */
function owedOf(
  visits: readonly VisitPaid[],
  seats: ReadonlyMap<string, readonly Seat[]>,
  versions: readonly Version[],
  holidays: readonly Day[],
): { penceByVisit: ReadonlyMap<string, number>; openBalances: ReadonlySet<string> } {
  const penceByVisit = new Map<string, number>()
  const openBalances = new Set<string>()
  const versionOf = ({ card_ref, day }: VisitPaid): Version | undefined =>
    versions.find(
      (one) => one.card_ref === card_ref && one.from_day <= day && (one.to_day === null || day < one.to_day),
    )
  for (const [version, priced] of Map.groupBy(visits, versionOf)) {
    if (!version) continue
    const card = { ...version.card, from: version.from_day, to: version.to_day }
    const isBalanced = card.payment.rule === 'balance'
    for (const [balance, some] of Map.groupBy(priced, balanceOf)) {
      if (isBalanced && some.some((visit) => visit.is_waiting)) openBalances.add(balance)
      const planned = some.filter(({ status }) => status === 'planned')
      const log = planned.flatMap(({ visit_ref }) => (seats.get(visit_ref) ?? []).map(logRecord))
      const records = planned.map((visit) => ({ ...visit, start: visit.start_at.toString() }))
      for (const line of rateSlowly(records, log, card, holidays).lines) {
        const cells = line.split(',')
        penceByVisit.set(cells[0] ?? '', Number(cells.at(-1)))
      }
    }
  }
  return { penceByVisit, openBalances }
}

const logRecord = ({ visit_ref, person_ref, log_ref, worker_ref, in_at, out_at }: Seat): LogRecord => ({
  ...{ visit_ref, person_ref, log_ref, worker_ref },
  ...{ in_at: in_at.toString(), out_at: out_at?.toString() ?? '' },
})
