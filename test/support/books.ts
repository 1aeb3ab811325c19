/**
 * An auditor of the books: plain SQL over the tables as they stand, sums of its own, and the slow rating of every visit once, as it
 * stands now. It shares no code with payments, and reads as the owner of the database.
 */
import { CHUNKED_TABLES } from '#src/app.ts'
import type { Day, Instant } from '#src/base/day.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import type { Database } from '#src/platform/database.ts'
import { COUNCIL } from '#test/support/database.ts'
import { type BlockRecord, blockWeekSlowly, dueSlowly, type FullCard, isOfAKind } from '#test/support/slow-kinds.ts'
import { type CardRecord, type LogRecord, rateSlowly } from '#test/support/slow-rate.ts'

export type Audited = {
  /** What does not hold; empty where all does. */
  readonly faults: readonly string[]
  /** Visits whose payment was reckoned anew. */
  readonly visits: number
  readonly paidPence: number
  /** What visits of which a run was approved cost by the hour of their block. */
  readonly inBlock: readonly { readonly person: string; readonly day: Day; readonly pence: number }[]
}

const POSTED = `(select day, visit_ref, statement_ref, contract_ref, coalesce(package_ref, '') as package_ref, amount_pence
    from payments.pay_line where council_id = $1
  union all select day, visit_ref, statement_ref, contract_ref, coalesce(package_ref, ''), amount_pence
    from payments.adjustment where council_id = $1)`

const DRAFTED = `(select pay_run_ref, contract_ref, coalesce(package_ref, '') as package_ref, amount_pence
    from payments.draft_line where council_id = $1
  union all select pay_run_ref, contract_ref, coalesce(package_ref, ''), amount_pence
    from payments.draft_adjustment where council_id = $1)`

/** What payments were made of, also those that came back. */
const SENT = `(select payment_file_ref, organisation_ref, amount_pence from payments.payment_part where council_id = $1
  union all select payment_file_ref, organisation_ref, amount_pence from payments.returned_part where council_id = $1)`

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
      join payments.pay_run r on r.council_id = $1 and r.pay_run_ref = d.pay_run_ref and r.state in ('draft', 'checked') group by 1, 2, 3) drafts
    full join (select pay_run_ref, contract_ref, package_ref, sum(credit_pence - debit_pence) as pence from ${LEDGER} l
      where account = 'accrual' group by 1, 2, 3) accrued using (pay_run_ref, contract_ref, package_ref)
    where coalesce(drafts.pence, 0) <> coalesce(accrued.pence, 0)`,
  'a statement is not its lines and adjustments': `
    select s.statement_ref as what from payments.statement s
    left join (select statement_ref, count(*) filter (where outcome <> 'block') as visits, count(*) filter (where outcome = 'missed') as missed,
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
    join payments.pay_run r on r.council_id = $1 and r.pay_run_ref = d.pay_run_ref where r.state in ('approved', 'paid', 'cancelled')`,
  'a file is not its payments, or a payment not its parts': `
    select f.payment_file_ref as what from payments.payment_file f where f.council_id = $1 and f.state <> 'cancelled'
      and (f.amount_pence is distinct from (select sum(p.amount_pence) from payments.payment p
          where p.council_id = $1 and p.payment_file_ref = f.payment_file_ref)
        or f.amount_pence is distinct from (select sum(t.amount_pence) from ${SENT} t where t.payment_file_ref = f.payment_file_ref))`,
  'a returned payment is not what was sent': `
    select concat_ws(' ', y.payment_file_ref, y.organisation_ref) as what from payments.payment y
    where y.council_id = $1 and y.returned_day is not null
      and (y.amount_pence is distinct from (select sum(r.amount_pence) from payments.returned_part r where r.council_id = $1
          and r.payment_file_ref = y.payment_file_ref and r.organisation_ref = y.organisation_ref)
        or exists (select from payments.payment_part t where t.council_id = $1
          and t.payment_file_ref = y.payment_file_ref and t.organisation_ref = y.organisation_ref))`,
  'a returned payment did not come back to the bank account': `
    select concat_ws(' ', y.payment_file_ref, y.organisation_ref) as what from payments.payment y where y.council_id = $1
      and case when y.returned_day is null then 0 else y.amount_pence end <> coalesce((select sum(debit_pence - credit_pence)
        from ${LEDGER} l where l.account = 'cash' and l.posting_ref = 'RT-' || y.payment_file_ref || '-' || y.organisation_ref), 0)`,
  'what was returned is of no returned payment, or was paid again otherwise': `
    select concat_ws(' ', r.payment_file_ref, r.statement_ref) as what from payments.returned_part r
    left join payments.payment y using (council_id, payment_file_ref, organisation_ref)
    left join payments.payment_part t using (council_id, statement_ref, query_ref)
    where r.council_id = $1 and (y.returned_day is null or t.amount_pence <> r.amount_pence)`,
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
  'a debt that was settled is not what its statements come to, or one of them is in a file too': `
    select d.debt_ref as what from payments.debt d left join payments.debt_part o using (council_id, debt_ref)
    left join payments.payment_part t using (council_id, statement_ref, query_ref)
    where d.council_id = $1 group by d.debt_ref, d.state, d.amount_pence
    having case d.state when 'settled' then d.amount_pence else 0 end <> coalesce(-sum(o.amount_pence), 0) or count(t.statement_ref) > 0`,
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
      and not exists (select from visits.seating_due k where k.council_id = l.council_id and k.chunk = l.chunk)
      and not exists (select from visits.seating_piece k where k.council_id = l.council_id and l.chunk = any (k.chunks)
        and l.person_ref > k.after_person and l.person_ref <= k.through_person)`,
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
  readonly cancelled_why: string | null
  readonly cancelled_at: Instant | null
  readonly cancelled_by: string | null
  readonly away_since: Instant | null
  readonly skill: string | null
  readonly miles: string | null
  readonly wakings: readonly number[] | null
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
    v.cancelled_why, v.cancelled_at, v.cancelled_by, v.skill, v.miles::text as miles,
    (select a.from_at from visits.absence a where a.council_id = v.council_id and a.absence_ref = v.absence_ref and not a.withdrawn) as away_since,
    (select w.minutes from visits.waking w where w.council_id = v.council_id and w.day = v.day and w.visit_ref = v.visit_ref
      order by w.number desc limit 1) as wakings,
    (select r.pay_run_ref from payments.pay_run r where ${COVERS} and r.state <> 'cancelled'
      order by length(r.pay_run_ref), r.pay_run_ref limit 1) as period,
    exists (select from payments.pay_run r where ${COVERS} and r.state in ('approved', 'paid')) as is_settled,
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
  readonly card: CardRecord & FullCard
}

type Seat = {
  visit_ref: string
  person_ref: string
  log_ref: string
  worker_ref: string
  in_at: Instant
  out_at: Instant | null
  reason_code: string | null
  /** What the row says of the night. */
  wakings: readonly number[] | null
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
    await ask<Seat>(`select visit_ref, person_ref, log_source || log_ref as log_ref, worker_ref, in_at, out_at, reason_code,
        (select minutes from visits.log_waking l where l.council_id = $1 and l.log_source = a.log_source and l.log_ref = a.log_ref) as wakings
      from visits.attendance a where council_id = $1 order by visit_ref, seat`),
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
  for (const week of blockWeeks(await ask<BlockContract>(BLOCK_CONTRACTS), visits, versions, owed.minutesByVisit)) {
    const [kept] = await ask<{ paid: number; is_drafted: boolean }>(blockPaid(week.ref))
    if ((kept?.paid ?? 0) !== week.due && (isSettled || !(week.isOpen || kept?.is_drafted)))
      faults.push(`${week.ref} is paid ${kept?.paid ?? 0} pence, and due is ${week.due}`)
  }
  const broken = await verifyAudit(database, COUNCIL, CHUNKED_TABLES)
  if (broken) faults.push(`the audit chain: ${broken.what}`)
  const paidPence = visits.reduce((sum, one) => sum + one.paid_pence, 0)
  const inBlock = reckoned.flatMap(({ visit_ref, person_ref, card_ref, service, zone, day }) => {
    const block = blockFor(versionOn(versions, card_ref, day)?.card, service, zone)
    const minutes = owed.minutesByVisit.get(visit_ref) ?? 0
    return block
      ? [{ person: person_ref, day, pence: Math.floor((minutes * block.pence_per_hour * 2 + 60) / 120) }]
      : []
  })
  return { faults, visits: reckoned.length, paidPence, inBlock }
}

const balanceOf = ({ period, person_ref, contract_ref, card_ref }: VisitPaid): string =>
  [period, person_ref, contract_ref, card_ref].join(' ')

type Owed = {
  readonly penceByVisit: Map<string, number>
  /** Payable minutes times the workers paid: what a block counts. */
  readonly minutesByVisit: Map<string, number>
  readonly openBalances: Set<string>
}

const versionOn = (versions: readonly Version[], card: string, day: Day): Version | undefined =>
  versions.find((one) => one.card_ref === card && one.from_day <= day && (one.to_day === null || day < one.to_day))

/** What every visit is due as it stands, at the prices of its day; and the balances of which a visit still waits. */
function owedOf(
  visits: readonly VisitPaid[],
  seats: ReadonlyMap<string, readonly Seat[]>,
  versions: readonly Version[],
  holidays: readonly Day[],
): Owed {
  const owed: Owed = { penceByVisit: new Map(), minutesByVisit: new Map(), openBalances: new Set() }
  for (const [version, priced] of Map.groupBy(visits, ({ card_ref, day }) => versionOn(versions, card_ref, day))) {
    if (!version) continue
    const card = { ...version.card, from: version.from_day, to: version.to_day }
    const isBalanced = card.payment.rule === 'balance'
    for (const [balance, some] of Map.groupBy(priced, balanceOf)) {
      if (isBalanced && some.some((visit) => visit.is_waiting)) owed.openBalances.add(balance)
      reckon(owed, { some, seats, card, holidays })
    }
  }
  return owed
}

type Reckoning = {
  readonly some: readonly VisitPaid[]
  readonly seats: ReadonlyMap<string, readonly Seat[]>
  readonly card: CardRecord & FullCard
  readonly holidays: readonly Day[]
}

/** The plain rating gives the minutes of every visit; what a card prices beyond the hour is laid over it. */
function reckon(owed: Owed, { some, seats, card, holidays }: Reckoning): void {
  const hasKinds = isOfAKind(card)
  const planned = some.filter(({ status }) => status === 'planned')
  const seated = ({ visit_ref }: VisitPaid): readonly Seat[] => seats.get(visit_ref) ?? []
  const isNoAccess = (visit: VisitPaid): boolean =>
    seated(visit).length > 0 && seated(visit).every(({ reason_code }) => reason_code === 'no_access')
  /** What was said of the visit itself, else by the first of its rows that says anything. */
  const wokenOf = (visit: VisitPaid): readonly number[] =>
    visit.wakings ?? seated(visit).find(({ wakings }) => wakings !== null)?.wakings ?? []
  const log = planned.flatMap((visit) => (isNoAccess(visit) ? [] : seated(visit).map(logRecord)))
  const records = planned.map((visit) => ({ ...visit, start: visit.start_at.toString() }))
  const lines = new Map(
    rateSlowly(records, log, card, holidays).lines.map((line) => [line.split(',')[0], line.split(',')]),
  )
  for (const visit of some) {
    const [, outcome, , actual, payable, workers, , plain] = lines.get(visit.visit_ref) ?? []
    const noAccess = visit.status === 'planned' && isNoAccess(visit)
    const attended = {
      ...{ isNoAccess: noAccess, payable: Number(payable) },
      workers: noAccess ? Math.min(seated(visit).length, visit.workers) : Number(workers ?? 0),
      actual: outcome === 'missed' || outcome === 'query' ? Number.NaN : Number(actual),
    }
    const kind = {
      ...{
        service: visit.service,
        zone: visit.zone,
        start: visit.start_at,
        minutes: visit.minutes,
        workers: visit.workers,
      },
      ...{ skill: visit.skill, miles: visit.miles === null ? null : Number(visit.miles), wakings: wokenOf(visit) },
      ...{ status: visit.status, cancelledWhy: visit.cancelled_why, cancelledAt: visit.cancelled_at },
      ...{ cancelledBy: visit.cancelled_by, awaySince: visit.away_since },
    }
    owed.penceByVisit.set(
      visit.visit_ref,
      // Where nobody was let in a card that says nothing of it pays nothing.
      hasKinds || noAccess ? dueSlowly(card, holidays, kind, attended) : Number(plain ?? 0),
    )
    const counted = noAccess ? Math.min(card.exceptions?.no_access?.minutes ?? 0, visit.minutes) : Number(payable ?? 0)
    owed.minutesByVisit.set(visit.visit_ref, visit.status === 'planned' ? counted * attended.workers : 0)
  }
}

const logRecord = ({ visit_ref, person_ref, log_ref, worker_ref, in_at, out_at }: Seat): LogRecord => ({
  ...{ visit_ref, person_ref, log_ref, worker_ref },
  ...{ in_at: in_at.toString(), out_at: out_at?.toString() ?? '' },
})

// --- blocks

type BlockContract = {
  readonly contract_ref: string
  readonly organisation_ref: string
  readonly service: string
  readonly zones: readonly string[]
  readonly card_ref: string
  readonly from_day: Day
  readonly to_day: Day
  readonly terms: readonly { from_day: Day; number: number; minutes: number | null; at: string }[]
  /** Approved runs over all its zones. */
  readonly runs: readonly { from_day: Day; to_day: Day; at: string }[]
}

const BLOCK_CONTRACTS = `select c.contract_ref, c.organisation_ref, c.service, c.zones, c.card_ref, c.from_day, c.to_day,
    coalesce((select jsonb_agg(jsonb_build_object('from_day', t.from_day, 'number', t.number, 'minutes', t.block_minutes_per_week, 'at', t.at))
      from contracts.terms t where t.council_id = $1 and t.contract_ref = c.contract_ref), '[]') as terms,
    coalesce((select jsonb_agg(jsonb_build_object('from_day', r.from_day, 'to_day', r.to_day, 'at', r.made_at))
      from payments.pay_run r where r.council_id = $1 and r.state in ('approved', 'paid') and r.zone is null
        and (r.organisation_ref is null or r.organisation_ref = c.organisation_ref)
        and (r.contract_ref is null or r.contract_ref = c.contract_ref)), '[]') as runs
  from contracts.contract c where c.council_id = $1`

const blockPaid = (ref: string): string => `select coalesce((select sum(amount_pence) from payments.pay_line
      where council_id = $1 and visit_ref = '${ref}'), 0)::int + coalesce((select sum(amount_pence) from payments.adjustment
      where council_id = $1 and visit_ref = '${ref}'), 0)::int as paid,
    exists (select from payments.draft_line where council_id = $1 and visit_ref = '${ref}')
      or exists (select from payments.draft_adjustment where council_id = $1 and visit_ref = '${ref}') as is_drafted`

type BlockWeek = { readonly ref: string; readonly due: number; readonly isOpen: boolean }

/** Every week of a block that some approved run had to pay, and what is due for it as things stand. */
function blockWeeks(
  contracts: readonly BlockContract[],
  visits: readonly VisitPaid[],
  versions: readonly Version[],
  minutesByVisit: ReadonlyMap<string, number>,
): BlockWeek[] {
  const weeks: BlockWeek[] = []
  for (const contract of contracts) {
    const mondays = new Set(contract.runs.flatMap(({ from_day, to_day }) => mondaysOf(from_day, to_day)))
    for (const monday of mondays) {
      const days = Array.from({ length: 7 }, (_, at) => plus(monday, at))
      const own = days.filter((day) => day >= contract.from_day && day < contract.to_day)
      const card = versionOn(versions, contract.card_ref, plus(monday, 6))?.card
      const block = contract.zones.map((zone) => blockFor(card, contract.service, zone)).find(Boolean)
      if (!block || own.length === 0) continue
      const inWeek = visits.filter(
        (one) => one.contract_ref === contract.contract_ref && days.includes(one.day) && one.status === 'planned',
      )
      const used = inWeek
        .filter(({ service, zone }) => blockFor(card, service, zone))
        .reduce((sum, one) => sum + (minutesByVisit.get(one.visit_ref) ?? 0), 0)
      const latest = contract.runs.map(({ at }) => at).reduce((a, b) => (a > b ? a : b))
      weeks.push({
        ref: `${contract.contract_ref}-block-${monday.replaceAll('-', '')}`,
        due: blockWeekSlowly(block, minutesOf(contract, own[0] ?? monday, block), own.length, used),
        isOpen: inWeek.some((one) => one.is_waiting) || contract.terms.some(({ at }) => at > latest),
      })
    }
  }
  return weeks
}

const plus = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString()

/** The Mondays of the weeks of which the Sunday lies in a period. */
function mondaysOf(from: Day, to: Day): Day[] {
  const mondays: Day[] = []
  for (let day = from; day < to; day = plus(day, 1))
    if (Temporal.PlainDate.from(day).dayOfWeek === 7) mondays.push(plus(day, -6))
  return mondays
}

const blockFor = (card: FullCard | undefined, service: string, zone: string): BlockRecord | undefined =>
  card?.blocks?.find((one) => one.service === service && one.zone === zone) ??
  card?.blocks?.find((one) => one.service === service && one.zone === 'any')

/** The hours of the contract where the terms that hold say them, else those of the card. */
function minutesOf({ terms }: BlockContract, day: Day, block: BlockRecord): number {
  const held = terms
    .filter(({ from_day }) => from_day <= day)
    .sort((a, b) => (a.from_day < b.from_day ? 1 : a.from_day > b.from_day ? -1 : b.number - a.number))[0]
  return held?.minutes ?? Math.round(block.hours_per_week * 60)
}
